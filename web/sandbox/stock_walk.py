"""What a person in the warehouse walks with: the picking list, and what is to be put away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from advisor.sandbox.core.quantities import shown
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.picking import Pick, picks
from advisor.sandbox.stock.shelving import to_put_away
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.trade.tables import Shipment
from web.sandbox import tables
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Place
from web.sandbox.visit import Visit


@dataclass(frozen=True)
class PickLine:
    """`shelf` is empty for goods that stand on none."""

    shelf: str
    product: Cell
    code: str
    quantity: str
    document: Cell


@dataclass(frozen=True)
class Walk:
    warehouse: str
    lines: tuple[PickLine, ...]


@dataclass(frozen=True)
class PickingData:
    """`only` is the number of the delivery that is asked for, empty for all."""

    only: str
    walks: tuple[Walk, ...]
    today: datetime.date


def picking(visit: Visit) -> PickingData:
    """All that is held, or what is held for the delivery that the address names."""
    wanted = visit.query.get("shipment", "")
    one = _shipment(visit, wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else None
    found = picks(visit.session, [("shipment", one.id)] if one else None)
    walks = tuple(
        Walk(name, tuple(_pick(visit, pick) for pick in group))
        for name, group in groupby(found, key=lambda pick: pick.warehouse.name)
    )
    return PickingData((one.number or "") if one else "", walks, visit.today)


def _shipment(visit: Visit, typed: str) -> Shipment | None:
    return visit.session.scalars(
        select(Shipment).where(Shipment.id == int(typed), Shipment.kind == "shipment")
    ).one_or_none()


def _pick(visit: Visit, pick: Pick) -> PickLine:
    write = writer(visit)
    return PickLine(
        pick.shelf.code if pick.shelf else "",
        Cell(pick.product.name, href(visit, "product", pick.product.id)),
        pick.product.code,
        f"{write.text('quantity', pick.quantity, pick.product.places)} {pick.product.unit}",
        Cell(pick.number, href(visit, pick.kind, pick.document)),
    )


@dataclass(frozen=True)
class Away:
    """`product`, `shelf` and `typed` are what the button sends; `shelf` is 0 where nothing has room."""

    name: Cell
    quantity: str
    warehouse: str
    suggested: str
    product: int
    shelf: int
    typed: str
    other: Place | None
    key: str


@dataclass(frozen=True)
class AwayData:
    lines: tuple[Away, ...]
    shelves: bool
    may: bool


def away(visit: Visit) -> AwayData:
    """Goods that stand on no shelf, each with the shelf that suits."""
    write = writer(visit)
    lines = tuple(
        Away(
            Cell(one.product.name, href(visit, "product", one.product.id)),
            f"{write.text('quantity', one.quantity, one.product.places)} {one.product.unit}",
            one.warehouse.name,
            one.shelf.code if one.shelf else "",
            one.product.id,
            one.shelf.id if one.shelf else 0,
            shown(one.product, one.quantity),
            tables.offer(visit, "shelf.put", f"?product={one.product.id}&quantity={shown(one.product, one.quantity)}"),
            visit.key(),
        )
        for one in to_put_away(visit.session)
    )
    has = any(place.kind == "shelf" for place in _places(visit))
    return AwayData(lines, has, visit.actor.may(("warehouse",)))


def _places(visit: Visit) -> list[Location]:
    return list(locations(visit.session).values())
