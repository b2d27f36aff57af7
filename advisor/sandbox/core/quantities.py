"""Quantities as they are written: parts of a unit as a decimal number."""

from __future__ import annotations

from decimal import Decimal

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product


def decimal(product: Product, quantity: int) -> Decimal:
    """`quantity` in whole units."""
    return Decimal(quantity).scaleb(-product.places)


def shown(product: Product, quantity: int) -> str:
    """A quantity as a plain number without needless noughts, such as 2.5."""
    found = decimal(product, quantity)
    return f"{found.normalize():f}" if found else "0"


def parts(product: Product, quantity: Decimal) -> int:
    """A number of units in parts. Raises Refusal when it is finer than the unit can be split, or not above nought."""
    scaled = quantity.scaleb(product.places)
    if scaled != scaled.to_integral_value():
        raise Refusal(
            "{product} is counted with {places} decimals at most. Enter a rounder quantity.",
            values={"product": product.name, "places": product.places},
            field="quantity",
        )
    return int(scaled)
