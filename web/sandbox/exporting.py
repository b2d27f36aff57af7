"""A list as a file: CSV for everything, XLSX for spreadsheets."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]
from starlette.responses import Response

from advisor.errors import NotFound
from web.sandbox.cells import Plain
from web.sandbox.declared import Screen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def file(screen: Screen, end: str, rows: Sequence[Sequence[Plain]]) -> Response:
    """`rows` begin with the headings. Raises NotFound for another kind of file."""
    if end == "csv":
        body, kind = to_csv(rows), "text/csv; charset=utf-8"
    elif end == "xlsx":
        body, kind = to_xlsx(rows), XLSX
    else:
        raise NotFound("Lists are offered as csv and xlsx.")
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{screen.id}.{end}"'})


def to_csv(rows: Sequence[Sequence[Plain]]) -> bytes:
    """With a byte order mark, so that spreadsheets read it rightly; no text is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([_csv(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _csv(value: Plain) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else str(value)


def to_xlsx(rows: Sequence[Sequence[Plain]]) -> bytes:
    """One sheet; its first row stays in sight."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(place, column, datetime.datetime.combine(value, datetime.time()), day)
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(place, column, float(value))
            elif value is not None:
                sheet.write_string(place, column, value, bold if place == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return made.getvalue()
