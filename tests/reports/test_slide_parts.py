"""What slides are put together from: titles that fit, lists, key figures, tables, logos, footers and notes."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_FILL
from pptx.slide import Slide

from advisor.recommendation.telling.words import Reference
from advisor.reports import slide_parts
from advisor.reports.office import WASH, tint
from advisor.reports.slide_parts import Grid
from advisor.reports.slide_text import Box, Line, height
from advisor.reports.slide_theme import COVER, LISTS, LOGO, PLAIN, TITLE, WIDTH, saved
from tests.reports.offices import HOSTILE, A, blank, brand
from web.render import translations

EMU = 914400
GRID = Grid("Modules", ("Module", "Why"), (((Line("Stock", bold=True),), (Line("Counted by hand"),)),), (1, 3))


def described(slide: Slide) -> list[str]:
    return [one.get("descr") or "" for one in slide._element.iter("{*}cNvPr") if one.get("descr")]


@pytest.mark.parametrize("layout", [COVER, LISTS, PLAIN])
def test_a_slide_has_its_title_in_the_place_of_the_layout(layout: str) -> None:
    slide = blank().slide(layout, "Start with an ERP")
    assert slide.shapes.title is not None
    assert slide.shapes.title.text_frame.text == "Start with an ERP"


@pytest.mark.parametrize("language", ["en", "ru", "zh", "fa"])
@pytest.mark.parametrize(
    "words", ["Short", "A sentence of usual length that says what was found. " * 3, "endless" * 99]
)
def test_titles_fit(language: str, words: str) -> None:
    made = blank(language)
    title = made.slide(PLAIN, words).shapes.title
    assert title is not None
    run = title.text_frame.paragraphs[0].runs[0]
    assert run.font.size is not None
    line = Line(run.text, run.font.size.pt, gap=0)
    assert height([line], TITLE.width, made.theme.script) <= TITLE.height
    assert 18 <= line.size <= 28


def test_a_title_stays_on_one_line_where_it_can() -> None:
    title = blank().slide(PLAIN, "Phase 1: CRM → Phase 2: ERP + Connection → Phase 3: CRM + ERP").shapes.title
    assert title is not None
    size = title.text_frame.paragraphs[0].runs[0].font.size
    assert size is not None
    assert 22 <= size.pt < 28


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_drawn_as_they_are(words: str) -> None:
    made = blank()
    slide = made.slide(LISTS, words)
    made.bullets(slide, 1, Box(1, 2, 5, 3), [Line(words)])
    made.tiles(slide, Box(1, 2, 5, 1), [(words, words)])
    made.text(slide, Box(1, 2, 5, 3), [Line(words)])
    made.notes(slide, [words])
    found = Presentation(io.BytesIO(saved(made.package))).slides[0]
    assert found.shapes.title is not None
    assert found.notes_slide.notes_text_frame is not None


def test_lists_are_real_placeholders_at_their_place() -> None:
    made = blank("fa")
    slide = made.slide(LISTS, "x")
    made.bullets(slide, 1, Box(1, 2, 5, 3), [Line("یک", bullet="•"), Line("دو", bullet="•")])
    shape = slide.placeholders[1]
    assert [p.text for p in shape.text_frame.paragraphs] == ["یک", "دو"]
    assert shape.left / EMU == pytest.approx(WIDTH - 6, abs=1e-4)
    assert {one.get("rtl") for one in shape._element.iter(f"{A}pPr")} == {"1"}


def test_key_figures_share_one_size_and_their_row() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    made.tiles(slide, Box(1, 2, 11, 1.2), [("Path", "ERP"), ("Cost", "RUB 462–1,480 million a year"), ("Sure", "84")])
    values = [shape for shape in slide.shapes if shape.name == "Figure value"]
    assert [shape.text_frame.text for shape in values] == ["ERP", "RUB 462–1,480 million a year", "84"]
    assert len({shape.text_frame.paragraphs[0].runs[0].font.size for shape in values}) == 1
    assert len({shape.top for shape in values}) == 1
    assert [shape.left for shape in values] == sorted(shape.left for shape in values)


def test_boxes_beside_each_other_share_the_width() -> None:
    first, second = slide_parts.beside(Box(1, 2, 11, 3), 2, 1)
    assert (first, second) == (Box(1, 2, 5, 3), Box(7, 2, 5, 3))
    assert slide_parts.beside(Box(1, 2, 11, 3), 0) == ()


def test_tables_are_native_and_described() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    assert made.table(slide, Box(1, 2, 8, 4), GRID, (16, 12))
    frame = next(shape for shape in slide.shapes if shape.has_table)
    cells = [[cell.text for cell in row.cells] for row in frame.table.rows]
    assert cells == [["Module", "Why"], ["Stock", "Counted by hand"]]
    assert [round(column.width / EMU, 3) for column in frame.table.columns] == [2, 6]
    assert described(slide) == ["Modules"]
    assert frame.table.first_row


def test_a_table_that_fits_in_no_size_is_not_made() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    long = Grid("x", ("a",), tuple(((Line("words " * 40),),) for _ in range(20)), (1,))
    assert not made.table(slide, Box(1, 2, 4, 2), long, (16, 12))
    assert [shape for shape in slide.shapes if shape.has_table] == []


def test_columns_of_persian_tables_run_from_the_right() -> None:
    for language, direction in (("en", None), ("fa", "1")):
        made = blank(language)
        slide = made.slide(PLAIN, "x")
        made.table(slide, Box(1, 2, 8, 4), GRID, (12,))
        assert next(slide._element.iter(f"{A}tblPr")).get("rtl") == direction


def test_rows_are_told_apart_by_shades() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    grid = Grid("x", ("a",), tuple(((Line(word),),) for word in ("one", "two", "three")), (1,))
    made.table(slide, Box(1, 2, 8, 4), grid, (12,))
    frame = next(shape for shape in slide.shapes if shape.has_table)
    fills = [row.cells[0].fill for row in frame.table.rows]
    shades = [str(fill.fore_color.rgb) if fill.type == MSO_FILL.SOLID else "" for fill in fills]
    assert shades == [tint("8A1F4F", 0.1), "", WASH, ""]
    assert not frame.table.horz_banding


def test_small_words_fit_their_place() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    made.caption(slide, Box(1, 2, 5, 0.5), "In thousand roubles")
    made.caption(slide, Box(1, 3, 2, 0.3), "many words " * 20, "Key")
    first, second = list(slide.shapes)[-2:]
    assert (first.name, first.text_frame.text, second.name) == ("Caption", "In thousand roubles", "Key")
    sizes = [shape.text_frame.paragraphs[0].runs[0].font.size.pt for shape in (first, second)]
    assert sizes == [13, 10]


def test_slides_are_signed_and_numbered() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    made.around(slide, brand(disclaimer="For planning only."))
    found = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
    assert found[11].text_frame.text == "North & Partners · For planning only."
    assert next(found[12]._element.iter(f"{A}fld")).get("type") == "slidenum"
    assert described(slide) == ["North & Partners"]
    ids = [shape.shape_id for shape in slide.shapes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("logo", [b"", b"no image", b"\x89PNG\r\n\x1a\n"])
def test_a_logo_that_is_none_is_left_out(logo: bytes) -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    made.logo(slide, brand(logo=logo))
    assert described(slide) == []


def test_a_logo_keeps_its_proportions_within_its_box() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    made.logo(slide, brand(), LOGO)
    shape = list(slide.shapes)[-1]
    assert shape.width / shape.height == pytest.approx(300 / 80, rel=0.01)
    assert shape.width <= LOGO.width * EMU + 1
    assert (shape.left + shape.width) / EMU == pytest.approx(LOGO.x + LOGO.width, abs=0.01)


def test_notes_end_with_numbered_sources() -> None:
    made = blank()
    slide = made.slide(PLAIN, "x")
    source = Reference("s1", "", "A study", "An institute", "2026-05", "", "https://example.org/s1", "en")
    made.notes(slide, ["What to say", " ", ""], [source, source])
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    assert [p.text for p in frame.paragraphs] == [
        "What to say",
        "Sources:",
        "A study, An institute, May 2026 https://example.org/s1",
    ]


def test_sentences_take_their_values() -> None:
    made = blank("ru")
    assert "84" in made.words("{sure} of 100 readings", sure="84")
    assert made.words("Why") == translations("ru").gettext("Why") != "Why"


def test_heads_keep_their_size_and_items_have_their_mark() -> None:
    found, first = slide_parts.head("What helps"), slide_parts.head("What helps", 0)
    assert (found.words, found.size, found.bold, found.gap > first.gap == 0) == ("What helps", 16, True, True)
    assert (slide_parts.item("one").bullet, slide_parts.item("one").bold) == ("•", False)
