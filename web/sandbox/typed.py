"""Numbers and days as readers type them, and as they are shown in a field that can be changed."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from persiantools.jdatetime import JalaliDate

from advisor import language as wording

_PLAIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫−", "01234567890123456789.-")
_SPACES = re.compile(r"[\s\u00a0\u202f\u200e\u200f'’٬]")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMMA_IS_POINT = frozenset({"ru", "uk"})
LONGEST = 30
GREGORIAN = 1700  # years below are those of the Jalali calendar


def decimal(text: str, language: str) -> Decimal | None:
    """A number as it is typed in a language: 1,234.5 in English, 1 234,5 in Ukrainian, ۱٬۲۳۴٫۵ in Persian; None when
    it is none. A point is a decimal one everywhere."""
    plain = _SPACES.sub("", text.translate(_PLAIN))
    plain = plain.replace(",", "." if language in _COMMA_IS_POINT and plain.count(",") == 1 else "")
    if len(plain) > LONGEST or not _DECIMAL.fullmatch(plain):
        return None
    return Decimal(plain)


def day(text: str) -> datetime.date | None:
    """A day such as 2026-03-02 or, by the Jalali calendar, ۱۴۰۴/۱۲/۱۱; None when there is no such day."""
    found = _DAY.fullmatch(text.strip().translate(_PLAIN))
    if found is None:
        return None
    year, month, number = map(int, found.groups())
    try:
        if year < GREGORIAN:
            there: datetime.date = JalaliDate(year, month, number).to_gregorian()  # type: ignore[no-untyped-call]
            return there
        return datetime.date(year, month, number)
    except ValueError:
        return None


def shown_decimal(value: Decimal | int, language: str) -> str:
    """A number as one would type it: no groups, no needless noughts."""
    return wording.number(float(value), language, "0.######") if value else wording.number(0, language)


def shown_day(value: datetime.date, language: str) -> str:
    """A day as one would type it. The control for days of a browser takes the ISO form; in Persian it is a text."""
    if language != "fa":
        return value.isoformat()
    return wording.digits(JalaliDate(value).strftime("%Y/%m/%d"))  # type: ignore[no-untyped-call]
