"""Transfers: goods go from one warehouse to another and keep their value."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, machines
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.moves import Cause, Goods
from advisor.sandbox.stock.rows import goods, location
from advisor.sandbox.stock.tables import Transfer, TransferLine

MODELS |= {"transfer": Transfer}


class TransferLineIn(BaseModel):
    """Units of a product."""

    model_config = ConfigDict(extra="forbid")
    product: int
    quantity: Decimal


def create(
    session: Session,
    by: Actor,
    *,
    source: int,
    target: int,
    lines: list[TransferLineIn],
    on: datetime.date | None = None,
) -> Transfer:
    """A transfer to be made; nothing moves yet. Raises Refusal for no lines, or one place for both ends."""
    if source == target:
        raise Refusal("Both ends are the same warehouse. Choose another target.", field="target")
    if not lines:
        raise Refusal("There is nothing to transfer. Add a product.", field="lines")
    products = goods(session, (line.product for line in lines))
    drawn = numbers.draw(session, "transfer", clock.today(session))
    made = Transfer(
        number=numbers.text(machines()["transfer"].prefix, drawn),
        source_id=location(session, source).id,
        target_id=location(session, target).id,
        on=on or clock.today(session),
        lines=_lines(lines, products),
    )
    session.add(made)
    session.flush()
    events.record(session, by, "transfer", made.id, "create")
    return made


def _lines(lines: Sequence[TransferLineIn], products: dict[int, Product]) -> list[TransferLine]:
    return [
        TransferLine(product_id=line.product, quantity=parts(products[line.product], line.quantity)) for line in lines
    ]


@effect("transfer.move")
def carry_out(session: Session, transfer: Transfer, by: Actor, on: datetime.date | None = None) -> None:
    """The goods arrive on the day on which they leave: the day entered, else today."""
    transfer.on = on or clock.today(session)
    products = goods(session, (line.product_id for line in transfer.lines))
    source, target = location(session, transfer.source_id), location(session, transfer.target_id)
    wanted = [Goods(products[line.product_id], line.quantity, source, target, line=line.id) for line in transfer.lines]
    moves.move(session, wanted, Cause("transfer", transfer.id, transfer.number or "", transfer.on))


VERBS = (("transfer.create", create, "erp-warehouse", ("warehouse", "sales", "production"), "transfer"),)
