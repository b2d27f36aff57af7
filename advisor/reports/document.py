"""A document as a neutral tree of blocks: what it says, in order, without a word on how a program draws it.

`compose` makes it of a stored result; `pdf` and `word` print the same tree. All words are in one language already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from markupsafe import Markup

Tone = Literal["plain", "answer", "good", "careful", "bad"]
Align = Literal["start", "end", "center"]


@dataclass(frozen=True)
class Brand:
    """How an organisation signs its documents: name, colour of accents as #rrggbb, the text under every document, and a
    logo as the bytes of a PNG or JPEG file (empty: none)."""

    name: str = "Advisor"
    colour: str = "#1f4f8f"
    disclaimer: str = ""
    logo: bytes = b""


@dataclass(frozen=True)
class Cover:
    """Whom a document is for (may be empty), what it is called (empty: by its verdict), its day, and who signs it."""

    client: str
    title: str
    day: date
    brand: Brand = Brand()


@dataclass(frozen=True)
class Text:
    """Words of a paragraph or cell, with a line break where they have one; `notes` are numbers of footnotes, `strong`
    for emphasis, `quiet` for what stands back, `ltr` for ids, codes and names that stay left-to-right."""

    words: str
    notes: tuple[int, ...] = ()
    strong: bool = False
    ltr: bool = False
    quiet: bool = False


Runs = tuple[Text, ...]


@dataclass(frozen=True)
class Heading:
    """`level` 1 to 3; a heading of level 1 begins a section and, in print, a page when `fresh`."""

    level: int
    words: str
    fresh: bool = False


@dataclass(frozen=True)
class Paragraph:
    """`close` when the next block is to stay on the same page."""

    runs: Runs
    tone: Tone = "plain"
    close: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list; `numbered` when the order counts. A long one of an annex may be set in small type and several `columns`
    where there is room for them."""

    items: tuple[Runs, ...]
    numbered: bool = False
    columns: int = 1


@dataclass(frozen=True)
class Table:
    """`caption` says what is to be seen; rows have as many cells as `header`; `strong` are the places of rows that
    stand out, `shares` the widths of the columns relative to each other (empty: equal); `dense` for long tables of an
    annex, in smaller type."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    aligns: tuple[Align, ...] = ()
    strong: frozenset[int] = frozenset()
    shares: tuple[float, ...] = ()
    dense: bool = False


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG with the words that stand for it where it is not seen; `share` of the width of the text it
    takes (0 to 1)."""

    svg: Markup
    caption: str
    alt: str
    share: float = 1.0


@dataclass(frozen=True)
class Tiles:
    """Key figures in a row: (name, value)."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Beside:
    """Blocks in columns beside each other; `shares` are their widths relative to each other (empty: equal)."""

    columns: tuple[tuple[Block, ...], ...]
    shares: tuple[float, ...] = ()


Block = Heading | Paragraph | Bullets | Table | Figure | Tiles | Beside


@dataclass(frozen=True)
class Note:
    """A source as a footnote: its number, its words and its address, empty if it has none."""

    number: int
    words: str
    url: str = ""


@dataclass(frozen=True)
class Document:
    """The whole document. `kind` names it (such as "Full report"), `client` is whom it is for (may be empty), `date` is
    the day in words, `day` the same as YYYY-MM-DD. `reference` is the hash of the stored result, `version` that of the
    content. `contents` when it has a cover and, after its first section, a table of contents. `words` are those that a
    printer adds by itself, such as "Figure". `verdict` is the advice in one sentence, where the title says another."""

    language: str
    title: str
    kind: str
    client: str
    date: str
    day: str
    brand: Brand
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    reference: str = ""
    version: str = ""
    contents: bool = False
    words: dict[str, str] = field(default_factory=dict)
    verdict: str = ""
