"""Text on slides as DrawingML, and how much of it a box holds: office programs do not tell before they draw.

Sizes are in points, boxes in inches.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from advisor.reports.office import INK, Script, clean

NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
POINTS = 72
LINE_HEIGHT = 1.22  # of the size, in Calibri; fonts that may stand in for Tahoma and Microsoft YaHei need more
_TALL = {"fa-IR": 1.45, "zh-CN": 1.42}
GAP = 0.45  # between paragraphs, of the size
_INDENT = 0.19  # inches before the words of a list


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


def paragraphs(lines: Sequence[Line], script: Script) -> str:
    """The paragraphs of a text body."""
    return "".join(_paragraph(line, script) for line in lines)


def _paragraph(line: Line, script: Script) -> str:
    align = "ctr" if line.centred else "r" if script.mirrored else "l"
    direction = ' rtl="1"' if script.mirrored else ' rtl="0"'
    indent = round(914400 * _INDENT * line.size / 14) if line.bullet else 0
    kind = f'<a:buFont typeface="Arial"/><a:buChar char="{line.bullet}"/>' if line.bullet else "<a:buNone/>"
    space = f'<a:spcBef><a:spcPts val="{round(line.size * line.gap * 100)}"/></a:spcBef>'
    weight = ' b="1"' if line.bold else ' b="0"'
    colour = f'<a:solidFill><a:srgbClr val="{line.colour}"/></a:solidFill>'
    looks = f'<a:rPr lang="{script.tag}" sz="{round(line.size * 100)}"{weight} dirty="0">{colour}</a:rPr>'
    run = f"<a:r>{looks}<a:t>{escape(clean(line.words))}</a:t></a:r>" if clean(line.words) else ""
    return f'<a:p><a:pPr marL="{indent}" indent="{-indent}" algn="{align}"{direction}>{space}{kind}</a:pPr>{run}</a:p>'


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
    return width - _INDENT * line.size / 14 if line.bullet else width


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
