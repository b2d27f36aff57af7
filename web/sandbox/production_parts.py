"""Pieces of pages of production: a product with all that goes into it, and what a planned order is needed for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from advisor.sandbox.core.amounts import PRICE_PARTS
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.boms import boms, roll_up
from advisor.sandbox.plan.tables import Bom, PlannedOrder
from advisor.sandbox.stock.tables import Balance
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

MOST_NODES = 300
DEEPEST = 8  # levels that are set in further; deeper ones stay below
SHOWN_PLACES = 3


@dataclass(frozen=True)
class Node:
    """An item in the tree: `level` counts from 0; quantities are for one unit of the product at the top."""

    level: int
    product: Cell
    quantity: str
    unit: str
    free: Cell
    lead: str
    cost: str


@dataclass(frozen=True)
class Walker:
    """What the tree is made of, read once."""

    visit: Visit
    write: Writer
    boms: dict[int, Bom]
    products: dict[int, Product]
    free: dict[int, int]
    costs: dict[int, int]

    def walk(self, product: int, quantity: Fraction, level: int) -> Iterator[Node]:
        """An item and all that goes into it; `quantity` in units."""
        item, write = self.products[product], self.write
        free = self.free.get(product, 0)
        parts = quantity * 10**item.places
        cost = self.costs.get(product, item.cost)
        worth = round(quantity * cost / PRICE_PARTS)
        yield Node(
            min(level, DEEPEST),
            Cell(item.name, href(self.visit, "product", product)),
            write.text("quantity", round(quantity * 10**SHOWN_PLACES), SHOWN_PLACES),
            item.unit,
            Cell(write.text("quantity", free, item.places), below=free < parts),
            write.text("lasting", item.lead_days),
            write.text("money", worth),
        )
        bom = self.boms.get(product)
        if bom is None or item.source != "make":
            return
        for line in bom.lines:
            inside = self.products[line.product_id]
            ratio = Fraction(line.quantity, 10**inside.places) / Fraction(bom.quantity, 10**item.places)
            yield from self.walk(line.product_id, quantity * ratio, level + 1)


@dataclass(frozen=True)
class Tree:
    """`cut` when there are more nodes than are shown."""

    nodes: tuple[Node, ...]
    currency: str
    cut: bool


def tree(visit: Visit, bom: Bom) -> Tree:
    """The product of a bill of materials with its parts, their parts and so on, one after the other."""
    session = visit.session
    free = session.execute(
        select(Balance.product_id, func.sum(Balance.quantity - Balance.reserved)).group_by(Balance.product_id)
    )
    walker = Walker(
        visit,
        writer(visit),
        boms(session),
        {one.id: one for one in session.scalars(select(Product).where(Product.kind == "goods"))},
        dict(free.all()),
        {product: cost.total for product, cost in roll_up(session).items()},
    )
    found = tuple(islice(walker.walk(bom.product_id, Fraction(1), 0), MOST_NODES + 1))
    return Tree(found[:MOST_NODES], visit.currency, len(found) > MOST_NODES)


@dataclass(frozen=True)
class Served:
    """What a planned order is needed for: kind and name of the document, how much of the order it takes."""

    kind: str
    document: Cell
    quantity: str


@dataclass(frozen=True)
class ServedPart:
    """`open` when it can be taken up; `key` makes sure that this is done once."""

    rows: tuple[Served, ...]
    planned: int
    open: bool
    key: str


def served(visit: Visit, order: PlannedOrder) -> ServedPart:
    places = visit.session.get_one(Product, order.product_id).places
    write = writer(visit)
    rows = tuple(_served(visit, write, peg, places) for peg in order.pegs)
    return ServedPart(rows, order.id, order.made is None and visit.actor.may(("production", "purchasing")), visit.key())


def _served(visit: Visit, write: Writer, peg: dict[str, Any], places: int) -> Served:
    kind = peg["kind"]
    name = peg["number"] or labels.kind(kind, visit.words)
    return Served(
        labels.kind(kind, visit.words),
        Cell(name, href(visit, kind, peg["id"])),
        write.text("quantity", peg["quantity"], places),
    )
