"""What slides are put together from: titles, lists, key figures, tables and notes, placed for the language."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from PIL import UnidentifiedImageError
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.presentation import Presentation as Package
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Inches, Pt

from advisor.recommendation.telling.words import Reference
from advisor.reports.document import Brand
from advisor.reports.material import Material
from advisor.reports.notes import Notes
from advisor.reports.office import MUTED, WASH, clean, short, tint
from advisor.reports.slide_marks import columns_from_the_right, describe, from_layout
from advisor.reports.slide_text import POINTS, Box, Line, colour_of, fitted, height, rows, write
from advisor.reports.slide_theme import COVER_LOGO, FOOTER, LOGO, TITLE, Theme, inches, rectangle

TITLE_SIZES = (28, 26, 24, 22, 20, 18)
LIST_SIZES = (20, 19, 18, 17, 16, 15, 14, 13, 12)
CAPTION_SIZES = (13, 12, 11, 10)
BULLET = "•"
MOST_SOURCES = 12  # in the notes of one slide
_CELL = 0.08  # inches at the sides of a cell


Cell = tuple[Line, ...]
First = TypeVar("First")
Second = TypeVar("Second")


@dataclass(frozen=True)
class Grid:
    """A table: names of columns, rows with as many cells of lines, and widths of columns relative to each other."""

    alt: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Deck:
    """Slides in the making, of one result in one language."""

    package: Package
    theme: Theme
    m: Material

    def words(self, text: str, **values: str) -> str:
        """A sentence in the language of the deck, which must be known by its English text, with its values."""
        translated = self.m.words(text)
        return translated.format(**values) if values else translated

    def slide(self, layout: str, title: str, box: Box = TITLE, *, colour: str = "") -> Slide:
        """A new slide with its title in the largest size that fits."""
        found = next(one for one in self.package.slide_layouts if one.name == layout)
        made: Slide = self.package.slides.add_slide(found)
        largest = (40, 36, 34, *TITLE_SIZES) if colour else TITLE_SIZES
        room = replace(box, width=box.width * 0.94)  # bold letters are wider
        line = Line(title, gap=0)
        alone = [size for size in largest[:-2] if rows(title, size, room.width) == 1]
        sized = fitted([line], room, self.theme.script, alone or largest)
        self.write(made.shapes.title, [replace(one, bold=True, colour=colour or one.colour) for one in sized])
        return made

    def around(self, slide: Slide, brand: Brand) -> None:
        """Footer, number and logo of a slide."""
        said = " · ".join(filter(None, (clean(brand.name), clean(brand.disclaimer))))
        for place in list(slide.slide_layout.placeholders):
            if place.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
                from_layout(place, slide)
        line = fitted([Line(said, 10, colour=MUTED, gap=0)], FOOTER, self.theme.script, (10, 9))
        self.write(next(one for one in slide.placeholders if one.name == "Footer"), line)
        self.logo(slide, brand, LOGO)

    def logo(self, slide: Slide, brand: Brand, box: Box = COVER_LOGO) -> None:
        """The logo as large as fits, at the outer side of its box; nothing without one that can be read."""
        if not brand.logo:
            return
        try:
            made = slide.shapes.add_picture(io.BytesIO(brand.logo), Inches(0), Inches(0))
        except (UnidentifiedImageError, OSError):
            return
        scale = min(box.width / made.width, box.height / made.height)
        wide, high = made.width * scale, made.height * scale
        at = self.theme.place(Box(box.x + box.width - wide, box.y + (box.height - high) / 2, wide, high))
        made.left, made.top, made.width, made.height = inches(at)
        describe(made, short(brand.name, 100))

    def write(self, shape: object, lines: Sequence[Line]) -> None:
        """Put lines in the place of all that a shape or cell says."""
        write(shape.text_frame, lines, self.theme.script)  # type: ignore[attr-defined]

    def bullets(self, slide: Slide, place: int, box: Box, lines: Sequence[Line]) -> None:
        """Lines in the list placeholder with this number, in the largest size that fits; bold ones keep their size."""
        shape = slide.placeholders[place]
        shape.left, shape.top, shape.width, shape.height = inches(self.theme.place(box))
        self.write(shape, fitted(lines, box, self.theme.script, LIST_SIZES))

    def text(self, slide: Slide, box: Box, lines: Sequence[Line], name: str = "Text") -> Shape:
        """Lines in a box of their own, sizes as they are."""
        made = slide.shapes.add_textbox(*inches(self.theme.place(box)))
        made.name = name
        frame = made.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self.write(made, lines)
        return made

    def caption(self, slide: Slide, box: Box, words: str, name: str = "Caption") -> None:
        """Small words that stand back, such as what a chart counts."""
        line = Line(words, gap=0, colour=MUTED)
        self.text(slide, box, fitted([line], box, self.theme.script, CAPTION_SIZES), name)

    def tiles(self, slide: Slide, box: Box, items: Sequence[tuple[str, str]]) -> None:
        """Key figures beside each other, each under a line in the colour of the organisation."""
        parts = beside(box, len(items), 0.25)
        width = parts[0].width
        sizes = (24, 22, 20, 18, 16, 14, 13, 12)
        values = [fitted([Line(value, gap=0)], Box(0, 0, width, 0.66), self.theme.script, sizes) for _, value in items]
        size = min((value[0].size for value in values), default=24)
        for at, (name, value) in pairs(parts, items):
            self.bar(slide, Box(at.x, at.y, at.width, 0.035), self.theme.colour)
            names = fitted([Line(name, gap=0, colour=MUTED)], Box(0, 0, width, 0.42), self.theme.script, (12, 11, 10))
            self.text(slide, Box(at.x, at.y + 0.1, width, 0.42), names, "Figure name")
            self.text(slide, Box(at.x, at.y + 0.54, width, 0.66), [Line(value, size, bold=True, gap=0)], "Figure value")

    def bar(self, slide: Slide, box: Box, colour: str, shape: MSO_SHAPE = MSO_SHAPE.RECTANGLE) -> Shape:
        """A filled shape without an outline."""
        return rectangle(slide, self.theme, box, colour, shape)

    def table(self, slide: Slide, box: Box, grid: Grid, sizes: Sequence[float]) -> bool:
        """A table in the largest of the sizes in which it fits; False, and none is made, when it fits in none."""
        widths = [box.width * share / sum(grid.shares) for share in grid.shares]
        for size in sizes:
            heights = self._heights(grid, widths, size)
            if sum(heights) <= box.height:
                self._add_table(slide, box, grid, (widths, heights, size))
                return True
        return False

    def _heights(self, grid: Grid, widths: Sequence[float], size: float) -> list[float]:
        return [
            max(height(resized(cell, size), w - 2 * _CELL, self.theme.script) for cell, w in pairs(row, widths))
            + size * 0.9 / POINTS
            for row in (self._head(grid), *grid.rows)
        ]

    def _head(self, grid: Grid) -> tuple[Cell, ...]:
        return tuple((Line(name, bold=True, colour=self.theme.accent, gap=0),) for name in grid.header)

    def _add_table(
        self, slide: Slide, box: Box, grid: Grid, form: tuple[Sequence[float], Sequence[float], float]
    ) -> None:
        widths, heights, size = form
        at = self.theme.place(replace(box, height=sum(heights)))
        frame = slide.shapes.add_table(len(grid.rows) + 1, len(grid.header), *inches(at))
        describe(frame, clean(grid.alt))
        table = frame.table
        table.horz_banding = False
        if self.theme.script.mirrored:
            columns_from_the_right(table)
        for place, width in enumerate(widths):
            table.columns[place].width = Inches(width)
        for row, high in pairs(table.rows, heights):
            row.height = Inches(high)
        for place, row in enumerate((self._head(grid), *grid.rows)):
            shade = tint(self.theme.colour, 0.1) if not place else "" if place % 2 else WASH
            for cell, made in pairs(row, table.rows[place].cells):
                self._set(made, cell, size, shade)

    def _set(self, made: Any, cell: Cell, size: float, shade: str) -> None:
        self.write(made, resized(cell, size))
        made.margin_left = made.margin_right = Inches(_CELL)
        made.margin_top = made.margin_bottom = Pt(size * 0.4)
        if shade:
            made.fill.solid()
            made.fill.fore_color.rgb = colour_of(shade)
        else:
            made.fill.background()

    def notes(self, slide: Slide, lines: Sequence[str], sources: Sequence[Reference] = ()) -> None:
        """What the speaker may say, and below it where it comes from."""
        made = Notes(self.m.language)
        made.cite(sources)
        said = [Line(line, 12) for line in lines if clean(line)]
        if made.made:
            said.append(Line(self.words("Sources:"), 12, bold=True))
            said += [Line(f"{note.words} {note.url}", 11) for note in made.made[:MOST_SOURCES]]
        self.write(slide.notes_slide.notes_placeholder, said)


def beside(box: Box, parts: int, gap: float = 0.5) -> tuple[Box, ...]:
    """A box parted into equal ones beside each other."""
    width = (box.width - gap * (parts - 1)) / max(1, parts)
    return tuple(replace(box, x=box.x + place * (width + gap), width=width) for place in range(parts))


def head(words: str, gap: float = 0.8) -> Line:
    """The words above a part of a list."""
    return Line(words, 16, bold=True, gap=gap)


def item(words: str) -> Line:
    return Line(words, bullet=BULLET)


def resized(lines: Sequence[Line], size: float) -> tuple[Line, ...]:
    """All the lines in one size, bold ones too."""
    return tuple(replace(line, size=size) for line in lines)


def pairs(first: Iterable[First], second: Iterable[Second]) -> Iterable[tuple[First, Second]]:
    return zip(first, second, strict=True)
