"""Lists as files that spreadsheets read."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from advisor.errors import NotFound
from advisor.sandbox.core.tables import Party
from advisor.sandbox.insight.exports import to_csv, to_xlsx
from web.sandbox.cells import Plain
from web.sandbox.declared import Column, Screen
from web.sandbox.exporting import file, sheet

SCREEN = Screen("parties", "Contacts", "setup", "", (Column("name", "Name", Party.name),), select(Party.id))
ROWS: list[list[Plain]] = [
    ["Name", "Amount", "Day", "Note"],
    ["Нова пошта", Decimal("1234.50"), datetime.date(2026, 3, 2), None],
    ["=SUM(A1)", Decimal(-5), None, 'a, "quoted"\nnote'],
]


def test_csv_keeps_letters_figures_and_days() -> None:
    text = to_csv(sheet("Contacts", ROWS))
    assert text.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert read[1] == ["Нова пошта", "1234.50", "2026-03-02", ""]
    assert read[2][3] == 'a, "quoted"\nnote'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    """A cell that begins so would be run by a spreadsheet (OWASP, CSV injection); a figure below nought is none."""
    made = to_csv(sheet("Contacts", [["Note", "Amount"], [text, Decimal(-5)]])).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(made)))[1]
    assert read == [f"'{text}", "-5"]


def test_xlsx_keeps_figures_as_figures_and_days_as_days() -> None:
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(sheet("Contacts", ROWS), "en"))).active
    assert page is not None
    values = list(page.values)
    assert values[0] == ("Name", "Amount", "Day", "Note")
    assert values[1] == ("Нова пошта", 1234.5, datetime.datetime(2026, 3, 2), None)  # noqa: DTZ001 - of a sheet
    assert values[2][0] == "=SUM(A1)"
    assert page["A3"].data_type == "s", "text, not a formula"
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize(("end", "kind"), [("csv", "text/csv"), ("xlsx", "spreadsheetml")])
def test_a_file_has_the_name_of_its_list(end: str, kind: str) -> None:
    response = file(SCREEN, end, sheet("Contacts", ROWS), "en")
    assert kind in response.headers["content-type"]
    assert response.headers["content-disposition"] == f'attachment; filename="parties.{end}"'


def test_another_kind_of_file_is_told() -> None:
    with pytest.raises(NotFound):
        file(SCREEN, "pdf", sheet("Contacts", ROWS), "en")
