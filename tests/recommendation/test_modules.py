"""The shortlist holds all that is needed, in an order in which nothing comes before what it needs."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.facts import Facts
from advisor.questionnaire.flow import replay
from advisor.recommendation.content import Content
from advisor.recommendation.model import ModuleAdvice
from advisor.recommendation.modules import PRIORITIES, SHARED, roadmap, shortlist, tailored_shortlist
from advisor.recommendation.tailoring import LEFT_OUT, ModuleChoice, Priority, Unfit
from advisor.scoring.model import NOT_YET
from tests.recommendation.samples import random_answers, real

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


def choose(**priorities: Priority) -> dict[str, ModuleChoice]:
    return {module.replace("_", "-"): ModuleChoice(priority=priority) for module, priority in priorities.items()}


def tailored(
    content: Content, path: str, seed: int, choices: dict[str, ModuleChoice]
) -> tuple[dict[str, ModuleAdvice], dict[str, ModuleAdvice]]:
    kept, left = tailored_shortlist(content, path, facts_of(content, path, seed), choices)
    return {m.id: m for m in kept}, {m.id: m for m in left}


@pytest.mark.parametrize(("path", "seed"), CASES)
def test_no_choice_and_the_choices_of_the_rules_change_nothing(content: Content, path: str, seed: int) -> None:
    modules = advice(content, path, seed)
    same = {m.id: ModuleChoice(priority=m.priority) for m in modules if not m.in_place}
    facts = facts_of(content, path, seed)
    assert tailored_shortlist(content, path, facts, {}) == (modules, ())
    assert tailored_shortlist(content, path, facts, same) == (modules, ())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(PATHS), st.integers(0, 20), st.data())
def test_whatever_is_chosen_fits_or_is_refused(path: str, seed: int, data: st.DataObject) -> None:
    content = real()
    ids = st.sampled_from(sorted(content.modules))
    priorities = st.sampled_from([*PRIORITIES, LEFT_OUT]).map(
        lambda one: ModuleChoice.model_validate({"priority": one})
    )
    choices = data.draw(st.dictionaries(ids, priorities, max_size=4))
    ruled = {m.id: m for m in advice(content, path, seed)}
    try:
        found, left = tailored(content, path, seed, choices)
    except Unfit as refused:
        assert refused.field in choices
        return
    for key, choice in choices.items():
        assert (found[key].priority if key in found else LEFT_OUT) == choice.priority
    for module in found.values():
        rules_have = ruled[module.id].priority if module.id in ruled else "none"
        assert (module.ruled or module.priority) == rules_have
        for need in content.modules[module.id].needs:
            assert found[need].phase <= module.phase
            assert PRIORITIES.index(found[need].priority) <= PRIORITIES.index(module.priority)
    gone = {key: module for key, module in ruled.items() if key not in found and not module.in_place}
    assert left == gone


def test_what_is_added_brings_along_what_it_needs(content: Content) -> None:
    plain = {m.id for m in advice(content, "crm", 2)}
    new = "crm-nurturing"
    assert new not in plain
    found, left = tailored(content, "crm", 2, choose(crm_nurturing="must"))
    assert (found[new].ruled, found[new].reasons, found[new].phase) == ("none", (), 1)
    assert {found[need].priority for need in content.modules[new].needs} == {"must"}
    assert left == {}


def test_what_only_a_module_left_out_needed_goes_with_it(content: Content) -> None:
    ruled = {m.id: m for m in advice(content, "crm", 2)}
    alone = next(m for m in ruled.values() if not m.reasons and len(m.needed_by) == 1 and not m.in_place)
    (only,) = alone.needed_by
    assert not ruled[only].needed_by, "the chain ends there"
    found, left = tailored(content, "crm", 2, {only: ModuleChoice(priority="left-out")})
    assert left.keys() >= {only, alone.id}
    assert left == {key: module for key, module in ruled.items() if key not in found}
    for module in left.values():
        assert module.id == only or (not module.reasons and set(module.needed_by) <= left.keys())


def test_what_another_needs_cannot_be_left_out(content: Content) -> None:
    with pytest.raises(Unfit, match=r"“crm-contacts” cannot be left out: “crm-[a-z-]+” needs it") as caught:
        tailored(content, "crm", 1, choose(crm_contacts="left-out"))
    assert caught.value.field == "crm-contacts"
    assert caught.value.values["other"] in {m.id for m in advice(content, "crm", 1)}


def test_all_of_a_chain_can_be_left_out(content: Content) -> None:
    everything = {m.id: ModuleChoice(priority="left-out") for m in advice(content, "crm", 1)}
    found, left = tailored(content, "crm", 1, everything)
    assert found == {}
    assert left.keys() == {m.id for m in advice(content, "crm", 1) if not m.in_place}


def test_what_another_needs_cannot_come_later(content: Content) -> None:
    with pytest.raises(Unfit, match="“crm-pipeline” cannot come later than “crm-forecasting”, which needs it"):
        tailored(content, "crm", 1, choose(crm_pipeline="later", crm_forecasting="must"))


@pytest.mark.parametrize(("path", "module"), [("crm", "erp-gl"), ("erp", "crm-leads"), (NOT_YET, "int-api")])
def test_a_module_of_a_system_that_does_not_come_is_refused(content: Content, path: str, module: str) -> None:
    with pytest.raises(Unfit, match=f"“{module}” is part of a system") as caught:
        tailored(content, path, 1, {module: ModuleChoice(priority="should")})
    assert caught.value.field == module
    found, left = tailored(content, path, 1, {module: ModuleChoice(priority="left-out")})
    assert module not in found | left


def test_phases_follow_the_chosen_priorities(content: Content) -> None:
    ruled = {m.id: m for m in advice(content, "erp", 3)}
    late = next(m for m in ruled.values() if m.priority == "later" and not m.needed_by)
    found, _ = tailored(content, "erp", 3, {late.id: ModuleChoice(priority="must")})
    assert (found[late.id].phase, found[late.id].ruled) == (1, "later")
    assert late.id in roadmap(content, "erp", found.values())[0].modules
