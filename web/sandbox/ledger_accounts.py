"""What an account moved in the last months, as bars."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor import language as wording
from advisor.sandbox.ledger.tables import Account, Period, Total
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.visit import Visit

SHOWN = 12
HEIGHT = 40.0  # of the longest bar to either side of nought


@dataclass(frozen=True)
class Bar:
    """Debit less credit of a month; `top` and `height` in units of the drawing, `x` its place."""

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
    """The last twelve months up to today; no bars when nothing moved."""
    wanted = (
        select(Period.first, func.sum(Total.debit - Total.credit))
        .outerjoin(Total, (Total.period_id == Period.id) & (Total.account_id == account.id) & (Total.company_id == 1))
        .where(Period.first <= visit.today)
        .group_by(Period.first)
        .order_by(Period.first.desc())
        .limit(SHOWN)
    )
    found = [(first, int(amount or 0)) for first, amount in visit.session.execute(wanted)][::-1]
    largest = max((abs(amount) for _, amount in found), default=0)
    bars = tuple(_bar(visit, place, one, largest) for place, one in enumerate(found)) if largest else ()
    ledger = f"{visit.base}/l/ledger?account={account.id}"
    return Months(bars, ledger, visit.words("What this account moved in each month"))


def _bar(visit: Visit, place: int, one: tuple[datetime.date, int], largest: int) -> Bar:
    first, amount = one
    height = abs(amount) / largest * HEIGHT
    shown = writer(visit).cell("money", amount)
    month = wording.part_of_date(first.strftime("%Y-%m"), visit.language)
    return Bar(month, shown, place * 10, HEIGHT - height if amount > 0 else HEIGHT, height, amount < 0)
