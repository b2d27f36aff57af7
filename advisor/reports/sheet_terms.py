"""The estimate of the advised option taken apart into terms that a workbook can work out again.

Each term is one figure, as a range, times fixed figures at their likely values, times what follows from assumptions.
It is the estimate of `advisor.recommendation.money.costing`, one option only, with the assumptions left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from advisor.errors import BadInput
from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.flow import replay
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.amounts import YEAR, added
from advisor.recommendation.money.budget import estimate
from advisor.recommendation.money.costing import Company, company_of, system_of
from advisor.recommendation.money.costs import ASSUMED, ON_PREMISE, SAAS, SHARED, SYSTEMS, Figure
from advisor.recommendation.money.estimate import Estimate
from advisor.recommendation.money.request import Overrides, Step, request_of
from advisor.recommendation.tailoring import tailored

Range = tuple[Decimal, Decimal, Decimal]
# What is bought from outside, which a reserve is kept for.
OUTSIDE = ("implementation", "customisation", "integration", "training")


@dataclass(frozen=True)
class Term:
    """One part of a cost line of a system, in euro: the range times `fixed` times each of `times`. The range of the
    terms `customisation` and `contingency` follows from assumptions. `times` have a system after a colon where they
    belong to one."""

    system: str
    line: str
    figure: str
    span: Range
    fixed: Decimal = Decimal(1)
    times: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """An estimate taken apart. `duration` is the likely months of each system at full work; `levels` the ranges of
    customisation from answer 1 to 5; `reserve` its range while nobody sets it; `within` whether a join within one suite
    is among the interfaces."""

    company: Company
    estimate: Estimate
    steps: tuple[Step, ...]
    terms: tuple[Term, ...]
    duration: dict[str, Decimal]
    levels: tuple[Range, ...]
    reserve: Range
    within: bool

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems that are bought, without what joins them."""
        return tuple(s for s in SYSTEMS if any(s in step.shares for step in self.steps))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The assumptions that bear on this option."""
        users = {f"{s}_users" for s in SYSTEMS}
        return tuple(key for key in ASSUMED if key not in users or key.removesuffix("_users") in self.systems)


def taken(content: Content, stored: Recommendation) -> Taken | None:
    """The estimate of a stored result taken apart; None when it has none, buys nothing, or was made by other figures,
    so that today's would not come to the same."""
    found = stored.budget.estimate
    if found is None or not found.phases or stored.content_version != content.version:
        return None
    content = tailored(content, stored.tailoring)
    try:
        answers = parse_all(content.questionnaire, stored.answers)
    except BadInput:
        return None
    known = replay(content.questionnaire, content.vocabulary, content.rates, answers).facts
    decided = stored.decided
    facts = {**known, "chosen_path": decided.path, "chosen_deployment": decided.deployment}
    prices = content.figures.costs
    request = request_of(content, facts, answers, stored.roadmap, _overrides(found))
    if estimate(prices, request) != found:
        return None
    company, steps = company_of(prices, request), request.steps[decided.path]
    systems = [s for s in SYSTEMS if any(s in step.shares for step in steps)]
    reserve = prices.figure("contingency")
    fixed = Decimal(str(company.assumptions.contingency)) / 100
    given = "contingency" in request.overrides.given
    return Taken(
        company=company,
        estimate=found,
        steps=steps,
        terms=tuple(t for s in (*systems, SHARED) for t in _terms(company, s, decided.deployment)),
        duration={s: system_of(company, s, decided.deployment).months.likely for s in systems},
        levels=tuple(_span(prices.figure("customisation", level=str(level))) for level in range(1, 6)),
        reserve=(fixed,) * 3 if given else _span(reserve),
        within=request.styles[decided.path] == "suite" and request.links[decided.path],
    )


def _overrides(found: Estimate) -> Overrides:
    """What the reader set, as it was given."""
    given: dict[str, Any] = {}
    for key in found.changed:
        value = getattr(found.assumptions, key)
        given[key] = Decimal(str(value)) if isinstance(value, float) else value
    return Overrides(**given)


def _terms(company: Company, system: str, deployment: str) -> Iterator[Term]:
    if system == SHARED:
        yield from _joining(company)
    else:
        yield from _bought(company, system)
        yield from _software(company, system, deployment)
        yield from _own_time(company, system, deployment)
    nothing = (Decimal(0),) * 3
    yield Term(system, "contingency", "contingency", nothing, times=(f"outside:{system}",))


def _bought(company: Company, system: str) -> Iterator[Term]:
    """Work of outside people on a system."""
    figure = company.figure
    services = figure("services", wages=company.wages).likely
    hard = figure("complexity", level=company.level("process_complexity")).likely
    rent = figure("subscription", system=system, deployment=SAAS).likely
    ratio = _span(figure("implementation", system=system, deployment=company.request.deployment))
    yield Term(system, "implementation", "implementation", ratio, rent * hard * services * YEAR, (f"priced:{system}",))
    nothing = (Decimal(0),) * 3
    yield Term(system, "customisation", "customisation", nothing, times=(f"implementation:{system}",))
    course = figure("trainer_day").likely * services / figure("learners").likely
    days = _span(figure("training_days", system=system))
    yield Term(system, "training", "training_days", days, course, (f"users:{system}",))


def _software(company: Company, system: str, deployment: str) -> Iterator[Term]:
    figure, priced = company.figure, (f"priced:{system}",)
    if deployment == ON_PREMISE:
        licence = figure("licence", system=system, deployment=deployment)
        yield Term(system, "licence", "licence", _span(licence), times=priced)
        yield Term(system, "maintenance", "maintenance", _span(figure("maintenance")), licence.likely, priced)
        yield Term(system, "hardware", "hardware", _span(figure("hardware")), times=(f"users:{system}",))
    else:
        rent = figure("subscription", system=system, deployment=deployment)
        yield Term(system, "subscription", "subscription", _span(rent), Decimal(YEAR), priced)
    if deployment != SAAS:
        yield Term(system, "hosting", "hosting", _span(figure("hosting", system=system, deployment=deployment)))


def _own_time(company: Company, system: str, deployment: str) -> Iterator[Term]:
    """Days of own people: those of the project do not depend on assumptions, those of learning on the users."""
    figure = company.figure
    work = system_of(company, system, deployment).work
    project = added(amount for package, amount in work.items() if package != "training")
    yield Term(system, "own_time", "effort", project.values, times=("day",))
    learning = figure("training_work", level=company.level("training_capacity")).likely
    days = _span(figure("training_days", system=system))
    yield Term(system, "own_time", "training_days", days, learning, (f"users:{system}", "day"))
    running = figure("operation", system=system, deployment=deployment)
    yield Term(system, "operation", "operation", _span(running), times=("day",))


def _joining(company: Company) -> Iterator[Term]:
    figure, services = company.figure, company.figure("services", wages=company.wages).likely
    for style in ("api", "suite"):
        yield Term(SHARED, "integration", style, _span(figure("integration", style=style)), services, (style,))
    yield Term(SHARED, "upkeep", "upkeep", _span(figure("upkeep")), times=(f"outside:{SHARED}",))
    yield Term(SHARED, "own_time", "effort_interface", _span(figure("effort_interface")), times=("interfaces", "day"))


def _span(figure: Figure) -> Range:
    return figure.low, figure.likely, figure.high
