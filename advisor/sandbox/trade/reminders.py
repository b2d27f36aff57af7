"""Payment reminders: each overdue invoice gets the next level when its day has come. Nothing leaves the sandbox."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.open_items import OpenItem, of_entries
from advisor.sandbox.trade.progress import open_of_invoice
from advisor.sandbox.trade.tables import Invoice

LEVELS = (3, 14, 30)  # days overdue from which each level is due; settings["reminders"] may say otherwise


def remind(session: Session, by: Actor = SYSTEM) -> int:
    """Ask for what is overdue today: a notice for each invoice that reached its next level. Gives how many.

    An invoice that is paid, or whose overdue instalments are, is asked for no more.
    """
    today, levels = clock.today(session), levels_of(session)
    found = _overdue(session, today - datetime.timedelta(days=levels[0]))
    items = of_entries(session, [one.entry_id for one in found if one.entry_id], _uses(session)) if found else []
    asked = 0
    for invoice in found:
        late = [item for item in items if item.line.entry_id == invoice.entry_id and item.due < today]
        level = _level(late, today, levels)
        if level > invoice.reminders:
            _ask(session, by, invoice, late, level)
            asked += 1
    session.flush()
    return asked


def levels_of(session: Session) -> Sequence[int]:
    """Days overdue from which each level is due, rising."""
    return sorted(clock.trial(session).settings.get("reminders", LEVELS))


def _uses(session: Session) -> list[str]:
    return [use for use in ("receivable", "sister_receivable") if use in chart(session).by_use]


def _overdue(session: Session, before: datetime.date) -> list[Invoice]:
    """Open invoices of which something may be due since that day; their first instalment is not known here."""
    wanted = (
        select(Invoice)
        .where(
            Invoice.kind == "invoice",
            Invoice.state == "posted",
            Invoice.credit.is_(False),
            Invoice.on <= before,
            open_of_invoice() > 0,
        )
        .options(joinedload(Invoice.party))
        .order_by(Invoice.id)
        .with_for_update(of=Invoice)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(wanted))


def _level(late: Sequence[OpenItem], today: datetime.date, levels: Sequence[int]) -> int:
    """How often payment should have been asked for by now."""
    if not late:
        return 0
    days = (today - min(item.due for item in late)).days
    return sum(1 for level in levels if days >= level)


def _ask(session: Session, by: Actor, invoice: Invoice, late: Sequence[OpenItem], level: int) -> None:
    invoice.reminders = level
    values = {
        "number": invoice.number,
        "party": invoice.party.name,
        "level": level,
        "due": min(item.due for item in late).isoformat(),
        "amount": sum(item.in_own for item in late),
        "currency": invoice.currency,
    }
    session.add(
        Notice(
            on=clock.today(session),
            kind="reminder",
            role="accounting",
            document_kind="invoice",
            document=invoice.id,
            party_id=invoice.party_id,
            values=values,
        )
    )
    events.record(session, by, "invoice", invoice.id, "remind", values, party=invoice.party_id)


def remind_now(session: Session, by: Actor) -> None:
    """The same, asked for by somebody."""
    remind(session, by)


VERBS = (("reminder.send", remind_now, "erp-ar-ap", ("accounting",), ""),)
