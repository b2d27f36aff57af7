"""Who counts is alive, who does not is dead after some looks, and nobody reads a clock."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from advisor.db import Database
from advisor.workspace.work.pulse import LOOKS, Pulse
from advisor.workspace.work.tables import RunnerRecord


@pytest.fixture
def pair(database: Database) -> tuple[Pulse, Pulse]:
    found = Pulse(database, "mine"), Pulse(database, "other")
    for pulse in found:
        pulse.beat()
    return found


def rows(database: Database) -> dict[str, int]:
    with database.session(write=False) as session:
        return {row.name: row.beat for row in session.scalars(select(RunnerRecord))}


def test_beats_are_counted(database: Database, pair: tuple[Pulse, Pulse]) -> None:
    pair[0].beat()
    pair[0].beat()
    assert rows(database) == {"mine": 2, "other": 0}


def test_who_beats_is_alive(pair: tuple[Pulse, Pulse]) -> None:
    mine, other = pair
    for _ in range(3 * LOOKS):
        other.beat()
        assert mine.alive() == {"mine", "other"}


def test_who_does_not_beat_is_dead_after_some_looks(database: Database, pair: tuple[Pulse, Pulse]) -> None:
    mine, _ = pair
    found = [mine.alive() for _ in range(LOOKS + 2)]
    assert found == [{"mine", "other"}] * LOOKS + [{"mine"}] * 2
    assert rows(database) == {"mine": 0}


def test_one_late_beat_is_enough(pair: tuple[Pulse, Pulse]) -> None:
    mine, other = pair
    for _ in range(LOOKS):
        mine.alive()
    other.beat()
    assert [mine.alive() for _ in range(LOOKS)] == [{"mine", "other"}] * LOOKS
    assert mine.alive() == {"mine"}


def test_nobody_thinks_himself_dead(pair: tuple[Pulse, Pulse]) -> None:
    mine, _ = pair
    assert all("mine" in mine.alive() for _ in range(3 * LOOKS))


def test_who_comes_back_is_alive_again(pair: tuple[Pulse, Pulse]) -> None:
    """Such as a machine that was held up for longer than the others waited."""
    mine, other = pair
    for _ in range(LOOKS + 1):
        mine.alive()
    assert mine.alive() == {"mine"}
    other.beat()
    assert mine.alive() == {"mine", "other"}


def test_who_leaves_is_gone_at_once(database: Database, pair: tuple[Pulse, Pulse]) -> None:
    mine, other = pair
    other.leave()
    assert mine.alive() == {"mine"}
    assert rows(database) == {"mine": 0}
