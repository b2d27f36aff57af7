"""One value of a list or a document, written for a reader or for a spreadsheet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import get_currency_precision
from persiantools.jdatetime import JalaliDate

from advisor import language as wording
from advisor.language import Words
from advisor.money import Money
from advisor.sandbox.core.amounts import PRICE_PARTS
from web.sandbox import labels

SHORT = 14  # signs of a text that stays in one line
_DAYS = {"zh": "y年M月d日"}
Plain = str | int | float | Decimal | datetime.date | None


@dataclass(frozen=True)
class Cell:
    """`text` as it is read; `href` where it leads; `tone` the meaning of a state; `share` from 0 to 1 of a bar; `end`
    when it stands at the end, as numbers do; `below` nought; `short` when it is not broken into lines."""

    text: str = ""
    href: str = ""
    tone: str = ""
    share: float | None = None
    end: bool = False
    below: bool = False
    short: bool = False


@dataclass(frozen=True)
class Writer:
    """Writes values in `language`; amounts without a currency of their own are in `currency`. `foreign` amounts carry
    the code of their currency, others stand under a heading that says it."""

    language: str
    words: Words
    currency: str

    def cell(self, kind: str, value: Any, unit: Any = None, document: str = "") -> Cell:
        """`document` is the kind whose states are meant."""
        if value is None or value == "":
            return Cell()
        if kind == "state":
            return Cell(labels.state(document, str(value), self.words), tone=labels.tone(str(value)))
        if kind in ("percent", "bar"):
            share = max(0.0, min(1.0, float(value)))
            shown = wording.percent(float(value), self.language)
            return Cell(shown, share=share if kind == "bar" else None, end=kind == "percent")
        if kind == "date":
            return Cell(short_day(value, self.language), short=True)
        end = kind in ("number", "quantity", "money", "price", "lasting")
        text = self.text(kind, value, unit)
        return Cell(text, end=end, below=end and value < 0, short=len(text) <= SHORT)

    def text(self, kind: str, value: Any, unit: Any = None) -> str:
        """The value as it is read in a sentence or a cell."""
        if kind in ("money", "price"):
            return self._amount(kind, int(value), unit or self.currency)
        if kind == "quantity":
            return self._number(Decimal(int(value)).scaleb(-int(unit or 0)), "#,##0.###")
        if kind in ("number", "lasting"):
            return self._number(value, "#,##0.##")
        if kind == "date":
            return wording.date(value, self.language)
        if kind == "time":
            return wording.digits(f"{value:%H:%M}") if self.language == "fa" else f"{value:%H:%M}"
        if kind == "yes":
            return self.words("Yes") if value else ""
        if kind == "country":
            return str(wording.locale(self.language).territories.get(str(value), value))
        named = {"choice": labels.choice, "kind": labels.kind, "source": labels.source}.get(kind)
        return named(str(value), self.words) if named else str(value)

    def _amount(self, kind: str, value: int, currency: str) -> str:
        amount = exact(kind, value, currency)
        if currency != self.currency:
            whole = Money(round(amount.scaleb(get_currency_precision(currency))), currency)
            if whole.amount == amount:
                return wording.money(whole, self.language)
        places = max(get_currency_precision(currency), -int(str(amount.normalize().as_tuple().exponent)))
        shown = self._number(amount, "#,##0" + ("." + "0" * places if places else ""))
        return shown if currency == self.currency else f"{currency} {shown}"

    def _number(self, value: Any, pattern: str) -> str:
        """With a true minus sign."""
        shown = wording.number(abs(value), self.language, pattern)
        return f"−{shown}" if value < 0 else shown


def short_day(day: datetime.date, language: str) -> str:
    """A day as it stands in a table: 2 Mar 2026; in Persian by the Jalali calendar, in figures."""
    if language == "fa":
        return wording.digits(JalaliDate(day).strftime("%Y/%m/%d"))  # type: ignore[no-untyped-call]
    return format_date(day, _DAYS.get(language, "d MMM y"), locale=wording.locale(language))


def exact(kind: str, value: int, currency: str) -> Decimal:
    """An amount or a price in whole units of the currency."""
    parts = Decimal(value) / (PRICE_PARTS if kind == "price" else 1)
    return parts.scaleb(-get_currency_precision(currency))


def plain(kind: str, value: Any, unit: Any, writer: Writer, document: str = "") -> Plain:
    """The value for a spreadsheet or a program: numbers and days stay what they are."""
    if value is None or value == "":
        return None
    if kind in ("money", "price"):
        return exact(kind, int(value), unit or writer.currency)
    if kind == "quantity":
        return Decimal(int(value)).scaleb(-int(unit or 0))
    if kind in ("number", "lasting", "percent", "bar"):
        return value if isinstance(value, int | float | Decimal) else str(value)
    if kind == "date" and isinstance(value, datetime.date):
        return value
    return writer.cell(kind, value, unit, document).text
