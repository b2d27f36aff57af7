"""Forms of projects: what they ask, what they begin with, and the words for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.tables import Project, Task
from web.sandbox.declared import Asked, FormSpec
from web.sandbox.people_forms import amount

HOURS = Asked("hours", title=mark("Hours"), help=mark("7.5 is seven and a half hours."))
SHARE = Asked("percent", title=mark("Share of the time, per cent"))


def _project(session: Session, project: Project | None) -> dict[str, Any]:
    if project is None:
        return {}
    plain = {name: getattr(project, name) for name in ("name", "first", "last")}
    money = {name: amount(session, getattr(project, name)) for name in ("rate", "budget")}
    return plain | money | {"product": project.product_id}


def _task(_: Session, task: Task | None) -> dict[str, Any]:
    if task is None:
        return {}
    return {"name": task.name, "first": task.first, "last": task.last, "hours": hours(task.minutes)}


TERMS = (
    Asked("product", title=mark("Service on invoices"), reference="service"),
    Asked("rate", title=mark("Price of an hour"), help=mark("For projects that are invoiced by time.")),
    Asked("budget", title=mark("Planned cost")),
)
FORMS = (
    FormSpec(
        "project.create",
        title=mark("New project"),
        entries=(
            Asked("name"),
            Asked("party", title=mark("Customer"), reference="customer"),
            Asked("first"),
            Asked("last"),
            Asked("billing", title=mark("Invoiced")),
            *TERMS,
        ),
    ),
    FormSpec(
        "project.change",
        title=mark("Change the project"),
        entries=(Asked("project"), Asked("name"), Asked("first"), Asked("last"), *TERMS),
        start=_project,
    ),
    FormSpec(
        "project.bill",
        about=mark("Milestones that were reached, or time that is not invoiced yet, become a draft of an invoice."),
        entries=(Asked("until", title=mark("Until"), help=mark("Today if it is left empty.")),),
    ),
    FormSpec(
        "task.create",
        title=mark("New task"),
        entries=(
            Asked("project", reference="open_project"),
            Asked("name"),
            HOURS,
            Asked("first", help=mark("That of the project if it is left empty.")),
            Asked("last", help=mark("That of the project if it is left empty.")),
            Asked("parent", title=mark("Part of"), reference="open_task"),
        ),
    ),
    FormSpec(
        "task.change",
        title=mark("Change the task"),
        entries=(Asked("task"), Asked("name"), HOURS, Asked("first"), Asked("last")),
        start=_task,
    ),
    FormSpec(
        "timesheet.create",
        title=mark("Enter time"),
        entries=(
            Asked("employee"),
            Asked("task", reference="open_task"),
            HOURS,
            Asked("on", help=mark("Today if it is left empty.")),
            Asked("text"),
            Asked("billable", title=mark("For the customer")),
        ),
    ),
    FormSpec(
        "timesheet.week",
        title=mark("Enter a week"),
        entries=(
            Asked("employee"),
            Asked("first", title=mark("First day of the week")),
            Asked("rows", title=mark("Tasks"), entries=(Asked("task", reference="task"),)),
        ),
    ),
    FormSpec(
        "timesheet.remove",
        title=mark("Remove time"),
        entries=(Asked("timesheet", title=mark("Number of the entry"), widget="number"),),
    ),
    FormSpec(
        "milestone.create",
        title=mark("New milestone"),
        entries=(
            Asked("project", reference="open_project"),
            Asked("name"),
            Asked("amount"),
            Asked("on", title=mark("Planned for")),
            Asked(
                "task",
                title=mark("Reached when done"),
                reference="open_task",
                help=mark("Without a task it is reached on its day."),
            ),
        ),
    ),
    FormSpec(
        "allocation.create",
        title=mark("Promise time to a project"),
        entries=(
            Asked("employee"),
            Asked("project", reference="open_project"),
            SHARE,
            Asked("first", help=mark("That of the project if it is left empty.")),
            Asked("last", help=mark("That of the project if it is left empty.")),
        ),
    ),
)
CHOICES = {"milestone": mark("By milestones"), "time": mark("By time")}
LABELS = {
    "billable": mark("For the customer"),
    "billing": mark("Invoiced"),
    "budget": mark("Planned cost"),
    "hours": mark("Hours"),
    "milestone": mark("Milestone"),
    "parent": mark("Part of"),
    "task": mark("Task"),
    "timesheet": mark("Time"),
    "until": mark("Until"),
    "d1": mark("Day 1"),
    "d2": mark("Day 2"),
    "d3": mark("Day 3"),
    "d4": mark("Day 4"),
    "d5": mark("Day 5"),
    "d6": mark("Day 6"),
    "d7": mark("Day 7"),
}
EVENTS = {
    "project.bill": mark("Invoice drafted"),
    "milestone": mark("A milestone entered"),
    "remove_milestone": mark("A milestone removed"),
    "allocate": mark("Time promised"),
    "release": mark("Time no longer needed"),
}
