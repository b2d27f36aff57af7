"""Quantities as they are written: parts of a unit as a decimal number."""

from __future__ import annotations

from decimal import Decimal

from advisor.sandbox.core.amounts import Counted, scaled
from advisor.sandbox.core.refusals import Refusal

LARGEST = 10**12  # parts of a unit: a billion units in thousandths


def decimal(product: Counted, quantity: int) -> Decimal:
    """`quantity` in whole units."""
    return Decimal(quantity).scaleb(-product.places)


def shown(product: Counted, quantity: int) -> str:
    """A quantity as a plain number without needless noughts, such as 2.5."""
    found = decimal(product, quantity)
    return f"{found.normalize():f}" if found else "0"


def parts(product: Counted, quantity: Decimal, least: int = 1) -> int:
    """A number of units in parts. Raises Refusal when it is finer than the unit can be split, less than `least` parts,
    or beyond counting."""
    found = scaled(quantity, product.places)
    if found is None:
        raise Refusal(
            "{product} is counted with {places} decimals at most. Enter a rounder quantity.",
            values={"product": product.name, "places": product.places},
            field="quantity",
        )
    if not least <= found <= LARGEST:
        raise Refusal(
            "{quantity} of {product} cannot be booked. Enter a quantity from {least} to {largest}.",
            values={
                "quantity": f"{quantity:f}",
                "product": product.name,
                "least": shown(product, least),
                "largest": shown(product, LARGEST),
            },
            field="quantity",
        )
    return found
