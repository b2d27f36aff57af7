"""Taxes, payment terms, rates and cost centres as lists."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.ledger.tables import Term
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


def test_set_up_lists_have_taxes_terms_rates_and_cost_centres(there: Trier) -> None:
    for path, shown in (("taxes", "20%"), ("terms", "30 days"), ("rates", "1.25"), ("cost-centres", "315.00")):
        assert shown in there.get(f"/l/{path}").text, path
    with there.books.session(write=False) as session:
        [term] = session.scalars(select(Term.id).where(Term.code == "HALF")).all()
    page = there.page(f"/d/term/{term}").text
    assert "50%" in page and "All that is left" in page


def test_each_has_its_form(there: Trier) -> None:
    for path, verb in (("taxes", "tax.create"), ("terms", "term.create"), ("rates", "rate.set")):
        assert f"{there.base}/new/{verb}" in there.page(f"/l/{path}").links


def test_a_cost_centre_has_its_budget_beside_it(there: Trier) -> None:
    rows = there.get("/api/l/cost-centres?q=SALES").json()["rows"]
    assert [(row["code"], row["spent"], row["budget"]) for row in rows] == [("SALES", "315.00", "1200.00")]


def test_taxes_come_in_the_order_of_calculation(there: Trier) -> None:
    rows = there.get("/api/l/taxes").json()["rows"]
    assert [row["position"] for row in rows] == sorted(row["position"] for row in rows)
    assert {(row["code"], row["included"]) for row in rows} == {("VAT", False), ("REDUCED", False)}


def test_terms_say_how_many_instalments_they_have(there: Trier) -> None:
    rows = there.get("/api/l/terms").json()["rows"]
    assert {row["code"]: row["parts"] for row in rows} == {"NET0": 1, "NET30": 1, "HALF": 2}
