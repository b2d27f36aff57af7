"""The question bank as plain values, for the command line and the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advisor.cells import When
from advisor.questionnaire.schema import Question, Questionnaire

Words = Callable[..., str]


def listing(questionnaire: Questionnaire, words: Words) -> list[dict[str, Any]]:
    """Every question in order: id, type, choices or bounds, unit, when asked, and its words."""
    return [entry(question, words) for question in questionnaire.questions]


def entry(question: Question, words: Words) -> dict[str, Any]:
    key = ("questions", question.id)
    found: dict[str, Any] = {
        "id": question.id,
        "page": question.page,
        "type": question.type,
        "ask": words(*key, "ask"),
        "help": words(*key, "help"),
        "why": words(*key, "why"),
        "who": list(question.who),
        "required": question.required,
        "asked": question.asked,
        "when": None if question.when is None else condition(question.when),
        "sets": question.fact,
        "unknown": {str(value).lower().removesuffix(".0"): w for value, w in question.unknown},
        "claims": list(question.claims),
    }
    if question.type in ("choice", "choices"):
        found["choices"] = {value: words(*key, "options", value) for value in question.choices}
    elif question.type == "yesno":
        found["choices"] = {value: words(*key, "options", value) for value in ("true", "false")}
    elif question.type == "scale":
        found["choices"] = {str(s): words(*key, "anchors", str(s)) for s in range(question.low, question.high + 1)}
    elif question.type == "number":
        found |= {"min": question.low, "max": question.high, "unit": words(*key, "unit")}
    elif question.type == "money":
        found |= {"min": question.low, "max": question.high, "currencies": list(question.choices)}
    return found


def condition(when: When) -> str:
    """A condition as text: `inventory: not(none) and sellers: > 0, or ...`."""
    groups = (" and ".join(f"{fact}: {cell.text}" for fact, cell in group) for group in when.groups)
    return ", or ".join(groups)
