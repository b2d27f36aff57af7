"""Answers as a reader would say them, and what it means to give another one."""

from __future__ import annotations

from typing import Any

from advisor import language as wording
from advisor.money import Money
from advisor.questionnaire.answers import Refused, parse
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.texts import Texts


def answer_words(texts: Texts, question: Question, answer: Answer) -> str:
    """One answer as a reader would say it."""
    if answer is None:
        return texts.ask("unknown", "label")
    key = ("questions", question.id)
    if isinstance(answer, Money):
        return wording.money(answer, texts.language)
    if isinstance(answer, frozenset):
        named = [texts.ask(*key, "options", value) for value in question.choices if value in answer]
        return "; ".join(named) or "–"
    if question.type == "scale":
        return f"{wording.number(float(answer), texts.language)} – {texts.ask(*key, 'anchors', str(answer))}"
    if question.type == "number":  # the question names the unit; a noun beside the number would need its plural forms
        return wording.number(float(answer), texts.language)
    if question.type == "country":
        return wording.country_names(texts.language)[str(answer)]
    return texts.ask(*key, "options", str(answer).lower() if isinstance(answer, bool) else str(answer))


def change_words(content: Content, texts: Texts, question: str, now: Any, value: Any) -> str:
    """One answer (plain values) replaced by another, in words; what today's questionnaire does not take is shown as it
    was stored. A set is told by what comes in and what goes out."""
    asked = content.questionnaire.by_id.get(question)
    short = texts.ask("questions", question, "short") if asked else question
    try:
        before = parse(asked, now) if asked and now is not None else None
        after = parse(asked, value) if asked else None
    except Refused:
        asked = None
    say = texts.say
    if asked is None:
        return say("doubt", "change_number").format(question=short, value=_raw(value), now=_raw(now))
    if isinstance(after, frozenset) and isinstance(before, frozenset):
        more, less = after - before, before - after
        key = "change_less" if less and not more else "change_more"
        if not (more and less):
            return say("doubt", key).format(question=short, value=answer_words(texts, asked, more or less))
    words = answer_words(texts, asked, after)
    if now is None:
        return say("doubt", "change_open").format(question=short, value=words)
    key = "change_number" if asked.type in ("number", "money") else "change_word"
    return say("doubt", key).format(question=short, value=words, now=answer_words(texts, asked, before))


def _raw(value: Any) -> str:
    """A stored value that can no longer be put into words."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return ", ".join(map(str, value)) if isinstance(value, list) else "–" if value is None else str(value)
