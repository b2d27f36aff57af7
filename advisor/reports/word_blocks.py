"""Blocks as paragraphs, tables and pictures of Word, with captions that count and links to sources."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from docx.document import Document as Package
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Pt, Twips
from docx.table import Table as Made
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from advisor.reports import word_fields as fields
from advisor.reports.document import (
    Align,
    Beside,
    Block,
    Bullets,
    Figure,
    Heading,
    Paragraph,
    Runs,
    Table,
    Text,
    Tiles,
)
from advisor.reports.office import WASH, Script, clean, short, tint
from advisor.reports.word_styles import LAYOUT, TABLE, TEXT_WIDTH, TILES, TONES, Look

# Words longer than this stand in a tile in the smaller of the two sizes, and so do all beside them.
LONG_VALUE = 16
TILES_IN_ROW = 5
GUTTER = Twips(240)  # between columns beside each other
MOST_COLUMNS = 3  # of a long list
LONGEST_NAME = 250  # Word shows no more of the name of a table or picture
SPACES = " \t\r"
_SIDES = {"end": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}
# Latin words inside Persian text, from their first letter to their last letter or digit.
_LATIN = re.compile(r"[A-Za-z](?:[!-~ ]*[A-Za-z0-9%+/])?")

Holder = Package | Cell


@dataclass(frozen=True)
class Pen:
    """Writes lines and runs in one language. `ids` are those of the styles by name: the library would look each style
    up among all others again and again."""

    script: Script
    ids: dict[str, str]

    def line(self, into: Holder, style: str) -> Line:
        """A new line at the end of a document or cell."""
        return self.dressed(into.add_paragraph(), style)

    def dressed(self, line: Line, style: str) -> Line:
        line._p.style = self.ids[style]
        return line

    def write(self, line: Line, words: str, *, strong: bool = False, ltr: bool = False, style: str = "") -> list[Run]:
        """Add `words` to a line, with their line breaks; in a right-to-left language Latin words become runs of their
        own. `ltr` keeps all of them from left to right; `style` is the name of a style of letters."""
        made = []
        for place, part in enumerate(words.split("\n")):
            if place:
                made.append(line.add_run())
                made[-1].add_break()
            for piece, left in self._parts(clean_edges(part), ltr):
                made.append(self._run(line, piece, left, style))
                if strong:
                    made[-1].bold = made[-1].font.cs_bold = True
        return made

    def _parts(self, words: str, ltr: bool) -> Iterator[tuple[str, bool]]:
        end = 0
        for found in _LATIN.finditer(words) if self.script.mirrored and not ltr else ():
            yield from ((part, left) for part, left in ((words[end : found.start()], False), (found[0], True)) if part)
            end = found.end()
        if words[end:]:
            yield words[end:], ltr or not self.script.mirrored

    def _run(self, line: Line, words: str, left: bool, style: str) -> Run:
        run = line.add_run(words)
        if style:
            run._r.style = self.ids[style]
        if not left:
            run.font.rtl = True
        if self.script.tag == "zh-CN":
            fields.from_chinese_font(run)
        return run


def clean_edges(words: str) -> str:
    """`words` cleaned, with one space kept at each end that had one: runs follow each other without any."""
    inside = clean(words)
    if not inside:
        return " " if words else ""
    return f"{' ' if words[0] in SPACES else ''}{inside}{' ' if words[-1] in SPACES else ''}"


@dataclass
class Printer:
    """Writes blocks one after the other. `labels` are the words of captions, `sources` the numbers that may be cited;
    `drawn` makes a PNG of a drawing at a width. What it counts is left in it."""

    package: Package
    pen: Pen
    look: Look
    labels: dict[str, str]
    sources: frozenset[int]
    drawn: Callable[[str, Length], bytes]
    headings: int = 0
    figures: int = 0
    tables: int = 0

    def blocks(self, into: Holder, blocks: Sequence[Block], width: Length = TEXT_WIDTH) -> None:
        """Add blocks to a document or cell, in a column of this width."""
        for block in blocks:
            match block:
                case Heading():
                    self._heading(into, block)
                case Paragraph():
                    line = self.pen.line(into, TONES[block.tone])
                    line.paragraph_format.keep_with_next = True if block.close else None
                    self.runs(line, block.runs)
                case Bullets():
                    self._bullets(into, block, width)
                case Table():
                    self._table(into, block, width)
                case Figure():
                    self._figure(into, block, width)
                case Tiles():
                    self._tiles(into, block, width)
                case Beside():
                    self._beside(into, block, width)

    def runs(self, line: Line, runs: Runs, *, strong: bool = False) -> None:
        for text in runs:
            style = "Quiet" if text.quiet else ""
            self.pen.write(line, text.words, strong=strong or text.strong, ltr=text.ltr, style=style)
            self._cite(line, text)

    def _cite(self, line: Line, text: Text) -> None:
        """The raised numbers behind a text, each with a link to its source."""
        for place, number in enumerate(one for one in dict.fromkeys(text.notes) if one in self.sources):
            if place:
                self.pen.write(line, ", ", style="Source Number")
            shown = self.pen.write(line, str(number), ltr=True, style="Source Number")
            fields.link(line, shown, anchor=source_name(number))

    def _heading(self, into: Holder, block: Heading) -> None:
        self.headings += 1
        line = self.pen.line(into, f"Heading {block.level}")
        if block.fresh:
            line.paragraph_format.page_break_before, line.paragraph_format.space_before = True, Pt(0)
        self.pen.write(line, block.words)
        fields.bookmark(line, self.headings, heading_name(self.headings))

    def _bullets(self, into: Holder, block: Bullets, width: Length) -> None:
        if block.columns > 1 and len(block.items) > block.columns:
            columns = min(block.columns, MOST_COLUMNS)
            high = -(-len(block.items) // columns)
            parts = [block.items[begin : begin + high] for begin in range(0, len(block.items), high)]
            for cell in self._columns(into, columns, (), width)[: len(parts)]:
                self._items(cell, parts.pop(0), "List Dense")
        elif block.numbered:
            lines = self._items(into, block.items, "List Number")
            fields.count_anew(self.package, self.package.styles["List Number"], lines)
        else:
            self._items(into, block.items, "List Dense" if block.columns > 1 else "List Bullet")

    def _items(self, into: Holder, items: Sequence[Runs], style: str) -> list[Line]:
        lines = [self.pen.line(into, style) for _ in items]
        for line, item in zip(lines, items, strict=True):
            self.runs(line, item)
        return lines

    def _table(self, into: Holder, block: Table, width: Length) -> None:
        self.tables += 1
        self._caption(into, "table", self.tables, block.caption)
        made = self._grid(
            into, (1 + len(block.rows), len(block.header)), TABLE, shared(width, len(block.header), block.shares)
        )
        if clean(block.caption):
            fields.name_table(made, short(block.caption, LONGEST_NAME))
        head = tuple((Text(name, strong=True),) for name in block.header)
        start: Align = "start"
        aligns = block.aligns if len(block.aligns) == len(block.header) else (start,) * len(block.header)
        style, fills = "Table Dense" if block.dense else "Table Text", {0: WASH}
        fills |= dict.fromkeys((place + 1 for place in block.strong), tint(self.look.colour, 0.1))
        for place, (row, cells) in enumerate(zip(made.rows, (head, *block.rows), strict=True)):
            fields.keep_row(row, header=not place)
            for cell, runs, align in zip(row.cells, cells, aligns, strict=True):
                line = self.pen.dressed(cell.paragraphs[0], style)
                line.paragraph_format.alignment = _SIDES.get(align)
                self.runs(line, runs, strong=place in fills)
                if place in fills:
                    fields.shade(cell, fills[place])
        self._space(into)

    def _figure(self, into: Holder, block: Figure, width: Length) -> None:
        self.figures += 1
        self._caption(into, "figure", self.figures, block.caption)
        wide = Length(max(1, round(width * min(1.0, block.share))))
        image = io.BytesIO(self.drawn(str(block.svg), wide))
        shape = self.pen.line(into, "Figure").add_run().add_picture(image, wide)
        fields.describe(shape, clean(block.alt))

    def _tiles(self, into: Holder, block: Tiles, width: Length) -> None:
        small = any(len(value) > LONG_VALUE for _, value in block.items)
        for begin in range(0, len(block.items), TILES_IN_ROW):
            items = block.items[begin : begin + TILES_IN_ROW]
            made = self._grid(into, (2, len(items)), TILES, shared(width, len(items)))
            for row, style in zip(made.rows, ("Tile Name", "Tile Text" if small else "Tile Value"), strict=True):
                fields.keep_row(row)
                for cell, item in zip(row.cells, items, strict=True):
                    line = self.pen.dressed(cell.paragraphs[0], style)
                    self.pen.write(line, item[style != "Tile Name"])
            self._space(into)

    def _beside(self, into: Holder, block: Beside, width: Length) -> None:
        cells = self._columns(into, len(block.columns), block.shares, width)
        for cell, column in zip(cells, block.columns, strict=True):
            assert cell.width is not None
            self.blocks(cell, column, Length(cell.width - GUTTER))

    def _columns(self, into: Holder, count: int, shares: Sequence[float], width: Length) -> Sequence[Cell]:
        """Cells beside each other to put blocks into. They have half the gutter at each side, and the table stands out
        by as much, so that its text does not."""
        made = self._grid(into, (1, count), LAYOUT, shared(Length(width + GUTTER), count, shares))
        self._space(into)
        cells = made.rows[0].cells
        for cell in cells:
            self.pen.dressed(cell.paragraphs[0], "Space")
        return cells

    def _grid(self, into: Holder, size: tuple[int, int], style: str, widths: Sequence[Length]) -> Made:
        """An empty table of rows and columns; columns run from right to left where the language does."""
        made = into.add_table(*size)
        made.style, made.autofit = style, False
        if self.pen.script.mirrored:
            made.table_direction = WD_TABLE_DIRECTION.RTL
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for row in made.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        return made

    def _space(self, into: Holder) -> None:
        """What parts a table from the next; Word would make one of two. Into a cell the library puts it by itself."""
        line = into.paragraphs[-1] if isinstance(into, Cell) else into.add_paragraph()
        self.pen.dressed(line, "Space")

    def _caption(self, into: Holder, kind: str, number: int, words: str) -> None:
        """“Figure 3. What is to be seen”, with a number that the program counts; nothing without words."""
        if clean(words):
            line = self.pen.line(into, "Caption")
            self.pen.write(line, f"{self.labels[kind]} ")
            fields.field(line, f"SEQ {kind.title()} \\* ARABIC", self.pen.write(line, str(number), ltr=True))
            self.pen.write(line, f". {words}")


def heading_name(number: int) -> str:
    """The name that the contents link to, of a heading by its place among all."""
    return f"_Toc{number:04}"


def source_name(number: int) -> str:
    """The name that citations link to."""
    return f"_Source{number}"


def shared(width: Length, columns: int, shares: Sequence[float] = ()) -> tuple[Length, ...]:
    """`width` parted among columns by their shares, equally without any; the parts add up to it."""
    wanted = tuple(shares) if len(shares) == columns and sum(shares) > 0 else (1.0,) * columns
    ends = [round(width * sum(wanted[: place + 1]) / sum(wanted)) for place in range(columns)]
    return tuple(Length(end - begin) for begin, end in zip((0, *ends), ends, strict=False))
