"""Worked cases: companies as an adviser knows them, with the advice that holds before a board.

A file of `tests/cases` has a title, an account of the company that names the claims it illustrates, answers, and the
expectation: `path` and `deployment` (a list where honest experts would differ), `status`, `modules` that must be
advised at once or soon, `reasons` that must be given, and `excluded`, the knock-outs that must have fired.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisor.data import folder
from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.flow import replay as replay_interview
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.load import load_content
from advisor.recommendation.model import Recommendation, digest
from advisor.recommendation.replay import replay, stored
from advisor.recommendation.story import with_words
from advisor.source import read

CASES = {path.stem: path for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))}
EXPECTATIONS = {"path", "deployment", "status", "modules", "reasons", "excluded"}
SHORT = "-short"  # the answers to the short questionnaire of the case whose name comes before it
CONTRACT = {
    "content_version", "questionnaire", "path", "deployment", "verdict_status", "alternatives", "needs", "capacity",
    "robustness", "options", "modules", "integration", "roadmap", "budget", "risks", "products", "reasons", "against",
    "flips", "unknowns", "contradictions", "asked", "stop_certificate", "hash",
}  # fmt: skip


@pytest.fixture(scope="module")
def content() -> Content:
    return loaded()


@cache
def loaded() -> Content:
    return load_content(folder("questionnaires"), folder("rules"))


@cache
def case(name: str) -> dict[str, Any]:
    document = read(CASES[name])
    assert not document.problems
    data: dict[str, Any] = document.data
    return data


@cache
def advice(name: str) -> Recommendation:
    content = loaded()
    return advise(content, parse_all(content.questionnaire, case(name)["answers"]))


def accepted(expected: str | list[str]) -> set[str]:
    return {expected} if isinstance(expected, str) else set(expected)


def figures(name: str) -> str:
    """What a failing case shows: the figures the advice rests on."""
    it = advice(name)
    shares = {path: round(share, 2) for path, share in it.robustness.path.items()}
    return f"{it.path}/{it.deployment} {it.verdict_status}, needs {it.needs}, capacity {it.capacity}, shares {shares}"


@pytest.mark.parametrize("name", CASES)
def test_advice_is_the_advisers(name: str) -> None:
    it, expect = advice(name), case(name)["expect"]
    assert it.path in accepted(expect["path"]), figures(name)
    assert it.deployment in accepted(expect["deployment"]), figures(name)
    assert it.verdict_status == expect.get("status", it.verdict_status), figures(name)


@pytest.mark.parametrize("name", CASES)
def test_modules_and_reasons_are_the_advisers(name: str) -> None:
    it, expect = advice(name), case(name)["expect"]
    soon = {m.id for m in it.modules if m.priority != "later"}
    said = {reason.row for reason in (*it.reasons, *it.deployment_reasons)}
    ruled_out = {exclusion.row for exclusion in it.exclusions}
    assert set(expect["modules"]) - soon == set()
    assert set(expect["reasons"]) - said - ruled_out == set()
    assert set(expect.get("excluded", [])) - ruled_out == set()


@pytest.mark.parametrize("name", CASES)
def test_result_is_sound(name: str, content: Content) -> None:
    it = advice(name)
    shown = json.loads(json.dumps(with_words(content, it)))
    assert set(shown) >= CONTRACT
    assert it.hash == digest(it.plain())
    assert replay(content, stored(shown)).differences == ()
    for option in it.options:
        assert sum(option.contributions.values()) == pytest.approx(option.value, abs=1e-9)
    best = max((o for o in it.options if o.excluded_by is None), key=lambda o: o.value)
    assert (best.path, best.deployment) == (it.path, it.deployment)
    assert sum(it.robustness.path.values()) == pytest.approx(1, abs=1e-3)
    assert sum(it.robustness.deployment.values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("name", CASES)
def test_case_is_well_told(name: str, content: Content) -> None:
    """Its answers are to questions that apply, its claims exist, and it expects nothing that cannot be."""
    told = case(name)
    answers = parse_all(content.questionnaire, told["answers"])
    applies = {
        q.id for q in replay_interview(content.questionnaire, content.vocabulary, content.rates, answers).applies
    }
    assert set(answers) - applies == set()
    assert 18 <= len(answers) <= 55
    claims = re.findall(r"\b[a-z]+-\d\d\b", told["about"])
    assert claims
    assert set(claims) - set(content.sources) == set()
    assert told["title"]
    assert set(told["expect"]) <= EXPECTATIONS
    assert accepted(told["expect"]["path"]) <= set(content.scheme.paths)
    assert accepted(told["expect"]["deployment"]) <= {o.deployment for o in content.scheme.options}
    assert set(told["expect"]["modules"]) <= set(content.modules)


def test_cases_cover_every_path_and_deployment(content: Content) -> None:
    """By cases with a single right answer, not by lists of acceptable ones."""
    single = [case(name)["expect"] for name in CASES]
    assert {e["path"] for e in single if isinstance(e["path"], str)} == set(content.scheme.paths)
    deployments = {d for e in single for d in accepted(e["deployment"]) if len(accepted(e["deployment"])) <= 2}
    assert deployments == {o.deployment for o in content.scheme.options}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 25


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(SHORT)])
def test_short_cases_are_the_short_questionnaire(name: str, content: Content) -> None:
    full, short = case(name.removesuffix(SHORT)), case(name)
    assert set(short["answers"]) <= {q.id for q in content.questionnaire.on_track("executive")}
    assert short["answers"].items() <= full["answers"].items()
    assert accepted(short["expect"]["path"]) == accepted(full["expect"]["path"])
