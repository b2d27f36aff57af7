"""Checks of reports against each other: they are sums of the same lines, so they must agree."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import today
from advisor.sandbox.core.findings import Check, Finding
from advisor.sandbox.core.tables import Company
from advisor.sandbox.insight import margins, spans, statements, sums, valuation
from advisor.sandbox.insight.aging import aging
from advisor.sandbox.insight.consolidation import consolidate
from advisor.sandbox.insight.dues import Side


def sheets(session: Session) -> Iterator[Finding]:
    """The balance sheet of each company, today and at the end of the last year."""
    days = [today(session), spans.year_start(session, today(session)) - spans.DAY]
    for company in session.scalars(select(Company).order_by(Company.id)):
        found = statements.balance_sheet(session, days, company=company.id)
        assets, funds = found.total("assets").amounts, found.total("liabilities_and_equity").amounts
        for day, owned, owed in zip(days, assets, funds, strict=True):
            if owned != owed:
                values: dict[str, str | int] = {
                    "company": company.name,
                    "day": day.isoformat(),
                    "have": owned,
                    "expected": owed,
                }
                yield Finding("balance_sheet", "{company} on {day}: assets {have}, liabilities and equity {expected}.",
                              values)  # fmt: skip


def ages(session: Session) -> Iterator[Finding]:
    """Open items by age are what stands on the accounts."""
    sides: tuple[Side, Side] = ("receivable", "payable")
    for side in sides:
        have = aging(session, side, today(session)).total
        expected = sums.of_uses(session, (side,), today(session)) * (1 if side == "receivable" else -1)
        if have != expected:
            values = {"side": side, "have": have, "expected": expected}
            yield Finding("aging", "Open items of {side} are {have}, the account stands at {expected}.", values)


def earnings(session: Session) -> Iterator[Finding]:
    """Margins by product and by customer are the gross profit."""
    year = spans.year_to(session, today(session))
    expected = margins.total(session, year).margin
    subjects: tuple[margins.Subject, margins.Subject] = ("product", "party")
    for subject in subjects:
        have = sum(one.margin for one in margins.margins(session, subject, year))
        if have != expected:
            values = {"subject": subject, "have": have, "expected": expected}
            yield Finding("margins", "Margins by {subject} are {have}, the gross profit is {expected}.", values)


def stock(session: Session) -> Iterator[Finding]:
    """Stock added up from moves is what the ledger says, today and a month ago."""
    for day in (today(session), spans.later(today(session), -1)):
        found = valuation.valuation(session, day)
        if found.total != found.in_ledger:
            values: dict[str, str | int] = {"day": day.isoformat(), "have": found.total, "expected": found.in_ledger}
            yield Finding("valuation", "Stock on {day} is worth {have}, the ledger says {expected}.", values)


def group(session: Session) -> Iterator[Finding]:
    """The consolidated books balance, and what is taken out does."""
    found = consolidate(session, today(session))
    for one in found.eliminations:
        if sum(one.lines.values()):
            yield Finding("consolidation", "What is taken out for {company} does not balance.",
                          {"company": one.first.name})  # fmt: skip
    rest = sum(row.group for row in found.rows)
    if rest:
        yield Finding("consolidation", "The books of the group are out of balance by {rest}.", {"rest": rest})


CHECKS = (
    Check("balance_sheet", "Assets equal liabilities and equity, in every company.", sheets),
    Check("aging", "Open items by age add up to what stands on the accounts.", ages),
    Check("margins", "Margins by product and by customer add up to the gross profit.", earnings),
    Check("valuation", "Stock added up from its moves is what the ledger says.", stock),
    Check("consolidation", "The books of the group balance, and what is taken out does.", group),
)
