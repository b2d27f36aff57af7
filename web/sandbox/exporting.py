"""A list as a file: CSV for everything, XLSX for spreadsheets."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from starlette.responses import Response

from advisor.errors import NotFound
from advisor.sandbox.insight.exports import Field, Sheet, Type, to_csv, to_xlsx
from web.sandbox.cells import Plain
from web.sandbox.declared import Screen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file(screen: Screen, end: str, made: Sheet, language: str) -> Response:
    """Raises NotFound for another kind of file."""
    if end == "csv":
        body, kind = to_csv(made), "text/csv; charset=utf-8"
    elif end == "xlsx":
        body, kind = to_xlsx(made, language), XLSX
    else:
        raise NotFound("Lists are offered as csv and xlsx.")
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{screen.id}.{end}"'})


def sheet(title: str, rows: Sequence[Sequence[Plain]]) -> Sheet:
    """What is exported of a list. The first of `rows` are the headings; a column is what its first value is."""
    heads, *values = rows
    fields = [Field(str(head), _type(row[place] for row in values)) for place, head in enumerate(heads)]
    return Sheet(title, fields, values)


def _type(values: Iterable[Plain]) -> Type:
    first = next((value for value in values if value is not None), None)
    if isinstance(first, datetime.date):
        return "date"
    return "number" if isinstance(first, int | float | Decimal) else "text"
