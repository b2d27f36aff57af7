"""A result as plain text for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from advisor.language import number, percent
from advisor.recommendation.telling.lines import Line, Story

REASONS = 5
PRODUCTS = 3  # of each system
PEERS = 3


def lines(story: Story) -> Iterator[str]:
    """The first screen of the result page in text, and the sections that a board asks for next."""
    yield story.verdict
    yield story.about
    yield from _doubt(story)
    yield from _section("Why", islice(_told(story.reasons), REASONS))
    yield from _section("What speaks against it", islice(_told(story.against), REASONS))
    yield from _section("Ruled out", _told(story.ruled_out))
    yield from _section("What would change this", _changes(story))
    yield from _section("Other weights", story.doubt.weights)
    yield from _section("A second opinion", filter(None, [story.doubt.second]))
    yield from _section("Money", _money(story))
    yield from _phases(story)
    yield from _section("Products to look at", _products(story))
    yield from _section("What companies like yours use", _peers(story))
    yield from _section("Risks", (f"{r.severity_name}: {r.name}. {r.counter}" for r in story.risks))
    yield from _section("Open questions that could move this", _unknowns(story))
    yield ""
    yield f"{number(story.asked, story.language)} answers, content {story.content_version}, {story.hash}"


def _doubt(story: Story) -> Iterator[str]:
    """How sure it is, and the scores it rests on."""
    yield ""
    sure = percent(story.sure, story.language)
    if story.clear:
        yield f"How sure: first in {sure} of the plausible readings of your answers."
    else:
        others = ", ".join(story.alternatives) or "other paths"
        yield f"How sure: too close to call. First in {sure} of the plausible readings; also in play: {others}."
    if story.doubt.between:
        yield story.doubt.between.separated_by
    yield from filter(None, (story.doubt.certificate, story.doubt.expired))
    for scale in (*story.needs, *story.capacity):
        yield f"  {scale.name:<28} {scale.value:>3} of 100"


def _changes(story: Story) -> Iterator[str]:
    for kind, mark in (("actionable", "can be changed"), ("fact", "a fact of life")):
        yield from (f"{flip.text} [{mark}]" for flip in story.doubt.nearest if flip.kind == kind)
    if not any(flip.aspect == "path" for flip in story.doubt.nearest):
        yield from story.doubt.steady[:1]


def _money(story: Story) -> Iterator[str]:
    if story.money is not None:
        yield from filter(None, (story.money.headline, story.money.first_year_line, story.money.fit))


def _phases(story: Story) -> Iterator[str]:
    for phase in story.phases:
        yield ""
        yield f"Phase {phase.number}: {', '.join(phase.systems)}"
        for module in phase.modules:
            yield f"  {module.priority_name:<12} {module.name}"


def _products(story: Story) -> Iterator[str]:
    found = story.market.products if story.market else None
    for system in found.systems if found else ():
        for product in system.products[:PRODUCTS]:
            yield f"{system.name}: {product.name}, {product.vendor} (fit {product.fit} of 100)"
    if found and found.none:
        yield found.none


def _peers(story: Story) -> Iterator[str]:
    found = story.market.peers if story.market else None
    return chain((row.sentence for row in found.rows[:PEERS]), filter(None, [found.none])) if found else iter(())


def _unknowns(story: Story) -> Iterator[str]:
    for unknown in story.unknowns[:REASONS]:
        shift = number(100 * unknown.shift, story.language)
        yield f"{unknown.ask} (moves it by up to {shift} points; ask {', '.join(unknown.who)})"


def _told(found: tuple[Line, ...]) -> Iterator[str]:
    """Each sentence once, with everything that it moves or rules out."""
    moves: dict[str, list[str]] = {}
    for line in found:
        moves.setdefault(line.text, []).append(line.moves)
    for text, moved in moves.items():
        names = ", ".join(dict.fromkeys(filter(None, moved)))
        yield f"{text} [{names}]" if names else text


def _section(title: str, found: Iterable[str]) -> Iterator[str]:
    """A title and its lines, or nothing when there are none."""
    texts = list(found)
    if texts:
        yield ""
        yield title
        yield from (f"  {text}" for text in texts)
