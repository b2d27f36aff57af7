"""A trial in which customers and operations are joined, with something that came over and something that is stuck."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import delivery
from advisor.sandbox.bridge.tables import Message
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.bridge.joint import APART, contact, item, won
from tests.sandbox.making import do, units
from tests.sandbox.selling import confirmed, goods
from tests.web.sandbox.trying import Trier


def furnish(session: Session) -> None:
    """A product; a customer with a deal whose order came over (SO-0001) and an order by telephone (SO-0002); a field
    that both sides changed; and a deal over something that operations do not know, which is stuck."""
    goods(session, "valve", stock=20)
    acme = contact(session, "Acme", email="desk@acme.example", phone="1")
    delivery.deliver(session)
    won(session, acme, (item(session, "valve"), 4))
    delivery.deliver(session)
    party, valve = session.scalars(select(Party)).one(), session.scalars(select(Product)).one()
    confirmed(session, party, (valve, 1))
    delivery.deliver(session)
    do(session, "party.change", party=party.id, phone="2")
    do(session, "contact.change", contact=acme.id, phone="3")
    own = do(session, "item.create", name="Advice", code="adv", kind="service", price=units(90))
    won(session, acme, (own, 2))
    delivery.deliver(session)


def apart(session: Session) -> None:
    """The same, but nothing joins the sides any more, and another deal (3) was won since."""
    furnish(session)
    clock.trial(session).modules = list(APART)
    won(session, session.get_one(Contact, 1), (item(session, "valve"), 3))


def parked(there: Trier) -> int:
    """The message that is stuck."""
    with there.books.session(write=False) as session:
        return session.scalars(select(Message.id).where(Message.state == "parked")).one()
