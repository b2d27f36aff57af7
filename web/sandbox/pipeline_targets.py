"""Sellers: what they should win in a month and what they won, with the work behind it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from sqlalchemy import select

from advisor.sandbox.crm.forecast import Sums, next_month
from advisor.sandbox.crm.tables import Member
from advisor.sandbox.crm.targets import Reached, performance
from web.sandbox.asking import written
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import writer
from web.sandbox.pages import Place
from web.sandbox.pipeline_forecast import month_name
from web.sandbox.pipeline_forms import amount
from web.sandbox.typed import day as read_day
from web.sandbox.visit import Visit

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Seller:
    """`share` of the target that was won, as a bar; `target` as it is read and `typed` as it is entered."""

    owner: str
    target: Cell
    typed: str
    won: Cell
    share: Cell
    deals: Cell
    lost: Cell
    conversion: Cell
    days: Cell
    activities: Cell


@dataclass(frozen=True)
class TargetsData:
    """`month` is its first day as a form sends it."""

    title: str
    month: str
    before: Place
    after: Place
    sellers: tuple[Seller, ...]
    may: bool
    key: str
    query: str


def build(visit: Visit) -> TargetsData:
    asked = read_day(visit.query.get("month", "")) or visit.today
    first = asked.replace(day=1)
    last = next_month(first) - DAY
    found, write = performance(visit.session, first), writer(visit)
    ids = {name: number for number, name in visit.session.execute(select(Member.id, Member.name))}
    return TargetsData(
        _title(visit, first),
        first.isoformat(),
        _place(visit, (first - DAY).replace(day=1)),
        _place(visit, next_month(first)),
        tuple(_seller(visit, write, one, first, last, ids.get(one.owner)) for one in found),
        visit.actor.may(("manager",)),
        visit.key(),
        f"?month={first.isoformat()}",
    )


def _title(visit: Visit, first: datetime.date) -> str:
    return month_name(Sums(first, next_month(first) - DAY), visit.language)


def _place(visit: Visit, first: datetime.date) -> Place:
    return Place(_title(visit, first), f"{visit.base}/p/performance?month={first.isoformat()}")


def _seller(
    visit: Visit, write: Writer, one: Reached, first: datetime.date, last: datetime.date, member: int | None
) -> Seller:
    def closed(state: str) -> str:
        found = {"state": state, "owner": member or "", "closed.from": first, "closed.to": last}
        return f"{visit.base}/l/deals?{urlencode(found)}" if member else ""

    number = write.text
    return Seller(
        one.owner,
        write.cell("money", one.target),
        written(amount(visit.session, one.target or 0), visit.language) if one.target else "",
        Cell(number("money", one.won), closed("won") if one.deals else "", end=True),
        write.cell("bar", one.share),
        Cell(number("number", one.deals), closed("won") if one.deals else "", end=True),
        Cell(number("number", one.lost), closed("lost") if one.lost else "", end=True),
        write.cell("percent", one.conversion),
        write.cell("number", None if one.days is None else Decimal(one.days).quantize(Decimal("0.1"))),
        Cell(number("number", one.activities), end=True),
    )
