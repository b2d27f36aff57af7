"""Two results side by side, in words: what both say, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from advisor.errors import Gone, NotFound, mark
from advisor.language import hundred, number
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell
from advisor.workspace import cases, shares
from web.keep_pages import ComparedList, ComparedRow
from web.render import translations

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
        result = cases.latest(session, cases.find(session, secret))
    except (NotFound, Gone) as error:
        return None, error.message
    return result, "" if result else NO_RESULT


def compared(
    content: Content, here: Recommendation, there: Recommendation, language: str
) -> tuple[tuple[ComparedRow, ...], tuple[ComparedList, ...]]:
    """The lines and the lists of a comparison."""
    one, other = tell(content, here, language), tell(content, there, language)
    return tuple(_rows(one, other)), tuple(_lists(one, other))


def _rows(one: Story, other: Story) -> Iterator[ComparedRow]:
    language = one.language
    words = translations(language).gettext
    sure = words("{sure} of 100 readings")
    yield ComparedRow(words("Our advice"), one.verdict, other.verdict)
    yield ComparedRow(words("Path"), one.path_name, other.path_name)
    yield ComparedRow(words("Where it runs"), one.deployment_name or "–", other.deployment_name or "–")
    yield ComparedRow(words("How sure"), *(sure.format(sure=hundred(story.sure, language)) for story in (one, other)))
    for first, second in zip((*one.needs, *one.capacity), (*other.needs, *other.capacity), strict=True):
        yield ComparedRow(first.name, number(first.value, language), number(second.value, language))
    yield ComparedRow(words("Cost over the years counted"), _cost(one), _cost(other))
    yield ComparedRow(words("Paid to others in the first year"), _first_year(one), _first_year(other))
    yield ComparedRow(words("Months until the last phase ends"), _months(one), _months(other))
    yield ComparedRow(words("Answers given"), number(one.asked, language), number(other.asked, language))


def _cost(story: Story) -> str:
    return story.money.total.text if story.money else "–"


def _first_year(story: Story) -> str:
    return story.money.paid_first_year.text if story.money else "–"


def _months(story: Story) -> str:
    return story.money.plan.end_words if story.money and story.money.plan else "–"


def _lists(one: Story, other: Story) -> Iterator[ComparedList]:
    words = translations(one.language).gettext
    yield _list(words("Modules"), _modules(one), _modules(other))
    yield _list(words("Reasons"), (line.text for line in one.reasons), (line.text for line in other.reasons))
    yield _list(words("Risks"), (risk.name for risk in one.risks), (risk.name for risk in other.risks))


def _modules(story: Story) -> Iterator[str]:
    return (module.name for phase in story.phases for module in phase.modules)


def _list(name: str, here: Iterable[str], there: Iterable[str]) -> ComparedList:
    left, right = dict.fromkeys(here), dict.fromkeys(there)
    return ComparedList(
        name,
        tuple(text for text in left if text in right),
        tuple(text for text in left if text not in right),
        tuple(text for text in right if text not in left),
    )
