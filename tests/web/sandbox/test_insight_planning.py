"""Plans beside the books as a page, and the forms that make them."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.insight import planning
from tests.sandbox.insight.company import furnish
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian
from web.sandbox.insight_planning import build
from web.sandbox.visit import Visit


def test_the_plan_and_what_the_year_comes_to(app: FastAPI) -> None:
    page = company(app).page("/p/plans")
    assert "The result is 2,642.00 EUR below “Budget”." in page.text
    for shown in ("Booked", "Bold: 27,800", "Against the plan", "+65%", "As a table"):
        assert shown in " ".join(page.text.replace("<bdi>", "").replace("</bdi>", "").split())


def test_another_plan(app: FastAPI) -> None:
    page = company(app).page("/p/plans?version=Bold").text
    assert "below “Bold”" in page
    assert "Make it the budget" in page
    assert "Make it the budget" not in company(app).page("/p/plans").text
    assert "below “Budget”" in company(app).page("/p/plans?version=none").text


def test_the_line_of_the_books_ends_with_the_last_month(app: FastAPI) -> None:
    there = company(app)
    with there.books.session(write=False) as session:
        found = build(Visit(session, there.secret, "en"))
    assert [(one.name, one.number, one.months) for one in found.courses] == [
        ("Budget", 1, 12), ("Bold", 2, 12), ("Booked", 0, 2)
    ]  # fmt: skip
    assert len(found.table) == 12
    assert [cell.text for cell in found.table[2][1]] == ["2,749.98", "6,949.98", ""]


def test_a_plan_is_made_adopted_and_removed(app: FastAPI) -> None:
    there = Trier(app, furnish)
    made = there.do("scenario.create", name="Lean", year="2026", base="budget", expenses="-10")
    assert made.status_code == 303
    assert "Lean" in there.page("/p/plans").text
    assert there.do("scenario.adopt", name="Lean", year="2026").status_code == 303
    assert there.do("scenario.remove", name="Lean", year="2026").status_code == 303
    with there.books.session(write=False) as session:
        assert planning.versions(session, 2026) == ["budget", "Bold"]


def test_a_plan_that_cannot_be_is_refused_at_its_field(app: FastAPI) -> None:
    response = Trier(app).do("scenario.create", name="Lean", year="2026", base="nothing")
    assert response.status_code == 409
    assert "There are no figures to start from." in response.text
    assert 'value="Lean"' in response.text


def test_in_persian_and_empty(app: FastAPI) -> None:
    assert "۲٬۶۴۲٫۰۰" in persian(app).page("/p/plans").text
    assert "There is no budget and no plan of this year." in Trier(app).page("/p/plans").text
