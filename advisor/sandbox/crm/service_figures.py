"""How well tickets were answered: what was in time, and how long customers waited."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, extract, func, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.crm.tables import Ticket

FIGURES = 9  # columns before those by which is grouped
Subject = Literal["priority", "channel", "owner", "category"]


@dataclass(frozen=True)
class Kept:
    """Tickets of a span: how many, and of how many of those for which it can be said the answer and the solution came
    in time. `first_answer` and `solution` are average working minutes; none where nothing was answered or solved."""

    name: str
    count: int
    to_answer: int
    answered: int
    to_solve: int
    solved: int
    first_answer: float | None
    solution: float | None

    @property
    def answer_share(self) -> float | None:
        return self.answered / self.to_answer if self.to_answer else None

    @property
    def solve_share(self) -> float | None:
        return self.solved / self.to_solve if self.to_solve else None


def kept(session: Session, first: datetime.date, last: datetime.date, by: Subject | None = None) -> list[Kept]:
    """Tickets opened from one day to another by a subject, most of them first; all together without one."""
    key = getattr(Ticket, by) if by else None
    wanted = _figures(session, first, last)
    if key is not None:
        wanted = wanted.add_columns(key).group_by(key).order_by(func.count().desc(), key)
    return [_kept(str(row[FIGURES]) if by else "", row) for row in session.execute(wanted)]


def by_month(session: Session, first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, Kept]]:
    """The same of each month in which tickets were opened, by its first day."""
    keys = (extract("year", Ticket.opened), extract("month", Ticket.opened))
    wanted = _figures(session, first, last).add_columns(*keys).group_by(*keys).order_by(*keys)
    return [(_first_day(row[FIGURES:]), _kept("", row)) for row in session.execute(wanted)]


def _first_day(month: Sequence[Any]) -> datetime.date:
    return datetime.date(int(month[0]), int(month[1]), 1)


def _figures(session: Session, first: datetime.date, last: datetime.date) -> Any:
    """What is still to be done counts once its moment is over; what waits for the customer has time."""
    now = clock.now(session)
    running = func.coalesce(Ticket.held_since, now)
    answer = or_(Ticket.answered.is_not(None), Ticket.answer_due < running)
    solve = or_(Ticket.solved.is_not(None), Ticket.solve_due < running)
    end = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time())
    return select(
        func.count(),
        _number(answer),
        _number(Ticket.answered <= Ticket.answer_due),
        _number(solve),
        _number(Ticket.solved <= Ticket.solve_due),
        func.count(Ticket.answer_minutes),
        func.sum(Ticket.answer_minutes),
        func.count(Ticket.solve_minutes),
        func.sum(Ticket.solve_minutes),
    ).where(Ticket.opened >= datetime.datetime.combine(first, datetime.time()), Ticket.opened < end)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _kept(name: str, row: Sequence[Any]) -> Kept:
    first, solution = (int(total) / count if count else None for count, total in (row[5:7], row[7:9]))
    count, to_answer, answered, to_solve, solved = map(int, row[:5])
    return Kept(name, count, to_answer, answered, to_solve, solved, first, solution)
