"""Bills of materials: what goes into a product, which steps of work make it, and what both cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import PRICE_PARTS, rounded, worth
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Product, Trial
from advisor.sandbox.plan.structure import levels, loop
from advisor.sandbox.plan.tables import Bom, BomLine, Operation, WorkCentre
from advisor.sandbox.stock.tables import Balance

MODELS |= {"bom": Bom, "work_centre": WorkCentre}


class PartIn(BaseModel):
    """`quantity` units of a product."""

    model_config = ConfigDict(extra="forbid")
    product: int
    quantity: Decimal = Field(gt=0)


class StepIn(BaseModel):
    """A step at a work centre: `setup` minutes for an order, `run` minutes for each unit (two decimals)."""

    model_config = ConfigDict(extra="forbid")
    name: str
    centre: int
    setup: int = Field(default=0, ge=0)
    run: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2)


def create_centre(
    session: Session, by: Actor, *, name: str, minutes: int = 480, cost: Decimal = Decimal(0), code: str = ""
) -> WorkCentre:
    """A new work centre with `minutes` of capacity on a working day; an hour of it costs `cost`."""
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    _capacity(minutes, cost)
    if code and session.scalars(select(WorkCentre.id).where(WorkCentre.code == code)).first() is not None:
        raise Refusal("The code {code} is taken. Choose another.", values={"code": code}, field="code")
    last = session.scalar(select(func.max(WorkCentre.id))) or 0
    hour = minor(cost, clock.trial(session).currency)
    made = WorkCentre(code=code or f"WC{last + 1:02d}", name=name.strip(), minutes=minutes, cost=hour)
    session.add(made)
    session.flush()
    events.record(session, by, "work_centre", made.id, "create")
    return made


def change_centre(
    session: Session, by: Actor, *, centre: int, minutes: int | None = None, cost: Decimal | None = None
) -> WorkCentre:
    """Another capacity or cost from now on; minutes that are charged already keep the cost they had."""
    found = centres(session, [centre])[centre]
    _capacity(found.minutes if minutes is None else minutes, cost or Decimal(0))
    found.minutes = found.minutes if minutes is None else minutes
    found.cost = found.cost if cost is None else minor(cost, clock.trial(session).currency)
    events.record(session, by, "work_centre", found.id, "change", {"minutes": found.minutes, "cost": found.cost})
    return found


def _capacity(minutes: int, cost: Decimal) -> None:
    if not 0 <= minutes <= 24 * 60:
        raise Refusal("A day has between 0 and 1440 minutes. Enter the minutes of a working day.", field="minutes")
    if cost < 0:
        raise Refusal("A cost is nought or more. Correct it.", field="cost")


def set_bom(
    session: Session,
    by: Actor,
    *,
    product: int,
    quantity: Decimal = Decimal(1),
    lines: list[PartIn],
    operations: list[StepIn] = [],  # noqa: B006 - an input's default, never changed
    bom: int | None = None,
) -> Bom:
    """What goes into `quantity` of a product, in place of what was said before. The product is made from now on.

    Work orders that are released keep what they hold. Whoever changes a bill of materials he has read says which
    (`bom`), so that it is not that of another product. Raises Refusal for a product that would go into itself.
    """
    found = products(session, [product, *(line.product for line in lines)])
    made = found[product]
    _usable(made, lines, operations, found)
    centres(session, [step.centre for step in operations])
    one_at_a_time(session)
    _no_loop(session, made, [line.product for line in lines])
    kept = _kept(session, made, bom)
    for old in (*kept.lines, *kept.operations):
        session.delete(old)
    kept.quantity = parts(made, quantity)
    kept.lines = [
        BomLine(product_id=line.product, quantity=parts(found[line.product], line.quantity)) for line in lines
    ]
    kept.operations = [
        Operation(
            position=place, name=step.name.strip(), centre_id=step.centre, setup=step.setup, run=int(step.run * 100)
        )
        for place, step in enumerate(operations, 1)
    ]
    made.source = "make"
    session.flush()
    events.record(session, by, "bom", kept.id, "set_bom", {"lines": len(lines), "operations": len(operations)})
    return kept


def _kept(session: Session, made: Product, expected: int | None) -> Bom:
    """The bill of materials of a product, locked, or a new one. Raises Refusal when it is not the expected one."""
    found: Bom | None = session.scalars(_whole().where(Bom.product_id == made.id).with_for_update()).one_or_none()
    if expected is not None and (found is None or found.id != expected):
        raise Refusal(
            "The bill of materials that you changed is not that of {product}. Begin a new one for it.",
            values={"product": made.name},
            field="product",
        )
    if found is None:
        found = Bom(product_id=made.id, quantity=1)
        session.add(found)
    return found


def _usable(made: Product, lines: Sequence[PartIn], steps: Sequence[StepIn], found: dict[int, Product]) -> None:
    if not lines and not steps:
        raise Refusal("A bill of materials needs a part or a step of work. Add one.", field="lines")
    for place, line in enumerate(lines):
        if found[line.product].kind != "goods":
            raise Refusal(
                "{product} is a service and cannot be a part. Enter it as a step of work.",
                values={"product": found[line.product].name},
                field=f"lines.{place}.product",
            )
    if made.kind != "goods":
        raise Refusal("{product} is a service and is not made.", values={"product": made.name}, field="product")


def _no_loop(session: Session, made: Product, inside: Sequence[int]) -> None:
    shape = structure(session) | {made.id: list(inside)}
    path = loop(shape, [made.id])
    if path:
        names = {one.id: one.name for one in session.scalars(select(Product).where(Product.id.in_(path)))}
        raise Refusal(
            "{product} would go into itself: {path}. Take a part out.",
            values={"product": made.name, "path": " → ".join(names[one] for one in path)},
            field="lines",
        )


def one_at_a_time(session: Session) -> None:
    """Wait until nobody else changes a structure or plans: two changes that are right alone may make a loop."""
    session.execute(select(Trial.id).with_for_update())


def products(session: Session, ids: Iterable[int]) -> dict[int, Product]:
    """Products by id. Raises NotFound when one is missing."""
    wanted = set(ids)
    found = {one.id: one for one in session.scalars(select(Product).where(Product.id.in_(wanted)))}
    if len(found) < len(wanted):
        raise NotFound("There is no such product here. Choose one from the list.", field="product")
    return found


def centres(session: Session, ids: Iterable[int], *, lock: bool = False) -> dict[int, WorkCentre]:
    """Work centres by id. Raises NotFound when one is missing."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(WorkCentre).where(WorkCentre.id.in_(wanted)).order_by(WorkCentre.id)
    found = {one.id: one for one in session.scalars(query.with_for_update() if lock else query)}
    if len(found) < len(wanted):
        raise NotFound("There is no such work centre here. Choose one from the list.", field="centre")
    return found


