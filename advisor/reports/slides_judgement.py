"""The slide on what people put beside the rules for this case: another option, other modules, own weights, voices."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.language import listed, percent
from advisor.recommendation.telling.lines import ModuleLine
from advisor.recommendation.telling.tailored_words import Override, Tailored
from advisor.reports.material import fill
from advisor.reports.office import MUTED, short
from advisor.reports.slide_marks import drop
from advisor.reports.slide_parts import Deck, head, item
from advisor.reports.slide_text import Box, Line
from advisor.reports.slide_theme import AREA, HALVES, LISTS

LONGEST_REASON = 320  # letters of a reason on the slide; the notes hold all of them
MOST_MODULES, MOST_WEIGHTS = 6, 5


def judgement(deck: Deck) -> None:
    """What was chosen, why, and what the rules say instead; nothing for a result of one person and the rules alone."""
    story = deck.m.story
    parts = [list(_option(deck, story.override)) + list(_modules(deck)), list(_people(deck, story.tailoring))]
    found = [part for part in parts if part]
    if not found:
        return
    slide = deck.slide(LISTS, _title(deck, story.override))
    boxes = HALVES if len(found) > 1 else (Box(AREA.x, AREA.y, AREA.width, AREA.height),)
    for place, (box, lines) in enumerate(zip(boxes, found, strict=True), 1):
        deck.bullets(slide, place, box, lines)
    if len(found) == 1:
        drop(slide.placeholders[2])
    deck.notes(slide, list(_spoken(deck)))


def _title(deck: Deck, chosen: Override | None) -> str:
    if chosen is None:
        return deck.words("What was judged for this case")
    if chosen.same:
        judged, same = deck.words("The consultant's judgement"), deck.words("By now the rules say the same.")
        return f"{judged}: {same}"
    return f"{deck.words('Chosen instead')}: {chosen.verdict}"


def _option(deck: Deck, chosen: Override | None) -> Iterator[Line]:
    if chosen is None:
        return
    yield head(deck.words("The rules say"))
    yield Line(chosen.ruled)
    if chosen.excluded:
        yield Line(f"{deck.words('Ruled out by the facts:')} {chosen.excluded}")
    if chosen.reason:
        yield head(deck.words("Why"))
        yield Line(short(chosen.reason, LONGEST_REASON))
    yield Line(_doubt(deck), colour=MUTED)


def _doubt(deck: Deck) -> str:
    return deck.words(
        "All that is said of doubt is about the advice of the rules. Modules, steps, cost, risks and products are "
        "those of the option that was chosen."
    )


def _changed(deck: Deck) -> list[tuple[ModuleLine, str]]:
    """Modules that are not as the rules have them, each with what was made of it."""
    story, left_out = deck.m.story, deck.words("Left out")
    kept = [module for phase in story.phases for module in phase.modules if module.override]
    return [(m, m.priority_name) for m in kept] + [(m, left_out) for m in story.left_out]


def _modules(deck: Deck) -> Iterator[Line]:
    found = _changed(deck)
    if found:
        yield head(deck.words("Modules judged otherwise"))
    for module, now in found[:MOST_MODULES]:
        yield item(f"{module.name}: {now} ({deck.words('the rules:')} {_ruled(deck, module)})")
    if len(found) > MOST_MODULES:
        yield item(f"+{deck.m.number(len(found) - MOST_MODULES)}")


def _ruled(deck: Deck, module: ModuleLine) -> str:
    """The priority that the rules give a module."""
    return (module.override.ruled_name if module.override else module.priority_name) or deck.words("not named")


def _people(deck: Deck, own: Tailored | None) -> Iterator[Line]:
    """Own weights, the heaviest first, and who was heard."""
    if own is None:
        return
    if own.own_weights:
        yield head(deck.words("Weights were set for this case."))
        heaviest = sorted(deck.m.story.weights, key=lambda weight: -weight.value)[:MOST_WEIGHTS]
        yield from (item(f"{one.name}: {percent(one.value, deck.m.language)}") for one in heaviest)
        if own.weights_reason:
            yield Line(f"{deck.words('Why')}: {short(own.weights_reason, LONGEST_REASON)}")
    if own.speakers:
        yield head(deck.words("Voices"))
        yield Line(_speakers(deck, own))
    if own.consensus is not None:
        index = percent(own.consensus, deck.m.language)
        yield Line(fill(deck.words("Consensus of the voices: %(index)s."), index=index))


def _speakers(deck: Deck, own: Tailored) -> str:
    """Roles with how many people of each were asked."""
    names = {"consultant": deck.words("Consultant")}
    found = (f"{names.get(one.role, one.name)} {deck.m.number(one.number)}" for one in own.speakers)
    return listed(found, deck.m.language)


def _spoken(deck: Deck) -> Iterator[str]:
    """All reasons in full."""
    story = deck.m.story
    if story.override:
        yield f"{deck.words('The rules say')}: {story.override.ruled}"
        yield f"{deck.words('Chosen instead')}: {story.override.verdict} {story.override.reason}"
        yield _doubt(deck)
    for module, now in _changed(deck):
        why = module.override.reason if module.override else ""
        yield f"{module.name}: {now} ({deck.words('the rules:')} {_ruled(deck, module)}) {why}"
    if story.tailoring and story.tailoring.own_weights:
        yield f"{deck.words('Weights were set for this case.')} {story.tailoring.weights_reason}"
    if story.tailoring and story.tailoring.speakers:
        yield f"{deck.words('Voices')}: {_speakers(deck, story.tailoring)}"
