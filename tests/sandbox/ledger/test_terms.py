"""Payment terms give days and amounts that add up."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.tables import Term, TermPart
from advisor.sandbox.ledger.terms import due, instalments, split, term
from tests.sandbox.making import BOOKKEEPER, do

DAY = datetime.date(2026, 1, 31)


def make(session: Session, *parts: dict[str, Any], code: str = "T") -> Term:
    found = do(session, "term.create", BOOKKEEPER, code=code, name="", parts=list(parts))
    assert isinstance(found, Term)
    return found


def test_s41_quarters_a_fixed_amount_and_the_rest(session: Session) -> None:
    """Tryton, account_invoice/tests/test_module.py, test_payment_term: 1587.35 on 2011-10-01."""
    make(
        session,
        {"kind": "share_of_rest", "percent": "25", "days": 30},
        {"kind": "share", "percent": "25", "months": 1},
        {"kind": "amount", "amount": "396.84", "months": 2},
        {"kind": "rest", "months": 2, "month_day": 31, "days": 14},
    )
    assert instalments(session, "T", 158735, datetime.date(2011, 10, 1)) == [
        (datetime.date(2011, 10, 31), 39684),
        (datetime.date(2011, 11, 1), 39684),
        (datetime.date(2011, 12, 1), 39684),
        (datetime.date(2012, 1, 14), 39683),
    ]


def test_half_of_an_odd_cent(session: Session) -> None:
    assert instalments(session, "HALF", 101, DAY) == [(DAY, 51), (DAY + datetime.timedelta(30), 50)]
    assert instalments(session, "HALF", -101, DAY) == [(DAY, -51), (DAY + datetime.timedelta(30), -50)]


def test_without_a_term_all_is_due_at_once(session: Session) -> None:
    assert instalments(session, "", 100, DAY) == [(DAY, 100)]


def test_a_fixed_part_takes_no_more_than_there_is(session: Session) -> None:
    make(session, {"kind": "amount", "amount": 50}, {"kind": "rest", "days": 10})
    assert instalments(session, "T", 3000, DAY) == [(DAY, 3000)]
    assert instalments(session, "T", 0, DAY) == [(datetime.date(2026, 2, 10), 0)]


@pytest.mark.parametrize(
    ("part", "day"),
    [
        (TermPart(months=1, month_day=0, days=0), datetime.date(2026, 2, 28)),
        (TermPart(months=0, month_day=31, days=1), datetime.date(2026, 2, 1)),
        (TermPart(months=11, month_day=15, days=0), datetime.date(2026, 12, 15)),
        (TermPart(months=12, month_day=0, days=0), datetime.date(2027, 1, 31)),
    ],
)
def test_the_day_of_a_part(part: TermPart, day: datetime.date) -> None:
    assert due(part, DAY) == day


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [{"kind": "share", "percent": 50}],
        [{"kind": "rest"}, {"kind": "share", "percent": 50}],
        [{"kind": "rest"}, {"kind": "rest"}],
        [{"kind": "share", "percent": 120}, {"kind": "rest"}],
        [{"kind": "amount", "amount": -1}, {"kind": "rest"}],
        [{"kind": "rest", "month_day": 32}],
        [{"kind": "rest", "days": -1}],
    ],
)
def test_a_term_that_does_not_hold_is_refused(session: Session, parts: list[dict[str, Any]]) -> None:
    with pytest.raises(Refusal) as caught:
        make(session, *parts)
    assert caught.value.field == "parts"


def test_codes_are_taken_once_and_unknown_ones_told(session: Session) -> None:
    with pytest.raises(Refusal, match="NET30 is taken"):
        make(session, {"kind": "rest"}, code="NET30")
    with pytest.raises(Refusal, match="no payment term NEVER"):
        term(session, "NEVER")
    with pytest.raises(Refusal):
        instalments(session, "NEVER", 100, DAY)


PARTS = st.lists(
    st.tuples(st.sampled_from(["share", "share_of_rest", "amount"]), st.integers(0, 10_000), st.integers(0, 90)),
    max_size=5,
)


@given(PARTS, st.integers(-(10**8), 10**8))
def test_instalments_add_up(rows: list[tuple[str, int, int]], total: int) -> None:
    parts = [TermPart(kind=kind, share=size, amount=size, days=days, months=0, month_day=0)
             for kind, size, days in [*rows, ("rest", 0, 90)]]  # fmt: skip
    found = split(parts, total, DAY)
    assert sum(amount for _, amount in found) == total
    assert all(amount * total > 0 for _, amount in found) or total == 0
    assert [(day, -amount) for day, amount in found] == split(parts, -total, DAY)
