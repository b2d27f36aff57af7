"""The full report of a stored result as a neutral tree: cover, the decision on one page, sections, annexes, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from advisor.language import Words, date
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.reports import annex, sections, sections_market, sections_money, sections_plan, sections_tailored
from advisor.reports.decision import decision
from advisor.reports.document import Block, Cover, Document
from advisor.reports.material import Material, material

Section = Callable[[Material], Iterator[Block]]

# The report in its order; a section that has nothing to say yields nothing. New sections have their place here.
SECTIONS: tuple[Section, ...] = (
    decision,
    sections_tailored.judged,
    sections.needs,
    sections.pros,
    sections.cons,
    sections.others,
    sections.sure,
    sections.change,
    sections.unknown,
    sections_plan.place,
    sections_plan.modules,
    sections_plan.roadmap,
    sections_money.cost,
    sections_market.products,
    sections_market.risks,
    sections_market.peers,
    sections_market.not_assessed,
    annex.method,
    annex.trace,
    annex.documents,
)


def compose(content: Content, stored: Recommendation, language: str, words: Words, cover: Cover) -> Document:
    """The full report in one language; `words` translates the sentences of the interface into it."""
    made = material(content, stored, language, words, cover)
    blocks = tuple(block for section in SECTIONS for block in section(made))
    return assembled(made, words("Full report"), blocks, contents=True)


def assembled(m: Material, kind: str, blocks: tuple[Block, ...], *, contents: bool) -> Document:
    """A document of these blocks with the notes that they collected."""
    cover = m.cover
    return Document(
        language=m.language,
        title=cover.title or m.verdict,
        kind=kind,
        client=cover.client,
        date=date(cover.day, m.language),
        day=cover.day.isoformat(),
        brand=cover.brand,
        blocks=blocks,
        notes=m.notes.made if contents else (),
        reference=m.stored.hash,
        version=m.stored.content_version,
        contents=contents,
        words=printed(m.words),
        verdict=m.verdict,
    )


def printed(words: Words) -> dict[str, str]:
    """What printers add by themselves: names of parts, and labels of captions."""
    return {
        "contents": words("Contents"),
        "figure": words("Fig."),
        "table": words("Tab."),
        "sources": words("Sources"),
        "prepared_for": words("Prepared for"),
        "version": words("Version of questions and rules"),
        "reference": words("Fingerprint of the result"),
    }
