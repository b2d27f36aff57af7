"""An empty company, in each language."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.store import create, open_books
from advisor.sandbox.core.tables import Company
from advisor.sandbox.founding import HOME, Founding, found, month, read
from advisor.sandbox.ledger.tables import Account, CostCentre, Entry, Period, Tax, Term
from advisor.sandbox.stock.tables import Location
from tests.sandbox.conftest import DAY

LANGUAGES = ("en", "ru", "uk", "zh", "fa")


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    database = open_books(f"sqlite:///{tmp_path / 'empty.db'}")
    create(database)
    return database


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_there_in_every_language(language: str) -> None:
    assert (HOME / f"words/{language}.yaml").is_file()
    named, data = read(f"words/{language}.yaml"), read("chart.yaml")
    assert set(named["accounts"]) == {row[0] for row in data["accounts"]}
    assert set(named["locations"]) == {row[0] for row in data["locations"]}
    assert set(named["cost_centres"]) == set(data["cost_centres"])
    assert set(named["taxes"]) == set(data["taxes"])
    assert set(named["terms"]) == set(data["terms"])
    for part in ("accounts", "locations", "cost_centres", "taxes", "terms"):
        assert all(name.strip() for name in named[part].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_company_is_founded(empty: Database, language: str) -> None:
    founding = Founding("Фирма", DAY, "UAH", language, "trade", ("erp-gl",), settings={"approvals": {}})
    with empty.session() as session:
        trial = found(session, founding)
        assert (trial.name, trial.currency, trial.language, trial.industry) == ("Фирма", "UAH", language, "trade")
        assert (trial.today, trial.first_day, trial.modules) == (DAY, DAY, ["erp-gl"])
        names = set(session.scalars(select(Account.name)))
        assert set(read(f"words/{language}.yaml")["accounts"].values()) == names
        assert session.scalars(select(Company.name)).all() == ["Фирма"]
    empty.close()


def test_accounts_hang_below_their_groups(session: Session) -> None:
    codes = {one.code: one for one in session.scalars(select(Account))}
    for one in codes.values():
        if one.parent:
            assert codes[one.parent].kind == one.kind
            assert one.code.startswith(one.parent)
    uses = [one.use for one in codes.values() if one.use]
    assert len(uses) == len(set(uses))


def test_there_are_two_years_and_the_next_without_gaps(session: Session) -> None:
    periods = session.scalars(select(Period).order_by(Period.first)).all()
    assert (periods[0].first, periods[-1].last) == (datetime.date(2025, 1, 1), datetime.date(2027, 12, 31))
    for before, after in itertools.pairwise(periods):
        assert after.first - before.last == datetime.timedelta(days=1)
    assert {one.state for one in periods} == {"open"}


@pytest.mark.parametrize(("year", "last"), [(2024, 29), (2026, 28), (2100, 28)])
def test_a_february_ends_where_it_ends(year: int, last: int) -> None:
    assert month(year, 2).last == datetime.date(year, 2, last)


def test_other_years_can_be_asked_for(empty: Database) -> None:
    with empty.session() as session:
        found(session, Founding("Example", DAY, years=(2020, 2021)))
        assert set(session.scalars(select(Period.year))) == {2020, 2021}
    empty.close()


def test_there_are_places_taxes_terms_and_cost_centres(session: Session) -> None:
    kinds = set(session.scalars(select(Location.kind)))
    assert {"warehouse", "supplier", "customer", "production", "lost"} <= kinds
    assert {one.code: one.rate for one in session.scalars(select(Tax))} == {"VAT": 2000, "REDUCED": 1000}
    terms = {
        one.code: [(part.kind, part.share, part.days) for part in one.parts] for one in session.scalars(select(Term))
    }
    assert terms["HALF"] == [("share", 5000, 0), ("rest", 0, 30)]
    assert session.scalar(select(func.count()).select_from(CostCentre)) == 3


def test_nothing_is_booked_yet(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Entry)) == 0
