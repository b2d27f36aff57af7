"""What Word and PowerPoint files share: letters, colours, fonts, and bytes that depend on the contents alone."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language import LANGUAGES
from advisor.reports import office
from tests.reports.offices import HOSTILE

DAY = date(2026, 11, 20)
COLOURS = st.from_regex(r"[0-9A-F]{6}", fullmatch=True)


@given(st.text())
def test_cleaned_text_can_stand_in_xml(text: str) -> None:
    found = office.clean(text)
    assert ElementTree.fromstring(f"<t>{escape(found)}</t>").text in (found, None)
    assert office.clean(found) == found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_made_harmless(text: str) -> None:
    found = office.clean(text)
    assert not set(found) & {"\x00", "\x07", "\x1b", "\n", "\t", "\ufffe", "\u202e", "\u202d"}
    assert found


def test_marks_that_languages_need_are_kept() -> None:
    assert office.clean("می\u200cشود\u200f!") == "می\u200cشود\u200f!"


def test_numbers_are_not_broken_at_their_spaces() -> None:
    assert office.clean("462–1\u00a0480 \n млн\u202fRUB") == "462–1\u00a0480 млн\u202fRUB"


def test_short_text_is_as_it_was_and_long_text_is_cut() -> None:
    assert office.short("  as  it is ", 20) == "as it is"
    assert office.short("a" * 50, 10) == "a" * 9 + "…"


@pytest.mark.parametrize(
    ("given_", "expected"),
    [("#1f4f8f", "1F4F8F"), (" 1f4f8f ", "1F4F8F"), ("red", "000000"), ("#12345", "000000"), ("", "000000")],
)
def test_colours_are_read(given_: str, expected: str) -> None:
    assert office.hexed(given_, "000000") == expected


def test_tints_go_from_white_to_the_colour() -> None:
    assert (office.tint("102030", 0), office.tint("102030", 1)) == ("FFFFFF", "102030")
    assert office.tint("000000", 0.5) == "808080"


@given(COLOURS)
def test_words_in_any_colour_can_be_read_on_white(colour: str) -> None:
    """Checked by another way to work out the luminance: a table of the formula of WCAG for 256 values."""

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    found = bytes.fromhex(office.readable(colour))
    luminance = sum(part * linear(value) for part, value in zip((0.2126, 0.7152, 0.0722), found, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_a_colour_that_can_be_read_is_left_alone() -> None:
    assert office.readable("1F4F8F") == "1F4F8F"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_tag(language: str) -> None:
    found = office.script(language)
    assert found.tag.startswith(language)
    assert found.mirrored == (language == "fa")


def test_a_language_that_is_not_known_is_written_as_english() -> None:
    assert office.script("xx").tag == "en-GB"


def package(stamp: tuple[int, int, int, int, int, int], *, turned: bool = False, created: str = "2020-01-01") -> bytes:
    """A file with properties and a workbook inside."""
    inner = io.BytesIO()
    core = f'<p xmlns:dcterms="x"><dcterms:created a="b">{created}</dcterms:created></p>'
    with zipfile.ZipFile(inner, "w") as book:
        book.writestr(zipfile.ZipInfo("docProps/core.xml", stamp), core)
    parts = [("[Content_Types].xml", b"<t/>"), ("docProps/core.xml", core.encode()), ("a/book.xlsx", inner.getvalue())]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in reversed(parts) if turned else parts:
            file.writestr(zipfile.ZipInfo(name, stamp), data)
    return out.getvalue()


def test_equal_contents_are_equal_bytes() -> None:
    first = package((2021, 2, 3, 4, 5, 6))
    second = package((2026, 12, 31, 23, 59, 58), turned=True, created="2026-12-31T23:59:58Z")
    assert first != second
    assert office.repacked(first, DAY) == office.repacked(second, DAY)


def test_every_part_is_dated_the_day() -> None:
    made = office.repacked(package((2021, 2, 3, 4, 5, 6)), DAY)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert file.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in file.infolist()} == {(2026, 11, 20, 0, 0, 0)}
        assert b">2026-11-20T00:00:00Z<" in file.read("docProps/core.xml")
        with zipfile.ZipFile(io.BytesIO(file.read("a/book.xlsx"))) as book:
            assert b">2026-11-20T00:00:00Z<" in book.read("docProps/core.xml")
            assert book.infolist()[0].date_time == (2026, 11, 20, 0, 0, 0)


def test_days_before_the_first_that_a_zip_can_state_are_no_error() -> None:
    made = office.repacked(package((2021, 2, 3, 4, 5, 6)), date(1969, 7, 20))
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert file.infolist()[0].date_time[0] == 1980


def test_midnight_is_that_of_utc() -> None:
    assert office.midnight(DAY) == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_theme_takes_our_fonts_and_colour() -> None:
    theme = (
        b'<a:accent1><a:srgbClr val="4F81BD"/></a:accent1><a:accent2><a:srgbClr val="C0504D"/></a:accent2>'
        b'<a:majorFont><a:latin typeface="Cambria"/><a:ea typeface=""/><a:cs typeface=""/>'
        b'<a:font script="Arab" typeface="Times New Roman"/></a:majorFont>'
        b'<a:minorFont><a:latin typeface="Cambria" panose="0"/><a:ea typeface=""/><a:cs typeface=""/></a:minorFont>'
    )
    made = office.themed(theme, office.script("fa"), "8A1F4F").decode()
    assert made.count('latin typeface="Calibri"') == 2
    assert made.count('<a:cs typeface="Tahoma"/>') == 2
    assert made.count('<a:ea typeface="Microsoft YaHei"/>') == 2
    assert '<a:accent1><a:srgbClr val="8A1F4F"/></a:accent1>' in made
    assert "C0504D" in made
    assert "Times" not in made


def test_parts_of_a_sample_are_taken_out() -> None:
    relations = docx.Document().part.rels
    kinds = {one.reltype.rsplit("/", 1)[-1] for one in relations.values()}
    assert {"styles", "webSettings", "customXml"} <= kinds
    office.unburden(relations, "webSettings", "customXml", "none")
    assert {one.reltype.rsplit("/", 1)[-1] for one in relations.values()} == kinds - {"webSettings", "customXml"}


def test_the_theme_of_a_package_is_painted() -> None:
    relations = docx.Document().part.rels
    office.paint(relations, office.script("zh"), "8A1F4F")
    (theme,) = (one.target_part.blob for one in relations.values() if one.reltype.endswith("/theme"))
    assert b'<a:srgbClr val="8A1F4F"/>' in theme
    assert b"Microsoft YaHei" in theme
