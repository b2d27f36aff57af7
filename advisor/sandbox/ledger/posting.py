"""Journal entries: the only writer of amounts. What is posted stays; a correction is a reversal."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import numbers
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, Unbalanced
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.ledger import guards as _guards  # noqa: F401 - the database guards what is posted
from advisor.sandbox.ledger import totals as _totals  # noqa: F401 - the database keeps totals of what is posted
from advisor.sandbox.ledger.accounts import NEED_PARTY, chart
from advisor.sandbox.ledger.tables import Entry, Line, Period

MODELS |= {"entry": Entry, "period": Period}
_PERIOD = (
    select(Period)
    .where(Period.first <= bindparam("on"), Period.last >= bindparam("on"))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Item:
    """A line to be: `account` is a use (receivable) or the id of an account; `amount` in the smallest unit of the
    company's currency, debit above nought; `foreign` the same in `currency` where that is another one."""

    account: str | int
    amount: int
    currency: str | None = None
    foreign: int | None = None
    party: int | None = None
    product: int | None = None
    cost_centre: int | None = None
    project: int | None = None
    tax: str = ""
    due: datetime.date | None = None
    text: str = ""


@dataclass(frozen=True)
class Posting:
    """An entry to be: `journal` is SAL, PUR, BNK, STK, GEN, PAY, AST or CLO; `source` the document that makes it."""

    journal: str
    on: datetime.date
    items: Sequence[Item]
    source_kind: str = ""
    source: int | None = None
    text: str = ""
    company: int = 1
    reverses: int | None = None


def draft(session: Session, posting: Posting) -> Entry:
    """Keep an entry that is not posted yet; it need not balance. Raises Refusal for lines that could never be."""
    period = period_of(session, posting.on)
    entry = Entry(
        company_id=posting.company,
        journal=posting.journal,
        on=posting.on,
        period_id=period.id,
        text=posting.text,
        source_kind=posting.source_kind,
        source=posting.source,
        reverses_id=posting.reverses,
    )
    entry.lines = [booked_line(session, item) for item in posting.items if item.amount or item.foreign]
    session.add(entry)
    session.flush()
    return entry


def post(session: Session, posting: Posting) -> Entry:
    """Book an entry at once. Raises Unbalanced, PeriodClosed or Refusal; then nothing was booked."""
    _balanced(posting.items)
    entry = draft(session, posting)
    _number(session, entry)
    return entry


def reverse(session: Session, entry: Entry, on: datetime.date, text: str = "") -> Entry:
    """Book the opposite of a posted entry. Raises Refusal when it was reversed already."""
    if entry.state != "posted":
        raise Refusal("Only a posted entry can be reversed. A draft can be changed or removed.")
    taken = session.scalars(select(Entry.number).where(Entry.reverses_id == entry.id)).one_or_none()
    if taken:
        raise Refusal("This entry was reversed by {number} already.", values={"number": taken})
    items = [replace(item, amount=-item.amount, foreign=None if item.foreign is None else -item.foreign)
             for item in map(_item, entry.lines)]  # fmt: skip
    return post(
        session,
        Posting(
            entry.journal, on, items, entry.source_kind, entry.source, text or entry.text, entry.company_id, entry.id
        ),
    )


def period_of(session: Session, on: datetime.date) -> Period:
    """The open period of a day, held open until the transaction ends. Raises PeriodClosed."""
    found = session.scalars(_PERIOD, {"on": on}).one_or_none()
    if found is None:
        raise PeriodClosed(
            "The books have no period for {day}. Choose another date.", values={"day": on.isoformat()}, field="on"
        )
    if found.state != "open":
        raise PeriodClosed(
            "The period of {day} is closed. Choose a later date, or have the period opened again.",
            values={"day": on.isoformat()},
            field="on",
        )
    return found


def post_draft(session: Session, entry: Entry) -> None:
    """Book a draft on the day it carries. Raises Unbalanced or PeriodClosed."""
    period_of(session, entry.on)
    _balanced(map(_item, entry.lines))
    _number(session, entry)


def _number(session: Session, entry: Entry) -> None:
    month = entry.on.strftime("%Y-%m")
    drawn = numbers.draw(session, f"{entry.company_id}.{entry.journal}.{month}", entry.on)
    entry.number = f"{entry.journal}/{month}/{drawn:04d}"
    entry.state = "posted"
    session.flush()


def booked_line(session: Session, item: Item) -> Line:
    accounts = chart(session)
    account = accounts.use(item.account) if isinstance(item.account, str) else accounts.by_id[item.account]
    if account.code in accounts.groups or not account.active:
        raise Refusal("Nothing can be booked on {account}: it is a group or no longer used.",
                      values={"account": account.name}, field="account")  # fmt: skip
    if account.use in NEED_PARTY and item.party is None:
        raise Refusal(
            "A line on {account} needs a customer or supplier.", values={"account": account.name}, field="party"
        )
    return Line(
        account_id=account.id,
        amount=item.amount,
        currency=item.currency,
        foreign=item.foreign,
        party_id=item.party,
        product_id=item.product,
        cost_centre_id=item.cost_centre,
        project_id=item.project,
        tax=item.tax,
        due=item.due,
        text=item.text,
    )


def _item(line: Line) -> Item:
    return Item(
        line.account_id, line.amount, line.currency, line.foreign, line.party_id, line.product_id, line.cost_centre_id,
        line.project_id, line.tax, line.due, line.text,
    )  # fmt: skip


def _balanced(items: Iterable[Item]) -> None:
    """Raises Unbalanced unless debit equals credit, in the company's currency and in every other one."""
    kept = [item for item in items if item.amount or item.foreign]
    difference = sum(item.amount for item in kept)
    if len(kept) < 2:
        raise Unbalanced("An entry needs at least two lines with an amount.")
    if difference:
        raise Unbalanced(
            "Debit and credit differ by {difference}, in the smallest unit of the currency. Correct a line.",
            values={"difference": str(abs(difference))},
        )
    foreign: dict[str, int] = defaultdict(int)
    for item in kept:
        if item.currency is not None:
            foreign[item.currency] += item.foreign or 0
    for currency, rest in foreign.items():
        if rest:
            raise Unbalanced("Debit and credit in {currency} differ. Correct a line.", values={"currency": currency})
