"""What screens of projects share: figures of several projects at once, and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.margin import Margin, margins
from advisor.sandbox.people.tables import Project, Task, Timesheet
from web.sandbox.declared import Later, Reference

OPEN_PROJECT = Reference(
    "open_project", "project", Project, lambda table: table.state.in_(("draft", "running")), lambda table: table.name
)


def _task_name(task: Any) -> Any:
    """Project and task as SQL, for lists of choices."""
    project = select(Project.name).where(Project.id == task.project_id).scalar_subquery()
    return project + ": " + task.name


OPEN_TASK = Reference("open_task", "task", Task, lambda table: table.state.in_(("open", "running")), _task_name)

SERVICE = Reference("service", "product", Product, lambda table: table.active & (table.kind == "service"))


def figures(session: Session, ids: Sequence[int]) -> dict[int, Margin]:
    """The margins of the projects of a page, worked out once for all its columns."""
    kept: dict[tuple[int, ...], dict[int, Margin]] = session.info.setdefault("margins", {})
    wanted = tuple(ids)
    if wanted not in kept:
        kept[wanted] = margins(session, session.scalars(select(Project).where(Project.id.in_(wanted))).all())
    return kept[wanted]


def later(of: Callable[[Margin], Any]) -> Later:
    """A column of a list of projects that the margin gives."""
    return lambda session, ids: {key: of(one) for key, one in figures(session, ids).items()}


def share(value: int | None) -> float | None:
    """Ten-thousandths as a share."""
    return None if value is None else value / 10_000


def spent(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """Hours spent on tasks."""
    wanted = select(Timesheet.task_id, func.sum(Timesheet.minutes)).where(Timesheet.task_id.in_(ids))
    return {task: hours(int(total)) for task, total in session.execute(wanted.group_by(Timesheet.task_id))}


def progress(session: Session, ids: Sequence[int]) -> dict[int, float]:
    """Hours spent as a share of those planned, of tasks that have a plan."""
    wanted = (
        select(Task.id, Task.minutes, func.coalesce(func.sum(Timesheet.minutes), 0))
        .outerjoin(Timesheet, Timesheet.task_id == Task.id)
        .where(Task.id.in_(ids), Task.minutes > 0)
        .group_by(Task.id, Task.minutes)
    )
    return {task: int(used) / planned for task, planned, used in session.execute(wanted)}
