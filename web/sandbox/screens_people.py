"""Staff files, working time, absences, pay and expense claims: their lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.tables import Account, CostCentre
from advisor.sandbox.people.absences import taken
from advisor.sandbox.people.tables import Absence, Employee, Expense, Payroll, Payslip, Project, Stamp
from web.sandbox.declared import Area, Column, Filter, Screen, Special
from web.sandbox.people_absences import calendar
from web.sandbox.people_clock import board
from web.sandbox.people_documents import DOCUMENTS
from web.sandbox.people_forms import CHOICES, EVENTS, FORMS, LABELS, REFERENCES
from web.sandbox.people_hours import month
from web.sandbox.people_parts import CLAIM_STATE, PAYROLL_STATE, who, with_person

HR, TIME, PAY, CLAIMS = "erp-hr", "erp-time-attendance", "erp-payroll", "erp-expenses"


def _leave_left(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Days of leave left this year of those who are employed."""
    staff = select(Employee.id, Employee.leave_days).where(Employee.id.in_(ids), Employee.state == "employed")
    used = taken(session, clock.today(session).year, ids)
    return {employee: days - used[employee] for employee, days in session.execute(staff)}


def _slips(of: Any) -> Any:
    """A figure of all slips of a run."""
    return select(of).where(Payslip.payroll_id == Payroll.id).correlate(Payroll).scalar_subquery()


EMPLOYEES = Screen(
    id="employees",
    title=mark("Employees"),
    group="people",
    module=HR,
    kind="employee",
    source=select(Employee.id).join(Party, Party.id == Employee.party_id),
    columns=(
        Column("name", mark("Name"), Party.name, searched=True),
        Column("number", mark("Number"), Employee.number, searched=True),
        Column("job", mark("Job"), Employee.position, searched=True),
        Column("department", mark("Department"), Employee.department, searched=True),
        Column("hired", mark("Hired"), Employee.hired, "date"),
        Column("wage", mark("Wage a month"), func.nullif(Employee.wage, 0), "money"),
        Column("leave", mark("Leave left, days"), kind="number", later=_leave_left),
        Column("state", mark("Status"), Employee.state, "state"),
    ),
    filters=(Filter("state", mark("Status"), Employee.state, "state"),),
    sort="name",
    create=("employee.create",),
    empty=mark("Applicants and staff stand here. Enter the first one."),
)

ABSENCES = Screen(
    id="absences",
    title=mark("Absences"),
    group="people",
    module=HR,
    kind="absence",
    source=with_person(select(Absence.id), Absence.employee_id),
    columns=(
        Column("number", mark("Number"), Absence.number, searched=True),
        who(),
        Column("reason", mark("Reason"), Absence.reason, "choice"),
        Column("first", mark("From"), Absence.first, "date"),
        Column("last", mark("Until"), Absence.last, "date"),
        Column("state", mark("Status"), Absence.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Absence.state, "state"),
        Filter("reason", mark("Reason"), Absence.reason, choices=("leave", "illness", "training", "unpaid")),
        Filter("employee", mark("Employee"), Absence.employee_id, "row", reference="anybody"),
        Filter("first", mark("From"), Absence.first, "days"),
    ),
    sort="-first",
    create=("absence.create",),
    empty=mark("Leave, illness and other days away stand here. Ask for the first one."),
)

STAMPS = Screen(
    id="stamps",
    title=mark("Stamps"),
    group="people",
    module=TIME,
    kind="stamp",
    source=with_person(select(Stamp.id), Stamp.employee_id),
    columns=(
        who(),
        Column("on", mark("Date"), func.date(Stamp.at, type_=Date), "date"),
        Column("at", mark("Time"), Stamp.at, "time"),
        Column("kind_of", mark("What"), Stamp.kind, "choice"),
    ),
    filters=(
        Filter("employee", mark("Employee"), Stamp.employee_id, "row", reference="anybody"),
        Filter("kind_of", mark("What"), Stamp.kind, choices=("come", "go")),
    ),
    sort="-at",
    create=("stamp.create",),
    empty=mark("Who comes and goes is stamped here. Open the time clock and stamp the first one."),
)

PAYROLLS = Screen(
    id="payrolls",
    title=mark("Payroll runs"),
    group="people",
    module=PAY,
    kind="payroll",
    source=select(Payroll.id),
    columns=(
        Column("number", mark("Number"), Payroll.number, searched=True),
        Column("first", mark("From"), Payroll.first, "date"),
        Column("last", mark("Until"), Payroll.last, "date"),
        Column("people", mark("Employees"), _slips(func.count(Payslip.id)), "number"),
        Column("gross", mark("Gross pay"), _slips(func.sum(Payslip.gross)), "money"),
        Column("net", mark("Net pay"), _slips(func.sum(Payslip.net)), "money"),
        Column("state", mark("Status"), PAYROLL_STATE, "state"),
    ),
    filters=(Filter("state", mark("Status"), PAYROLL_STATE, "state"),),
    sort="-first",
    create=("payroll.create", "payroll.set_rates"),
    empty=mark("The pay of each month stands here. Make the run of a month; everybody employed gets a slip."),
)

CLAIM_LIST = Screen(
    id="expenses",
    title=mark("Expense claims"),
    group="people",
    module=CLAIMS,
    kind="expense",
    source=with_person(select(Expense.id), Expense.employee_id)
    .join(Account, Account.id == Expense.account_id)
    .outerjoin(CostCentre, CostCentre.id == Expense.cost_centre_id)
    .outerjoin(Project, Project.id == Expense.project_id),
    columns=(
        Column("number", mark("Number"), Expense.number, searched=True),
        who(),
        Column("on", mark("Date"), Expense.on, "date"),
        Column("text", mark("Text"), Expense.text, searched=True),
        Column("account", mark("Account"), Account.name, searched=True),
        Column("centre", mark("Cost centre"), CostCentre.name),
        Column("project", mark("Project"), Project.name, to="project", key=Project.id),
        Column("amount", mark("Amount"), Expense.amount, "money"),
        Column("state", mark("Status"), CLAIM_STATE, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), CLAIM_STATE, "state"),
        Filter("employee", mark("Employee"), Expense.employee_id, "row", reference="anybody"),
        Filter("on", mark("Date"), Expense.on, "days"),
    ),
    sort="-number",
    create=("expense.create", "expense.pay_all"),
    empty=mark("Money that staff spent for the company is claimed here. Enter the first claim."),
)


AREA = Area(
    screens=(EMPLOYEES, ABSENCES, STAMPS, PAYROLLS, CLAIM_LIST),
    documents=DOCUMENTS,
    forms=FORMS,
    specials=(
        Special("time-clock", mark("Time clock"), "people", TIME, "sandbox/time_clock.html", board),
        Special("attendance", mark("Working time"), "people", TIME, "sandbox/month_grid.html", month),
        Special("away", mark("Who is away"), "people", HR, "sandbox/month_grid.html", calendar),
    ),
    references=REFERENCES,
    choices=CHOICES,
    labels=LABELS,
    events=EVENTS,
    kinds={
        "payslip": mark("Pay slip"),
        "stamp": mark("Stamp"),
        "review": mark("Talk or training"),
    },
    transitions={"compute": mark("Compute again"), "pay": mark("Pay out"), "employee.leave": mark("Let go")},
)
