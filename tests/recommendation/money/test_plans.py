"""The parts of a plan: complete, with reasons and gates for every company; damage is named with its line."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from advisor.errors import Problem
from advisor.recommendation.money.costs import SHARED, SIZES, SYSTEMS, WORK
from advisor.recommendation.money.plans import ALWAYS, load_plans, unknown_sources, word_keys
from tests.recommendation.estimates import facts_of, plans
from tests.recommendation.samples import ROOT, Folders, random_answers, real

FILE = "roadmap.yaml"


def found(folders: Folders) -> list[Problem]:
    result, problems = load_plans(folders.rules)
    assert (result is None) == bool(problems)
    assert all(p.file == FILE and p.message.endswith(".") and p.fix.endswith(".") for p in problems)
    return problems


def test_the_project_s_parts_have_no_problems() -> None:
    result, problems = load_plans(ROOT / "rules")
    assert [str(p) for p in problems] == []
    assert result is not None


def test_the_file_is_dated_and_sourced() -> None:
    assert plans().since == date(2026, 11, 22)
    assert plans().since < plans().review_by <= date(2028, 1, 1)
    assert plans().sources == ("own-judgement",)


def test_every_package_is_there_once_and_has_a_place() -> None:
    assert tuple(sorted(plans().work)) == tuple(sorted(WORK))
    for package in plans().work.values():
        assert 0 <= package.start < package.end <= 1
        assert 0 <= package.it <= 1
        assert package.sources


def test_packages_begin_in_a_sensible_order() -> None:
    """Processes before migration before training before acceptance before the first weeks."""
    starts = [plans().work[w].start for w in ("processes", "migration", "integration", "training", "acceptance")]
    assert starts == sorted(starts)
    assert plans().work["acceptance"].end <= plans().work["hypercare"].start
    assert plans().work["hypercare"].end == plans().work["lead"].end == 1


def test_owners_are_roles_that_the_questionnaire_knows() -> None:
    roles = {role for question in real().questionnaire.questions for role in question.who}
    assert {package.owner for package in plans().work.values()} <= roles


@pytest.mark.parametrize("seed", range(30))
def test_every_company_gets_a_reason_and_conditions(seed: int) -> None:
    facts = facts_of(random_answers(seed), "erp", "saas")
    for package in plans().work.values():
        assert any(when.holds(facts) for when, _ in package.reasons), package.id
    for system in (*SYSTEMS, SHARED):
        fitting = [g for g in plans().gates if system in g.systems and g.when.holds(facts)]
        assert len(fitting) >= ALWAYS


def test_every_reason_and_condition_is_reached_by_some_company() -> None:
    companies = [facts_of(random_answers(seed), "erp", "saas") for seed in range(150)]
    for package in plans().work.values():
        for place, (when, reason) in enumerate(package.reasons):
            earlier = [other for other, _ in package.reasons[:place]]
            assert any(when.holds(f) and not any(e.holds(f) for e in earlier) for f in companies), reason
    for gate in plans().gates:
        assert any(gate.when.holds(f) for f in companies), gate.id


def test_capacity_grows_with_the_score_and_shrinks_with_size() -> None:
    for size in SIZES:
        bands = plans().capacity[size]
        assert bands[-1][0] == 100
        assert list(bands) == sorted(bands)
        assert [share for _, share in bands] == sorted(share for _, share in bands)
    for smaller, larger in pairwise(SIZES):
        pairs = zip(plans().capacity[smaller], plans().capacity[larger], strict=True)
        assert all(a[1] > b[1] for a, b in pairs)
    assert plans().it_capacity[-1][0] == 100


def test_limits_are_numbers_that_fit_together() -> None:
    limits = plans().limits
    assert 0 < limits.stretch_least <= limits.stretch_most
    assert limits.stretch_factor >= 1
    assert limits.conditions_most >= ALWAYS
    # Four quarters at the limit may spend more than the year's budget, but none may take half of it.
    assert 0.25 < limits.money_share < 0.5


def test_words_are_wanted_for_everything_that_is_shown() -> None:
    keys = set(word_keys(plans()))
    assert {("work", w, part) for w in WORK for part in ("name", "about")} <= keys
    assert {("gate_conditions", gate.id) for gate in plans().gates} <= keys
    reasons = {reason for package in plans().work.values() for _, reason in package.reasons}
    assert {("work_reasons", reason) for reason in reasons} <= keys
    assert len(keys) == 2 * len(WORK) + len(plans().gates) + len(reasons)


def test_conditions_have_names_of_their_own() -> None:
    ids = [gate.id for gate in plans().gates]
    assert len(ids) == len(set(ids))


def test_unknown_sources_are_named_with_their_lines() -> None:
    parts = (*plans().work.values(), *plans().gates)
    everything = {*plans().sources, *(source for part in parts for source in part.sources)}
    assert unknown_sources(plans(), everything) == []
    problems = unknown_sources(plans(), everything - {"mft-81", "own-judgement"})
    lines = (ROOT / "rules" / FILE).read_text(encoding="utf-8").splitlines()
    assert {p.line for p in problems if "mft-81" in p.message} == {
        number for number, line in enumerate(lines, 1) if "mft-81" in line
    }
    assert [p.line for p in problems if "own-judgement" in p.message] == [1]


DAMAGES = {
    "missing-work": ("  - {id: pilot,", "  - {id: lead,"),
    "wrong-window": ('owner: hr, from: "0.6"', 'owner: hr, from: "0.96"'),
    "no-last-reason": ("{when: {}, reason: pilot}", '{when: {sites: "1"}, reason: pilot}'),
    "bad-cell": ('when: {sites: ">= 2"}', 'when: {sights: ">= 2"}'),
    "too-few-conditions": (
        "condition: need_still_stands, systems: [crm, erp, shared], when: {}",
        'condition: need_still_stands, systems: [crm, erp, shared], when: {sites: "1"}',
    ),
    "wrong-capacity": ('{size: small, upto: "100"', '{size: small, upto: "90"'),
    "wrong-value": ("owner: hr", "owner: the boss"),
}


@pytest.mark.parametrize("code", DAMAGES)
def test_damage_is_named(code: str, folders: Folders) -> None:
    line = folders.edit(FILE, *DAMAGES[code])
    problems = found(folders)
    assert {p.code for p in problems} == {code}
    if code in ("wrong-window", "wrong-value", "bad-cell"):
        assert abs(problems[0].line - line) <= 1


def test_a_bad_cell_in_a_gate(folders: Folders) -> None:
    line = folders.edit(FILE, 'when: {inventory: "small, large"}', 'when: {inventory: "small, huge"}')
    problems = found(folders)
    assert [(p.code, p.line) for p in problems] == [("bad-cell", line)]
    assert "huge" in problems[0].message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('review_by: "2027-11-30"', 'review_by: "soon"'),
        ('days_in_quarter: "60"', 'days_in_quarter: "600"'),
        ('waves_most: "3"', 'waves_most: "none"'),
        ('conditions_most: "4"', 'conditions_most: "1"'),
        ("systems: [shared], when", "systems: [], when"),
        ('{upto: "20", share: "0.15"}', '{upto: "20", share: "1.5"}'),
        ('it: "1", sources: [mft-73, diasoft-68]', 'it: "1", sources: []'),
        ("limits:\n", "limit:\n"),
    ],
)
def test_values_that_are_none(old: str, new: str, folders: Folders) -> None:
    folders.edit(FILE, old, new)
    assert {p.code for p in found(folders)} == {"wrong-value"}


@pytest.mark.parametrize("key", ["capacity", "it_capacity"])
def test_a_capacity_that_falls(key: str, folders: Folders) -> None:
    old = {"capacity": '{size: large, upto: "20", share: "0.005"}', "it_capacity": '{upto: "20", share: "0.15"}'}[key]
    folders.edit(FILE, old, old.replace("0.005", "0.9").replace("0.15", "0.9"))
    problems = found(folders)
    assert {p.code for p in problems} == {"wrong-capacity"}
    assert ("large" in problems[0].message) == (key == "capacity")


@pytest.mark.parametrize("damage", ["just words", "[a, b]", "key: {x: [", "work: [a]\ngates: {}"])
def test_a_file_that_says_something_else(damage: str, folders: Folders) -> None:
    folders.file(FILE).write_text(damage)
    assert found(folders)


def test_a_missing_file_and_a_missing_vocabulary(folders: Folders) -> None:
    folders.file("facts.yaml").unlink()
    assert {p.code for p in found(folders)} == {"bad-cell"}
    folders.file(FILE).unlink()
    assert {p.code for p in found(folders)} == {"unreadable"}


def test_all_damages_are_named_at_once(folders: Folders) -> None:
    for code in ("missing-work", "no-last-reason", "wrong-capacity"):
        folders.edit(FILE, *DAMAGES[code])
    assert {p.code for p in found(folders)} == {"missing-work", "no-last-reason", "wrong-capacity"}


def test_conditions_can_be_checked_by_anyone() -> None:
    """A condition reads only facts that a question sets or that follow from such facts, never the choice itself."""
    vocabulary = real().vocabulary
    for gate in plans().gates:
        assert all(vocabulary.facts[fact].set_by == "question" for fact in gate.when.reads), gate.id
