"""The time clock: everybody who is employed, whether he is here, and one button to come or go."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.absences import away
from advisor.sandbox.people.attendance import LONGEST, planned, worked
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.staff import employed
from advisor.sandbox.people.tables import Employee, Shift, Stamp
from advisor.sandbox.verbs import verbs
from web.sandbox import labels
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Place
from web.sandbox.visit import Visit

MORNING = datetime.time(6)  # who came long before forgot to stamp out


@dataclass(frozen=True)
class Card:
    """One person: what is said of him now, and what the button does (`come` or `go`); `time` stands in the field."""

    id: int
    name: str
    href: str
    department: str
    said: str
    tone: str
    kind: str
    time: str
    worked: str
    key: str


@dataclass(frozen=True)
class Clock:
    cards: tuple[Card, ...]
    here: int
    may: bool
    stamps: Place


def board(visit: Visit) -> Clock:
    """Everybody employed today, those who are here first, then by name."""
    today = visit.today
    wanted = select(Employee, Party.name).join(Party, Party.id == Employee.party_id).order_by(Party.name, Employee.id)
    staff = [(one, name) for one, name in visit.session.execute(wanted) if employed(one, today, today)]
    last, shifts = _last_stamps(visit), _shifts(visit)
    absent, done = away(visit.session, today, today), worked(visit.session, today, today)
    cards = [
        _card(
            visit,
            (one, name),
            last.get(one.id),
            shifts.get(one.id),
            absent.get(one.id, {}).get(today, ""),
            sum(stretch.minutes for stretch in done.get(one.id, [])),
        )
        for one, name in staff
    ]
    cards.sort(key=lambda card: card.kind != "go")
    return Clock(
        tuple(cards),
        sum(card.kind == "go" for card in cards),
        visit.actor.may(verbs()["stamp.create"].who),
        Place(visit.words("Stamps"), f"{visit.base}/l/stamps"),
    )


def _last_stamps(visit: Visit) -> dict[int, Stamp]:
    """The last stamp of everybody today, or of the night before it."""
    begin = datetime.datetime.combine(visit.today, MORNING) - LONGEST
    end = datetime.datetime.combine(visit.today, datetime.time()) + datetime.timedelta(days=1)
    latest = (
        select(Stamp.employee_id, func.max(Stamp.at).label("at"))
        .where(Stamp.at < end, Stamp.at >= begin)
        .group_by(Stamp.employee_id)
        .subquery()
    )
    wanted = select(Stamp).join(latest, (latest.c.employee_id == Stamp.employee_id) & (latest.c.at == Stamp.at))
    return {one.employee_id: one for one in visit.session.scalars(wanted)}


def _shifts(visit: Visit) -> dict[int, Shift]:
    wanted = select(Shift).where(Shift.on == visit.today).order_by(Shift.begins.desc())
    return {one.employee_id: one for one in visit.session.scalars(wanted)}


def _card(
    visit: Visit, person: tuple[Employee, str], last: Stamp | None, shift: Shift | None, reason: str, minutes: int
) -> Card:
    words, write = visit.words, writer(visit)
    here = last is not None and last.kind == "come"
    if here and last is not None:
        said, tone = words("Here since {time}").format(time=write.text("time", last.at)), "good"
    elif reason:
        said, tone = labels.choice(reason, words), "warn"
    elif last is not None and last.at.date() == visit.today:
        said, tone = words("Left at {time}").format(time=write.text("time", last.at)), "plain"
    elif shift is not None:
        begins = write.text("time", _at(visit.today, shift.begins))
        said, tone = words("Expected at {time}").format(time=begins), "plain"
    else:
        said, tone = words("Not here"), "plain"
    return Card(
        person[0].id,
        person[1],
        href(visit, "employee", person[0].id),
        person[0].department,
        said,
        tone,
        "go" if here else "come",
        _next_time(last, shift, here, visit.today),
        words("{hours} h today").format(hours=write.text("number", hours(minutes))) if minutes else "",
        visit.key(),
    )


def _at(day: datetime.date, minutes: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=minutes)


def _next_time(last: Stamp | None, shift: Shift | None, here: bool, today: datetime.date) -> str:
    """What is likely: the end or the beginning of the shift; otherwise eight hours later or an hour after a break."""
    if last is not None and last.at.date() == today:
        ends = _at(today, shift.begins + planned(shift)) if shift is not None else None
        if here and ends is not None and ends > last.at:
            return f"{ends:%H:%M}"
        return f"{last.at + datetime.timedelta(hours=8 if here else 1):%H:%M}"
    if here and last is not None:
        return f"{last.at + datetime.timedelta(hours=8):%H:%M}"
    return f"{_at(today, shift.begins):%H:%M}" if shift is not None else "08:00"
