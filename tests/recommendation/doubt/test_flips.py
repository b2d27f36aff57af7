"""Flips against brute force: each set flips, none of its parts does, and no smaller set anywhere would have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.schema import Answer
from advisor.recommendation.bulk import rank
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.changes import Change, changes_of, facts_said
from advisor.recommendation.doubt.flips import MOST_KEPT, Found, find_flips
from advisor.recommendation.model import Flip
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.scoring.model import NO_DEPLOYMENT
from advisor.source import read
from tests.recommendation.samples import MAKER, SELLER, SETTLED, random_answers, real, typed

CASES = Path(__file__).resolve().parents[2] / "cases"
WORKED = ["agency-projects", "clinic", "machine-builder", "web-retailer", "hotel-group", "food-producer", "charity"]
RANDOM = range(5)
NAMES = [*WORKED, *(f"random-{seed}" for seed in RANDOM), "maker", "seller"]


@cache
def answers_of(name: str) -> dict[str, Answer]:
    if name in ("maker", "seller"):
        return typed(MAKER if name == "maker" else SELLER)
    if name.startswith("random-"):
        return random_answers(int(name.removeprefix("random-")), 0.0)
    return parse_all(real().questionnaire, read(CASES / f"{name}.yaml").data["answers"])


@cache
def case_of(name: str) -> Case:
    return compare(real(), answers_of(name), 128, SEED)


@cache
def found_of(name: str) -> Found:
    return find_flips(case_of(name), answers_of(name))


def outcomes(case: Case, answers: dict[str, Answer], sets: Sequence[Sequence[Change]]) -> list[int]:
    """The option advised after each set of changes, judged all at once by the plain bulk ranking."""
    said = facts_said(case.content, answers)
    rows = [{**said, **{fact: value for change in one for fact, value in change.facts.items()}} for one in sets]
    columns = {fact: np.array([row[fact] for row in rows]) for fact in said}
    return rank(case.content, columns, len(rows), SEED).advised.tolist()


def flipping(
    case: Case, answers: dict[str, Answer], sets: Sequence[Sequence[Change]], aspect: str
) -> list[Sequence[Change]]:
    options = case.content.scheme.options
    now = getattr(options[case.advised], aspect)
    became = [getattr(options[place], aspect) for place in outcomes(case, answers, sets)]
    return [one for one, to in zip(sets, became, strict=True) if to not in (now, NO_DEPLOYMENT)]


def sets_of(changes: Iterable[Change], size: int) -> list[tuple[Change, ...]]:
    by_question: dict[str, list[Change]] = {}
    for change in changes:
        by_question.setdefault(change.question.id, []).append(change)
    groups = combinations(by_question.values(), size)
    return [one for group in groups for one in product(*group)]


def aspects(case: Case) -> tuple[str, ...]:
    hosted = case.content.scheme.options[case.advised].deployment != NO_DEPLOYMENT
    return ("path", "deployment") if hosted else ("path",)


def told(found: Found, aspect: str, kind: str) -> list[Flip]:
    return [flip for flip in found.flips if (flip.aspect, flip.kind) == (aspect, kind)]


@pytest.mark.parametrize("name", NAMES)
def test_each_flip_flips_and_no_part_of_it_does(name: str) -> None:
    case, answers = case_of(name), answers_of(name)
    options = case.content.scheme.options
    for flip in found_of(name).flips:
        changed = typed(flip.changes)
        after = compare(case.content, {**answers, **changed}, 128, SEED)
        assert getattr(options[after.advised], flip.aspect) == flip.to
        assert flip.to != getattr(options[case.advised], flip.aspect)
        for size in range(1, len(changed)):
            for part in combinations(changed, size):
                less = compare(case.content, {**answers, **{key: changed[key] for key in part}}, 128, SEED)
                same = getattr(options[less.advised], flip.aspect)
                assert same in (getattr(options[case.advised], flip.aspect), NO_DEPLOYMENT)


@pytest.mark.parametrize("name", [*WORKED, *(f"random-{seed}" for seed in RANDOM)])
@pytest.mark.parametrize("kind", ["actionable", "fact"])
def test_sizes_are_the_smallest_by_brute_force(name: str, kind: str) -> None:
    """All single changes, all pairs, and of what can be changed all triples."""
    case, answers = case_of(name), answers_of(name)
    changes = [c for c in changes_of(case, answers) if kind in ("fact", c.question.nature)]
    for aspect in aspects(case):
        found, searched = told(found_of(name), aspect, kind), found_of(name).searched[f"{aspect}.{kind}"]
        for size in range(1, min(searched, 3 if kind == "actionable" else 2) + 1):
            flips = flipping(case, answers, sets_of(changes, size), aspect)
            if kind == "fact":
                flips = [one for one in flips if any(c.question.nature == "fact" for c in one)]
            groups = {tuple(c.question.id for c in one) for one in flips}
            here = {tuple(flip.changes) for flip in found if len(flip.changes) == size}
            assert here <= groups
            if groups:
                assert len(here) == len(groups) or len(found) == MOST_KEPT
                break


def test_kinds_are_what_the_questions_say(content: Content) -> None:
    nature = {q.id: q.nature for q in content.questionnaire.questions}
    for name in NAMES:
        for flip in found_of(name).flips:
            assert (flip.kind == "actionable") == all(nature[key] == "actionable" for key in flip.changes)


def test_what_deploys_nothing_has_no_deployment_to_flip(content: Content) -> None:
    answers = typed(SETTLED)
    found = find_flips(compare(content, answers, 128, SEED), answers)
    assert found.flips
    assert {flip.aspect for flip in found.flips} == {"path"}
    assert set(found.searched) == {"path.actionable", "path.fact"}


def test_nothing_known_has_nothing_to_change(content: Content) -> None:
    assert find_flips(compare(content, {}, 128, SEED), {}).flips == ()


def test_the_same_answers_give_the_same_flips() -> None:
    again = find_flips(compare(real(), answers_of("clinic"), 128, SEED), answers_of("clinic"))
    assert again == found_of("clinic")
