"""Margins as a page: what earns and what does not, by product, customer and project."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.ledger.posting import Item
from tests.sandbox.insight.posting import DAY, book
from tests.sandbox.making import product
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian


def test_what_earns_most(app: FastAPI) -> None:
    page = company(app).page("/p/margins")
    assert "Bolt earns most: 3,000.00 EUR, 40% of its revenue." in page.text
    assert "December 2025" in page.text
    assert "Together they are the gross profit" in page.text


@pytest.mark.parametrize(("by", "shown"), [("party", "City"), ("product", "Fitting"), ("nothing", "Fitting")])
def test_by_subject(app: FastAPI, by: str, shown: str) -> None:
    assert shown in company(app).page(f"/p/margins?by={by}").text


def test_projects_without_any(app: FastAPI) -> None:
    assert "Nothing was sold in this span" in company(app).page("/p/margins?by=project").text


def test_a_product_that_loses_money_is_named(app: FastAPI) -> None:
    def lossy(session: Session) -> None:
        made = product(session, "vase")
        book(session, DAY, Item("bank", 100), Item("revenue", -100, product=made.id))
        book(session, DAY, Item("cost_of_sales", 150, product=made.id), Item("stock", -150, product=made.id))

    page = Trier(app, lossy).page("/p/margins").text
    assert "Vase loses money: −0.50 EUR." in page
    assert "−50%" in page
    assert "bar-out" in page


def test_what_names_no_product(app: FastAPI) -> None:
    assert "Without one" in company(app).page("/p/margins").text


def test_the_file_adds_up_to_the_page(app: FastAPI) -> None:
    text = company(app).get("/l/margin-rows.csv?by=by.party&on.from=2025-10-01").content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert {"Acme", "City", "Shop", "North"} == {row["Name"] for row in found}
    assert round(sum(float(row["Margin (EUR)"]) for row in found), 2) == 9_636.32


def test_in_persian_and_empty(app: FastAPI) -> None:
    assert "۳٬۰۰۰٫۰۰" in persian(app).page("/p/margins").text
    assert "Nothing was sold in this span" in Trier(app).page("/p/margins").text
