"""Warehouses and shelves: adding them, putting goods on shelves, and how full they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import events, reference
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.rows import goods, location
from advisor.sandbox.stock.tables import Balance, Location, Shelved

MODELS |= {"location": Location}


def create(
    session: Session, by: Actor, *, code: str, name: str, warehouse: int | None = None, capacity: int = 0
) -> Location:
    """A warehouse, or a shelf of `warehouse` on which `capacity` whole units fit (0: not known). Shelves are picked in
    the order of their codes."""
    if not code.strip() or not name.strip():
        raise Refusal("A code and a name are needed. Enter both.", field="code" if name.strip() else "name")
    if session.scalars(select(Location.id).where(Location.code == code.strip())).first() is not None:
        raise Refusal("The code {code} is taken. Choose another.", values={"code": code.strip()}, field="code")
    if capacity < 0:
        raise Refusal("A shelf cannot hold less than nothing. Enter nought if you do not know.", field="capacity")
    made = Location(
        code=code.strip(),
        name=name.strip(),
        kind="warehouse" if warehouse is None else "shelf",
        parent_id=None if warehouse is None else location(session, warehouse).id,
        capacity=0 if warehouse is None else capacity,
    )
    session.add(made)
    session.flush()
    session.info.pop("locations", None)
    reference.changed(session)
    events.record(session, by, "location", made.id, "create")
    return made


def put(
    session: Session, by: Actor, *, product: int, shelf: int, quantity: Decimal, source: int | None = None
) -> Location:
    """Put goods of the warehouse on a shelf: such as are on none yet, or from the shelf `source`. Raises Refusal when
    there are not so many, or when they do not fit."""
    row, target = goods(session, [product])[product], location(session, shelf, "shelf")
    entered = parts(row, quantity)
    if source == shelf:
        raise Refusal("The goods are on this shelf already. Choose another one.", field="shelf")
    if source is None:
        _loose(session, row, target, entered)
    else:
        _take(session, row, location(session, source, "shelf"), target, entered)
    _fits(session, row, target, entered)
    _row(session, row, target).quantity += entered
    session.flush()
    events.record(session, by, "location", target.id, "put", {"product": row.code, "quantity": shown(row, entered)})
    return target


def take(session: Session, by: Actor, *, product: int, shelf: int, quantity: Decimal) -> Location:
    """Take goods off a shelf; they stay in the warehouse. Raises Refusal when there are not so many on it."""
    row, source = goods(session, [product])[product], location(session, shelf, "shelf")
    entered = parts(row, quantity)
    _take(session, row, source, source, entered)
    session.flush()
    events.record(session, by, "location", source.id, "take", {"product": row.code, "quantity": shown(row, entered)})
    return source


def _loose(session: Session, product: Product, shelf: Location, wanted: int) -> None:
    """Raises Refusal when fewer than `wanted` are on no shelf of the warehouse; its balance stays locked."""
    assert shelf.parent_id is not None
    balance = moves.lock(session, [(product.id, shelf.parent_id)])[product.id, shelf.parent_id]
    loose = balance.quantity - _on_shelves(session, product, shelf.parent_id)
    if wanted > loose:
        raise Refusal(
            "Only {there} of {product} are still to be put away here. Enter less, or take it from another shelf.",
            values={"there": shown(product, loose), "product": product.name},
            field="quantity",
        )


def _take(session: Session, product: Product, source: Location, target: Location, wanted: int) -> None:
    if source.parent_id != target.parent_id:
        raise Refusal("The shelves are in different warehouses. Make a transfer instead.", field="source")
    assert source.parent_id is not None
    moves.lock(session, [(product.id, source.parent_id)])
    row = _row(session, product, source)
    if wanted > row.quantity:
        raise Refusal(
            "Only {there} of {product} are on {shelf}. Enter less.",
            values={"there": shown(product, row.quantity), "product": product.name, "shelf": source.code},
            field="quantity",
        )
    row.quantity -= wanted


def _row(session: Session, product: Product, shelf: Location) -> Shelved:
    """What of the product is on the shelf; the balance of the warehouse must be locked."""
    found = session.get(Shelved, (product.id, shelf.id), populate_existing=True)
    if found is None:
        found = Shelved(product_id=product.id, location_id=shelf.id, quantity=0)
        session.add(found)
    return found


def _on_shelves(session: Session, product: Product, warehouse: int) -> int:
    shelves = [one.id for one in moves.locations(session).values() if one.parent_id == warehouse]
    rows = select(Shelved).where(Shelved.product_id == product.id, Shelved.location_id.in_(shelves))
    found = session.scalars(rows.execution_options(populate_existing=True)).all()
    return sum(row.quantity for row in found)


def _fits(session: Session, product: Product, shelf: Location, more: int) -> None:
    """Raises Refusal when the shelf would hold more whole units than fit; others wait until this is done."""
    session.refresh(shelf, with_for_update=True)
    if not shelf.capacity:
        return
    used: int = next(use.used for use in usage(session) if use.shelf.id == shelf.id)
    if used + whole(product, more) > shelf.capacity:
        raise Refusal(
            "{shelf} holds {capacity} units, and {used} are on it. Choose another shelf.",
            values={"shelf": shelf.code, "capacity": shelf.capacity, "used": used},
            field="shelf",
        )


def whole(product: Product, quantity: int) -> int:
    """Whole units that a quantity takes the space of."""
    parts_of_unit: int = 10**product.places
    return -(-quantity // parts_of_unit)


@dataclass(frozen=True)
class Use:
    """How many whole units stand on a shelf, and of how many products."""

    shelf: Location
    used: int
    products: int


def usage(session: Session) -> list[Use]:
    """The shelves by warehouse and code."""
    used: dict[int, int] = defaultdict(int)
    products: dict[int, int] = defaultdict(int)
    rows = session.execute(select(Shelved, Product).join(Product).where(Shelved.quantity > 0))
    for row, product in rows:
        used[row.location_id] += whole(product, row.quantity)
        products[row.location_id] += 1
    shelves = [one for one in moves.locations(session).values() if one.kind == "shelf"]
    return [Use(one, used[one.id], products[one.id]) for one in sorted(shelves, key=lambda s: (s.parent_id, s.code))]


@dataclass(frozen=True)
class PutAway:
    """Goods that are on no shelf; `shelf` is where they should go: to the same product if it fits, else to the emptiest
    shelf with room; None when there is none."""

    product: Product
    warehouse: Location
    quantity: int
    shelf: Location | None


def to_put_away(session: Session) -> list[PutAway]:
    """What stands in warehouses that have shelves, and on none of them."""
    uses = usage(session)
    parents = {use.shelf.parent_id for use in uses}
    places = {one.id: one for one in moves.locations(session).values() if one.id in parents}
    rows = session.execute(
        select(Balance, Product)
        .join(Product, Product.id == Balance.product_id)
        .where(Balance.location_id.in_(places), Balance.quantity > 0)
        .order_by(Balance.location_id, Product.code)
    ).all()
    standing: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    shelf_parent = {use.shelf.id: use.shelf.parent_id or 0 for use in uses}
    for row in session.scalars(select(Shelved).where(Shelved.quantity > 0)):
        standing[row.product_id, shelf_parent[row.location_id]][row.location_id] = row.quantity
    found = []
    for balance, product in rows:
        there = standing[product.id, balance.location_id]
        loose = balance.quantity - sum(there.values())
        if loose:
            ours = [use for use in uses if use.shelf.parent_id == balance.location_id]
            shelf = _best(ours, set(there), whole(product, loose))
            found.append(PutAway(product, places[balance.location_id], loose, shelf))
    return found


def _best(uses: Sequence[Use], same: set[int], units: int) -> Location | None:
    room = [use for use in uses if not use.shelf.capacity or use.shelf.capacity - use.used >= units]
    chosen = min(room, key=lambda use: (use.shelf.id not in same, use.used, use.shelf.code), default=None)
    return chosen.shelf if chosen else None


VERBS = (
    ("location.create", create, "erp-warehouse", ("warehouse",), "location"),
    ("shelf.put", put, "erp-warehouse", ("warehouse",), "location"),
    ("shelf.take", take, "erp-warehouse", ("warehouse",), "location"),
)
