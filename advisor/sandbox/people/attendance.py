"""Working time: shifts that are planned, stamps when somebody comes or goes, and what both add up to."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, load
from advisor.sandbox.ledger.posting import period_of
from advisor.sandbox.people.inputs import in_order, of_day, row
from advisor.sandbox.people.staff import must_be_employed, name_of
from advisor.sandbox.people.tables import Employee, Shift, Stamp
from advisor.sandbox.people.workdays import rest, workdays

MODELS |= {"stamp": Stamp, "shift": Shift}

PAUSE = datetime.timedelta(hours=4)  # a longer break ends the working day
LONGEST = datetime.timedelta(hours=16)  # who did not stamp out by then forgot to
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Worked:
    """A stretch of work. `day` is the day on which the working day began, also after midnight; `ends` is empty while
    it goes on."""

    day: datetime.date
    begins: datetime.datetime
    ends: datetime.datetime | None

    @property
    def minutes(self) -> int:
        return 0 if self.ends is None else int((self.ends - self.begins).total_seconds()) // 60


def stretches(stamps: Iterable[tuple[datetime.datetime, str]]) -> list[Worked]:
    """The stretches of work of one person from stamps in their order.

    Coming twice without going ends one stretch and begins the next. What begins after a break of less than four hours
    belongs to the working day before the break. A stretch of more than sixteen hours without an end was forgotten and
    counts nothing.
    """
    found: list[Worked] = []
    open_since: datetime.datetime | None = None
    for at, kind in stamps:
        if open_since is not None:
            forgotten = at - open_since > LONGEST
            found.append(Worked(_day(found, open_since), open_since, None if forgotten else at))
        open_since = at if kind == "come" else None
    if open_since is not None:
        found.append(Worked(_day(found, open_since), open_since, None))
    return found


def _day(earlier: Sequence[Worked], begins: datetime.datetime) -> datetime.date:
    last = earlier[-1] if earlier else None
    if last is not None and last.ends is not None and begins - last.ends < PAUSE:
        return last.day
    return begins.date()


def worked(
    session: Session, first: datetime.date, last: datetime.date, employees: Sequence[int] | None = None
) -> dict[int, list[Worked]]:
    """The stretches of work of each employee on working days from the first to the last."""
    begin = datetime.datetime.combine(first - DAY, datetime.time())
    end = datetime.datetime.combine(last + 2 * DAY, datetime.time())
    wanted = select(Stamp.employee_id, Stamp.at, Stamp.kind).where(Stamp.at >= begin, Stamp.at < end)
    if employees is not None:
        wanted = wanted.where(Stamp.employee_id.in_(employees))
    stamps: dict[int, list[tuple[datetime.datetime, str]]] = defaultdict(list)
    for employee, at, kind in session.execute(wanted.order_by(Stamp.employee_id, Stamp.at)):
        stamps[employee].append((at, kind))
    return {employee: [one for one in stretches(rows) if first <= one.day <= last] for employee, rows in stamps.items()}


def attended(session: Session, first: datetime.date, last: datetime.date) -> dict[int, int]:
    """Minutes attended by each employee who stamped."""
    return {employee: sum(one.minutes for one in rows) for employee, rows in worked(session, first, last).items()}


def stamp(
    session: Session,
    by: Actor,
    *,
    employee: int,
    time: str,
    kind: Literal["come", "go"] | None = None,
    on: datetime.date | None = None,
) -> Stamp:
    """Somebody comes or goes at a time such as 08:30; without a kind it is the opposite of the last stamp."""
    found: Employee = load(session, "employee", employee, lock=True)
    midnight = datetime.datetime.combine(on or clock.today(session), datetime.time())
    at = midnight + datetime.timedelta(minutes=of_day(time, "time"))
    _may_stamp(session, found, at)
    before = _before(session, found.id, at)
    here = before is not None and before.kind == "come" and at - before.at <= LONGEST
    kind = kind or ("go" if here else "come")
    if kind == "go" and not here:
        raise Refusal(
            "{name} has not come before {time}. Stamp in first.",
            values={"name": name_of(session, found), "time": f"{at:%H:%M}"},
            field="kind",
        )
    made = Stamp(employee_id=found.id, at=at, kind=kind)
    session.add(made)
    session.flush()
    return made


def _may_stamp(session: Session, employee: Employee, at: datetime.datetime) -> None:
    """Raises Refusal for a day to come, a closed month, somebody who is not employed, or a time that is taken."""
    if at.date() > clock.today(session):
        raise Refusal("This day is still to come. Stamp on the day itself.", field="on")
    period_of(session, at.date())
    must_be_employed(session, employee, at.date())
    taken = select(Stamp.id).where(Stamp.employee_id == employee.id, Stamp.at == at)
    if session.scalars(taken).first() is not None:
        raise Refusal(
            "{name} has a stamp at {time} already. Choose another minute.",
            values={"name": name_of(session, employee), "time": f"{at:%H:%M}"},
            field="time",
        )


def _before(session: Session, employee: int, at: datetime.datetime) -> Stamp | None:
    wanted = select(Stamp).where(Stamp.employee_id == employee, Stamp.at < at).order_by(Stamp.at.desc()).limit(1)
    return session.scalars(wanted).first()


def remove_stamp(session: Session, by: Actor, *, stamp: int, reason: str) -> None:
    """Take a wrong stamp away; the history keeps it with the reason."""
    found = row(session, Stamp, stamp, "stamp", lock=True)
    if not reason.strip():
        raise Refusal("Say why the stamp is wrong.", field="reason")
    period_of(session, found.at.date())
    values = {"at": found.at.isoformat(timespec="minutes"), "stamp": found.kind, "reason": reason.strip()}
    events.record(session, by, "employee", found.employee_id, "remove_stamp", values)
    session.delete(found)


def plan_shifts(
    session: Session,
    by: Actor,
    *,
    employee: int,
    first: datetime.date,
    begins: str,
    ends: str,
    last: datetime.date | None = None,
    every_day: bool = False,
) -> None:
    """Plan the same shift for all working days (or every day) from the first to the last, in place of what was
    planned; one that ends before it begins goes over midnight. One year at most."""
    found: Employee = load(session, "employee", employee, lock=True)
    until = last or first
    in_order(first, until)
    if (until - first).days > 366:
        raise Refusal("Shifts are planned for a year at most. Choose an earlier last day.", field="last")
    start, end = of_day(begins, "begins"), of_day(ends, "ends")
    if start == end:
        raise Refusal("The shift ends when it begins. Correct one of the times.", field="ends")
    chosen = workdays(first, until, frozenset() if every_day else rest(session))
    session.execute(delete(Shift).where(Shift.employee_id == found.id, Shift.on.in_(chosen)))
    session.add_all(Shift(employee_id=found.id, on=day, begins=start, ends=end) for day in chosen)
    values = {"first": first.isoformat(), "last": until.isoformat(), "begins": start, "ends": end}
    events.record(session, by, "employee", found.id, "plan_shifts", values, party=found.party_id)


def planned(shift: Shift) -> int:
    """Minutes of a shift."""
    return (shift.ends - shift.begins) % (24 * 60)


VERBS = (
    ("stamp.create", stamp, "erp-time-attendance", ("people", "production", "warehouse"), "stamp"),
    ("stamp.remove", remove_stamp, "erp-time-attendance", ("people",), ""),
    ("shift.plan", plan_shifts, "erp-time-attendance", ("people", "production"), ""),
)
