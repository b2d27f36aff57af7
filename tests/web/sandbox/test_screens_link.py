"""What integration declares, and where it stands in the menu."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.bridge.joining import MASTERS
from advisor.sandbox.core import clock
from tests.sandbox.bridge.joint import APART
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_link import AREA, HELD


def test_every_field_that_both_sides_hold_has_a_word() -> None:
    assert {field for fields in MASTERS.values() for field in fields} == set(HELD)


def test_the_menu_shows_the_link_only_where_there_is_one(app: FastAPI) -> None:
    there = Trier(app)
    everywhere = {f"{there.base}/p/{one.id}" for one in AREA.specials} | {f"{there.base}/l/messages"}
    assert everywhere <= set(there.page("/p/typed-twice").links)
    with there.books.session() as session:
        clock.trial(session).modules = list(APART)
    links = set(there.page("/p/typed-twice").links)
    assert everywhere & links == {f"{there.base}/p/typed-twice"}
