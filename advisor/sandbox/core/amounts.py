"""Exact arithmetic of quantities, prices and amounts: integers in, integers out, rounded half away from zero."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.sandbox.core.tables import Product

PRICE_PARTS = 100  # parts of the smallest unit of a currency that a price can show


def rounded(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded half away from zero."""
    assert denominator > 0
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def worth(product: Product, quantity: int, price: int) -> int:
    """Amount in the smallest unit of `quantity` (parts of the product's unit) at `price` for one unit."""
    return rounded(quantity * price, 10**product.places * PRICE_PARTS)


def price_of(product: Product, quantity: int, amount: int) -> int:
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
