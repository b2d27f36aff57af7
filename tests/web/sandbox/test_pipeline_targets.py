"""Sellers and their targets as a page."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.pipeline_targets import build
from web.sandbox.visit import Visit


def test_targets_are_set_where_they_are_seen(app: FastAPI, trier: Trier) -> None:
    there = Trier(app, furnish)
    page = there.page("/p/performance")
    for said in ("Sellers: March 2026", "50%", "100%"):
        assert said in page.text
    assert f"{there.base}/p/performance?month=2026-02-01" in page.links
    here = "p/performance?month=2026-03-01"
    done = there.do("target.set", owner="Sam", month="2026-03-01", amount="8000", here=here)
    assert done.headers["location"] == f"{there.base}/{here}&done=target.set"
    with there.books.session(write=False) as session:
        lee, sam = build(Visit(session, there.secret, "en", "sales")).sellers
    assert (sam.target.text, sam.typed, sam.lost.text, sam.share.text) == ("8,000.00", "8000", "1", "0%")
    assert there.get(lee.won.href.removeprefix(there.base)).text.count("Spare parts") == 1
    assert "Nobody sells here yet" in trier.page("/p/performance?month=nonsense").text
