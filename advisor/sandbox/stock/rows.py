"""Products and places by the ids that people enter."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.tables import Location


def goods(session: Session, ids: Iterable[int]) -> dict[int, Product]:
    """The products, which must be goods. Raises NotFound or Refusal."""
    wanted = set(ids)
    found = {one.id: one for one in session.scalars(select(Product).where(Product.id.in_(wanted)))}
    if wanted - set(found):
        raise NotFound("There is no product with this number. Choose one from the list.", field="product")
    for one in found.values():
        if one.kind != "goods":
            raise Refusal("{product} is a service and is not kept in stock.", values={"product": one.name})
    return found


def location(session: Session, id: int, kind: str = "warehouse") -> Location:
    """The warehouse, or the shelf. Raises NotFound."""
    for one in locations(session).values():
        if one.id == id and one.kind == kind:
            return one
    if kind == "shelf":
        raise NotFound("There is no such shelf. Choose one from the list, or add it first.", field="shelf")
    raise NotFound("There is no such warehouse. Choose one from the list, or add it first.", field="location")


def warehouses(session: Session) -> list[Location]:
    """Our own places in which goods are valued, the first one first."""
    return [one for one in locations(session).values() if one.kind == "warehouse"]


def warehouse(session: Session, id: int | None = None) -> Location:
    """The warehouse of that id, or the first one. Raises NotFound."""
    for one in warehouses(session):
        if id in (None, one.id):
            return one
    raise NotFound("There is no such warehouse here. Choose one from the list.", field="location")
