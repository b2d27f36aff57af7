"""What python-docx has no interface for: fields, links, direction, fonts of other scripts, lines and shades.

Each function adds one thing to an object of the library, in the order that the schema asks for (ISO/IEC 29500-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docx.document import Document as Package
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.styles.style import BaseStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from advisor.reports.office import Script

# What is put before what, in all elements that several of these may stand in.
_ORDER = ("updateFields", "compat", "cantSplit", "tblHeader", "pBdr", "shd", "tabs", "bidi", "spacing", "ind",
          "contextualSpacing", "jc", "outlineLvl", "vAlign", "rtlGutter", "docGrid", "szCs", "highlight", "u",
          "vertAlign", "rtl", "cs", "lang", "rPr", "tblStylePr")  # fmt: skip
_RANKS = {qn(f"w:{tag}"): rank for rank, tag in enumerate(_ORDER)}
_EDGES = ("top", "left", "bottom", "right", "insideH")
_WORD_2013 = "15"


def put(parent: Any, tag: str, **values: str | int) -> Any:
    """A new element of this name inside another, before those that the schema has behind it."""
    made = OxmlElement(f"w:{tag}", {qn(f"w:{key}"): str(value) for key, value in values.items()})
    rank = _RANKS.get(made.tag, len(_RANKS))
    place = next((place for place, child in enumerate(parent) if _RANKS.get(child.tag, -1) > rank), len(parent))
    parent.insert(place, made)
    return made


def set_up(package: Package, script: Script) -> None:
    """Fonts and language of every script for all that has none of its own, the kind of file of Word since 2013, and
    fields that are filled when the file is opened."""
    looks = package.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in list(looks):
        looks.remove(old)
    put(looks, "rFonts", ascii=script.latin, hAnsi=script.latin, eastAsia=script.asian, cs=script.complex)
    latin = "en-GB" if script.tag in ("zh-CN", "fa-IR") else script.tag
    put(looks, "lang", val=latin, eastAsia="zh-CN", bidi="fa-IR")
    settings = package.settings.element
    put(settings, "updateFields", val="true")
    next(settings.iter(qn("w:compatSetting"))).set(qn("w:val"), _WORD_2013)


def bare(style: BaseStyle) -> None:
    """Take letters, lines and tabs of the sample from a style; its place in the outline and in lists stays."""
    own = [style.element.rPr, *style.element.iter(qn("w:pBdr"), qn("w:tabs"), qn("w:contextualSpacing"))]
    for old in filter(lambda one: one is not None, own):
        old.getparent().remove(old)


def complex_size(style: BaseStyle, points: float) -> None:
    """The size of letters that run from right to left."""
    put(style.element.get_or_add_rPr(), "szCs", val=round(points * 2))


def turn(holder: Any) -> None:
    """Let the paragraphs of a style, or the columns of a section, begin at the right: `holder` is their properties."""
    put(holder, "bidi")


def paragraph_line(style: BaseStyle, side: str, colour: str, points: float, fill: str = "") -> None:
    """A line at one side of the paragraphs of a style, and a shade behind them."""
    properties = style.element.get_or_add_pPr()
    room = 8 if fill else 4
    put(put(properties, "pBdr"), side, val="single", sz=round(points * 8), space=room, color=colour)
    if fill:
        put(properties, "shd", val="clear", color="auto", fill=fill)


def table_look(style: BaseStyle, edges: Mapping[str, tuple[float, str]], across: int, along: int) -> None:
    """Lines of a table by their side (points, colour), and the space inside its cells above and at the sides, in
    twentieths of a point."""
    properties = put(style.element, "tblPr")
    put(properties, "tblInd", w=-along if not edges else 0, type="dxa")
    if edges:
        borders = put(properties, "tblBorders")
        for side in filter(edges.__contains__, _EDGES):
            put(borders, side, val="single", sz=round(edges[side][0] * 8), space=0, color=edges[side][1])
    margins = put(properties, "tblCellMar")
    for side, room in zip(_EDGES, (across, along) * 2, strict=False):
        put(margins, side, w=room, type="dxa")


def name_table(table: Any, words: str) -> None:
    """What programs that read aloud call it."""
    put(table._tbl.tblPr, "tblCaption", val=words)


def describe(shape: Any, words: str) -> None:
    """The words that stand for a picture where it is not seen; and no room around it, where programs differ."""
    shape._inline.docPr.set("descr", words)
    for side in "TBLR":
        shape._inline.set(f"dist{side}", "0")


def columns(section: Any, count: int) -> None:
    """Newspaper columns, filled one after the other."""
    section._sectPr.find(qn("w:cols")).set(qn("w:num"), str(count))


def count_anew(package: Package, style: BaseStyle, lines: Iterable[Paragraph]) -> None:
    """Number the lines from one, in the way of a style of lists."""
    known = package.part.numbering_part.element
    numbers = known.add_num(known.num_having_numId(style.element.pPr.numPr.numId.val).abstractNumId.val)
    numbers.add_lvlOverride(ilvl=0).add_startOverride(1)
    for line in lines:
        own = line._p.get_or_add_pPr().get_or_add_numPr()
        own.get_or_add_ilvl().val, own.get_or_add_numId().val = 0, numbers.numId


def shade(cell: Any, fill: str) -> None:
    put(cell._tc.get_or_add_tcPr(), "shd", val="clear", color="auto", fill=fill)


def keep_row(row: Any, *, header: bool = False) -> None:
    """No page break parts the row; a header stands again on each page."""
    put(row._tr.get_or_add_trPr(), "cantSplit")
    if header:
        put(row._tr.get_or_add_trPr(), "tblHeader")


def from_chinese_font(run: Run) -> None:
    """Signs that two scripts share are taken from the Chinese font."""
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def field(paragraph: Paragraph, code: str, runs: Iterable[Run]) -> None:
    """A field that the program fills; the runs stand there until then."""
    made = put(paragraph._p, "fldSimple", instr=code)
    made.extend(run._r for run in runs)


def link(paragraph: Paragraph, runs: Iterable[Run], *, anchor: str = "", url: str = "") -> None:
    """Make the runs a link to a bookmark of the document, or to an address."""
    made = put(paragraph._p, "hyperlink", **({"anchor": anchor} if anchor else {}))
    if url:
        made.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    made.extend(run._r for run in runs)


def bookmark(paragraph: Paragraph, number: int, name: str) -> None:
    """Name what the paragraph says so far."""
    place = 1 if paragraph._p.pPr is not None else 0
    begin = put(paragraph._p, "bookmarkStart", id=number, name=name)
    paragraph._p.insert(place, begin)
    put(paragraph._p, "bookmarkEnd", id=number)


def begin_field(paragraph: Paragraph, code: str) -> None:
    """The begin of a field that holds several paragraphs."""
    put(paragraph.add_run()._r, "fldChar", fldCharType="begin")
    put(paragraph.add_run()._r, "instrText").text = code
    put(paragraph.add_run()._r, "fldChar", fldCharType="separate")


def end_field(paragraph: Paragraph) -> None:
    put(paragraph.add_run()._r, "fldChar", fldCharType="end")
