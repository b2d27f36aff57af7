"""Workbooks for the tests: rendered, opened, changed as a reader would change them."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.reports import sheet
from advisor.reports.document import Brand, Cover
from tests.recommendation.advices import FEW, advice
from tests.recommendation.samples import random_answers, real
from web.render import translations

COVER = Cover("Example & Sons", "", datetime.date(2026, 12, 1), Brand(name="House of Advice"))
# A random company with some answers unknown, and so some dozens of readings, and some options ruled out.
SOME_UNKNOWN, SEED, SILENCE = "some-unknown", 10, 0.1
WEIGHTS, SCORES, RANKING, COST, WORKING = "Weights", "Scores", "Ranking", "Cost", "Cost working"


def rendered(found: Recommendation, language: str = "en", cover: Cover = COVER) -> bytes:
    return sheet.render(real(), found, language, translations(language).gettext, cover)


@cache
def result(name: str) -> Recommendation:
    """The result of a worked case, or of the random company `SOME_UNKNOWN`."""
    return advise(real(), random_answers(SEED, SILENCE), FEW) if name == SOME_UNKNOWN else advice(name)


@cache
def made(name: str, language: str = "en") -> bytes:
    """The workbook of such a result."""
    return rendered(result(name), language)


def opened(data: bytes | Path, values: bool = True) -> Workbook:
    """With the values that are stored in it, or with formulas."""
    return load_workbook(io.BytesIO(data) if isinstance(data, bytes) else data, data_only=values)


def row_of(page: Worksheet, name: str, after: int = 0, column: int = 1) -> int:
    """The first row below `after` that has this text in a column."""
    for row in range(after + 1, page.max_row + 1):
        if page.cell(row, column).value == name:
            return row
    raise AssertionError(f"{page.title} has no {name!r} below row {after}")


def numbers(page: Worksheet, row: int, columns: range) -> list[Any]:
    return [page.cell(row, column).value for column in columns]


def uncached(data: bytes, path: Path, changes: dict[tuple[str, int, int], float] | None = None) -> Path:
    """The workbook without any stored value of a formula, so that whoever opens it has to calculate; `changes` are new
    values of fields by page, row and column."""
    pages = {f"xl/worksheets/sheet{place}.xml": name for place, name in enumerate(_names(data), 1)}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part in pages:
                fields = {(row, column): v for (page, row, column), v in (changes or {}).items() if page == pages[part]}
                text = _without_values(text.decode(), fields).encode()
            new.writestr(part, text)
    return path


def _names(data: bytes) -> list[str]:
    return load_workbook(io.BytesIO(data), read_only=True).sheetnames


def _without_values(page: str, fields: dict[tuple[int, int], float]) -> str:
    bare = re.sub(r"(<f>[^<]*</f>)<v>[^<]*</v>", r"\1", page)
    for (row, column), value in fields.items():
        cell = re.compile(rf'(<c r="{get_column_letter(column)}{row}"[^>]*>)<v>[^<]*</v>')
        bare, count = cell.subn(rf"\g<1><v>{value!r}</v>", bare)
        assert count == 1, f"row {row}, column {column} is not a field"
    return bare


def differences(before: Workbook, after: Workbook) -> list[str]:
    """Cells of formulas or values that are not the same in both, with a billionth to spare."""
    found = []
    for page in before:
        for line in page.iter_rows():
            for cell in line:
                other = after[page.title][cell.coordinate].value
                if not _same(cell.value, other):
                    found.append(f"{page.title}!{cell.coordinate}: {cell.value!r} is not {other!r}")
    return found


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, int | float) and isinstance(second, int | float):
        return abs(first - second) <= 1e-9 * max(1.0, abs(first))
    return (first or "") == (second or "")
