"""The last months of an account as bars: what stood on it, or what it moved where it begins anew every year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.ledger.tables import Account, Period, Total
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.visit import Visit

SHOWN = 12
MOVES = ("income", "expense")
MOVED = mark("What this account moved in each month")
STOOD = mark("What stood on this account at the end of each month")
HEIGHT = 40.0  # of the longest bar to either side of nought


@dataclass(frozen=True)
class Bar:
    """A balance at the end of a month, or what the month moved, debit above nought. `top` and `height` are in units of
    the drawing, `x` is its place."""

    month: str
    amount: Cell
    x: int
    top: float
    height: float
    below: bool


@dataclass(frozen=True)
class Months:
    bars: tuple[Bar, ...]
    ledger: str
    label: str


def months(visit: Visit, account: Account) -> Months:
    """The last twelve months up to today; no bars when nothing was booked."""
    moves = account.kind in MOVES
    found = _moved(visit.session, account.id, visit.today)
    if not moves:
        found = list(zip((first for first, _ in found), accumulate(amount for _, amount in found), strict=True))
    found = found[-SHOWN:]
    largest = max((abs(amount) for _, amount in found), default=0)
    bars = tuple(_bar(visit, place, one, largest) for place, one in enumerate(found)) if largest else ()
    label = visit.words(MOVED) if moves else visit.words(STOOD)
    return Months(bars, f"{visit.base}/l/ledger?account={account.id}", label)


def _moved(session: Session, account: int, today: datetime.date) -> list[tuple[datetime.date, int]]:
    """Debit less credit of every month up to `today`, the oldest first; without the entries that close a year."""
    mine = (Total.period_id == Period.id) & (Total.account_id == account) & (Total.company_id == 1)
    wanted = (
        select(Period.first, func.sum(Total.debit - Total.credit))
        .outerjoin(Total, mine & (Total.closing == 0))
        .where(Period.first <= today)
        .group_by(Period.first)
        .order_by(Period.first)
    )
    return [(first, int(amount or 0)) for first, amount in session.execute(wanted)]


def _bar(visit: Visit, place: int, one: tuple[datetime.date, int], largest: int) -> Bar:
    first, amount = one
    height = abs(amount) / largest * HEIGHT
    shown = writer(visit).cell("money", amount)
    month = wording.part_of_date(first.strftime("%Y-%m"), visit.language)
    return Bar(month, shown, place * 10, HEIGHT - height if amount > 0 else HEIGHT, height, amount < 0)
