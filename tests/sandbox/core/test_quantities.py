"""Quantities between people and the books."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.core.quantities import LARGEST, decimal, parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product


def product(places: int) -> Product:
    return Product(code="p", name="Cable", places=places)


@pytest.mark.parametrize(
    ("places", "quantity", "expected"),
    [(0, 5, "5"), (2, 250, "2.5"), (2, 200, "2"), (3, 1, "0.001"), (0, 0, "0"), (0, 100, "100"), (2, -50, "-0.5")],
)
def test_a_quantity_is_written_plainly(places: int, quantity: int, expected: str) -> None:
    assert shown(product(places), quantity) == expected


@given(st.integers(0, 3), st.integers(1, LARGEST))
def test_what_is_written_is_read_again(places: int, quantity: int) -> None:
    assert parts(product(places), Decimal(shown(product(places), quantity))) == quantity
    assert decimal(product(places), quantity) * 10**places == quantity


@pytest.mark.parametrize("places", [0, 1, 2, 3])
def test_finer_than_the_unit_is_refused(places: int) -> None:
    with pytest.raises(Refusal, match=f"Cable is counted with {places} decimals") as caught:
        parts(product(places), Decimal(1).scaleb(-places - 1))
    assert caught.value.field == "quantity"


@pytest.mark.parametrize("number", ["0", "-1", "-0.001", "10000000000"])
def test_nought_and_less_are_no_quantity(number: str) -> None:
    with pytest.raises(Refusal, match=r"cannot be booked. Enter a quantity from 0.001 to 1000000000\."):
        parts(product(3), Decimal(number))


def test_nought_can_be_allowed() -> None:
    assert parts(product(2), Decimal(0), 0) == 0
    with pytest.raises(Refusal, match="from 0 to"):
        parts(product(2), Decimal(-1), 0)


def test_a_number_nobody_can_count_is_refused() -> None:
    with pytest.raises(Refusal, match="too large"):
        parts(product(0), Decimal("1E999999"))
