"""What is earned: revenue less cost of sales by product, customer, project or month, from the lines of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.insight import spans, sums
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.insight.statements import cost_of_sales, leaves
from advisor.sandbox.ledger.balances import CLOSING
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.people.tables import Project, Task, Timesheet
from advisor.sandbox.trade.tables import Invoice, Shipment

Subject = Literal["product", "party", "project"]


@dataclass(frozen=True)
class Margin:
    """Amounts in the smallest unit; `id` is None for what names no product, customer or project."""

    id: int | None
    name: str
    revenue: int
    cost: int

    @property
    def margin(self) -> int:
        return self.revenue - self.cost

    @property
    def share(self) -> float | None:
        """Of revenue; None without any."""
        return self.margin / self.revenue if self.revenue > 0 else None


def margins(session: Session, by: Subject, span: Span, *, company: int = 1) -> list[Margin]:
    """The one that earns most first; all together they are income less cost of sales of the span. Of projects other
    expenses that name them are costs too, and so is the time of people."""
    income, goods = accounts(session)
    costs = goods if by != "project" else goods | {one.id for one in leaves(session, "expense")}
    found = _sums(session, by, span, (income | costs, company))
    time = _time(session, span) if by == "project" else {}
    if by == "project":
        found = {key: found.get(key, {}) for key in {*found, *time} if key is not None}
    names = _names(session, by, [key for key in found if key is not None])
    made = [
        Margin(
            key,
            names.get(key, "") if key is not None else "",
            -_of(rows, income),
            _of(rows, costs) + time.get(key or 0, 0),
        )
        for key, rows in found.items()
    ]
    return sorted((one for one in made if one.revenue or one.cost), key=lambda one: (-one.margin, one.name))


def by_month(session: Session, span: Span, *, company: int = 1) -> list[tuple[datetime.date, Margin]]:
    """Each month of a span by its first day."""
    income, costs = accounts(session)
    found = sums.by_month(session, span, company=company)
    rows = []
    first = span.first.replace(day=1)
    while first <= span.last:
        month = {account: amount for (account, day), amount in found.items() if day == first}
        rows.append((first, Margin(None, "", -_of(month, income), _of(month, costs))))
        first = spans.later(first, 1)
    return rows


def total(session: Session, span: Span, *, company: int = 1) -> Margin:
    """Income and cost of sales of a span."""
    income, costs = accounts(session)
    found = sums.by_account(session, span, company=company)
    return Margin(None, "", -_of(found, income), _of(found, costs))


def accounts(session: Session) -> tuple[set[int], set[int]]:
    """The ids of the accounts of income, and of those of cost of sales."""
    return {one.id for one in leaves(session, "income")}, cost_of_sales(session)


def _of(rows: Mapping[int, int], ids: Collection[int]) -> int:
    return sum(amount for account, amount in rows.items() if account in ids)


def _sums(
    session: Session, by: Subject, span: Span, within: tuple[Collection[int], int]
) -> dict[int | None, dict[int, int]]:
    """Sums by subject, then by account."""
    key = _key(by)
    wanted = (
        select(key, Line.account_id, func.sum(Line.amount))
        .select_from(Line)
        .join(Entry, Line.entry_id == Entry.id)
        .outerjoin(Invoice, and_(Entry.source_kind == Invoice.kind, Entry.source == Invoice.id))
        .outerjoin(Shipment, and_(Entry.source_kind == Shipment.kind, Entry.source == Shipment.id))
        .where(Entry.state == "posted", Entry.company_id == within[1], Entry.journal != CLOSING)
        .where(Entry.on.between(span.first, span.last), Line.account_id.in_(within[0]))
        .group_by(key, Line.account_id)
    )
    found: dict[int | None, dict[int, int]] = {}
    for subject, account, amount in session.execute(wanted):
        found.setdefault(subject, {})[account] = int(amount)
    return found


def _key(by: Subject) -> ColumnElement[Any]:
    """The column that says for whom; the party of a line is that of its document where it names none itself."""
    if by == "party":
        return func.coalesce(Line.party_id, Invoice.party_id, Shipment.party_id)
    return {"product": Line.product_id, "project": Line.project_id}[by].expression


def _time(session: Session, span: Span) -> dict[int, int]:
    """What the time of people on each project cost in a span."""
    wanted = (
        select(Task.project_id, func.sum(Timesheet.cost))
        .join(Task, Task.id == Timesheet.task_id)
        .where(Timesheet.on.between(span.first, span.last))
        .group_by(Task.project_id)
    )
    return {project: int(cost) for project, cost in session.execute(wanted)}


def _names(session: Session, by: Subject, ids: Collection[int]) -> dict[int, str]:
    table: Any = {"product": Product, "party": Party, "project": Project}[by]
    return {row.id: row.name for row in session.execute(select(table.id, table.name).where(table.id.in_(ids)))}
