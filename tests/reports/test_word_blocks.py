"""Blocks as paragraphs and tables of Word: styles, captions, citations, lists, directions, and hostile words."""

from __future__ import annotations

import io
from itertools import pairwise
from xml.etree import ElementTree

import docx
import pytest
from docx.document import Document as Package
from docx.shared import Emu
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from advisor.language import LANGUAGES
from advisor.reports.document import Beside, Block, Bullets, Figure, Heading, Paragraph, Table, Text, Tiles
from advisor.reports.office import clean, script
from advisor.reports.word_blocks import GUTTER, Pen, Printer, heading_name, shared
from advisor.reports.word_styles import TEXT_WIDTH, Look, dress
from tests.reports.offices import HOSTILE, W, blocks, drawing, runs, said, table

LABELS = {"figure": "Figure", "table": "Table", "contents": "Contents"}
TWIP = 635  # English metric units


def png(svg: str, width: int) -> bytes:
    """A picture of 400 by 100 pixels."""
    out = io.BytesIO()
    Image.new("RGB", (400, 100), (138, 31, 79)).save(out, "PNG")
    return out.getvalue()


def printer(language: str = "en") -> Printer:
    package = docx.Document()
    look = Look(script(language), "8A1F4F")
    return Printer(package, Pen(look.script, dress(package, look)), look, LABELS, frozenset((1, 2, 3)), png)


def parsed(package: Package) -> ElementTree.Element:
    """The body as other programs read it."""
    return ElementTree.fromstring(package.element.body.xml)


def printed(*found: Block, language: str = "en") -> ElementTree.Element:
    made = printer(language)
    made.blocks(made.package, found)
    return parsed(made.package)


def styles(root: ElementTree.Element) -> list[str | None]:
    return [one.get(f"{W}val") for one in root.iter(f"{W}pStyle")]


def attributes(root: ElementTree.Element, tag: str, name: str = "val") -> list[str | None]:
    return [one.get(f"{W}{name}") for one in root.iter(f"{W}{tag}")]


def looks(words: str, language: str, *, ltr: bool = False, strong: bool = False) -> list[tuple[str, list[str]]]:
    """Words and names of the properties of each run."""
    made = printer(language)
    made.pen.write(made.pen.line(made.package, "Normal"), words, ltr=ltr, strong=strong)
    found = []
    for run in parsed(made.package).iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        tags = [] if properties is None else [one.tag.removeprefix(W) for one in properties]
        found.append((said(run), tags))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(language: str, words: str) -> None:
    found = "".join(part for part, _ in looks(words, language))
    assert clean(found) == clean(words.replace("\n", "")) or "\n" in words


@given(st.text(), st.booleans())
def test_no_word_is_lost_or_added(words: str, ltr: bool) -> None:
    for made in PRINTERS:
        line = made.pen.line(made.package, "Normal")
        made.pen.write(line, words.replace("\n", " "), ltr=ltr)
        assert clean(line.text) == clean(words)


PRINTERS = tuple(printer(language) for language in ("en", "fa", "zh"))


def test_edges_keep_one_space_so_that_runs_do_not_stick() -> None:
    made = printer()
    line = made.pen.line(made.package, "Normal")
    for words in ("one ", "\ttwo  three", "", " "):
        made.pen.write(line, words)
    assert line.text == "one  two three "


def test_lines_are_broken_where_the_words_say_so() -> None:
    made = printer()
    line = made.pen.line(made.package, "Normal")
    made.pen.write(line, "one\ntwo")
    assert line.text == "one\ntwo"


def test_persian_words_run_from_the_right_and_latin_ones_among_them_do_not() -> None:
    made = looks("نسخهٔ CRM first در ۸۴ مورد", "fa")
    assert made == [("نسخهٔ ", ["rtl"]), ("CRM first", []), (" در ۸۴ مورد", ["rtl"])]


def test_what_is_to_run_from_the_left_does() -> None:
    assert looks("sha256:۱۲", "fa", ltr=True) == [("sha256:۱۲", [])]


def test_properties_of_runs_stand_in_the_order_of_the_schema() -> None:
    assert looks("سلام", "fa", strong=True) == [("سلام", ["b", "bCs", "rtl"])]
    assert looks("“先上”", "zh") == [("“先上”", ["rFonts"])]


