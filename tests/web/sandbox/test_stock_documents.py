"""Pages of counts, transfers and places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.web.sandbox.stockroom import furnish, furnished, seen
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import visit
from web.sandbox.documents import page
from web.sandbox.pages import DocPage, Section


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


def shown(found: DocPage, number: int = 0) -> list[list[str]]:
    section: Section = found.sections[number]
    return [[cell.text for cell in row] for row in section.table.rows]


def test_a_count_hides_what_the_books_say_until_it_is_done(session: Session) -> None:
    found = page(visit(session), "count", 1)
    assert [(row[0], row[2], row[3], row[4]) for row in shown(found)] == [
        ("Hex bolt", "", "", ""),
        ("Copper pipe", "", "", ""),
        ("Gasket", "", "", ""),
        ("Pump", "", "", ""),
        ("Ball valve", "38", "", ""),
    ]
    assert [(one.title, one.cell.text) for one in found.fields][-1] == ("Still to be counted", "4")
    assert [place.title for place in found.next] == ["Enter what was counted", "Add something that was found"]


def test_a_count_that_is_done_shows_differences_and_its_entry(session: Session) -> None:
    found = page(visit(session), "count", 2)
    assert shown(found) == [["Ball valve", "A-01", "38", "40", "−2", "piece"]]
    assert len(found.entries) == 1
    assert found.next == ()


@pytest.mark.parametrize(
    ("step", "tone", "beginning"),
    [("draft", "warn", "Start the count"), ("counted", "good", "Everything is counted")],
)
def test_a_count_says_what_comes_next(app: FastAPI, step: str, tone: str, beginning: str) -> None:
    own = Trier(app, furnish)
    own.do("count.create", location="2")
    if step == "counted":
        own.do("count.start", document="3")
        own.do("count.find", count="3", product="1", counted="38")
    with own.books.session(write=False) as session:
        (note,) = page(visit(session), "count", 3).notes
    assert note.tone == tone
    assert note.text.startswith(beginning)


def test_a_transfer_says_what_is_missing(session: Session) -> None:
    found = page(visit(session), "transfer", 1)
    assert shown(found) == [["Pump", "15", "piece", "140"], ["Hex bolt", "500", "piece", "43"]]
    assert [note.text for note in found.notes] == ["Of Hex bolt only 43 are free where they should leave."]


def test_a_warehouse_shows_what_is_in_it_and_its_shelves(session: Session) -> None:
    found = page(visit(session), "location", 1)
    assert [section.title for section in found.sections] == ["In this warehouse", "Shelves"]
    assert [row[0] for row in shown(found, 1)] == ["A-01", "A-02", "B-01"]
    assert shown(found)[0] == ["Ball valve", "40", "30", "piece", "320.00"]


def test_a_shelf_shows_what_stands_on_it(app: FastAPI, session: Session) -> None:
    found = page(visit(session), "location", 8)
    assert found.title == "Rack A-01"
    assert [section.title for section in found.sections] == ["On this shelf"]
    assert shown(found) == [["Ball valve", "25", "piece"]]
    seen(app).page("/d/location/8")
