"""A result as plain text for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from advisor.language import listed, number, percent
from advisor.recommendation.telling.lines import Line, Story
from advisor.recommendation.texts import Key, Texts

REASONS = 5
PRODUCTS = 3  # of each system
PEERS = 3


def lines(story: Story, texts: Texts) -> Iterator[str]:
    """The first screen of the result page in text, and the sections that a board asks for next."""
    found = {
        "why": islice(_told(story.reasons), REASONS),
        "against": islice(_told(story.against), REASONS),
        "ruled_out": _told(story.ruled_out),
        "changes": _changes(story, texts),
        "weights": story.doubt.weights,
        "second": filter(None, [story.doubt.second]),
        "money": _money(story),
    }
    after = {
        "products": _products(story, texts),
        "peers": _peers(story),
        "risks": (f"{r.severity_name}: {r.name}. {r.counter}" for r in story.risks),
        "unknowns": _unknowns(story, texts),
    }
    yield story.verdict
    yield story.about
    yield from _doubt(story, texts)
    yield from _sections(found, texts)
    yield from _phases(story, texts)
    yield from _sections(after, texts)
    yield ""
    asked = number(story.asked, story.language)
    yield texts.say("plain", "rests_on").format(asked=asked, version=story.content_version, hash=story.hash)


def word_keys() -> Iterator[Key]:
    """The words that every language must have for a result as plain text."""
    labels = ("sure_clear", "sure_close", "other_paths", "scale", "actionable", "fact", "phase", "product", "unknown")
    yield from (("plain", label) for label in (*labels, "rests_on"))
    titles = ("why", "against", "ruled_out", "changes", "weights", "second", "money", "products", "peers", "risks")
    yield from (("plain_titles", title) for title in (*titles, "unknowns"))


def _doubt(story: Story, texts: Texts) -> Iterator[str]:
    """How sure it is, and the scores it rests on."""
    yield ""
    others = listed(story.alternatives, story.language) or texts.say("plain", "other_paths")
    key = "sure_clear" if story.clear else "sure_close"
    yield texts.say("plain", key).format(sure=percent(story.sure, story.language), others=others)
    if story.doubt.between:
        yield story.doubt.between.separated_by
    yield from filter(None, (story.doubt.certificate, story.doubt.expired))
    for scale in (*story.needs, *story.capacity):
        value = texts.say("plain", "scale").format(value=number(scale.value, story.language))
        yield f"  {scale.name}: {value}"


def _changes(story: Story, texts: Texts) -> Iterator[str]:
    for kind in ("actionable", "fact"):
        mark = texts.say("plain", kind)
        yield from (f"{flip.text} [{mark}]" for flip in story.doubt.nearest if flip.kind == kind)
    if not any(flip.aspect == "path" for flip in story.doubt.nearest):
        yield from story.doubt.steady[:1]


def _money(story: Story) -> Iterator[str]:
    if story.money is not None:
        yield from filter(None, (story.money.headline, story.money.first_year_line, story.money.fit))


def _phases(story: Story, texts: Texts) -> Iterator[str]:
    for phase in story.phases:
        yield ""
        shown = number(phase.number, story.language)
        yield texts.say("plain", "phase").format(number=shown, systems=listed(phase.systems, story.language))
        for module in phase.modules:
            yield f"  {module.priority_name:<12} {module.name}"


def _products(story: Story, texts: Texts) -> Iterator[str]:
    found = story.market.products if story.market else None
    for system in found.systems if found else ():
        for product in system.products[:PRODUCTS]:
            yield texts.say("plain", "product").format(
                system=system.name,
                name=product.name,
                vendor=product.vendor,
                fit=number(product.fit, story.language),
            )
    if found and found.none:
        yield found.none


def _peers(story: Story) -> Iterator[str]:
    found = story.market.peers if story.market else None
    return chain((row.sentence for row in found.rows[:PEERS]), filter(None, [found.none])) if found else iter(())


def _unknowns(story: Story, texts: Texts) -> Iterator[str]:
    for unknown in story.unknowns[:REASONS]:
        shift = number(100 * unknown.shift, story.language)
        yield texts.say("plain", "unknown").format(
            ask=unknown.ask, shift=shift, who=listed(unknown.who, story.language)
        )


def _told(found: tuple[Line, ...]) -> Iterator[str]:
    """Each sentence once, with everything that it moves or rules out."""
    moves: dict[str, list[str]] = {}
    for line in found:
        moves.setdefault(line.text, []).append(line.moves)
    for text, moved in moves.items():
        names = ", ".join(dict.fromkeys(filter(None, moved)))
        yield f"{text} [{names}]" if names else text


def _sections(found: Mapping[str, Iterable[str]], texts: Texts) -> Iterator[str]:
    """Each title with its lines, or nothing when there are none."""
    for key, said in found.items():
        if shown := list(said):
            yield ""
            yield texts.say("plain_titles", key)
            yield from (f"  {text}" for text in shown)
