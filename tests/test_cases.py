"""Worked cases: companies as an adviser knows them, with the advice that holds before a board.

A file of `tests/cases` has a title, an account of the company that names the claims it illustrates, answers, and the
expectation: `path` and `deployment` (a list where honest experts would differ), `status`, `modules` that must be
advised at once or soon, `reasons` that must be given, `excluded`, the knock-outs that must have fired, `decides`, the
answers that settle it, and `contradictions` for the rare case whose point they are.
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
from advisor.questionnaire.schema import EXECUTIVE
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.load import load_content
from advisor.recommendation.model import Recommendation, digest
from advisor.recommendation.replay import replay, stored
from advisor.recommendation.telling.story import with_words
from advisor.source import read
from tests.shortened import SHORT, shortened

CASES = {path.stem: path for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))}
EXPECTATIONS = {"path", "deployment", "status", "modules", "reasons", "excluded", "decides", "contradictions"}
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


def decides(name: str) -> list[str]:
    found: list[str] = case(name)["expect"].get("decides", [])
    return found


def unread(name: str) -> Recommendation:
    """The advice when the answers that decide the case are not known."""
    content = loaded()
    answers = parse_all(content.questionnaire, case(name)["answers"])
    return advise(content, {**answers, **dict.fromkeys(decides(name))})


def lead(it: Recommendation, path: str) -> float:
    """How far the best option of `path` is ahead of the best of any other; what is knocked out is worth 0."""
    open_options = [o for o in it.options if o.excluded_by is None]
    ours = max((o.value for o in open_options if o.path == path), default=0.0)
    return ours - max((o.value for o in open_options if o.path != path), default=0.0)


def set_by(content: Content, question: str) -> set[str]:
    """The facts that a question sets and those that are derived from them."""
    vocabulary, fact = content.vocabulary, content.questionnaire.by_id[question].fact
    own = vocabulary.expand(fact, None) if fact in vocabulary.sets else {fact: None}
    return {*own, *(derived.id for f in own for derived in vocabulary.dependants.get(f, ()))}


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
        assert sum(option.contributions.values()) == pytest.approx(option.value, abs=1e-5)  # parts are rounded
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
    bank = content.questionnaire
    least, most = (len(bank.start), bank.tracks[EXECUTIVE].most) if name.endswith(SHORT) else (18, 55)
    assert least <= len(answers) <= most
    claims = re.findall(r"\b[a-z]+-\d\d\b", told["about"])
    assert 1 <= len(set(claims)) <= 6
    assert set(claims) - set(content.sources) == set()
    assert told["title"]
    assert set(told["expect"]) <= EXPECTATIONS
    assert accepted(told["expect"]["path"]) <= set(content.scheme.paths)
    assert accepted(told["expect"]["deployment"]) <= {o.deployment for o in content.scheme.options}
    assert set(told["expect"]["modules"]) <= set(content.modules)


DECIDED = [name for name in CASES if decides(name)]


@pytest.mark.parametrize("name", DECIDED)
def test_what_decides_is_among_the_reasons(name: str, content: Content) -> None:
    """Each answer that decides is known, and a row that was given as reason or knock-out reads it."""
    it, answers = advice(name), parse_all(content.questionnaire, case(name)["answers"])
    rows = {row.id: row for table in content.tables.values() for row in table.rows}
    given = [*(r.row for r in it.reasons), *(r.row for r in it.deployment_reasons), *(e.row for e in it.exclusions)]
    read_by_reasons = {fact for row in given for fact in rows[row].when}
    assert [q for q in decides(name) if answers.get(q) is None] == []
    assert [q for q in decides(name) if not set_by(content, q) & read_by_reasons] == []


@pytest.mark.parametrize("name", DECIDED)
def test_what_decides_carries_the_advice(name: str) -> None:
    """Without the answers that decide, another path is advised or the lead is smaller."""
    it, other = advice(name), unread(name)
    assert other.path != it.path or lead(other, it.path) < lead(it, it.path)


@pytest.mark.parametrize("name", CASES)
def test_case_names_what_decides_it(name: str, content: Content) -> None:
    """From two to five answers; only a case without any known answer is decided by nothing."""
    known = [a for a in parse_all(content.questionnaire, case(name)["answers"]).values() if a is not None]
    assert len(decides(name)) == len(set(decides(name)))
    assert 2 <= len(decides(name)) <= 5 if known else not decides(name)


@pytest.mark.parametrize("name", CASES)
def test_case_does_not_contradict_itself(name: str) -> None:
    expected = case(name)["expect"].get("contradictions", [])
    assert [c.row for c in advice(name).contradictions] == expected


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(SHORT)])
def test_short_cases_are_the_short_questionnaire(name: str, content: Content) -> None:
    """Its answers are those for which the short track asks, in that order, when they are given as in the whole case.
    After a change of questions or rules `python -m tests.shortened` writes them anew."""
    full, short = case(name.removesuffix(SHORT)), case(name)
    assert list(short["answers"].items()) == list(shortened(content, full["answers"])[0].items())
    assert accepted(short["expect"]["path"]) == accepted(full["expect"]["path"])
