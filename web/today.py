"""An earlier result beside today's rules, in words."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.language import listed, number
from advisor.recommendation.content import Content
from advisor.recommendation.drift import Drift, Moved, RowChange, Standing, ValueChange
from advisor.recommendation.texts import Texts
from advisor.scoring.model import Option
from web.render import translations
from web.result_pages import MovedRow, Side, TodayPage

# Rows and figures that are shown; the others hardly moved the lead.
MOST_ROWS = 12
# Groups of scores (`Moved.group`) that have names among the scores; weights have theirs among the criteria.
WEIGHTS = "weights"


def page(content: Content, found: Drift, case: str, language: str) -> TodayPage:
    """The page for a difference."""
    texts = content.texts[language]
    options = {option.id: _option(texts, option) for option in content.scheme.options}
    reasons = {row.id: row.reason for table in content.tables.values() for row in table.rows}

    def told(row: str) -> str:
        return _say(texts, "reasons", reasons[row]) if row in reasons else row

    return TodayPage(
        language=language,
        case=case,
        before=_side(texts, found.before, options.get(found.rival, ""), found.lead_before),
        after=_side(texts, found.after, options.get(found.rival, ""), found.lead_after),
        flips=found.flips,
        deciding=tuple(map(told, found.deciding)),
        rows=tuple(_row(change, told(change.row), change.row in reasons) for change in _counted(found)),
        moved=tuple(_moved(texts, moved) for moved in (*found.scores, *found.weights)),
        excluded=tuple(options.get(option, option) for option in found.excluded),
        admitted=tuple(options.get(option, option) for option in found.admitted),
        dropped=tuple(_ask(texts, ignored.question) for ignored in found.ignored if ignored.why != "not-asked"),
        opened=tuple(_ask(texts, question) for question in found.opened),
        values=tuple(_value(texts, value) for value in found.values if value.where in ("modules", "risks")),
        versions=(found.before.content_version, found.after.content_version),
    )


def _counted(found: Drift) -> Iterator[RowChange]:
    """Changes that move the lead or bar something, the weightiest first."""
    counted = [change for change in found.rows if change.bars or change.effect or change.effect is None]
    yield from counted[:MOST_ROWS]


def _row(change: RowChange, text: str, known: bool) -> MovedRow:
    link = f"/rules/{change.row}" if known else ""
    return MovedRow(change.row, text, link, change.kind, change.bars, change.effect)


def _side(texts: Texts, it: Standing, rival: str, lead: float | None) -> Side:
    deployment = _say(texts, "deployments", it.deployment, "name")
    return Side(
        path=_say(texts, "paths", it.path, "name"),
        deployment="" if deployment == it.deployment else deployment,
        clear=it.status == "clear",
        share=None,
        rival=rival,
        lead=lead,
    )


def _moved(texts: Texts, moved: Moved) -> tuple[str, str, str]:
    group = "criteria" if moved.group == WEIGHTS else "scores"
    name = _say(texts, group, moved.id, "name")
    before, after = moved.before, moved.after
    if moved.group == WEIGHTS:
        sentence = translations(texts.language).gettext("Weight of “{criterion}”, in percent")
        name, before, after = sentence.format(criterion=name), round(100 * before, 1), round(100 * after, 1)
    return name, number(before, texts.language), number(after, texts.language)


def _value(texts: Texts, value: ValueChange) -> tuple[str, str, str]:
    """What is gone and what is new of modules or risks, by name."""
    gone, new = (
        listed((_say(texts, value.where, id_, "name") for id_ in ids), texts.language)
        for ids in (value.before, value.after)
    )
    return value.where, gone, new


def _option(texts: Texts, option: Option) -> str:
    path = _say(texts, "paths", option.path, "name")
    deployment = _say(texts, "deployments", option.deployment, "name")
    return path if deployment == option.deployment else f"{path} · {deployment}"


def _say(texts: Texts, *key: str) -> str:
    try:
        return texts.say(*key)
    except KeyError:
        return key[1]


def _ask(texts: Texts, question: str) -> str:
    try:
        return texts.ask("questions", question, "short")
    except KeyError:
        return question
