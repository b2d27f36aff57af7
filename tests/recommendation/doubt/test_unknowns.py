"""The price of not knowing: every value that may stand behind an open question, put in by hand and compared."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from advisor.money import Money
from advisor.questionnaire.answers import plain
from advisor.questionnaire.readings import readings
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.doubt import unknowns
from advisor.recommendation.doubt.unknowns import CHANCE, MOST_TRIALS, price_of_not_knowing
from advisor.recommendation.model import Unknown
from advisor.recommendation.ranking import SEED, Case, compare
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, random_answers, typed

COMPANIES: list[dict[str, Answer]] = [
    *(random_answers(seed, silence) for seed, silence in ((0, 0.2), (1, 0.2), (2, 0.4), (3, 0.4), (4, 0.6), (5, 0.9))),
    typed(MAKER),
    typed(SELLER),
    typed({"industry": "retail", "inventory": "large"}),
    {},
]


def put_in(case: Case, question: Question) -> list[Answer]:
    """The answers that may stand behind an open question; of a set none, each single member, and all."""
    if question.type == "choices":
        members = question.choices
        return [frozenset(), *(frozenset({member}) for member in members), frozenset(members)]
    found: list[Answer] = []
    for value, _ in question.may_be(case.replayed.facts):
        if question.type == "money":
            found.append(Money.of(Decimal(str(value)), "EUR"))
        else:
            found.append(value if isinstance(value, str | bool) else int(value or 0))
    return found


def direct(case: Case, answers: dict[str, Answer], question: Question) -> tuple[float, set[str]]:
    """The range of the share of readings that the advised path wins, and the other paths advised for some answer."""
    options = case.content.scheme.options
    now = options[case.advised].path
    shares, to = [], set()
    for answer in put_in(case, question):
        alone = compare(case.content, {**answers, question.id: answer}, 1, case.seed)
        firsts = [options[place].path for place in alone.first]
        shares.append(firsts.count(now) / len(firsts))
        to.add(options[alone.advised].path)
    return max(shares) - min(shares), to - {now}


def priced(content: Content, answers: dict[str, Answer]) -> tuple[Case, tuple[Unknown, ...]]:
    case = compare(content, answers, SAMPLES, SEED)
    return case, price_of_not_knowing(case, answers)


@pytest.mark.parametrize("place", range(len(COMPANIES)))
def test_exact_figures_are_those_of_the_answers_put_in(content: Content, place: int) -> None:
    answers = COMPANIES[place]
    case, found = priced(content, answers)
    exact = 0
    for unknown in found:
        question = content.questionnaire.by_id[unknown.question]
        if unknown.exact or unknown.to:  # of the sets those that surely were tried
            shift, to = direct(case, answers, question)
            assert unknown.shift == pytest.approx(shift, abs=0.0051), unknown.question
            assert set(unknown.to) == to, unknown.question
        exact += unknown.exact
    assert exact >= min(4, len(found))
    assert all(u.exact or content.questionnaire.by_id[u.question].type == "choices" for u in found if u.to)


def test_a_set_is_priced_by_none_one_and_all_of_its_members(content: Content) -> None:
    """With nothing else open all sets can be tried; the figure is not called exact, since most sets are not."""
    answers = random_answers(1, 0.0)
    sets = [q for q in content.questionnaire.questions if q.type == "choices"]
    for question in sets:
        own: dict[str, Answer] = {**answers, question.id: None}
        case, found = priced(content, own)
        unknown = next(u for u in found if u.question == question.id)
        shift, to = direct(case, own, question)
        assert not unknown.exact
        assert unknown.shift == pytest.approx(shift, abs=0.0051)
        assert set(unknown.to) == to
    assert len(sets) > 4


@pytest.mark.parametrize("seed", range(12))
def test_one_open_question_is_priced_by_all_its_values(content: Content, seed: int) -> None:
    """With a single open question each value leaves one reading: the shift is nought or one."""
    answers = random_answers(seed, 0.0)
    for question in compare(content, answers, 1, SEED).replayed.applies[seed::7]:
        if question.type == "choices" or not question.asked:
            continue
        own: dict[str, Answer] = {**answers, question.id: None}
        case, found = priced(content, own)
        unknown = next(u for u in found if u.question == question.id)
        assert unknown.exact
        assert (unknown.shift, set(unknown.to)) == direct(case, own, question)
        assert unknown.shift in (0.0, 1.0)


def test_values_that_no_rule_tells_apart_are_put_in_once(content: Content) -> None:
    """And where that leaves a single one, the question has no price."""
    fewer = 0
    for seed in range(6):
        answers = random_answers(seed, 0.5)
        case, found = priced(content, answers)
        for unknown in found:
            question = content.questionnaire.by_id[unknown.question]
            if unknown.exact:
                values = unknowns._values(case, question)
                fewer += len(values) < len(question.may_be(case.replayed.facts))
                if len(values) == 1:
                    assert (unknown.shift, unknown.to) == (0.0, ())
                    assert direct(case, answers, question) == (0.0, set())
    assert fewer


def naive(case: Case, question: str) -> float:
    """The estimate of one question, value by value: the range of shares, each moved inwards by its standard error."""
    content = case.content
    columns = readings(content.questionnaire, content.vocabulary, case.replayed, len(case.by_reading), case.seed)
    fact = content.questionnaire.by_id[question].fact
    facts = [f"{fact}.{m}" for m in content.vocabulary.sets[fact]] if fact in content.vocabulary.sets else [fact]
    path = content.scheme.options[case.advised].path
    wins = []
    for values, out in zip(case.by_reading, case.verdict.excluded, strict=True):
        free = [i for i in range(len(values)) if not out[i]]
        wins.append(content.scheme.options[max(free, key=lambda i: values[i])].path == path)
    mean = sum(wins) / len(wins)
    shifts: list[float] = []
    for name in facts:
        column = np.broadcast_to(np.asarray(columns[name]), len(wins))
        groups: dict[float, list[bool]] = {}
        for value, won in zip(column, wins, strict=True):
            groups.setdefault(float(value), []).append(won)
        errors = {value: CHANCE * float(mean * (1 - mean) / len(g)) ** 0.5 for value, g in groups.items()}
        high = max(sum(g) / len(g) - errors[value] for value, g in groups.items())
        low = min(sum(g) / len(g) + errors[value] for value, g in groups.items())
        shifts.append(max(0.0, high - low))
    return max(shifts)


@pytest.mark.parametrize("seed", range(6))
def test_estimates_are_those_of_the_plain_reading(content: Content, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no room for trials all is estimated that makes a difference, and no other path is claimed."""
    monkeypatch.setattr(unknowns, "MOST_TRIALS", 0)
    case, found = priced(content, random_answers(seed, 0.4))
    assert any(not unknown.exact for unknown in found)
    for unknown in found:
        by = content.questionnaire.by_id[unknown.question].unknown_by
        if unknown.exact:
            assert unknown.shift == 0.0
        elif by is None or case.replayed.facts[by[0]] is not None:
            assert unknown.shift == pytest.approx(naive(case, unknown.question), abs=0.0051)
        assert unknown.to == ()
        assert 0.0 <= unknown.shift <= 1.0


