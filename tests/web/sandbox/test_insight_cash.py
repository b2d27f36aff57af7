"""Cash ahead as a page: the lowest week by its name, and what if."""

from __future__ import annotations

import csv
import io

from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian
from web.sandbox.insight_cash import LATE, SALES, build
from web.sandbox.visit import Visit


def test_the_lowest_week_is_named(app: FastAPI) -> None:
    page = company(app).page("/p/cash")
    assert "Money lasts: at its lowest there are" in page.text
    assert "Lowest" in page.text
    assert "SO-0010 Acme" in page.text
    assert "What if" in page.text


def test_what_if_customers_pay_later(app: FastAPI) -> None:
    page = company(app).page("/p/cash?late=30&sales=-30").text
    assert "As it stands, the lowest would be" in page
    assert "graph-before" in page


def test_only_what_is_offered_is_supposed(app: FastAPI) -> None:
    assert "As it stands, the lowest" not in company(app).page("/p/cash?late=99999&sales=1e9").text
    assert 0 in LATE
    assert 0 in SALES


def test_money_that_runs_out_is_said(app: FastAPI) -> None:
    def poor(session: Session) -> None:
        trial(session).settings = {"recurring": [{"name": "Loan", "amount": "-100", "day": 15}]}

    page = Trier(app, poor).page("/p/cash").text
    assert "Money runs out: −300.00 EUR in the week of" in page
    assert "finding-bad" in page
    assert "Loan" in page


def test_a_document_is_linked_where_it_has_a_page(app: FastAPI) -> None:
    there = company(app)
    assert any("/d/invoice/" in link for link in there.page("/p/cash").links)


def test_weeks_as_a_file(app: FastAPI) -> None:
    text = company(app).get("/l/cash-weeks.csv").content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == 13
    opening = 57_500.0
    for row in found:
        opening += float(row["Comes in (EUR)"]) + float(row["Goes out (EUR)"])
        assert round(opening, 2) == float(row["There at its end (EUR)"])


def test_bars_and_lines_share_a_scale(app: FastAPI) -> None:
    there = company(app)
    with there.books.session(write=False) as session:
        found = build(Visit(session, there.secret, "en"))
    assert len(found.drawn.inflow) == len(found.drawn.outflow) == len(found.weeks) == 13
    assert found.drawn.plain is None
    assert 0 < found.drawn.place < 100
    lowest = next(place for place, week in enumerate(found.weeks) if week.lowest)
    assert found.drawn.place == round((lowest + 0.5) / 13 * 100, 2)


def test_persian_and_empty(app: FastAPI) -> None:
    assert "۵۷٬۵۰۰٫۰۰" in persian(app).page("/p/cash").text
    assert "0.00 EUR" in Trier(app).page("/p/cash").text
