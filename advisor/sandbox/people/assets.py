"""Fixed assets: bought, written off on their days, valued anew, and gone in the end; each step is one entry."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import PeriodClosed, Refusal
from advisor.sandbox.core.states import MODELS, effect
from advisor.sandbox.ledger.periods import blocks_closing, named
from advisor.sandbox.ledger.posting import Item, Posting, period_of, post
from advisor.sandbox.ledger.tables import CostCentre, Entry, Period
from advisor.sandbox.people import depreciation
from advisor.sandbox.people.depreciation import Span, Way
from advisor.sandbox.people.inputs import amount, optional
from advisor.sandbox.people.tables import Asset, Depreciation

MODELS |= {"asset": Asset}

Method = Literal["linear", "declining", "declining_linear", "written_down"]
Paid = Literal["bill", "bank", "cash", "opening"]


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    cost: Decimal,
    months: int,
    residual: Decimal = Decimal(0),
    category: str = "",
    method: Method = "linear",
    factor: Decimal = Decimal(2),
    every: Literal[1, 3, 6, 12] = 1,
    part: Literal["days", "months", "full"] = "days",
    start: datetime.date | None = None,
    cost_centre: int | None = None,
) -> Asset:
    """An asset with a life of `months`, written off every so many months of the calendar year. `factor` is how many
    times the linear rate a declining balance takes; `part` how a period in which it begins is counted."""
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    asset = Asset(
        name=name.strip(),
        category=category.strip(),
        cost=amount(session, cost, "cost"),
        residual=amount(session, residual, "residual"),
        months=months,
        every=every,
        method=method,
        part=part,
        factor=int(factor * 10_000),
        start=start or clock.today(session),
        cost_centre_id=optional(session, CostCentre, cost_centre, "cost_centre"),
    )
    _sensible(asset)
    asset.number = numbers.text("FA", numbers.draw(session, "asset", clock.today(session)))
    asset.lines = plan(asset)
    session.add(asset)
    session.flush()
    events.record(session, by, "asset", asset.id, "create", {"cost": asset.cost, "months": asset.months})
    return asset


def _sensible(asset: Asset) -> None:
    """Raises Refusal for values that no schedule can be made of."""
    if not 0 < asset.months <= 1200:
        raise Refusal("The life of an asset is between 1 and 1200 months. Correct it.", field="months")
    if asset.cost <= 0 or asset.residual > asset.cost:
        raise Refusal("The cost is above nought and not below the residual value. Correct one of them.", field="cost")
    if asset.method == "written_down" and asset.residual <= 0:
        raise Refusal(
            "The written-down method leads to a residual value above nought. Enter one, or choose another method.",
            field="residual",
        )
    if not 0 < asset.factor <= 100_000:
        raise Refusal("The factor of a declining balance is above nought and at most 10.", field="factor")


def way(asset: Asset, value: int, periods: Fraction) -> Way:
    """How the rest of an asset that is worth `value` is written off over `periods`."""
    if asset.method == "linear" or value <= asset.residual:
        return Way("linear")
    if asset.method == "written_down":
        return Way(asset.method, depreciation.written_down(value, asset.residual, periods))
    return Way(asset.method, depreciation.declining(asset.factor, Fraction(asset.months, asset.every)))


def plan(asset: Asset, after: datetime.date = datetime.date.min) -> list[Depreciation]:
    """The lines of an asset from its present value and what was booked already: booked ones stay, others are on days
    after them and after that day."""
    kept = [line for line in asset.lines if line.entry_id is not None]
    later = max([after, *(line.on for line in kept)])
    over = [span for span in _spans(asset) if span.on > later]
    value = book_value(asset)
    parts = depreciation.amounts(value, asset.residual, over, way(asset, value, _periods(over))) if over else []
    return kept + [Depreciation(on=span.on, amount=part) for span, part in zip(over, parts, strict=True)]


def _spans(asset: Asset) -> tuple[Span, ...]:
    return depreciation.spans(asset.start, asset.months, asset.every, asset.part)


def _periods(over: Sequence[Span]) -> Fraction:
    return sum((span.share for span in over), Fraction(0))


def gross(asset: Asset) -> int:
    """Cost with all changes of value, as it stands on the account of fixed assets."""
    return asset.cost + sum(one.amount for one in asset.revaluations)


def written_off(asset: Asset) -> int:
    """What is booked of its depreciation."""
    return sum(line.amount for line in asset.lines if line.entry_id is not None)


def book_value(asset: Asset) -> int:
    """Cost with changes of value less the depreciation that is booked."""
    return gross(asset) - written_off(asset)


@effect("asset.start")
def start(
    session: Session,
    asset: Asset,
    by: Actor,
    *,
    paid: Paid = "bill",
    on: datetime.date | None = None,
    written_off_until: datetime.date | None = None,
) -> None:
    """The asset is in use. Its cost is booked here, unless a bill booked it on fixed assets already.

    Depreciation until `written_off_until` was booked before the company came here and is taken over in one sum.
    """
    day = on or clock.today(session)
    if paid != "bill":
        _book(session, asset, day, [Item("asset", asset.cost), Item(paid, -asset.cost)])
    if written_off_until is not None:
        _take_over(session, asset, written_off_until, day)
    open_lines(session, asset)


def _take_over(session: Session, asset: Asset, until: datetime.date, day: datetime.date) -> None:
    old = [line for line in asset.lines if line.on <= until]
    total = sum(line.amount for line in old)
    if total:
        entry = _book(session, asset, day, [Item("opening", total), Item("accumulated", -total)])
        for line in old:
            line.entry_id = entry.id


def open_lines(session: Session, asset: Asset) -> None:
    """Raises Refusal when depreciation that is due could never be booked, because its month is closed."""
    for line in asset.lines:
        if line.entry_id is None and line.on <= clock.today(session):
            try:
                period_of(session, line.on)
            except PeriodClosed as closed:
                raise Refusal(
                    "Depreciation of {asset} on {day} falls into a month that is not open. Say until when it was "
                    "written off before.",
                    values={"asset": asset.name, "day": line.on.isoformat()},
                    field="written_off_until",
                ) from closed


def _book(session: Session, asset: Asset, on: datetime.date, items: Sequence[Item]) -> Entry:
    return post(session, Posting("AST", on, items, "asset", asset.id, f"{asset.number} {asset.name}"[:200]))


def depreciate(session: Session, by: Actor, *, until: datetime.date | None = None) -> None:
    """Book all depreciation due until a day, today if none is given. Raises Refusal for a day to come."""
    day, today = until or clock.today(session), clock.today(session)
    if day > today:
        raise Refusal("This day is still to come. Depreciation is booked when its day is over.", field="until")
    post_due(session, by, day)


def post_due(session: Session, by: Actor, until: datetime.date) -> int:
    """Book every depreciation due until a day, each with its own entry on its day; how many there were. What falls into
    a month that the books do not have yet waits for it."""
    due = session.execute(
        select(Depreciation, Asset)
        .join(Asset, Asset.id == Depreciation.asset_id)
        .join(Period, (Period.first <= Depreciation.on) & (Period.last >= Depreciation.on))
        .where(
            Asset.state == "running",
            Depreciation.entry_id.is_(None),
            Depreciation.amount > 0,
            Depreciation.on <= until,
            Period.state == "open",
        )
        .order_by(Depreciation.on, Asset.id)
        .with_for_update(of=(Depreciation, Asset))
    ).all()
    for line, asset in due:
        write_off(session, asset, line)
    for asset in {asset.id: asset for _, asset in due}.values():
        events.record(session, by, "asset", asset.id, "depreciate", {"until": until.isoformat()})
    session.flush()
    return len(due)


def write_off(session: Session, asset: Asset, line: Depreciation) -> None:
    """Book one depreciation on its day; one of nothing is done without an entry of its own."""
    items = [
        Item("depreciation", line.amount, cost_centre=asset.cost_centre_id),
        Item("accumulated", -line.amount, cost_centre=asset.cost_centre_id),
    ]
    if line.amount:
        line.entry_id = _book(session, asset, line.on, items).id


def due(session: Session, first: datetime.date, last: datetime.date) -> list[tuple[str, datetime.date]]:
    """Depreciation of assets in use that is not booked though it belongs between two days: number of the asset, day."""
    wanted = (
        select(Asset.number, Depreciation.on)
        .join(Asset, Asset.id == Depreciation.asset_id)
        .where(
            Asset.state == "running",
            Depreciation.entry_id.is_(None),
            Depreciation.amount > 0,
            Depreciation.on >= first,
            Depreciation.on <= last,
        )
        .order_by(Depreciation.on, Asset.number)
    )
    return [(number or "", on) for number, on in session.execute(wanted)]


@blocks_closing
def nothing_due(session: Session, period: Period) -> None:
    """Raises Refusal while depreciation of the month is not booked."""
    found = due(session, period.first, period.last)
    if found:
        raise Refusal(
            "Depreciation of {month} is not booked for assets: {count}, such as {number}. Book it first.",
            values={"month": named(period), "count": len(found), "number": found[0][0]},
        )


def loaded(session: Session, states: Sequence[str] = ("running",)) -> list[Asset]:
    """Assets with their lines and changes of value, in order of their numbers."""
    wanted = select(Asset).where(Asset.state.in_(states)).order_by(Asset.id)
    return list(session.scalars(wanted.options(selectinload(Asset.lines), selectinload(Asset.revaluations))))


VERBS = (
    ("asset.create", create, "erp-assets", ("accounting",), "asset"),
    ("asset.depreciate", depreciate, "erp-assets", ("accounting",), ""),
)
