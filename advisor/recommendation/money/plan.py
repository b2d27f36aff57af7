"""The roadmap as a plan: when each phase runs, what it asks for in each quarter, and when to go on.

A phase takes its likely duration. Where a quarter would ask for more days of own people, of IT people, or in the first
year for more money than the company can give, the phase is stretched by the fewest months that make it fit, and a long
one goes live in waves. What cannot be made to fit is planned all the same, and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from advisor.facts import Facts
from advisor.recommendation.content import Module
from advisor.recommendation.model import Phase
from advisor.recommendation.money.amounts import YEAR, years_at_first_price
from advisor.recommendation.money.budget import LINES
from advisor.recommendation.money.costs import ASSUMED
from advisor.recommendation.money.estimate import (
    CostLine,
    Estimate,
    Gate,
    Months,
    PhaseCost,
    PlannedPhase,
    Quarter,
    Work,
)
from advisor.recommendation.money.estimate import word_keys as keys_of_estimates
from advisor.recommendation.money.plans import Plans
from advisor.recommendation.money.plans import word_keys as keys_of_plans
from advisor.recommendation.money.request import Request

QUARTER = 3
FIRST_YEAR = YEAR // QUARTER
# What a quarter can ask too much of, in the order in which it is said; notes are `stretched_x` and `over_x`.
PEOPLE, IT, BUDGET = "people", "it", "budget"
WAVES = "waves"
NOTES = (*(f"{what}_{of}" for of in (PEOPLE, IT, BUDGET) for what in ("stretched", "over")), WAVES)
# Notes that stand beside every estimate or plan: what waiting costs, and how the figures were made.
STANDING = ("waiting", "ranges", "sums", "prices", "own_time", "unstretched")


@dataclass(frozen=True)
class Means:
    """What the company can give in a quarter: days of own people, of IT people, and money (None: not stated)."""

    facts: Facts
    days: int
    it_days: int
    money: float | None


@dataclass(frozen=True)
class _Slot:
    """A phase placed in time, stretched by whole months."""

    cost: PhaseCost
    start: int
    by: int

    @property
    def months(self) -> float:
        return self.cost.months.likely + self.by

    @property
    def quarters(self) -> range:
        return range(self.start // QUARTER, ceil((self.start + self.months) / QUARTER))

    def done(self, month: float, begin: float = 0.0, end: float = 1.0) -> float:
        """The share of work between `begin` and `end` (shares of the phase) that is done by `month`."""
        first, last = self.start + begin * self.months, self.start + end * self.months
        return min(1.0, max(0.0, (month - first) / (last - first)))


@dataclass(frozen=True)
class _Planner:
    """Loads and limits of one company."""

    plans: Plans
    means: Means
    price_rise: float

    def days(self, slot: _Slot, month: int) -> tuple[int, int]:
        """Days of own people that a phase has taken by `month`, and those of IT people among them."""
        total = of_it = 0
        for work in slot.cost.work:
            package = self.plans.work[work.id]
            done = work.days.likely * slot.done(month, package.start, package.end)
            total += round(done)
            of_it += round(done * package.it)
        return total, of_it

    def once(self, slot: _Slot, line: CostLine, month: int) -> int:
        """What of a one-off cost is spent by `month`."""
        return line.once * (slot.start < month) if line.upfront else round(line.once * slot.done(month))

    def running(self, slot: _Slot, line: CostLine, month: int) -> int:
        """What a yearly cost adds up to by `month`."""
        return round(line.per_year * years_at_first_price(slot.start, month, self.price_rise))

    def paid(self, slot: _Slot, month: int) -> int:
        lines = [line for line in slot.cost.lines if line.paid]
        return sum(self.once(slot, line, month) + self.running(slot, line, month) for line in lines)

    def over(self, slots: tuple[_Slot, ...]) -> frozenset[str]:
        """What the last of `slots` asks too much of in any quarter, on top of those before it."""
        found = set()
        for quarter in slots[-1].quarters:
            months = (quarter * QUARTER, quarter * QUARTER + QUARTER)
            (people_by, it_by), (people_to, it_to) = (
                [sum(part) for part in zip(*(self.days(slot, month) for slot in slots), strict=True)]
                for month in months
            )
            if people_to - people_by > self.means.days:
                found.add(PEOPLE)
            if it_to - it_by > self.means.it_days:
                found.add(IT)
            if quarter < FIRST_YEAR and self.means.money is not None:
                spent, spending = (sum(self.paid(slot, month) for slot in slots) for month in months)
                if spending - spent > self.means.money:
                    found.add(BUDGET)
        return frozenset(found)

    def placed(self, cost: PhaseCost, start: int, before: tuple[_Slot, ...]) -> tuple[_Slot, tuple[str, ...]]:
        """The phase with the fewest months added that make it fit, and notes on what was or could not be done. When
        only the money never fits, stretching for it is given up."""
        limits = self.plans.limits
        most = max(limits.stretch_least, ceil((limits.stretch_factor - 1) * cost.months.likely))
        most = min(limits.stretch_most, most)
        first = self.over((*before, _Slot(cost, start, 0)))
        chosen, left = _Slot(cost, start, 0), first
        fits_people = not first - {BUDGET}
        for by in range(1, most + 1):
            if not left:
                break
            slot = _Slot(cost, start, by)
            over = self.over((*before, slot))
            if not over or not (fits_people or over - {BUDGET}) or not (fits_people or by < most):
                chosen, left = slot, over
                fits_people = fits_people or not over - {BUDGET}
        notes = [f"over_{of}" if of in left else f"stretched_{of}" for of in (PEOPLE, IT, BUDGET) if of in first]
        return chosen, tuple(notes)

    def quarters(self, slot: _Slot, last: int) -> Iterator[Quarter]:
        """All quarters from the first of the phase to the `last` of the plan (exclusive)."""
        for quarter in range(slot.start // QUARTER, last):
            begin, end = quarter * QUARTER, quarter * QUARTER + QUARTER
            (days_by, it_by), (days, of_it) = self.days(slot, begin), self.days(slot, end)
            lines = slot.cost.lines
            yield Quarter(
                quarter=quarter + 1,
                once=sum(self.once(slot, line, end) - self.once(slot, line, begin) for line in lines),
                running=sum(self.running(slot, line, end) - self.running(slot, line, begin) for line in lines),
                paid=self.paid(slot, end) - self.paid(slot, begin),
                days=days - days_by,
                it_days=of_it - it_by,
                capacity=self.means.days,
                it_capacity=self.means.it_days,
            )


def means_of(plans: Plans, estimate: Estimate, request: Request, facts: Facts, scores: Mapping[str, float]) -> Means:
    """The means of the company of `request`; `scores` hold `it` and `change` from 0 to 100. A company that did not say
    how many IT people it has is taken to have the fewest."""
    people = _share(plans.capacity[request.size], min(scores["it"], scores["change"]))
    staff = max(float(facts.get("it_staff") or 0.0), plans.limits.it_least)
    of_it = staff * _share(plans.it_capacity, scores["it"])
    money = None if estimate.stated is None else estimate.stated * plans.limits.money_share
    days = plans.days_in_quarter
    return Means(facts, max(1, round(days * request.employees * people)), max(1, round(days * of_it)), money)


def _share(bands: tuple[tuple[int, float], ...], score: float) -> float:
    return next(share for upto, share in bands if score <= upto)


def plan(
    plans: Plans, estimate: Estimate, phases: Iterable[Phase], modules: Mapping[str, Module], means: Means
) -> tuple[PlannedPhase, ...]:
    """The phases of the roadmap in time; `estimate` was made for the same roadmap."""
    planner = _Planner(plans, means, estimate.assumptions.price_rise)
    costs = {phase.phase: phase for phase in estimate.phases}
    placed: list[tuple[Phase, _Slot, tuple[str, ...]]] = []
    for phase in phases:
        before = tuple(slot for _, slot, _ in placed)
        cost = costs[phase.phase]
        slot, notes = planner.placed(cost, cost.start + sum(slot.by for slot in before), before)
        placed.append((phase, slot, notes))
    last = max((slot.quarters.stop for _, slot, _ in placed), default=0)
    found = []
    for phase, slot, notes in placed:
        waves = _waves(plans, phase, slot, modules)
        planned = PlannedPhase(
            phase=phase.phase,
            systems=phase.systems,
            waves=waves,
            start=slot.start,
            months=_stretched(slot.cost.months, slot.by),
            stretched_by=slot.by,
            notes=(*notes, WAVES) if len(waves) > 1 else notes,
            work=tuple(_work(plans, slot, means.facts)),
            quarters=tuple(planner.quarters(slot, last)),
            gate=_gate(plans, phase, means.facts),
        )
        found.append(planned)
    return tuple(found)


def _stretched(months: Months, by: int) -> Months:
    return Months(low=months.low + by, likely=months.likely + by, high=months.high + by)


def _work(plans: Plans, slot: _Slot, facts: Facts) -> Iterator[Work]:
    for work in slot.cost.work:
        package = plans.work[work.id]
        yield Work(
            id=work.id,
            owner=package.owner,
            reason=next(reason for when, reason in package.reasons if when.holds(facts)),
            start=round(slot.start + package.start * slot.months, 1),
            end=round(slot.start + package.end * slot.months, 1),
            days=work.days,
            sources=package.sources,
        )


def _gate(plans: Plans, phase: Phase, facts: Facts) -> tuple[Gate, ...]:
    """The conditions for going on from a phase; none after the last."""
    if not phase.gate:
        return ()
    fitting = [g for g in plans.gates if set(g.systems) & set(phase.systems) and g.when.holds(facts)]
    return tuple(Gate(id=g.id, sources=g.sources) for g in fitting[: plans.limits.conditions_most])


def _waves(plans: Plans, phase: Phase, slot: _Slot, modules: Mapping[str, Module]) -> tuple[tuple[str, ...], ...]:
    """The modules in the order of going live: in waves when the phase was stretched and is long, none before what it
    needs, otherwise as urgent as in the roadmap."""
    order = _in_order(phase.modules, modules)
    count = 1
    if slot.by and slot.months >= plans.limits.wave_from:
        count = min(plans.limits.waves_most, ceil(slot.months / plans.limits.wave_from), len(order))
    cuts = [len(order) * i // count for i in range(count + 1)]
    return tuple(tuple(order[a:b]) for a, b in pairwise(cuts))


def _in_order(ids: Iterable[str], modules: Mapping[str, Module]) -> list[str]:
    """Modules with each after those it needs, and otherwise in the given order."""
    waiting, order = list(ids), []
    while waiting:
        ready = (m for m in waiting if not set(modules[m].needs) & set(waiting))
        chosen = next(ready, waiting[0])
        waiting.remove(chosen)
        order.append(chosen)
    return order


def word_keys(plans: Plans) -> Iterator[tuple[str, ...]]:
    """All words that every language must have for estimates and plans."""
    yield from keys_of_estimates(LINES, (*ASSUMED, "currency"))
    yield from keys_of_plans(plans)
    yield from (("plan_notes", note) for note in (*NOTES, *STANDING))
