"""The company that is most like one's own, made about as large, with its pains known."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Company
from advisor.sandbox.crm.tables import Member
from advisor.sandbox.founding import read
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.trials.fitting import FALLBACK, Fitting, fit, fitting, match, pains
from advisor.sandbox.trials.industries import industries


@pytest.mark.parametrize(
    ("facts", "industry"),
    [
        ({"industry": "manufacturing", "production": "project"}, "machine-builder"),
        ({"industry": "manufacturing", "production": "discrete"}, "plant"),
        ({"industry": "nonprofit_public"}, "non-profit"),
        ({"industry": "other", "project_work": True}, "agency"),
        ({"industry": "other", "production": "process"}, "food"),
        ({}, FALLBACK),
    ],
)
def test_the_most_similar_company_is_found(facts: dict[str, Any], industry: str) -> None:
    assert match(facts) == industry


def test_every_row_names_a_company_that_there_is() -> None:
    rows = read("trials/matching.yaml")
    assert {row["use"] for row in rows} == set(industries())
    assert list(rows[-1]) == ["use"]


def test_only_what_was_answered_is_known() -> None:
    assert fitting({}) == Fitting()
    known = fitting({"sellers": 5, "warehouses": 2, "service_volume": 10}, "  Acme  ")
    assert (known.company, known.sellers, known.warehouses) == ("Acme", 5, 2)
    assert known.volume == {"requests": 210}


def test_answers_tell_of_pains() -> None:
    facts = {
        "stock_trouble": 4, "billing_trouble": 2, "data_quality": 1, "cost_visibility": "missing",
        "manual_work.payroll": True, "finance_needs.budgets": False, "project_work": True,
    }  # fmt: skip
    assert pains(facts) == ("stock_trouble", "data_quality", "cost_visibility", "project_work", "manual_work")


def test_a_company_grows_to_the_size(session: Session) -> None:
    before = session.scalar(select(func.count()).where(Location.kind == "warehouse"))
    fit(session, Fitting(company="Acme", sellers=99, warehouses=4), (), "fa")
    assert (trial(session).name, session.scalars(select(Company.name)).first()) == ("Acme", "Acme")
    assert session.scalar(select(func.count()).select_from(Member)) == read("trials/fitting.yaml")["most"]["sellers"]
    names = session.scalars(select(Location.name).where(Location.kind == "warehouse").order_by(Location.id)).all()
    assert (before, len(names), names[-1]) == (2, 4, "انبار ۴".replace("۴", "4"))


def test_nothing_is_added_to_what_is_off(session: Session) -> None:
    fit(session, Fitting(sellers=3, warehouses=5), ("erp-master-data",), "en")
    assert trial(session).modules == ["erp-master-data"]
    assert session.scalar(select(func.count()).select_from(Member)) == 0
    assert session.scalar(select(func.count()).where(Location.kind == "warehouse")) == 2
    assert trial(session).name == "Example Works"
