"""A stored result as the page shows it: to those who have the private link, and to those who may only read."""

from __future__ import annotations

import datetime

from starlette.datastructures import FormData

from advisor.questionnaire.answers import plain
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell
from advisor.reports.drawings import differences, drawings, runner_up
from advisor.reports.drawings_money import money_charts
from advisor.reports.material import case_against, moving, once
from web.deps import Case
from web.panel import panel, query, read
from web.render import translations
from web.result_pages import OpenQuestion, ResultPage

MOST_UNKNOWNS = 10


def view(
    content: Content, stored: Recommendation, language: str, today: datetime.date, case: Case | None = None
) -> ResultPage:
    """The page of a result. Without a `case` it is for reading only: nothing on it leads to the answers."""
    story = tell(content, stored, language, today=today)
    words = translations(language).gettext
    second = runner_up(story)
    found = differences(story, second)
    ruled_out, pro = once(story.ruled_out), once(story.reasons)
    answers = {key: plain(value) for key, value in case.answers.items()} if case else stored.answers
    return ResultPage(
        language=language,
        case=case.base if case else "",
        link="",
        story=story,
        charts=drawings(story, words),
        reasons=tuple(reason.text for reason in (pro or ruled_out)[:3]),
        against=case_against(story, second, found, words),
        pro=pro,
        contra=once(story.against),
        hosting=once(story.deployment_reasons),
        ruled_out=ruled_out,
        unknowns=_unknowns(case, story),
        second=second,
        differences=found,
        criteria=story.options[0].contributions,
        money_charts=money_charts(story.money, story.market, story.language, today, words),
        trials=tuple(f"{case.base}/result/what-if?{query(f.changes)}#what-if" for f in stored.flips) if case else (),
        separates=_separates(case, story) if case else "",
        panel=panel(case, stored, read(content, FormData(), language)) if case else None,
        stale=stored.answers != answers,
        outdated=stored.content_version != content.version,
        until="",
    )


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
        for unknown in moving(story)[:MOST_UNKNOWNS]
    )


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
