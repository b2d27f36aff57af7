"""Splitting a whole so that its parts are whole cents, lie near their exact values, and add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from advisor.sandbox.core.amounts import rounded


def nearest(exact: Fraction) -> int:
    """The whole number nearest to `exact`, half away from zero."""
    return rounded(exact.numerator, exact.denominator)


def apportion(total: int, exact: Sequence[Fraction]) -> list[int]:
    """Whole numbers near `exact` that add up to `total`, by the method of largest remainder: each part is rounded
    down, and what is left goes to those that lost most by it, the first of equals first. Parts that are all negated
    give negated results."""
    if not exact:
        assert not total, total
        return []
    if (sum(exact) or next(filter(None, exact), 0)) < 0:
        return [-part for part in apportion(-total, [-part for part in exact])]
    parts = [floor(part) for part in exact]
    every, some = divmod(total - sum(parts), len(parts))
    lost = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for rank, place in enumerate(lost):
        parts[place] += every + (rank < some)
    return parts
