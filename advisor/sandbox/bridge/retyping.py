"""Without a bridge: what has to be typed a second time, how long it takes, and what goes wrong by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from babel.numbers import get_currency_precision
from sqlalchemy import Select, Subquery, func, select, union
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import delivery, outbox, standing, to_customers
from advisor.sandbox.bridge.tables import Link, Message, Retyped
from advisor.sandbox.core import clock, master, states
from advisor.sandbox.core.actors import SYSTEM_ROLE, Actor
from advisor.sandbox.core.amounts import PRICE_PARTS
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.crm.tables import Contact, Deal, DealLine, Item
from advisor.sandbox.stock.rows import warehouse
from advisor.sandbox.trade import promising, sales
from advisor.sandbox.trade.tables import Order


@cache
def _estimates() -> Mapping[str, int]:
    found: dict[str, int] = yaml.safe_load(Path(__file__).with_name("minutes.yaml").read_text(encoding="utf-8"))
    return found


def minutes(session: Session, what: str) -> int:
    """What typing it takes, as the trial's settings or the estimates say."""
    own = clock.trial(session).settings.get("minutes", {})
    return int(own.get(what, _estimates()[what]))


def retype_order(session: Session, by: Actor, *, deal: int, customer: int | None = None) -> Order:
    """Somebody types a won deal as an order of operations, for a customer of theirs; when none is chosen the customer
    is typed anew, whether he is there already or not. Raises Refusal for a deal that is not won, or was typed."""
    won = _apart(session, deal)
    if order_of(session, won.id) is not None:
        raise Refusal("{number} has an order already.", values={"number": won.number or ""}, field="deal")
    if won.state != "won" or not won.lines:
        raise Refusal("Only a deal that was won and has lines is typed as an order.", field="deal")
    buyer = _buyer(session, by, won, customer)
    places = get_currency_precision(won.currency)
    lines = [
        sales.SaleLine(
            product=_product(session, line).id,
            quantity=Decimal(line.quantity).scaleb(-line.item.places),
            price=Decimal(line.price).scaleb(-places) / PRICE_PARTS,
            discount=Decimal(line.discount) / 100,
        )
        for line in won.lines
    ]
    clerk = Actor(by.name, SYSTEM_ROLE)
    made = sales.create(session, clerk, party=buyer, lines=lines, currency=won.currency, reference=won.number or "")
    states.fire(session, "sale", made.id, "confirm", clerk)
    spent = minutes(session, "deal") + len(lines) * minutes(session, "line")
    _book(session, "deal", won.id, made.id, spent)
    return made


def _apart(session: Session, deal: int) -> Deal:
    """The deal. Raises Refusal where the bridge does the work."""
    if delivery.joined(session):
        raise Refusal("The bridge brings it over by itself. Nothing has to be typed twice.")
    found: Deal = states.load(session, "deal", deal, lock=True)
    return found


def _buyer(session: Session, by: Actor, deal: Deal, chosen: int | None) -> int:
    """The customer of operations that was chosen, else a new one."""
    contact = outbox.buyer_of(session, deal.contact)
    if chosen is not None:
        known = select(Retyped.id).where(Retyped.kind == "contact", Retyped.erp_id == chosen)
        if session.scalars(known).first() is None:
            _book(session, "contact", contact.id, chosen, 0)
        return chosen
    fields = {name: getattr(contact, name) for name in outbox.CUSTOMER_FIELDS}
    made = master.create_party(session, by, customer=True, **fields)
    _book(session, "contact", contact.id, made.id, minutes(session, "contact"))
    return made.id


def _product(session: Session, line: DealLine) -> Product:
    """Raises Refusal when no product has the code of the item."""
    found = session.scalars(select(Product).where(Product.code == line.item.code)).first()
    if found is None:
        raise Refusal("Operations have no product {code}. Create it there first.", values={"code": line.item.code})
    return found


def order_of(session: Session, deal: int) -> int | None:
    """The order that was typed for a deal, or came over when the sides were joined."""
    return session.scalars(select(ordered().c.sale).where(ordered().c.deal == deal)).first()


@cache
def ordered() -> Subquery:
    """Deals and their orders, as a subquery."""
    typed = select(Retyped.crm_id.label("deal"), Retyped.erp_id.label("sale")).where(Retyped.kind == "deal")
    linked = select(Link.crm_id, Link.erp_id).where(Link.kind == "deal")
    return union(typed, linked).subquery("ordered")


