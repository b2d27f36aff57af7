"""Slides for a board: eight to eleven findings with native charts, made of a stored result."""

from __future__ import annotations

from collections.abc import Callable

from advisor.language import Words
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.reports import slides_advice, slides_judgement, slides_plan
from advisor.reports.document import Cover
from advisor.reports.material import material
from advisor.reports.office import hexed, midnight, repacked, script, short
from advisor.reports.slide_parts import Deck
from advisor.reports.slide_theme import Theme, empty, saved

# The slides in their order; one that has nothing to say is left out.
PAGES: tuple[Callable[[Deck], None], ...] = (
    slides_advice.cover,
    slides_advice.decision,
    slides_judgement.judgement,
    slides_advice.needs,
    slides_advice.reasons,
    slides_advice.options,
    slides_advice.sure,
    slides_plan.modules,
    slides_plan.roadmap,
    slides_plan.cost,
    slides_plan.risks,
)


def render(content: Content, stored: Recommendation, language: str, words: Words, cover: Cover) -> bytes:
    """The slides as PPTX in one language; `words` translates the sentences of the interface into it. The same result,
    cover and language give the same bytes."""
    theme = Theme(script(language), hexed(cover.brand.colour))
    deck = Deck(empty(theme), theme, material(content, stored, language, words, cover))
    for page in PAGES:
        page(deck)
    for slide in list(deck.package.slides)[1:]:
        deck.around(slide, cover.brand)
    _describe(deck, cover)
    return repacked(saved(deck.package), cover.day)


def _describe(deck: Deck, cover: Cover) -> None:
    """The properties of the file."""
    about = deck.package.core_properties
    about.title = short(cover.title or deck.m.story.verdict, 250)
    about.subject, about.keywords = short(cover.client, 250), short(deck.m.stored.hash, 250)
    about.author = about.last_modified_by = short(cover.brand.name, 250)
    about.language = deck.theme.script.tag
    about.created = about.modified = midnight(cover.day)
    about.revision = 1
