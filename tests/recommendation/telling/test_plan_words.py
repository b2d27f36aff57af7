"""The plan in words: nothing is lost on the way from the stored plan, and quarters add up over the phases."""

from __future__ import annotations

import pytest

from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.estimate import Estimate
from advisor.recommendation.telling.amount_words import Amounts
from advisor.recommendation.telling.plan_words import PlanWords, QuarterRow, plan_words
from tests.recommendation.advices import NAMES, advice, of_path
from tests.recommendation.samples import real

BOUGHT = [name for name in NAMES if name != "micro-no-need"]


def estimate(result: Recommendation) -> Estimate:
    found = result.budget.estimate
    assert found is not None
    return found


def words(result: Recommendation) -> PlanWords:
    english, cost = real().texts["en"], estimate(result)
    found = plan_words(real(), english, cost, result.plan, Amounts(english, cost.assumptions.currency, cost.total.high))
    assert found is not None
    return found


@pytest.mark.parametrize("name", BOUGHT)
def test_every_phase_is_there(name: str) -> None:
    result = advice(name)
    found = words(result)
    assert [phase.number for phase in found.phases] == [phase.phase for phase in result.plan]
    for said, stored in zip(found.phases, result.plan, strict=True):
        assert (said.start, said.likely, said.high) == (stored.start, stored.months.likely, stored.months.high)
        assert said.systems == tuple(real().texts["en"].say("systems", system) for system in stored.systems)
        assert [len(wave) for wave in said.waves] == [len(wave) for wave in stored.waves]
        assert [len(work.sources) > 0 for work in said.work] == [True] * len(stored.work)
        assert len(said.gate) == len(stored.gate)
        assert len(said.notes) == len(stored.notes)


@pytest.mark.parametrize("name", BOUGHT)
def test_no_key_is_left_in_the_words(name: str) -> None:
    for phase in words(advice(name)).phases:
        sentences = [*phase.notes, *(gate.text for gate in phase.gate), *(work.reason for work in phase.work)]
        assert all(sentence.endswith(".") and " " in sentence for sentence in sentences)
        assert all(work.name and work.owner and "_" not in work.owner for work in phase.work)


@pytest.mark.parametrize("name", BOUGHT)
def test_quarters_add_up_over_the_phases(name: str) -> None:
    result = advice(name)
    found = words(result)
    stored = [quarter for phase in result.plan for quarter in phase.quarters]
    assert [quarter.number for quarter in found.quarters] == sorted({quarter.quarter for quarter in stored})
    assert sum(quarter.days for quarter in found.quarters) == sum(quarter.days for quarter in stored)
    assert sum(quarter.paid for quarter in found.quarters) == sum(quarter.paid for quarter in stored)
    assert sum(q.cost for q in found.quarters) == sum(q.once + q.running for q in stored)


def test_the_end_is_the_last_likely_month() -> None:
    result = of_path("phased-erp-first")
    last = result.plan[-1]
    assert words(result).end == max(phase.start + phase.months.likely for phase in result.plan)
    assert words(result).end >= last.start


def test_the_limit_of_a_quarter_follows_the_stated_budget() -> None:
    share = real().figures.plans.limits.money_share
    for name in BOUGHT:
        found, stated = words(advice(name)), estimate(advice(name)).stated
        assert found.money_limit == (None if stated is None else round(stated * share))
        assert (found.money_limit_words == "") is (stated is None)


def test_a_quarter_is_over_when_people_or_it_are() -> None:
    def row(days: int, it_days: int) -> QuarterRow:
        return QuarterRow(1, 0, 0, days, it_days, 10, 4, "0", "0")

    assert not row(10, 4).over
    assert row(11, 0).over
    assert row(0, 5).over


def test_stretching_is_said() -> None:
    for name in BOUGHT:
        result = advice(name)
        assert words(result).stretched is any(phase.stretched_by for phase in result.plan)


def test_without_phases_there_is_no_plan() -> None:
    english, cost = real().texts["en"], estimate(advice("micro-no-need"))
    assert plan_words(real(), english, cost, (), Amounts(english, "EUR", 0)) is None
