"""The page of a message: read, and decided by a person."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import delivery
from advisor.sandbox.bridge.tables import Conflict
from advisor.sandbox.core.tables import Party
from advisor.sandbox.crm.tables import Contact, Deal
from tests.sandbox.bridge.joint import contact, item, won
from tests.sandbox.making import do, units
from tests.sandbox.selling import goods
from tests.web.sandbox.joined import furnish, parked
from tests.web.sandbox.trying import Trier


def test_a_message_says_what_it_holds_and_is_decided(app: FastAPI) -> None:
    there = Trier(app, furnish)
    number = parked(there)
    page = there.page(f"/d/message/{number}")
    for word in ("Advice", "Acme", "desk@acme.example", "90", "Make it there", "Drop the message", "Valve"):
        assert word in page.text, word
    refused = there.do("message.drop", document=str(number), reason="")
    assert refused.status_code in (409, 422)
    assert "Reason is missing" in refused.text or "Say why" in refused.text
    assert there.do("message.link", document=str(number)).status_code == 409
    assert there.do("message.link", document=str(number), product="1").status_code == 303
    with there.books.session(write=False) as session:
        assert session.get_one(Deal, 2).order_number == "SO-0003"
    page = there.page(f"/d/message/{number}")
    assert "Drop the message" not in page.text
    assert "Delivered" in page.text


def test_a_conflict_is_turned_round(app: FastAPI) -> None:
    there = Trier(app, furnish)
    with there.books.session(write=False) as session:
        conflict = session.scalars(select(Conflict.id)).one()
    assert "Let the other value hold" in there.page(f"/d/conflict/{conflict}").text
    assert there.do("conflict.turn", document=str(conflict)).status_code == 303
    assert "Let the other value hold" not in there.page(f"/d/conflict/{conflict}").text
    with there.books.session(write=False) as session:
        assert (session.get_one(Contact, 1).phone, session.get_one(Party, 1).phone) == ("2", "2")


def test_the_manager_lets_an_order_go_beyond_the_credit_limit(app: FastAPI) -> None:
    def limited(session: Session) -> None:
        goods(session, "a")
        acme = contact(session)
        delivery.deliver(session)
        do(session, "party.change", party=1, credit_limit=units(5))
        won(session, acme, (item(session), 4))
        delivery.deliver(session)

    there = Trier(app, limited)
    number = parked(there)
    assert "Go beyond the credit limit" in there.page(f"/d/message/{number}").text
    there.do("message.retry", document=str(number))
    assert "credit limit of Acme is 5.00" in there.page(f"/d/message/{number}").text
    there.do("message.retry", document=str(number), override="1")
    with there.books.session(write=False) as session:
        assert session.get_one(Deal, 1).order_state == "confirmed"
    there.page(f"/d/message/{number}")
