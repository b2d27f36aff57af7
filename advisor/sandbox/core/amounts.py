"""Exact arithmetic of quantities, prices and amounts: integers in, integers out, rounded half away from zero."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from advisor.sandbox.core.refusals import Refusal

PRICE_PLACES = 2  # decimals that a price may have beyond the smallest unit of a currency
PRICE_PARTS = 10**PRICE_PLACES
LARGEST = 10**16  # of the smallest unit: sums of hundreds of these still fit into 64 bits


class Counted(Protocol):
    """What is counted in parts of a unit: a product of the warehouse, or what sellers offer."""

    @property
    def name(self) -> str: ...
    @property
    def places(self) -> int: ...


def rounded(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded half away from zero."""
    assert denominator > 0
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def scaled(number: Decimal, places: int) -> int | None:
    """`number` in units of `10**-places`, exactly; None when it is finer than that. Raises Refusal when it is beyond
    what the books can hold."""
    if number and number.adjusted() > 20:
        raise Refusal("The number is too large to be booked. Check it.")
    if number and number.adjusted() < -20:  # before a fraction with a million digits is made of it
        return None
    exact = Fraction(number) * 10**places
    return exact.numerator if exact.denominator == 1 else None


def worth(product: Counted, quantity: int, price: int) -> int:
    """Amount in the smallest unit of `quantity` (parts of the product's unit) at `price` for one unit. Raises Refusal
    when it is beyond what the books can hold."""
    return bounded(rounded(quantity * price, 10**product.places * PRICE_PARTS))


def bounded(amount: int) -> int:
    """The amount itself. Raises Refusal when it is beyond what the books can hold."""
    if abs(amount) > LARGEST:
        raise Refusal("The amount is too large to be booked. Check the quantity and the price.", field="amount")
    return amount


def price_of(product: Counted, quantity: int, amount: int) -> int:
    """The price for one unit at which `quantity` is worth `amount`; for display, 0 for no quantity."""
    return rounded(amount * 10**product.places * PRICE_PARTS, quantity) if quantity > 0 else 0


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` split in proportion to `weights` (not all zero), to the last cent: what rounding leaves goes to the
    parts that lost most by it (largest remainder), the first of equals first."""
    total = sum(weights)
    assert total > 0, weights
    sign = -1 if amount < 0 else 1
    parts = [abs(amount) * weight // total for weight in weights]
    lost = sorted(range(len(weights)), key=lambda i: (-(abs(amount) * weights[i] % total), i))
    for place in lost[: abs(amount) - sum(parts)]:
        parts[place] += 1
    return [sign * part for part in parts]
