"""The shortlist holds all that is needed, in an order in which nothing comes before what it needs."""

from __future__ import annotations

import itertools

import pytest

from advisor.facts import Facts
from advisor.questionnaire.flow import replay
from advisor.recommendation.content import Content
from advisor.recommendation.model import ModuleAdvice
from advisor.recommendation.modules import PRIORITIES, SHARED, roadmap, shortlist
from advisor.scoring.model import NOT_YET
from tests.recommendation.samples import random_answers

PATHS = ("crm", "erp", "both", "phased-crm-first", "phased-erp-first")
CASES = list(itertools.product(PATHS, range(6)))


def facts_of(content: Content, path: str, seed: int) -> Facts:
    answers = random_answers(seed)
    facts = replay(content.questionnaire, content.vocabulary, content.rates, answers).facts
    return facts | {"chosen_path": path, "chosen_deployment": "saas"}


def advice(content: Content, path: str, seed: int) -> tuple[ModuleAdvice, ...]:
    return shortlist(content, path, facts_of(content, path, seed))


def test_every_path_but_waiting_is_covered(content: Content) -> None:
    assert {*PATHS, NOT_YET} == set(content.scheme.paths)


@pytest.mark.parametrize(("path", "seed"), CASES)
def test_all_that_is_needed_is_there_and_not_later(content: Content, path: str, seed: int) -> None:
    found = {module.id: module for module in advice(content, path, seed)}
    assert found
    for module in found.values():
        for need in content.modules[module.id].needs:
            assert need in found
            assert found[need].phase <= module.phase
            assert PRIORITIES.index(found[need].priority) <= PRIORITIES.index(module.priority)
            assert module.id in found[need].needed_by


@pytest.mark.parametrize(("path", "seed"), CASES)
def test_every_module_is_there_for_a_reason(content: Content, path: str, seed: int) -> None:
    found = {module.id: module for module in advice(content, path, seed)}
    systems = content.scheme.systems(path) | {SHARED}
    rows = {row.id: row for table in content.roles.modules for row in table.rows}
    for module in found.values():
        assert module.reasons or module.needed_by
        assert all(rows[reason].then["module"] == module.id for reason in module.reasons)
        assert all(module.id in content.modules[other].needs for other in module.needed_by)
        assert module.in_place == (module.system not in systems)
        if module.in_place:
            assert module.reasons == ()
    assert {module.system for module in found.values() if not module.in_place} >= content.scheme.systems(path)


@pytest.mark.parametrize(("path", "seed"), CASES)
def test_the_roadmap_brings_in_each_module_once(content: Content, path: str, seed: int) -> None:
    modules = advice(content, path, seed)
    phases = roadmap(content, path, modules)
    assert sorted(m for phase in phases for m in phase.modules) == sorted(m.id for m in modules if not m.in_place)
    assert [phase.phase for phase in phases] == sorted({m.phase for m in modules if not m.in_place})
    assert [bool(phase.gate) for phase in phases] == [True] * (len(phases) - 1) + [False]
    by_id = {module.id: module for module in modules}
    for phase in phases:
        assert {by_id[m].phase for m in phase.modules} == {phase.phase}
        assert set(phase.systems) == {by_id[m].system for m in phase.modules}
    if len(phases) > 1:
        stepwise = len(content.scheme.phases[path]) > 1
        assert phases[0].gate == (path if stepwise else "general")
        assert {phase.gate for phase in phases[1:-1]} <= {"general"}


@pytest.mark.parametrize("path", ["phased-crm-first", "phased-erp-first"])
@pytest.mark.parametrize("seed", range(6))
def test_the_first_system_comes_in_the_first_phase(content: Content, path: str, seed: int) -> None:
    (first,), (second,) = content.scheme.phases[path]
    modules = advice(content, path, seed)
    needed = {m.id: m.needed_by for m in modules}
    assert {m.phase for m in modules if m.system == first and m.priority == "must"} == {1}
    for module in modules:
        if module.system == second and module.phase == 1:
            assert needed[module.id], f"{module.id} is early although nothing needs it"


@pytest.mark.parametrize("path", ["crm", "erp", "both"])
def test_with_one_step_the_phase_follows_the_priority(content: Content, path: str) -> None:
    for module in advice(content, path, 1):
        assert module.phase <= PRIORITIES.index(module.priority) + 1


def test_modules_are_ordered_by_phase_and_priority(content: Content) -> None:
    for path in PATHS:
        keys = [(m.phase, PRIORITIES.index(m.priority)) for m in advice(content, path, 2)]
        assert keys == sorted(keys)


def test_a_needed_module_of_the_other_system_is_taken_to_be_in_place(content: Content) -> None:
    """The link of a new CRM to a working ERP needs the master data that is already there."""
    facts = facts_of(content, "crm", 1) | {"erp_state": "good", "crm_state": "none"}
    found = {module.id: module for module in shortlist(content, "crm", facts)}
    linked = [m for m in found.values() if m.in_place]
    assert linked
    assert {m.system for m in linked} == {"erp"}
    assert not {m.id for m in linked} & {m for p in roadmap(content, "crm", found.values()) for m in p.modules}


def test_waiting_brings_nothing_in(content: Content) -> None:
    assert shortlist(content, NOT_YET, facts_of(content, NOT_YET, 1)) == ()
    assert roadmap(content, NOT_YET, ()) == ()
