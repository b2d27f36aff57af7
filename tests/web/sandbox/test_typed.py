"""Numbers and days as people type them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language import LANGUAGES
from web.sandbox.typed import day, decimal, shown_day, shown_decimal


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("12", "en", "12"),
        ("1,234.5", "en", "1234.5"),
        ("1,234", "en", "1234"),
        ("2,5", "uk", "2.5"),
        ("1 234,50", "ru", "1234.50"),
        ("1\u202f234,50", "uk", "1234.50"),
        ("2.5", "ru", "2.5"),
        ("1,234,567", "ru", "1234567"),
        ("۱۲", "fa", "12"),
        ("۱٬۲۳۴٫۵", "fa", "1234.5"),
        ("١٢", "fa", "12"),
        ("-3", "en", "-3"),
        ("−3.25", "en", "-3.25"),
        (".5", "en", "0.5"),
        (" 7 ", "zh", "7"),
    ],
)
def test_numbers(text: str, language: str, value: str) -> None:
    assert decimal(text, language) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1e5", "1.2.3", "--1", "12 kg", "9" * 40, "٫", "NaN", "Infinity", "1_000"])
def test_what_is_no_number(text: str) -> None:
    assert decimal(text, "en") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-02", datetime.date(2026, 3, 2)),
        ("2026/3/2", datetime.date(2026, 3, 2)),
        ("2026.03.02", datetime.date(2026, 3, 2)),
        ("۱۴۰۴/۱۲/۱۱", datetime.date(2026, 3, 2)),
        ("1404-12-11", datetime.date(2026, 3, 2)),
        ("2026-02-30", None),
        ("1404/13/01", None),
        ("2 March", None),
        ("", None),
        ("0000-01-01", None),
    ],
)
def test_days(text: str, found: datetime.date | None) -> None:
    assert day(text) == found


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.sampled_from(LANGUAGES))
def test_a_shown_number_can_be_sent_again(value: Decimal, language: str) -> None:
    assert decimal(shown_decimal(value, language), language) == value


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 1, 1)), st.sampled_from(LANGUAGES))
def test_a_shown_day_can_be_sent_again(value: datetime.date, language: str) -> None:
    assert day(shown_day(value, language)) == value


def test_nothing_needless_is_shown() -> None:
    assert shown_decimal(Decimal("2.500"), "en") == "2.5"
    assert shown_decimal(Decimal(0), "fa") == "۰"
    assert shown_decimal(Decimal("1234.5"), "uk") == "1234,5"
    assert shown_day(datetime.date(2026, 3, 2), "fa") == "۱۴۰۴/۱۲/۱۱"
