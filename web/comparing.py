"""Results side by side, in words: what each says, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from advisor.errors import Gone, NotFound, mark
from advisor.language import hundred, number
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell
from advisor.workspace import cases, shares
from web.keep_pages import ComparedItem, ComparedList, ComparedRow
from web.render import translations

NOTHING = "–"
LINK = re.compile(r"(?:^|/)(c|s)/([A-Za-z0-9_-]{16,64})(?:[/?#]|$)")
NO_LINK = mark("This is not a link of an assessment. Paste the whole private link, or a link to a result.")
SAME = mark("This is the link of the same assessment. Paste the one of another assessment.")
NO_RESULT = mark("That assessment has no result yet. Conclude it first.")


def secret_of(session: Session, wanted: str, own: str, now: datetime) -> tuple[Recommendation | None, str]:
    """The result behind a link, or the reason why there is none to compare with."""
    found = LINK.search(wanted)
    if found is None:
        return None, NO_LINK
    kind, secret = found.groups()
    if secret == own:
        return None, SAME
    try:
        if kind == "s":
            return shares.find(session, secret, now)[1], ""
        result = cases.latest(session, cases.find(session, secret, now))
    except (NotFound, Gone) as error:
        return None, error.message
    return result, "" if result else NO_RESULT


def compared(
    content: Content, results: Sequence[Recommendation], language: str
) -> tuple[tuple[ComparedRow, ...], tuple[ComparedList, ...]]:
    """The lines and the lists of a comparison of two or more results."""
    stories = tuple(tell(content, result, language) for result in results)
    return tuple(rows(stories, language)), tuple(lists(stories, language))


def rows(stories: Sequence[Story | None], language: str) -> Iterator[ComparedRow]:
    """What each side says, line by line; a side without a result says nothing."""
    words = translations(language).gettext

    def line(name: str, say: Callable[[Story], str]) -> ComparedRow:
        return ComparedRow(name, tuple(say(story) if story else NOTHING for story in stories))

    sure = words("{sure} of 100 readings")
    yield line(words("Our advice"), lambda story: story.override.verdict if story.override else story.verdict)
    yield line(words("Path"), lambda story: story.override.path_name if story.override else story.path_name)
    yield line(words("Where it runs"), _deployment)
    yield line(words("How sure"), lambda story: sure.format(sure=hundred(story.sure, language)))
    for name in dict.fromkeys(scale.name for story in stories if story for scale in (*story.needs, *story.capacity)):
        yield line(name, partial(_scale, name))
    yield line(words("Cost over the years counted"), lambda story: story.money.total.text if story.money else NOTHING)
    yield line(
        words("Paid to others in the first year"),
        lambda story: story.money.paid_first_year.text if story.money else NOTHING,
    )
    yield line(words("Months until the last phase ends"), _months)
    yield line(words("Answers given"), lambda story: number(story.asked, language))


def _deployment(story: Story) -> str:
    return (story.override.deployment_name if story.override else story.deployment_name) or NOTHING


def _scale(name: str, story: Story) -> str:
    found = (scale.value for scale in (*story.needs, *story.capacity) if scale.name == name)
    return next((number(value, story.language) for value in found), NOTHING)


def _months(story: Story) -> str:
    return story.money.plan.end_words if story.money and story.money.plan else NOTHING


def lists(stories: Sequence[Story | None], language: str) -> Iterator[ComparedList]:
    """What the sides have of modules, reasons and risks."""
    words = translations(language).gettext
    yield collected(words("Modules"), [_modules(story) if story else () for story in stories])
    yield collected(words("Reasons"), [[line.text for line in story.reasons] if story else () for story in stories])
    yield collected(words("Risks"), [[risk.name for risk in story.risks] if story else () for story in stories])


def _modules(story: Story) -> Iterator[str]:
    return (module.name for phase in story.phases for module in phase.modules)


def collected(name: str, sides: Iterable[Iterable[str]]) -> ComparedList:
    """One list of what several sides have, each item once, in the order in which the sides name them."""
    found = [dict.fromkeys(side) for side in sides]
    items = dict.fromkeys(text for side in found for text in side)
    return ComparedList(name, tuple(ComparedItem(text, tuple(text in side for side in found)) for text in items))
