"""Finite capacity: steps of work placed on days whose work centre still has time. Pure.

A step follows the one before it. Within a day the minutes of an order's own steps are worked one after the other, so
that together they fit into the longest shift among them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from advisor.sandbox.plan.workdays import Workdays


class Need(NamedTuple):
    """`minutes` of work at a centre whose shift has `shift` minutes."""

    centre: int
    minutes: int
    shift: int


class Piece(NamedTuple):
    on: datetime.date
    minutes: int


class NoCapacityError(ValueError):
    """A centre has no time at all in the years to come."""

    def __init__(self, centre: int) -> None:
        super().__init__(f"work centre {centre}")
        self.centre = centre


@dataclass(frozen=True)
class Placed:
    """The days of a step; one without minutes takes place on a day all the same."""

    first: datetime.date
    last: datetime.date
    pieces: tuple[Piece, ...]


# Minutes of a centre that are free on a day, what is planned there already taken off.
Free = Callable[[int, datetime.date], int]


def forward(needs: Sequence[Need], free: Free, calendar: Workdays, start: datetime.date) -> list[Placed]:
    """Each step as early as possible, the first not before `start`. Raises NoCapacityError."""
    placed: list[Placed] = []
    own = _Own(needs, free)
    for need in needs:
        pieces = own.fill(need, calendar.walk(start))
        first = pieces[0].on if pieces else next(calendar.walk(start), start)
        start = pieces[-1].on if pieces else first
        placed.append(Placed(first, start, tuple(pieces)))
    return placed


def backward(needs: Sequence[Need], free: Free, calendar: Workdays, end: datetime.date) -> list[Placed]:
    """Each step as late as possible, the last over on `end`; it may come to begin in the past. Raises
    NoCapacityError."""
    placed: list[Placed] = []
    own = _Own(needs, free)
    for need in reversed(needs):
        pieces = own.fill(need, calendar.walk(end, -1))[::-1]
        last = pieces[-1].on if pieces else next(calendar.walk(end, -1), end)
        end = pieces[0].on if pieces else last
        placed.append(Placed(end, last, tuple(pieces)))
    return placed[::-1]


class _Own:
    """What the steps of one order have taken so far."""

    def __init__(self, needs: Sequence[Need], free: Free) -> None:
        self.free = free
        self.shift = max((need.shift for need in needs), default=0)
        self.by_day: dict[datetime.date, int] = defaultdict(int)
        self.by_centre: dict[tuple[int, datetime.date], int] = defaultdict(int)

    def fill(self, need: Need, days: Iterator[datetime.date]) -> list[Piece]:
        pieces: list[Piece] = []
        rest = need.minutes
        while rest > 0:
            day = next(days, None)
            if day is None:
                raise NoCapacityError(need.centre)
            key = need.centre, day
            minutes = min(rest, self.free(*key) - self.by_centre[key], self.shift - self.by_day[day])
            if minutes > 0:
                pieces.append(Piece(day, minutes))
                self.by_day[day] += minutes
                self.by_centre[key] += minutes
                rest -= minutes
        return pieces
