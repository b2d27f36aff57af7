"""Figures that lists of projects share."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fastapi import FastAPI

from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.trying import Trier
from web.sandbox import choosing
from web.sandbox.projects_parts import OPEN_PROJECT, OPEN_TASK, SERVICE, figures, later, progress, share, spent


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_margins_are_worked_out_once_for_a_page(there: Trier) -> None:
    with there.books.session(write=False) as session:
        found = figures(session, [1, 2])
        assert figures(session, [1, 2]) is found
        assert later(lambda one: one.revenue)(session, [1, 2]) == {1: 593750, 2: 0}


def test_a_share_is_a_part_of_one() -> None:
    assert share(None) is None
    assert share(2500) == 0.25


def test_hours_and_progress_of_tasks(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert spent(session, [1, 2, 3]) == {1: Decimal(16), 2: Decimal("51.5")}
        assert progress(session, [1, 2, 3]) == pytest.approx({1: 16 / 24, 2: 51.5 / 60, 3: 0})


def test_choices_are_read_by_name(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert {name for _, name in choosing.options(session, OPEN_PROJECT)} == {"North tower", "Foot bridge"}
        assert {name for _, name in choosing.options(session, OPEN_TASK)} == {
            "North tower: Drawings",
            "North tower: Details",
            "Foot bridge: Deck",
        }
        assert {name for _, name in choosing.options(session, SERVICE)} == {"Hour"}
