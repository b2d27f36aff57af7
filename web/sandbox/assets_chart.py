"""The book value of an asset from its first day to the end of its life, what is booked and what is to come."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.sandbox.people.assets import book_value
from advisor.sandbox.people.tables import Asset
from web.sandbox.chrome import writer
from web.sandbox.visit import Visit

WIDTH, HEIGHT = 600.0, 180.0
Point = tuple[datetime.date, int]


@dataclass(frozen=True)
class Chart:
    """`booked` and `ahead` are points of lines, `area` the surface below the first; `now` is where today is."""

    finding: str
    booked: str
    ahead: str
    area: str
    now: float
    top: str
    residual: str
    residual_y: float
    first: str
    last: str


def chart(visit: Visit, asset: Asset) -> Chart | None:
    """The drawing for the page of an asset; nothing for one without depreciation."""
    steps = list(_steps(asset))
    if len(steps) < 2:
        return None
    write, words = writer(visit), visit.words
    start, end = steps[0][0], max(steps[-1][0], visit.today if asset.state == "running" else steps[-1][0])
    highest = max(value for _, value in steps)
    done = [step for step in steps if step[0] <= _until(asset)]

    def x(day: datetime.date) -> float:
        return (day - start).days / max(1, (end - start).days) * WIDTH

    def y(value: int) -> float:
        return HEIGHT - value / highest * HEIGHT

    def line(points: list[Point]) -> str:
        return " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value in points)

    booked = line(done)
    value = f"{visit.currency} {write.text('money', book_value(asset) if asset.state != 'closed' else 0)}"
    return Chart(
        words("It is worth {amount} in the books").format(amount=value),
        booked,
        line(steps[len(done) - 1 :]),
        f"0.0,{HEIGHT} {booked} {x(done[-1][0]):.1f},{HEIGHT}",
        x(min(max(visit.today, start), end)),
        write.text("money", highest),
        write.text("money", asset.residual),
        y(asset.residual),
        write.text("date", start),
        write.text("date", end),
    )


def _until(asset: Asset) -> datetime.date:
    """The last day on which something was booked."""
    days = [line.on for line in asset.lines if line.entry_id is not None]
    days += [one.on for one in asset.revaluations] + ([asset.closed] if asset.closed else [])
    return max([asset.start, *days])


def _steps(asset: Asset) -> Iterator[Point]:
    """The book value after each change, in the order of days."""
    changes: list[Point] = [(line.on, -line.amount) for line in asset.lines]
    changes += [(one.on, one.amount) for one in asset.revaluations]
    value = asset.cost
    yield asset.start, value
    for day, amount in sorted(changes):
        value += amount
        yield day, value
    if asset.closed is not None:
        yield asset.closed, 0
