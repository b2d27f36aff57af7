"""Text on slides: its looks, and the estimate of the room it takes, checked against measured letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.text.text import TextFrame
from pptx.util import Inches

from advisor.language import LANGUAGES
from advisor.reports import slide_text
from advisor.reports.office import clean, script
from advisor.reports.slide_text import Box, Line
from tests.recommendation.samples import real
from tests.reports.offices import HOSTILE

FONTS = Path(slide_text.__file__).parent / "fonts"
ENGLISH = script("en")
SIZES = (20, 16, 12)
WORDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=1, max_size=8)


def written(lines: list[Line], language: str = "en") -> TextFrame:
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    frame = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(5)).text_frame
    slide_text.write(frame, [Line("before"), Line("another")], script(language))
    slide_text.write(frame, lines, script(language))
    return frame


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    found = written([Line(words)]).paragraphs
    assert [p.text for p in found] == [clean(words)]


def test_words_stand_in_the_place_of_those_before() -> None:
    assert [p.text for p in written([Line("one"), Line("two"), Line("three")]).paragraphs] == ["one", "two", "three"]
    assert written([]).text == ""


@pytest.mark.parametrize(
    ("language", "align", "direction"),
    [("en", PP_ALIGN.LEFT, "0"), ("zh", PP_ALIGN.LEFT, "0"), ("fa", PP_ALIGN.RIGHT, "1")],
)
def test_lines_begin_where_the_language_begins(language: str, align: PP_ALIGN, direction: str) -> None:
    first, second = written([Line("x"), Line("y", centred=True)], language).paragraphs
    assert (first.alignment, first._p.pPr.get("rtl")) == (align, direction)
    assert second.alignment == PP_ALIGN.CENTER


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_tagged_with_their_language(language: str) -> None:
    font = written([Line("x", 12.5, bold=True, colour="112233")], language).paragraphs[0].runs[0].font
    assert font._rPr.get("lang") == script(language).tag
    assert font.size is not None
    assert (font.size.pt, font.bold, str(font.color.rgb)) == (12.5, True, "112233")


def test_paragraphs_stand_apart_by_their_size() -> None:
    assert [p.space_before.pt for p in written([Line("x", 20, gap=0.5), Line("y", 20, gap=0)]).paragraphs] == [10, 0]


def test_a_box_is_mirrored_across_the_slide() -> None:
    box = Box(1, 2, 3, 4)
    assert box.mirrored(10) == Box(6, 2, 3, 4)
    assert box.mirrored(10).mirrored(10) == box


@pytest.mark.parametrize(
    ("language", "font"), [("en", "Inter-Regular"), ("ru", "Inter-Regular"), ("fa", "Vazirmatn-Regular")]
)
def test_estimated_widths_are_near_measured_ones(language: str, font: str) -> None:
    """Inter is wider than Calibri by about a tenth, which the estimate is for; Vazirmatn is as wide as Tahoma."""
    texts = real().texts[language]
    sentences = [texts.say("paths", path, "about") for path in real().scheme.paths]
    measure = ImageFont.truetype(FONTS / f"{font}.ttf", 100, layout_engine=ImageFont.Layout.BASIC)
    for sentence in sentences:
        measured = measure.getlength(sentence) / 100
        assert 0.75 < slide_text.ems(sentence) / measured < 1.35


def test_wide_letters_and_marks() -> None:
    assert slide_text.ems("公司") == 2
    assert slide_text.ems("\u200c") == 0
    assert slide_text.ems("m") > slide_text.ems("n") > slide_text.ems("i")


@given(st.text(), st.floats(8, 40), st.floats(0.5, 12))
def test_more_room_never_takes_more_lines(words: str, size: float, width: float) -> None:
    assert slide_text.rows(words, size, width) >= slide_text.rows(words, size, width * 2) >= 1
    assert slide_text.rows(words, size, width) <= slide_text.rows(words, size * 2, width)


def test_lines_are_broken_between_words_and_within_words_without_end() -> None:
    assert slide_text.rows("one two", 72, 1.9) == 2
    assert slide_text.rows("n" * 100, 72, 5) == 10
    assert slide_text.rows("公司系统", 72, 2) == 2


@given(WORDS)
def test_chosen_lines_fit_or_are_the_only_one(words: list[str]) -> None:
    box = Box(0, 0, 4, 1.5)
    found = slide_text.fitted([Line(one) for one in words], box, ENGLISH, SIZES)
    assert found
    assert slide_text.height(found, box.width, ENGLISH) <= box.height
    assert len(found) == 1 or [clean(line.words) for line in found] == [clean(one) for one in words][: len(found)]


def test_the_largest_size_that_fits_is_taken() -> None:
    box = Box(0, 0, 4, 1.0)
    assert slide_text.fitted([Line("short")], box, ENGLISH, SIZES)[0].size == 20
    assert slide_text.fitted([Line("a longer sentence " * 8)], box, ENGLISH, SIZES)[0].size == 12


def test_last_lines_are_left_out_and_headings_without_anything_below_them_too() -> None:
    lines = [Line("Head", bold=True), Line("words " * 12), Line("Second", bold=True), Line("more " * 60)]
    found = slide_text.fitted(lines, Box(0, 0, 3, 1.2), ENGLISH, SIZES)
    assert [line.words for line in found] == [lines[0].words, lines[1].words]


def test_a_single_line_is_cut() -> None:
    found = slide_text.fitted([Line("word " * 500)], Box(0, 0, 3, 0.5), ENGLISH, SIZES)
    assert found[0].words.endswith("…")
    assert slide_text.height(found, 3, ENGLISH) <= 0.5


def test_headings_keep_their_size() -> None:
    found = slide_text.fitted([Line("Head", 18, bold=True), Line("words")], Box(0, 0, 3, 3), ENGLISH, (14,))
    assert [line.size for line in found] == [18, 14]
