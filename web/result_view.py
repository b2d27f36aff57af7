"""A stored result as the page shows it: to those who have the private link, and to those who may only read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from markupsafe import Markup
from starlette.datastructures import FormData

from advisor.language import RIGHT_TO_LEFT, number
from advisor.questionnaire.answers import plain
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Line, OptionLine, Story
from advisor.recommendation.telling.story import tell
from web import charts
from web.deps import Case
from web.panel import panel, query, read
from web.render import hundred, translations
from web.result_money import money_charts
from web.result_pages import Because, Charts, Difference, OpenQuestion, ResultPage

# Open questions are listed from this share of readings on; below it none could change the picture.
LEAST_SHIFT = 0.01
MOST_UNKNOWNS = 10


def view(
    content: Content, stored: Recommendation, language: str, today: datetime.date, case: Case | None = None
) -> ResultPage:
    """The page of a result. Without a `case` it is for reading only: nothing on it leads to the answers."""
    story = tell(content, stored, language, today=today)
    second = next((o for o in story.options if o.excluded is None and o.path != story.path), None)
    differences = _differences(story, second)
    ruled_out, pro = _once(story.ruled_out), _once(story.reasons)
    answers = {key: plain(value) for key, value in case.answers.items()} if case else stored.answers
    return ResultPage(
        language=language,
        case=case.base if case else "",
        link="",
        story=story,
        charts=_charts(story, second, differences),
        reasons=tuple(reason.text for reason in (pro or ruled_out)[:3]),
        against=_case_against(story, second, differences),
        pro=pro,
        contra=_once(story.against),
        hosting=_once(story.deployment_reasons),
        ruled_out=ruled_out,
        unknowns=_unknowns(case, story),
        second=second,
        differences=differences,
        criteria=story.options[0].contributions,
        money_charts=money_charts(story.money, story.market, story.language, today),
        trials=tuple(f"{case.base}/result/what-if?{query(f.changes)}#what-if" for f in stored.flips) if case else (),
        separates=_separates(case, story) if case else "",
        panel=panel(case, stored, read(content, FormData(), language)) if case else None,
        stale=stored.answers != answers,
        outdated=stored.content_version != content.version,
        until="",
    )


def _once(lines: Iterable[Line]) -> tuple[Because, ...]:
    """Each sentence once, with everything it moves or rules out."""
    by_text: dict[str, list[Line]] = {}
    for line in lines:
        by_text.setdefault(line.text, []).append(line)
    return tuple(Because(words, tuple(found), found[0].sources) for words, found in by_text.items())


def _unknowns(case: Case | None, story: Story) -> tuple[OpenQuestion, ...]:
    """Open questions that could move the result, with a link to those that this case asks."""
    return tuple(
        OpenQuestion(
            id=unknown.question,
            ask=unknown.ask,
            link=_asked_at(case, unknown.question) if case else "",
            trial=f"{case.base}/result/what-if?ask={unknown.question}#what-if" if case else "",
            who=unknown.who,
            shift=unknown.shift,
            to=unknown.to,
        )
        for unknown in story.unknowns
        if unknown.shift >= LEAST_SHIFT
    )[:MOST_UNKNOWNS]


def _asked_at(case: Case, question: str) -> str:
    """Where this case asks a question; empty when it does not."""
    asked = {q.id: q.page for q in case.progress.asked}
    return f"{case.base}/q/{asked[question]}?return=check#q-{question}" if question in asked else ""


def _separates(case: Case, story: Story) -> str:
    """Where the question that separates the advice from its rival can be answered or, if it is not asked, tried."""
    between = story.doubt.between
    if between is None or not between.question:
        return ""
    trial = f"{case.base}/result/what-if?ask={between.question}#what-if"
    return _asked_at(case, between.question) or trial


def _case_against(story: Story, second: OptionLine | None, differences: tuple[Difference, ...]) -> str:
    """The strongest reason against; if no answer is one, what the second choice does better. Empty if nothing is."""
    if story.against:
        return story.against[0].text
    if second is None or differences[-1].second <= differences[-1].advised:
        return ""
    words = translations(story.language).gettext
    sentence = words("No single answer speaks against it, but “{option}” does better in one respect: {criterion}.")
    return sentence.format(option=second.name, criterion=differences[-1].name)


def _differences(story: Story, second: OptionLine | None) -> tuple[Difference, ...]:
    """The advice against the best other path, criterion by criterion, the widest lead first."""
    if second is None:
        return ()
    other = {part.id: part.value for part in second.contributions}
    advised = next(option for option in story.options if option.advised)
    found = [Difference(p.name, p.value * 100, other.get(p.id, 0.0) * 100) for p in advised.contributions]
    return tuple(sorted(found, key=lambda d: d.second - d.advised))


def _charts(story: Story, second: OptionLine | None, differences: tuple[Difference, ...]) -> Charts:
    """All drawings of the page; their titles say what is to be seen."""
    words = translations(story.language).gettext
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
        comparison_wide=_comparison(story, second, differences, 680),
        comparison_narrow=_comparison(story, second, differences, 340),
    )


def _comparison(story: Story, second: OptionLine | None, differences: tuple[Difference, ...], width: int) -> Markup:
    if second is None:
        return Markup("")
    most = max(max(d.advised, d.second) for d in differences)
    pairs = [
        charts.Pair(d.name, d.advised / most, d.second / most, _points(d.advised, story), _points(d.second, story))
        for d in differences
    ]
    rivals = charts.Rivals(story.path, second.path, story.path_name, second.name)
    title = translations(story.language).gettext("What each criterion gives to the advice and to the second choice")
    mirrored = story.language in RIGHT_TO_LEFT
    return charts.comparison(f"compare-{width}", pairs, rivals, title, width, mirrored=mirrored)


def _points(value: float, story: Story) -> str:
    return number(round(value, 1), story.language)
