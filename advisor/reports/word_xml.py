"""Atoms of WordprocessingML (ISO/IEC 29500-1) as text: runs, paragraphs, fields, links, pictures and tables.

All words given here are cleaned and escaped; what comes back is well-formed and may be put into each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from advisor.reports.office import Script, clean

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
SPACES = " \t\r"
EMU_PER_DXA = 635
LINE_BREAK = "<w:r><w:br/></w:r>"
# Latin words inside Persian text, from their first letter to their last letter or digit.
_LATIN = re.compile(r"[A-Za-z](?:[!-~ ]*[A-Za-z0-9%+/])?")
_MOST_TITLE = 250  # Word shows no more of the name of a table or picture


@dataclass(frozen=True)
class Pen:
    """Writes in one language: each paragraph and run carries its direction."""

    script: Script

    def write(self, words: str, *, strong: bool = False, ltr: bool = False, style: str = "") -> str:
        """Runs of `words`, with their line breaks; in a right-to-left language Latin words become runs of their own.
        `ltr` keeps all of them from left to right; `style` is the id of a character style."""
        return LINE_BREAK.join(
            "".join(self._run(part, strong, left, style) for part, left in self._parts(clean_edges(line), ltr))
            for line in words.split("\n")
        )

    def _parts(self, words: str, ltr: bool) -> Iterator[tuple[str, bool]]:
        if not self.script.mirrored or ltr:
            yield words, True
            return
        end = 0
        for found in _LATIN.finditer(words):
            yield words[end : found.start()], False
            yield found[0], True
            end = found.end()
        yield words[end:], False

    def _run(self, words: str, strong: bool, left: bool, style: str) -> str:
        if not words:
            return ""
        looks = f'<w:rStyle w:val="{style}"/>' if style else ""
        looks += '<w:rFonts w:hint="eastAsia"/>' if self.script.tag == "zh-CN" else ""
        looks += "<w:b/><w:bCs/>" if strong else ""
        looks += "<w:rtl/>" if self.script.mirrored and not left else ""
        properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
        return f'<w:r>{properties}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'

    def paragraph(self, style: str, inside: str, *, before: str = "", after: str = "") -> str:
        """One paragraph of a style; `before` and `after` are properties that the schema puts before and behind the
        direction."""
        direction = "<w:bidi/>" if self.script.mirrored else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}{direction}{after}</w:pPr>{inside}</w:p>'


def clean_edges(words: str) -> str:
    """`words` cleaned, with one space kept at each end that had one: runs follow each other without any."""
    inside = clean(words)
    if not inside:
        return " " if words else ""
    return f"{' ' if words[0] in SPACES else ''}{inside}{' ' if words[-1] in SPACES else ''}"


def field(code: str, shown: str) -> str:
    """A field that the program fills; `shown` are the runs that stand there until then."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmark(number: int, name: str, inside: str) -> str:
    """`inside` under a name that links and fields can point at."""
    return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{inside}<w:bookmarkEnd w:id="{number}"/>'


def link(inside: str, *, anchor: str = "", relation: str = "") -> str:
    """A link to a bookmark of the document, or to an address by its relation."""
    where = f"w:anchor={quoteattr(anchor)}" if anchor else f"r:id={quoteattr(relation)}"
    return f'<w:hyperlink {where} w:history="1">{inside}</w:hyperlink>'


@dataclass(frozen=True)
class Picture:
    """An image of the package by its relation, its size in twentieths of a point, and the words for it."""

    relation: str
    number: int
    width: int
    height: int
    alt: str


def picture(it: Picture) -> str:
    """A run with the picture in the line of text; without words for it, it is marked as decoration."""
    alt = quoteattr(clean(it.alt))
    size = f'cx="{it.width * EMU_PER_DXA}" cy="{it.height * EMU_PER_DXA}"'
    name = f'name="Picture {it.number}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{it.number}" {name} descr={alt}/><wp:cNvGraphicFramePr>'
        '<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{it.number}" {name} descr={alt}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{it.relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def cell(inside: str, width: int, *, fill: str = "", properties: str = "") -> str:
    """A cell of a table, `width` in twentieths of a point; `inside` are its paragraphs."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}{properties}</w:tcPr>{inside}</w:tc>'


def row(cells: Sequence[str], *, header: bool = False, whole: bool = True) -> str:
    """A row, which no page break parts as long as it is to stay `whole`; a header stands again on each page."""
    kept = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if header else "")
    return f"<w:tr>{f'<w:trPr>{kept}</w:trPr>' if kept else ''}{''.join(cells)}</w:tr>"


def table(rows: Sequence[str], widths: Sequence[int], style: str, script: Script, name: str = "") -> str:
    """A table of fixed column widths in twentieths of a point; columns run from right to left where the language does.
    `name` is said by programs that read aloud."""
    mirrored = "<w:bidiVisual/>" if script.mirrored else ""
    said = f"<w:tblCaption w:val={quoteattr(clean(name)[:_MOST_TITLE])}/>" if clean(name) else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>{mirrored}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>{said}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def shared(width: int, columns: int, shares: Sequence[float] = ()) -> tuple[int, ...]:
    """`width` parted among columns by their shares, equally without any; the parts add up to it."""
    wanted = tuple(shares) if len(shares) == columns and sum(shares) > 0 else (1.0,) * columns
    ends = [round(width * sum(wanted[: place + 1]) / sum(wanted)) for place in range(columns)]
    return tuple(end - begin for begin, end in zip((0, *ends), ends, strict=False))
