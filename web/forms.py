"""Between questions and HTML forms: what a field shows, and what was posted.

A question has the field `a.<id>`; money has `a.<id>.currency` beside it. `unknown` is a value of every field.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from babel.numbers import get_currency_name, get_territory_currencies
from starlette.datastructures import FormData

from advisor.errors import AdvisorError, mark
from advisor.language import country_names, locale, number
from advisor.questionnaire.answers import UNKNOWN, Refused, parse, plain
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.texts import Texts
from web.pages import Field, Option
from web.render import translations

NONE = "none"
PLAIN_CURRENCY = "EUR"
MISSING = mark("Give an answer, or say that you don't know.")
_CONTROLS = {"choices": "checks", "number": "number", "money": "money", "country": "country"}


@dataclass(frozen=True)
class Typed:
    """What stands in the controls of one field, exactly as typed."""

    values: tuple[str, ...] = ()
    currency: str = ""


@dataclass(frozen=True)
class Posted:
    """A posted page: answers that can be used, reasons for those that cannot, and all as it was typed; `returning` when
    it was reached from the list of all answers."""

    answers: dict[str, Answer]
    refused: dict[str, Refused]
    typed: dict[str, Typed]
    returning: bool = False

    @property
    def empty(self) -> frozenset[str]:
        """Questions that were left open."""
        return frozenset(key for key, typed in self.typed.items() if not any(v.strip() for v in typed.values))


def read(questions: Iterable[Question], form: FormData) -> Posted:
    """What `form` says to `questions`. Questions left open are neither answered nor refused."""
    posted = Posted({}, {}, {}, form.get("return") == "check")
    for question in questions:
        typed = _typed(question, form)
        posted.typed[question.id] = typed
        if question.id in posted.empty:
            continue
        try:
            posted.answers[question.id] = _parse(question, typed)
        except Refused as refusal:
            posted.refused[question.id] = refusal
    return posted


def _typed(question: Question, form: FormData) -> Typed:
    name = f"a.{question.id}"
    values = tuple(value for value in form.getlist(name) if isinstance(value, str))
    currency = form.get(f"{name}.currency", "")
    return Typed(values, currency if isinstance(currency, str) else "")


def _parse(question: Question, typed: Typed) -> Answer:
    values = [value.strip() for value in typed.values if value.strip()]
    if question.type == "choices":
        return parse(question, values)
    if UNKNOWN in values and len(values) > 1:
        raise Refused(question, "Choose either a value or “I don't know”, not both.")
    if question.type == "money" and values != [UNKNOWN]:
        return parse(question, {"amount": values[0], "currency": typed.currency})
    return parse(question, values)


def digest(questions: Iterable[Question], answers: Mapping[str, Answer]) -> str:
    """A short name for the stored answers to `questions`; it changes when one of them does."""
    stored = {q.id: plain(answers[q.id]) for q in questions if q.id in answers}
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()[:16]


def stored(question: Question, answers: Mapping[str, Answer]) -> Typed:
    """The controls as they stand for a stored answer; empty when there is none."""
    if question.id not in answers:
        return Typed(currency=_usual_currency(question, answers))
    value = plain(answers[question.id])
    if isinstance(value, dict):
        return Typed((str(value["amount"]),), str(value["currency"]))
    if isinstance(value, list):
        return Typed(tuple(value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Typed((text,), _usual_currency(question, answers))


def _usual_currency(question: Question, answers: Mapping[str, Answer]) -> str:
    """The currency of the company's country, if amounts may be given in it."""
    if question.type != "money":
        return ""
    country = answers.get("country")
    usual = get_territory_currencies(country) if isinstance(country, str) else []
    return next((code for code in usual if code in question.choices), PLAIN_CURRENCY)


def field(question: Question, typed: Typed, texts: Texts, error: str = "") -> Field:
    """`question` as a form shows it, with what stands in its controls."""
    key = ("questions", question.id)
    control = _CONTROLS.get(question.type, "radios")
    shown = [value for value in typed.values if value != UNKNOWN]
    return Field(
        id=question.id,
        control=control,
        ask=texts.ask(*key, "ask"),
        help=texts.ask(*key, "help"),
        why=texts.ask(*key, "why"),
        who=tuple(texts.ask("roles", role) for role in question.who),
        options=_options(question, typed, texts),
        text=shown[0] if shown and control in ("number", "money") else "",
        unit=texts.ask(*key, "unit") if question.type == "number" else "",
        unknown=UNKNOWN in typed.values,
        unknown_label=texts.ask("unknown", "label"),
        error=error,
    )


def _options(question: Question, typed: Typed, texts: Texts) -> tuple[Option, ...]:
    """Choices in their order; of money its currencies, of a country all by name."""
    chosen = {typed.currency} if question.type == "money" else set(typed.values)
    return tuple(Option(value, label, value in chosen) for value, label in _labels(question, texts))


@cache
def _labels(question: Question, texts: Texts) -> tuple[tuple[str, str], ...]:
    key = ("questions", question.id, "options")
    if question.type == "money":
        return tuple((c, f"{c} – {get_currency_name(c, locale=locale(texts.language))}") for c in question.choices)
    if question.type == "country":
        return tuple((c, n) for c, n in country_names(texts.language).items() if c in question.choices)
    if question.type == "scale":
        steps = (str(step) for step in range(question.low, question.high + 1))
        anchors = ("questions", question.id, "anchors")
        return tuple((s, f"{number(float(s), texts.language)} – {texts.ask(*anchors, s)}") for s in steps)
    if question.type == "yesno":
        return tuple((value, texts.ask(*key, value)) for value in ("true", "false"))
    if question.type == "number":
        return ()
    labels = tuple((value, texts.ask(*key, value)) for value in question.choices)
    if question.type == "choices":
        return (*labels, (NONE, translations(texts.language).gettext("None of these")))
    return labels


def sentence(error: AdvisorError, language: str) -> str:
    """What an error says, in the reader's language."""
    said = translations(language).gettext(error.template)
    if not error.values:
        return said
    shown = {key: number(value, language) if isinstance(value, int) else value for key, value in error.values.items()}
    return said.format(**shown)
