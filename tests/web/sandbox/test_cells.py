"""Values as they are read, and as a spreadsheet gets them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from web.render import translations
from web.sandbox.cells import Cell, Writer, exact, plain

DAY = datetime.date(2026, 3, 2)


def writer(language: str = "en", currency: str = "EUR") -> Writer:
    return Writer(language, translations(language).gettext, currency)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "text"),
    [
        ("text", "Acme", None, "Acme"),
        ("number", 1234, None, "1,234"),
        ("quantity", 2500, 3, "2.5"),
        ("quantity", 12, 0, "12"),
        ("quantity", 1234567, None, "1,234,567"),
        ("money", 123456, None, "1,234.56"),
        ("money", -5, None, "−0.05"),
        ("money", 123456, "EUR", "1,234.56"),
        ("money", 123450, "USD", "USD 1,234.50"),
        ("money", 1500, "JPY", "JPY 1,500"),
        ("price", 125000, None, "12.50"),
        ("price", 125050, None, "12.505"),
        ("price", 5, "USD", "USD 0.0005"),
        ("date", DAY, None, "2 Mar 2026"),
        ("percent", 0.5, None, "50%"),
        ("state", "paid", None, "Paid"),
        ("yes", True, None, "Yes"),
        ("country", "DE", None, "Germany"),
        ("country", "Utopia", None, "Utopia"),
        ("source", "a friend", None, "a friend"),
        ("yes", False, None, ""),
        ("choice", "fifo", None, "First in, first out"),
        ("kind", "sale", None, "Sales order"),
        ("lasting", 5, None, "5"),
        ("money", None, None, ""),
        ("text", "", None, ""),
    ],
)
def test_what_is_read(kind: str, value: Any, unit: Any, text: str) -> None:
    assert writer().cell(kind, value, unit, "invoice").text == text


@pytest.mark.parametrize(
    ("language", "amount", "day"),
    [("fa", "۱٬۲۳۴٫۵۰", "۱۴۰۴/۱۲/۱۱"), ("uk", "1\xa0234,50", "2 бер. 2026"), ("zh", "1,234.50", "2026年3月2日")],
)
def test_in_the_language_of_the_reader(language: str, amount: str, day: str) -> None:
    assert writer(language).cell("money", 123450).text == amount
    assert writer(language).cell("date", DAY).text == day


def test_a_currency_without_cents() -> None:
    assert writer(currency="JPY").cell("money", 1500).text == "1,500"
    assert writer(currency="JPY").cell("price", 150050).text == "1,500.5"


def test_a_day_in_a_sentence_is_written_out() -> None:
    assert writer().text("date", DAY) == "2 March 2026"
    assert writer("fa").text("date", DAY) == "۱۱ اسفند ۱۴۰۴"


def test_what_is_short_stays_in_one_line() -> None:
    assert writer().cell("text", "SO-0001").short
    assert writer().cell("date", DAY).short
    assert not writer().cell("text", "City of Newbridge, Roads Department").short


def test_meaning_is_told_besides_the_text() -> None:
    assert writer().cell("state", "failed", document="payment") == Cell("Failed", tone="bad")
    assert writer().cell("money", -100) == Cell("−1.00", end=True, below=True, short=True)
    assert writer().cell("bar", 0.25) == Cell("25%", share=0.25)
    assert writer().cell("bar", 1.4).share == 1.0, "what is over is drawn full and written as it is"
    assert writer().cell("bar", 1.4).text == "140%"


def test_amounts_are_exact() -> None:
    assert exact("money", 123456, "EUR") == Decimal("1234.56")
    assert exact("price", 123456, "EUR") == Decimal("12.3456")
    assert exact("money", 10**17 + 1, "EUR") == Decimal("1000000000000000.01")


@pytest.mark.parametrize(
    ("kind", "value", "unit", "found"),
    [
        ("money", 123456, None, Decimal("1234.56")),
        ("price", 125000, "USD", Decimal("12.5")),
        ("quantity", 2500, 3, Decimal("2.5")),
        ("date", DAY, None, DAY),
        ("number", 7, None, 7),
        ("percent", 0.5, None, 0.5),
        ("state", "paid", None, "Paid"),
        ("text", "=1+1", None, "=1+1"),
        ("money", None, None, None),
        ("yes", False, None, ""),
    ],
)
def test_what_a_spreadsheet_gets(kind: str, value: Any, unit: Any, found: Any) -> None:
    assert plain(kind, value, unit, writer(), "invoice") == found


def test_a_time_of_day_is_written_in_the_digits_of_the_language() -> None:
    moment = datetime.datetime.combine(DAY, datetime.time(8, 5))
    assert writer().cell("time", moment).text == "08:05"
    assert Writer("fa", str, "EUR").text("time", moment) == "۰۸:۰۵"
