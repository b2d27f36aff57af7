"""Numbers, dates, money and country names in the reader's language, and numbers as readers type them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from persiantools.jdatetime import JalaliDate

from advisor.money import Money

# Takes an English sentence of the interface's catalogues and gives it in one language.
Words = Callable[[str], str]

LANGUAGES = ("en", "ru", "uk", "zh", "fa")
# What each language calls itself.
NAMES = {"en": "English", "ru": "Русский", "uk": "Українська", "zh": "中文", "fa": "فارسی"}
RIGHT_TO_LEFT = frozenset({"fa"})
_LOCALES = {"zh": "zh_Hans"}
# Days and months where they are not written as in English. The word for year that ru and uk may add is left out: its
# full stop would stand before that of the sentence.
_DAYS = {"zh": "y年M月d日"}
_MONTHS = {"zh": "y年M月"}
COMMAS = {"zh": "、", "fa": "، "}
_COMMAS = re.compile("[,،、，]")
FULL_STOPS = {"zh": "。"}
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_PERSIAN = str.maketrans("0123456789%.,", "۰۱۲۳۴۵۶۷۸۹٪٫٬")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.'’٬\u00a0\u202f]\d{3})+|\d+")
# Codes that CLDR lists beside the countries of ISO 3166-1: unions, outlying areas and codes for testing.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


@cache
def locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


@cache
def country_codes() -> tuple[str, ...]:
    """ISO 3166-1 alpha-2 codes and XK (Kosovo, which has none of its own there) in alphabetical order."""
    codes = (str(c) for c in locale("en").territories if len(str(c)) == 2 and str(c).isalpha())
    return tuple(sorted(c for c in codes if c not in _NOT_COUNTRIES))


@cache
def country_names(language: str) -> dict[str, str]:
    """Names of all countries by code, in the order of their names."""
    names = {code: locale(language).territories.get(code, code) for code in country_codes()}
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def language_name(code: str, language: str) -> str:
    """What a language is called in another one."""
    return str(locale(language).languages.get(code, code))


def parse_integer(text: str) -> int | None:
    """A whole number as people type it (Persian digits, grouped thousands, a sign); None when it is not one."""
    plain = text.strip().translate(_DIGITS).replace("−", "-")
    sign = -1 if plain.startswith("-") else 1
    plain = plain[1:].strip() if plain.startswith(("+", "-")) else plain
    if len(plain) > 20 or not _GROUPED.fullmatch(plain):
        return None
    return sign * int(re.sub(r"\D", "", plain))


def listed(items: Iterable[str], language: str) -> str:
    """Items one after the other, with the comma of the language."""
    return COMMAS.get(language, ", ").join(items)


def separated(text: str) -> list[str]:
    """What is listed in a text, with the comma of whatever language."""
    return [part.strip() for part in _COMMAS.split(text) if part.strip()]


def digits(text: str) -> str:
    """A formatted number with Persian digits and signs."""
    return text.translate(_PERSIAN)


def _digits(text: str, language: str) -> str:
    """A formatted number in the digits of the language; Babel writes Persian numbers in Latin ones."""
    return digits(text) if language == "fa" else text


def date(day: datetime.date, language: str) -> str:
    """A day as it is written in a sentence; in Persian by the Jalali calendar."""
    if language == "fa":
        there = JalaliDate(day)  # type: ignore[no-untyped-call]
        return f"{number(there.day, language)} {there.strftime('%B %Y', locale='fa')}"
    return format_date(day, _DAYS.get(language, "d MMMM y"), locale=locale(language))


def part_of_date(text: str, language: str) -> str:
    """A date as sources give it: a day, a month or a year (2026-11-30, 2026-11, 2026), else the text as it is. Months
    and years of sources stay in the Gregorian calendar, in which they were published."""
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return text
    if len(parts) == 3:
        return date(datetime.date.fromisoformat(text), language)
    if len(parts) == 1:
        return _digits(text, language)
    month = datetime.date(int(parts[0]), int(parts[1]), 1)
    return _digits(format_date(month, _MONTHS.get(language, "LLLL y"), locale=locale(language)), language)


def number(value: float, language: str, pattern: str = "#,##0.##") -> str:
    return _digits(format_decimal(Decimal(str(value)), pattern, locale=locale(language)), language)


def signed(value: float, language: str) -> str:
    """A number with its sign, a true minus where it is negative; nought has none."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + number(abs(value), language)


def percent(share: float, language: str) -> str:
    return _digits(format_percent(share, locale=locale(language)), language)


def money(value: Money, language: str) -> str:
    whole = value.amount == value.amount.to_integral_value()
    text = format_currency(
        value.amount,
        value.currency,
        locale=locale(language),
        currency_digits=not whole,
        format="¤¤ #,##0" if whole else "¤¤ #,##0.00",
    )
    return _digits(text, language)


def hundred(share: float, language: str) -> str:
    """Whole times in a hundred, rounded down: a share is never shown larger than it is."""
    return number(int(share * 100 + 1e-9), language)