@given(st.integers(100, 20_000), st.lists(st.floats(0.1, 10), min_size=1, max_size=12))
def test_parts_of_a_width_add_up_to_it(width: int, shares: list[float]) -> None:
    found = shared(Emu(width), len(shares), shares)
    assert sum(found) == width
    assert min(found) >= 0


def test_shares_are_kept_and_equal_where_there_are_none() -> None:
    assert shared(Emu(400), 2, (3, 1)) == (300, 100)
    assert shared(Emu(400), 4) == (100,) * 4
    assert shared(Emu(400), 2, (1, 2, 3)) == (200, 200)


@pytest.mark.parametrize("language", ["en", "fa", "zh"])
def test_every_kind_of_block_is_printed(language: str) -> None:
    root = printed(*blocks(), language=language)
    for words in ("The decision", "Too dear.", "84 of 100", "Stock is counted by hand.", "Row 39", "sha256:abc"):
        assert words in said(root)
    assert len(list(root.iter(f"{W}tbl"))) == 4  # tiles, two columns, and two tables
    assert len(list(root.iter(f"{W}drawing"))) == 2


def test_headings_have_styles_of_word_and_names_for_the_contents() -> None:
    root = printed(Heading(1, "One", fresh=True), Heading(2, "Two"))
    assert styles(root) == ["Heading1", "Heading2"]
    assert attributes(root, "bookmarkStart", "name") == [heading_name(1), heading_name(2)]
    assert len(list(root.iter(f"{W}pageBreakBefore"))) == 1


@pytest.mark.parametrize(
    ("tone", "style"),
    [("plain", "Normal"), ("answer", "Answer"), ("good", "NoteGood"), ("careful", "NoteCareful"), ("bad", "NoteBad")],
)
def test_tones_are_styles(tone: str, style: str) -> None:
    assert styles(printed(Paragraph(runs("x"), tone))) == [style]  # type: ignore[arg-type]


def test_a_close_paragraph_stays_with_what_follows() -> None:
    root = printed(Paragraph(runs("x"), close=True), Paragraph(runs("y")))
    assert [len(list(p.iter(f"{W}keepNext"))) for p in root.iter(f"{W}p")] == [1, 0]


def test_looks_of_runs() -> None:
    root = printed(Paragraph((Text("a", strong=True), Text("b", quiet=True), Text("c"))))
    tags = [[one.tag.removeprefix(W) for one in run.iter()][1:] for run in root.iter(f"{W}r")]
    assert tags == [["rPr", "b", "bCs", "t"], ["rPr", "rStyle", "t"], ["t"]]


def test_each_list_of_numbers_is_one_of_its_own() -> None:
    root = printed(
        Bullets((runs("x"), runs("y")), numbered=True), Bullets((runs("z"),)), Bullets((runs("w"),), numbered=True)
    )
    first, second, third = attributes(root, "numId")
    assert first == second != third
    assert styles(root) == ["ListNumber", "ListNumber", "ListBullet", "ListNumber"]


@pytest.mark.parametrize(("count", "columns", "filled"), [(7, 3, [3, 3, 1]), (4, 2, [2, 2]), (9, 8, [3, 3, 3])])
def test_long_lists_of_an_annex_are_smaller_and_run_down_columns(count: int, columns: int, filled: list[int]) -> None:
    root = printed(Bullets(tuple(runs(str(place)) for place in range(count)), columns=columns))
    cells = list(root.iter(f"{W}tc"))
    assert [styles(cell).count("ListDense") for cell in cells] == filled
    assert "".join(map(said, cells)) == "".join(map(str, range(count)))


def test_short_lists_of_an_annex_need_no_columns() -> None:
    root = printed(Bullets((runs("x"), runs("y")), columns=2))
    assert styles(root) == ["ListDense"] * 2


def test_tables_have_captions_that_are_counted() -> None:
    root = printed(table(), table())
    assert attributes(root, "fldSimple", "instr") == ["SEQ Table \\* ARABIC"] * 2
    assert attributes(root, "tblCaption") == ["Costs by year"] * 2
    captions = [said(p) for p in root.iter(f"{W}p") if "Caption" in styles(p)]
    assert captions == ["Table 1. Costs by year", "Table 2. Costs by year"]


def test_a_table_without_a_caption_is_not_counted_aloud() -> None:
    root = printed(Table(" ", ("a",), ((runs("b"),),)))
    assert attributes(root, "fldSimple", "instr") == attributes(root, "tblCaption") == []


