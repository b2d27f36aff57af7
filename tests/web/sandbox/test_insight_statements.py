"""Statements as pages: figures that add up and lead to their lines."""

from __future__ import annotations

import csv
import io
import re

import pytest
from fastapi import FastAPI

from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian


def rows(app: FastAPI, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(company(app).get(path).content.decode("utf-8-sig"))))


def test_profit_and_loss_beside_the_budget(app: FastAPI) -> None:
    page = company(app).page("/p/profit-and-loss")
    for shown in ("Gross profit", "4000 Sales of goods", "13,560.00", "Budget", "The one before"):
        assert shown in page.text
    assert "Of 16,200.00 EUR earned, 391.32 EUR are left: 2%." in page.text


def test_a_loss_is_said(app: FastAPI) -> None:
    page = company(app).page("/p/profit-and-loss?on.from=2025-12-01&on.to=2025-12-31").text
    assert "6,780.00 EUR were earned and 655.00 EUR lost: 10%." in page


def test_month_by_month_with_a_total(app: FastAPI) -> None:
    page = company(app).page("/p/profit-and-loss?view=months&on.from=2025-12-01&on.to=2026-02-28").text
    for shown in ("December 2025", "February 2026", "Total", "21,780.00"):
        assert shown in page


def test_every_figure_leads_to_lines_that_add_up_to_it(app: FastAPI) -> None:
    there = company(app)
    text = there.get("/p/profit-and-loss?on.from=2026-01-01&on.to=2026-02-28").text
    found = re.findall(r'<td class="amount[^>]*><a href="([^"]*/l/behind\?[^"]*)"><bdi>([^<]*)</bdi>', text)
    assert len(found) > 8
    for href, shown in found:
        path = href.replace("&amp;", "&").removeprefix(there.base).replace("/l/behind?", "/l/behind.csv?")
        total = sum(float(row["Amount (EUR)"]) for row in rows(app, path))
        assert round(total, 2) == float(shown.replace(",", "").replace("−", "-")), href


def test_a_balance_sheet_that_balances(app: FastAPI) -> None:
    page = company(app).page("/p/balance-sheet")
    assert "equal liabilities and equity" in page.text
    assert "31 December 2025" in page.text
    assert "Result of earlier years, not closed" in page.text


def test_lines_behind_a_balance_reach_back_to_the_beginning(app: FastAPI) -> None:
    found = rows(app, "/l/behind.csv?part=1000&on.to=2026-03-02")
    assert min(row["Date"] for row in found) == "2025-12-01"
    assert sum(float(row["Amount (EUR)"]) for row in found) == 57_500


def test_books_of_a_sister(app: FastAPI) -> None:
    page = company(app).page("/p/profit-and-loss?company=2").text
    assert "5050 Purchases from group companies" in page
    assert "Nothing was earned in this span" not in page
    assert company(app).page("/p/profit-and-loss?company=99").text.count("4000 Sales of goods") == 1


def test_a_figure_nobody_knows_has_no_lines(app: FastAPI) -> None:
    assert rows(app, "/l/behind.csv?part=nothing") == []


@pytest.mark.parametrize("name", ["income-statement", "balance-sheets"])
def test_statements_as_files(app: FastAPI, name: str) -> None:
    found = rows(app, f"/l/{name}.csv?on.from=2026-01-01&on.to=2026-02-28")
    assert {row["Name"] for row in found} & {"Gross profit", "Assets"}
    assert company(app).get(f"/l/{name}.xlsx").status_code == 200


def test_days_that_are_none_are_passed_over(app: FastAPI) -> None:
    assert "Gross profit" in company(app).page("/p/profit-and-loss?on.from=soon&on.to=2026-99-99").text
    assert "Gross profit" in company(app).page("/p/profit-and-loss?on.from=2027-01-01&on.to=2026-01-01").text


def test_persian_digits(app: FastAPI) -> None:
    assert "۱۳٬۵۶۰٫۰۰" in persian(app).page("/p/profit-and-loss").text


def test_empty_books(app: FastAPI) -> None:
    there = Trier(app)
    assert "Nothing was earned in this span." in there.page("/p/profit-and-loss").text
    assert there.page("/p/balance-sheet").text.count("0.00") > 0
