"""A result as plain text for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.language import number, percent
from advisor.recommendation.lines import Line, Story

REASONS = 5


def lines(story: Story) -> Iterator[str]:
    """The first screen of the result page, in text."""
    yield story.verdict
    yield story.about
    yield ""
    sure = percent(story.sure, story.language)
    if story.clear:
        yield f"How sure: first in {sure} of the plausible readings of your answers."
    else:
        others = ", ".join(story.alternatives) or "other paths"
        yield f"How sure: too close to call. First in {sure} of the plausible readings; also in play: {others}."
    for scale in (*story.needs, *story.capacity):
        yield f"  {scale.name:<28} {scale.value:>3} of 100"
    yield from _section("Why", story.reasons[:REASONS])
    yield from _section("What speaks against it", story.against[:REASONS])
    yield from _section("Ruled out", story.ruled_out)
    for phase in story.phases:
        yield ""
        yield f"Phase {phase.number}: {', '.join(phase.systems)}"
        for module in phase.modules:
            yield f"  {module.priority_name:<12} {module.name}"
    if story.risks:
        yield ""
        yield "Risks"
        for risk in story.risks:
            yield f"  {risk.severity_name}: {risk.name}. {risk.counter}"
    if story.unknowns:
        yield ""
        yield "Open questions that could move this"
        for unknown in story.unknowns[:REASONS]:
            shift = number(100 * unknown.shift, story.language)
            yield f"  {unknown.ask} (moves it by up to {shift} points; ask {', '.join(unknown.who)})"
    yield ""
    yield f"{number(story.asked, story.language)} answers, content {story.content_version}, {story.hash}"


def _section(title: str, found: tuple[Line, ...]) -> Iterator[str]:
    if found:
        yield ""
        yield title
        for line in found:
            yield f"  {line.text}" + (f" [{line.moves}]" if line.moves else "")
