"""Trying other answers: the changes that an address collects, and the panel that shows what they do.

The address is all there is: `a.<question>` and `a.<question>.currency` as in the forms of the interview,
`w.<criterion>` for a weight in percent, and `ask` for what is asked for next. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData

from advisor.errors import mark
from advisor.language import number, parse_integer
from advisor.questionnaire.answers import plain
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.what_if import MOST_CHANGES, MOST_SHARE, Outcome, WhatIf, what_if
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.spoken import change_words
from web import forms
from web.deps import Case
from web.forms import Typed
from web.render import translations
from web.result_pages import Choice, ChoiceGroup, Collected, Compared, Panel, Side, WeightField

ANSWER, WEIGHT, ASK = "a.", "w.", "ask"
# The highest weight, in percent, that one criterion can be given.
MOST_WEIGHT = 90
NOT_WHOLE = mark("“{value}” is not a whole number. Write it in digits, such as 25.")
OUTSIDE = mark("Give a whole number from {low} to {high}.")
TOO_MUCH = mark(
    "The weights that you set add up to {sum} %. They must stay under {most} %, so that the others count too."
)
TOO_MANY = mark("You can try {most} changes at once. Undo one first.")
NO_QUESTION = mark("There is no question or criterion “{name}”.")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tried:
    """What an address says: `pairs` are its usable changes as they were sent, `shares` weights from 0 to 1. `asked` is
    the question or, with `w.` before it, the criterion to ask for, `typed` what stands in its field."""

    pairs: Pairs
    answers: dict[str, Answer]
    shares: dict[str, float]
    asked: str
    typed: Typed | None
    fault: str
    error: str

    @property
    def names(self) -> tuple[str, ...]:
        """Changed questions and, with `w.` before it, criteria, in the order of the address."""
        keys = (key.removesuffix(".currency") for key, _ in self.pairs)
        return tuple(dict.fromkeys(key.removeprefix(ANSWER) for key in keys))

    def without(self, name: str) -> Pairs:
        key = name if name.startswith(WEIGHT) else ANSWER + name
        return tuple(pair for pair in self.pairs if pair[0] not in (key, f"{key}.currency"))


def query(changes: Mapping[str, Any]) -> str:
    """The address part that tries these answers, given as plain values."""
    return urlencode([pair for key, value in changes.items() for pair in _pairs(key, value)])


def _pairs(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield f"{ANSWER}{key}", str(value["amount"])
        yield f"{ANSWER}{key}.currency", str(value["currency"])
    elif isinstance(value, list):
        yield from ((f"{ANSWER}{key}", str(member)) for member in value)
    else:
        yield f"{ANSWER}{key}", str(value).lower() if isinstance(value, bool) else str(value)


def read(content: Content, sent: FormData, language: str) -> Tried:
    """The changes of an address or a form; what cannot be used is asked for again with the reason."""
    words = translations(language).gettext
    bank, criteria = content.questionnaire.by_id, {c.id for c in content.scheme.criteria}
    pairs = [(k, v.strip()) for k, v in sent.multi_items() if isinstance(v, str) and k.startswith((ANSWER, WEIGHT))]
    posted = forms.read(bank.values(), sent)
    asked, strange = _named(sent, pairs, bank, criteria)
    error = words(NO_QUESTION).format(name=strange) if strange else ""
    typed, fault = None, ""
    refused = next(iter(posted.refused), "")
    if refused:
        asked, typed = refused, posted.typed[refused]
        fault = forms.sentence(posted.refused[refused], language)
    elif asked in bank and "shown" in sent:
        if asked in posted.answers:
            asked = ""
        else:
            typed, fault = posted.typed[asked], words(forms.MISSING)
    shares: dict[str, float] = {}
    for key, text in ((k, t) for k, t in pairs if k.startswith(WEIGHT) and k[len(WEIGHT) :] in criteria):
        value = parse_integer(text)
        if value is None or not 0 <= value <= MOST_WEIGHT:
            template = NOT_WHOLE if value is None else OUTSIDE
            asked, typed = key, Typed((text,))
            fault = words(template).format(value=text[:40], low=0, high=MOST_WEIGHT)
        else:
            shares[key[len(WEIGHT) :]] = value / 100
    usable = {f"{ANSWER}{key}{end}" for key in posted.answers for end in ("", ".currency")}
    usable |= {WEIGHT + key for key in shares}
    kept = tuple((key, text) for key, text in pairs if key in usable and text)
    return Tried(kept, posted.answers, shares, asked, typed, fault, error)


def _named(
    sent: FormData, pairs: Iterable[tuple[str, str]], bank: Mapping[str, Question], criteria: set[str]
) -> tuple[str, str]:
    """What is to be asked for, and the first name that is none."""
    known = {*bank, *(WEIGHT + criterion for criterion in criteria)}
    ask = sent.get(ASK, "")
    asked = ask.strip() if isinstance(ask, str) else ""
    names = [key.removeprefix(ANSWER).removesuffix(".currency") for key, _ in pairs]
    strange = next((name for name in (*names, asked) if name and name not in known), "")
    return asked if asked in known else "", strange[:40]


def panel(case: Case, stored: Recommendation, tried: Tried) -> Panel:
    """The panel of a case for what an address says; a difference is shown only when all of it can be used."""
    texts = case.texts
    error = tried.error or _too_much(tried, case.language)
    compared = None
    if tried.pairs and not error:
        found = what_if(case.content, case.answers, tried.answers, tried.shares)
        compared = _compared(case, found)
    field = weight = None
    if tried.asked.startswith(WEIGHT):
        weight = _weight(case, stored, tried)
    elif tried.asked:
        question = case.content.questionnaire.by_id[tried.asked]
        shown = tried.typed or forms.stored(question, {**case.answers, **tried.answers})
        field = forms.field(question, shown, texts, tried.fault)
    names = tried.names
    action = f"{case.base}/result/what-if"
    return Panel(
        action=action,
        hidden=tried.without(tried.asked) if tried.asked else tried.pairs,
        collected=tuple(Collected(_told(case, tried, name), _address(action, tried.without(name))) for name in names),
        groups=tuple(_groups(case, tried)),
        field=field,
        weight=weight,
        error=error,
        compared=compared,
        takes=bool(tried.answers) and not error,
        full=len(names) >= MOST_CHANGES and not tried.asked,
        moved=stored.content_version != case.content.version
        or stored.answers != {key: plain(value) for key, value in case.answers.items()},
    )


def _too_much(tried: Tried, language: str) -> str:
    words = translations(language).gettext
    if len(tried.names) > MOST_CHANGES:
        return words(TOO_MANY).format(most=number(MOST_CHANGES, language))
    total = sum(tried.shares.values())
    if total >= MOST_SHARE:
        figures = {"sum": number(round(100 * total), language), "most": number(100 * MOST_SHARE, language)}
        return words(TOO_MUCH).format(**figures)
    return ""


def _address(action: str, pairs: Pairs) -> str:
    return f"{action}?{urlencode(pairs)}#what-if" if pairs else f"{action}#what-if"


def _told(case: Case, tried: Tried, name: str) -> str:
    """One collected change in words."""
    if name.startswith(WEIGHT):
        criterion = name[len(WEIGHT) :]
        sentence = translations(case.language).gettext("Weight of “{criterion}”: {share} %")
        share = number(round(100 * tried.shares[criterion]), case.language)
        return sentence.format(criterion=case.texts.say("criteria", criterion, "name"), share=share)
    now = plain(case.answers[name]) if name in case.answers else None
    return change_words(case.content, case.texts, name, now, plain(tried.answers[name]))


def _groups(case: Case, tried: Tried) -> Iterator[ChoiceGroup]:
    """What can be changed: answered questions that apply, page by page, those still open, and the weights."""
    content, texts = case.content, case.texts
    answers = {**case.answers, **tried.answers}
    applies = replay(content.questionnaire, content.vocabulary, content.rates, answers).applies

    def choices(found: Iterable[Question]) -> tuple[Choice, ...]:
        short = ((q.id, texts.ask("questions", q.id, "short")) for q in found)
        return tuple(Choice(id_, label, id_ == tried.asked) for id_, label in short)

    for page in content.questionnaire.pages:
        answered = [q for q in applies if q.page == page and q.id in answers]
        if answered:
            yield ChoiceGroup(texts.ask("pages", page, "title"), choices(answered))
    words = translations(case.language).gettext
    still_open = [q for q in applies if q.id not in answers]
    if still_open:
        yield ChoiceGroup(words("Still open"), choices(still_open))
    weights = ((WEIGHT + c.id, texts.say("criteria", c.id, "name")) for c in content.scheme.criteria)
    yield ChoiceGroup(words("Weights"), tuple(Choice(id_, name, id_ == tried.asked) for id_, name in weights))


def _weight(case: Case, stored: Recommendation, tried: Tried) -> WeightField:
    criterion = tried.asked[len(WEIGHT) :]
    now = tried.shares.get(criterion, stored.weights.get(criterion, 0.0))
    text = tried.typed.values[0] if tried.typed else str(round(100 * now))
    name, about = (case.texts.say("criteria", criterion, part) for part in ("name", "about"))
    return WeightField(criterion, name, about, text, tried.fault)


def _compared(case: Case, found: WhatIf) -> Compared:
    texts = case.texts
    rows = {row.id: row for table in case.content.tables.values() for row in table.rows}

    def told(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(texts.say("reasons", rows[id_].reason) for id_ in ids))

    before, after = found.before, found.after
    return Compared(
        before=side(case.content, case.language, before),
        after=side(case.content, case.language, after),
        scores=tuple(
            (texts.say("scores", key, "name"), before.scores[key], after.scores[key])
            for key in before.scores
            if before.scores[key] != after.scores[key]
        ),
        fires=told(found.fires),
        silent=told(found.silent),
    )


def side(content: Content, language: str, it: Outcome) -> Side:
    """One side in words."""
    say = content.texts[language].say
    hosted = it.deployment in content.scheme.deployments
    return Side(
        path=say("paths", it.path, "name"),
        deployment=say("deployments", it.deployment, "name") if hosted else "",
        clear=it.clear,
        share=it.share,
        rival=say("paths", it.rival, "name") if it.rival else "",
        lead=it.lead,
    )
