"""Matching debits with credits of one party: in part or in full, with a write-off, and in other currencies.

A match in another currency settles amounts of that currency. What the two sides differ by in the currency of the books
is realised exchange difference: it is booked at once, and the line of that entry is matched too, so that nothing stays
open of what was settled.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import SYSTEM_ROLE, Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.open_items import OpenItem, locked, locked_of
from advisor.sandbox.ledger.posting import Item, Posting, post, reverse
from advisor.sandbox.ledger.tables import Entry, Line, Match

MODELS |= {"match": Match}
MADE = "match"  # the source of entries that matching makes
TRADE = ("receivable", "payable", "sister_receivable", "sister_payable")


@dataclass
class _Rest:
    """What is still open of a line, without its sign: `own` in its currency, `amount` in that of the books."""

    line: Line
    amount: int
    own: int

    def take(self, own: int) -> int:
        """Use up `own` and give what it is worth in the books; the last part takes all that is left."""
        worth = own if self.line.currency is None else rounded(self.amount * own, self.own)
        self.own -= own
        self.amount -= worth
        return worth


@dataclass(frozen=True)
class _Pair:
    """Parts of a debit and a credit that settle each other, and what each is worth in the books."""

    debit: Line
    credit: Line
    debit_worth: int
    credit_worth: int
    foreign: int | None


def match(
    session: Session, by: Actor, *, lines: list[int], on: datetime.date | None = None, write_off: bool = False
) -> Match:
    """Match the open parts of lines of one party, earliest due first; with `write_off` what is then left of them is
    written off. Gives the first match.

    Raises Refusal for lines that do not belong together, when nothing is open on one side, or when more would be
    written off than `by` may.
    """
    items = locked(session, list(lines))
    if not items or len(items) < len(set(lines)):
        raise NotFound("There is no such line here. It may have been removed by a reset.", field="lines")
    return _matched(session, by, items, on or clock.today(session), write_off)


def _matched(session: Session, by: Actor, items: Sequence[OpenItem], day: datetime.date, write_off: bool) -> Match:
    """The first match of items that are held."""
    _belong(session, items)
    sides = [_rests(items, sign) for sign in (1, -1)]
    pairs = list(_pairs(*sides))
    rests = [rest for side in sides for rest in side if rest.own] if write_off else []
    if not pairs and not rests:
        raise Refusal("Nothing was matched: choose at least one open debit and one open credit.", field="lines")
    made = _settled(session, pairs, day)
    if rests:
        made += _written_off(session, by, rests, day)
    session.flush()
    lines = sorted(item.line.id for item in items)
    events.record(session, by, "match", made[0].id, "create", {"lines": lines}, party=items[0].line.party_id)
    return made[0]


def settle(
    session: Session, by: Actor, entries: Collection[int], on: datetime.date, *, write_off: bool = False
) -> Match | None:
    """Match what entries have open with customers and suppliers, such as an invoice with its payment; nothing when
    one side has nothing open. Raises Refusal like `match`."""
    items = locked_of(session, entries, [use for use in TRADE if use in chart(session).by_use])
    if len({item.open > 0 for item in items}) < 2 and not (items and write_off):
        return None
    return _matched(session, by, items, on, write_off)


def unmatch(session: Session, by: Actor, *, lines: list[int], on: datetime.date | None = None) -> None:
    """Take back all matches of lines; exchange differences and write-offs that belong to them are reversed.

    Raises Refusal for a line that a match made itself, and when nothing was matched.
    """
    items = locked(session, lines)
    if any(item.line.entry.source_kind == MADE for item in items):
        raise Refusal("This line belongs to a match. Undo the match of the invoice or payment instead.", field="lines")
    touched = (Match.debit_id.in_(lines)) | (Match.credit_id.in_(lines))
    matches = session.scalars(select(Match).where(touched)).all()
    if not matches:
        raise Refusal("Nothing is matched here, so there is nothing to undo.", field="lines")
    first, helpers = matches[0].id, _helpers(session, matches)
    parts = [line.id for entry in helpers for line in entry.lines]
    session.execute(
        delete(Match).where(touched | Match.debit_id.in_(parts) | Match.credit_id.in_(parts)),
        execution_options={"synchronize_session": "fetch"},
    )
    for entry in helpers:
        annul(session, entry, on or clock.today(session))
    session.flush()
    party = items[0].line.party_id
    events.record(session, by, "match", first, "remove", {"lines": sorted(lines)}, party=party)


def _belong(session: Session, items: Sequence[OpenItem]) -> None:
    """Raises Refusal unless the lines belong together."""
    account = chart(session).by_id[items[0].line.account_id]
    if any(item.line.entry.state != "posted" for item in items):
        raise Refusal("Only posted lines can be matched. Post the entry first.", field="lines")
    if not account.open_items:
        raise Refusal("Lines of {account} are not matched.", values={"account": account.name}, field="lines")
    if len({(i.line.account_id, i.line.party_id, i.line.entry.company_id) for i in items}) > 1:
        raise Refusal("Only lines of one account and one customer or supplier can be matched.", field="lines")
    if len({item.line.currency for item in items}) > 1:
        raise Refusal("Lines in different currencies cannot be matched. Choose those of one currency.", field="lines")


def _rests(items: Sequence[OpenItem], sign: int) -> list[_Rest]:
    """The open items of one side, earliest due first."""
    side = sorted((item for item in items if item.in_own * sign > 0), key=lambda item: (item.due, item.line.id))
    return [_Rest(item.line, item.open * sign, item.in_own * sign) for item in side]


def _pairs(left: Sequence[_Rest], right: Sequence[_Rest]) -> Iterator[_Pair]:
    """Debits with credits, each in its order."""
    while left and right:
        debit, credit = left[0], right[0]
        own = min(debit.own, credit.own)
        foreign = None if debit.line.currency is None else own
        yield _Pair(debit.line, credit.line, debit.take(own), credit.take(own), foreign)
        left = left if debit.own else left[1:]
        right = right if credit.own else right[1:]


def _settled(session: Session, pairs: Sequence[_Pair], day: datetime.date) -> list[Match]:
    made = [_match(pair.debit, pair.credit, min(pair.debit_worth, pair.credit_worth), pair.foreign, day)
            for pair in pairs]  # fmt: skip
    session.add_all(made)
    session.flush()
    for pair, done in zip(pairs, made, strict=True):
        if pair.debit_worth != pair.credit_worth:
            _exchange(session, pair, done, day)
    return made


def _match(debit: Line, credit: Line, amount: int, foreign: int | None, day: datetime.date) -> Match:
    return Match(debit_id=debit.id, credit_id=credit.id, amount=amount, foreign=foreign, on=day)


def _exchange(session: Session, pair: _Pair, done: Match, day: datetime.date) -> None:
    """Book what one side is worth more than the other: a loss when it is the debit, otherwise a gain."""
    loss = pair.debit_worth - pair.credit_worth
    over = pair.debit if loss > 0 else pair.credit
    entry = post(
        session,
        Posting(
            _journal(pair.debit, pair.credit),
            day,
            [Item(over.account_id, -loss, over.currency, 0, over.party_id), Item("exchange", loss)],
            MADE,
            done.id,
            over.entry.text,
            over.entry.company_id,
        ),
    )
    line = entry.lines[0]
    sides = (over, line) if loss > 0 else (line, over)
    session.add(_match(*sides, abs(loss), 0, day))


def _written_off(session: Session, by: Actor, rests: Sequence[_Rest], day: datetime.date) -> list[Match]:
    """Book what is left of lines on the account for it; all of them are on one side."""
    may_write_off(session, by, sum(rest.amount for rest in rests))
    sign = 1 if rests[0].line.amount > 0 else -1
    items = []
    for rest in rests:
        line, own = rest.line, None if rest.line.currency is None else sign * rest.own
        opposite = None if own is None else -own
        items += [
            Item(line.account_id, -sign * rest.amount, line.currency, opposite, line.party_id),
            Item("write_off", sign * rest.amount, line.currency, own, line.party_id),
        ]
    first = rests[0].line
    entry = post(
        session, Posting(_journal(first), day, items, MADE, text=first.entry.text, company=first.entry.company_id)
    )
    made = []
    for rest, line in zip(rests, entry.lines[::2], strict=True):
        sides = (rest.line, line) if sign > 0 else (line, rest.line)
        made.append(_match(*sides, rest.amount, None if rest.line.currency is None else rest.own, day))
    session.add_all(made)
    session.flush()
    return made


def may_write_off(session: Session, by: Actor, amount: int) -> None:
    trial = clock.trial(session)
    limit = str(trial.settings.get("write_off_limit", "100"))
    if by.role not in ("manager", SYSTEM_ROLE) and amount > minor(Decimal(limit), trial.currency):
        raise Refusal(
            "More than {limit} {currency} is written off by a manager only. Match without writing off, or ask one.",
            values={"limit": limit, "currency": trial.currency},
            field="write_off",
        )


def _journal(*lines: Line) -> str:
    """Entries of a match stand beside the payment, so that their numbers follow its day."""
    return "BNK" if any(line.entry.journal == "BNK" for line in lines) else "GEN"


def _helpers(session: Session, matches: Sequence[Match]) -> list[Entry]:
    """Entries that matches made and that were not reversed yet."""
    lines = {line for match in matches for line in (match.debit_id, match.credit_id)}
    others = select(Line.entry_id).where(Line.id.in_(lines))
    taken = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    wanted = (
        select(Entry)
        .where(Entry.source_kind == MADE, Entry.reverses_id.is_(None), Entry.id.not_in(taken))
        .where(Entry.source.in_([match.id for match in matches]) | Entry.id.in_(others))
        .options(selectinload(Entry.lines))
        .order_by(Entry.id)
    )
    return list(session.scalars(wanted))


def annul(session: Session, entry: Entry, day: datetime.date) -> Entry:
    """Reverse an entry whose lines are not matched and match both, so that neither is open; gives the reversal."""
    opposite = reverse(session, entry, day)
    for line, against in zip(entry.lines, opposite.lines, strict=True):
        if chart(session).by_id[line.account_id].open_items:
            debit, credit = (line, against) if line.amount > 0 else (against, line)
            foreign = None if line.foreign is None else abs(line.foreign)
            session.add(_match(debit, credit, abs(line.amount), foreign, day))
    return opposite


VERBS = (
    ("match.create", match, "erp-ar-ap", ("accounting",), "match"),
    ("match.remove", unmatch, "erp-ar-ap", ("accounting",), ""),
)
