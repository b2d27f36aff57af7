"""Life without the bridge, and what it costs."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.crm.tables import Deal, Item
from tests.sandbox.bridge.joint import contact
from tests.sandbox.selling import fill, goods
from tests.web.sandbox.joined import apart
from tests.web.sandbox.trying import Trier
from web.sandbox.link_typed import build
from web.sandbox.visit import Visit


def test_everything_is_typed_twice(app: FastAPI) -> None:
    there = Trier(app, apart)
    with there.books.session() as session:
        before = build(Visit(session, there.secret, "en"))
        assert (before.apart, before.joined, before.minutes, before.waiting) == (True, False, "0", 2)
        fill(session, goods(session, "late", stock=0), 2, 4)
    assert there.get("/p/link").status_code == 403
    assert there.do("retype.order", deal="3", here="p/typed-twice").status_code == 303
    page = there.page("/p/typed-twice")
    for word in ("In truth", "Type the customer again", "minutes with the bridge", "Customers typed again"):
        assert word in page.text, word
    for verb, entered in (("retype.status", {"deal": "3"}), ("retype.stock", {})):
        assert there.do(verb, here="p/typed-twice", **entered).status_code == 303
    with there.books.session(write=False) as session:
        after = build(Visit(session, there.secret, "en"))
        assert (after.minutes, after.waiting, after.doubles, after.stock_age) == ("11", 1, 0, 0)
        assert [one.old for one in after.typed] == [False, False]
        assert session.get_one(Deal, 3).order_state == "confirmed"
        assert session.get_one(Item, 1).available == 12


def test_with_the_bridge_nothing_is(app: FastAPI) -> None:
    def joined(session: Session) -> None:
        apart(session)
        clock.trial(session).modules = []

    page = Trier(app, joined).page("/p/typed-twice").text
    assert "Nothing has to be typed twice" in page
    assert "Type the order" not in page


def test_with_one_side_there_is_nothing_to_join(app: FastAPI) -> None:
    def alone(session: Session) -> None:
        contact(session)
        clock.trial(session).modules = ["crm-contacts", "crm-activities", "crm-pipeline"]

    assert "Only one of the two sides" in Trier(app, alone).page("/p/typed-twice").text
