"""Billing of projects: milestones that were reached, or time that was not billed yet. Nothing is billed twice, and
what was on an invoice that is cancelled or reversed can be billed again."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.projects import GONE
from advisor.sandbox.people.tables import Employee, Milestone, Project, Task, Timesheet
from advisor.sandbox.trade import invoices
from advisor.sandbox.trade.invoices import BillingLine
from advisor.sandbox.trade.tables import Invoice, InvoiceLine


@effect("project.bill")
def bill(session: Session, project: Project, by: Actor, *, until: datetime.date | None = None) -> None:
    """Draft an invoice for what was reached or spent until a day, today if none is given; in the currency of the
    books, in which rates and milestones are kept. Raises Refusal when there is nothing to bill."""
    day = until or clock.today(session)
    if project.billing == "milestone":
        _bill_milestones(session, project, by, day)
    else:
        _bill_time(session, project, by, day)


def reached(session: Session, project: Project, until: datetime.date) -> list[Milestone]:
    """Milestones that were reached until a day and are on no invoice: their task is done, or their day has come."""
    wanted = (
        select(Milestone)
        .outerjoin(Task, Task.id == Milestone.task_id)
        .where(
            Milestone.project_id == project.id,
            _open(Milestone.invoice_line_id),
            or_(Task.state == "done", Milestone.task_id.is_(None) & (Milestone.on <= until)),
        )
        .order_by(Milestone.on, Milestone.id)
    )
    return list(session.scalars(wanted))


def _open(line: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Whether what names the line of an invoice can be billed."""
    live = (
        select(InvoiceLine.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.id == line, Invoice.state.not_in(GONE))
        .exists()
    )
    return or_(line.is_(None), ~live)


def _bill_milestones(session: Session, project: Project, by: Actor, day: datetime.date) -> None:
    found = reached(session, project, day)
    if not found:
        raise Refusal("No milestone was reached that is not billed. Finish its task first.", field="until")
    lines = [_line(session, project, one.name, Decimal(1), one.amount) for one in found]
    invoice = _invoice(session, project, by, lines)
    for one, line in zip(found, invoice.lines, strict=True):
        one.invoice_line_id = line.id


def open_time(session: Session, project: Project, until: datetime.date) -> list[tuple[Timesheet, Task, str]]:
    """Billable time until a day that is on no invoice, with its task and the name of who spent it."""
    wanted = (
        select(Timesheet, Task, Party.name)
        .join(Task, Task.id == Timesheet.task_id)
        .join(Employee, Employee.id == Timesheet.employee_id)
        .join(Party, Party.id == Employee.party_id)
        .where(
            Task.project_id == project.id,
            Timesheet.billable,
            Timesheet.on <= until,
            _open(Timesheet.invoice_line_id),
        )
        .order_by(Task.id, Party.name, Timesheet.employee_id, Timesheet.on, Timesheet.id)
    )
    return [(one, task, name) for one, task, name in session.execute(wanted)]


def _bill_time(session: Session, project: Project, by: Actor, day: datetime.date) -> None:
    """One line for each task and person."""
    if project.rate <= 0:
        raise Refusal("The project has no price for an hour. Enter one.", field="rate")
    groups: dict[tuple[int, int], list[Timesheet]] = defaultdict(list)
    texts: dict[tuple[int, int], str] = {}
    for one, task, name in open_time(session, project, day):
        groups[task.id, one.employee_id].append(one)
        texts[task.id, one.employee_id] = f"{task.name}, {name}"
    if not groups:
        raise Refusal("There is no billable time that is not billed yet. Enter time first.", field="until")
    lines = [_time_line(session, project, texts[key], sum(one.minutes for one in rows)) for key, rows in groups.items()]
    invoice = _invoice(session, project, by, lines)
    for rows, line in zip(groups.values(), invoice.lines, strict=True):
        for one in rows:
            one.invoice_line_id = line.id


def _time_line(session: Session, project: Project, text: str, minutes: int) -> BillingLine:
    """Hours at the price of an hour, or one piece at the whole price where the service cannot be split so finely."""
    service = None if project.product_id is None else session.get_one(Product, project.product_id)
    spent = hours(minutes)
    places = 2 if service is None else service.places
    if spent == round(spent, places):
        return _line(session, project, text, spent, project.rate)
    return _line(session, project, f"{text} ({spent:f} h)", Decimal(1), worth(project, minutes))


def worth(project: Project, minutes: int) -> int:
    """The price of time in the smallest unit."""
    return rounded(project.rate * minutes, 60)


def _line(session: Session, project: Project, text: str, quantity: Decimal, price: int) -> BillingLine:
    places = get_currency_precision(clock.trial(session).currency)
    return BillingLine(
        product=project.product_id,
        text=text[:200],
        quantity=quantity,
        price=Decimal(price).scaleb(-places),
        project=project.id,
    )


def _invoice(session: Session, project: Project, by: Actor, lines: list[BillingLine]) -> Invoice:
    currency = clock.trial(session).currency
    made = invoices.draft(
        session,
        by,
        party=project.party_id,
        lines=lines,
        project=project.id,
        currency=currency,
        reference=project.number or "",
    )
    session.flush()
    return made


def unbilled(session: Session, projects: Sequence[Project]) -> dict[int, int]:
    """What could be billed of each project by now, in the smallest unit."""
    by_id = {one.id: one for one in projects}
    time = (
        select(Task.project_id, func.sum(Timesheet.minutes))
        .join(Task, Task.id == Timesheet.task_id)
        .where(Task.project_id.in_(by_id), Timesheet.billable, _open(Timesheet.invoice_line_id))
        .group_by(Task.project_id)
    )
    milestones = (
        select(Milestone.project_id, func.sum(Milestone.amount))
        .outerjoin(Task, Task.id == Milestone.task_id)
        .where(
            Milestone.project_id.in_(by_id),
            _open(Milestone.invoice_line_id),
            or_(Task.state == "done", Milestone.task_id.is_(None) & (Milestone.on <= clock.today(session))),
        )
        .group_by(Milestone.project_id)
    )
    found = {key: int(total) for key, total in session.execute(milestones) if by_id[key].billing == "milestone"}
    for key, minutes in session.execute(time):
        if by_id[key].billing == "time":
            found[key] = worth(by_id[key], int(minutes))
    return found
