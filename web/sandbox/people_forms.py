"""Forms of people: what they ask, what they begin with, and the words for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.tables import Employee, Expense, Payroll
from web.sandbox.declared import Asked, FormSpec
from web.sandbox.people_parts import COST, EVERYBODY, STAFF, claim_state, payroll_state


def amount(session: Session, value: int) -> Decimal:
    """An amount as one would type it."""
    return Decimal(value).scaleb(-get_currency_precision(clock.trial(session).currency))


def _file(session: Session, employee: Employee | None) -> dict[str, Any]:
    """What stands in a staff file now."""
    if employee is None:
        return {}
    names = ("wage", "hourly", "allowance", "rate", "deduction")
    pay = {name: amount(session, getattr(employee, name)) for name in names}
    shares = [{"centre": int(key), "percent": Decimal(value) / 100} for key, value in employee.centres.items()]
    return pay | {
        "job": employee.position,
        "department": employee.department,
        "deduction_percent": Decimal(employee.deduction_share) / 100,
        "week_hours": hours(employee.week_minutes),
        "leave_days": employee.leave_days,
        "centres": shares,
    }


def _rates(session: Session, _: object) -> dict[str, Any]:
    rows = clock.trial(session).settings.get("payroll", {}).get("rates", [])
    numbers = ("percent", "above", "up_to")
    return {"rates": [row | {name: Decimal(row[name]) for name in numbers if row.get(name)} for row in rows]}


def _unpaid_run(session: Session, run: Payroll) -> bool:
    return payroll_state(session, run) != "paid"


def _unpaid_claim(session: Session, claim: Expense) -> bool:
    return claim_state(session, claim) != "paid"


PAY = (
    Asked("wage", help=mark("Leave it empty for somebody who is paid by the hour.")),
    Asked("hourly", help=mark("Hours attended are paid by it, instead of a wage.")),
    Asked("allowance"),
    Asked("deduction"),
    Asked("deduction_percent"),
    Asked("rate", title=mark("Cost of an hour"), help=mark("What an hour of this person costs a project.")),
    Asked("week_hours"),
    Asked("leave_days"),
    Asked(
        "centres",
        help=mark("Which cost centres bear the pay, 100 % together."),
        entries=(Asked("centre", title=mark("Cost centre"), reference="cost_centre"), Asked("percent")),
    ),
)
FORMS = (
    FormSpec(
        "employee.create",
        title=mark("New applicant"),
        entries=(Asked("name"), Asked("job"), Asked("department"), Asked("email"), Asked("phone"), *PAY),
        rows=2,
    ),
    FormSpec(
        "employee.change",
        title=mark("Change the file"),
        entries=(Asked("employee", reference="anybody"), Asked("job"), Asked("department"), *PAY),
        start=_file,
        rows=2,
    ),
    FormSpec("employee.hire", entries=(Asked("on", title=mark("First day"), help=mark("Today if it is left empty.")),)),
    FormSpec(
        "employee.leave",
        entries=(Asked("on", title=mark("Last day"), help=mark("Today if it is left empty.")),),
        ask=mark("Does this person leave the company?"),
    ),
    FormSpec(
        "review.create",
        title=mark("Enter a talk or training"),
        entries=(
            Asked("employee"),
            Asked("kind"),
            Asked("mark", title=mark("Mark, 5 is best")),
            Asked("agreed", widget="long"),
            Asked("on"),
        ),
    ),
    FormSpec(
        "absence.create",
        title=mark("Ask for days away"),
        entries=(Asked("employee"), Asked("reason"), Asked("first"), Asked("last")),
        button=mark("Save the draft"),
    ),
    FormSpec(
        "stamp.create",
        title=mark("Stamp"),
        entries=(
            Asked("employee"),
            Asked("time", help=mark("Such as 08:30.")),
            Asked("kind", help=mark("Left empty it is the opposite of the last stamp.")),
            Asked("on", help=mark("Today if it is left empty.")),
        ),
    ),
    FormSpec(
        "stamp.remove",
        title=mark("Remove a stamp"),
        entries=(Asked("stamp", widget="number", title=mark("Number of the stamp")), Asked("reason")),
    ),
    FormSpec(
        "shift.plan",
        title=mark("Plan shifts"),
        about=mark("The same shift for all working days between two days, in place of what was planned."),
        entries=(
            Asked("employee"),
            Asked("first"),
            Asked("last", help=mark("One day only if it is left empty.")),
            Asked("begins", help=mark("Such as 08:30.")),
            Asked("ends", help=mark("A shift that ends before it begins goes over midnight.")),
            Asked("every_day"),
        ),
    ),
    FormSpec(
        "payroll.create",
        title=mark("New payroll run"),
        entries=(Asked("month", title=mark("A day of the month")),),
        start=lambda session, _: {"month": clock.today(session)},
    ),
    FormSpec(
        "payroll.set_rates",
        title=mark("Table of rates"),
        about=mark("Each rate applies to the part of a month's pay between two amounts. The next runs use it."),
        entries=(
            Asked(
                "rates",
                entries=(Asked("name"), Asked("side"), Asked("percent"), Asked("above"), Asked("up_to")),
            ),
        ),
        start=_rates,
        rows=4,
    ),
    FormSpec("payroll.pay", entries=(Asked("method"), Asked("on")), when=_unpaid_run),
    FormSpec("payroll.reverse", ask=mark("Take this run back? The month can then be run again."), when=_unpaid_run),
    FormSpec("expense.pay", entries=(Asked("method"), Asked("on")), when=_unpaid_claim),
    FormSpec("expense.reverse", ask=mark("Take this claim back?"), when=_unpaid_claim),
    FormSpec(
        "expense.create",
        title=mark("New expense claim"),
        entries=(
            Asked("employee"),
            Asked("on", title=mark("Spent on")),
            Asked("text", title=mark("What for")),
            Asked("amount"),
            Asked("account", reference="cost"),
            Asked("cost_centre"),
            Asked("project", reference="open_project"),
        ),
    ),
    FormSpec(
        "expense.pay_all",
        title=mark("Pay out all claims of somebody"),
        entries=(Asked("employee", reference="anybody"), Asked("method"), Asked("on")),
    ),
)
REFERENCES = (STAFF, EVERYBODY, COST)
CHOICES = {
    "leave": mark("Leave"),
    "illness": mark("Illness"),
    "training": mark("Training"),
    "unpaid": mark("Without pay"),
    "talk": mark("Talk"),
    "come": mark("Comes"),
    "go": mark("Goes"),
    "employee": mark("From the pay"),
    "employer": mark("On top, by the company"),
    "4": "4",
    "5": "5",
}
LABELS = {
    "above": mark("Above"),
    "agreed": mark("Agreed"),
    "allowance": mark("Allowance a month"),
    "begins": mark("Begins"),
    "centres": mark("Cost centres"),
    "deduction": mark("Deduction a month"),
    "deduction_percent": mark("Deduction, per cent of the pay"),
    "department": mark("Department"),
    "ends": mark("Ends"),
    "every_day": mark("On days of rest too"),
    "first": mark("From"),
    "hourly": mark("Pay for an hour"),
    "job": mark("Job"),
    "last": mark("Until"),
    "leave_days": mark("Days of leave a year"),
    "mark": mark("Mark"),
    "month": mark("Month"),
    "percent": mark("Per cent"),
    "rates": mark("Rates"),
    "side": mark("Who bears it"),
    "stamp": mark("Stamp"),
    "time": mark("Time"),
    "up_to": mark("Up to"),
    "wage": mark("Wage a month"),
    "week_hours": mark("Hours a week"),
}
EVENTS = {
    "talk": mark("Talk"),
    "training": mark("Training"),
    "plan_shifts": mark("Shifts planned"),
    "remove_stamp": mark("A stamp removed"),
    "remove_time": mark("Time removed"),
    "week": mark("A week entered"),
    "payroll_rates": mark("Table of rates changed"),
    "ask": mark("Approval asked for"),
    "decide": mark("Decided"),
    "expense.over_budget": mark("Claimed beyond the budget"),
}
