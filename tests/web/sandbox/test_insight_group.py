"""The group as a page: what is taken out, what does not agree, and what belongs to others."""

from __future__ import annotations

import csv
import io

from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Company
from advisor.sandbox.ledger.posting import Item
from tests.sandbox.insight.posting import DAY, book, id_of
from tests.sandbox.insight.test_companies import sister
from tests.sandbox.insight.test_consolidation import contact
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian


def apart(session: Session) -> None:
    """Two companies of which one has booked more than the other."""
    north = sister(session)
    who = contact(session, north)
    book(session, DAY, Item("sister_receivable", 1_000, party=who), Item("sister_revenue", -1_000, party=who))
    book(session, DAY, Item("sister_cost", 900, party=who), Item("sister_payable", -900, party=who), company=north.id)


def test_trade_with_a_sister_is_taken_out(app: FastAPI) -> None:
    page = company(app).page("/p/group").text
    for shown in ("The companies agree", "Example Works is owed by North", "1,200.00", "Equity of other owners"):
        assert shown in page


def test_what_does_not_agree_is_said_first(app: FastAPI) -> None:
    page = Trier(app, apart).page("/p/group").text
    assert "Example Works and North do not agree: 1.00 EUR." in page
    assert "finding-bad" in page


def test_one_company_is_invited_to_make_a_sister(app: FastAPI) -> None:
    there = Trier(app)
    assert "There is one company here." in there.page("/p/group").text
    made = there.do("company.create", name="South", code="south", share="75")
    assert made.status_code == 303
    assert made.headers["location"].startswith(f"{there.base}/d/company/2")
    page = there.page("/d/company/2").text
    assert "South" in page
    assert "75" in page


def test_an_entry_of_a_sister_by_its_form(app: FastAPI) -> None:
    there = Trier(app, apart)
    with there.books.session(write=False) as session:
        cost, payable = id_of(session, "sister_cost"), id_of(session, "sister_payable")
        who = contact(session, session.get_one(Company, 2))
    lines = {
        "lines.0.account": str(cost), "lines.0.debit": "1", "lines.0.party": str(who),
        "lines.1.account": str(payable), "lines.1.credit": "1", "lines.1.party": str(who),
    }  # fmt: skip
    assert there.do("company.book", company="2", text="Late", **lines).status_code == 303
    assert "The companies agree" in there.page("/p/group").text


def test_the_file_balances(app: FastAPI) -> None:
    text = company(app).get("/l/group-rows.csv").content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert round(sum(float(row["Group (EUR)"]) for row in found), 2) == 0
    assert round(sum(float(row["Taken out (EUR)"]) for row in found), 2) == 0


def test_in_persian_and_on_another_day(app: FastAPI) -> None:
    assert "۱٬۲۰۰٫۰۰" in persian(app).page("/p/group").text
    assert "is owed by North" not in company(app).page("/p/group?on.to=2026-01-31").text
