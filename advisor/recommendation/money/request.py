"""What is to be estimated: plain values from the content, the facts and the answers, and what a reader changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_territory_currencies

from advisor.errors import BadInput
from advisor.facts import Facts, derive
from advisor.language import parse_integer
from advisor.money import Money
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.model import Phase
from advisor.recommendation.money.costs import SHARED, Costs
from advisor.recommendation.verdict import fired

EURO = "EUR"
LEVELS = ("customisation", "process_complexity", "process_maturity", "data_quality", "training_capacity")
# What stands beside a system when only the other one is bought, and is then joined to it.
_COUNTERPART = {"crm": "erp_state", "erp": "crm_state"}
_PERCENT = ("price_rise", "contingency")
# Currencies of countries are looked up for a fixed day, so that the same answers always give the same estimate.
_CURRENCIES_ON = date(2026, 11, 1)


class OutOfBounds(BadInput):
    """An assumption that cannot be used."""

    def __init__(self, key: str, template: str, **values: str) -> None:
        super().__init__(template, field=key, values=values)


@dataclass(frozen=True)
class Overrides:
    """Assumptions that a reader set; None leaves an assumption as it is. `price_rise` and `contingency` are percent,
    `day_rate` is in the currency of the estimate."""

    years: int | None = None
    crm_users: int | None = None
    erp_users: int | None = None
    day_rate: int | None = None
    price_rise: Decimal | None = None
    customisation: int | None = None
    interfaces: int | None = None
    contingency: Decimal | None = None
    currency: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        return tuple(f.name for f in fields(self) if getattr(self, f.name) is not None)


@dataclass(frozen=True)
class Step:
    """A phase to be paid for: which share of the work on each system (and on joining them, `shared`) it holds, and
    which systems begin to run with it."""

    number: int
    shares: dict[str, Decimal]
    starts: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """Everything about one company that an estimate reads.

    `options` are all options in the order of the scheme, `steps` the phases of each path (those of the roadmap for the
    advised one), `styles` how each path is joined, `links` whether CRM and ERP are. `edges` are the numbers of
    employees at which the larger size classes begin. `users` and `sellers` are None when no answer gives them.
    `assumed` names the facts that no answer gave.
    """

    path: str
    deployment: str
    options: tuple[tuple[str, str], ...]
    steps: dict[str, tuple[Step, ...]]
    styles: dict[str, str]
    links: dict[str, bool]
    size: str
    edges: tuple[int, ...]
    employees: int
    users: int | None
    sellers: int | None
    other_systems: int
    country: str | None
    levels: dict[str, str]
    currency: str
    rates: dict[str, Decimal]
    stated: Money | None
    assumed: tuple[str, ...]
    overrides: Overrides = Overrides()


def request_of(
    content: Content,
    facts: Facts,
    answers: Mapping[str, Answer],
    roadmap: Iterable[Phase] = (),
    overrides: Overrides | None = None,
) -> Request:
    """The request for the chosen option of `facts`, which hold `chosen_path` and `chosen_deployment`."""
    scheme, changed = content.scheme, overrides or Overrides()
    path, deployment = str(facts["chosen_path"]), str(facts["chosen_deployment"])
    known = _Known(content, facts)
    employees = known.number("employees")
    users = facts.get("users")
    if facts.get("employees") is None and users is not None:
        employees = max(employees, int(float(users)))
    size = content.vocabulary.facts["size_class"]
    stated = answers.get("budget")
    country = facts.get("country")
    steps = {p: _scheme_steps(phases) for p, phases in scheme.phases.items()}
    steps[path] = _roadmap_steps(content, path, tuple(roadmap)) or steps[path]
    levels = {key: str(min(5, max(1, known.number(key)))) for key in LEVELS}
    other_systems = known.number("other_systems")
    if users is None:
        known.assumed.append("users")
    return Request(
        path=path,
        deployment=deployment,
        options=tuple((o.path, o.deployment) for o in scheme.options),
        steps=steps,
        styles={p: _style(content, facts, p) for p in scheme.paths},
        links={p: _linked(scheme.systems(p), facts) for p in scheme.paths},
        size=str(derive(size, {"employees": float(employees)})),
        edges=tuple(int(edge) for edge in (size.derive.at if size.derive else ())),
        employees=employees,
        users=None if users is None else int(float(users)),
        sellers=None if facts.get("sellers") is None else int(float(facts["sellers"] or 0)),
        other_systems=other_systems,
        country=None if country is None else str(country),
        levels=levels,
        currency=changed.currency or _currency(stated, country, content.rates.per_euro),
        rates=dict(content.rates.per_euro),
        stated=stated if isinstance(stated, Money) else None,
        assumed=tuple(known.assumed),
        overrides=changed,
    )


def overrides_of(prices: Costs, currencies: Iterable[str], raw: Mapping[str, Any]) -> Overrides:
    """Assumptions as a form or an API call gives them; empty ones are left as they are. Raises `OutOfBounds`."""
    found: dict[str, Any] = {}
    for key, value in raw.items():
        text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
        if value is None or value == "":
            continue
        if key == "currency":
            if text.upper() not in (known := tuple(currencies)):
                raise OutOfBounds(key, "Use one of the currencies {choices}.", choices=", ".join(known))
            found[key] = text.upper()
        elif key in prices.bounds:
            found[key] = _bounded(prices, key, text)
        else:
            raise OutOfBounds(str(key)[:80], "There is no such assumption. They are: {choices}.", choices=_all(prices))
    return Overrides(**found)


def _all(prices: Costs) -> str:
    return ", ".join((*prices.bounds, "currency"))


def _bounded(prices: Costs, key: str, text: str) -> int | Decimal:
    bound = prices.bounds[key]
    number: int | Decimal | None = _decimal(text) if key in _PERCENT else parse_integer(text)
    if number is None or not bound.low <= number <= bound.high:
        bounds = {"low": f"{bound.low:f}", "high": f"{bound.high:f}"}
        if key in _PERCENT:
            raise OutOfBounds(key, "Give a percentage from {low} to {high}.", **bounds)
        raise OutOfBounds(key, "Give a whole number from {low} to {high}.", **bounds)
    return number


def _decimal(text: str) -> Decimal | None:
    """A percentage with at most two places; None when it is not one."""
    try:
        number = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number.quantize(Decimal("0.01")) if number.is_finite() and abs(number) < 1000 else None


class _Known:
    """Numbers of the facts; where there is none, the mean of what "don't know" stands for, which is then noted."""

    def __init__(self, content: Content, facts: Facts) -> None:
        self.questions = content.questionnaire.by_id
        self.facts = facts
        self.assumed: list[str] = []

    def number(self, fact: str) -> int:
        value = self.facts.get(fact)
        if value is not None:
            return int(float(value))
        self.assumed.append(fact)
        pairs = [(Decimal(str(v)), weight) for v, weight in self.questions[fact].unknown]
        mean = sum((v * weight for v, weight in pairs), Decimal(0)) / sum(weight for _, weight in pairs)
        return int(mean.quantize(Decimal(1), ROUND_HALF_UP))


def _scheme_steps(phases: tuple[tuple[str, ...], ...]) -> tuple[Step, ...]:
    """The phases of a path with all work on a system where it comes in; systems are joined with the last."""
    return tuple(
        Step(
            number,
            {system: Decimal(1) for system in (*systems, *([SHARED] if number == len(phases) else []))},
            tuple(systems),
        )
        for number, systems in enumerate(phases, 1)
    )


def _roadmap_steps(content: Content, path: str, roadmap: tuple[Phase, ...]) -> tuple[Step, ...]:
    """The phases of the roadmap; the work on a system is divided by its modules, of which each counts the same."""
    if not roadmap:
        return ()
    counts: list[dict[str, int]] = [{} for _ in roadmap]
    for count, phase in zip(counts, roadmap, strict=True):
        for module in phase.modules:
            system = content.modules[module].system
            count[system] = count.get(system, 0) + 1
    for place, systems in enumerate(content.scheme.phases[path]):
        for system in systems:
            if not any(system in count for count in counts):
                counts[min(place, len(counts) - 1)][system] = 1
    order = tuple(s for systems in content.scheme.phases[path] for s in systems)
    first = {s: next(i for i, count in enumerate(counts) if s in count) for s in order}
    if not any(SHARED in count for count in counts):
        counts[max(first.values())][SHARED] = 1
    total = {s: sum(count.get(s, 0) for count in counts) for s in (*order, SHARED)}
    return tuple(
        Step(
            phase.phase,
            {s: Decimal(count[s]) / total[s] for s in (*order, SHARED) if s in count},
            tuple(s for s in order if first[s] == place),
        )
        for place, (phase, count) in enumerate(zip(roadmap, counts, strict=True))
    )


def _style(content: Content, facts: Facts, path: str) -> str:
    if not content.scheme.phases[path]:
        return "none"
    rows = fired(content.roles.styles, {**facts, "chosen_path": path}).values()
    return next((str(found[0].then["style"]) for found in rows if found), "none")


def _linked(systems: frozenset[str], facts: Facts) -> bool:
    """Whether CRM and ERP are to be joined: both come, or one comes beside the other."""
    if len(systems) != 1:
        return len(systems) > 1
    return facts.get(_COUNTERPART[next(iter(systems))]) not in (None, "none")


def _currency(stated: Answer, country: object, rates: Mapping[str, Decimal]) -> str:
    """The currency of the stated budget, else of the country when there is a planning rate for it, else the euro."""
    if isinstance(stated, Money):
        return stated.currency
    if country is None:
        return EURO
    used = get_territory_currencies(str(country), _CURRENCIES_ON, _CURRENCIES_ON)
    return next((str(code) for code in used if code in rates), EURO)
