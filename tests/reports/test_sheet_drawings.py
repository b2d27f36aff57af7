"""Native drawings of a workbook."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest

from advisor.reports.sheet_drawings import Bars, Scale, ranged_bars, stacked_years, tinted, value_bars
from advisor.reports.sheet_parts import Book, Page
from tests.reports.workbooks import COVER

SCALE = Scale("#,##0,", "Amounts in thousand EUR.")


def page_of(language: str = "en") -> tuple[Book, Page]:
    book = Book(language, COVER)
    page = book.page("costs", "Cost", (20, 10, 10))
    for row in range(6):
        page.row(row, 0, [f"Part {row}", row, row + 1], "line")
    return book, page


def drawn(book: Book) -> str:
    with zipfile.ZipFile(BytesIO(book.bytes())) as file:
        return file.read("xl/charts/chart1.xml").decode()


@pytest.mark.parametrize(
    ("colour", "share", "expected"),
    [("#000000", 1.0, "#000000"), ("#000000", 0.0, "#ffffff"), ("#1f4f8f", 0.5, "#8fa7c7")],
)
def test_tinted(colour: str, share: float, expected: str) -> None:
    assert tinted(colour, share) == expected


@pytest.mark.parametrize("language", ["en", "fa"])
def test_values_of_options(language: str) -> None:
    book, page = page_of(language)
    page.insert(8, 0, value_bars(page, Bars("Value", "The best.", 1, 4)), "In words")
    chart = drawn(book)
    assert "<c:f>'Cost'!$H$2:$H$5</c:f>" in chart.replace("Cost!", "'Cost'!")
    assert "<c:f>'Cost'!$D$2:$D$5</c:f>" in chart.replace("Cost!", "'Cost'!")
    title = re.search(r"<c:title>.*?</c:title>", chart)
    assert title
    assert "$A$3" in title[0]  # the title is a cell, so it follows
    assert "The best." in title[0]
    assert chart.count('<c:orientation val="maxMin"/>') == (2 if language == "fa" else 1)
    assert '<c:min val="0"/>' in chart


@pytest.mark.parametrize("language", ["en", "fa"])
def test_ranges_are_drawn_with_their_ends(language: str) -> None:
    book, page = page_of(language)
    areas = [page.area((1, column), (4, column)) for column in range(4)]
    page.insert(8, 0, ranged_bars(page, ("Cost", SCALE), areas[0], areas[1], (areas[2], areas[3])), "In words")
    chart = drawn(book)
    assert "<c:errBars>" in chart
    assert 'errValType val="cust"' in chart
    assert "$C$2:$C$5" in chart
    assert "$D$2:$D$5" in chart
    assert "Amounts in thousand EUR" in chart
    assert 'formatCode="#,##0,"' in chart
    assert '<c:min val="0"/>' in chart


def test_years_are_stacked_and_named_by_cells() -> None:
    book, page = page_of()
    page.insert(8, 0, stacked_years(page, ("By year", SCALE), (1, 3), 2), "In words")
    chart = drawn(book)
    assert '<c:grouping val="stacked"/>' in chart
    assert chart.count("<c:ser>") == 3
    assert all(f"$A${row}" in chart for row in (2, 3, 4))
    assert chart.count("$B$1:$C$1") == 3
    assert len(set(re.findall(r'srgbClr val="([0-9A-F]{6})"', chart))) >= 3


def test_drawings_have_words_for_those_who_do_not_see_them() -> None:
    book, page = page_of()
    page.insert(8, 0, value_bars(page, Bars("Value", "The best.", 1, 4)), "How do they compare?")
    with zipfile.ZipFile(BytesIO(book.bytes())) as file:
        assert 'descr="How do they compare?"' in file.read("xl/drawings/drawing1.xml").decode()


def test_letters_suit_the_language() -> None:
    book, page = page_of("fa")
    page.insert(8, 0, ranged_bars(page, ("هزینه", SCALE), "A1", "B1", ("C1", "D1")), "")
    chart = drawn(book)
    assert 'typeface="Tahoma"' in chart
    assert "\u202bهزینه" in chart
