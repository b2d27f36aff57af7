"""The grid of absences."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.people_absences import REASONS, calendar, signs


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_who_is_away_and_why(there: Trier) -> None:
    with visit(there) as seen:
        grid = calendar(seen)
    ada, bo, cem = grid.lines
    assert [(square.text, square.tone) for square in bo.squares[8:13]] == [("L", "leave")] * 5
    assert [(square.text, square.tone) for square in cem.squares[4:6]] == [("I", "illness")] * 2
    assert [(square.text, square.tone) for square in ada.squares[15:20]] == [("?", "asked")] * 5
    assert [line.sums for line in grid.lines] == [("0",), ("5",), ("2",)]


def test_days_of_rest_are_left_free(there: Trier) -> None:
    with visit(there) as seen:
        ada = calendar(seen).lines[0]
    assert [square.tone for square in ada.squares[20:22]] == ["", ""]


def test_letters_tell_reasons_apart(there: Trier) -> None:
    with visit(there) as seen:
        letters = [square.text for square in calendar(seen).key[: len(REASONS)]]
    assert letters == ["L", "I", "T", "W"]


def test_a_form_is_offered_to_who_may_ask(there: Trier) -> None:
    with visit(there, "warehouse") as seen:
        assert [place.title for place in calendar(seen).create] == ["Ask for days away"]


def test_the_page_leads_to_staff_files(there: Trier) -> None:
    page = there.page("/p/away")
    assert {f"{there.base}/d/employee/{number}" for number in (1, 2, 3)} <= set(page.links)
    assert "Waits for a decision" in page.text


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Leave", "Illness"), ["L", "I"]),
        (("بیماری", "بدون حقوق"), ["بی", "بد"]),
        (("Away", "Away"), ["Away", "Away"]),
    ],
)
def test_names_that_begin_alike_are_told_apart(names: tuple[str, str], found: list[str]) -> None:
    assert list(signs(dict(enumerate_names(names))).values()) == found


def enumerate_names(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(str(place), name) for place, name in enumerate(names)]
