"""Checks of people, projects and assets that work everything out anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Check, Finding
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.people.assets import book_value, loaded
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.tables import Expense, Payroll, Payslip, Task, Timesheet
from advisor.sandbox.trade.tables import InvoiceLine


def _payrolls(session: Session) -> Iterator[Finding]:
    slips = (
        select(Payslip.payroll_id, func.sum(Payslip.gross + Payslip.employer), func.sum(Payslip.net))
        .group_by(Payslip.payroll_id)
        .subquery()
    )
    totals: dict[int, dict[int, int]] = defaultdict(dict)
    booked = (
        select(Line.entry_id, Line.account_id, func.sum(Line.amount))
        .join(Payroll, Payroll.entry_id == Line.entry_id)
        .group_by(Line.entry_id, Line.account_id)
    )
    for entry, where, amount in session.execute(booked):
        totals[entry][where] = int(amount)
    runs = select(Payroll, slips).join(slips, slips.c.payroll_id == Payroll.id).where(Payroll.entry_id.is_not(None))
    wages, payable = account(session, "wages").id, account(session, "wages_payable").id
    for run, _, cost, net in session.execute(runs):
        found = totals[run.entry_id]
        if (found.get(wages, 0), -found.get(payable, 0)) != (int(cost), int(net)):
            yield Finding("payroll", "The entry of {number} is not the sum of its slips.", {"number": run.number or ""})


def _assets(session: Session) -> Iterator[Finding]:
    for asset in loaded(session, ("draft", "running")):
        planned = sum(line.amount for line in asset.lines if line.entry_id is None)
        if book_value(asset) - planned != asset.residual:
            values = {"number": asset.number or ""}
            yield Finding("assets", "Depreciation of {number} does not end at its residual value.", values)


def _accumulated(session: Session) -> Iterator[Finding]:
    """What is booked for each asset on the accounts is what its lines say."""
    query = (
        select(Entry.source, Line.account_id, func.sum(Line.amount))
        .join(Line, Line.entry_id == Entry.id)
        .where(Entry.source_kind == "asset", Entry.state == "posted")
        .group_by(Entry.source, Line.account_id)
    )
    booked = {(source, where): int(amount) for source, where, amount in session.execute(query)}
    accumulated = account(session, "accumulated").id
    for asset in loaded(session, ("running", "closed")):
        lost = 0 if asset.state == "closed" else sum(o.amount for o in asset.lines if o.entry_id is not None)
        if -booked.get((asset.id, accumulated), 0) != lost:
            values = {"number": asset.number or ""}
            yield Finding("accumulated", "The ledger has another depreciation of {number} than its lines.", values)


def _time(session: Session) -> Iterator[Finding]:
    """What was billed is billable, and stands on invoices of its own project."""
    query = (
        select(Timesheet.id)
        .join(Task, Task.id == Timesheet.task_id)
        .join(InvoiceLine, InvoiceLine.id == Timesheet.invoice_line_id)
        .where(or_(~Timesheet.billable, InvoiceLine.project_id.is_distinct_from(Task.project_id)))
        .order_by(Timesheet.id)
    )
    for key in session.scalars(query):
        yield Finding("time", "Time {key} is on an invoice on which it cannot be.", {"key": key})


def _hours(session: Session) -> Iterator[Finding]:
    """The hours of an invoice are those of the time on it, to the hundredth."""
    query = (
        select(InvoiceLine.id, InvoiceLine.quantity, func.sum(Timesheet.minutes))
        .join(Timesheet, Timesheet.invoice_line_id == InvoiceLine.id)
        .where(InvoiceLine.product_id.is_(None))
        .group_by(InvoiceLine.id, InvoiceLine.quantity)
    )
    for key, quantity, minutes in session.execute(query):
        if quantity != int(hours(int(minutes)) * 100):
            yield Finding("hours", "Line {key} of an invoice has other hours than the time on it.", {"key": key})


def _claims(session: Session) -> Iterator[Finding]:
    query = (
        select(Expense.number)
        .join(Line, Line.entry_id == Expense.entry_id)
        .where(Expense.entry_id.is_not(None), Line.account_id == account(session, "staff_claims").id)
        .group_by(Expense.id, Expense.number, Expense.amount)
        .having(func.sum(Line.amount) != -Expense.amount)
    )
    for number in session.scalars(query):
        yield Finding("claims", "The entry of {number} is not what was claimed.", {"number": number or ""})


CHECKS = (
    Check("payroll", "The entry of every payroll is the sum of its slips.", _payrolls),
    Check("assets", "Depreciation of every asset ends at its residual value.", _assets),
    Check("accumulated", "The ledger has the depreciation that the lines of each asset say.", _accumulated),
    Check("time", "Time that was billed is billable, on an invoice of its project.", _time),
    Check("hours", "The hours on an invoice are those of the time that it bills.", _hours),
    Check("claims", "The entry of every claim is what was claimed.", _claims),
)
