"""Entries by hand: drafts change until they are posted; a posted one is taken back by its opposite."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, Unbalanced, WrongRole
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.open_items import open_items
from advisor.sandbox.ledger.tables import Entry, Line
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import balance, booked, paid
from tests.sandbox.making import BOOKKEEPER, SELLER, customer, do

LATER = DAY + datetime.timedelta(40)


def line(session: Session, use: str, **columns: Any) -> dict[str, Any]:
    return {"account": account(session, use).id, **columns}


def rent(session: Session, debit: str = "500", credit: str = "500") -> Entry:
    lines = [line(session, "expense", debit=debit, text="Rent"), line(session, "bank", credit=credit)]
    entry = do(session, "entry.create", BOOKKEEPER, lines=lines, text=" Rent of March ")
    assert isinstance(entry, Entry)
    return entry


def test_a_draft_is_posted(books: Database) -> None:
    with books.session() as session:
        entry = rent(session)
        assert (entry.state, entry.number, entry.text, balance(session, "bank")) == ("draft", None, "Rent of March", 0)
        do(session, "entry.post", BOOKKEEPER, document=entry.id)
        assert (entry.state, entry.number) == ("posted", "GEN/2026-03/0001")
        assert (balance(session, "expense"), balance(session, "bank")) == (50000, -50000)


def test_a_draft_out_of_balance_is_kept_but_not_posted(books: Database) -> None:
    with books.session() as session:
        entry = rent(session, credit="499.99")
    with books.session() as session, pytest.raises(Unbalanced):
        do(session, "entry.post", BOOKKEEPER, document=entry.id)
    with books.session() as session:
        lines = [line(session, "expense", debit="7"), line(session, "bank", credit="7")]
        do(session, "entry.change", BOOKKEEPER, document=entry.id, lines=lines, on=LATER, text="Repair")
        do(session, "entry.post", BOOKKEEPER, document=entry.id)
    with books.session(write=False) as session:
        kept = session.get_one(Entry, entry.id)
        assert (kept.number, kept.text, [one.amount for one in kept.lines]) == (
            "GEN/2026-04/0001",
            "Repair",
            [700, -700],
        )
        assert session.scalar(select(func.count()).select_from(Line)) == 2


def test_a_draft_is_removed(books: Database) -> None:
    with books.session() as session:
        entry = rent(session)
        do(session, "entry.remove", BOOKKEEPER, document=entry.id)
        assert session.scalar(select(func.count()).select_from(Entry)) == 0
        with pytest.raises(NotFound):
            do(session, "entry.post", BOOKKEEPER, document=entry.id)


def test_what_is_posted_stays(session: Session) -> None:
    entry = rent(session)
    do(session, "entry.post", BOOKKEEPER, document=entry.id)
    with pytest.raises(Refusal, match="Reverse it"):
        do(session, "entry.remove", BOOKKEEPER, document=entry.id)
    with pytest.raises(Refusal, match="in the state it is in"):
        do(session, "entry.change", BOOKKEEPER, document=entry.id, text="Other")


def test_a_posted_entry_is_reversed_once(books: Database) -> None:
    with books.session() as session:
        entry = rent(session)
        do(session, "entry.post", BOOKKEEPER, document=entry.id)
        do(session, "entry.reverse", BOOKKEEPER, document=entry.id, on=LATER)
        assert (balance(session, "expense"), balance(session, "bank")) == (0, 0)
        with pytest.raises(Refusal, match=r"reversed by GEN/2026-04/0001"):
            do(session, "entry.reverse", BOOKKEEPER, document=entry.id)


def test_a_reversal_leaves_nothing_open(session: Session) -> None:
    acme = customer(session).id
    lines = [line(session, "receivable", debit=40, party=acme), line(session, "revenue", credit=40)]
    entry = do(session, "entry.create", BOOKKEEPER, lines=lines)
    do(session, "entry.post", BOOKKEEPER, document=entry.id)
    do(session, "entry.reverse", BOOKKEEPER, document=entry.id)
    assert open_items(session, "receivable") == []


def test_matches_come_off_before_a_reversal(session: Session) -> None:
    acme = customer(session).id
    lines = [line(session, "receivable", debit=40, party=acme), line(session, "revenue", credit=40)]
    entry = do(session, "entry.create", BOOKKEEPER, lines=lines)
    do(session, "entry.post", BOOKKEEPER, document=entry.id)
    do(session, "match.create", BOOKKEEPER, lines=[entry.lines[0].id, paid(session, 4000, acme).id])
    with pytest.raises(Refusal, match="Undo the matches"):
        do(session, "entry.reverse", BOOKKEEPER, document=entry.id)
    do(session, "match.remove", BOOKKEEPER, lines=[entry.lines[0].id])
    do(session, "entry.reverse", BOOKKEEPER, document=entry.id)
    assert [item.open for item in open_items(session, "receivable")] == [-4000]


def test_entries_of_documents_are_theirs(session: Session) -> None:
    entry = booked(session, "bank", "revenue", 100)
    own = session.get_one(Entry, entry.id)
    assert own.source_kind == ""
    do(session, "entry.reverse", BOOKKEEPER, document=own.id)
    made = session.scalars(select(Entry).where(Entry.reverses_id == own.id)).one()
    assert made.source_kind == ""


def test_opening_balances_leave_the_rest_to_equity(books: Database) -> None:
    with books.session() as session:
        acme = customer(session).id
        lines = [
            line(session, "bank", debit="1000"),
            line(session, "receivable", debit="250", party=acme, due=LATER),
            line(session, "payable", credit="400", party=acme),
        ]
        entry = do(session, "entry.opening", BOOKKEEPER, lines=lines)
        assert (entry.state, balance(session, "opening")) == ("posted", -85000)
        assert [(item.open, item.due) for item in open_items(session, "receivable", acme)] == [(25000, LATER)]
        do(session, "entry.reverse", BOOKKEEPER, document=entry.id)
        assert balance(session, "opening") == 0


def test_opening_balances_in_another_currency(session: Session) -> None:
    acme = customer(session).id
    lines = [
        line(session, "receivable", debit="80", currency="USD", foreign="100", party=acme),
        line(session, "bank", debit="7"),
    ]
    entry = do(session, "entry.opening", BOOKKEEPER, lines=lines)
    assert sorted((one.amount, one.foreign) for one in entry.lines)[:2] == [(-8000, -10000), (-700, None)]
    assert [(item.open, item.foreign) for item in open_items(session, "receivable")] == [(8000, 10000)]


def test_another_currency_is_entered_beside_the_books(session: Session) -> None:
    acme = customer(session).id
    lines = [
        line(session, "receivable", debit="80", currency="USD", foreign="100", party=acme),
        line(session, "revenue", credit="80", currency="USD", foreign="100"),
    ]
    entry = do(session, "entry.create", BOOKKEEPER, lines=lines)
    assert [(one.currency, one.foreign) for one in entry.lines] == [("USD", 10000), ("USD", -10000)]


@pytest.mark.parametrize(
    ("use", "columns", "error", "field"),
    [
        ("bank", {"debit": "-1"}, Refusal, "lines"),
        ("bank", {"debit": "1", "credit": "1"}, Refusal, "lines"),
        ("bank", {"debit": "0.001"}, Refusal, "amount"),
        ("bank", {"debit": "1", "currency": "USD"}, Refusal, "lines"),
        ("bank", {"debit": "1", "foreign": "5"}, Refusal, "lines"),
        ("stock", {"debit": "1"}, Refusal, "account"),
        ("receivable", {"debit": "1"}, Refusal, "party"),
        ("receivable", {"debit": "1", "party": 99}, NotFound, "party"),
        ("expense", {"debit": "1", "cost_centre": 99}, NotFound, "cost_centre"),
        ("expense", {"debit": "1", "product": 99}, NotFound, "product"),
        ("expense", {"debit": "1", "colour": 9}, BadInput, "lines.0.colour"),
    ],
)
def test_a_line_that_cannot_be(
    session: Session, use: str, columns: dict[str, Any], error: type[Exception], field: str
) -> None:
    with pytest.raises(error) as caught:
        do(session, "entry.create", BOOKKEEPER, lines=[line(session, use, **columns)])
    assert getattr(caught.value, "field", None) == field


def test_an_unknown_account_is_told(session: Session) -> None:
    with pytest.raises(NotFound):
        do(session, "entry.create", BOOKKEEPER, lines=[{"account": 10**9, "debit": 1}])


def test_groups_take_no_lines(session: Session) -> None:
    group = session.scalars(select(Line.account_id)).first() or account(session, "bank").id - 1
    with pytest.raises(Refusal, match="it is a group"):
        do(session, "entry.create", BOOKKEEPER, lines=[{"account": group, "debit": 1}])


def test_a_day_without_a_period_is_refused(session: Session) -> None:
    with pytest.raises(PeriodClosed):
        do(session, "entry.create", BOOKKEEPER, lines=[], on=datetime.date(1999, 1, 1))


def test_entries_are_for_accounting(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "entry.create", SELLER, lines=[])
