"""Drawings of a result: how sure it is, what the company needs, and how the advice and the second choice compare."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from advisor.language import RIGHT_TO_LEFT, Words, hundred, number
from advisor.recommendation.telling.lines import OptionLine, Story
from advisor.reports import charts


@dataclass(frozen=True)
class Charts:
    """Drawings as SVG; the wide one of a pair is for desks, the narrow one for phones."""

    paths: Markup
    needs: Markup
    comparison_wide: Markup
    comparison_narrow: Markup


@dataclass(frozen=True)
class Difference:
    """What one criterion gives to the advice and to the best other path, in points of a hundred."""

    name: str
    advised: float
    second: float


def runner_up(story: Story) -> OptionLine | None:
    """The best option of another path, if one is left."""
    return next((o for o in story.options if o.excluded is None and o.path != story.path), None)


def differences(story: Story, second: OptionLine | None) -> tuple[Difference, ...]:
    """The advice against the best other path, criterion by criterion, the widest lead first."""
    if second is None:
        return ()
    other = {part.id: part.value for part in second.contributions}
    advised = next(option for option in story.options if option.advised)
    found = [Difference(p.name, p.value * 100, other.get(p.id, 0.0) * 100) for p in advised.contributions]
    return tuple(sorted(found, key=lambda d: d.second - d.advised))


def drawings(story: Story, words: Words) -> Charts:
    """All drawings of the page; their titles say what is to be seen."""
    second = runner_up(story)
    found = differences(story, second)
    mirrored = story.language in RIGHT_TO_LEFT
    shares = sorted(story.path_shares, key=lambda share: -share.value)
    bars = [charts.Bar(s.id, s.name, s.value, hundred(s.value, story.language), s.id == story.path) for s in shares]
    score = {scale.id: scale for scale in story.needs}
    axes = charts.Axes(
        across=score["customer"].name,
        up=score["operations"].name,
        point=words("Your company"),
        quadrants=(words("Little need"), words("ERP side"), words("Both sides"), words("CRM side")),
    )
    needs_title = words("Your needs on the two sides")
    paths_title = words("How often each path comes first, in 100 readings")
    return Charts(
        paths=charts.path_bars("paths", bars, paths_title, mirrored=mirrored),
        needs=charts.needs(
            "needs", score["customer"].value, score["operations"].value, axes, needs_title, mirrored=mirrored
        ),
        comparison_wide=_comparison(story, second, found, 680, words),
        comparison_narrow=_comparison(story, second, found, 340, words),
    )


def _comparison(
    story: Story, second: OptionLine | None, found: tuple[Difference, ...], width: int, words: Words
) -> Markup:
    if second is None:
        return Markup("")
    most = max(max(d.advised, d.second) for d in found)
    pairs = [
        charts.Pair(d.name, d.advised / most, d.second / most, _points(d.advised, story), _points(d.second, story))
        for d in found
    ]
    rivals = charts.Rivals(story.path, second.path, story.path_name, second.name)
    title = words("What each criterion gives to the advice and to the second choice")
    mirrored = story.language in RIGHT_TO_LEFT
    return charts.comparison(f"compare-{width}", pairs, rivals, title, width, mirrored=mirrored)


def _points(value: float, story: Story) -> str:
    return number(round(value, 1), story.language)
