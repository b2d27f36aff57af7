"""The page of alerts by role, the notices that were kept, and what the sandbox leaves out."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.insight.alerts import notice
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do
from tests.sandbox.plan import shop
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian
from web.sandbox.insight_alerts import LIMITS, build, limits
from web.sandbox.visit import Visit


def test_alerts_by_who_has_to_act(app: FastAPI) -> None:
    page = company(app).page("/p/alerts").text
    for shown in ("Purchasing", "Stock will not do", "Frame: 10 too few for SO-0010", "Accounting", "Notices"):
        assert shown in page


def test_ones_own_role_comes_first(app: FastAPI) -> None:
    there = company(app)
    with there.books.session(write=False) as session:
        for role in ("accounting", "purchasing"):
            found = build(Visit(session, there.secret, "en", role))
            assert found.groups[0].mine
            assert not any(one.mine for one in found.groups[1:])


def test_a_notice_of_what_is_over_is_crossed_out(app: FastAPI) -> None:
    def past(session: Session) -> None:
        made = do(session, "maintenance.create", centre=shop.centre(session, "lathe").id, name="Oil", on=DAY, minutes=9)
        notice(session)
        do(session, "maintenance.cancel", document=made.id)
        notice(session)

    page = Trier(app, past).page("/p/alerts").text
    assert 'class="over"' in page
    assert "Maintenance is due" in page
    assert "Nothing needs anybody today" in page


def test_in_persian_and_empty(app: FastAPI) -> None:
    assert "SO-0010" in persian(app).page("/p/alerts").text
    page = Trier(app).page("/p/alerts").text
    assert "Nothing needs anybody today" in page
    assert "Notices" not in page


def test_what_is_left_out_is_named_with_what_stands_in(app: FastAPI) -> None:
    page = company(app).page("/p/limits").text
    assert all(what in page for what, _ in LIMITS if "’" not in what)
    with company(app).books.session(write=False) as session:
        found = limits(Visit(session, "x", "en"))
    assert len(found) == len(LIMITS) >= 10
    assert all(one.instead.endswith(".") for one in found)