def retype_status(session: Session, by: Actor, *, deal: int) -> Deal:
    """Somebody looks up the order of a deal and types how far it is. Raises Refusal when there is no order."""
    found = _apart(session, deal)
    sale = order_of(session, found.id)
    if sale is None:
        raise Refusal("{number} has no order yet.", values={"number": found.number or ""}, field="deal")
    to_customers.show(session, found, standing.of_order(session, sale))
    _book(session, "status", found.id, sale, minutes(session, "status"))
    return found


Heard = tuple[str, int, int]  # state, per cent delivered, paid


def compared(session: Session, deal: Deal, order: Order) -> tuple[Heard, Heard]:
    """What sellers know of an order that was typed, and what is true."""
    now = standing.of_order(session, order.id)
    return (deal.order_state, deal.delivered, deal.paid), (now.state, now.delivered, now.paid)


def retype_stock(session: Session, by: Actor) -> None:
    """Somebody asks the warehouse what is free of everything that is offered, and types it."""
    if delivery.joined(session):
        raise Refusal("The bridge brings it over by itself. Nothing has to be typed twice.")
    wanted = select(Item, Product).join(Product, Product.code == Item.code).where(Item.kind == "goods", Item.active)
    rows = session.execute(wanted.order_by(Item.id)).all()
    free = promising.free(session, [product.id for _, product in rows], warehouse(session).id)
    for item, product in rows:
        item.available, item.heard = max(free.get(product.id, 0), 0), clock.now(session)
        _book(session, "stock", item.id, product.id, minutes(session, "stock"))


def _book(session: Session, kind: str, crm_id: int, erp_id: int, spent: int) -> None:
    session.add(Retyped(on=clock.today(session), kind=kind, crm_id=crm_id, erp_id=erp_id, minutes=spent))
    session.flush()


@dataclass(frozen=True)
class Cost:
    """Minutes spent so far, by what was typed; won deals without an order; how many customers are there more than
    once; the days since stock was last looked up, none when it never was."""

    minutes: Mapping[str, int]
    waiting: int
    doubles: int
    stock_age: int | None

    @property
    def total(self) -> int:
        return sum(self.minutes.values())


def cost(session: Session) -> Cost:
    """What the missing bridge has cost."""
    spent = select(Retyped.kind, func.sum(Retyped.minutes)).group_by(Retyped.kind).order_by(Retyped.kind)
    typed = select(func.count(Retyped.erp_id.distinct()), func.count(Retyped.crm_id.distinct()))
    there, customers = session.execute(typed.where(Retyped.kind == "contact")).one()
    heard = session.scalar(select(func.min(Item.heard)).where(Item.kind == "goods", Item.active))
    return Cost(
        {kind: int(total) for kind, total in session.execute(spent)},
        int(session.scalar(select(func.count()).select_from(waiting().subquery())) or 0),
        int(there - customers),
        None if heard is None else (clock.today(session) - heard.date()).days,
    )


def saved(session: Session) -> int:
    """Minutes of typing that the messages which were delivered took the place of."""
    each = {"customer": "contact", "order": "deal", "order_state": "status", "shipment": "status", "invoice": "status",
            "payment": "status", "stock": "stock"}  # fmt: skip
    wanted = select(Message.kind, func.count()).where(Message.state == "delivered").group_by(Message.kind)
    return sum(count * minutes(session, each[kind]) for kind, count in session.execute(wanted) if kind in each)


def waiting() -> Select[int]:
    """Won deals that have no order, the oldest first."""
    done = select(ordered().c.deal)
    return select(Deal.id).where(Deal.state == "won", Deal.id.not_in(done)).order_by(Deal.closed, Deal.id)


def unknown() -> Select[int]:
    """Customers whom operations do not know; persons of an organisation are none of their own."""
    typed = select(Retyped.crm_id).where(Retyped.kind == "contact")
    linked = select(Link.crm_id).where(Link.kind == "contact")
    wanted = select(Contact.id).where(Contact.customer, Contact.active, Contact.organisation_id.is_(None))
    return wanted.where(Contact.id.not_in(typed), Contact.id.not_in(linked)).order_by(Contact.id)


WHO = ("sales", "accounting", "service")
VERBS = (
    ("retype.order", retype_order, "crm-pipeline", WHO, "sale"),
    ("retype.status", retype_status, "crm-pipeline", WHO, "deal"),
    ("retype.stock", retype_stock, "crm-pipeline", WHO, ""),
)
