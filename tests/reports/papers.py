"""Documents for the tests: made of worked cases, kept for a process, and taken apart again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import pikepdf

from advisor.language import LANGUAGES
from advisor.reports import pdf
from advisor.reports.board import board
from advisor.reports.compose import compose
from advisor.reports.document import (
    Beside,
    Block,
    Brand,
    Bullets,
    Cover,
    Document,
    Figure,
    Heading,
    Paragraph,
    Table,
    Text,
)
from advisor.reports.material import Material, material
from tests.recommendation.advices import advice
from tests.recommendation.samples import real
from web.render import translations

DAY = date(2026, 11, 22)
# A rich one, one too close to call, one that buys nothing, and one of which nothing is known.
RICH, CLOSE, NOTHING, UNKNOWN = "iranian-online-retailer", "distributor-many-warehouses", "micro-no-need", "all-unknown"
CASES = (RICH, CLOSE, NOTHING, UNKNOWN)
BRAND = Brand("Advisor", "#1f4f8f", "For planning. It is no offer.")
COVER = Cover("Example Group", "", DAY, BRAND)
ALL = LANGUAGES


def told(name: str, language: str = "en", cover: Cover = COVER) -> Material:
    """A case told and drawn; not kept, since sections add notes to it."""
    return material(real(), advice(name), language, translations(language).gettext, cover)


@cache
def full(name: str, language: str = "en", cover: Cover = COVER) -> Document:
    return compose(real(), advice(name), language, translations(language).gettext, cover)


@cache
def short(name: str, language: str = "en", cover: Cover = COVER) -> Document:
    return board(real(), advice(name), language, translations(language).gettext, cover)


@cache
def printed(name: str, language: str = "en") -> bytes:
    """The full report of a case as PDF."""
    return pdf.render(full(name, language))


def pages(made: bytes) -> int:
    with pikepdf.open(io.BytesIO(made)) as file:
        return len(file.pages)


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks, those in columns too."""
    for block in blocks:
        yield block
        if isinstance(block, Beside):
            for column in block.columns:
                yield from flat(column)


def tables(blocks: Iterable[Block]) -> list[Table]:
    return [block for block in flat(blocks) if isinstance(block, Table)]


def figures(blocks: Iterable[Block]) -> list[Figure]:
    return [block for block in flat(blocks) if isinstance(block, Figure)]


def headings(blocks: Iterable[Block], level: int = 1) -> list[str]:
    return [block.words for block in flat(blocks) if isinstance(block, Heading) and block.level == level]


def notes_in(blocks: Iterable[Block]) -> list[int]:
    """The numbers of notes in the order in which they stand."""
    return [number for block in flat(blocks) for text in _texts(block) for number in text.notes]


def words_in(blocks: Iterable[Block]) -> str:
    """All that is said, one run after the other."""
    said = []
    for block in flat(blocks):
        said += [block.words] if isinstance(block, Heading) else []
        said += [block.caption, *block.header] if isinstance(block, Table) else []
        said += [text.words for text in _texts(block)]
    return "\n".join(said)


def _texts(block: Block) -> list[Text]:
    if isinstance(block, Paragraph):
        return list(block.runs)
    if isinstance(block, Bullets):
        return [text for item in block.items for text in item]
    if isinstance(block, Table):
        return [text for row in block.rows for cell in row for text in cell]
    return []
