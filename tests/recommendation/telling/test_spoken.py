"""Answers in words, and one answer put in the place of another."""

from __future__ import annotations

import re
from typing import Any

import pytest

from advisor.questionnaire.answers import plain
from advisor.recommendation.content import Content
from advisor.recommendation.telling.spoken import answer_words, change_words
from tests.recommendation.samples import random_answers, typed


@pytest.mark.parametrize("seed", range(4))
def test_every_answer_has_words(content: Content, seed: int) -> None:
    answers = random_answers(seed, silence=0.0)
    for key, answer in answers.items():
        words = answer_words(content.texts["en"], content.questionnaire.by_id[key], answer)
        assert words.strip()
        assert words != plain(answer)


@pytest.mark.parametrize(
    ("question", "raw", "words"),
    [
        ("employees", "1200", r"1,200"),
        ("budget", "50000 EUR", r"EUR\s?50,000"),
        ("country", "DE", r"Germany"),
        ("channels", ["none"], r"–"),
        ("change_readiness", "4", r"4 – .+"),
        ("budget", "unknown", r".*know.*"),
        ("project_work", "no", r".+"),
    ],
)
def test_answers_as_a_reader_would_say_them(content: Content, question: str, raw: Any, words: str) -> None:
    asked = content.questionnaire.by_id[question]
    assert re.fullmatch(words, answer_words(content.texts["en"], asked, typed({question: raw})[question]))


def test_members_are_named_in_the_order_of_the_question(content: Content) -> None:
    asked = content.questionnaire.by_id["channels"]
    texts = content.texts["en"]
    names = [texts.ask("questions", "channels", "options", value) for value in asked.choices]
    assert answer_words(texts, asked, frozenset(asked.choices)) == "; ".join(names)


@pytest.mark.parametrize(
    ("question", "now", "value", "words"),
    [
        ("employees", 60, 1200, r"“Employees”: 1,200 instead of 60"),
        (
            "budget",
            {"amount": 40000, "currency": "EUR"},
            {"amount": 60000, "currency": "EUR"},
            r".*EUR.60,000 instead.*",
        ),
        ("crm_state", "none", "good", r"“CRM today”: “Yes, and it works well” instead of “No”"),
        ("change_readiness", 5, 2, r"“Readiness for change”: “2 – .+” instead of “5 – .+”"),
        ("channels", ["email"], ["ads", "email"], r"“.+”: also “[^;]+”"),
        ("channels", ["ads", "email"], ["email"], r"“.+”: without “[^;]+”"),
        ("channels", ["email"], ["none"], r"“.+”: without “.+”"),
        ("channels", ["none"], ["email"], r"“.+”: also “.+”"),
        ("channels", ["email"], ["ads"], r"“.+”: “.+” instead of “.+”"),
        ("project_work", False, True, r"“.+”: “.+” instead of “.+”"),
        ("employees", None, 30, r"“Employees”: 30"),
        ("employees", "unknown", 30, r"“Employees”: 30 instead of I don't know"),
        ("channels", "unknown", ["email"], r"“.+”: “.+” instead of “I don't know”"),
    ],
)
def test_one_answer_in_the_place_of_another(content: Content, question: str, now: Any, value: Any, words: str) -> None:
    assert re.fullmatch(words, change_words(content, content.texts["en"], question, now, value))


@pytest.mark.parametrize(
    ("question", "now", "value", "words"),
    [
        ("long_gone", "yes", "no", "“long_gone”: no instead of yes"),
        ("long_gone", None, ["a", "b"], "“long_gone”: a, b instead of –"),
        ("employees", "a few", 12, "“Employees”: 12 instead of a few"),
        ("budget", "12", {"amount": 5, "currency": "XYZ"}, "“First-year budget”: 5 XYZ instead of 12"),
    ],
)
def test_what_the_questions_no_longer_take_is_shown_as_it_was(
    content: Content, question: str, now: Any, value: Any, words: str
) -> None:
    assert change_words(content, content.texts["en"], question, now, value) == words
