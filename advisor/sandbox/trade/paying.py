"""What has to be paid to suppliers until a day, and drafts of the payments for it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.matching import settle
from advisor.sandbox.ledger.open_items import open_amount, open_foreign
from advisor.sandbox.ledger.tables import Line
from advisor.sandbox.trade import payments
from advisor.sandbox.trade.tables import Invoice, Payment

AHEAD = 7  # days that a proposal looks ahead unless another day is named


@dataclass(frozen=True)
class Due:
    """A bill with what of it is due, in the smallest unit of its currency and of the company's; `since` the earliest
    due day."""

    bill: Invoice
    supplier: Party
    since: datetime.date
    amount: int
    ours: int


def due_bills(session: Session, until: datetime.date) -> list[Due]:
    """Bills of which something is due until a day and not in a payment yet, the earliest first. Blocked bills are not
    posted and so not among them."""
    own = func.coalesce(open_foreign(), open_amount())
    wanted = (
        select(Invoice, Party, func.min(Line.due), func.sum(-own), func.sum(-open_amount()))
        .join(Line, Line.entry_id == Invoice.entry_id)
        .join(Party, Party.id == Invoice.party_id)
        .where(Invoice.kind == "bill", Invoice.state == "posted", Invoice.credit.is_(False))
        .where(Line.account_id == account(session, "payable").id, Line.due <= until, open_amount() < 0)
        .group_by(Invoice.id, Party.id)
        .order_by(func.min(Line.due), Invoice.id)
    )
    underway = _underway(session)
    found = []
    for bill, supplier, since, amount, ours in session.execute(wanted):
        left = int(amount or 0) - underway.get(bill.id, 0)
        if left > 0 and amount and since is not None:
            found.append(Due(bill, supplier, since, left, int(ours) * left // int(amount)))
    return found


def _underway(session: Session) -> dict[int, int]:
    """What payments that are not booked yet hold for each bill."""
    wanted = (
        select(Payment.invoice_id, func.sum(Payment.amount))
        .where(Payment.direction == "out", Payment.state.in_(("draft", "sent")), Payment.entry_id.is_(None))
        .group_by(Payment.invoice_id)
    )
    return {bill: int(amount) for bill, amount in session.execute(wanted) if bill is not None}


def propose(
    session: Session,
    by: Actor,
    *,
    until: datetime.date | None = None,
    bills: list[int] | None = None,
    credits_first: bool = True,
) -> None:
    """Drafts of payments for what is due until a day (a week from now), for all suppliers or for these bills. Credit
    notes of a supplier are matched with his bills first. Raises Refusal when nothing is due."""
    day = until or clock.today(session) + datetime.timedelta(days=AHEAD)
    found = _chosen(due_bills(session, day), bills)
    if credits_first and _use_credits(session, by, found):
        found = _chosen(due_bills(session, day), bills)
    elif not found:
        raise Refusal(
            "Nothing is due until {day} that is not in a payment already. Choose a later day.",
            values={"day": day.isoformat()},
            field="until",
        )
    for one in found:
        amount = Decimal(one.amount).scaleb(-get_currency_precision(one.bill.currency))
        payments.create(session, by, invoice=one.bill.id, amount=amount)


def _chosen(found: Sequence[Due], bills: list[int] | None) -> list[Due]:
    return [one for one in found if bills is None or one.bill.id in bills]


def _use_credits(session: Session, by: Actor, found: Sequence[Due]) -> bool:
    """Match open credit notes with the bills to be paid of the same supplier and currency; whether there were any."""
    bills: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in found:
        assert one.bill.entry_id is not None
        bills[one.bill.party_id, one.bill.currency].append(one.bill.entry_id)
    wanted = (
        select(Invoice.party_id, Invoice.currency, Invoice.entry_id)
        .join(Line, Line.entry_id == Invoice.entry_id)
        .where(Invoice.kind == "bill", Invoice.state == "posted", Invoice.credit)
        .where(Line.account_id == account(session, "payable").id, open_amount() > 0)
        .order_by(Invoice.id)
    )
    notes: dict[tuple[int, str], list[int]] = defaultdict(list)
    for party, currency, entry in session.execute(wanted):
        if entry is not None:
            notes[party, currency].append(entry)
    common = sorted(set(bills) & set(notes))
    for key in common:
        settle(session, by, [*bills[key], *notes[key]], clock.today(session))
    return bool(common)


VERBS = (("payment.propose", propose, "erp-ar-ap", ("accounting",), ""),)
