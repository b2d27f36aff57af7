"""Plans of a year: what was, times a driver; and beside it what is."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.insight import planning
from advisor.sandbox.ledger.tables import BudgetLine, Period
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.posting import id_of, pair
from tests.sandbox.making import BOOKKEEPER, do, units

D = datetime.date


def year(session: Session) -> None:
    """2025: revenue of 100 each month from July on, cost of sales of 40, rent of 10; nothing before."""
    for month in range(7, 13):
        pair(session, D(2025, month, 5), "bank", "revenue", 10_000)
        pair(session, D(2025, month, 5), "cost_of_sales", "bank", 4_000)
        pair(session, D(2025, month, 5), "expense", "bank", 1_000)


def planned(session: Session, version: str, use: str) -> list[int]:
    wanted = select(BudgetLine.amount).join(Period, BudgetLine.period_id == Period.id).order_by(Period.first)
    rows = session.scalars(wanted.where(BudgetLine.version == version, BudgetLine.account_id == id_of(session, use)))
    return list(rows)


def test_a_plan_from_the_year_before(books: Database) -> None:
    with books.session() as session:
        year(session)
        pair(session, D(2025, 12, 24), "bank", "revenue", 2_000)
        do(session, "scenario.create", BOOKKEEPER, name="Bold", year=2026, income=units(10), cost_of_sales=units(-5))
        assert planned(session, "Bold", "revenue") == [11_366] * 6 + [11_000] * 5 + [13_200]
        assert planned(session, "Bold", "cost_of_sales") == [3_800] * 12
        assert planned(session, "Bold", "expense") == [1_000] * 12
        assert planned(session, "budget", "expense") == []


def test_a_plan_from_another_one_with_an_account_of_its_own(session: Session) -> None:
    do(session, "budget.set", account=id_of(session, "revenue"), year=2026, amount=units(120))
    do(session, "budget.set", account=id_of(session, "expense"), year=2026, amount=units(12))
    drivers = [{"account": id_of(session, "expense"), "percent": units(50)}]
    do(session, "scenario.create", name="Lean", year=2026, base="budget", income=units("12.5"), drivers=drivers)
    assert planned(session, "Lean", "revenue") == [1_125] * 12
    assert planned(session, "Lean", "expense") == [150] * 12


def test_a_plan_made_again_replaces_the_first(session: Session) -> None:
    year(session)
    do(session, "scenario.create", name="Bold", year=2026, income=units(10))
    do(session, "scenario.create", name="Bold", year=2026, income=units(20))
    assert planned(session, "Bold", "revenue") == [12_000] * 12
    assert planning.versions(session, 2026) == ["Bold"]
    do(session, "scenario.remove", name="Bold", year=2026)
    assert planning.versions(session, 2026) == []


def test_a_plan_becomes_the_budget(session: Session) -> None:
    year(session)
    do(session, "budget.set", account=id_of(session, "wages"), year=2026, amount=units(12))
    do(session, "scenario.create", name="Bold", year=2026)
    with pytest.raises(WrongRole):
        do(session, "scenario.adopt", BOOKKEEPER, name="Bold", year=2026)
    do(session, "scenario.adopt", name="Bold", year=2026)
    assert planned(session, "budget", "wages") == []
    assert planned(session, "budget", "revenue") == planned(session, "Bold", "revenue")
    assert planning.versions(session, 2026) == ["budget", "Bold"]
    assert session.scalar(select(func.count()).select_from(BudgetLine)) == 2 * 36


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "budget"}, "name"),
        ({"name": "x" * 21}, "name"),
        ({"name": "a", "base": "none"}, "base"),
        ({"name": "a", "income": -101}, "drivers"),
    ],
)
def test_plans_that_cannot_be(session: Session, entered: dict[str, object], field: str) -> None:
    year(session)
    with pytest.raises(Refusal) as caught:
        do(session, "scenario.create", year=2026, **entered)
    assert caught.value.field == field


def test_a_plan_of_a_year_the_books_do_not_have(session: Session) -> None:
    with pytest.raises(NotFound):
        do(session, "scenario.create", name="Bold", year=1999)
    with pytest.raises(Refusal, match="no plan Bold for 2026"):
        do(session, "scenario.adopt", name="Bold", year=2026)


def test_the_plan_beside_the_books(session: Session) -> None:
    do(session, "budget.set", account=id_of(session, "revenue"), year=2026, amount=units(1200))
    pair(session, D(2026, 1, 20), "bank", "revenue", 15_000)
    pair(session, D(2026, 2, 20), "bank", "revenue", 8_000)
    pair(session, DAY, "bank", "revenue", 500)
    found = planning.outlook(session, "budget", DAY)
    assert found.done == D(2026, 2, 28)
    place = next(i for i, row in enumerate(found.statement.rows) if row.key == "income")
    assert found.statement.rows[place].amounts == (23_000, 20_000, 120_000, 100_000)
    assert found.expected(place) == 123_000
    assert planning.outlook(session, "budget", D(2026, 3, 31)).done == D(2026, 3, 31)


def test_in_the_first_month_nothing_is_over(session: Session) -> None:
    do(session, "budget.set", account=id_of(session, "revenue"), year=2026, amount=units(1200))
    pair(session, D(2026, 1, 2), "bank", "revenue", 500)
    found = planning.outlook(session, "budget", D(2026, 1, 20))
    assert found.statement.total("income").amounts == (0, 0, 120_000, 120_000)


def test_a_year_that_begins_in_april(session: Session) -> None:
    for period in session.scalars(select(Period).where(Period.first >= D(2025, 4, 1), Period.first < D(2026, 4, 1))):
        period.year = 2526
    session.flush()
    assert planning.year_of(session, DAY) == 2526
    assert planning.year_of(session, D(1999, 1, 1)) == 1999
    do(session, "budget.set", account=id_of(session, "revenue"), year=2526, amount=units(120))
    do(session, "scenario.create", name="Bold", year=2526, base="budget", income=units(100))
    found = planning.outlook(session, "Bold", DAY)
    assert (found.year.first, found.year.last, found.done) == (D(2025, 4, 1), D(2026, 3, 31), D(2026, 2, 28))
    assert found.statement.total("income").amounts == (0, 22_000, 24_000, 2_000)
    assert planning.results(session, DAY, ["Bold"])["Bold"][-1] == 24_000


def test_results_month_by_month(session: Session) -> None:
    do(session, "budget.set", account=id_of(session, "revenue"), year=2026, amount=units(120))
    pair(session, D(2026, 1, 20), "bank", "revenue", 700)
    pair(session, D(2026, 2, 20), "expense", "bank", 100)
    found = planning.results(session, DAY, ["budget"])
    assert found["budget"] == [1_000 * number for number in range(1, 13)]
    assert found["actual"] == [700, 600]
    assert planning.results(session, D(2026, 1, 5), [])["actual"] == []
