"""Taxes to the cent: per line and per document, excluded, included and compound."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.errors import BadInput
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.tables import Tax
from advisor.sandbox.ledger.taxes import Per, Taxes, TaxLine, compute, known, worked_out
from tests.sandbox.making import BOOKKEEPER, BOSS, STOREKEEPER, do


def tax(session: Session, code: str, percent: str, **columns: Any) -> None:
    do(session, "tax.create", BOOKKEEPER, code=code, name=code, percent=percent, **columns)


def amounts(taxes: Taxes) -> list[int]:
    return [one.amount for one in taxes.sums]


def made(*rows: tuple[str, int, bool, bool]) -> dict[str, Tax]:
    """Taxes of (code, rate in ten-thousandths, included, compound) that no database holds."""
    return {
        code: Tax(code=code, name=code, rate=rate, included=included, compound=compound)
        for code, rate, included, compound in rows
    }


def test_s34_the_residual_cent_goes_to_the_first_tax(session: Session) -> None:
    """Tryton, account/tests/test_module.py, tax_residual_rounding: two taxes of 10 % on 1.0417."""
    tax(session, "A", "10"), tax(session, "B", "10")
    found = compute(session, [TaxLine(Fraction("104.17"), "A B", 1)], "line")
    assert found.nets == {1: 104}
    assert [(one.code, one.base, one.amount) for one in found.sums] == [("A", 104, 11), ("B", 104, 10)]
    assert found.gross == 125


def test_s38_included_taxes_and_one_that_raises_the_base(session: Session) -> None:
    """Odoo, addons/account/tests/test_tax.py, advanced_taxes_computation_0: five taxes of 10 % on a price of 132."""
    for place, columns in enumerate(({"included": True, "compound": True}, {}, {"included": True}, {},
                                     {"included": True})):  # fmt: skip
        tax(session, f"T{place + 1}", "10", position=place, **columns)
    for per in ("line", "document"):
        found = compute(session, [TaxLine(13200, "T1 T2 T3 T4 T5", 1)], per)  # type: ignore[arg-type]
        assert (found.net, amounts(found), found.gross) == (10000, [1000, 1100, 1100, 1100, 1100], 15400)
        assert [one.base for one in found.sums] == [10000, 11000, 11000, 11000, 11000]


def test_per_line_and_per_document_differ_by_what_rounding_leaves() -> None:
    """Three lines of 0.33 at 20 %: 0.07 each, or 0.20 of 0.99."""
    lines = [TaxLine(33, "V", key) for key in range(3)]
    taxes = made(("V", 2000, False, False))
    assert worked_out(lines, taxes, "line").tax == 21
    assert worked_out(lines, taxes, "document").tax == 20


def test_the_net_of_prices_that_hold_tax_is_placed_on_the_lines() -> None:
    """Three prices of 0.10 with 20 % in them: 0.05 tax in all, so nets of 0.25 are split 9, 8, 8."""
    found = worked_out([TaxLine(10, "V", key) for key in range(3)], made(("V", 2000, True, False)), "document")
    assert (list(found.nets.values()), found.tax, found.gross) == ([9, 8, 8], 5, 30)


def test_lines_of_different_taxes_in_one_document() -> None:
    taxes = made(("V", 2000, False, False), ("R", 1000, False, False))
    found = worked_out([TaxLine(1000, "V", 1), TaxLine(500, "R", 2), TaxLine(300, "", 3)], taxes, "line")
    assert {one.code: (one.base, one.amount) for one in found.sums} == {"V": (1000, 200), "R": (500, 50)}
    assert (found.net, found.gross) == (1800, 2050)


def test_a_document_without_lines_has_no_tax() -> None:
    found = worked_out([], {}, "line")
    assert (found.net, found.tax, found.gross, found.sums) == (0, 0, 0, ())


def test_taxes_are_worked_out_in_their_order_whatever_the_line_says(session: Session) -> None:
    tax(session, "ECO", "5", position=0, compound=True)
    found = compute(session, [TaxLine(10000, "VAT ECO", 1)])
    assert {one.code: one.amount for one in found.sums} == {"ECO": 500, "VAT": 2100}


def test_the_setting_of_the_trial_decides(session: Session) -> None:
    lines = [TaxLine(33, "VAT", key) for key in range(3)]
    assert compute(session, lines).tax == 21
    trial(session).settings = {"tax_rounding": "document"}
    assert compute(session, lines).tax == 20


def test_an_unknown_tax_is_refused(session: Session) -> None:
    with pytest.raises(Refusal, match="There is no tax LUXURY"):
        compute(session, [TaxLine(100, "VAT LUXURY", 1)])


@pytest.mark.parametrize(("code", "percent"), [("VAT", "5"), ("A B", "5"), ("", "5"), ("X", "101"), ("X", "1.234")])
def test_a_tax_that_cannot_be_is_refused(session: Session, code: str, percent: str) -> None:
    with pytest.raises(Refusal):
        tax(session, code, percent)


def test_a_tax_needs_a_number_for_its_rate(session: Session) -> None:
    with pytest.raises(BadInput) as caught:
        tax(session, "X", "much")
    assert caught.value.field == "percent"


def test_taxes_are_for_accounting(session: Session) -> None:
    assert do(session, "tax.create", BOSS, code="X", name="", percent=5).name == "X"
    assert "X" in known(session)
    with pytest.raises(Exception, match="role"):
        do(session, "tax.create", STOREKEEPER, code="Y", name="Y", percent=5)


RATES = st.lists(
    st.tuples(st.integers(0, 5000), st.booleans(), st.booleans()), min_size=0, max_size=4
).map(lambda rows: made(*((f"T{place}", *row) for place, row in enumerate(rows))))  # fmt: skip
PRICES = st.lists(st.fractions(0, 10**6, max_denominator=100), min_size=1, max_size=6)


@given(RATES, PRICES, st.sampled_from(["line", "document"]))
def test_the_parts_make_the_total(taxes: dict[str, Tax], prices: list[Fraction], per: Per) -> None:
    codes = " ".join(taxes)
    found = worked_out([TaxLine(price, codes, key) for key, price in enumerate(prices)], taxes, per)
    assert found.gross == sum(found.nets.values()) + sum(amounts(found))
    included = sum(one.amount for one in found.sums if taxes[one.code].included)
    asked = sum(round(price + Fraction(1, 10**9)) for price in prices)
    assert found.net + included == asked


@given(RATES, PRICES, st.sampled_from(["line", "document"]))
def test_a_credit_note_is_the_exact_opposite(taxes: dict[str, Tax], prices: list[Fraction], per: Per) -> None:
    codes = " ".join(taxes)
    plus = worked_out([TaxLine(price, codes, key) for key, price in enumerate(prices)], taxes, per)
    minus = worked_out([TaxLine(-price, codes, key) for key, price in enumerate(prices)], taxes, per)
    assert {key: -net for key, net in minus.nets.items()} == plus.nets
    assert [-amount for amount in amounts(minus)] == amounts(plus)


@given(st.integers(0, 10**7), st.integers(1, 10_000))
def test_included_and_excluded_agree(net: int, rate: int) -> None:
    outside = worked_out([TaxLine(net, "T", 1)], made(("T", rate, False, False)), "line")
    inside = worked_out([TaxLine(outside.gross, "T", 1)], made(("T", rate, True, False)), "line")
    assert (inside.net, inside.tax) == (net, outside.tax)


@given(PRICES, st.integers(0, 10_000))
def test_per_document_the_tax_is_its_rate_of_the_base(prices: list[Fraction], rate: int) -> None:
    taxes = made(("T", rate, False, False))
    found = worked_out([TaxLine(price, "T", key) for key, price in enumerate(prices)], taxes, "document")
    assert abs(found.tax - Fraction(found.net * rate, 10_000)) <= Fraction(1, 2)
