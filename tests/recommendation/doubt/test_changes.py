"""What could be answered otherwise: every other legal answer is like one of the changes, or like the present answer."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from math import exp, log

import numpy as np
import pytest

from advisor.money import Money
from advisor.questionnaire.answers import parse, plain
from advisor.questionnaire.columns import encoded
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.bulk import Ranked, rank
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.changes import Change, changes_of, facts_said, number_sight, word_sight
from advisor.recommendation.ranking import SEED, Case, compare
from tests.recommendation.completions import limits_named, said_by, values
from tests.recommendation.samples import MAKER, SELLER, random_answers, typed

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "UAH", "IRR", "JPY")
# Seed of a company, the chance that a question is left open, and the currency of its budget.
COMPANIES = [
    (0, 0.0, "EUR"),
    (1, 0.0, "USD"),
    (2, 0.0, "GBP"),
    (3, 0.0, "UAH"),
    (4, 0.0, "IRR"),
    (5, 0.1, "JPY"),
    (6, 0.3, "CHF"),
    (7, 0.6, "EUR"),
    (8, 0.9, "UAH"),
    (20, 0.6, "JPY"),
    (22, 0.3, "USD"),
    (31, 0.3, "CHF"),
    (32, 0.6, "UAH"),
    (35, 0.6, "EUR"),
]


def company(seed: int, silence: float, currency: str) -> dict[str, Answer]:
    answers = random_answers(seed, silence)
    if answers.get("budget") is not None:
        answers["budget"] = Money.of(Decimal([0, 700, 41_000, 9_300_000][seed % 4]), currency)
    return answers


def legal(content: Content, case: Case, question: Question, present: Answer) -> list[Answer]:
    """Other answers: all words and marks, one member more or less, numbers at the edges and of any magnitude."""
    dice = random.Random(question.id)
    if isinstance(present, frozenset):
        return [present ^ {member} for member in question.choices]
    if question.type == "yesno":
        return [True, False]
    if isinstance(present, str):
        return list(question.choices) if len(question.choices) < 60 else dice.sample(question.choices, 40)
    known = {fact: value for fact, value in said_by(content, case_answers(case)).items() if not np.isnan(value)}
    known = {"employees": 60.0, "users": 15.0, "budget": 100_000.0, "sellers": 4.0, "it_staff": 3.0} | known
    edges = [int(value) for value in values(content, question.fact, question, known)]
    sizes = [int(exp(dice.uniform(log(max(question.low, 0.6)), log(min(question.high, 10**9))))) for _ in range(25)]
    numbers = [n for n in (*dice.sample(edges, min(len(edges), 40)), *sizes) if question.low <= n <= question.high]
    if not isinstance(present, Money):
        return [*numbers, question.low, question.high]
    rates = content.rates.per_euro
    amounts = [Money.of(Decimal(n) * rate, name) for n in numbers for name, rate in rates.items() if name in CURRENCIES]
    odd = [Money.of(Decimal(n) * rates[present.currency] + dice.randint(-3, 3), present.currency) for n in numbers]
    return [money for money in (*dice.sample(amounts, min(len(amounts), 60)), *odd) if money.minor >= 0]


def case_answers(case: Case) -> dict[str, Answer]:
    """Answers with the known facts of the numbers."""
    facts = case.replayed.facts
    numbers = [q for q in case.content.questionnaire.questions if q.type == "number" and facts[q.fact] is not None]
    return {q.id: int(str(facts[q.fact]).removesuffix(".0")) for q in numbers}


def ranked(content: Content, answers: dict[str, Answer], question: Question, others: list[Answer]) -> Ranked:
    """The company with each of `others` in place of its answer to one question, first with its own."""
    columns: dict[str, object] = dict(facts_said(content, answers))
    told = [encoded(content.vocabulary, content.rates, question, one) for one in (answers[question.id], *others)]
    columns |= {fact: np.array([facts[fact] for facts in told]) for fact in told[0]}
    return rank(content, columns, len(told), SEED)  # type: ignore[arg-type]


def outcome(found: Ranked, place: int) -> tuple[object, ...]:
    """All that the advice rests on: the value of every option, and which are barred."""
    return (*np.round(found.values[place], 7).tolist(), *found.barred[place].tolist())


@pytest.mark.parametrize(("seed", "silence", "currency"), COMPANIES)
def test_every_legal_answer_is_like_a_change_or_the_present_one(
    content: Content, seed: int, silence: float, currency: str
) -> None:
    answers = company(seed, silence, currency)
    case = compare(content, answers, 16, SEED)
    changes = changes_of(case, answers)
    looked_at = 0
    for question in case.replayed.applies:
        present = answers.get(question.id)
        if present is None:
            continue
        own: list[Answer] = [change.answer for change in changes if change.question is question]
        others = legal(content, case, question, present)
        found = ranked(content, answers, question, [*own, *others])
        known = {outcome(found, place) for place in range(len(own) + 1)}
        for place, other in enumerate(others, start=len(own) + 1):
            assert outcome(found, place) in known, (question.id, plain(present), plain(other))
        looked_at += len(others)
    assert looked_at > 100


@pytest.mark.parametrize("seed", range(4))
def test_an_answer_like_a_change_gets_the_same_advice(content: Content, seed: int) -> None:
    """The same by `compare`, one answer after the other, for one question of each company."""
    answers = company(seed, 0.0, "USD")
    case = compare(content, answers, 16, SEED)
    question = content.questionnaire.by_id[("budget", "employees", "it_staff", "industry")[seed]]
    own = [change.answer for change in changes_of(case, answers) if change.question is question]
    like = [compare(content, {**answers, question.id: one}, 16, SEED) for one in (answers[question.id], *own)]
    advice = {tuple(np.round(one.values, 7).tolist()): one.advised for one in like}
    for other in legal(content, case, question, answers[question.id])[:40]:
        alone = compare(content, {**answers, question.id: other}, 16, SEED)
        assert advice[tuple(np.round(alone.values, 7).tolist())] == alone.advised


def changed(content: Content, seed: int, silence: float = 0.2) -> tuple[dict[str, Answer], list[Change]]:
    answers = company(seed, silence, CURRENCIES[seed % len(CURRENCIES)])
    return answers, changes_of(compare(content, answers, 16, SEED), answers)


@pytest.mark.parametrize("seed", range(14))
def test_a_change_is_another_legal_answer(content: Content, seed: int) -> None:
    answers, changes = changed(content, seed)
    assert len({(change.question.id, str(plain(change.answer))) for change in changes}) == len(changes)
    for change in changes:
        present = answers[change.question.id]
        assert parse(change.question, plain(change.answer)) == change.answer != present
        assert change.facts == encoded(content.vocabulary, content.rates, change.question, change.answer)
        assert change.facts != encoded(content.vocabulary, content.rates, change.question, present)
        assert change.step > 0.0
        if isinstance(present, frozenset):
            assert isinstance(change.answer, frozenset)
            assert len(change.answer ^ present) == 1


@pytest.mark.parametrize("seed", range(14))
def test_steps_grow_with_distance(content: Content, seed: int) -> None:
    answers, changes = changed(content, seed)
    several = 0
    for question in content.questionnaire.questions:
        own = [change for change in changes if change.question is question]
        assert [change.step for change in own] == sorted(change.step for change in own)
        if question.type not in ("scale", "number", "money"):
            assert {change.step for change in own} <= {1.0}
            continue
        now = encoded(content.vocabulary, content.rates, question, answers.get(question.id))[question.fact]
        for side in (-1, 1):
            steps = {
                abs(c.facts[question.fact] - now): c.step for c in own if (c.facts[question.fact] - now) * side > 0
            }
            ordered = [steps[distance] for distance in sorted(steps)]
            assert all(near < far for near, far in pairwise(ordered)), question.id
            several += len(ordered) > 1
        if question.type == "scale":
            assert all(change.step == abs(change.facts[question.fact] - now) for change in own)
    assert several > 1


@pytest.mark.parametrize("seed", range(7))
def test_amounts_of_other_currencies_are_round_where_a_round_one_is_the_same(content: Content, seed: int) -> None:
    """A reader is told 2,400,000 hryvnias and not 2,399,976, unless the rules tell the two apart."""
    answers = company(seed, 0.0, CURRENCIES[seed])
    case = compare(content, answers, 16, SEED)
    sight, _ = number_sight(case, "budget")
    now = facts_said(content, answers)["budget"]
    amounts = [(c.answer, c.facts["budget"]) for c in changes_of(case, answers) if isinstance(c.answer, Money)]
    assert len(amounts) > 5
    for money, euros in amounts:
        assert money.amount == int(money.amount)
        assert money.currency == CURRENCIES[seed]
        size = 10 ** (len(str(int(money.amount))) - 2)
        if money.amount % max(size, 1) and (euros > now or money.currency != "EUR"):
            beyond = int(money.amount) // size * size + (size if euros > now else 0)
            further = content.rates.euros(Money.of(Decimal(beyond), money.currency))
            assert sight(further) != sight(euros), plain(money)


def test_words_that_no_rule_tells_apart_are_one_change(content: Content) -> None:
    for seed in range(8):
        answers, changes = changed(content, seed, 0.0)
        countries = [change.answer for change in changes if change.question.id == "country"]
        sight = word_sight(content, "country")
        place = {word: at for at, word in enumerate(content.vocabulary.facts["country"].values)}
        seen = [sight[place[str(country)]] for country in (answers["country"], *countries)]
        assert len(set(seen)) == len(seen) == len(set(sight)) < 10


def test_what_is_open_or_does_not_apply_has_no_change(content: Content) -> None:
    answers = typed(SELLER | {"warehouses": "3", "stock_trouble": "4"})
    questions = {change.question.id for change in changes_of(compare(content, answers, 16, SEED), answers)}
    assert questions == set(answers) - {"warehouses", "stock_trouble", "it_staff"}
    assert changes_of(compare(content, {}, 16, SEED), {}) == []


def test_what_no_rule_reads_is_no_change(content: Content) -> None:
    """With the knock-outs alone only what they, a condition or a derived fact reads can be changed."""
    reduced = replace(content, tables={key: table for key, table in content.tables.items() if key == "exclude"})
    reads = {column.fact.id for column in reduced.tables["exclude"].columns}
    reads |= {fact for q in content.questionnaire.questions if q.when for fact in q.when.reads}
    reads |= {q.unknown_by[0] for q in content.questionnaire.questions if q.unknown_by}
    for fact in content.vocabulary.derived:
        if fact.derive and (fact.id in reads or fact.derive.count):
            reads |= {source.partition(".")[0] for source in fact.derive.reads}
    answers = company(0, 0.0, "EUR")
    case = replace(compare(content, answers, 16, SEED), content=reduced)
    questions = {change.question.id for change in changes_of(case, answers)}
    assert {"inventory", "crm_state", "employees"} <= questions <= reads
    assert len(questions) < len({change.question.id for change in changed(content, 0, 0.0)[1]})
    assert "project_work" in answers
    assert "manual_work" in answers


def test_a_number_is_seen_by_its_bands_and_ratios(content: Content) -> None:
    answers = typed(MAKER)
    sight, limits = number_sight(compare(content, answers, 16, SEED), "employees")
    assert {10.0, 50.0, 250.0} <= set(limits)
    assert sight(49) != sight(50)
    assert sight(249) != sight(250)
    ratio = min(limits_named(content)["budget_per_head"])
    at = 500_000 / ratio
    assert sight(at * 0.99) != sight(at * 1.01)


def test_what_was_said(content: Content) -> None:
    answers = typed(SELLER)
    said = facts_said(content, answers)
    assert said["channels.email"] == 1.0
    assert said["channels.chat"] == 0.0
    assert said["budget"] == 20_000.0
    assert np.isnan(said["it_staff"])
    assert np.isnan(said["sites"])
    facts = replay(content.questionnaire, content.vocabulary, content.rates, answers).facts
    assert said["employees"] == facts["employees"]
    assert set(said) == {fact.id for fact in content.vocabulary.facts.values() if not fact.derive} - {
        "chosen_path",
        "chosen_deployment",
    }
