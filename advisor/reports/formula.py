"""Formulas of a workbook that carry their present value: what is written in a cell and what it comes to, from one
expression, so that the two cannot differ.

A program that only shows a workbook shows the stored values; one that calculates finds the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

Number = int | float


@dataclass(frozen=True)
class Formula:
    """`text` without the leading equals sign, and its value now. Conditions have the values 1 and 0."""

    text: str
    value: float

    def __add__(self, other: Formula | Number) -> Formula:
        return _binary(self, "+", other, self.value + _value(other))

    def __sub__(self, other: Formula | Number) -> Formula:
        return _binary(self, "-", other, self.value - _value(other))

    def __mul__(self, other: Formula | Number) -> Formula:
        return _binary(self, "*", other, self.value * _value(other))

    def __truediv__(self, other: Formula | Number) -> Formula:
        return _binary(self, "/", other, self.value / _value(other))

    def __pow__(self, other: Formula | Number) -> Formula:
        return _binary(self, "^", other, self.value ** _value(other))

    def over(self, other: Formula | Number) -> Formula:
        return _binary(self, ">", other, float(self.value > _value(other)))

    def same(self, other: Formula | Number) -> Formula:
        return _binary(self, "=", other, float(self.value == _value(other)))


def most(*parts: Formula | Number) -> Formula:
    """The largest."""
    return Formula(f"MAX({_list(parts)})", max(map(_value, parts)))


def least(*parts: Formula | Number) -> Formula:
    """The smallest."""
    return Formula(f"MIN({_list(parts)})", min(map(_value, parts)))


def added(parts: Iterable[Formula | Number]) -> Formula:
    found = tuple(parts)
    return Formula(f"SUM({_list(found)})", math.fsum(map(_value, found))) if found else Formula("0", 0.0)


def either(condition: Formula, then: Formula | Number, otherwise: Formula | Number) -> Formula:
    chosen = then if condition.value else otherwise
    return Formula(f"IF({condition.text},{_text(then)},{_text(otherwise)})", _value(chosen))


def whole(part: Formula, digits: int = 0) -> Formula:
    """Rounded half away from zero, the noise of binary fractions taken off first."""
    exact = _quantized(_quantized(part.value, 9, ROUND_HALF_UP), digits, ROUND_HALF_UP)
    return Formula(f"ROUND(ROUND({part.text},9),{digits})", exact)


def up(part: Formula) -> Formula:
    """The next whole number, the noise of binary fractions taken off first."""
    exact = _quantized(_quantized(part.value, 9, ROUND_HALF_UP), 0, ROUND_UP)
    return Formula(f"ROUNDUP(ROUND({part.text},9),0)", exact)


def two_digits(part: Formula) -> Formula:
    """A whole number with two significant digits, as `advisor.recommendation.money.amounts.rounded`.

    Nought for what is not above it. Ten significant digits are taken first, so that a product that should end in
    exactly a half does not fall short.
    """
    text = part.text
    places = f"INT(LOG10({text}))"
    formula = f"IF({text}<=0,0,ROUND(ROUND({text},9-{places}),-MAX({places}-1,0)))"
    if part.value <= 0:
        return Formula(formula, 0.0)
    size = math.floor(math.log10(part.value))
    ten = _quantized(part.value, 9 - size, ROUND_HALF_UP)
    return Formula(formula, _quantized(ten, -max(size - 1, 0), ROUND_HALF_UP))


def quoted(words: str) -> str:
    """Words as they stand in a formula."""
    return '"' + words.replace('"', '""') + '"'


def _quantized(value: float, digits: int, how: str) -> float:
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), how))


def _binary(first: Formula, sign: str, second: Formula | Number, value: float) -> Formula:
    return Formula(f"({first.text}{sign}{_text(second)})", value)


def _list(parts: Iterable[Formula | Number]) -> str:
    return ",".join(map(_text, parts))


def _text(part: Formula | Number) -> str:
    return part.text if isinstance(part, Formula) else repr(part)


def _value(part: Formula | Number) -> float:
    return part.value if isinstance(part, Formula) else float(part)
