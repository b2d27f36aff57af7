"""Open items by age as a page: who is behind, and with what."""

from __future__ import annotations

import csv
import io

from fastapi import FastAPI

from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian


def rows(app: FastAPI, query: str) -> list[dict[str, str]]:
    text = company(app).get(f"/l/ages.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_who_owes_for_how_long(app: FastAPI) -> None:
    page = company(app).page("/p/aging")
    assert "4,080.00 EUR of 8,736.00 EUR are overdue; Acme is the furthest behind." in page.text
    assert "20 d late" in page.text
    assert any("/d/invoice/" in link for link in page.links)


def test_what_is_owed_to_suppliers(app: FastAPI) -> None:
    page = company(app).page("/p/aging?side=payable").text
    assert "should have been paid" in page
    assert "Mill" in page
    assert "Acme" not in page


def test_as_it_was_on_an_earlier_day(app: FastAPI) -> None:
    page = company(app).page("/p/aging?on.to=2026-01-20").text
    assert "Nothing is overdue." in page
    assert company(app).page("/p/aging?on.to=2025-11-01").text.count("Nothing is open.") == 1


def test_the_file_says_the_same(app: FastAPI) -> None:
    (acme,) = rows(app, "side=side.receivable")
    assert (acme["Business partner"], acme["Total (EUR)"], acme["1–30 days late (EUR)"]) == (
        "Acme",
        "8736.00",
        "4080.00",
    )
    assert {row["Business partner"] for row in rows(app, "side=side.payable")} == {"Mill", "Depot"}
    assert rows(app, "on.to=2025-11-01") == []


def test_in_persian_and_empty(app: FastAPI) -> None:
    assert "۸٬۷۳۶٫۰۰" in persian(app).page("/p/aging").text
    assert "Nothing is open. Post an invoice or a bill to see it here." in Trier(app).page("/p/aging").text
