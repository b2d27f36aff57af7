"""Documents for the tests: made of worked cases, kept for a process, and taken apart again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import pikepdf

from advisor.language import LANGUAGES
from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.recommendation.tailoring import LEFT_OUT, ModuleChoice, OptionChoice, Tailoring
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
from tests.recommendation.advices import FEW, advice, plain_answers
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


REASON = "The parent company has decided so, and the contracts are signed already."
MODULE_REASON = "The works council asked for it."
# One person of each but two of sales, who differ in three answers.
VOICES = {"management": 1, "sales": 2, "consultant": 1}
SPREAD = {
    "main_goal": (("cost", 250), ("revenue", 750)),
    "stock_trouble": ((1.0, 1), (5.0, 3)),
    "manual_work": (("invoices", 100), ("payroll", 33)),
}


@cache
def judged(name: str = RICH) -> Recommendation:
    """The result of a case with all that people can put beside the rules."""
    content, plain = real(), advice(name)
    names = [criterion.id for criterion in content.scheme.criteria]
    option = next(o for o in content.scheme.options if o.path not in (plain.path, "not-yet") and o.deployment == "saas")
    systems = content.scheme.systems(option.path)
    free = [m.id for m in plain.modules if m.system in systems and not m.needed_by and not m.in_place]
    added = next(
        m.id for m in content.modules.values() if m.system in systems and m.id not in {p.id for p in plain.modules}
    )
    own = Tailoring(
        spread=SPREAD,
        weights={one: (place + 1) / sum(range(len(names) + 1)) for place, one in enumerate(names)},
        weights_reason=REASON,
        option=OptionChoice(path=option.path, deployment=option.deployment, reason=REASON),
        modules={
            **({free[0]: ModuleChoice(priority="later", reason=MODULE_REASON)} if free else {}),
            **({free[1]: ModuleChoice(priority=LEFT_OUT, reason=MODULE_REASON)} if len(free) > 1 else {}),
            added: ModuleChoice(priority="must", reason=MODULE_REASON),
        },
        voices=VOICES,
        consensus=0.72,
    )
    answers = parse_all(content.questionnaire, plain_answers(name)) | dict.fromkeys(SPREAD)
    return advise(content, answers, FEW, tailoring=own)


def told_judged(name: str = RICH, language: str = "en") -> Material:
    """The same told and drawn."""
    return material(real(), judged(name), language, translations(language).gettext, COVER)


@cache
def full_judged(name: str = RICH, language: str = "en") -> Document:
    return compose(real(), judged(name), language, translations(language).gettext, COVER)


@cache
def short_judged(name: str = RICH, language: str = "en") -> Document:
    return board(real(), judged(name), language, translations(language).gettext, COVER)


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
