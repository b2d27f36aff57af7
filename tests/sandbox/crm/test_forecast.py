"""The forecast: sums weighted by probability (S61), by month and seller, and what is overdue."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.crm.forecast import forecast, next_month
from advisor.sandbox.crm.tables import Deal
from tests.sandbox.conftest import DAY
from tests.sandbox.making import SELLER, do
from tests.sandbox.pipeline import colleague, contact, deal

S61 = [
    ([3950, 3060, 1460, 1340, 1285, 1190], 70, 1_228_500, 859_950),
    ([20_000], 30, 2_000_000, 600_000),
    ([10_000] * 3, 60, 3_000_000, 1_800_000),
]


@pytest.mark.parametrize(("amounts", "percent", "total", "weighted"), S61)
def test_weighted_by_the_probability_of_the_stage(
    session: Session, amounts: list[int], percent: int, total: int, weighted: int
) -> None:
    do(session, "stage.set", stage="proposal", probability=percent)
    buyer = contact(session)
    for amount in amounts:
        deal(session, buyer, amount, stage="proposal", expected=DAY)
    found = forecast(session)
    assert (found.months[0].amount, found.months[0].weighted, found.whole.weighted) == (total, weighted, weighted)
    assert found.whole.deals == len(amounts)


def test_the_usual_probabilities(books: Database) -> None:
    """100,000 in each open stage at 10, 20, 50 and 80 per cent."""
    with books.session() as session:
        buyer = contact(session)
        for stage in ("prospecting", "qualification", "proposal", "negotiation"):
            deal(session, buyer, 100_000, stage=stage)
        assert forecast(session).whole.weighted == 16_000_000


def later(months: int) -> datetime.date:
    day = DAY
    for _ in range(months):
        day = next_month(day)
    return day


def test_months_sellers_won_and_overdue(session: Session) -> None:
    sam, lee = colleague(session, "Sam"), colleague(session, "Lee")
    buyer = contact(session)

    def one(amount: int, owner: str, expected: datetime.date) -> Deal:
        return deal(session, buyer, amount, owner=owner, expected=expected, stage="proposal")

    one(100, sam, DAY), one(300, lee, later(1)), one(700, sam, later(6))
    late = one(50, lee, DAY - datetime.timedelta(days=1))
    won = one(1000, sam, later(2))
    do(session, "deal.win", SELLER, document=won.id)
    lost = one(9000, sam, DAY)
    do(session, "deal.lose", SELLER, document=lost.id, reason="gone")
    found = forecast(session)
    assert [(one.first.month, one.amount, one.weighted, one.won) for one in found.months[:3]] == [
        (3, 10_000, 5_000, 100_000), (4, 30_000, 15_000, 0), (5, 0, 0, 0),
    ]  # fmt: skip
    assert (len(found.months), found.months[-1].last) == (6, datetime.date(2026, 8, 31))
    assert (found.whole.amount, found.whole.won, found.whole.expected) == (40_000, 100_000, 120_000)
    assert (found.overdue.deals, found.overdue.amount, found.overdue.weighted) == (1, late.amount, 2_500)
    assert {name: (sums.amount, sums.won) for name, sums in found.sellers.items()} == {
        lee: (30_000, 0), sam: (10_000, 100_000),
    }  # fmt: skip
    mine = forecast(session, lee, months=2)
    assert (mine.whole.amount, mine.whole.won, list(mine.sellers), mine.overdue.deals) == (30_000, 0, [lee], 1)
    assert next_month(datetime.date(2026, 12, 31)) == datetime.date(2027, 1, 1)
