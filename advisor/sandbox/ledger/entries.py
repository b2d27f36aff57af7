"""Entries made by hand: drafts that can be changed and removed until they are posted, and opening balances."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, load
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.matching import annul
from advisor.sandbox.ledger.posting import Item, Posting, booked_line, draft, period_of, post, post_draft
from advisor.sandbox.ledger.tables import CostCentre, Entry, Line, Match

# Booked by moves of goods only, so that they always equal what is in stock.
MOVES_ONLY = frozenset({"stock", "received", "shipped"})
OPENING = "opening"  # the source of entries with opening balances


class LineIn(BaseModel):
    """One side of an entry: `debit` or `credit` in units of the currency of the books. `foreign` is the same in
    `currency`, where that is another one, without a sign."""

    model_config = ConfigDict(extra="forbid")
    account: int
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    party: int | None = None
    cost_centre: int | None = None
    product: int | None = None
    project: int | None = None
    currency: str = ""
    foreign: Decimal = Decimal(0)
    due: datetime.date | None = None
    text: str = ""


def create(
    session: Session,
    by: Actor,
    *,
    lines: list[LineIn],
    on: datetime.date | None = None,
    text: str = "",
    journal: Literal["GEN", "BNK"] = "GEN",
) -> Entry:
    """A draft; it may be out of balance until it is posted. Raises Refusal or NotFound for lines that cannot be."""
    day = on or clock.today(session)
    entry = draft(session, Posting(journal, day, items_of(session, lines), text=text.strip()))
    events.record(session, by, "entry", entry.id, "create")
    return entry


@effect("entry.change")
def change(
    session: Session,
    entry: Entry,
    by: Actor,
    *,
    lines: list[LineIn] | None = None,
    on: datetime.date | None = None,
    text: str | None = None,
) -> None:
    """Other lines, day or text for a draft. Raises Refusal or NotFound for lines that cannot be."""
    if lines is not None:
        kept = [booked_line(session, item) for item in items_of(session, lines) if item.amount or item.foreign]
        session.execute(delete(Line).where(Line.entry_id == entry.id))
        session.expire(entry, ["lines"])
        entry.lines = kept
    if on is not None:
        entry.on, entry.period_id = on, period_of(session, on).id
    if text is not None:
        entry.text = text.strip()
    session.flush()


def remove(session: Session, by: Actor, *, document: int) -> None:
    """Raises Refusal for what was posted or made by a document."""
    entry = load(session, "entry", document, lock=True)
    if entry.state != "draft":
        raise Refusal("A posted entry stays as it is. Reverse it, and enter a correct one.")
    session.execute(delete(Line).where(Line.entry_id == entry.id))
    session.execute(delete(Entry).where(Entry.id == entry.id))
    session.expunge(entry)
    events.record(session, by, "entry", document, "remove")


def opening(session: Session, by: Actor, *, lines: list[LineIn], on: datetime.date | None = None) -> Entry:
    """Balances that a company brings with it; what they leave over is booked as its opening equity."""
    items = items_of(session, lines)
    entry = post(session, Posting("GEN", on or clock.today(session), [*items, *_equity(items)], OPENING))
    events.record(session, by, "entry", entry.id, "opening")
    return entry


def _equity(items: Sequence[Item]) -> Iterator[Item]:
    """The other side of items, for each currency apart."""
    for currency in dict.fromkeys(item.currency for item in items):
        mine = [item for item in items if item.currency == currency]
        foreign = None if currency is None else -sum(item.foreign or 0 for item in mine)
        yield Item("opening", -sum(item.amount for item in mine), currency, foreign)


def items_of(session: Session, lines: Sequence[LineIn]) -> list[Item]:
    """What lines that were entered mean. Raises Refusal or NotFound."""
    _known(session, lines)
    currency = clock.trial(session).currency
    return [_item(line, currency) for line in lines]


def _item(line: LineIn, ours: str) -> Item:
    if line.debit < 0 or line.credit < 0 or (line.debit and line.credit):
        raise Refusal("A line has a debit or a credit, above nought. Correct it.", field="lines")
    amount = minor(line.debit, ours) - minor(line.credit, ours)
    other = line.currency not in ("", ours)
    if bool(line.foreign) != other or line.foreign < 0:
        raise Refusal("Name another currency together with the amount in it, above nought.", field="lines")
    foreign = minor(line.foreign, line.currency) * (1 if amount > 0 else -1) if other else None
    return Item(
        line.account, amount, line.currency if other else None, foreign, line.party, line.product, line.cost_centre,
        line.project, "", line.due, line.text.strip(),
    )  # fmt: skip


def _known(session: Session, lines: Sequence[LineIn]) -> None:
    """Raises NotFound for rows that do not exist, Refusal for accounts that only moves of goods book on."""
    accounts = chart(session).by_id
    if any(line.account not in accounts for line in lines):
        raise NotFound("There is no such account. Choose one from the list.", field="account")
    for line in lines:
        if accounts[line.account].use in MOVES_ONLY:
            raise Refusal(
                "{account} follows the moves of goods. Receive, ship or count goods instead.",
                values={"account": accounts[line.account].name},
                field="account",
            )
    for table, column in ((Party, "party"), (CostCentre, "cost_centre"), (Product, "product")):
        wanted = {getattr(line, column) for line in lines} - {None}
        if wanted and len(set(session.scalars(select(table.id).where(table.id.in_(wanted))))) < len(wanted):
            raise NotFound("There is no such entry in the list. Choose another.", field=column)


@effect("entry.post")
def _post(session: Session, entry: Entry, by: Actor) -> None:
    """A draft is posted on the day it carries."""
    post_draft(session, entry)


@effect("entry.reverse")
def _reverse(session: Session, entry: Entry, by: Actor, on: datetime.date | None = None) -> None:
    """What was entered by hand is taken back with the opposite entry."""
    if entry.source_kind not in ("", OPENING):
        raise Refusal("This entry was made by a document. Correct the document; it reverses its entry.")
    lines = [line.id for line in entry.lines]
    taken = select(Match.id).where(Match.debit_id.in_(lines) | Match.credit_id.in_(lines)).limit(1)
    if session.scalar(taken) is not None:
        raise Refusal("Lines of this entry are matched. Undo the matches first.")
    annul(session, entry, on or clock.today(session))


VERBS = (
    ("entry.create", create, "erp-gl", ("accounting",), "entry"),
    ("entry.remove", remove, "erp-gl", ("accounting",), ""),
    ("entry.opening", opening, "erp-gl", ("accounting",), "entry"),
)
