"""The months of a year and its end."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.core.clock import trial
from advisor.sandbox.ledger.tables import Entry, Period
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.ledger_years import years


@pytest.fixture
def mine(app: FastAPI) -> Trier:
    return Trier(app, fill)


def at_the_end(trier: Trier) -> None:
    """The last month of the year has begun, and no draft is left."""
    with trier.books.session() as session:
        trial(session).today = datetime.date(2026, 12, 31)
        [draft] = session.scalars(select(Entry.id).where(Entry.state == "draft")).all()
    trier.do("entry.remove", document=str(draft))


def test_months_show_their_entries_and_drafts(mine: Trier) -> None:
    with visit(mine) as here:
        found = years(here)
    year = next(one for one in found.years if one.open)
    march = year.months[2]
    assert (year.name, march.name.text, march.now) == ("2026", "March 2026", True)
    assert (march.entries, march.drafts) == ("6", "1")
    assert not year.close and not year.reopen
    page = mine.page("/p/years")
    assert "Drafts: 1" in page.text
    assert f"{mine.base}/d/period/15" in page.links


def test_a_year_is_closed_and_opened_again(mine: Trier) -> None:
    at_the_end(mine)
    assert "Close the year" in mine.page("/p/years").text
    assert mine.do("year.close", year="2026").status_code == 303
    with visit(mine) as here:
        year = years(here).years[1]
    assert year.result is not None and year.result.text == "CLO/2026-12/0001"
    assert {month.state.text for month in year.months} == {"Closed"}
    assert year.reopen and not year.close
    assert "Result moved to equity" in mine.page("/p/years").text
    assert mine.do("year.reopen", year="2026").status_code == 303
    with visit(mine) as here:
        assert years(here).years[1].close
    with visit(mine, "warehouse") as here:
        assert not years(here).years[1].close


def test_what_keeps_a_year_open_is_told(mine: Trier) -> None:
    sent = mine.do("year.close", year="2026")
    assert sent.status_code == 409
    assert "still drafts: 1." in sent.text


def test_a_closed_month_is_marked(mine: Trier) -> None:
    with mine.books.session(write=False) as session:
        [january] = session.scalars(select(Period.id).where(Period.first == datetime.date(2026, 1, 1))).all()
    assert mine.do("period.close", document=str(january)).status_code == 303
    with visit(mine) as here:
        assert years(here).years[1].months[0].state.text == "Closed"
    with mine.books.session() as session:
        session.get_one(Period, january).state = "open"


def test_another_year_is_added(mine: Trier) -> None:
    form = mine.page("/new/period.add_year")
    assert form.fields["year"] == ["2028"]
    assert mine.do("period.add_year", year="2028").status_code == 303
    with visit(mine) as here:
        assert years(here).years[0].name == "2028"
