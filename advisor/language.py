"""Numbers, money and country names in the reader's language, and numbers as readers type them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

from advisor.money import Money

LANGUAGES = ("en", "ru", "uk", "zh", "fa")
_LOCALES = {"zh": "zh_Hans"}
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_PERSIAN = str.maketrans("0123456789%", "۰۱۲۳۴۵۶۷۸۹٪")
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


def parse_integer(text: str) -> int | None:
    """A whole number as people type it (Persian digits, grouped thousands, a sign); None when it is not one."""
    plain = text.strip().translate(_DIGITS).replace("−", "-")
    sign = -1 if plain.startswith("-") else 1
    plain = plain[1:].strip() if plain.startswith(("+", "-")) else plain
    if len(plain) > 20 or not _GROUPED.fullmatch(plain):
        return None
    return sign * int(re.sub(r"\D", "", plain))


def _digits(text: str, language: str) -> str:
    return text.translate(_PERSIAN) if language == "fa" else text


def number(value: float, language: str, pattern: str = "#,##0.##") -> str:
    return _digits(format_decimal(Decimal(str(value)), pattern, locale=locale(language)), language)


def percent(share: float, language: str) -> str:
    return _digits(format_percent(share, "#,##0%", locale=locale(language)), language)


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
