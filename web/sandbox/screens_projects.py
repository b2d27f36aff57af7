"""Projects with tasks, time, milestones and people: their lists."""

from __future__ import annotations

from sqlalchemy import case, exists, select

from advisor.errors import mark
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.projects import GONE
from advisor.sandbox.people.tables import Allocation, Employee, Milestone, Project, Task, Timesheet
from advisor.sandbox.trade.tables import Invoice, InvoiceLine
from web.sandbox.declared import Area, Column, Filter, Screen, Special
from web.sandbox.people_parts import who, with_person
from web.sandbox.projects_documents import DOCUMENTS
from web.sandbox.projects_forms import CHOICES, EVENTS, FORMS, LABELS
from web.sandbox.projects_load import board
from web.sandbox.projects_parts import OPEN_PROJECT, OPEN_TASK, SERVICE, later, progress, share, spent
from web.sandbox.projects_week import week

PROJECTS, RESOURCES = "erp-projects", "erp-resources"
BILLED = exists(
    select(InvoiceLine.id)
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .where(InvoiceLine.id == Timesheet.invoice_line_id, Invoice.state.not_in(GONE))
)
REACHED = exists(
    select(InvoiceLine.id)
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .where(InvoiceLine.id == Milestone.invoice_line_id, Invoice.state.not_in(GONE))
)

PROJECT_LIST = Screen(
    id="projects",
    title=mark("Projects"),
    group="projects",
    module=PROJECTS,
    kind="project",
    source=select(Project.id).join(Party, Party.id == Project.party_id),
    columns=(
        Column("name", mark("Name"), Project.name, searched=True),
        Column("number", mark("Number"), Project.number, searched=True),
        Column("party", mark("Customer"), Party.name, to="party", key=Party.id, searched=True),
        Column("last", mark("Until"), Project.last, "date"),
        Column("revenue", mark("Revenue"), kind="money", later=later(lambda one: one.revenue)),
        Column("cost", mark("Cost"), kind="money", later=later(lambda one: one.cost)),
        Column("margin", mark("Margin"), kind="money", later=later(lambda one: one.margin)),
        Column("used", mark("Planned cost used"), kind="bar", later=later(lambda one: share(one.used))),
        Column("state", mark("Status"), Project.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Project.state, "state"),
        Filter("party", mark("Customer"), Project.party_id, "row", reference="customer"),
        Filter("billing", mark("Invoiced"), Project.billing, choices=("milestone", "time")),
    ),
    sort="-number",
    create=("project.create",),
    empty=mark("Work for customers stands here, with what it brings and costs. Enter the first project."),
)

TASKS = Screen(
    id="tasks",
    title=mark("Tasks"),
    group="projects",
    module=PROJECTS,
    kind="task",
    source=select(Task.id).join(Project, Project.id == Task.project_id),
    columns=(
        Column("name", mark("Name"), Task.name, searched=True),
        Column("number", mark("Number"), Task.number, searched=True),
        Column("project", mark("Project"), Project.name, to="project", key=Project.id, searched=True),
        Column("first", mark("From"), Task.first, "date"),
        Column("last", mark("Until"), Task.last, "date"),
        Column("planned", mark("Hours planned"), Task.minutes / 60.0, "number"),
        Column("spent", mark("Hours spent"), kind="number", later=spent),
        Column("used", mark("Plan used"), kind="bar", later=progress),
        Column("state", mark("Status"), Task.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Task.state, "state"),
        Filter("project", mark("Project"), Task.project_id, "row", reference="open_project"),
        Filter("last", mark("Until"), Task.last, "days"),
    ),
    sort="last",
    create=("task.create",),
    empty=mark("What is to be done in projects stands here. Open a project and enter its first task."),
)

