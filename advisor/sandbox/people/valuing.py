"""What changes the value of an asset beside its depreciation: a new value, and its end."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.people import depreciation
from advisor.sandbox.people.assets import book_value, gross, plan, write_off, written_off
from advisor.sandbox.people.inputs import amount
from advisor.sandbox.people.tables import Asset, Depreciation, Revaluation


def reserve(asset: Asset) -> int:
    """What the revaluation reserve holds for an asset."""
    return sum(one.reserve for one in asset.revaluations)


def divided(difference: int, held: int, lost: int) -> tuple[int, int]:
    """A change of value as (reserve, result): a rise first makes good what was `lost` in the result of earlier years
    and else goes to the reserve, a fall first uses up the reserve that is `held` (IAS 16, paragraphs 39 and 40)."""
    if difference >= 0:
        result = min(difference, lost)
        return difference - result, result
    kept = max(difference, -held)
    return kept, difference - kept


@effect("asset.revalue")
def revalue(
    session: Session,
    asset: Asset,
    by: Actor,
    *,
    value: Decimal,
    residual: Decimal | None = None,
    months: int | None = None,
    on: datetime.date | None = None,
) -> None:
    """From that day on the asset is worth `value`, and is written off over what is left of its life, which `months`
    (from its beginning) makes longer or shorter. Depreciation due before is booked first."""
    day = on or clock.today(session)
    _not_before(asset, day)
    _book_until(session, asset, day)
    wanted = amount(session, value, "value")
    asset.residual = asset.residual if residual is None else amount(session, residual, "residual")
    if wanted < asset.residual:
        raise Refusal("The new value is below the residual value. Lower the residual value too.", field="value")
    _change_life(asset, months, day)
    _book_change(session, asset, day, wanted - book_value(asset))
    asset.lines = [line for line in asset.lines if line.entry_id is not None]
    session.flush()
    asset.lines = plan(asset, day)
    if book_value(asset) > asset.residual and all(line.entry_id for line in asset.lines):
        raise Refusal("The asset is at the end of its life. Enter a longer one in months.", field="months")


def _change_life(asset: Asset, months: int | None, day: datetime.date) -> None:
    if months is None:
        return
    end = depreciation.spans(asset.start, months, asset.every, asset.part)[-1].on if 0 < months <= 1200 else None
    if end is None or end <= day:
        raise Refusal("With this life the asset would be at its end already. Enter a longer one.", field="months")
    asset.months = months


def _book_change(session: Session, asset: Asset, day: datetime.date, difference: int) -> None:
    if not difference:
        return
    lost = -sum(one.amount - one.reserve for one in asset.revaluations)
    kept, result = divided(difference, reserve(asset), max(0, lost))
    items = [
        Item("asset", difference),
        Item("revaluation", -kept),
        Item("depreciation", -result, cost_centre=asset.cost_centre_id),
    ]
    entry = post(session, Posting("AST", day, items, "asset", asset.id, f"{asset.number} {asset.name}"[:200]))
    asset.revaluations.append(Revaluation(on=day, amount=difference, reserve=kept, entry_id=entry.id))


@effect("asset.dispose")
def dispose(
    session: Session,
    asset: Asset,
    by: Actor,
    *,
    proceeds: Decimal = Decimal(0),
    method: Literal["bank", "cash"] = "bank",
    on: datetime.date | None = None,
) -> None:
    """The asset is sold or scrapped on that day: it is written off until then, and what it brings beyond its book
    value is the result. What the reserve holds for it becomes retained profit (IAS 16, paragraph 41)."""
    day = on or clock.today(session)
    _not_before(asset, day)
    _book_until(session, asset, day)
    _book_part(session, asset, day)
    got, kept = amount(session, proceeds, "proceeds"), reserve(asset)
    items = [
        Item("accumulated", written_off(asset), cost_centre=asset.cost_centre_id),
        Item("asset", -gross(asset)),
        Item(method, got),
        Item("disposal", book_value(asset) - got, cost_centre=asset.cost_centre_id),
        Item("revaluation", kept),
        Item("profit", -kept),
    ]
    post(session, Posting("AST", day, items, "asset", asset.id, f"{asset.number} {asset.name}"[:200]))
    asset.closed = day


def _not_before(asset: Asset, day: datetime.date) -> None:
    """Raises Refusal for a day before its beginning, or before something that is booked already."""
    latest = max([asset.start, *(one.on for one in asset.revaluations)] + [o.on for o in asset.lines if o.entry_id])
    if day < latest:
        raise Refusal(
            "{asset} has entries until {day}. Choose that day or a later one.",
            values={"asset": asset.name, "day": latest.isoformat()},
            field="on",
        )


def _book_until(session: Session, asset: Asset, day: datetime.date) -> None:
    for line in asset.lines:
        if line.entry_id is None and line.on <= day:
            write_off(session, asset, line)


def _book_part(session: Session, asset: Asset, day: datetime.date) -> None:
    """Book what belongs to the days of a period that is not over, and drop what was planned for later."""
    ahead = [line for line in asset.lines if line.entry_id is None and line.on > day]
    asset.lines = [line for line in asset.lines if line not in ahead]
    if not ahead:
        return
    spans = {span.on: span for span in depreciation.spans(asset.start, asset.months, asset.every, asset.part)}
    span = spans[ahead[0].on]
    part = depreciation.until(day, span, ahead[0].amount, asset.start, asset.part, asset.every)
    session.flush()
    if part:
        line = Depreciation(on=day, amount=part)
        asset.lines.append(line)
        write_off(session, asset, line)
