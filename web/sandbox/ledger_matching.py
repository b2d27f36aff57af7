"""Matching: whose debits and credits are open, and those of one contact beside each other with a proposal ticked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlalchemy import select

from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.accounts import NEED_PARTY, chart
from advisor.sandbox.ledger.open_items import OpenItem, open_items
from advisor.sandbox.ledger.suggesting import best
from advisor.sandbox.ledger.tables import Account, Line, Match
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable
from web.sandbox.typed import shown_day
from web.sandbox.visit import Visit


@dataclass(frozen=True)
class Tick:
    """An open line of a contact; `late` when its day is over."""

    line: int
    number: Cell
    on: str
    due: str
    late: bool
    text: str
    open: str
    ticked: bool


@dataclass(frozen=True)
class Sheet:
    """The open lines of a contact in one currency. `proposal` says what would be left of what is ticked: nothing when
    there is no proposal."""

    currency: str
    debits: tuple[Tick, ...]
    credits: tuple[Tick, ...]
    proposal: str
    exact: bool
    both: bool  # debits and credits are open
    key: str


@dataclass(frozen=True)
class Whose:
    """A contact with open lines: what is open on both sides, and whether some of it settles exactly."""

    name: Cell
    debit: Cell
    credit: Cell
    rest: Cell
    both: bool
    exact: bool


@dataclass(frozen=True)
class Matching:
    """`chosen` is the name of the contact whose lines are shown; without one `whose` lists all that have any."""

    address: str
    accounts: tuple[Choosable, ...]
    parties: tuple[Choosable, ...]
    chosen: str
    sheets: tuple[Sheet, ...]
    whose: tuple[Whose, ...]
    today: str
    action: str
    automatic: str
    back: str
    may: bool
    key: str


def matching(visit: Visit) -> Matching:
    account = _account(visit)
    by_party: dict[int, list[OpenItem]] = defaultdict(list)
    for item in open_items(visit.session, account.use):
        by_party[item.line.party_id or 0].append(item)
    wanted = select(Party.id, Party.name).where(Party.id.in_(by_party)).order_by(Party.name)
    names = {row.id: row.name for row in visit.session.execute(wanted)}
    party = _number(visit.query.get("party", ""))
    address = f"{visit.base}/p/matching"
    chosen = names.get(party, "")
    accounts = [one for one in chart(visit.session).by_id.values() if one.use in NEED_PARTY]
    return Matching(
        address,
        tuple(Choosable(str(one.id), f"{one.code} {one.name}", one.id == account.id) for one in accounts),
        tuple(Choosable(str(key), name, key == party) for key, name in names.items()),
        chosen,
        tuple(_sheets(visit, by_party[party])) if chosen else (),
        () if chosen else tuple(_whose(visit, account, key, name, by_party[key]) for key, name in names.items()),
        shown_day(visit.today, visit.language),
        f"{visit.base}/do/match.create",
        f"{visit.base}/do/match.automatic",
        f"{address}?{urlencode({'account': account.id})}",
        visit.actor.may(("accounting",)),
        visit.key(),
    )


def _account(visit: Visit) -> Account:
    """The account that the address names, else the one of customers."""
    found = chart(visit.session).by_id.get(_number(visit.query.get("account", "")))
    return found if found is not None and found.use in NEED_PARTY else chart(visit.session).use("receivable")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _whose(visit: Visit, account: Account, party: int, name: str, items: Sequence[OpenItem]) -> Whose:
    write = writer(visit)
    debit = sum(item.open for item in items if item.open > 0)
    credit = -sum(item.open for item in items if item.open < 0)
    link = f"{visit.base}/p/matching?{urlencode({'account': account.id, 'party': party})}"
    places, rest = best([item.open for item in items if item.foreign is None])
    return Whose(
        Cell(name, link),
        write.cell("money", debit or None),
        write.cell("money", credit or None),
        write.cell("money", debit - credit),
        bool(debit and credit),
        len(places) > 1 and not rest,
    )


def _sheets(visit: Visit, items: Sequence[OpenItem]) -> list[Sheet]:
    groups: dict[str, list[OpenItem]] = defaultdict(list)
    for item in items:
        groups[item.line.currency or visit.currency].append(item)
    return [_sheet(visit, currency, groups[currency]) for currency in sorted(groups)]


def _sheet(visit: Visit, currency: str, items: Sequence[OpenItem]) -> Sheet:
    write = replace(writer(visit), currency=currency)
    both = len({item.in_own > 0 for item in items}) > 1
    places, rest = best([item.in_own for item in items]) if both else ([], 0)
    ticks = [_tick(visit, write, item, place in places) for place, item in enumerate(items)]
    left = visit.words("Of the ticked lines {amount} {currency} would stay open.")
    return Sheet(
        currency,
        tuple(tick for tick, item in zip(ticks, items, strict=True) if item.in_own > 0),
        tuple(tick for tick, item in zip(ticks, items, strict=True) if item.in_own <= 0),
        left.format(amount=write.text("money", abs(rest)), currency=currency) if places and rest else "",
        bool(places) and not rest,
        both,
        visit.key(),
    )


def _tick(visit: Visit, write: Writer, item: OpenItem, ticked: bool) -> Tick:
    entry = item.line.entry
    return Tick(
        item.line.id,
        Cell(entry.number or "", href(visit, "entry", entry.id)),
        write.text("date", entry.on),
        write.text("date", item.due),
        item.due < visit.today,
        item.line.text or entry.text,
        write.text("money", abs(item.in_own)),
        ticked,
    )


@dataclass(frozen=True)
class Undoing:
    """The way to take a match back, and to the other open lines of the contact."""

    action: str
    line: int
    key: str
    may: bool
    matching: str


def undoing(visit: Visit, match: Match) -> Undoing:
    debit, credit = (visit.session.get_one(Line, line) for line in (match.debit_id, match.credit_id))
    made = credit.entry.source_kind == "match"  # a line that a match made is undone with the other one
    place = urlencode({"account": debit.account_id, "party": debit.party_id or 0})
    return Undoing(
        f"{visit.base}/do/match.remove",
        debit.id if made else credit.id,
        visit.key(),
        visit.actor.may(("accounting",)),
        f"{visit.base}/p/matching?{place}",
    )
