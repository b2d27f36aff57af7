"""What the pipeline is expected to bring: open deals by the month of their expected day, and what was won."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.crm.deals import OPEN
from advisor.sandbox.crm.tables import Deal

MONTHS = 6  # that are shown, beginning with the one it is


@dataclass(frozen=True)
class Sums:
    """`deals` is how many are open, `amount` what they come to, `weighted` the same by their probabilities, `won` what
    was won in the time; all in smallest units. `first` to `last` are the days it is about."""

    first: datetime.date
    last: datetime.date
    deals: int = 0
    amount: int = 0
    weighted: int = 0
    won: int = 0

    @property
    def expected(self) -> int:
        """Won and weighted together."""
        return self.won + self.weighted


@dataclass(frozen=True)
class Forecast:
    """Months in their order, the whole time, the same by seller (empty: nobody's), and open deals whose expected day is
    over, which are in no month."""

    months: tuple[Sums, ...]
    whole: Sums
    sellers: dict[str, Sums]
    overdue: Sums


def forecast(session: Session, owner: str | None = None, months: int = MONTHS) -> Forecast:
    """From today on; of one seller, or of all."""
    today = clock.today(session)
    spans = list(_spans(today, months))
    whole = Sums(spans[0].first, spans[-1].last)
    mine = [] if owner is None else [Deal.owner == owner]
    found = [_sums(session, span, today, mine) for span in spans]
    names = session.scalars(select(Deal.owner).where(*mine).distinct().order_by(Deal.owner)).all()
    sellers = {name: _sums(session, whole, today, [Deal.owner == name]) for name in names}
    return Forecast(
        tuple(found),
        _sums(session, whole, today, mine),
        {name: sums for name, sums in sellers.items() if sums.deals or sums.won},
        _open(session, Sums(datetime.date.min, today - datetime.timedelta(days=1)), [Deal.expected < today, *mine]),
    )


def _spans(today: datetime.date, months: int) -> Iterator[Sums]:
    first = today.replace(day=1)
    for _ in range(months):
        following = next_month(first)
        yield Sums(first, following - datetime.timedelta(days=1))
        first = following


def next_month(day: datetime.date) -> datetime.date:
    """The first day of the next month."""
    return (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)


def _sums(session: Session, span: Sums, today: datetime.date, mine: list[ColumnElement[bool]]) -> Sums:
    """Open deals that are expected in the span and not overdue, and what was won in it."""
    first = max(span.first, today)
    found = _open(session, span, [Deal.expected.between(first, span.last), *mine])
    won = select(func.coalesce(func.sum(Deal.amount), 0))
    won = won.where(Deal.state == "won", Deal.closed.between(span.first, span.last), *mine)
    return replace(found, won=int(session.scalar(won) or 0))


def _open(session: Session, span: Sums, where: list[ColumnElement[bool]]) -> Sums:
    columns = (func.count(), func.sum(Deal.amount), func.sum(Deal.amount * Deal.probability))
    count, amount, parts = session.execute(select(*columns).where(Deal.state.in_(OPEN), *where)).one()
    return replace(span, deals=count, amount=int(amount or 0), weighted=rounded(int(parts or 0), 100))
