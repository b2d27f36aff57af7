"""What customers owe and what is owed to suppliers: lines of the ledger that are still open on a day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, func, select, union_all
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.tables import Entry, Line, Match
from advisor.sandbox.trade.tables import Invoice

Side = Literal["receivable", "payable"]


@dataclass(frozen=True)
class Due:
    """A line with something open: `amount` in the company's currency, above nought what is owed in the usual direction,
    below what was paid ahead or credited. `kind` and `document` are those of the document that made it."""

    line: int
    entry: int
    party: int
    name: str
    on: datetime.date
    due: datetime.date
    amount: int
    kind: str
    document: int | None
    number: str
    order: int | None

    def late(self, today: datetime.date) -> int:
        """Days since it was due; nought or less when it is not."""
        return (today - self.due).days


def dues(session: Session, side: Side, on: datetime.date, *, company: int = 1) -> list[Due]:
    """What is open at the end of a day, by due date; what is matched later counts as open still."""
    parts = union_all(
        select(Match.debit_id.label("line"), (-Match.amount).label("part")).where(Match.on <= on),
        select(Match.credit_id.label("line"), Match.amount.label("part")).where(Match.on <= on),
    ).subquery()
    matched = select(parts.c.line, func.sum(parts.c.part).label("part")).group_by(parts.c.line).subquery()
    rest = Line.amount + func.coalesce(matched.c.part, 0)
    due = func.coalesce(Line.due, Entry.on)
    wanted = (
        select(
            Line.id, Entry.id, Party.id, Party.name, Entry.on, due, rest, Entry.source_kind, Entry.source,
            func.coalesce(Invoice.number, Entry.number), Invoice.order_id,
        )
        .join(Entry, Line.entry_id == Entry.id)
        .join(Party, Line.party_id == Party.id)
        .outerjoin(matched, matched.c.line == Line.id)
        .outerjoin(Invoice, and_(Entry.source_kind == Invoice.kind, Entry.source == Invoice.id))
        .where(Line.account_id == chart(session).use(side).id, Entry.state == "posted", Entry.on <= on)
        .where(Entry.company_id == company, rest != 0)
        .order_by(due, Line.id)
    )  # fmt: skip
    sign = 1 if side == "receivable" else -1
    return [_due(sign, *row) for row in session.execute(wanted)]


def _due(sign: int, *row: object) -> Due:
    line, entry, party, name, on, due, rest, kind, document, number, order = row
    day = due if isinstance(due, datetime.date) else datetime.date.fromisoformat(str(due))
    return Due(line, entry, party, name, on, day, sign * int(str(rest)), kind, document, number, order)  # type: ignore[arg-type]


def overdue(found: list[Due], today: datetime.date) -> list[Due]:
    """Those that should have been paid before today."""
    return [one for one in found if one.amount > 0 and one.due < today]
