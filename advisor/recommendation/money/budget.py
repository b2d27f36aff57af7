"""What each option costs over the years: planning figures applied to one company.

Every figure is data (`costs.yaml`). Each line takes its range from one figure and the others at their likely values;
sums are value by value (see `estimate`). Phases follow each other: the next one begins when the
likely duration of the one before and the time of its gate are over, so a second system runs for fewer of the years.
One-off work is spread evenly over the duration of its phase; what is paid every year rises by the price rise once a
year, counted from the start of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from advisor.recommendation.money.amounts import ONE, YEAR, Amount, Values, added, rounded, summed, years_at_first_price
from advisor.recommendation.money.costing import Company, Part, company_of, joining_of, system_of
from advisor.recommendation.money.costs import SHARED, SYSTEMS, WORK, Costs
from advisor.recommendation.money.estimate import (
    CostLine,
    Covers,
    Estimate,
    Months,
    OptionCost,
    PhaseCost,
    Span,
    WorkDays,
)
from advisor.recommendation.money.request import Request, Step

UPFRONT = ("licence", "hardware")
SPREAD = ("implementation", "customisation", "integration", "training", "contingency", "own_time")
YEARLY = ("subscription", "maintenance", "hosting", "upkeep", "operation")
LINES = (*UPFRONT, *SPREAD, *YEARLY)
# Time of own people: it costs money but is not paid to anybody, and the budget question leaves it out.
OWN = ("own_time", "operation")
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class _Row:
    """One line of one step: the whole of it before rounding, rounded over all years, and in the first year."""

    name: str
    whole: Amount
    span: Values
    first_year: Values


@dataclass(frozen=True)
class _Timed:
    """A step in time (months from the start of the plan) with its lines."""

    step: Step
    start: int
    months: Months
    rows: tuple[_Row, ...]


def estimate(prices: Costs, request: Request) -> Estimate:
    """The estimate for all options, and by phases for the advised one."""
    company = company_of(prices, request)
    deployments = {d for path, d in request.options if request.steps[path]}
    systems = {d: {s: system_of(company, s, d) for s in SYSTEMS} for d in sorted(deployments)}
    joined = {path: {SHARED: joining_of(company, path)} for path in request.steps}
    options = []
    phases: tuple[PhaseCost, ...] = ()
    for path, deployment in request.options:
        parts = systems.get(deployment, {}) | joined[path]
        timed = tuple(_timed(company, request.steps[path], parts))
        options.append(_option(path, deployment, timed))
        if (path, deployment) == (request.path, request.deployment):
            phases = tuple(_phase(one, parts) for one in timed)
    advised = next(o for o in options if (o.path, o.deployment) == (request.path, request.deployment))
    used = [line for phase in phases for line in phase.lines]
    cited = [*(line.sources for line in used), *(_timing(company) if phases else ())]
    stated = _stated(request)
    return Estimate(
        assumptions=company.assumptions,
        phases=phases,
        options=tuple(options),
        total=advised.total,
        first_year=advised.first_year,
        paid_first_year=advised.paid_first_year,
        stated=stated,
        stated_covers=covers(stated, advised.paid_first_year),
        assumed=request.assumed,
        changed=request.overrides.given,
        sources=tuple(dict.fromkeys(source for sources in cited for source in sources)),
        as_of=min((line.as_of for line in used), default=prices.since.year),
    )


def _timing(company: Company) -> Iterator[tuple[str, ...]]:
    """Sources of what spreads cost over time: the price rise and the durations of the systems that come."""
    yield company.figure("price_rise").sources
    steps = company.request.steps[company.request.path]
    yield from (company.figure("duration", system=s).sources for step in steps for s in step.starts)
    yield company.figure("pace", deployment=company.request.deployment).sources


def covers(stated: int | None, needed: Span) -> Covers:
    """How far a stated amount goes: above the high value, the likely one, the low one, or below them all."""
    if stated is None:
        return "unknown"
    if stated >= needed.high:
        return "all"
    if stated >= needed.likely:
        return "likely"
    return "low" if stated >= needed.low else "short"


def _timed(company: Company, steps: tuple[Step, ...], parts: dict[str, Part]) -> Iterator[_Timed]:
    start, gate = 0, company.prices.figure("gate").likely
    for step in steps:
        months = _months(company, step, parts)
        rows = (_row(company, step, name, (start, months), parts) for name in LINES)
        yield _Timed(step, start, months, tuple(row for row in rows if row is not None))
        start = int((start + Decimal(str(months.likely)) + gate).to_integral_value(ROUND_CEILING))


def _months(company: Company, step: Step, parts: dict[str, Part]) -> Months:
    """The longer of two systems and a part of the shorter one; joining them goes on at the same time."""
    systems = [parts[s].months.scaled(share) for s, share in step.shares.items() if s != SHARED]
    joining = parts[SHARED].months.scaled(step.shares.get(SHARED, Decimal(0)))
    overlap = company.prices.figure("overlap").likely
    values = []
    for i in range(3):
        longest, *others = sorted((amount.values[i] for amount in systems), reverse=True) or [Decimal(0)]
        months = max(longest + overlap * sum(others, Decimal(0)), joining.values[i])
        values.append(float(max(_HALF, (months * 2).to_integral_value(ROUND_HALF_UP) / 2)))
    return Months(low=values[0], likely=values[1], high=values[2])


def _row(company: Company, step: Step, name: str, time: tuple[int, Months], parts: dict[str, Part]) -> _Row | None:
    """One line of a step over all its systems; None when it costs nothing. What runs on begins with its system."""
    begin = {**step.shares, **dict.fromkeys(step.starts, ONE)}
    running = {s: share for s, share in begin.items() if s in step.starts or s == SHARED}
    shares = step.shares if name in SPREAD else running
    whole = added(parts[s].lines[name].scaled(share) for s, share in shares.items() if name in parts[s].lines)
    whole = whole.scaled(company.rate)
    if not whole.values[2]:
        return None
    years, rise = company.assumptions.years, company.assumptions.price_rise
    span, first = (whole.rounded(_within(name, time, horizon * YEAR, rise)) for horizon in (years, 1))
    return _Row(name, whole, span, first)


def _within(name: str, time: tuple[int, Months], horizon: int, price_rise: float) -> Decimal:
    """How much of a line falls before the month `horizon`: a share of what is paid once, or years at first prices."""
    start, months = time
    left = max(0, horizon - start)
    if name in UPFRONT:
        return Decimal(left > 0)
    if name in SPREAD:
        return min(ONE, left / Decimal(str(months.likely)))
    return years_at_first_price(start, horizon, price_rise)


def _option(path: str, deployment: str, timed: tuple[_Timed, ...]) -> OptionCost:
    rows = [row for one in timed for row in one.rows]
    return OptionCost(
        path=path,
        deployment=deployment,
        total=_span(summed(row.span for row in rows)),
        first_year=_span(summed(row.first_year for row in rows)),
        paid_first_year=_span(summed(row.first_year for row in rows if row.name not in OWN)),
    )


def _phase(timed: _Timed, parts: dict[str, Part]) -> PhaseCost:
    step, rows = timed.step, timed.rows
    work = []
    for package in WORK:
        found = [parts[s].work[package].scaled(share) for s, share in step.shares.items() if package in parts[s].work]
        low, likely, high = (int(v.to_integral_value(ROUND_HALF_UP)) for v in added(found).values)
        if high:
            work.append(WorkDays(id=package, days=Span(low=low, likely=likely, high=high)))
    return PhaseCost(
        phase=step.number,
        systems=tuple(step.shares),
        start=timed.start,
        months=timed.months,
        lines=tuple(_line(row) for row in rows),
        work=tuple(work),
        total=_span(summed(row.span for row in rows)),
        first_year=_span(summed(row.first_year for row in rows)),
        paid_first_year=_span(summed(row.first_year for row in rows if row.name not in OWN)),
    )


def _line(row: _Row) -> CostLine:
    likely = rounded(row.whole.likely)
    return CostLine(
        id=row.name,
        span=_span(row.span),
        first_year=_span(row.first_year),
        once=0 if row.name in YEARLY else likely,
        per_year=likely if row.name in YEARLY else 0,
        upfront=row.name in UPFRONT,
        paid=row.name not in OWN,
        sources=tuple(dict.fromkeys(source for figure in row.whole.figures for source in figure.sources)),
        as_of=min(figure.as_of for figure in row.whole.figures),
    )


def _span(values: Values) -> Span:
    low, likely, high = values
    return Span(low=low, likely=likely, high=high)


def _stated(request: Request) -> int | None:
    """The stated budget in whole units of the currency of the estimate."""
    if request.stated is None:
        return None
    euros = request.stated.amount / request.rates[request.stated.currency]
    return int((euros * request.rates[request.currency]).to_integral_value(ROUND_HALF_UP))
