"""How loaded everybody is in the weeks to come, and where somebody is promised for more than his time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from advisor import language as wording
from advisor.sandbox.people.inputs import WHOLE
from advisor.sandbox.people.resources import Conflict, Row, chart, conflicts
from web.sandbox import tables
from web.sandbox.chrome import href
from web.sandbox.pages import Place
from web.sandbox.people_grid import short
from web.sandbox.visit import Visit

WEEKS = 12


@dataclass(frozen=True)
class Square:
    """A week of somebody: its load in words, and a step of colour from 0 to 3, `over` or `away`."""

    text: str
    tone: str


@dataclass(frozen=True)
class Line:
    name: str
    href: str
    department: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Loads:
    """`weeks` are the days on which they begin."""

    span: str
    before: Place
    after: Place
    weeks: tuple[str, ...]
    lines: tuple[Line, ...]
    conflicts: tuple[str, ...]
    create: Place | None


def board(visit: Visit) -> Loads:
    """Twelve weeks from the one that the address names, from this one without it."""
    first = _first(visit)
    length = datetime.timedelta(days=7 * WEEKS)
    last = first + length - datetime.timedelta(days=1)
    starts = [first + datetime.timedelta(days=7 * place) for place in range(WEEKS)]
    words = visit.words
    return Loads(
        words("{first} to {last}").format(
            first=wording.date(first, visit.language), last=wording.date(last, visit.language)
        ),
        Place(words("Weeks before"), f"{visit.base}/p/loads?first={first - length}"),
        Place(words("Weeks after"), f"{visit.base}/p/loads?first={first + length}"),
        tuple(short(day, visit.language) for day in starts),
        tuple(_line(visit, row) for row in chart(visit.session, first, WEEKS)),
        tuple(_told(visit, one) for one in conflicts(visit.session, first, last)),
        tables.offer(visit, "allocation.create"),
    )


def _first(visit: Visit) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(visit.query.get("first", ""))
    except ValueError:
        day = visit.today
    return day - datetime.timedelta(days=day.weekday())


def _line(visit: Visit, row: Row) -> Line:
    return Line(row.name, href(visit, "employee", row.employee), row.department, tuple(_squares(visit, row)))


def _squares(visit: Visit, row: Row) -> list[Square]:
    return [
        Square(visit.words("Away"), "away") if one is None else Square(_percent(visit, one), _tone(one))
        for one in row.weeks
    ]


def _percent(visit: Visit, share: int) -> str:
    return wording.percent(share / WHOLE, visit.language)


def _tone(share: int) -> str:
    if share > WHOLE:
        return "over"
    return str(0 if share == 0 else 1 if share <= 5000 else 2 if share < 9000 else 3)


def _told(visit: Visit, one: Conflict) -> str:
    """A conflict in one sentence."""
    first, last = (wording.date(day, visit.language) for day in (one.first, one.last))
    projects = wording.listed(one.projects, visit.language)
    if one.away:
        sentence = visit.words("{name} is away from {first} to {last} but promised to {projects}.")
    else:
        sentence = visit.words("{name} is promised for {share} of the time from {first} to {last}: {projects}.")
    return sentence.format(name=one.name, first=first, last=last, projects=projects, share=_percent(visit, one.share))
