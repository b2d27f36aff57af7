"""Blocks as paragraphs and tables of Word: styles, captions, citations, lists, and what goes into the contents."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from advisor.reports import word_xml as xml
from advisor.reports.document import Beside, Block, Bullets, Figure, Heading, Note, Paragraph, Table, Text, Tiles
from advisor.reports.office import script
from advisor.reports.word_blocks import GUTTER, TEXT_WIDTH, Citations, Image, Printer
from advisor.reports.word_styles import NUMBERS, Look
from tests.reports.offices import W, blocks, drawing, runs, said, table

LABELS = {"figure": "Figure", "table": "Table", "contents": "Contents"}


def printer(language: str = "en", kind: str = "footnote") -> Printer:
    """One that draws pictures of 400 by 100 pixels, and notes at which widths."""
    pen = xml.Pen(script(language))
    notes = Citations(pen, {n: Note(n, f"Source {n}") for n in (1, 2, 3)}, kind)
    return Printer(Look(pen.script, "8A1F4F"), notes, LABELS, lambda svg, width: Image(f"rId{width}", 400, 100))


def parsed(made: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<all {xml.NAMES}>{made}</all>")


def printed(*found: Block, language: str = "en") -> ElementTree.Element:
    return parsed(printer(language).blocks(found))


def styles(root: ElementTree.Element) -> list[str | None]:
    return [one.get(f"{W}val") for one in root.iter(f"{W}pStyle")]


def attributes(root: ElementTree.Element, tag: str, name: str = "val") -> list[str | None]:
    return [one.get(f"{W}{name}") for one in root.iter(f"{W}{tag}")]


@pytest.mark.parametrize("language", ["en", "fa", "zh"])
def test_every_kind_of_block_is_printed(language: str) -> None:
    root = printed(*blocks(), language=language)
    for words in ("The decision", "Too dear.", "84 of 100", "Stock is counted by hand.", "Row 39", "sha256:abc"):
        assert words in said(root)
    assert len(list(root.iter(f"{W}tbl"))) == 4  # tiles, two columns, and two tables
    assert len(list(root.iter(f"{W}drawing"))) == 2


def test_headings_have_styles_of_word_and_names_for_the_contents() -> None:
    made = printer()
    root = parsed(made.blocks((Heading(1, "One", fresh=True), Heading(2, "Two"))))
    assert styles(root) == ["Heading1", "Heading2"]
    assert [(entry.level, entry.words) for entry in made.entries] == [(1, "One"), (2, "Two")]
    assert attributes(root, "bookmarkStart", "name") == [entry.anchor for entry in made.entries]
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
    made = printer()
    lists = Bullets((runs("x"), runs("y")), numbered=True), Bullets((runs("z"),)), Bullets((runs("w"),), numbered=True)
    root = parsed(made.blocks(lists))
    assert attributes(root, "numId") == [str(NUMBERS + 1)] * 2 + [str(NUMBERS + 2)]
    assert styles(root) == ["ListNumber", "ListNumber", "ListBullet", "ListNumber"]
    assert made.lists == 2


def test_long_lists_of_an_annex_are_smaller() -> None:
    assert styles(printed(Bullets((runs("x"), runs("y")), columns=2))) == ["ListDense"] * 2


def test_tables_have_captions_that_are_counted() -> None:
    root = printed(table(), table())
    codes = [(one.text or "").strip() for one in root.iter(f"{W}instrText") if "SEQ" in (one.text or "")]
    assert codes == ["SEQ Table \\* ARABIC"] * 2
    captions = [said(p) for p in root.iter(f"{W}p") if "Caption" in styles(p)]
    assert captions == ["Table 1. Costs by year", "Table 2. Costs by year"]


def test_a_table_without_a_caption_is_not_counted_aloud() -> None:
    root = printed(Table(" ", ("a",), ((runs("b"),),)))
    assert list(root.iter(f"{W}instrText")) == []


def test_tables_keep_sides_shares_and_rows_that_stand_out() -> None:
    root = printed(table())
    widths = [int(one or 0) for one in attributes(root, "gridCol", "w")]
    assert (sum(widths), widths[0]) == (TEXT_WIDTH, round(TEXT_WIDTH * 3 / 4))
    rows = list(root.iter(f"{W}tr"))
    assert [len(attributes(row, "shd")) for row in rows] == [0, 0, 2, 0]
    assert {tuple(attributes(row, "jc")) for row in rows} == {("right",)}  # the second column only
    assert len(list(rows[2].iter(f"{W}b"))) == 2
    assert attributes(rows[0], "tblHeader") != []


def test_dense_tables_are_smaller() -> None:
    assert "TableDense" in styles(printed(table(dense=True)))
    assert "TableDense" not in styles(printed(table()))


def test_figures_have_their_words_and_keep_their_proportions() -> None:
    root = printed(Figure(drawing(), "Shares", "CRM 25, ERP 50", 0.5))
    extent = next(one for one in root.iter() if one.tag.endswith("}extent"))
    assert int(extent.get("cx") or 0) == TEXT_WIDTH // 2 * xml.EMU_PER_DXA
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
    assert sum(widths) == TEXT_WIDTH + GUTTER
    assert sum(int(one or 0) for one in attributes(inner, "gridCol", "w")) == widths[1] - GUTTER


def test_cells_end_with_a_paragraph_and_tables_are_parted() -> None:
    """What Word asks for, and would repair in its own way."""
    root = printed(*blocks(), table(), Tiles((("a", "b"),)), Tiles((("c", "d"),)))
    for cell in root.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    for parent in (root, *root.iter(f"{W}tc")):
        tags = [child.tag for child in parent]
        assert (f"{W}tbl", f"{W}tbl") not in list(pairwise(tags))


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_sources_are_numbered_as_they_are_cited(kind: str) -> None:
    made = printer(kind=kind)
    root = parsed(made.blocks((Paragraph(runs("a", 3, 1)), Paragraph(runs("b", 1, 9)))))
    assert made.notes.cited == {3: 1, 1: 2}
    assert attributes(root, f"{kind}Reference", "id") == ["1", "2"]
    assert [(one.text or "").strip() for one in root.iter(f"{W}instrText")] == ["NOTEREF _Note2 \\h"]
    assert attributes(root, "bookmarkStart", "name") == ["_Note1", "_Note2"]
    assert said(root) == "a, b2"


def test_the_contents_link_to_every_heading() -> None:
    made = printer()
    made.blocks(blocks())
    root = parsed(made.contents("Contents"))
    anchors = {entry.anchor for entry in made.entries if entry.level <= 2}
    assert set(attributes(root, "hyperlink", "anchor")) == anchors
    assert [one.get(f"{W}fldCharType") for one in root.iter(f"{W}fldChar")] == ["begin", "separate", "end"]
    assert next(root.iter(f"{W}instrText")).text == ' TOC \\o "1-2" \\h \\z \\u '
    assert said(root) == "ContentsThe decisionWhy?FiguresWhere does it come from?"


def test_contents_of_long_documents_list_sections_only() -> None:
    made = printer()
    made.blocks([Heading(level, f"Heading {n} {level}") for n in range(30) for level in (1, 2)])
    root = parsed(made.contents("Contents"))
    assert len(attributes(root, "hyperlink", "anchor")) == 30
    assert next(root.iter(f"{W}instrText")).text == ' TOC \\o "1-1" \\h \\z \\u '


def test_contents_without_headings_are_well_formed() -> None:
    root = parsed(printer().contents("Contents"))
    assert [one.get(f"{W}fldCharType") for one in root.iter(f"{W}fldChar")] == ["begin", "separate", "end"]


def test_everything_persian_runs_from_the_right() -> None:
    root = printed(*blocks(), language="fa")
    for paragraph in root.iter(f"{W}p"):
        assert next(paragraph.iter(f"{W}bidi"), None) is not None
    assert len(attributes(root, "bidiVisual")) == len(list(root.iter(f"{W}tbl")))
