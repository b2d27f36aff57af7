"""The pages of staff files, absences, payroll runs, slips and claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.absences import taken
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.payroll import owed
from advisor.sandbox.people.staff import name_of
from advisor.sandbox.people.tables import (
    Absence,
    Allocation,
    Employee,
    Expense,
    Payroll,
    Payslip,
    Project,
    Review,
    Shift,
)
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Next, Query, Ref, Told
from web.sandbox.people_parts import centres, claim_state, payroll_state, with_person
from web.sandbox.people_slip import slip

HR, PAY, CLAIMS = "erp-hr", "erp-payroll", "erp-expenses"
SHIFT_HOURS = (Shift.ends - Shift.begins + 1440) % 1440 / 60.0
MOST_NAMED = 3


def _leave_left(session: Session, employee: Employee) -> int | None:
    if employee.state != "employed":
        return None
    return employee.leave_days - taken(session, clock.today(session).year, [employee.id])[employee.id]


def _shifts_to_come(session: Session, employee: Employee) -> Query:
    wanted = select(Shift.id).where(Shift.employee_id == employee.id, Shift.on >= clock.today(session))
    return wanted.order_by(Shift.on).limit(7)


def _employee(session: Session, document: Any) -> str:
    return name_of(session, session.get_one(Employee, document.employee_id))


def _person(session: Session, document: Any) -> list[Ref]:
    return [Ref("employee", document.employee_id, _employee(session, document))]


def _others_away(session: Session, absence: Absence) -> Iterator[Told]:
    """Who else of the department is away on these days."""
    if absence.state not in ("draft", "waiting"):
        return
    own = session.get_one(Employee, absence.employee_id)
    others = (
        with_person(select(Party.name), Absence.employee_id)
        .where(
            Absence.id != absence.id,
            Absence.state.in_(("waiting", "approved")),
            Absence.first <= absence.last,
            Absence.last >= absence.first,
            Employee.department == own.department,
        )
        .select_from(Absence)
        .distinct()
        .order_by(Party.name)
    )
    names = list(session.scalars(others))
    if names:
        yield Told(mark("Away on some of these days too: {names}."), "warn", {"names": ", ".join(names[:MOST_NAMED])})


def _over_budget(session: Session, claim: Expense) -> Iterator[Told]:
    if any(one.what == "over_budget" for one in events.history(session, "expense", claim.id)):
        yield Told(mark("It exceeds the budget of its account; see the history."), "warn")


def _still_owed(session: Session, run: Payroll) -> int | None:
    return owed(session, [run.id]).get(run.id) or None


def _below_nought(_: Session, run: Payroll) -> Iterator[Told]:
    if run.state == "draft" and any(one.net < 0 for one in run.slips):
        yield Told(
            mark("Somebody is left with less than nothing. Correct the staff file and compute the run again."), "bad"
        )


EMPLOYEE = DocumentPage(
    kind="employee",
    module=HR,
    back="employees",
    name=name_of,
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Contact"), "party_id", to="party"),
        Field(mark("Job"), "position"),
        Field(mark("Department"), "department"),
        Field(mark("Hired"), "hired", "date"),
        Field(mark("Last day"), "left", "date"),
        Field(mark("Wage a month"), lambda _, one: one.wage or None, "money"),
        Field(mark("Pay for an hour"), lambda _, one: one.hourly or None, "money"),
        Field(mark("Allowance a month"), lambda _, one: one.allowance or None, "money"),
        Field(mark("Cost of an hour"), lambda _, one: one.rate or None, "money"),
        Field(mark("Hours a week"), lambda _, one: hours(one.week_minutes), "number"),
        Field(mark("Leave left, days"), _leave_left, "number"),
        Field(mark("Cost centres"), centres),
    ),
    lines=(
        Lines(
            mark("Projects"),
            lambda _, one: (
                select(Allocation.id)
                .join(Project, Project.id == Allocation.project_id)
                .where(Allocation.employee_id == one.id)
                .order_by(Allocation.first)
            ),
            (
                Column("project", mark("Project"), Project.name, to="project", key=Project.id),
                Column("first", mark("From"), Allocation.first, "date"),
                Column("last", mark("Until"), Allocation.last, "date"),
                Column("share", mark("Share of the time"), Allocation.share / 10000.0, "percent"),
            ),
        ),
        Lines(
            mark("Absences"),
            lambda _, one: select(Absence.id).where(Absence.employee_id == one.id).order_by(Absence.first.desc()),
            (
                Column("number", mark("Number"), Absence.number, to="absence", key=Absence.id),
                Column("reason", mark("Reason"), Absence.reason, "choice"),
                Column("first", mark("From"), Absence.first, "date"),
                Column("last", mark("Until"), Absence.last, "date"),
                Column("state", mark("Status"), Absence.state, "state"),
            ),
            kind="absence",
        ),
        Lines(
            mark("Pay"),
            lambda _, one: (
                select(Payslip.id)
                .join(Payroll, Payroll.id == Payslip.payroll_id)
                .where(Payslip.employee_id == one.id, Payroll.state.in_(("approved", "posted")))
                .order_by(Payroll.first.desc())
            ),
            (
                Column("month", mark("Month until"), Payroll.last, "date", to="payslip", key=Payslip.id),
                Column("gross", mark("Gross pay"), Payslip.gross, "money"),
                Column("deductions", mark("Deductions"), Payslip.deductions, "money"),
                Column("net", mark("Net pay"), Payslip.net, "money"),
            ),
        ),
        Lines(
            mark("Talks and trainings"),
            lambda _, one: select(Review.id).where(Review.employee_id == one.id).order_by(Review.on.desc()),
            (
                Column("on", mark("Date"), Review.on, "date"),
                Column("kind_of", mark("Kind"), Review.kind, "choice"),
                Column("mark", mark("Mark"), Review.mark, "number"),
                Column("agreed", mark("Agreed"), Review.agreed),
            ),
        ),
        Lines(
            mark("Shifts to come"),
            _shifts_to_come,
            (
                Column("on", mark("Date"), Shift.on, "date"),
                Column("hours", mark("Hours"), SHIFT_HOURS, "number"),
            ),
        ),
    ),
    next=(
        Next("employee.change", {"employee": "id"}, ("applicant", "employed")),
        Next("absence.create", {"employee": "id"}, ("employed",)),
        Next("expense.create", {"employee": "id"}, ("employed",)),
        Next("shift.plan", {"employee": "id"}, ("employed",)),
        Next("allocation.create", {"employee": "id"}, ("employed",)),
        Next("review.create", {"employee": "id"}, ("employed",)),
    ),
)

ABSENCE = DocumentPage(
    kind="absence",
    module=HR,
    back="absences",
    fields=(
        Field(mark("Employee"), _employee),
        Field(mark("Reason"), "reason", "choice"),
        Field(mark("From"), "first", "date"),
        Field(mark("Until"), "last", "date"),
    ),
    related=_person,
    told=_others_away,
)

PAYROLL = DocumentPage(
    kind="payroll",
    module=PAY,
    back="payrolls",
    fields=(
        Field(mark("From"), "first", "date"),
        Field(mark("Until"), "last", "date"),
        Field(mark("Still to be paid"), _still_owed, "money"),
    ),
    lines=(
        Lines(
            mark("Slips"),
            lambda _, run: (
                with_person(select(Payslip.id), Payslip.employee_id)
                .where(Payslip.payroll_id == run.id)
                .order_by(Party.name)
            ),
            (
                Column("employee", mark("Employee"), Party.name, to="payslip", key=Payslip.id),
                Column("days", mark("Days"), Payslip.days, "number"),
                Column("hours", mark("Hours"), func.nullif(Payslip.minutes, 0) / 60.0, "number"),
                Column("gross", mark("Gross"), Payslip.gross, "money"),
                Column("deductions", mark("Deducted"), Payslip.deductions, "money"),
                Column("net", mark("Net"), Payslip.net, "money"),
                Column("employer", mark("On top"), Payslip.employer, "money"),
            ),
            empty=mark("Nobody is employed in this month, so there is nothing to pay. Hire somebody first."),
        ),
    ),
    totals=(
        Field(mark("Gross pay"), lambda _, run: sum(one.gross for one in run.slips), "money"),
        Field(mark("Deductions"), lambda _, run: sum(one.deductions for one in run.slips), "money"),
        Field(mark("On top, by the company"), lambda _, run: sum(one.employer for one in run.slips) or None, "money"),
        Field(mark("Net pay"), lambda _, run: sum(one.net for one in run.slips), "money"),
    ),
    state=payroll_state,
    told=_below_nought,
)

PAYSLIP = DocumentPage(
    kind="payslip",
    module=PAY,
    name=_employee,
    fields=(
        Field(mark("From"), lambda session, one: session.get_one(Payroll, one.payroll_id).first, "date"),
        Field(mark("Until"), lambda session, one: session.get_one(Payroll, one.payroll_id).last, "date"),
        Field(mark("Days with pay"), "days", "number"),
        Field(mark("Hours attended"), lambda _, one: hours(one.minutes) or None, "number"),
    ),
    parts=(("sandbox/payslip.html", slip),),
    related=lambda session, one: [Ref("payroll", one.payroll_id), *_person(session, one)],
)

CLAIM = DocumentPage(
    kind="expense",
    module=CLAIMS,
    back="expenses",
    fields=(
        Field(mark("Employee"), _employee),
        Field(mark("Date"), "on", "date"),
        Field(mark("Text"), "text"),
        Field(mark("Account"), "account_id", to="account"),
        Field(mark("Cost centre"), "cost_centre_id", to="cost_centre"),
        Field(mark("Project"), "project_id", to="project"),
    ),
    totals=(Field(mark("Amount"), "amount", "money"),),
    state=claim_state,
    told=_over_budget,
    related=_person,
)

DOCUMENTS = (EMPLOYEE, ABSENCE, PAYROLL, PAYSLIP, CLAIM)
