"""What an auditor asks for: whether everything adds up, who did what, and what taxes were charged and paid."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Check, Finding
from advisor.sandbox.core.tables import Event
from advisor.sandbox.insight import verify as insight_verify
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.ledger import verify as ledger_verify
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line, Tax
from advisor.sandbox.people import verify as people_verify
from advisor.sandbox.plan import verify as plan_verify
from advisor.sandbox.stock import verify as stock_verify
from advisor.sandbox.trade import verify as trade_verify

# By area, in the order in which a report shows them.
AREAS: tuple[tuple[str, Sequence[Check]], ...] = (
    ("ledger", ledger_verify.CHECKS),
    ("stock", stock_verify.CHECKS),
    ("trade", trade_verify.CHECKS),
    ("production", plan_verify.CHECKS),
    ("people", people_verify.CHECKS),
    ("reports", insight_verify.CHECKS),
)


@dataclass(frozen=True)
class Checked:
    """A check that was run, and what it found."""

    area: str
    check: Check
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        return not self.findings


def report(session: Session) -> list[Checked]:
    """All checks, run now."""
    return [Checked(area, check, tuple(check.find(session))) for area, checks in AREAS for check in checks]


def findings(session: Session) -> list[Finding]:
    """What all checks find; nothing in sound books."""
    return [finding for one in report(session) for finding in one.findings]


def trail(
    *, span: Span | None = None, actor: str = "", kind: str = "", document: int | None = None
) -> Select[*tuple[Event]]:
    """The history of all documents, newest first, narrowed by day, person and document."""
    wanted = select(Event).order_by(Event.id.desc())
    if span is not None:
        wanted = wanted.where(Event.on.between(span.first, span.last))
    if actor:
        wanted = wanted.where(Event.actor == actor)
    if kind:
        wanted = wanted.where(Event.kind == kind)
    return wanted if document is None else wanted.where(Event.document == document)


def actors(session: Session) -> list[str]:
    """Everybody who did something."""
    return list(session.scalars(select(Event.actor).where(Event.actor != "").distinct().order_by(Event.actor)))


@dataclass(frozen=True)
class Taxed:
    """A tax over a span, in the smallest unit: what it was worked out on and what it came to, on sales and purchases.
    `rate` in ten-thousandths."""

    code: str
    name: str
    rate: int
    sales_base: int
    sales_tax: int
    purchase_base: int
    purchase_tax: int

    @property
    def due(self) -> int:
        return self.sales_tax - self.purchase_tax


def taxes(session: Session, span: Span, *, company: int = 1) -> list[Taxed]:
    """Each tax that was booked over a span, in the order of the codes. Bases are lines that name the tax."""
    sale, purchase = account(session, "tax_sale").id, account(session, "tax_purchase").id
    wanted = (
        select(Entry.journal, Line.account_id, Line.tax, func.sum(Line.amount))
        .join(Entry, Line.entry_id == Entry.id)
        .where(Entry.state == "posted", Entry.company_id == company, Line.tax != "")
        .where(Entry.on.between(span.first, span.last))
        .group_by(Entry.journal, Line.account_id, Line.tax)
    )
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for journal, booked, codes, amount in session.execute(wanted):
        if booked in (sale, purchase):
            sums[codes, "sales_tax" if booked == sale else "purchase_tax"] += int(amount)
            continue
        for code in codes.split():
            sums[code, "purchase_base" if journal == "PUR" else "sales_base"] += int(amount)
    used = {code for code, _ in sums}
    return [
        Taxed(
            tax.code, tax.name, tax.rate, -sums[tax.code, "sales_base"], -sums[tax.code, "sales_tax"],
            sums[tax.code, "purchase_base"], sums[tax.code, "purchase_tax"],
        )
        for tax in session.scalars(select(Tax).order_by(Tax.code))
        if tax.code in used
    ]  # fmt: skip


def span_of(session: Session) -> Span | None:
    """From the first to the last day on which something was done."""
    first, last = session.execute(select(func.min(Event.on), func.max(Event.on))).one()
    return Span(first, last) if isinstance(first, datetime.date) else None
