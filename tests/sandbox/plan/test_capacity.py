"""Placing steps in finite capacity, forwards and backwards."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.plan.capacity import Need, NoCapacityError, Placed, backward, forward
from advisor.sandbox.plan.workdays import Workdays
from tests.sandbox.conftest import DAY

DAYS = datetime.timedelta(days=1)
FRIDAY = DAY + 4 * DAYS


def empty(centre: int, day: datetime.date) -> int:
    return 480


def spans(placed: list[Placed]) -> list[tuple[int, int]]:
    """First and last day of each step, counted from DAY."""
    return [((one.first - DAY).days, (one.last - DAY).days) for one in placed]


def test_steps_follow_each_other() -> None:
    placed = forward([Need(1, 300, 480), Need(2, 100, 480), Need(1, 200, 480)], empty, Workdays(), DAY)
    assert spans(placed) == [(0, 0), (0, 0), (0, 1)]
    assert [piece.minutes for piece in placed[2].pieces] == [80, 120]  # 480 minutes of the first day are used up


def test_long_steps_go_on_after_the_weekend() -> None:
    placed = forward([Need(1, 1000, 480)], empty, Workdays(), FRIDAY)
    assert spans(placed) == [(4, 8)]
    assert [piece.minutes for piece in placed[0].pieces] == [480, 480, 40]


def test_only_what_is_free_is_taken() -> None:
    left = {(1, DAY): 0, (1, DAY + DAYS): 30}
    placed = forward([Need(1, 100, 480)], lambda c, d: left.get((c, d), 480), Workdays(), DAY)
    assert [(piece.on, piece.minutes) for piece in placed[0].pieces] == [(DAY + DAYS, 30), (DAY + 2 * DAYS, 70)]


def test_backwards_from_the_day_it_is_due() -> None:
    placed = backward([Need(1, 300, 480), Need(2, 400, 480)], empty, Workdays(), DAY + 7 * DAYS)
    assert spans(placed) == [(4, 7), (7, 7)]
    assert [piece.minutes for piece in placed[0].pieces] == [220, 80]


def test_a_step_without_minutes_has_a_day() -> None:
    saturday = DAY + 5 * DAYS
    assert spans(forward([Need(1, 0, 480), Need(1, 10, 480)], empty, Workdays(), saturday)) == [(7, 7), (7, 7)]
    assert spans(backward([Need(1, 10, 480), Need(1, 0, 480)], empty, Workdays(), saturday)) == [(4, 4), (4, 4)]


@pytest.mark.parametrize("place", [forward, backward])
def test_a_centre_without_time_is_told(place: object) -> None:
    with pytest.raises(NoCapacityError) as caught:
        place([Need(7, 1, 480)], lambda c, d: 0, Workdays(), DAY)  # type: ignore[operator]
    assert caught.value.centre == 7


needs = st.lists(st.builds(Need, st.integers(1, 3), st.integers(0, 1500), st.just(480)), max_size=5)
taken = st.dictionaries(st.tuples(st.integers(1, 3), st.integers(-30, 30)), st.integers(0, 600), max_size=40)


@given(needs, taken)
def test_placing_keeps_to_what_is_free(wanted: list[Need], used: dict[tuple[int, int], int]) -> None:
    """All minutes are placed, none on a day off or above what is free, and no step begins before the one before it."""

    def free(centre: int, day: datetime.date) -> int:
        return 480 - used.get((centre, (day - DAY).days), 0)

    calendar = Workdays()
    for placed, edge in ((forward(wanted, free, calendar, DAY), 1), (backward(wanted, free, calendar, DAY), -1)):
        load: dict[tuple[int, datetime.date], int] = {}
        shift: dict[datetime.date, int] = {}
        for need, where in zip(wanted, placed, strict=True):
            assert sum(piece.minutes for piece in where.pieces) == need.minutes
            for piece in where.pieces:
                assert calendar.open(piece.on)
                assert (piece.on - DAY).days * edge >= 0
                load[need.centre, piece.on] = load.get((need.centre, piece.on), 0) + piece.minutes
                shift[piece.on] = shift.get(piece.on, 0) + piece.minutes
        assert all(minutes <= free(*key) for key, minutes in load.items())
        assert all(minutes <= 480 for minutes in shift.values())
        assert all(before.last <= after.first for before, after in pairwise(placed))
