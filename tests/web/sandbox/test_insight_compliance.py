"""What an auditor sees: green checks, red ones with what they found, taxes, and the trail."""

from __future__ import annotations

import csv
import io

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.sandbox.insight import compliance
from tests.sandbox import selling
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian
from web.sandbox.insight_compliance import AREAS, PAGE


def test_every_area_of_checks_has_a_name() -> None:
    assert [area for area, _ in compliance.AREAS] == list(AREAS)


def test_sound_books(app: FastAPI) -> None:
    page = company(app).page("/p/compliance").text
    assert "All books are in order" in page
    assert "Debit equals credit in every entry" in page
    assert "check-bad" not in page


def test_what_was_bent_is_red_and_told(app: FastAPI) -> None:
    def bent(session: Session) -> None:
        selling.goods(session, "bolt", stock=5)
        session.execute(text("UPDATE stock_balance SET value = value + 1"))

    page = Trier(app, bent).page("/p/compliance").text
    assert "check-bad" in page
    assert "Not in order" in page
    assert "2001 instead of 2000" in page


def test_taxes_of_a_span(app: FastAPI) -> None:
    page = company(app).page("/p/compliance?on.from=2025-12-01&on.to=2025-12-31").text
    assert "Value added tax 20 %" in page
    assert "1,356.00" in page
    assert (
        "No tax was booked in this span." in company(app).page("/p/compliance?on.from=2025-06-01&on.to=2025-06-30").text
    )


def test_taxes_as_a_file(app: FastAPI) -> None:
    body = company(app).get("/l/tax-rows.csv?on.from=2025-12-01&on.to=2025-12-31").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert (row["Code"], row["Sales, base (EUR)"], row["Sales, tax (EUR)"]) == ("VAT", "6780.00", "1356.00")


def test_the_trail_page_by_page(app: FastAPI) -> None:
    there = company(app)
    first, second = there.page("/p/trail"), there.page("/p/trail?page=2")
    assert first.text.count("<tr>") == PAGE + 1
    assert "Older" in first.text
    assert "Newer" in second.text
    assert "Sales order SO-0010" in first.text
    assert there.page("/p/trail?page=9999").text.count("Older") == 0


def test_the_trail_of_one_person_and_kind(app: FastAPI) -> None:
    page = company(app).page("/p/trail?actor=Bo&kind=purchase").text
    assert "Bo (Purchasing)" in page
    assert "Robin" not in page.split("<tbody>")[1]
    assert "Nothing of this kind was done yet." in company(app).page("/p/trail?actor=Nobody").text
    assert "Sales order SO-0010" not in company(app).page("/p/trail?on.to=2026-01-31").text


def test_in_persian_and_empty(app: FastAPI) -> None:
    assert "۱۴۰۴" in persian(app).page("/p/trail").text
    assert "All books are in order" in Trier(app).page("/p/compliance").text