TIME = Screen(
    id="timesheets",
    title=mark("Time spent"),
    group="projects",
    module=PROJECTS,
    kind="timesheet",
    source=with_person(select(Timesheet.id), Timesheet.employee_id)
    .join(Task, Task.id == Timesheet.task_id)
    .join(Project, Project.id == Task.project_id),
    columns=(
        Column("on", mark("Date"), Timesheet.on, "date"),
        who(),
        Column("project", mark("Project"), Project.name, to="project", key=Project.id, searched=True),
        Column("task", mark("Task"), Task.name, to="task", key=Task.id, searched=True),
        Column("text", mark("Text"), Timesheet.text, searched=True),
        Column("hours", mark("Hours"), Timesheet.minutes / 60.0, "number"),
        Column("cost", mark("Cost"), Timesheet.cost, "money"),
        Column("billable", mark("For the customer"), Timesheet.billable, "yes"),
        Column("billed", mark("Invoiced"), case((BILLED, True), else_=False), "yes"),
    ),
    filters=(
        Filter("employee", mark("Employee"), Timesheet.employee_id, "row", reference="anybody"),
        Filter("project", mark("Project"), Task.project_id, "row", reference="open_project"),
        Filter("on", mark("Date"), Timesheet.on, "days"),
        Filter("billed", mark("Invoiced"), BILLED, "yes"),
    ),
    sort="-on",
    create=("timesheet.create",),
    empty=mark("Time on tasks stands here, with its cost. Enter a week, or the first hours."),
)

MILESTONES = Screen(
    id="milestones",
    title=mark("Milestones"),
    group="projects",
    module=PROJECTS,
    source=select(Milestone.id)
    .join(Project, Project.id == Milestone.project_id)
    .outerjoin(Task, Task.id == Milestone.task_id),
    columns=(
        Column("name", mark("Name"), Milestone.name, searched=True),
        Column("project", mark("Project"), Project.name, to="project", key=Project.id, searched=True),
        Column("on", mark("Planned for"), Milestone.on, "date"),
        Column("amount", mark("Amount"), Milestone.amount, "money"),
        Column("task", mark("Reached when done"), Task.name, to="task", key=Task.id),
        Column("billed", mark("Invoiced"), case((REACHED, True), else_=False), "yes"),
    ),
    filters=(
        Filter("on", mark("Planned for"), Milestone.on, "days"),
        Filter("billed", mark("Invoiced"), REACHED, "yes"),
    ),
    sort="on",
    create=("milestone.create",),
    empty=mark("What customers pay for when it is reached stands here. Enter the first milestone of a project."),
)

ALLOCATIONS = Screen(
    id="allocations",
    title=mark("Promised time"),
    group="projects",
    module=RESOURCES,
    kind="allocation",
    source=with_person(select(Allocation.id), Allocation.employee_id).join(
        Project, Project.id == Allocation.project_id
    ),
    columns=(
        who(),
        Column("department", mark("Department"), Employee.department, searched=True),
        Column("project", mark("Project"), Project.name, to="project", key=Project.id, searched=True),
        Column("first", mark("From"), Allocation.first, "date"),
        Column("last", mark("Until"), Allocation.last, "date"),
        Column("share", mark("Share of the time"), Allocation.share / 10000.0, "percent"),
    ),
    filters=(
        Filter("employee", mark("Employee"), Allocation.employee_id, "row", reference="anybody"),
        Filter("project", mark("Project"), Allocation.project_id, "row", reference="open_project"),
        Filter("last", mark("Until"), Allocation.last, "days"),
    ),
    sort="-last",
    create=("allocation.create",),
    empty=mark("Shares of people's time that projects were promised stand here. Promise the first one."),
)

AREA = Area(
    screens=(PROJECT_LIST, TASKS, TIME, MILESTONES, ALLOCATIONS),
    documents=DOCUMENTS,
    forms=FORMS,
    specials=(
        Special("week", mark("Enter a week"), "projects", PROJECTS, "sandbox/week.html", week),
        Special("loads", mark("Load of people"), "projects", RESOURCES, "sandbox/loads.html", board),
    ),
    references=(OPEN_PROJECT, OPEN_TASK, SERVICE),
    choices=CHOICES,
    labels=LABELS,
    events=EVENTS,
    kinds={
        "timesheet": mark("Time"),
        "milestone": mark("Milestone"),
        "allocation": mark("Promised time"),
    },
)
