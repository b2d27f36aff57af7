"""Lists and reports as files: CSV for programs, XLSX for people. Numbers stay numbers and days stay days; what somebody
typed never becomes a formula."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from babel.numbers import get_currency_precision
from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from advisor.language import RIGHT_TO_LEFT
from advisor.money import Money

Cell = str | int | float | Decimal | bool | datetime.date | Money | None
# number: a count or a measure; share: 1 is 100 %.
Type = Literal["text", "number", "money", "share", "date"]

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
MOST_TEXT = 32_000  # characters of one cell; the format ends at 32,767
MOST_ROWS = 1_000_000  # of one sheet; the format ends at 1,048,576
_FONTS = {"zh": "Microsoft YaHei", "fa": "Tahoma"}
_WIDTHS = {"text": 30.0, "number": 14.0, "money": 16.0, "share": 10.0, "date": 12.0}


@dataclass(frozen=True)
class Field:
    """A column: its title as readers see it and what its cells are."""

    title: str
    type: Type = "text"


@dataclass(frozen=True)
class Sheet:
    """What is exported. A row has a cell for each field; no cell is None."""

    title: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Cell]]


def to_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it rightly; plain numbers with a point, days as ISO 8601,
    an amount of money in a cell beside its currency."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(harmless(title) for title in _titles(sheet))
    for row in sheet.rows:
        table.writerow(_plain(sheet, row))
    return ("\ufeff" + out.getvalue()).encode()


def _titles(sheet: Sheet) -> Iterable[str]:
    """Money takes two columns, the second for its currency."""
    for field in sheet.fields:
        yield field.title
        if field.type == "money":
            yield f"{field.title} (ISO 4217)"


def _plain(sheet: Sheet, row: Sequence[Cell]) -> Iterable[str]:
    for field, cell in zip(sheet.fields, row, strict=True):
        if field.type == "money":
            yield f"{cell.amount:f}" if isinstance(cell, Money) else _said(cell)
            yield cell.currency if isinstance(cell, Money) else ""
        else:
            yield _said(cell)


def _said(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return harmless(clean(cell))
    if isinstance(cell, Money):
        return f"{cell.amount:f} {cell.currency}"
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before what would begin one."""
    return f"'{text}" if _FORMULA.match(text) else text


def to_xlsx(sheet: Sheet, language: str) -> bytes:
    """A workbook with one sheet: names of columns that stay in view, a filter over the rows, from right to left where
    the language is. The same rows give the same bytes."""
    out = io.BytesIO()
    letters = {"font_name": _FONTS.get(language, "Calibri"), "font_size": 10}
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, {"in_memory": True, "default_format_properties": letters, **plain})
    book.set_properties({"title": clean(sheet.title), "created": datetime.datetime(2026, 1, 1)})  # noqa: DTZ001
    page: Worksheet = book.add_worksheet(tab_name(sheet.title))
    if language in RIGHT_TO_LEFT:
        page.right_to_left()
    _Rows(book, page).write(sheet)
    page.freeze_panes(1, 0)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.close()
    return out.getvalue()


class _Rows:
    """Writes the cells of a sheet; formats are made when they are first used."""

    def __init__(self, book: Any, page: Worksheet) -> None:
        self.book, self.page = book, page
        self.formats: dict[str, Any] = {}

    def write(self, sheet: Sheet) -> None:
        for place, field in enumerate(sheet.fields):
            self.page.set_column(place, place, max(_WIDTHS[field.type], min(40, len(field.title) + 3)))
            self.page.write_string(0, place, clean(field.title), self._form("head"))
        last = 0
        for last, row in enumerate(sheet.rows, 1):
            if last > MOST_ROWS:
                break
            for place, (field, cell) in enumerate(zip(sheet.fields, row, strict=True)):
                self._cell((last, place), field, cell)
        self.page.autofilter(0, 0, last, len(sheet.fields) - 1)

    def _cell(self, at: tuple[int, int], field: Field, cell: Cell) -> None:
        if cell is None:
            return
        if isinstance(cell, bool | str):
            self.page.write_string(*at, clean(_word(cell))[:MOST_TEXT], self._form("text"))
        elif isinstance(cell, datetime.date):
            self.page.write_datetime(*at, datetime.datetime.combine(cell, datetime.time()), self._form("date"))
        elif isinstance(cell, Money):
            self.page.write_number(*at, cell.amount, self._form(f"money {cell.currency}"))
        else:
            whole = field.type == "number" and cell == int(cell)  # a format for both would leave a lone point
            self.page.write_number(*at, cell, self._form("whole" if whole else field.type))

    def _form(self, name: str) -> Any:
        if name not in self.formats:
            self.formats[name] = self.book.add_format(_look(name))
        return self.formats[name]


def _word(cell: bool | str) -> str:
    return cell if isinstance(cell, str) else "yes" if cell else "no"


def _look(name: str) -> dict[str, Any]:
    if name.startswith("money "):
        currency = name[6:]
        places = get_currency_precision(currency)
        amount = "#,##0" + ("." + "0" * places if places else "")
        return {"num_format": f'{amount} "{currency}";-{amount} "{currency}"', "align": "right"}
    looks: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "bottom": 1, "bg_color": "#f1f4f8", "text_wrap": True, "valign": "top"},
        "date": {"num_format": "yyyy-mm-dd", "align": "center"},
        "share": {"num_format": "0.0%", "align": "right"},
        "number": {"num_format": "#,##0.00##", "align": "right"},
        "whole": {"num_format": "#,##0", "align": "right"},
    }
    return looks.get(name, {"valign": "top"})


def clean(text: str) -> str:
    """Without characters that a workbook cannot hold."""
    return _CONTROL.sub("", text)


def tab_name(title: str) -> str:
    """A name that a sheet can bear: at most 31 characters, none of []:*?/\\."""
    return _FORBIDDEN.sub(" ", clean(title)).strip(" '")[:31].strip(" '") or "-"
