"""Numbers, money and countries in five languages, and numbers as people type them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import language as wording
from advisor.language import (
    LANGUAGES,
    country_codes,
    country_names,
    hundred,
    locale,
    money,
    number,
    parse_integer,
    percent,
    separated,
)
from advisor.money import Money

NARROW = "\u202f"
SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("25", 25),
        (" 25\n", 25),
        ("007", 7),
        ("+7", 7),
        ("-7", -7),
        ("−7", -7),
        ("- 7", -7),
        ("1 000 000", 1_000_000),
        ("1,000,000", 1_000_000),
        ("1.000.000", 1_000_000),
        ("1'000", 1000),
        ("1’000", 1000),
        (f"1{SPACE}000", 1000),
        (f"12{NARROW}345", 12_345),
        ("۱۲٬۳۴۵", 12_345),
        ("۱۲۳۴۵۶۷۸۹۰", 1_234_567_890),
        ("٠١٢", 12),
        ("−۵", -5),
        ("２５", 25),
        ("9" * 20, int("9" * 20)),
    ],
)
def test_whole_numbers_are_read(text: str, value: int) -> None:
    assert parse_integer(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "+", "+-5", "--5", "++5", "- -5"),
        *("1.5", "1,5", "12,34", "1234,567", "1,,000", ",100", "100,", "1,0000", "1  000"),
        *("five", "5 EUR", "5%", "1e3", "0x1", "1_000", "½", "²", "五", "∞"),
        *("9" * 21, "1" * 100_000),
    ],
)
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert parse_integer(text) is None


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14), st.sampled_from([",", " ", ".", "'", "٬", NARROW, SPACE]))
def test_grouped_numbers_are_read_back(value: int, mark: str) -> None:
    assert parse_integer(f"{value:,}".replace(",", mark)) == value


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14), st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_back(value: int, language: str) -> None:
    assert parse_integer(number(value, language)) == value


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_none(text: str) -> None:
    value = parse_integer(text)
    assert value is None or parse_integer(str(value)) == value


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,234,567.89"), ("zh", "1,234,567.89")]
    + [(language, f"1{SPACE}234{SPACE}567,89") for language in ("ru", "uk")],
)
def test_numbers(language: str, text: str) -> None:
    assert number(1_234_567.891, language) == text


def test_a_pattern_sets_the_digits() -> None:
    assert number(3, "en") == "3"
    assert number(3, "en", "0.0") == "3.0"
    assert number(2.345, "uk", "0.00") == "2,34"


@pytest.mark.parametrize(("share", "text"), [(0.42, "42%"), (0.996, "100%"), (0.0, "0%"), (1.0, "100%")])
def test_percent(share: float, text: str) -> None:
    assert percent(share, "en") == text
    assert percent(share, "zh") == text


@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryLanguage:
    def test_digits_are_those_of_the_language(self, language: str) -> None:
        shown = number(1_234_567_890, language) + percent(0.5, language) + money(Money(1_999, "EUR"), language)
        digits = {c for c in shown if c.isdigit()}
        assert digits
        assert digits <= set("۰۱۲۳۴۵۶۷۸۹" if language == "fa" else "0123456789")

    def test_percent_ends_with_its_sign(self, language: str) -> None:
        assert percent(0.25, language).endswith("٪" if language == "fa" else "%")
        assert ("%" in percent(0.25, language)) == (language != "fa")

    def test_money_names_its_currency(self, language: str) -> None:
        assert money(Money(5_000_000, "UAH"), language).startswith("UAH")

    def test_cents_are_shown_only_where_there_are_any(self, language: str) -> None:
        whole = [c for c in money(Money(120_000, "EUR"), language) if c.isdigit()]
        assert "".join(str(int(c)) for c in whole) == "1200"
        parts = [c for c in money(Money(120_050, "EUR"), language) if c.isdigit()]
        assert "".join(str(int(c)) for c in parts) == "120050"

    def test_a_currency_without_cents_shows_none(self, language: str) -> None:
        shown = [str(int(c)) for c in money(Money(1200, "JPY"), language) if c.isdigit()]
        assert "".join(shown) == "1200"

    def test_every_country_has_a_name_in_order(self, language: str) -> None:
        names = country_names(language)
        assert set(names) == set(country_codes())
        assert all(names.values())
        folded = [name.casefold() for name in names.values()]
        assert folded == sorted(folded)
        assert len(set(folded)) == len(folded)

    def test_locale(self, language: str) -> None:
        assert locale(language).language == language
        assert (locale(language).script == "Hans") == (language == "zh")
        assert (locale(language).character_order == "right-to-left") == (language == "fa")


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Germany"), ("ru", "Германия"), ("uk", "Німеччина"), ("zh", "德国"), ("fa", "آلمان")]
)
def test_country_names(language: str, name: str) -> None:
    assert country_names(language)["DE"] == name


def test_country_codes_are_those_of_the_standard_and_kosovo() -> None:
    """ISO 3166-1 has 249 codes; what the locale data lists beside countries is left out."""
    codes = country_codes()
    assert len(codes) == 250
    assert list(codes) == sorted(set(codes))
    assert {"DE", "UA", "RU", "CN", "IR", "TW", "HK", "XK", "AQ", "UM"} <= set(codes)
    assert not {"EU", "UN", "ZZ", "XA", "IC", "TA", "001"} & set(codes)


def test_persian_money_is_persian_throughout() -> None:
    shown = money(Money(1_234_567, "EUR"), "fa")
    assert shown.startswith("EUR")
    assert [c for c in shown if c.isdigit()] == list("۱۲۳۴۵۶۷")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "30 November 2026"),
        ("ru", "30 ноября 2026"),
        ("uk", "30 листопада 2026"),
        ("zh", "2026年11月30日"),
        ("fa", "۹ آذر ۱۴۰۵"),
    ],
)
def test_a_day_is_written_as_in_a_sentence(language: str, text: str) -> None:
    assert wording.date(datetime.date(2026, 11, 30), language) == text


def test_the_persian_year_begins_in_spring() -> None:
    """Nowruz 1405 was on 21 March 2026."""
    assert wording.date(datetime.date(2026, 3, 20), "fa") == "۲۹ اسفند ۱۴۰۴"
    assert wording.date(datetime.date(2026, 3, 21), "fa") == "۱ فروردین ۱۴۰۵"


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("2026", "en", "2026"),
        ("2026", "fa", "۲۰۲۶"),
        ("2026-08", "en", "August 2026"),
        ("2026-08", "uk", "серпень 2026"),
        ("2026-08", "fa", "اوت ۲۰۲۶"),
        ("2025-12-30", "fa", "۹ دی ۱۴۰۴"),
        ("not given", "en", "not given"),
        ("Feb 24, year not given", "en", "Feb 24, year not given"),
        ("", "en", ""),
    ],
)
def test_a_date_as_a_source_gives_it(text: str, language: str, shown: str) -> None:
    assert wording.part_of_date(text, language) == shown


@pytest.mark.parametrize(("language", "text"), [("en", "a, b"), ("uk", "a, b"), ("zh", "a、b"), ("fa", "a، b")])
def test_items_are_joined_by_the_comma_of_the_language(language: str, text: str) -> None:
    assert wording.listed(["a", "b"], language) == text
    assert wording.listed([], language) == ""


@pytest.mark.parametrize(
    ("value", "language", "text"), [(12.5, "en", "+12.5"), (-3, "en", "−3"), (0, "en", "0"), (-3.5, "fa", "−۳٫۵")]
)
def test_a_sign_is_a_true_one(value: float, language: str, text: str) -> None:
    assert wording.signed(value, language) == text


def test_languages_are_named_in_others() -> None:
    assert wording.language_name("uk", "en") == "Ukrainian"
    assert wording.language_name("en", "zh") == "英语"
    assert wording.language_name("xx", "en") == "xx"
    assert set(wording.NAMES) == set(LANGUAGES)


@pytest.mark.parametrize(("share", "shown"), [(0.6999, "69"), (0.7, "70"), (1.0, "100"), (0.0, "0"), (0.29, "29")])
def test_a_share_is_never_shown_larger_than_it_is(share: float, shown: str) -> None:
    assert hundred(share, "en") == shown


def test_digits_of_the_language() -> None:
    assert hundred(0.84, "fa") == "۸۴"


def test_lists_are_read_with_the_comma_of_any_language() -> None:
    assert separated(" a, b،c、d，, e f ") == ["a", "b", "c", "d", "e f"]
    assert separated(" ،") == []
