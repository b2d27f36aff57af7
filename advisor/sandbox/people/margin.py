"""What a project brings and costs: booked on the ledger with its number, and the time of people at its frozen cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.ledger.tables import Account, Entry, Line
from advisor.sandbox.people.billing import unbilled
from advisor.sandbox.people.tables import Project, Task, Timesheet


@dataclass(frozen=True)
class Margin:
    """Amounts of one project in the smallest unit of the company's currency, times in minutes. `budget` is the
    planned cost, `planned` the planned time of its tasks that were not cancelled."""

    revenue: int = 0
    time: int = 0
    purchases: int = 0
    expenses: int = 0
    budget: int = 0
    planned: int = 0
    spent: int = 0
    unbilled: int = 0

    @property
    def cost(self) -> int:
        return self.time + self.purchases + self.expenses

    @property
    def margin(self) -> int:
        return self.revenue - self.cost

    @property
    def share(self) -> int | None:
        """The margin in ten-thousandths of the revenue, or nothing without one."""
        return rounded(self.margin * 10_000, self.revenue) if self.revenue > 0 else None

    @property
    def used(self) -> int | None:
        """The cost in ten-thousandths of the budget, or nothing without one."""
        return rounded(self.cost * 10_000, self.budget) if self.budget else None


def margins(session: Session, projects: Sequence[Project]) -> dict[int, Margin]:
    """The margin of each project."""
    ids = [one.id for one in projects]
    booked, hours = _booked(session, ids), _time(session, ids)
    planned, open_value = _planned(session, ids), unbilled(session, projects)
    return {
        one.id: Margin(
            revenue=booked[one.id]["revenue"],
            time=hours.get(one.id, (0, 0))[0],
            purchases=booked[one.id]["purchases"],
            expenses=booked[one.id]["expenses"],
            budget=one.budget,
            planned=planned.get(one.id, 0),
            spent=hours.get(one.id, (0, 0))[1],
            unbilled=open_value.get(one.id, 0),
        )
        for one in projects
    }


def _booked(session: Session, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Posted amounts per project: revenue, claims of staff, and all other cost."""
    query = (
        select(Line.project_id, Account.kind, Entry.source_kind, func.sum(Line.amount))
        .join(Entry, Entry.id == Line.entry_id)
        .join(Account, Account.id == Line.account_id)
        .where(Line.project_id.in_(ids), Entry.state == "posted", Account.kind.in_(("income", "expense")))
        .group_by(Line.project_id, Account.kind, Entry.source_kind)
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for project, kind, source, amount in session.execute(query):
        assert project is not None
        if kind == "income":
            found[project]["revenue"] -= int(amount)
        else:
            found[project]["expenses" if source == "expense" else "purchases"] += int(amount)
    return found


def _time(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Cost and minutes of the time of each project."""
    query = (
        select(Task.project_id, func.sum(Timesheet.cost), func.sum(Timesheet.minutes))
        .join(Task, Task.id == Timesheet.task_id)
        .where(Task.project_id.in_(ids))
        .group_by(Task.project_id)
    )
    return {project: (int(cost), int(minutes)) for project, cost, minutes in session.execute(query)}


def _planned(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Task.project_id, func.sum(Task.minutes))
        .where(Task.project_id.in_(ids), Task.state != "cancelled")
        .group_by(Task.project_id)
    )
    return {project: int(minutes) for project, minutes in session.execute(query)}


def by_person(session: Session, project: int) -> dict[int, tuple[int, int]]:
    """Minutes and cost that each employee spent on a project."""
    query = (
        select(Timesheet.employee_id, func.sum(Timesheet.minutes), func.sum(Timesheet.cost))
        .join(Task, Task.id == Timesheet.task_id)
        .where(Task.project_id == project)
        .group_by(Timesheet.employee_id)
    )
    return {employee: (int(minutes), int(cost)) for employee, minutes, cost in session.execute(query)}


def by_task(session: Session, project: int) -> dict[int, int]:
    """Minutes spent on each task of a project."""
    query = (
        select(Timesheet.task_id, func.sum(Timesheet.minutes))
        .join(Task, Task.id == Timesheet.task_id)
        .where(Task.project_id == project)
        .group_by(Timesheet.task_id)
    )
    return {task: int(minutes) for task, minutes in session.execute(query)}
