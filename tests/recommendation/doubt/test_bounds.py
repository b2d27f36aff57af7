"""Proofs about boxes of open facts, held against every completion, or against many where they are too many."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from advisor.questionnaire.ranges import limits
from advisor.questionnaire.schema import Answer
from advisor.recommendation.bulk import rank
from advisor.recommendation.doubt.bounds import Aspect, Proof, defence, prove
from advisor.recommendation.ranking import DIGITS, SEED, compare
from advisor.scoring.model import NOT_YET
from tests.recommendation.completions import (
    Said,
    completions,
    every_completion,
    open_facts,
    outcomes,
    partly_unknown,
    said_by,
    without,
    worked,
)
from tests.recommendation.samples import random_answers, real, typed

ASPECTS: tuple[Aspect, ...] = ("path", "deployment")
OPTIONS = real().scheme.options


def proof_of(*cases: Mapping[str, Answer]) -> Proof:
    """What is sure in boxes in which everything without an answer is open."""
    content = real()
    widest = limits(content.questionnaire, content.vocabulary)
    rows = [said_by(content, answers) for answers in cases]
    said = {}
    for fact in rows[0]:
        found = np.array([row[fact] for row in rows])
        low, high = widest[fact]
        said[fact] = np.where(np.isnan(found), low, found), np.where(np.isnan(found), high, found)
    return prove(content, said, len(cases))


def check(answers: Mapping[str, Answer], said: Said, n: int) -> dict[Aspect, bool]:
    """Nothing that the proof says is contradicted by a completion; returns what it proves of the present advice."""
    content = real()
    proof = proof_of(answers)
    ranked = rank(content, said, n, SEED)
    assert not (proof.excluded[:, 0] & ~ranked.barred.all(axis=0)).any()
    assert not (ranked.barred.any(axis=0) & ~proof.possible[:, 0]).any()
    found: dict[Aspect, bool] = {}
    for aspect in ASPECTS:
        for advised in np.unique(ranked.advised).tolist():
            found[aspect] = bool(proof.holds(advised, aspect)[0])
            if found[aspect]:
                assert set(outcomes(content, said, n, aspect)) == {getattr(OPTIONS[advised], aspect)}
    return found


@cache
def reduced(count: int, most: int) -> tuple[dict[str, Answer], ...]:
    """Worked and random companies of which a few small answers are left out."""
    full = [*worked().values(), *(random_answers(seed, 0.0) for seed in range(20))]
    return tuple(without(answers, count, seed, most) for seed, answers in enumerate(full))


@pytest.mark.parametrize(("count", "most"), [(1, 600), (2, 2_000), (3, 3_000), (4, 4_000)])
def test_no_completion_contradicts_a_proof(count: int, most: int) -> None:
    """Every completion of every company; and a good part of the companies can be told something."""
    proven: dict[Aspect, list[bool]] = {aspect: [] for aspect in ASPECTS}
    for answers in reduced(count, most)[count::4]:
        said, n = every_completion(real(), answers)
        for aspect, holds in check(answers, said, n).items():
            proven[aspect].append(holds)
    assert sum(proven["path"]) >= len(proven["path"]) / 3
    assert sum(proven["deployment"]) >= len(proven["deployment"]) / 4


@pytest.mark.parametrize("seed", range(30))
def test_no_sampled_completion_contradicts_a_proof(seed: int) -> None:
    """Whatever is open: from a few questions to nearly all of them, numbers and countries included."""
    answers = random_answers(seed, silence=[0.05, 0.15, 0.4, 1.0][seed % 4])
    check(answers, completions(real(), answers, 3_000, seed), 3_000)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_what_is_proven_of_a_box_holds_for_means_over_readings(aspect: Aspect) -> None:
    """Answers of "I don't know" among the completions are read in many ways and judged by their mean."""
    content, seen = real(), 0
    for seed, answers in enumerate(reduced(3, 3_000)[::3]):
        advised = compare(content, answers, 128, SEED).advised
        if proof_of(answers).holds(advised, aspect)[0]:
            seen += 1
            said = partly_unknown(content, answers, 60, seed)
            assert set(outcomes(content, said, 60, aspect)) == {getattr(OPTIONS[advised], aspect)}
    assert seen >= 6


def test_a_company_of_which_everything_is_known_is_judged_as_it_is() -> None:
    """The proof then says what the ranking says, option by option."""
    content = real()
    for answers in [*worked().values()][::6]:
        case = compare(content, answers, 128, SEED)
        proof = proof_of(answers)
        assert proof.excluded[:, 0].tolist() == proof.possible[:, 0].tolist() == case.barred.tolist()
        for aspect in ASPECTS:
            kept = getattr(OPTIONS[case.advised], aspect)
            for option, told in enumerate(OPTIONS):
                if not case.barred[option]:
                    assert bool(proof.holds(option, aspect)[0]) == (getattr(told, aspect) == kept)


def test_an_option_stands_where_it_is_worth_more() -> None:
    """Against each rival, and against doing nothing where the rival is excluded; never where it is excluded itself."""
    content = real()
    for answers in [*worked().values()][::9]:
        case, proof = compare(content, answers, 128, SEED), proof_of(answers)
        worth = case.by_reading[0].round(DIGITS)  # an excluded option is worth what doing nothing is
        for defender in range(len(OPTIONS)):
            for rival in range(len(OPTIONS)):
                if OPTIONS[rival].path != OPTIONS[defender].path:
                    more = bool(worth[defender] > worth[rival])
                    nothing = OPTIONS[defender].path == NOT_YET and bool(case.barred[rival])
                    stands = bool(proof.stands(defender, rival)[0])
                    assert stands == ((more or nothing) and not case.barred[defender])


def test_boxes_do_not_touch_each_other() -> None:
    content = real()
    cases = [*reduced(4, 4_000)[:12], typed({}), random_answers(3), random_answers(4, 1.0)]
    together = proof_of(*cases)
    advised = compare(content, cases[0], 128, SEED).advised
    for place, answers in enumerate(cases):
        alone = proof_of(answers)
        np.testing.assert_array_equal(together.excluded[:, place], alone.excluded[:, 0])
        np.testing.assert_array_equal(together.possible[:, place], alone.possible[:, 0])
        for aspect in ASPECTS:
            assert together.holds(advised, aspect)[place] == alone.holds(advised, aspect)[0]


def test_less_known_proves_no_more() -> None:
    for answers in reduced(2, 2_000)[::8]:
        fewer = {key: answer for key, answer in answers.items() if key not in sorted(answers)[::3]}
        narrow, wide = proof_of(answers), proof_of(fewer)
        assert not (wide.excluded & ~narrow.excluded).any()
        assert not (narrow.possible & ~wide.possible).any()
        for advised in range(len(OPTIONS)):
            for aspect in ASPECTS:
                assert not (wide.holds(advised, aspect) & ~narrow.holds(advised, aspect)).any()


def test_nothing_is_proven_of_a_company_that_said_nothing() -> None:
    proof = proof_of(typed({}))
    assert len(open_facts(real(), {})) == len(said_by(real(), {}))
    assert not any(proof.holds(advised, aspect).any() for advised in range(len(OPTIONS)) for aspect in ASPECTS)
    assert not proof.excluded.any()
    assert proof.possible[[o.path != NOT_YET for o in OPTIONS]].all()


def test_defence_names_those_that_share_the_aspect_the_likest_first() -> None:
    place = {option.id: i for i, option in enumerate(OPTIONS)}
    found = defence(OPTIONS, place["erp/hybrid"], "path")
    assert set(found) == {i for i, o in enumerate(OPTIONS) if o.path != "erp"}
    assert [OPTIONS[i].id for i in found[place["crm/saas"]]] == ["erp/saas", "erp/hybrid", "erp/on-premise"]
    assert [OPTIONS[i].id for i in found[place["both/on-premise"]]] == ["erp/on-premise", "erp/hybrid", "erp/saas"]
    where = defence(OPTIONS, place["erp/hybrid"], "deployment")
    assert set(where) == {i for i, o in enumerate(OPTIONS) if o.deployment != "hybrid"}
    assert OPTIONS[where[place["crm/saas"]][0]].id == "crm/hybrid"
    assert OPTIONS[where[place[NOT_YET]][0]].id == "erp/hybrid"
