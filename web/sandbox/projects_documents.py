"""The pages of projects and tasks."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.resources import conflicts
from advisor.sandbox.people.tables import Allocation, Milestone, Project, Task, Timesheet
from advisor.sandbox.trade.tables import Invoice, InvoiceLine
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Next, Query, Ref, Told
from web.sandbox.people_parts import who, with_person
from web.sandbox.projects_chart import chart
from web.sandbox.projects_parts import figures, progress, spent

MODULE = "erp-projects"
GOING = ("draft", "running")
# Parts stand under their task with a mark before their name.
TREE = case((Task.parent_id.is_not(None), "· " + Task.name), else_=Task.name)


def _tasks(_: Session, project: Project) -> Query:
    wanted = select(Task.id).where(Task.project_id == project.id)
    return wanted.order_by(func.coalesce(Task.parent_id, Task.id), Task.parent_id.is_not(None), Task.id)


def _milestones(_: Session, project: Project) -> Query:
    return (
        select(Milestone.id)
        .outerjoin(Task, Task.id == Milestone.task_id)
        .outerjoin(InvoiceLine, InvoiceLine.id == Milestone.invoice_line_id)
        .outerjoin(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Milestone.project_id == project.id)
        .order_by(Milestone.on, Milestone.id)
    )


def _people(_: Session, project: Project) -> Query:
    wanted = with_person(select(Allocation.id), Allocation.employee_id).where(Allocation.project_id == project.id)
    return wanted.order_by(Party.name, Allocation.first)


def _invoices(session: Session, project: Project) -> list[Ref]:
    wanted = select(Invoice.id, Invoice.kind).where(Invoice.project_id == project.id).order_by(Invoice.id)
    return [Ref(kind, key) for key, kind in session.execute(wanted)]


def _told(session: Session, project: Project) -> Iterator[Told]:
    """What matters now: cost beyond the plan, days beyond the end, people promised twice."""
    if project.state not in GOING:
        return
    found = figures(session, [project.id])[project.id]
    if found.used is not None and found.used > 10_000:
        yield Told(mark("It has cost more than planned."), "bad")
    if project.last < clock.today(session):
        yield Told(mark("The last day is over. Close the project, or make it longer."), "warn")
    named = {
        one.name
        for one in conflicts(session, max(project.first, clock.today(session)), project.last)
        if project.name in one.projects
    }
    if named:
        yield Told(mark("Promised for more than their time: {names}."), "warn", {"names": ", ".join(sorted(named)[:3])})


PROJECT = DocumentPage(
    kind="project",
    module=MODULE,
    back="projects",
    name="name",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Customer"), "party_id", to="party"),
        Field(mark("From"), "first", "date"),
        Field(mark("Until"), "last", "date"),
        Field(mark("Invoiced"), "billing", "choice"),
        Field(mark("Service on invoices"), "product_id", to="product"),
        Field(mark("Price of an hour"), lambda _, one: one.rate or None, "money"),
        Field(mark("Planned cost"), lambda _, one: one.budget or None, "money"),
        Field(mark("Hours planned"), lambda s, one: hours(figures(s, [one.id])[one.id].planned), "number"),
        Field(mark("Hours spent"), lambda s, one: hours(figures(s, [one.id])[one.id].spent), "number"),
    ),
    lines=(
        Lines(
            mark("Tasks"),
            _tasks,
            (
                Column("name", mark("Task"), TREE, to="task", key=Task.id),
                Column("last", mark("Until"), Task.last, "date"),
                Column("planned", mark("Hours planned"), Task.minutes / 60.0, "number"),
                Column("spent", mark("Hours spent"), kind="number", later=spent),
                Column("used", mark("Plan used"), kind="bar", later=progress),
                Column("state", mark("Status"), Task.state, "state"),
            ),
            kind="task",
            empty=mark("No task is entered yet. Enter what is to be done."),
        ),
        Lines(
            mark("Milestones"),
            _milestones,
            (
                Column("name", mark("Name"), Milestone.name),
                Column("on", mark("Planned for"), Milestone.on, "date"),
                Column("task", mark("Reached when done"), Task.name, to="task", key=Task.id),
                Column("amount", mark("Amount"), Milestone.amount, "money"),
                Column("invoice", mark("Invoice"), Invoice.number, to="invoice", key=Invoice.id),
                Column("state", mark("Status of the invoice"), Invoice.state, "state"),
            ),
            kind="invoice",
        ),
        Lines(
            mark("People"),
            _people,
            (
                who(),
                Column("first", mark("From"), Allocation.first, "date"),
                Column("last", mark("Until"), Allocation.last, "date"),
                Column("share", mark("Share of the time"), Allocation.share / 10000.0, "percent"),
            ),
        ),
    ),
    above=(("sandbox/project_chart.html", chart),),
    related=_invoices,
    told=_told,
    next=(
        Next("task.create", {"project": "id"}, GOING),
        Next("milestone.create", {"project": "id"}, GOING),
        Next("allocation.create", {"project": "id"}, GOING),
        Next("project.change", {"project": "id"}, GOING),
    ),
)


def _time(_: Session, task: Task) -> Query:
    wanted = with_person(select(Timesheet.id), Timesheet.employee_id).where(Timesheet.task_id == task.id)
    return wanted.order_by(Timesheet.on.desc(), Timesheet.id.desc())


def _around(session: Session, task: Task) -> list[Ref]:
    """Its project, the task it is a part of, and its own parts."""
    project = session.get_one(Project, task.project_id)
    near = select(Task.id, Task.name).where((Task.parent_id == task.id) | (Task.id == task.parent_id))
    found = [Ref("task", key, name) for key, name in session.execute(near.order_by(Task.id))]
    return [Ref("project", project.id, project.name), *found]


TASK = DocumentPage(
    kind="task",
    module=MODULE,
    back="tasks",
    name="name",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("From"), "first", "date"),
        Field(mark("Until"), "last", "date"),
        Field(mark("Hours planned"), lambda _, one: hours(one.minutes), "number"),
        Field(mark("Hours spent"), lambda session, one: spent(session, [one.id]).get(one.id), "number"),
        Field(mark("Plan used"), lambda session, one: progress(session, [one.id]).get(one.id), "bar"),
    ),
    lines=(
        Lines(
            mark("Time spent"),
            _time,
            (
                Column("on", mark("Date"), Timesheet.on, "date"),
                who(),
                Column("text", mark("Text"), Timesheet.text),
                Column("hours", mark("Hours"), Timesheet.minutes / 60.0, "number"),
                Column("cost", mark("Cost"), Timesheet.cost, "money"),
            ),
            empty=mark("Nobody spent time on it yet."),
        ),
    ),
    related=_around,
    next=(
        Next("timesheet.create", {"task": "id"}, ("open", "running")),
        Next("task.create", {"project": "project_id", "parent": "id"}, ("open", "running")),
        Next("task.change", {"task": "id"}, ("open", "running")),
    ),
)
DOCUMENTS = (PROJECT, TASK)
