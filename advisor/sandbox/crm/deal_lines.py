"""Lines of what is offered: of a deal or a quote, with discount and net amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, master
from advisor.sandbox.core.amounts import PRICE_PARTS, bounded, rounded, scaled
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm.pipeline_tables import QuoteLine
from advisor.sandbox.crm.tables import DealLine, Item

WHOLE = 10_000  # hundredths of a per cent in which discounts are kept


class OfferedLine(BaseModel):
    """What is offered: units, price for one in the trial's currency (none: the list price), discount in per cent."""

    model_config = ConfigDict(extra="forbid")
    item: int
    quantity: Decimal
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    text: str = Field(default="", max_length=200)


L = TypeVar("L", DealLine, QuoteLine)


def made(session: Session, table: type[L], lines: Sequence[OfferedLine]) -> list[L]:
    """Rows of `table` for what was entered. Raises NotFound for an unknown item, and Refusal for a quantity, price or
    discount that cannot be."""
    offered = items(session, (line.item for line in lines))
    currency = clock.trial(session).currency
    rows = []
    for line in lines:
        item = offered[line.item]
        row = {
            "quantity": parts(item, line.quantity),
            "price": item.price if line.price is None else master.price(line.price, currency),
            "discount": discount(line.discount),
        }
        rows.append(table(item_id=item.id, text=line.text.strip(), net=net(item, **row), **row))
    return rows


def copied(table: type[L], lines: Iterable[DealLine | QuoteLine]) -> list[L]:
    """The same lines as rows of another table."""
    columns = ("item_id", "text", "quantity", "price", "discount", "net")
    return [table(**{name: getattr(line, name) for name in columns}) for line in lines]


def net(item: Item, quantity: int, price: int, discount: int) -> int:
    """Quantity times price less discount, in smallest units, rounded half away from zero."""
    exact = Fraction(quantity * price * (WHOLE - discount), 10**item.places * PRICE_PARTS * WHOLE)
    return bounded(rounded(exact.numerator, exact.denominator))


def discount(percent: Decimal) -> int:
    """A discount in hundredths of a per cent. Raises Refusal outside 0 to 100 per cent or with more than two
    decimals."""
    found = scaled(percent, 2)
    if found is None or not 0 <= found <= WHOLE:
        raise Refusal("A discount is between 0 and 100 per cent, with two decimals at most.", field="discount")
    return found


def items(session: Session, ids: Iterable[int]) -> dict[int, Item]:
    """By id. Raises NotFound when one is not there or no longer offered."""
    wanted = set(ids)
    found = {item.id: item for item in session.scalars(select(Item).where(Item.id.in_(wanted), Item.active))}
    if found.keys() != wanted:
        raise NotFound("There is no such product here. Choose one from the list.", field="item")
    return found
