"""Pages of a workbook: names, formats, widths, directions, and cells that know where they are."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.reports.document import Brand, Cover
from advisor.reports.formula import Formula
from advisor.reports.sheet_parts import FONTS, Book, clean, directed, ink_on, span, tab_name
from tests.reports.workbooks import opened

COVER = Cover("A & B", "Title", datetime.date(2026, 12, 1), Brand(name="3 Houses", colour="#7a1f4f"))


def book(language: str = "en", cover: Cover = COVER) -> Book:
    return Book(language, cover)


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=4))
def test_tab_names_can_be_used(name: str, others: list[str]) -> None:
    taken: set[str] = set()
    for one in (*others, name, name):
        found = tab_name(one, taken)
        assert 1 <= len(found) <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x08]", found)
        assert not found.startswith("'")
        assert not found.endswith("'")
        assert found.casefold() not in taken
        taken.add(found.casefold())


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Scores", set(), "Scores"),
        ("Scores", {"scores"}, "Scores 2"),
        ("Scores", {"scores", "scores 2"}, "Scores 3"),
        ("A/B: what?", set(), "A B  what"),
        ("x" * 40, set(), "x" * 31),
        ("x" * 40, {"x" * 31}, "x" * 29 + " 2"),
        ("", set(), "-"),
        ("Обов'язки", set(), "Обов'язки"),
    ],
)
def test_tab_name(name: str, taken: set[str], expected: str) -> None:
    assert tab_name(name, taken) == expected


def test_clean_keeps_what_people_write() -> None:
    assert clean("a\tb\nc – ґ 中 ۱ 😀") == "a\tb\nc – ґ 中 ۱ 😀"
    assert clean("a\x00b\x1fc\ud800d\x7f\uffff") == "abcd"


@pytest.mark.parametrize(
    ("colour", "ink"), [("#1f4f8f", "#ffffff"), ("#ffffff", "#1f2937"), ("#ffe14d", "#1f2937"), ("#000000", "#ffffff")]
)
def test_ink_can_be_read(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink


def test_directed_frames_only_what_runs_from_the_right() -> None:
    assert directed("abc", "en") == "abc"
    assert directed("abc", "fa") == "\u202babc\u202c"


def test_own_cells_are_named_without_their_page() -> None:
    made = book()
    page, other = made.page("one", "One's", (10, 10)), made.page("two", "Two", (10,))
    first = page.put(0, 0, 2)
    assert first.text == "'One''s'!$A$1"
    page.put(0, 1, first * 3)
    other.put(0, 0, first * 3)
    found = opened(made.bytes(), values=False)
    assert found["One's"]["B1"].value == "=($A$1*3)"
    assert found["Two"]["A1"].value == "=('One''s'!$A$1*3)"


def test_values_of_formulas_are_stored() -> None:
    made = book()
    page = made.page("one", "One", (10,))
    page.put(0, 0, Formula("1+1", 2.0))
    page.say(1, 0, '"a"&"b"', "ab")
    found = opened(made.bytes())["One"]
    assert found["A1"].value == 2
    assert found["A2"].value == "ab"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "{=1}", "http://a.b", "mailto:a@b.c", "123", "\x02=2"])
def test_text_stays_text(text: str) -> None:
    made = book()
    page = made.page("one", "One", (10, 10))
    page.put(0, 0, text)
    page.sentence(1, text)
    found = opened(made.bytes(), values=False)["One"]
    for cell in (found["A1"], found["A2"]):
        assert cell.data_type == "s"
        assert cell.value == clean(text)
        assert cell.hyperlink is None


def test_very_long_text_is_cut_to_what_a_cell_holds() -> None:
    made = book()
    made.page("one", "One", (10,)).put(0, 0, "x" * 50_000)
    assert len(opened(made.bytes())["One"]["A1"].value) == 32_000


def test_areas_and_columns() -> None:
    page = book().page("one", "One", (10,))
    assert page.area((1, 2), (3, 4)) == "'One'!$C$2:$E$4"
    assert page.column(0) == "$A"
    assert page.column(27) == "$AB"
    assert span(page, page.at(1, 2), page.at(3, 2)) == "'One'!$C$2:$C$4"


@pytest.mark.parametrize("language", ["en", "zh", "fa"])
def test_letters_and_direction_of_a_language(language: str) -> None:
    made = book(language)
    made.page("one", "One", (20, 10)).put(0, 0, "x", "text")
    page = opened(made.bytes())["One"]
    assert bool(page.sheet_view.rightToLeft) == (language == "fa")
    assert page["A1"].font.name == FONTS.get(language, "Calibri")
    assert page["A1"].alignment.readingOrder == (2 if language == "fa" else 0)
    assert page.column_dimensions["A"].width == pytest.approx(20, abs=1)


def test_brand_and_day_sign_the_file() -> None:
    made = book()
    made.page("one", "One", (10, 10)).header(0, ["Name", "Sum"], 1)
    found = opened(made.bytes())
    assert found.properties.title == "Title"
    assert found.properties.creator == "3 Houses"
    assert found.properties.created == datetime.datetime(2026, 12, 1)  # noqa: DTZ001 (the format has no zone)
    assert found["One"]["A1"].fill.fgColor.rgb == "FF7A1F4F"
    assert found["One"]["B1"].alignment.horizontal == "right"
    assert found["One"].oddFooter.left.text.strip() == "3 Houses · A && B"
    assert "&P / &N" in str(found["One"].oddFooter.right.text).replace("&[Page]", "&P").replace("&[Pages]", "&N")


def test_rows_are_as_high_as_their_text() -> None:
    made = book()
    page = made.page("one", "One", (10, 40))
    page.sized(0, {0: "x" * 35, 1: "short"})
    page.sized(1, {1: "line\nline\nline\nline\nline"})
    page.sentence(2, "word " * 60)
    heights = opened(made.bytes())["One"].row_dimensions
    assert heights[1].height > 3 * 14
    assert heights[2].height > 4 * 14
    assert heights[3].height > 5 * 14


def test_every_style_is_made_once() -> None:
    made = book()
    assert made.style("amount strong") is made.style("amount strong")
    assert made.style("amount strong") is not made.style("amount")
    with pytest.raises(KeyError):
        made.style("no-such-look")


def test_one_sheet_of_paper() -> None:
    made = book()
    made.page("one", "One", (10,)).on_one_sheet(upright=True)
    made.page("two", "Two", (10,))
    found = opened(made.bytes())
    assert found["One"].page_setup.orientation == "portrait"
    assert found["Two"].page_setup.orientation == "landscape"
    assert found["Two"].page_setup.fitToHeight == 0
