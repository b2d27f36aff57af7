"""Text on slides, and how much of it a box holds: office programs do not tell before they draw.

Sizes are in points, boxes in inches.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Pt

from advisor.reports.office import INK, Script, clean
from advisor.reports.slide_marks import INDENT, lead

POINTS = 72
LINE_HEIGHT = 1.22  # of the size, in Calibri; fonts that may stand in for Tahoma and Microsoft YaHei need more
_TALL = {"fa-IR": 1.45, "zh-CN": 1.42}
GAP = 0.45  # between paragraphs, of the size


@dataclass(frozen=True)
class Box:
    """A place on a slide as left-to-right readers see it: from the left, from the top, width and height."""

    x: float
    y: float
    width: float
    height: float

    def mirrored(self, across: float) -> Box:
        """The same place seen from the right of a slide of this width."""
        return replace(self, x=across - self.x - self.width)


@dataclass(frozen=True)
class Line:
    """A paragraph: `gap` is the space before it as a share of its size, `bullet` a mark before it; `centred` in its
    box, otherwise it begins where the language begins."""

    words: str
    size: float = 16
    bold: bool = False
    colour: str = INK
    bullet: str = ""
    gap: float = GAP
    centred: bool = False


def write(frame: TextFrame, lines: Sequence[Line], script: Script) -> None:
    """Put lines in the place of all that a text says."""
    frame.clear()  # type: ignore[no-untyped-call]
    for place, line in enumerate(lines):
        added = frame.add_paragraph() if place else frame.paragraphs[0]  # type: ignore[no-untyped-call]
        _say(added, line, script)


def _say(paragraph: _Paragraph, line: Line, script: Script) -> None:
    beginning = PP_ALIGN.RIGHT if script.mirrored else PP_ALIGN.LEFT
    paragraph.alignment = PP_ALIGN.CENTER if line.centred else beginning
    paragraph.space_before = Pt(line.size * line.gap)
    lead(paragraph, line.bullet, line.size, mirrored=script.mirrored)
    if words := clean(line.words):
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold = Pt(line.size), line.bold
        run.font.color.rgb = colour_of(line.colour)
        run.font.language_id = MSO_LANGUAGE_ID.from_xml(script.tag)


def colour_of(colour: str) -> RGBColor:
    """A colour (RRGGBB) as the library takes it."""
    return RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]


def ems(words: str) -> float:
    """The width of words as a multiple of their size, rather too wide than too narrow for the fonts of `office`."""
    return sum(map(_em, words))


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter.isspace():
        return 0.27
    if letter in "fijlrtI.,:;!'|()-":
        return 0.3
    if letter in "mwMWШЩЮЖФшщюжфм@%—":
        return 0.8
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0.0
    return 0.61 if letter.isupper() else 0.5 if letter.isascii() else 0.54


def rows(words: str, size: float, width: float) -> int:
    """Lines that words of a size take in a box of this width."""
    room = width * POINTS / size
    taken, filled = 1, 0.0
    for word in _breakable(clean(words)):
        length = ems(word)
        if filled + length > room and filled:
            taken, filled = taken + 1, 0.0
        while length > room:  # a word longer than the line is broken
            taken, length = taken + 1, length - room
        filled += length
    return taken


def _breakable(words: str) -> list[str]:
    """Pieces between which a line may end: after spaces, and after each letter of scripts without them."""
    pieces = [""]
    for letter in words:
        pieces[-1] += letter
        if letter == " " or unicodedata.east_asian_width(letter) in "WF":
            pieces.append("")
    return [piece for piece in pieces if piece]


def height(lines: Sequence[Line], width: float, script: Script) -> float:
    """Inches that the lines need in a box of this width."""
    tall = _TALL.get(script.tag, LINE_HEIGHT)
    points = sum(
        line.size * (tall * rows(line.words, line.size, _inner(line, width)) + (line.gap if place else 0))
        for place, line in enumerate(lines)
    )
    return points / POINTS


def _inner(line: Line, width: float) -> float:
    return width - INDENT * line.size / 14 if line.bullet else width


def fitted(lines: Sequence[Line], box: Box, script: Script, sizes: Sequence[float]) -> tuple[Line, ...]:
    """The lines in the largest of `sizes` (falling) at which all of them fit; at the smallest, as many as fit, and at
    least the first. Sizes replace those of the lines, headings (bold ones) keep theirs."""
    for size in sizes:
        found = _sized(lines, size)
        if height(found, box.width, script) <= box.height:
            return found
    found = _sized(lines, sizes[-1])
    while len(found) > 1 and height(found, box.width, script) > box.height:
        found = found[:-1]
    while len(found) > 1 and found[-1].bold:  # a heading with nothing below it
        found = found[:-1]
    return (_cut(found[0], box, script),) if len(found) == 1 else found


def _sized(lines: Sequence[Line], size: float) -> tuple[Line, ...]:
    return tuple(line if line.bold else replace(line, size=size) for line in lines)


def _cut(line: Line, box: Box, script: Script) -> Line:
    """One line shortened until it fits."""
    words = clean(line.words)
    found = line
    while len(words) > 1 and height([found], box.width, script) > box.height:
        words = words[: int(len(words) * 0.9)]
        found = replace(line, words=words.rstrip() + "…")
    return found
