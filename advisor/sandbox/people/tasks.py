"""Tasks of a project, in a tree: planned days and time, what was spent on them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, guard, load
from advisor.sandbox.people.inputs import in_order, minutes, row
from advisor.sandbox.people.projects import active, billed_milestones
from advisor.sandbox.people.tables import Milestone, Project, Task

MODELS |= {"task": Task}


def create(
    session: Session,
    by: Actor,
    *,
    project: int,
    name: str,
    hours: Decimal = Decimal(0),
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    parent: int | None = None,
) -> Task:
    """A task, maybe a part of another one; without days it has those of its project."""
    found = active(session, project)
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    begin, end = first or found.first, last or found.last
    _within(found, begin, end)
    if parent is not None:
        _part_of(session, found, parent)
    task = Task(
        project_id=found.id, parent_id=parent, name=name.strip(), first=begin, last=end, minutes=_planned(hours)
    )
    task.number = numbers.text("TK", numbers.draw(session, "task", clock.today(session)))
    session.add(task)
    session.flush()
    events.record(session, by, "task", task.id, "create", party=found.party_id)
    return task


def change(
    session: Session,
    by: Actor,
    *,
    task: int,
    name: str | None = None,
    hours: Decimal | None = None,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Task:
    """Change what is given."""
    found: Task = load(session, "task", task, lock=True)
    begin, end = first or found.first, last or found.last
    _within(active(session, found.project_id), begin, end)
    found.name = name.strip() if name and name.strip() else found.name
    found.first, found.last = begin, end
    found.minutes = found.minutes if hours is None else _planned(hours)
    events.record(session, by, "task", found.id, "change")
    return found


def _planned(hours: Decimal) -> int:
    if hours < 0:
        raise Refusal("Planned hours are nought or more. Correct them.", field="hours")
    return minutes(hours)


def _within(project: Project, first: datetime.date, last: datetime.date) -> None:
    in_order(first, last)
    if first < project.first or last > project.last:
        raise Refusal(
            "{project} goes from {first} to {last}. Choose days in between, or make the project longer.",
            values={"project": project.name, "first": project.first.isoformat(), "last": project.last.isoformat()},
            field="first" if first < project.first else "last",
        )


def _part_of(session: Session, project: Project, parent: int) -> None:
    found = row(session, Task, parent, "parent")
    if found.project_id != project.id:
        raise Refusal("This task belongs to another project. Choose one of this project.", field="parent")
    if found.state in ("done", "cancelled"):
        raise Refusal("{task} is done already. Choose another task.", values={"task": found.name}, field="parent")


@guard("parts_done", "task")
def parts_done(session: Session, task: Task) -> None:
    """Raises Refusal while parts of the task are open."""
    wanted = select(Task.name).where(Task.parent_id == task.id, Task.state.in_(("open", "running"))).order_by(Task.id)
    open_part = session.scalars(wanted.limit(1)).first()
    if open_part is not None:
        raise Refusal("Its part {task} is open. Finish or cancel it first.", values={"task": open_part})


@guard("not_billed", "task")
def not_billed(session: Session, task: Task) -> None:
    """Raises Refusal when a milestone that the task reached is on an invoice, or its project is closed."""
    active(session, task.project_id)
    reached = set(session.scalars(select(Milestone.id).where(Milestone.task_id == task.id)))
    if reached & billed_milestones(session, [task.project_id]):
        raise Refusal("A milestone of this task is on an invoice. Cancel or reverse the invoice first.")


VERBS = (
    ("task.create", create, "erp-projects", ("sales", "people", "production"), "task"),
    ("task.change", change, "erp-projects", ("sales", "people", "production"), "task"),
)
