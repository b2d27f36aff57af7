"""Prices, discounts, taxes of lines, before and after they are frozen."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.trade.pricing import asked, bare_quantity, discount, exact, freeze, places
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, OrderLine
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product, units


def test_s34_rounding_per_line_with_two_taxes(session: Session) -> None:
    """Two taxes of 10 % on 1.0417: base 1.04, taxes 0.11 and 0.10; the residual cent goes to the first.

    Tryton 8.2, account/tests/test_module.py, tax_residual_rounding.
    """
    for code in ("A10", "B10"):
        do(session, "tax.create", code=code, name=code, percent=Decimal(10))
    line = InvoiceLine(quantity=100, price=10417, discount=0, tax="A10 B10")
    invoice = Invoice(kind="invoice", currency="EUR", lines=[line])
    taxes = freeze(session, invoice)
    assert [(one.code, one.base, one.amount) for one in taxes.sums] == [("A10", 104, 11), ("B10", 104, 10)]
    assert (line.net, invoice.net, invoice.tax, invoice.gross) == (104, 104, 21, 125)


def test_a_tax_in_the_price_is_taken_out_of_the_net(session: Session) -> None:
    do(session, "tax.create", code="IN20", name="Included", percent=Decimal(20), included=True)
    one = product(session, "a", price=units(12), tax="IN20")
    invoice = Invoice(
        kind="invoice",
        currency="EUR",
        lines=[InvoiceLine(product_id=one.id, quantity=3, price=one.price, discount=0, tax="IN20")],
    )
    freeze(session, invoice)
    assert (invoice.net, invoice.tax, invoice.gross) == (3000, 600, 3600)


def test_rounding_by_document_is_a_setting(session: Session) -> None:
    """Three lines of 0.02 with 20 %: 0.00 each by line, 0.01 for the document."""
    lines = [InvoiceLine(quantity=100, price=200, discount=0, tax="VAT") for _ in range(3)]
    invoice = Invoice(kind="invoice", currency="EUR", lines=lines)
    assert freeze(session, invoice).tax == 0
    trial(session).settings = {"tax_rounding": "document"}
    assert freeze(session, invoice).tax == 1


def test_nothing_is_lost_before_rounding() -> None:
    cable = Product(places=3)
    line = OrderLine(quantity=1, price=1, discount=1)
    assert exact(cable, line) == Fraction(9_999, 1000 * 100 * 10_000)
    assert places(cable) == 3
    assert places(None) == 2


@given(st.integers(1, 10**6), st.integers(0, 10**7), st.integers(0, 10_000), st.integers(0, 3))
def test_a_discount_never_adds(quantity: int, price: int, less: int, decimals: int) -> None:
    one = Product(places=decimals)
    whole = exact(one, OrderLine(quantity=quantity, price=price, discount=0))
    cut = exact(one, OrderLine(quantity=quantity, price=price, discount=less))
    assert 0 <= cut <= whole
    assert whole - cut == whole * less / 10_000


@pytest.mark.parametrize(("percent", "kept"), [("0", 0), ("12.5", 1250), ("100", 10_000)])
def test_discounts(percent: str, kept: int) -> None:
    assert discount(Decimal(percent)) == kept


@pytest.mark.parametrize("percent", ["-1", "100.01", "0.001", "1e9"])
def test_discounts_that_cannot_be(percent: str) -> None:
    with pytest.raises(Refusal, match="between 0 and 100") as caught:
        discount(Decimal(percent))
    assert caught.value.field == "discount"


def test_the_price_asked(session: Session) -> None:
    one = product(session, "a", price=units("19.99"))
    do(session, "rate.set", currency="JPY", rate=Decimal(160))
    assert asked(session, one, None, "EUR", DAY) == 199_900
    assert asked(session, one, units("5.1234"), "EUR", DAY) == 51_234
    assert asked(session, one, None, "JPY", DAY) == 319_840  # 3198.40 yen
    with pytest.raises(Refusal, match="No rate of USD"):
        asked(session, one, None, "USD", DAY)


@pytest.mark.parametrize(("quantity", "kept"), [("1", 100), ("7.25", 725), ("0.01", 1)])
def test_quantities_without_a_product(quantity: str, kept: int) -> None:
    assert bare_quantity(Decimal(quantity)) == kept


@pytest.mark.parametrize("quantity", ["0", "-1", "0.001", "1e15"])
def test_quantities_without_a_product_that_cannot_be(quantity: str) -> None:
    with pytest.raises(Refusal, match="above nought"):
        bare_quantity(Decimal(quantity))
