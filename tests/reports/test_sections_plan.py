"""Sections on what is built: the place, the modules, and the plan with its gates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.reports import sections_plan as sections
from advisor.reports.document import Bullets
from tests.reports.papers import (
    CLOSE,
    NOTHING,
    RICH,
    UNKNOWN,
    figures,
    flat,
    headings,
    notes_in,
    tables,
    told,
    words_in,
)

BOUGHT = (RICH, CLOSE, UNKNOWN)


def test_nothing_to_run_has_no_place_modules_or_plan() -> None:
    m = told(NOTHING)
    assert [*sections.place(m), *sections.modules(m), *sections.roadmap(m)] == []


@pytest.mark.parametrize("name", BOUGHT)
def test_the_place_is_told_with_what_decided(name: str) -> None:
    m = told(name)
    blocks = list(sections.place(m))
    said = words_in(blocks)
    assert m.story.market is not None
    place = m.story.market.place
    assert place is not None
    assert m.story.deployment_name in said
    assert place.name in said
    assert all(sentence in said for sentence in place.sentences)
    assert all(name in said for name in place.silent)


def test_the_factor_that_decides_stands_out() -> None:
    m = told(CLOSE)
    assert m.story.market is not None
    assert m.story.market.place is not None
    place = m.story.market.place
    table = sections.factors(m, place)
    assert len(table.rows) <= sections.FACTORS
    assert [place.factors[row].deciding for row in table.strong] == [True]
    assert table.header[1:] == (*place.hostings, "Effect")
    alone = sections.factors(m, replace(place, runner_up=""))
    assert alone.header[1:] == place.hostings
    assert {len(row) for row in alone.rows} == {1 + len(place.hostings)}


def test_two_ways_of_hosting_are_drawn_only_when_there_are_two() -> None:
    m = told(CLOSE)
    assert m.story.market is not None
    assert len(figures(sections.hosting_costs(m, m.story.market.place))) == 1
    assert list(sections.hosting_costs(m, None)) == []
    assert list(sections.hosting_costs(replace(m, money_charts=None), m.story.market.place)) == []


@pytest.mark.parametrize("name", BOUGHT)
def test_every_module_stands_in_its_phase_with_its_reason(name: str) -> None:
    m = told(name)
    found = tables(sections.modules(m))
    phases = [phase for phase in m.story.phases if phase.modules]
    for table, phase in zip(found, phases, strict=True):
        assert [row[0][0].words for row in table.rows] == [module.name for module in phase.modules]
        for row, module in zip(table.rows, phase.modules, strict=True):
            assert row[1][0].words == f"{module.priority_name} · {module.system_name}"
            assert row[2][0].words.strip() == module.purpose
            assert bool(row[2][1].words) is bool(module.reasons or module.needed_by)


def test_gates_systems_and_what_is_there_are_told() -> None:
    m = told(RICH)
    assert all(phase.gate in words_in(sections.modules(m)) for phase in m.story.phases)
    assert m.story.style_about in words_in(sections.modules(m))
    there = replace(m, story=replace(m.story, in_place=(m.story.phases[0].modules[0],)))
    assert "Already in place" in headings(sections.modules(there), 2)


def test_a_module_that_others_need_says_so() -> None:
    m = told(RICH)
    module = replace(m.story.phases[0].modules[0], reasons=(), needed_by=("Stock", "Sales"))
    assert sections.module_row(m, module)[2][1].words == "Needed by: Stock, Sales"


@pytest.mark.parametrize("name", BOUGHT)
def test_the_plan_has_its_drawing_phases_and_quarters(name: str) -> None:
    m = told(name)
    assert m.story.money is not None
    plan = m.story.money.plan
    assert plan is not None
    blocks = list(sections.roadmap(m))
    said = words_in(blocks)
    assert plan.end_words in figures(blocks)[0].caption
    assert len(figures(blocks)) == 3
    for phase in plan.phases:
        assert sections.phase_name(m, phase.number, phase.systems) in headings(blocks, 2)
        assert all(gate.text in said for gate in phase.gate)
        assert all(note in said for note in phase.notes)
    quarters = tables(blocks)[-1]
    assert len(quarters.rows) == len(plan.quarters) + 1
    assert quarters.strong == {len(plan.quarters)}


def test_each_kind_of_work_stands_once_with_the_months_of_every_phase() -> None:
    m = told(RICH)
    assert m.story.money is not None
    plan = m.story.money.plan
    assert plan is not None
    table = sections.works(m, plan)
    kinds = {work.id for phase in plan.phases for work in phase.work}
    assert len(table.rows) == len(kinds)
    assert len(table.header) == 2 + len(plan.phases)
    first = plan.phases[0].work[0]
    assert table.rows[0][2][0].words == first.months
    assert table.rows[0][2][1].words == f"\n{first.likely_days} ({first.days})"
    assert [text.words for text in sections.work_in_phase("none of these", plan.phases[0])] == ["–"]
    assert notes_in([table])


def test_groups_that_start_one_after_the_other_are_numbered() -> None:
    m = told(RICH)
    assert m.story.money is not None
    assert m.story.money.plan is not None
    phase = replace(m.story.money.plan.phases[0], waves=(("A", "B"), ("C",)))
    lists = [block for block in flat(sections.phase_plan(m, phase)) if isinstance(block, Bullets) and block.numbered]
    assert [item[0].words for item in lists[0].items] == ["A, B", "C"]
    single = replace(phase, waves=(("A",),), cost=None)
    assert not [b for b in flat(sections.phase_plan(m, single)) if isinstance(b, Bullets) and b.numbered]
    assert "Cost over all years" not in words_in([sections.phase_key(m, single)])


def test_a_quarter_that_asks_too_much_is_marked() -> None:
    m = told(RICH)
    assert m.story.money is not None
    assert m.story.money.plan is not None
    plan = m.story.money.plan
    busy = replace(plan, quarters=(replace(plan.quarters[0], days=9, capacity=5, it_days=1, it_capacity=2),))
    row = sections.quarter_table(m, busy, "").rows[0]
    assert [text.words for text in row[3]] == ["9", " too many"]
    assert [text.words for text in row[4]] == ["1"]
