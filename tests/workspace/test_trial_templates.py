"""Templates are made once, what somebody waits for first, and a build that fails is told and tried again later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advisor.db import Database, open_database
from advisor.errors import Unavailable
from advisor.migrations import upgrade
from advisor.sandbox.trials.industries import Recipe, industries, recipe
from advisor.sandbox.trials.store import Store
from advisor.workspace.trial_templates import GIVEN_UP, REST, Templates

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


class Quick(Recipe):
    """A template whose books are empty."""

    def build(self, books: Database, told: object = None) -> None:
        told(50)  # type: ignore[operator]


class Broken(Recipe):
    def build(self, books: Database, told: object = None) -> None:
        raise ValueError("no such verb")


def made_by(kind: type[Recipe], found: Recipe) -> Recipe:
    return kind(found.key, found.industry, found.language, found.shape, found.monday)


@pytest.fixture
def templates(tmp_path: Path) -> Iterator[Templates]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    database = open_database(url)
    upgrade(database)
    yield Templates(database, Store(url))
    database.close()


def test_what_somebody_waits_for_comes_first(templates: Templates) -> None:
    missing = list(templates.missing(NOW.date(), ("en", "fa")))
    assert len(missing) == 2 * len(industries())
    assert templates.next(NOW, (), ("en",)) == missing[0]
    asked = recipe(industries()[-1], "fa", NOW.date(), ("erp-gl",))
    assert templates.want(asked, NOW) == 0
    assert templates.next(NOW, (), ("en",)) == asked
    assert templates.next(NOW, (asked.key,), ()) is None
    assert templates.make(made_by(Quick, asked), NOW)
    assert (templates.store.ready(asked.key), templates.next(NOW, (), ())) == (True, None)


def test_two_do_not_make_the_same(templates: Templates) -> None:
    asked = recipe(industries()[0], "en", NOW.date())
    templates.want(asked, NOW)
    assert templates._take(asked.key, NOW)
    assert not templates.make(made_by(Quick, asked), NOW)
    assert templates.waiting(NOW) == []
    assert [one.key for one in templates.waiting(NOW + GIVEN_UP + timedelta(seconds=1))] == [asked.key]


def test_a_build_that_fails_is_told(templates: Templates) -> None:
    asked = recipe(industries()[0], "en", NOW.date())
    with pytest.raises(ValueError, match="no such verb"):
        templates.make(made_by(Broken, asked), NOW)
    assert templates.waiting(NOW) == []
    with pytest.raises(Unavailable, match="could not be prepared"):
        templates.want(asked, NOW)
    assert templates.want(asked, NOW + REST) == 0


def test_old_weeks_are_forgotten(templates: Templates) -> None:
    for weeks in (0, 2, 3):
        day = NOW.date() - timedelta(weeks=weeks)
        templates.make(made_by(Quick, recipe(industries()[0], "en", day)), NOW)
    old = recipe(industries()[0], "fa", NOW.date() - timedelta(weeks=2))
    templates.want(old, NOW - timedelta(weeks=2))
    assert templates.next(NOW, (), ()) is None, "it is of a week that is over"
    assert templates.forget_old(NOW.date()) == 1
    assert templates.waiting(NOW) == []
