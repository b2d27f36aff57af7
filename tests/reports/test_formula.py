"""Formulas and their values go together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.recommendation.money.amounts import rounded
from advisor.reports.formula import Formula, added, either, least, most, quoted, two_digits, up, whole

A, B = Formula("A1", 6.0), Formula("B1", 4.0)


@pytest.mark.parametrize(
    ("formula", "text", "value"),
    [
        (A + B, "(A1+B1)", 10.0),
        (A - 1, "(A1-1)", 5.0),
        (A * B, "(A1*B1)", 24.0),
        (A / B, "(A1/B1)", 1.5),
        (A**2, "(A1^2)", 36.0),
        ((A + B) * 2, "((A1+B1)*2)", 20.0),
        (A - (B - 1), "(A1-(B1-1))", 3.0),
        (A.over(B), "(A1>B1)", 1.0),
        (B.over(A), "(B1>A1)", 0.0),
        (A.over(6), "(A1>6)", 0.0),
        (A.same(6), "(A1=6)", 1.0),
        (A.same(B), "(A1=B1)", 0.0),
        (most(A, B, 9), "MAX(A1,B1,9)", 9.0),
        (least(A, B, 9.5), "MIN(A1,B1,9.5)", 4.0),
        (added([A, B, 1]), "SUM(A1,B1,1)", 11.0),
        (added([]), "0", 0.0),
        (either(A.over(B), A, 0), "IF((A1>B1),A1,0)", 6.0),
        (either(B.over(A), A, B), "IF((B1>A1),A1,B1)", 4.0),
        (whole(Formula("C1", 2.5)), "ROUND(ROUND(C1,9),0)", 3.0),
        (whole(Formula("C1", -2.5)), "ROUND(ROUND(C1,9),0)", -3.0),
        (whole(Formula("C1", 0.123456789), 6), "ROUND(ROUND(C1,9),6)", 0.123457),
        (up(Formula("C1", 7.1)), "ROUNDUP(ROUND(C1,9),0)", 8.0),
        (up(Formula("C1", 7.0)), "ROUNDUP(ROUND(C1,9),0)", 7.0),
    ],
)
def test_text_and_value(formula: Formula, text: str, value: float) -> None:
    assert (formula.text, formula.value) == (text, value)


@pytest.mark.parametrize("noise", [1e-12, -1e-12])
def test_noise_of_binary_fractions_does_not_round_wrongly(noise: float) -> None:
    assert whole(Formula("C1", 2.5 + noise)).value == 3.0
    assert up(Formula("C1", 7.0 + noise)).value == 7.0
    assert two_digits(Formula("C1", 12500.0 + noise)).value == 13000.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, 0), (-5.0, 0), (0.4, 0), (0.5, 1), (9.5, 10), (12.4, 12), (99.5, 100), (1249.0, 1200), (1250.0, 1300),
     (99500.0, 100000), (123456789.0, 120000000)],
)  # fmt: skip
def test_two_digits(value: float, expected: int) -> None:
    assert two_digits(Formula("C1", value)).value == expected


@given(st.decimals(min_value=0, max_value=10**13, places=4))
def test_two_digits_are_those_of_the_estimate(value: Decimal) -> None:
    """As the estimate rounds decimals; but for what lies within a ten-billionth part of a half."""
    found = two_digits(Formula("C1", float(value))).value
    near = {rounded(value * (1 + Decimal(sign) / 10**9)) for sign in (-1, 0, 1)}
    assert found in near
    assert found == rounded(value) or len(near) > 1


def test_two_digits_names_its_part_only() -> None:
    text = two_digits(Formula("C1*D1", 1.0)).text
    assert text.startswith("IF(C1*D1<=0,0,ROUND(")
    assert text.count("(") == text.count(")")


@pytest.mark.parametrize(
    ("words", "expected"), [("", '""'), ("yes", '"yes"'), ('say "no"', '"say ""no"""'), ("=1+1", '"=1+1"')]
)
def test_quoted(words: str, expected: str) -> None:
    assert quoted(words) == expected
