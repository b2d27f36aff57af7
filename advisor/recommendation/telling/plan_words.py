"""The plan in words: phases in time, what they ask for in each quarter, work packages, and when to go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor import language as wording
from advisor.recommendation.content import Content
from advisor.recommendation.money.estimate import Estimate, PlannedPhase, Quarter, Work
from advisor.recommendation.money.plan import FIRST_YEAR
from advisor.recommendation.telling.amount_words import Amounts, Range, months, three_digits
from advisor.recommendation.telling.words import Reference, asked, cited, said
from advisor.recommendation.texts import Texts


@dataclass(frozen=True)
class WorkRow:
    """A work package: who leads it, why, from which month to which, and days of own people."""

    id: str
    name: str
    about: str
    owner: str
    reason: str
    start: float
    end: float
    months: str
    days: str
    likely_days: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class GateRow:
    """A condition for going on, with what it rests on."""

    text: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class PhaseRow:
    """A phase in time: `start` in months from the start of the plan (0), the duration as numbers and as words, groups
    of modules in the order of going live, and what it costs over all years (None when the estimate lacks it). `sources`
    are those of all its work."""

    number: int
    system_ids: tuple[str, ...]
    systems: tuple[str, ...]
    start: int
    likely: float
    high: float
    starts: str
    duration: str
    likely_duration: str
    stretched_by: int
    notes: tuple[str, ...]
    waves: tuple[tuple[str, ...], ...]
    work: tuple[WorkRow, ...]
    gate: tuple[GateRow, ...]
    sources: tuple[Reference, ...]
    cost: Range | None


@dataclass(frozen=True)
class QuarterRow:
    """A quarter of the plan over all phases: likely cost, how much of it is paid to others, own days, those of IT
    people among them, and the days that the company can give. Cells are in the unit of the tables."""

    number: int
    cost: int
    paid: int
    days: int
    it_days: int
    capacity: int
    it_capacity: int
    cost_cell: str
    paid_cell: str

    @property
    def over(self) -> bool:
        return self.days > self.capacity or self.it_days > self.it_capacity


@dataclass(frozen=True)
class PlanWords:
    """`end` is the month in which the last phase is likely over; `money_limit` is the most that a quarter of the first
    year may ask for, None when no budget was stated; `in_first_year` counts the quarters for which it holds."""

    phases: tuple[PhaseRow, ...]
    quarters: tuple[QuarterRow, ...]
    end: float
    end_words: str
    money_limit: int | None
    money_limit_words: str
    in_first_year: int
    stretched: bool


def plan_words(
    content: Content, texts: Texts, estimate: Estimate, phases: tuple[PlannedPhase, ...], amounts: Amounts
) -> PlanWords | None:
    """The plan that was made with `estimate`; None when there is nothing to plan."""
    if not phases:
        return None
    costs = {cost.phase: amounts.range(cost.total) for cost in estimate.phases}
    end = max(phase.start + phase.months.likely for phase in phases)
    share = content.figures.plans.limits.money_share
    limit = None if estimate.stated is None else round(estimate.stated * share)
    return PlanWords(
        phases=tuple(_phase(content, texts, phase, costs.get(phase.phase)) for phase in phases),
        quarters=tuple(_quarters(phases, amounts)),
        end=end,
        end_words=wording.number(end, texts.language),
        money_limit=limit,
        money_limit_words="" if limit is None else amounts.amount(three_digits(limit)),
        in_first_year=FIRST_YEAR,
        stretched=any(phase.stretched_by for phase in phases),
    )


def _phase(content: Content, texts: Texts, phase: PlannedPhase, cost: Range | None) -> PhaseRow:
    duration = phase.months
    return PhaseRow(
        number=phase.phase,
        system_ids=phase.systems,
        systems=tuple(said(texts, "systems", system) for system in phase.systems),
        start=phase.start,
        likely=duration.likely,
        high=duration.high,
        starts=wording.number(phase.start, texts.language),
        duration=months(texts, duration.low, duration.high),
        likely_duration=wording.number(duration.likely, texts.language),
        stretched_by=phase.stretched_by,
        notes=tuple(said(texts, "plan_notes", note) for note in phase.notes),
        waves=tuple(tuple(said(texts, "modules", module, "name") for module in wave) for wave in phase.waves),
        work=tuple(_work(content, texts, work) for work in phase.work),
        gate=tuple(
            GateRow(said(texts, "gate_conditions", gate.id), cited(content, texts, gate.sources)) for gate in phase.gate
        ),
        sources=cited(content, texts, dict.fromkeys(source for work in phase.work for source in work.sources)),
        cost=cost,
    )


def _work(content: Content, texts: Texts, work: Work) -> WorkRow:
    days = (work.days.low, work.days.likely, work.days.high)
    low, likely, high = (wording.number(day, texts.language) for day in days)
    return WorkRow(
        id=work.id,
        name=said(texts, "work", work.id, "name"),
        about=said(texts, "work", work.id, "about"),
        owner=asked(texts, "roles", work.owner),
        reason=said(texts, "work_reasons", work.reason),
        start=work.start,
        end=work.end,
        months=months(texts, work.start, work.end),
        days=low if low == high else f"{low}–{high}",
        likely_days=likely,
        sources=cited(content, texts, work.sources),
    )


def _quarters(phases: Iterable[PlannedPhase], amounts: Amounts) -> Iterator[QuarterRow]:
    """All phases together; what the company can give is the same in each."""
    by_number: dict[int, list[Quarter]] = {}
    for phase in phases:
        for quarter in phase.quarters:
            by_number.setdefault(quarter.quarter, []).append(quarter)
    for number, found in sorted(by_number.items()):
        cost, paid = sum(q.once + q.running for q in found), sum(q.paid for q in found)
        yield QuarterRow(
            number=number,
            cost=cost,
            paid=paid,
            days=sum(q.days for q in found),
            it_days=sum(q.it_days for q in found),
            capacity=max(q.capacity for q in found),
            it_capacity=max(q.it_capacity for q in found),
            cost_cell=amounts.cell(three_digits(cost)),
            paid_cell=amounts.cell(three_digits(paid)),
        )