def _whole() -> Any:
    return select(Bom).options(selectinload(Bom.lines), selectinload(Bom.operations))


def boms(session: Session) -> dict[int, Bom]:
    """All bills of materials with their lines and steps, by product."""
    return {one.product_id: one for one in session.scalars(_whole())}


def bom_of(session: Session, product: Product) -> Bom:
    """Raises Refusal for a product that has none."""
    found: Bom | None = session.scalars(_whole().where(Bom.product_id == product.id)).one_or_none()
    if found is None:
        raise Refusal(
            "{product} has no bill of materials. Enter what goes into it first.",
            values={"product": product.name},
            field="product",
        )
    return found


def structure(session: Session) -> dict[int, list[int]]:
    """Ids of what goes into each product that has a bill of materials."""
    found: dict[int, list[int]] = {}
    for made, inside in session.execute(
        select(Bom.product_id, BomLine.product_id).outerjoin(BomLine, BomLine.bom_id == Bom.id)
    ):
        found.setdefault(made, [])
        if inside is not None:
            found[made].append(inside)
    return found


def needs(bom: Bom, quantity: int) -> list[tuple[int, int]]:
    """(product, quantity) that goes into `quantity` of the product, rounded up; equal parts together."""
    found: dict[int, int] = {}
    for line in bom.lines:
        found[line.product_id] = found.get(line.product_id, 0) + line.quantity * quantity
    return [(product, -(-wanted // bom.quantity)) for product, wanted in found.items()]


def step_minutes(step: Operation, product: Product, quantity: int) -> int:
    """Minutes that a step takes for `quantity`, begun minutes counted whole."""
    minutes: int = step.setup + -(-step.run * quantity // (100 * 10**product.places))
    return minutes


@dataclass(frozen=True)
class Cost:
    """What one unit costs, in hundredths of the smallest unit of the currency."""

    material: int
    work: int

    @property
    def total(self) -> int:
        return self.material + self.work


def roll_up(session: Session) -> dict[int, Cost]:
    """Standard costs of all products that are made, from the costs of what is bought and of the work centres, the
    deepest level first. Setup is spread over the lot size, or what the bill of materials is for if that is more."""
    known = boms(session)
    goods = {one.id: one for one in session.scalars(select(Product).where(Product.kind == "goods"))}
    hours = {one.id: one.cost for one in session.scalars(select(WorkCentre))}
    level = levels({product: [line.product_id for line in bom.lines] for product, bom in known.items()})
    found: dict[int, Cost] = {}
    for product in sorted(known, key=lambda one: -level[one]):
        bom, made = known[product], goods[product]
        material = sum(
            worth(goods[part], quantity, (found[part].total if part in found else goods[part].cost) * PRICE_PARTS)
            for part, quantity in needs(bom, bom.quantity)
        )
        lot = max(bom.quantity, made.lot_size)
        work = sum(
            rounded(step_minutes(step, made, lot) * hours[step.centre_id] * PRICE_PARTS, 60) for step in bom.operations
        )
        one = 10**made.places
        found[product] = Cost(rounded(material * one, bom.quantity), rounded(work * one, lot))
    return found


def take_over(session: Session, by: Actor, *, product: int) -> Product:
    """Make the rolled-up cost the standard cost of a product. Raises Refusal while goods are there at the old one."""
    made = products(session, [product])[product]
    bom_of(session, made)
    held = session.scalar(select(func.sum(Balance.quantity)).where(Balance.product_id == product))
    if held and made.valuation == "standard":
        raise Refusal(
            "{product} is in stock at its standard cost; another one would change its value without an entry. Use up "
            "the stock first.",
            values={"product": made.name},
            field="product",
        )
    made.cost = roll_up(session)[product].total
    events.record(session, by, "product", product, "cost", {"cost": made.cost})
    return made


PRODUCTION = ("production",)
VERBS = (
    ("work_centre.create", create_centre, "erp-master-data", PRODUCTION, "work_centre"),
    ("work_centre.change", change_centre, "erp-master-data", PRODUCTION, "work_centre"),
    ("bom.set", set_bom, "erp-production-planning", PRODUCTION, "bom"),
    ("bom.take_cost", take_over, "erp-production-planning", ("production", "accounting"), "product"),
)
