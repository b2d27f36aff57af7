"""Files of lists: numbers are numbers, days days, money keeps its currency, and nothing typed is a formula."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from advisor.money import Money
from advisor.sandbox.insight.exports import Cell, Field, Sheet, clean, harmless, tab_name, to_csv, to_xlsx

FIELDS = (
    Field("Number"),
    Field("Quantity", "number"),
    Field("Net", "money"),
    Field("Margin", "share"),
    Field("Due", "date"),
)
ROWS: list[tuple[Cell, ...]] = [
    ("SO-0001", Decimal("2.5"), Money(12345, "EUR"), Decimal("0.25"), datetime.date(2026, 3, 2)),
    ('=HYPERLINK("http://x.example")', 3, Money(-5000, "JPY"), None, None),
]
SHEET = Sheet("Open orders", FIELDS, ROWS)


def read(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))


def test_csv_keeps_every_kind_of_cell() -> None:
    head, first, second = read(to_csv(SHEET))
    assert head == ["Number", "Quantity", "Net", "Net (ISO 4217)", "Margin", "Due"]
    assert first == ["SO-0001", "2.5", "123.45", "EUR", "0.25", "2026-03-02"]
    assert second == ['\'=HYPERLINK("http://x.example")', "3", "-5000", "JPY", "", ""]


def test_csv_is_read_by_spreadsheets_as_utf_8() -> None:
    assert to_csv(Sheet("x", (Field("名称"),), [("ёж",)])).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "＝1"])
def test_what_was_typed_is_no_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert read(to_csv(Sheet("x", (Field("a"),), [(text,)])))[1] == [f"'{text}"]
    cell = load_workbook(io.BytesIO(to_xlsx(Sheet("x", (Field("a"),), [(text,)]), "en"))).active["A2"]
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", ["SO-0001", "3 = 3", "", "a@b.example"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_workbook_has_typed_cells() -> None:
    page = load_workbook(io.BytesIO(to_xlsx(SHEET, "en"))).active
    assert page.title == "Open orders"
    assert [cell.value for cell in page[1]] == ["Number", "Quantity", "Net", "Margin", "Due"]
    first, second = page[2], page[3]
    assert [cell.value for cell in first[:4]] == ["SO-0001", 2.5, 123.45, 0.25]
    assert first[4].is_date
    assert first[4].value.date() == datetime.date(2026, 3, 2)
    assert first[2].number_format == '#,##0.00 "EUR";-#,##0.00 "EUR"'
    assert second[2].number_format == '#,##0 "JPY";-#,##0 "JPY"'
    assert [cell.value for cell in second[3:]] == [None, None]
    assert page.auto_filter.ref == "A1:E3"
    assert page.freeze_panes == "A2"


def test_a_persian_workbook_runs_from_right_to_left() -> None:
    assert load_workbook(io.BytesIO(to_xlsx(SHEET, "fa"))).active.sheet_view.rightToLeft
    assert not load_workbook(io.BytesIO(to_xlsx(SHEET, "ru"))).active.sheet_view.rightToLeft


def test_the_same_rows_give_the_same_bytes() -> None:
    assert to_xlsx(SHEET, "en") == to_xlsx(SHEET, "en")
    assert to_csv(SHEET) == to_csv(SHEET)


def test_an_empty_list_is_a_table_of_names() -> None:
    empty = Sheet("x", FIELDS, [])
    assert len(read(to_csv(empty))) == 1
    assert load_workbook(io.BytesIO(to_xlsx(empty, "en"))).active.max_row == 1


def test_half_a_character_does_not_stop_a_file() -> None:
    assert read(to_csv(Sheet("x", (Field("a"),), [("a\ud800b",), ("\r=1",)])))[1:] == [["ab"], ["'=1"]]


def test_truth_is_said_in_a_word() -> None:
    sheet = Sheet("x", (Field("a"), Field("b")), [(True, False)])
    assert read(to_csv(sheet))[1] == ["yes", "no"]
    assert [c.value for c in load_workbook(io.BytesIO(to_xlsx(sheet, "en"))).active[2]] == ["yes", "no"]


def test_money_in_a_column_of_text_says_its_currency() -> None:
    assert read(to_csv(Sheet("x", (Field("a"),), [(Money(100, "EUR"),)])))[1] == ["1.00 EUR"]


def test_a_row_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="argument"):
        to_csv(Sheet("x", FIELDS, [("only one",)]))


def test_names_of_sheets_and_control_characters() -> None:
    assert tab_name("a/b: [c]" + "x" * 40) == "a b   c " + "x" * 23
    assert tab_name("///") == "-"
    assert clean("a\x00b\ud800c") == "abc"
