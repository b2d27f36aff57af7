"""Planning figures applied to one company: what a system, and the joining of systems, takes in money, days, months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from advisor.recommendation.money.amounts import ONE, YEAR, Amount, added, rounded
from advisor.recommendation.money.costs import COUNTED, ON_PREMISE, SAAS, SIZES, SYSTEMS, WORK, Costs, Figure
from advisor.recommendation.money.estimate import Assumptions
from advisor.recommendation.money.request import Request

_OUTSIDE = ("implementation", "customisation", "integration", "training")
_FACTORS = {"processes": ("process_work", "process_maturity"), "migration": ("data_work", "data_quality")}


@dataclass(frozen=True)
class Part:
    """One system of one option (or the joining of systems), all work and the first year: amounts in euro by line, own
    days by work package, and months."""

    lines: dict[str, Amount]
    work: dict[str, Amount]
    months: Amount


@dataclass(frozen=True)
class Company:
    """The request with everything derived from it that does not depend on the option."""

    prices: Costs
    request: Request
    assumptions: Assumptions
    day_rate: Decimal
    rate: Decimal

    @property
    def wages(self) -> str:
        return self.prices.wages_of(self.request.country)

    def users(self, system: str) -> int:
        return self.assumptions.crm_users if system == "crm" else self.assumptions.erp_users

    def level(self, fact: str) -> str:
        return str(self.assumptions.customisation) if fact == "customisation" else self.request.levels[fact]

    def figure(self, line: str, **of: str) -> Figure:
        return self.prices.figure(line, **{"size": self.request.size, **of})

    def in_money(self, days: Amount) -> Amount:
        """Own days in euro; the figure of the day rate counts as a source unless the reader set the rate."""
        base = self.figure("day_rate", wages=self.wages)
        cited = () if "day_rate" in self.request.overrides.given else (base,)
        return Amount(days.scaled(self.day_rate).values, (*days.figures, *cited) if days.likely else ())


def company_of(prices: Costs, request: Request) -> Company:
    changed, rate = request.overrides, request.rates[request.currency]
    base = prices.figure("day_rate", wages=prices.wages_of(request.country)).likely
    own = changed.day_rate if changed.day_rate is not None else rounded(base * rate)
    rise, spare = prices.figure("price_rise").likely * 100, prices.figure("contingency").likely * 100
    level = int(request.levels["customisation"]) if changed.customisation is None else changed.customisation
    assumptions = Assumptions(
        years=int(prices.bounds["years"].value or 0) if changed.years is None else changed.years,
        crm_users=changed.crm_users or _users(prices, request, "crm"),
        erp_users=changed.erp_users or _users(prices, request, "erp"),
        day_rate=own,
        price_rise=float(rise if changed.price_rise is None else changed.price_rise),
        customisation=level,
        interfaces=_interfaces(prices, request, request.path),
        contingency=float(spare if changed.contingency is None else changed.contingency),
        currency=request.currency,
    )
    return Company(prices, request, assumptions, Decimal(own) / rate, rate)


def _users(prices: Costs, request: Request, system: str) -> int:
    """Users of a system. Of stated ones all work in the system that more people use, and in the other the part that
    the shares of employees give; those who sell are always among the users of a CRM."""
    typical = {s: _typical(prices, request, s) for s in SYSTEMS}
    found = typical[system]
    if request.users is not None:
        found *= request.users / max(typical.values())
    sellers = (request.sellers or 0) if system == "crm" else 0
    most = request.employees if request.users is None else request.users
    return max(1, min(most, max(sellers, int(found.quantize(ONE, ROUND_HALF_UP)))))


def _typical(prices: Costs, request: Request, system: str) -> Decimal:
    """Typical users of a company of this many people: each size class gives the share of its own additional people,
    so that a larger company never has fewer users."""
    edges = (*(edge - 1 for edge in request.edges), request.employees)
    found, below = Decimal(0), 0
    for size, upto in zip(SIZES, edges, strict=True):
        people = max(0, min(request.employees, upto) - below)
        found += prices.figure("users", system=system, size=size).likely * people
        below = max(below, min(request.employees, upto))
    return found


def _interfaces(prices: Costs, request: Request, path: str) -> int:
    if not request.steps[path]:
        return 0
    if request.overrides.interfaces is not None:
        return request.overrides.interfaces
    if request.styles[path] == "none":
        return 0
    others = (request.other_systems * prices.figure("linked").likely).to_integral_value(ROUND_HALF_UP)
    return min(int(others) + request.links[path], int(prices.figure("interfaces_most").likely))


def system_of(company: Company, system: str, deployment: str) -> Part:
    figure, users = company.figure, company.users(system)
    priced = company.prices.priced(users)
    services = figure("services", wages=company.wages)
    hard = figure("complexity", level=company.level("process_complexity"))
    rent = figure("subscription", system=system, deployment=SAAS)
    days = figure("training_days", system=system)
    ratio = figure("implementation", system=system, deployment=deployment)
    lines = {"implementation": Amount.of(ratio, rent, hard, services, times=YEAR * priced)}
    surcharge = figure("customisation", level=company.level("customisation"))
    lines["customisation"] = Amount.of(surcharge, times=lines["implementation"].likely)
    outside = Amount.of(days, figure("trainer_day"), services, times=users)
    lines["training"] = outside.scaled(ONE / figure("learners").likely)
    if deployment == ON_PREMISE:
        licence = figure("licence", system=system, deployment=deployment)
        lines["licence"] = Amount.of(licence, times=priced)
        lines["maintenance"] = Amount.of(figure("maintenance"), licence, times=priced)
        lines["hardware"] = Amount.of(figure("hardware"), times=users)
    else:
        rented = figure("subscription", system=system, deployment=deployment)
        lines["subscription"] = Amount.of(rented, times=YEAR * priced)
    if deployment != SAAS:
        lines["hosting"] = Amount.of(figure("hosting", system=system, deployment=deployment))
    running = figure("operation", system=system, deployment=deployment)
    lines["operation"] = company.in_money(Amount.of(running))
    pace, dirt = figure("pace", deployment=deployment), figure("data_time", level=company.level("data_quality"))
    months = Amount.of(figure("duration", system=system), pace, hard, dirt)
    return _with_people(company, lines, _work(company, system), months)


def _work(company: Company, system: str) -> dict[str, Amount]:
    """Own days by work package for one system."""
    figure = company.figure
    effort = figure("effort", system=system)
    hard = figure("complexity", level=company.level("process_complexity"))
    work: dict[str, Amount] = {}
    for package in WORK:
        if package not in COUNTED:
            factors = [figure(line, level=company.level(fact)) for line, fact in _by_answer(package)]
            work[package] = Amount.of(effort, hard, figure("work", work=package), *factors)
    dirt = figure("data_work", level=company.level("data_quality"))
    sources = Amount.of(figure("effort_source"), dirt, times=company.request.other_systems)
    work["migration"] = added((work["migration"], sources))
    learning = figure("training_work", level=company.level("training_capacity"))
    work["training"] = Amount.of(figure("training_days", system=system), learning, times=company.users(system))
    return work


def _by_answer(package: str) -> Iterator[tuple[str, str]]:
    if package in _FACTORS:
        yield _FACTORS[package]


def joining_of(company: Company, path: str) -> Part:
    """Interfaces of a path; in one suite the two systems are joined at a lower price."""
    figure, request = company.figure, company.request
    count = _interfaces(company.prices, request, path)
    within = int(request.styles[path] == "suite" and request.links[path] and count > 0)
    services = figure("services", wages=company.wages)
    amounts = [Amount.of(figure("integration", style="api"), services, times=count - within)] if count > within else []
    amounts += [Amount.of(figure("integration", style="suite"), services, times=within)] if within else []
    built = added(amounts)
    lines = {"integration": built, "upkeep": Amount.of(figure("upkeep"), times=built.likely)}
    work = {"integration": Amount.of(figure("effort_interface"), times=count)}
    months = Amount.of(figure("joining"), times=min(1, count))
    return _with_people(company, lines, work, months)


def _with_people(company: Company, lines: dict[str, Amount], work: dict[str, Amount], months: Amount) -> Part:
    """The part with its own time in money, and the overrun of what is bought from outside."""
    own = company.in_money(added(work.values()))
    outside = sum((lines[name].likely for name in _OUTSIDE if name in lines), Decimal(0))
    spare = Amount.of(company.prices.figure("contingency"), times=outside)
    if "contingency" in company.request.overrides.given:
        share = Decimal(str(company.assumptions.contingency)) / 100
        spare = Amount((outside * share,) * 3, spare.figures)
    return Part({**lines, "own_time": own, "contingency": spare}, work, months)
