"""Scripts of demonstrations follow from the reasons of a result."""

from __future__ import annotations

import pytest

from advisor.recommendation.telling.story import tell
from advisor.reports.rfp_demos import MODULES, MOST, SIDES, Demo, bought, demos
from tests.recommendation.advices import advice
from tests.recommendation.samples import real

NAMES = ("russian-car-dealers", "ukrainian-bakery", "mature-group-both", "private-schools", "all-unknown")


def found(name: str) -> tuple[Demo, ...]:
    return demos(real(), advice(name), tell(real(), advice(name), "en"))


def test_every_task_is_for_a_fact_that_needs_read() -> None:
    """A task for a fact that no rule reads would never be asked for."""
    read = {
        part
        for table in real().roles.scores
        if table.id.startswith("needs")
        for row in table.rows
        for fact in row.when
        for part in (fact, fact.partition(".")[0])
    }
    assert sorted(set(real().demos) - read) == []
    assert len(real().demos) >= 25


def test_tasks_are_whole_sentences() -> None:
    tasks = [real().texts["en"].say("demos", fact) for fact in real().demos]
    for task in tasks:
        assert task.endswith(".")
        assert 60 <= len(task) <= 260
        assert "!" not in task
    assert len(set(tasks)) == len(tasks)


@pytest.mark.parametrize("name", NAMES)
def test_each_fact_once_and_not_too_many(name: str) -> None:
    facts = [demo.fact for demo in found(name)]
    assert len(facts) == len(set(facts)) <= MOST


@pytest.mark.parametrize("name", NAMES)
def test_reasons_are_those_of_needs_that_the_systems_answer(name: str) -> None:
    result = advice(name)
    systems = {system for phase in result.roadmap for system in phase.systems}
    story = tell(real(), result, "en")
    meant = {line.text for line in (*story.reasons, *story.against) if systems & set(SIDES.get(line.score, ()))}
    assert all(demo.reason in meant for demo in found(name))


def test_the_weightiest_reason_comes_first() -> None:
    story = tell(real(), advice("ukrainian-bakery"), "en")
    points = {line.text: line.points for line in (*story.reasons, *story.against)}
    shown = [points[demo.reason] for demo in found("ukrainian-bakery")]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize("name", NAMES)
def test_modules_are_asked_for_now_and_advised_for_the_same_fact(name: str) -> None:
    content, result = real(), advice(name)
    now = {module.id for module in bought(tell(content, result, "en"))}
    for demo in found(name):
        assert len(demo.modules) <= MODULES
        for module in demo.modules:
            assert module.id in now
            rows = [r for t in content.roles.modules for r in t.rows if r.then.get("module") == module.id]
            assert any(demo.fact in (fact, fact.partition(".")[0]) for row in rows for fact in row.when)


def test_most_scripts_show_modules() -> None:
    shown = [bool(demo.modules) for name in NAMES for demo in found(name)]
    assert sum(shown) >= 0.6 * len(shown)


def test_what_comes_later_or_in_a_third_phase_is_not_asked_for() -> None:
    story = tell(real(), advice("ukrainian-bakery"), "en")
    later = [m for phase in story.phases if phase.number > 2 for m in phase.modules]
    assert later
    assert not {m.id for m in later} & {m.id for m in bought(story)}
    assert all(module.priority != "later" for module in bought(story))


def test_nothing_bought_means_nothing_shown() -> None:
    assert found("micro-no-need") == ()
