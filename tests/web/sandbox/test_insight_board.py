"""The first page: figures with where they come from, and what needs somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.insight.board import FIGURES, Figure, board
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian
from web.sandbox.cells import Writer
from web.sandbox.insight_board import NAMES, home, tile, whole
from web.sandbox.visit import Visit

ORDERS = Figure("orders", "erp-sales-orders", "money", 970_000, 485_000, (0.0, 485_000.0, 970_000.0), 1, 3)


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    with company(app).books.session(write=False) as opened:
        yield opened


def visit(session: Session, role: str = "manager") -> Visit:
    return Visit(session, "x" * 32, "en", role)


def test_every_figure_has_a_name(app: FastAPI) -> None:
    assert FIGURES
    with company(app).books.session(write=False) as session:
        assert {one.id for one in board(session)} <= set(NAMES)


def test_the_first_page_shows_figures_and_alerts(app: FastAPI) -> None:
    there = company(app)
    page = there.page("/")
    assert "Orders this month" in page.text
    assert "What needs somebody now" in page.text
    assert "Stock will not do" in page.text
    assert {f"{there.base}/p/cash", f"{there.base}/p/aging", f"{there.base}/p/profit-and-loss"} <= set(page.links)


def test_the_first_page_in_persian(app: FastAPI) -> None:
    page = persian(app).page("/").text
    assert "۹٬۷۰۰" in page


def test_an_empty_company_has_a_first_page(app: FastAPI) -> None:
    assert "Nothing needs you today" in Trier(app).page("/").text


def test_a_trial_without_figures_shows_its_menu(app: FastAPI) -> None:
    def only_people(session: Session) -> None:
        trial(session).modules = ["erp-hr", "erp-master-data"]

    page = Trier(app, only_people).page("/").text
    assert "home-groups" in page
    assert "What needs somebody now" not in page


def test_more_orders_are_good_and_more_late_deliveries_are_not(session: Session) -> None:
    found = tile(visit(session), ORDERS)
    assert (found.value, found.unit, found.change, found.tone) == ("9,700", "EUR", "↑ 100%", "good")
    assert found.before == "Last month by this day: 4,850"
    assert tile(visit(session), replace(ORDERS, id="late", measure="count", value=3, before=1, better=-1)).tone == "bad"
    assert tile(visit(session), replace(ORDERS, better=0)).tone == ""


def test_what_did_not_change_has_no_arrow(session: Session) -> None:
    assert tile(visit(session), replace(ORDERS, before=970_000)).change == ""
    assert tile(visit(session), replace(ORDERS, value=None)).change == ""
    assert tile(visit(session), replace(ORDERS, before=0)).change == "↑"


def test_a_share_moves_by_points(session: Session) -> None:
    share = replace(ORDERS, id="margin", measure="share", value=0.42, before=0.4)
    found = tile(visit(session), share)
    assert (found.value, found.change) == ("42%", "↑ 2%")


def test_a_figure_that_was_always_nought_has_no_line(session: Session) -> None:
    assert tile(visit(session), replace(ORDERS, trend=(0.0, 0.0))).spark is None
    assert tile(visit(session), ORDERS).spark is not None


def test_ones_own_alerts_come_first(session: Session) -> None:
    for role in ("accounting", "purchasing"):
        found = home(visit(session, role))
        assert found.warned[0].role.lower() == role
        assert found.mine >= 1
    assert home(visit(session)).warned[0].weight == 3


def test_amounts_in_whole_units() -> None:
    write = Writer("en", str, "EUR")
    assert (whole(123_456, write), whole(-149, write), whole(0, write)) == ("1,235", "−1", "0")
    assert whole(123_456, Writer("en", str, "JPY")) == "123,456"


def test_an_alert_offers_the_form_that_helps(app: FastAPI, session: Session) -> None:
    there = company(app)
    found = home(Visit(session, there.secret, "en"))
    short = next(one for one in found.warned if one.weight == 3)
    assert short.next is not None
    assert "/new/requisition.create?product=" in short.next.href
    assert there.get(short.next.href.removeprefix(there.base)).status_code == 200
