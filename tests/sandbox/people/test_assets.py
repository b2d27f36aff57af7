"""An asset is written off on its days by entries of its own, and a month is not closed before."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.actors import SYSTEM
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.tables import Entry, Period
from advisor.sandbox.people.assets import book_value, due, loaded, post_due, written_off
from advisor.sandbox.people.tables import Asset
from tests.sandbox.making import BOOKKEEPER, SELLER, do
from tests.sandbox.people.staffing import balance, centre, sound, wait

JANUARY = datetime.date(2026, 1, 1)


def asset(session: Session, running: bool = True, **columns: Any) -> Asset:
    entered = {"name": "Press", "cost": 1000, "residual": 100, "months": 24, "start": JANUARY} | columns
    paid = entered.pop("paid", "bank")
    made = do(session, "asset.create", BOOKKEEPER, **entered)
    if running:
        do(session, "asset.start", BOOKKEEPER, document=made.id, paid=paid)
    assert isinstance(made, Asset)
    return made


def close(session: Session, first: datetime.date) -> None:
    period = session.scalars(select(Period).where(Period.first == first)).one()
    do(session, "period.close", BOOKKEEPER, document=period.id)


def test_s51_through_the_books(books: Database) -> None:
    """Tryton 8.2 account_asset/tests/scenario_account_asset.rst: 962.50 after 1, 550.00 after 12, 100.00 at the end."""
    with books.session() as session:
        made = asset(session)
        assert (balance(session, "asset"), balance(session, "bank")) == (1000, -1000)
        values = []
        for month, last in ((1, "2026-01-31"), (12, "2026-12-31"), (24, "2027-12-31")):
            wait(session, datetime.date.fromisoformat(last))
            post_due(session, SYSTEM, datetime.date.fromisoformat(last))
            session.refresh(made)
            assert sum(line.entry_id is not None for line in made.lines) == month
            values.append(Decimal(book_value(made)) / 100)
        assert values == [Decimal("962.50"), Decimal("550.00"), Decimal("100.00")]
        assert balance(session, "depreciation") == 900
        assert balance(session, "accumulated") == -900
        assert sound(session) == []


def test_each_depreciation_has_its_entry_on_its_day(session: Session) -> None:
    made = asset(session, cost_centre=centre(session, "PROD"))
    wait(session, datetime.date(2026, 3, 31))
    assert post_due(session, SYSTEM, datetime.date(2026, 3, 31)) == 3
    entries = select(Entry).where(Entry.source_kind == "asset", Entry.source == made.id).order_by(Entry.id)
    days = [(entry.on, entry.number) for entry in session.scalars(entries)][1:]
    assert days == [
        (datetime.date(2026, 1, 31), "AST/2026-01/0001"),
        (datetime.date(2026, 2, 28), "AST/2026-02/0001"),
        (datetime.date(2026, 3, 31), "AST/2026-03/0002"),
    ]
    assert balance(session, "depreciation", centre(session, "PROD")) == Decimal("112.50")
    assert post_due(session, SYSTEM, datetime.date(2026, 3, 31)) == 0


def test_several_assets_are_written_off_in_the_order_of_days(session: Session) -> None:
    asset(session, name="Press")
    asset(session, name="Saw", every=3)
    wait(session, datetime.date(2026, 4, 30))
    assert post_due(session, SYSTEM, datetime.date(2026, 4, 30)) == 5
    assert balance(session, "accumulated") == -(4 * Decimal("37.50") + Decimal("112.50"))


def test_a_bill_has_booked_the_cost_already(session: Session) -> None:
    asset(session, paid="bill")
    assert balance(session, "asset") == 0


def test_an_old_asset_is_taken_over(session: Session) -> None:
    """What was written off before is one sum against the opening balance, also where the books have no month for it."""
    made = do(session, "asset.create", BOOKKEEPER, name="Hall", cost=12000, months=120, start=datetime.date(2020, 1, 1))
    do(
        session,
        "asset.start",
        BOOKKEEPER,
        document=made.id,
        paid="opening",
        written_off_until=datetime.date(2026, 2, 28),
    )
    assert (balance(session, "asset"), balance(session, "accumulated")) == (12000, -7400)
    assert balance(session, "opening") == -4600
    wait(session, datetime.date(2026, 3, 31))
    do(session, "asset.depreciate", BOOKKEEPER)
    assert balance(session, "depreciation") == 100
    assert sound(session) == []


def test_what_falls_into_a_closed_month_is_refused(session: Session) -> None:
    close(session, JANUARY)
    with pytest.raises(Refusal, match="2026-01-31 falls into a month that is not open") as caught:
        asset(session)
    assert caught.value.field == "written_off_until"


def test_a_month_with_depreciation_that_is_due_is_not_closed(books: Database) -> None:
    with books.session() as session:
        asset(session)
    with books.session() as session, pytest.raises(Refusal, match=r"Depreciation of 2026-01 .* 1, such as FA-0001"):
        close(session, JANUARY)
    with books.session() as session:
        do(session, "asset.depreciate", BOOKKEEPER)
        close(session, JANUARY)
        assert due(session, JANUARY, datetime.date(2026, 3, 31)) == [("FA-0001", datetime.date(2026, 3, 31))]


def test_depreciation_is_not_booked_before_its_day(session: Session) -> None:
    asset(session)
    with pytest.raises(Refusal, match="still to come"):
        do(session, "asset.depreciate", BOOKKEEPER, until=datetime.date(2026, 3, 31))


def test_what_the_books_have_no_month_for_waits(session: Session) -> None:
    asset(session, start=datetime.date(2026, 3, 1), paid="bank")
    wait(session, datetime.date(2028, 1, 31))
    assert post_due(session, SYSTEM, datetime.date(2028, 1, 31)) == 22  # until December 2027
    do(session, "period.add_year", BOOKKEEPER, year=2028)
    assert post_due(session, SYSTEM, datetime.date(2028, 1, 31)) == 1


def test_a_draft_is_not_written_off(session: Session) -> None:
    asset(session, running=False)
    wait(session, datetime.date(2026, 12, 31))
    assert post_due(session, SYSTEM, datetime.date(2026, 12, 31)) == 0
    assert [one.number for one in loaded(session, ("draft",))] == ["FA-0001"]
    assert loaded(session) == []


def test_an_asset_of_nothing_but_residual_value_has_nothing_to_book(session: Session) -> None:
    made = asset(session, residual=1000)
    assert post_due(session, SYSTEM, datetime.date(2026, 2, 28)) == 0
    close(session, JANUARY)
    assert written_off(made) == 0


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"months": 0}, "months"),
        ({"months": 1201}, "months"),
        ({"cost": 0, "residual": 0}, "cost"),
        ({"residual": 1001}, "cost"),
        ({"cost": -5}, "cost"),
        ({"method": "written_down", "residual": 0}, "residual"),
        ({"factor": 0}, "factor"),
        ({"factor": 11}, "factor"),
        ({"name": " "}, "name"),
        ({"cost_centre": 99}, "cost_centre"),
    ],
)
def test_an_asset_that_cannot_be_is_refused(session: Session, columns: dict[str, Any], field: str) -> None:
    with pytest.raises(Exception, match=r"\w+") as caught:
        asset(session, running=False, **columns)
    assert getattr(caught.value, "field", None) == field


def test_who_does_not_keep_the_books_makes_no_assets(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "asset.create", SELLER, name="Car", cost=1, months=1)


def test_a_declining_asset_keeps_its_rate(session: Session) -> None:
    """S54: ERPNext assets/doctype/asset/test_asset.py, 100,000 with residual 10,000 in 3 years."""
    made = asset(session, cost=100000, residual=10000, months=36, every=12, method="declining")
    assert [line.amount for line in made.lines] == [6666700, 2222211, 111089]
    assert sound(session) == []
