"""A workbook and its pages: formats, names, widths, print set-up, and cells that know where they stand.

Text is always written as text: what a person typed never becomes a formula or a link.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.chart import Chart  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from advisor.language import RIGHT_TO_LEFT
from advisor.reports.document import Brand, Cover
from advisor.reports.formula import Formula, Number

FONTS = {"zh": "Microsoft YaHei", "fa": "Tahoma"}
INK, GREY, PALE, FIELD, FIELD_INK = "#1f2937", "#5b6472", "#f1f4f8", "#fff7d6", "#1c3fb7"
LINE = 14.5  # points that a line of text takes
MOST_TEXT = 32_000  # characters of one cell; the format ends at 32,767
MOST_FOOTER = 200
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NUMBERS = {
    "share": "0.000",
    "percent": '0.0" %"',
    "amount": "#,##0;-#,##0;0",
    "whole": "#,##0",
    "free": "#,##0.####",
    "months": "0.0",
    "points": "0.000;-0.000;0",
    "signed": "+0.000;-0.000;0",
    "year": "#,##0;-#,##0;",
}


@dataclass
class Book:
    """The workbook while it is written. `pages` by their key, in the order of their tabs."""

    language: str
    cover: Cover
    out: io.BytesIO = field(default_factory=io.BytesIO)
    pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        font = {"font_name": FONTS.get(self.language, "Calibri"), "font_size": 10, "font_color": INK}
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.file = Workbook(self.out, {"in_memory": True, "default_format_properties": font, **plain})
        self.formats: dict[str, Format] = {}
        day = self.cover.day
        made = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).replace(tzinfo=None)
        name = clean(self.cover.brand.name)
        self.file.set_properties({"title": clean(self.cover.title), "author": name, "company": name, "created": made})

    @property
    def brand(self) -> Brand:
        return self.cover.brand

    @property
    def mirrored(self) -> bool:
        return self.language in RIGHT_TO_LEFT

    def page(self, key: str, name: str, widths: Sequence[float]) -> Page:
        """A new sheet at the end."""
        taken = {page.name.casefold() for page in self.pages.values()}
        sheet = self.file.add_worksheet(tab_name(name, taken))
        page = Page(self, sheet, sheet.get_name(), tuple(widths))
        page.set_up()
        self.pages[key] = page
        return page

    def style(self, name: str) -> Format:
        """A format by its words, such as `head`, `amount strong` or `percent field`."""
        if name not in self.formats:
            look: dict[str, Any] = {"valign": "top"}
            for word in name.split():
                look |= self._looks(word)
            if self.mirrored:
                look["reading_order"] = 2
            self.formats[name] = self.file.add_format(look)
        return self.formats[name]

    def _looks(self, word: str) -> Mapping[str, Any]:
        if word in _NUMBERS:
            return {"num_format": _NUMBERS[word], "align": "right"}
        colour = self.brand.colour
        line = {"bottom": 1, "bottom_color": "#d5dae1"}
        inward = {"indent": 1, "align": "right" if self.mirrored else "left"}
        looks: dict[str, Mapping[str, Any]] = {
            "title": {"bold": True, "font_size": 16, "font_color": colour},
            "section": {"bold": True, "font_size": 12, "font_color": colour},
            "head": {"bold": True, "bg_color": colour, "font_color": ink_on(colour), "text_wrap": True},
            "end": {"align": "right"},
            "text": {"text_wrap": True, **line},
            "line": line,
            "sum": {"bold": True, "top": 1, "top_color": INK, "bg_color": PALE},
            "strong": {"bold": True},
            "note": {"font_color": GREY, "text_wrap": True},
            "quiet": {"font_color": GREY},
            "inward": inward,
            "aside": {"font_color": GREY, **inward, **line},
            "middle": {"align": "center"},
            "answer": {"bold": True, "font_size": 12, "text_wrap": True},
            "field": {"bg_color": FIELD, "font_color": FIELD_INK, "border": 1, "border_color": "#d9b84a"},
            "best": {"bg_color": "#e3f1e6"},
            "link": {"font_color": colour, "underline": 1, "text_wrap": True, **line},
        }
        return looks[word]

    @property
    def font(self) -> dict[str, Any]:
        """The letters of drawings."""
        return {"name": FONTS.get(self.language, "Calibri"), "size": 9, "color": INK}

    def bytes(self) -> bytes:
        self.file.close()
        return self.out.getvalue()


@dataclass
class Page:
    """One sheet. Rows and columns count from nought; `widths` are those of its columns in characters."""

    book: Book
    sheet: Worksheet
    name: str
    widths: tuple[float, ...]

    def set_up(self) -> None:
        sheet, brand = self.sheet, self.book.brand
        for place, width in enumerate(self.widths):
            sheet.set_column(place, place, width)
        if self.book.mirrored:
            sheet.right_to_left()
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_tab_color(brand.colour)
        said = " · ".join(part for part in (clean(brand.name), clean(self.book.cover.client)) if part)
        said = said[: MOST_FOOTER // 2].replace("&", "&&")
        sheet.set_footer(f"&L&8{_apart(said)}&C&8&A&R&8&P / &N")

    def on_one_sheet(self, upright: bool = False) -> None:
        """Print it on one sheet of paper, upright or across."""
        self.sheet.fit_to_pages(1, 1)
        if upright:
            self.sheet.set_portrait()

    def put(self, row: int, column: int, content: str | Number | Formula, style: str = "line") -> Formula:
        """Write a cell and give it back as a part of other formulas; of text only the place can be used."""
        form = self.book.style(style)
        if isinstance(content, Formula):
            own = content.text.replace(self.prefix, "")
            self.sheet.write_formula(row, column, f"={own}", form, content.value)
            return self.at(row, column, content.value)
        if isinstance(content, str):
            self.sheet.write_string(row, column, clean(content)[:MOST_TEXT], form)
            return self.at(row, column, 0.0)
        self.sheet.write_number(row, column, content, form)
        return self.at(row, column, float(content))

    def say(self, row: int, column: int, formula: str, now: str, style: str = "line") -> None:
        """A formula whose value is text, now `now`."""
        self.sheet.write_formula(
            row, column, f"={formula.replace(self.prefix, '')}", self.book.style(style), clean(now)[:MOST_TEXT]
        )

    def say_wide(self, row: int, formula: str, now: str) -> None:
        """The same over the whole width, as what stands out on the page."""
        style = self.book.style("best answer")
        self.sheet.set_row(row, 2 * LINE)
        self.sheet.merge_range(row, 0, row, len(self.widths) - 1, "", style)
        self.say(row, 0, formula, now, "best answer")

    def row(self, row: int, column: int, cells: Sequence[str | Number | Formula], styles: str | Sequence[str]) -> None:
        """Cells beside each other, in one style or each in its own."""
        for place, content in enumerate(cells):
            self.put(row, column + place, content, styles if isinstance(styles, str) else styles[place])

    def sentence(self, row: int, words: str, style: str = "note") -> int:
        """A sentence over the whole width, as high as it needs to be; gives the row below."""
        last = len(self.widths) - 1
        size = {"title": 1.7, "answer": 1.25}.get(style, 1.0)
        self.sheet.set_row(row, LINE * size * self._lines(words, sum(self.widths) / size))
        self.sheet.merge_range(row, 0, row, last, "", self.book.style(style))
        self.sheet.write_string(row, 0, clean(words)[:MOST_TEXT], self.book.style(style))
        return row + 1

    def sized(self, row: int, cells: Mapping[int, str]) -> None:
        """Make a row as high as its longest wrapped text needs, by column."""
        self.sheet.set_row(row, LINE * max(self._lines(text, self.widths[column]) for column, text in cells.items()))

    def _lines(self, text: str, width: float) -> int:
        """Lines that a text takes in so many characters; those of Chinese are about twice as wide."""
        room = max(1, int(width * (0.56 if self.book.language == "zh" else 1.02)))
        return sum(-(-len(line) // room) or 1 for line in text.split("\n")) or 1

    def insert(self, row: int, column: int, chart: Chart, words: str = "") -> None:
        """A drawing that stands in for `words` where it is not seen."""
        self.sheet.insert_chart(row, column, chart, {"description": clean(words), "object_position": 2})

    def header(self, row: int, cells: Sequence[str], numbers: int | None = None, texts: Sequence[int] = ()) -> int:
        """A row of column names; from the column `numbers` on they stand above numbers, but for those of `texts`. Gives
        the row below."""
        after = len(cells) if numbers is None else numbers
        for place, name in enumerate(cells):
            style = "head" if place < after else "head inward" if place in texts else "head end"
            self.put(row, place, name, style)
        self.sized(row, dict(enumerate(cells)))
        return row + 1

    @property
    def prefix(self) -> str:
        """How formulas of other sheets name this one."""
        return "'" + self.name.replace("'", "''") + "'!"

    def at(self, row: int, column: int, value: float = 0.0) -> Formula:
        return Formula(f"{self.prefix}{xl_rowcol_to_cell(row, column, True, True)}", value)

    @staticmethod
    def column(place: int) -> str:
        """A column by its letter, the same in every row, for conditions of formats."""
        return "$" + str(xl_rowcol_to_cell(0, place))[:-1]

    def area(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        """A range of cells, for formulas."""
        return f"{self.prefix}{_absolute(first)}:{_absolute(last)}"


def span(page: Page, first: Formula, last: Formula) -> str:
    """The range between two cells of a page."""
    start, end = (xl_cell_to_rowcol(cell.text.removeprefix(page.prefix).replace("$", "")) for cell in (first, last))
    return page.area(start, end)


def directed(text: str, language: str) -> str:
    """Text in a frame of its own direction: drawings set every text from left to right."""
    return f"\u202b{text}\u202c" if language in RIGHT_TO_LEFT else text


def clean(text: str) -> str:
    """Without characters that a workbook cannot hold."""
    return _CONTROL.sub("", text)


def tab_name(name: str, taken: set[str]) -> str:
    """A name that a sheet can bear: at most 31 characters, none of []:*?/\\, and none twice."""
    plain = _FORBIDDEN.sub(" ", clean(name)).strip(" '")[:31].strip(" '") or "-"
    found, number = plain, 2
    while found.casefold() in taken:
        end = f" {number}"
        found, number = plain[: 31 - len(end)] + end, number + 1
    return found


def ink_on(colour: str) -> str:
    """White or dark, whichever is better to read on a colour (relative luminance of WCAG 2.2, 1.4.3)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.0617 else INK


def _absolute(cell: tuple[int, int]) -> str:
    return str(xl_rowcol_to_cell(cell[0], cell[1], True, True))


def _apart(said: str) -> str:
    """A digit after a font size in a footer would be read as part of it."""
    return f" {said}" if said[:1].isdigit() else said
