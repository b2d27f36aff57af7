"""The payment proposal: bills due until a day, ticked, and what paying them takes out of the bank."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.trade.paying import AHEAD, Due, due_bills
from advisor.sandbox.trade.tables import Payment
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit


@dataclass(frozen=True)
class DueRow:
    """A bill to be paid; `late` days after it was due, empty before."""

    bill: int
    number: Cell
    supplier: Cell
    reference: str
    due: str
    late: str
    amount: Cell


@dataclass(frozen=True)
class DraftRow:
    """A payment that is not out yet."""

    number: Cell
    supplier: Cell
    amount: Cell
    state: Cell


@dataclass(frozen=True)
class Proposal:
    """`total` of what is due, `bank` what is there, `left` what would be left; amounts of the books."""

    until: str
    address: str
    action: str
    key: str
    may: bool
    rows: tuple[DueRow, ...]
    total: str
    bank: str
    left: Cell
    drafts: tuple[DraftRow, ...]


def proposal(visit: Visit) -> Proposal:
    until = day(visit.query.get("until", "")) or visit.today + datetime.timedelta(days=AHEAD)
    found = due_bills(visit.session, until)
    write = writer(visit)
    total, bank = sum(one.ours for one in found), _bank(visit)
    return Proposal(
        shown_day(until, visit.language),
        f"{visit.base}/p/payment_proposal",
        f"{visit.base}/do/payment.propose",
        visit.key(),
        visit.actor.may(("accounting",)),
        tuple(_row(visit, one) for one in found),
        f"{visit.currency} {write.text('money', total)}",
        f"{visit.currency} {write.text('money', bank)}",
        Cell(f"{visit.currency} {write.text('money', bank - total)}", below=bank < total),
        tuple(_drafts(visit)),
    )


def _row(visit: Visit, one: Due) -> DueRow:
    write = writer(visit)
    late = (visit.today - one.since).days
    return DueRow(
        one.bill.id,
        Cell(one.bill.number or "", href(visit, "bill", one.bill.id)),
        Cell(one.supplier.name, href(visit, "party", one.supplier.id)),
        one.bill.reference,
        write.text("date", one.since),
        write.text("number", late) if late > 0 else "",
        write.cell("money", one.amount, one.bill.currency),
    )


def _bank(visit: Visit) -> int:
    """What stands on the bank account, less payments that are on their way out."""
    wanted = select(func.coalesce(func.sum(Line.amount), 0)).join(Entry, Entry.id == Line.entry_id)
    there = wanted.where(Line.account_id == account(visit.session, "bank").id, Entry.state == "posted")
    return int(visit.session.scalar(there.where(Entry.company_id == 1)) or 0)


def _drafts(visit: Visit) -> list[DraftRow]:
    wanted = select(Payment).where(Payment.direction == "out", Payment.state.in_(("draft", "sent")))
    write = writer(visit)
    return [
        DraftRow(
            Cell(one.number or "", href(visit, "payment", one.id)),
            Cell(one.party.name, href(visit, "party", one.party_id)),
            write.cell("money", one.amount, one.currency),
            write.cell("state", one.state, document="payment"),
        )
        for one in visit.session.scalars(wanted.order_by(Payment.id))
    ]
