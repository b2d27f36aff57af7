"""Amounts and ranges as they are read: currency once, one unit a table, three digits in a sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.recommendation.money.estimate import Span
from advisor.recommendation.telling.amount_words import ONE, Amounts, months, word_keys
from advisor.recommendation.texts import Texts
from tests.recommendation.samples import real


def amounts(most: int = 0, currency: str = "EUR") -> Amounts:
    return Amounts(real().texts["en"], currency, most)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 0, "EUR 0"),
        (1200, 1200, "EUR 1,200"),
        (12000, 45000, "EUR 12,000–45,000"),
        (128_812, 554_345, "EUR 129,000–554,000"),
        (2_473_200, 8_379_000, "EUR 2.47–8.38 million"),
        (300_000, 12_345_678, "EUR 300,000–12,300,000"),
        (123_400_000, 698_600_000, "EUR 123–699 million"),
        (98_000_000, 1_698_600_000, "EUR 98–1,700 million"),
        (612_360_000_000, 1_936_900_000_000, "EUR 612–1,940 billion"),
        (5_000_000_000, 5_000_000_000, "EUR 5 billion"),
    ],
)
def test_a_range_in_a_sentence(low: int, high: int, text: str) -> None:
    assert amounts().range(Span(low=low, likely=low, high=high)).text == text


@pytest.mark.parametrize(
    ("most", "cell", "unit"),
    [
        (9_999_999, "1,234,500", "Amounts in EUR."),
        (10_000_000, "1,235", "Amounts in thousand EUR."),
        (10_000_000_000, "1.23", "Amounts in million EUR."),
        (10_000_000_000_000, "0", "Amounts in billion EUR."),
    ],
)
def test_a_table_has_one_unit(most: int, cell: str, unit: str) -> None:
    assert amounts(most).cell(1_234_500) == cell
    assert amounts(most).unit == unit


def test_the_currency_stands_once() -> None:
    found = amounts(currency="IRR").range(Span(low=1, likely=2_000_000, high=3_000_000_000))
    assert found.text.count("IRR") == found.likely_text.count("IRR") == 1
    assert "IRR" not in found.cell + found.likely_cell
    assert found.cell == "1–3,000,000,000"


@given(low=st.integers(0, 10**15), more=st.integers(0, 10**15))
def test_both_ends_are_joined_by_an_en_dash(low: int, more: int) -> None:
    span = Span(low=low, likely=low, high=low + more)
    found = amounts(span.high).range(span)
    for text in (found.text, found.cell):
        assert text.count("–") <= 1
        assert "-" not in text
    assert len(found.cell) <= 25


@given(value=st.integers(1_000_000, 10**15))
def test_a_large_amount_keeps_three_digits(value: int) -> None:
    text = amounts().amount(value)
    number = re.search(r"[\d.,]+", text)
    assert number is not None
    unit = {"million": 10**6, "billion": 10**9, "trillion": 10**12}[text.rsplit(" ", 1)[1]]
    shown = float(number[0].replace(",", "")) * unit
    assert shown == pytest.approx(value, rel=0.0051)


def test_persian_digits_are_used_in_persian() -> None:
    english = real().texts["en"]
    persian = Amounts(Texts("fa", english.asking, english.advising, english.citing), "IRR", 0)
    assert persian.amount(1_500_000) == "IRR ۱٫۵ million"


@pytest.mark.parametrize(
    ("value", "text"),
    [(9_999, "CNY 9,999"), (25_000, "CNY 2.5万"), (128_800_000, "CNY 1.29亿"), (3 * 10**12, "CNY 3万亿")],
)
def test_chinese_counts_by_ten_thousands(value: int, text: str) -> None:
    assert Amounts(real().texts["zh"], "CNY", 0).amount(value) == text


def test_months_are_a_range_without_the_word() -> None:
    english = real().texts["en"]
    assert months(english, 4.5, 9.0) == "4.5–9"
    assert months(english, 3.0, 3.0) == "3"


def test_every_word_is_there() -> None:
    keys = list(word_keys())
    assert ("amounts", ONE) in keys
    assert all(real().texts["en"].say(*key) for key in keys)