def test_estimates_are_close_to_the_exact_figures(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs: list[tuple[float, float]] = []
    for seed in range(8):
        answers = random_answers(seed, 0.4)
        exact = {u.question: u.shift for u in priced(content, answers)[1] if u.exact}
        with monkeypatch.context() as patch:
            patch.setattr(unknowns, "MOST_TRIALS", 0)
            estimate = {u.question: u.shift for u in priced(content, answers)[1]}
        pairs += [(estimate[question], shift) for question, shift in exact.items()]
    gaps = [estimate - shift for estimate, shift in pairs]
    assert len(pairs) > 60
    assert sum(map(abs, gaps)) / len(gaps) < 0.06
    assert abs(sum(gaps) / len(gaps)) < 0.05
    assert np.corrcoef(np.array(pairs).T)[0, 1] > 0.5


def test_trials_are_spent_on_what_was_said_first(content: Content) -> None:
    """What was answered with "I don't know" is put in however little it may matter."""
    _, found = priced(content, {})
    exact = [u for u in found if u.exact]
    assert 8 < len(exact) < len(found)
    assert len(exact) <= MOST_TRIALS
    said = {"lockin_concern": "unknown", "staff_turnover": "unknown"}
    _, found = priced(content, typed(said))
    assert [u.exact and u.said for u in found if u.question in said] == [True, True]


@pytest.mark.parametrize("seed", range(6))
def test_exactly_the_open_questions_that_apply_are_listed(content: Content, seed: int) -> None:
    answers = random_answers(seed, 0.4)
    case, found = priced(content, answers)
    expected = {q.id for q in case.replayed.applies if plain(answers.get(q.id)) == "unknown"}
    assert {unknown.question for unknown in found} == expected
    assert {u.question for u in found if u.said} == {q for q in expected if q in answers}
    assert [(-u.shift, u.question) for u in found] == sorted((-u.shift, u.question) for u in found)


def test_who_could_answer_is_named(content: Content) -> None:
    for unknown in priced(content, {})[1]:
        assert unknown.who == content.questionnaire.by_id[unknown.question].who != ()
        assert not unknown.said


def test_nothing_is_open_when_all_is_answered(content: Content) -> None:
    assert priced(content, random_answers(2, 0.0))[1] == ()


def test_a_question_that_does_not_apply_is_not_open(content: Content) -> None:
    found = {u.question for u in priced(content, typed(MAKER | {"inventory": "none"}))[1]}
    assert "warehouses" not in found
    assert "suppliers" in found


def agreeing(content: Content, key: str, **members: bool) -> Content:
    """The content with members of a set that are known although the set is not."""
    bank = content.questionnaire
    questions = tuple(replace(q, agreed=tuple(members.items())) if q.id == key else q for q in bank.questions)
    return replace(content, questionnaire=replace(bank, questions=questions))


def test_members_that_are_known_are_not_put_in_otherwise(content: Content) -> None:
    """All members but one are known: what is left are two answers."""
    members = content.questionnaire.by_id["manual_work"].choices
    known = {member: member == "invoices" for member in members if member != "payroll"}
    there = agreeing(content, "manual_work", **known)
    answers = typed(MAKER) | {"manual_work": None}
    case = compare(there, answers, SAMPLES, SEED)
    tried = unknowns._values(case, there.questionnaire.by_id["manual_work"])
    assert {tuple(sorted(one.items())) for one in tried} == {
        tuple(sorted({f"manual_work.{m}": float(known.get(m, payroll)) for m in members}.items()))
        for payroll in (False, True)
    }
    assert "manual_work" in {u.question for u in price_of_not_knowing(case, answers)}
