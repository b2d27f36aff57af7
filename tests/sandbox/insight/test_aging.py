"""Ages: each open item in one bucket, all of them together what stands on the account."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.insight.aging import BUCKETS, aged, aging, bucket
from advisor.sandbox.insight.dues import Due
from advisor.sandbox.insight.sums import of_uses
from advisor.sandbox.ledger.posting import Item
from tests.sandbox.insight.posting import DAY, book, invoice, party

D = datetime.date


def due(amount: int, days: int, who: int = 1, name: str = "Acme") -> Due:
    """Something that is `days` late on DAY."""
    return Due(1, 1, who, name, DAY, DAY - datetime.timedelta(days=days), amount, "invoice", 1, "INV-0001", None)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (-1, "not_due"),
        (0, "not_due"),
        (1, "to_30"),
        (30, "to_30"),
        (31, "to_60"),
        (60, "to_60"),
        (61, "to_90"),
        (90, "to_90"),
        (91, "older"),
        (900, "older"),
    ],
)
def test_edges_of_buckets(days: int, name: str) -> None:
    assert BUCKETS[bucket(due(1, days), DAY)] == name


def test_what_was_paid_ahead_is_apart_however_old() -> None:
    assert BUCKETS[bucket(due(-1, 400), DAY)] == "on_account"


def test_the_most_overdue_party_comes_first() -> None:
    found = aged([due(50, 5, 1, "A"), due(500, -5, 2, "B"), due(60, 100, 3, "C"), due(-20, 0, 1, "A")], "payable", DAY)
    assert [one.name for one in found.parties] == ["C", "A", "B"]
    assert found.parties[1].buckets == (0, 50, 0, 0, 0, -20)
    assert (found.parties[1].overdue, found.parties[1].total) == (50, 30)
    assert found.buckets == (500, 50, 0, 0, 60, -20)


@given(st.lists(st.builds(due, st.integers(-(10**9), 10**9), st.integers(-400, 400), st.integers(1, 3))))
def test_nothing_is_lost_in_buckets(items: list[Due]) -> None:
    found = aged(items, "receivable", DAY)
    assert found.total == sum(one.amount for one in items)
    assert sum(len(one.items) for one in found.parties) == len(items)


def test_the_total_is_what_stands_on_the_account(books: Database) -> None:
    with books.session() as session:
        acme, mill = party(session, "acme", customer=True), party(session, "bolt", customer=True)
        invoice(session, acme, D(2025, 11, 1), D(2025, 11, 30), 100)
        invoice(session, acme, D(2026, 2, 1), D(2026, 2, 10), 40)
        invoice(session, mill, D(2026, 2, 1), D(2026, 4, 1), 7)
        book(session, D(2026, 2, 3), Item("bank", 30), Item("receivable", -30, party=mill.id))
        found = aging(session, "receivable", DAY)
        assert found.total == of_uses(session, ("receivable",), DAY) == 117
        assert found.buckets == (7, 40, 0, 0, 100, -30)
        assert [one.number for one in found.parties[0].items] == ["SAL/2025-11/0001", "SAL/2026-02/0001"]


def test_nobody_owes_anything(session: Session) -> None:
    found = aging(session, "payable", DAY)
    assert (found.parties, found.total, found.buckets) == ((), 0, (0,) * len(BUCKETS))


def test_ages_of_a_company(company: Session) -> None:
    owed, owing = aging(company, "receivable", DAY), aging(company, "payable", DAY)
    assert owed.parties[0].name == "Acme"
    assert owed.total == of_uses(company, ("receivable",), DAY)
    assert owing.total == -of_uses(company, ("payable",), DAY) > 0
    assert all(one.kind == "invoice" and one.number.startswith("INV-") for one in owed.parties[0].items)