def test_tables_keep_sides_shares_and_rows_that_stand_out() -> None:
    root = printed(table())
    widths = [int(one or 0) for one in attributes(root, "gridCol", "w")]
    assert sum(widths) == pytest.approx(TEXT_WIDTH / TWIP, abs=2)
    assert widths[0] == pytest.approx(TEXT_WIDTH / TWIP * 3 / 4, abs=2)
    rows = list(root.iter(f"{W}tr"))
    assert [len(attributes(row, "shd")) for row in rows] == [2, 0, 2, 0]
    assert {tuple(attributes(row, "jc")) for row in rows} == {("right",)}  # the second column only
    assert len(list(rows[2].iter(f"{W}b"))) == 2
    assert attributes(rows[0], "tblHeader") != []


def test_dense_tables_are_smaller() -> None:
    assert "TableDense" in styles(printed(table(dense=True)))
    assert "TableDense" not in styles(printed(table()))


def test_figures_have_their_words_and_keep_their_proportions() -> None:
    root = printed(Figure(drawing(), "Shares", "CRM 25, ERP 50", 0.5))
    extent = next(one for one in root.iter() if one.tag.endswith("}extent"))
    assert int(extent.get("cx") or 0) == TEXT_WIDTH // 2
    assert int(extent.get("cx") or 0) / int(extent.get("cy") or 1) == pytest.approx(4, rel=0.01)
    described = [one.get("descr") for one in root.iter() if one.tag.endswith("}docPr")]
    assert described == ["CRM 25, ERP 50"]
    assert said(root).startswith("Figure 1. Shares")


def test_pictures_have_different_numbers() -> None:
    root = printed(*[Figure(drawing(), "x", "y")] * 3)
    numbers = [one.get("id") for one in root.iter() if one.tag.endswith("}docPr")]
    assert len(set(numbers)) == 3


@pytest.mark.parametrize(("value", "style"), [("ERP", "TileValue"), ("EUR 35,100–137,000 a year", "TileText")])
def test_long_values_of_tiles_are_set_smaller(value: str, style: str) -> None:
    assert styles(printed(Tiles((("Cost", value), ("Path", "ERP")))))[:4] == ["TileName", "TileName", style, style]


def test_many_tiles_stand_in_several_rows() -> None:
    root = printed(Tiles(tuple((f"n{i}", str(i)) for i in range(7))))
    assert [len(list(one.iter(f"{W}gridCol"))) for one in root.iter(f"{W}tbl")] == [5, 2]


def test_columns_have_their_share_of_the_width() -> None:
    root = printed(Beside(((Paragraph(runs("a")),), (table(),)), (1, 3)))
    outer, inner = root.iter(f"{W}tbl")
    widths = [int(one.get(f"{W}w") or 0) for one in outer.find(f"{W}tblGrid") or ()]
    assert sum(widths) == pytest.approx((TEXT_WIDTH + GUTTER) / TWIP, abs=2)
    across = sum(int(one or 0) for one in attributes(inner, "gridCol", "w"))
    assert across == pytest.approx(widths[1] - GUTTER / TWIP, abs=2)


def test_cells_end_with_a_paragraph_and_tables_are_parted() -> None:
    """What Word asks for, and would repair in its own way."""
    root = printed(*blocks(), table(), Tiles((("a", "b"),)), Tiles((("c", "d"),)))
    for cell in root.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    for parent in (root, *root.iter(f"{W}tc")):  # the root is the body
        tags = [child.tag for child in parent]
        assert (f"{W}tbl", f"{W}tbl") not in list(pairwise(tags))


def test_citations_are_links_to_sources_that_are_there() -> None:
    root = printed(Paragraph(runs("a", 3, 1)), Paragraph(runs("b", 1, 9)))
    assert attributes(root, "hyperlink", "anchor") == ["_Source3", "_Source1", "_Source1"]
    assert set(attributes(root, "rStyle")) == {"SourceNumber"}
    assert said(root) == "a3, 1b1"


def test_columns_of_persian_tables_run_from_the_right() -> None:
    root = printed(*blocks(), language="fa")
    assert len(attributes(root, "bidiVisual")) == len(list(root.iter(f"{W}tbl"))) > 3
    assert attributes(printed(*blocks()), "bidiVisual") == []
