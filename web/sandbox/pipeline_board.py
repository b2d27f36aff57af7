"""The pipeline as cards in columns by stage, with what each stage comes to; deals are moved by buttons or by drag."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import and_, func, or_, select

from advisor.errors import mark
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.crm import deals
from advisor.sandbox.crm.forecast import next_month
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.tables import Contact, Deal, Member
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer, short_day
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable, Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

SHOWN = 50  # cards of a column; a link leads to the others
SHOWN_STAGES = (*deals.OPEN, "won")
NONE = (0, 0, 0)
WON_DAYS = 30  # won deals are shown so long
PERIODS = {
    "month": mark("Expected this month"),
    "quarter": mark("Expected within three months"),
    "overdue": mark("Overdue"),
}


@dataclass(frozen=True)
class Card:
    """`standing` are days in the stage, `stale` when that is long; `late` when the expected day is over; `moved` when
    this card was moved just now."""

    id: int
    name: Cell
    contact: Cell
    amount: str
    expected: str
    owner: str
    standing: int
    stale: bool
    late: bool
    moved: bool


@dataclass(frozen=True)
class Stage:
    """A column: `here` on a narrow window, where one is shown at a time. `more` are cards that are not shown, `all`
    where they are; `targets` are the stages to which a card of it can go. `chance` is its probability."""

    state: str
    title: str
    count: int
    amount: str
    weighted: str
    cards: tuple[Card, ...]
    more: int
    all: str
    here: bool
    switch: str
    targets: tuple[tuple[str, str], ...]
    chance: int


@dataclass(frozen=True)
class BoardData:
    stages: tuple[Stage, ...]
    owners: tuple[Choosable, ...]
    periods: tuple[Choosable, ...]
    create: Place | None
    may: bool
    manages: bool
    currency: str
    key: str
    query: str
    address: str


@dataclass(frozen=True)
class _Asked:
    """What the address asks for: the id of the owner, a period, the stage on a narrow window, the card in focus."""

    owner: str
    period: str
    stage: str
    card: int

    def query(self, **other: Any) -> str:
        parts = {"owner": self.owner, "period": self.period, "stage": self.stage} | other
        return urlencode({key: value for key, value in parts.items() if value})


def board(visit: Visit) -> BoardData:
    asked, where = _asked(visit), []
    members = visit.session.execute(select(Member.id, Member.name).where(Member.active).order_by(Member.name)).all()
    names = {str(number): name for number, name in members}
    if asked.owner:
        where.append(Deal.owner == names.get(asked.owner, ""))
    since = visit.today - datetime.timedelta(days=WON_DAYS)
    in_time = or_(Deal.state != "won", Deal.closed >= since)
    where.append(and_(in_time, _period(asked.period, visit.today)))
    sums = _sums(visit, where)
    write = writer(visit)
    stages = tuple(
        _stage(visit, write, asked, state, sums.get(state, (0, 0, 0)), where) for state in (*deals.OPEN, "won")
    )
    return BoardData(
        stages,
        tuple(Choosable(number, name, number == asked.owner) for number, name in names.items()),
        tuple(Choosable(one, visit.words(title), one == asked.period) for one, title in PERIODS.items()),
        offer(visit, "deal.create"),
        visit.actor.may(("sales",)),
        visit.actor.may(("manager",)),
        visit.currency,
        visit.key(),
        asked.query(),
        f"{visit.base}/p/pipeline",
    )


def _asked(visit: Visit) -> _Asked:
    """What cannot be asked for is left out."""
    query = visit.query
    owner, card = (_number(query.get(name, "")) for name in ("owner", "card"))
    stage = query.get("stage", "")
    period = query.get("period", "")
    return _Asked(
        str(owner or ""),
        period if period in PERIODS else "",
        stage if stage in SHOWN_STAGES else "",
        card,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _period(period: str, today: datetime.date) -> Any:
    if period == "overdue":
        return and_(Deal.expected < today, Deal.state != "won")
    end = next_month(today)
    if period == "quarter":
        end = next_month(next_month(end))
    return Deal.expected < end if period else Deal.id.is_not(None)


def _sums(visit: Visit, where: list[Any]) -> dict[str, tuple[int, int, int]]:
    """By stage: how many, what they come to, and the same weighted."""
    columns = (func.count(), func.sum(Deal.amount), func.sum(Deal.amount * Deal.probability))
    wanted = select(Deal.state, *columns).where(Deal.state.in_(SHOWN_STAGES), *where).group_by(Deal.state)
    rows = visit.session.execute(wanted)
    return {state: (count, int(amount or 0), rounded(int(parts or 0), 100)) for state, count, amount, parts in rows}


def _stage(
    visit: Visit, write: Writer, asked: _Asked, state: str, sums: tuple[int, int, int], where: list[Any]
) -> Stage:
    count, amount, weighted = sums
    targets = [one for one in deals.OPEN if one != state] if state != "won" else []
    return Stage(
        state,
        labels.state("deal", state, visit.words),
        count,
        write.text("money", amount),
        write.text("money", weighted) if state != "won" else "",
        tuple(_cards(visit, asked, state, where)) if count else (),
        max(count - SHOWN, 0),
        f"{visit.base}/l/deals?{urlencode({'state': state})}{'&owner=' + asked.owner if asked.owner else ''}",
        state == (asked.stage or deals.OPEN[0]),
        f"?{asked.query(stage=state)}",
        tuple((one, labels.state("deal", one, visit.words)) for one in targets),
        deals.probability(visit.session, state),
    )


def _cards(visit: Visit, asked: _Asked, state: str, where: list[Any]) -> Iterator[Card]:
    """The first of a stage by their expected day; the last won first."""
    write, stale = writer(visit), known(visit.session, "stale_days")
    wanted = select(Deal, Contact.name).join(Contact, Contact.id == Deal.contact_id).where(Deal.state == state, *where)
    order = (Deal.closed.desc(), Deal.id.desc()) if state == "won" else (Deal.expected, Deal.id)
    for deal, name in visit.session.execute(wanted.order_by(*order).limit(SHOWN)):
        standing = (visit.today - deal.moved).days
        yield Card(
            deal.id,
            Cell(deal.name, href(visit, "deal", deal.id)),
            Cell(name, href(visit, "contact", deal.contact_id)),
            write.text("money", deal.amount),
            short_day(deal.expected, visit.language),
            deal.owner,
            standing,
            state != "won" and standing >= stale,
            state != "won" and deal.expected < visit.today,
            deal.id == asked.card,
        )
