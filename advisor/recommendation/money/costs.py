"""Reading `costs.yaml`: planning figures in money, own days and months; what is wrong is returned as problems."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from advisor.errors import Problem
from advisor.language import country_codes
from advisor.source import Document, read

SYSTEMS = ("crm", "erp")
SHARED = "shared"
SIZES = ("micro", "small", "medium", "large")
SAAS, ON_PREMISE = "saas", "on-premise"
DEPLOYMENTS = (SAAS, "hybrid", ON_PREMISE)
WORK = ("lead", "processes", "migration", "integration", "training", "pilot", "acceptance", "hypercare")
# Packages whose days follow from interfaces and users, not from the days of the project.
COUNTED = ("integration", "training")
ASSUMED = (
    "years",
    "crm_users",
    "erp_users",
    "day_rate",
    "price_rise",
    "customisation",
    "interfaces",
    "contingency",
)

Dims = dict[str, tuple[str, ...]]
_BY_SYSTEM: Dims = {"system": SYSTEMS}
_BY_SIZE: Dims = {**_BY_SYSTEM, "size": SIZES}
_BY_LEVEL: Dims = {"level": ("1", "2", "3", "4", "5")}
_WAGES: Dims = {"wages": ("high", "middle", "lower", "low")}
_BY_WORK: Dims = {"work": tuple(w for w in WORK if w not in COUNTED)}
_PLAIN = """maintenance hardware upkeep learners trainer_day effort_interface effort_source contingency price_rise
    joining gate overlap linked interfaces_most"""
# Every line of `figures` and what it depends on; each combination has exactly one row.
LINES: dict[str, Dims] = {
    "users": _BY_SIZE,
    "subscription": {**_BY_SIZE, "deployment": DEPLOYMENTS[:2]},
    "licence": {**_BY_SIZE, "deployment": DEPLOYMENTS[2:]},
    "hosting": {**_BY_SIZE, "deployment": DEPLOYMENTS[1:]},
    "implementation": {**_BY_SIZE, "deployment": DEPLOYMENTS},
    "integration": {"size": SIZES, "style": ("suite", "api")},
    "training_days": _BY_SYSTEM,
    "effort": _BY_SIZE,
    "work": _BY_WORK,
    "operation": {**_BY_SIZE, "deployment": DEPLOYMENTS},
    "duration": _BY_SIZE,
    "pace": {"size": SIZES, "deployment": DEPLOYMENTS},
    "day_rate": _WAGES,
    "services": _WAGES,
    **dict.fromkeys(
        ("customisation", "complexity", "data_time", "data_work", "process_work", "training_work"), _BY_LEVEL
    ),
    **{name: {} for name in _PLAIN.split()},
}


@dataclass(frozen=True)
class Figure:
    """A range with its sources and the year it is true for, adjusted to the currency and prices of the file."""

    low: Decimal
    likely: Decimal
    high: Decimal
    sources: tuple[str, ...]
    as_of: int
    line: int


@dataclass(frozen=True)
class Bound:
    """The limits of an assumption and its value when nothing else gives one."""

    low: Decimal
    high: Decimal
    value: Decimal | None


@dataclass(frozen=True, eq=False)
class Costs:
    """All figures by line and what it depends on, in the order of `LINES`. `volume` holds, ascending, numbers of users
    and the share at which those beyond them are priced."""

    since: date
    review_by: date
    currency: str
    figures: dict[tuple[str, ...], Figure]
    wages: dict[str, str]
    other_countries: str
    bounds: dict[str, Bound]
    volume: tuple[tuple[int, Decimal], ...]

    def figure(self, line: str, **of: str) -> Figure:
        return self.figures[(line, *(of[name] for name in LINES[line]))]

    def wages_of(self, country: str | None) -> str:
        return self.wages.get(country or "", self.other_countries)

    def priced(self, users: int) -> Decimal:
        """How many users count for software and implementation, as large numbers are priced lower."""
        counted, upto, share = Decimal(0), 0, Decimal(1)
        for above, next_share in self.volume:
            counted += share * max(0, min(users, above) - upto)
            upto, share = above, next_share
        return counted + share * max(0, users - upto)


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
Sources = Annotated[tuple[str, ...], Field(min_length=1)]
Positive = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Adjustment(Strict):
    factor: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
    sources: Sources


class _Row(Strict):
    line: str
    system: Names = ()
    size: Names = ()
    deployment: Names = ()
    style: Names = ()
    wages: Names = ()
    level: Names = ()
    work: Names = ()
    low: Positive
    likely: Positive
    high: Positive
    adjust: Names = ()
    sources: Sources
    as_of: Annotated[int, Field(ge=1990, le=2100)]


class _Bounds(Strict):
    value: Positive | None = None
    min: Positive
    max: Positive


class _Volume(Strict):
    above: Annotated[int, Field(ge=1)]
    share: Annotated[Decimal, Field(gt=0, le=1, allow_inf_nan=False)]
    sources: Sources


class _Costs(Strict):
    since: date
    review_by: date
    currency: Literal["EUR"]
    adjustments: dict[str, _Adjustment] = {}
    wages: dict[str, tuple[str, ...]]
    other_countries: str
    assumptions: dict[str, _Bounds]
    volume: list[_Volume] = []
    figures: list[_Row]


Read = TypeVar("Read", bound=Strict)
Find = Callable[[tuple[str | int, ...], str, str, str], None]


def load_costs(rules: Path) -> tuple[Costs | None, list[Problem]]:
    """The figures of `costs.yaml`, or None with all problems that prevent their use."""
    doc = read(rules / "costs.yaml")
    raw, problems = validated(_Costs, doc)
    if raw is None:
        return None, problems
    find = finder(doc, problems)
    figures = _figures(raw, doc, find)
    _complete(figures, find)
    wages = _wages(raw, find)
    _bounds(raw, find)
    bounds = {key: Bound(b.min, b.max, b.value) for key, b in raw.assumptions.items()}
    volume = tuple((v.above, v.share) for v in raw.volume)
    if any(a[0] >= b[0] for a, b in pairwise(volume)):
        find(("volume",), "wrong-volume", "The numbers of users under `volume` do not rise.", "Order the rows.")
    found = Costs(raw.since, raw.review_by, raw.currency, figures, wages, raw.other_countries, bounds, volume)
    return (None if problems else found), problems


def unknown_sources(costs: Costs, known: Collection[str]) -> list[Problem]:
    """Figures that name a source which is not among `known`."""
    found = {(f.line, source) for f in costs.figures.values() for source in f.sources if source not in known}
    return [
        Problem("costs.yaml", line, "unknown-source", f"The source “{source}” does not exist.", "Correct the name.")
        for line, source in sorted(found)
    ]


def finder(doc: Document, problems: list[Problem]) -> Find:
    def find(at: tuple[str | int, ...], code: str, message: str, fix: str) -> None:
        problems.append(Problem(doc.name, doc.line(at), code, message, fix))

    return find


def validated(model: type[Read], doc: Document) -> tuple[Read | None, list[Problem]]:
    problems = list(doc.problems)
    if problems:
        return None, problems
    find = finder(doc, problems)
    try:
        return model.model_validate(doc.data), problems
    except ValidationError as error:
        for wrong in error.errors():
            where = ".".join(map(str, wrong["loc"])) or "the file"
            find(tuple(wrong["loc"]), "wrong-value", f"`{where}`: {wrong['msg']}.", "Correct the value.")
    return None, problems


def _figures(raw: _Costs, doc: Document, find: Find) -> dict[tuple[str, ...], Figure]:
    figures: dict[tuple[str, ...], Figure] = {}
    for place, row in enumerate(raw.figures):
        at = ("figures", place)
        if not row.low <= row.likely <= row.high:
            find(at, "wrong-range", f"“{row.line}” does not rise from low to high.", "Order the three values.")
        factor = Decimal(1)
        for name in row.adjust:
            if name not in raw.adjustments:
                find(at, "unknown-adjustment", f"There is no adjustment “{name}”.", "Declare it or correct the name.")
            else:
                factor *= raw.adjustments[name].factor
        values = (row.low * factor, row.likely * factor, row.high * factor)
        for key in _keys(row, at, find):
            if key in figures:
                find(at, "double-figure", f"“{' '.join(key)}” is given twice.", "Keep one of the two.")
            figures[key] = Figure(*values, row.sources, row.as_of, doc.line(at))
    return figures


def _keys(row: _Row, at: tuple[str | int, ...], find: Find) -> list[tuple[str, ...]]:
    """All combinations a row stands for."""
    dims = LINES.get(row.line)
    if dims is None:
        find(at, "unknown-line", f"There is no line “{row.line}”.", f"Lines are {', '.join(LINES)}.")
        return []
    given: Mapping[str, tuple[str, ...]] = {
        name: getattr(row, name) for name in ("system", "size", "deployment", "style", "wages", "level", "work")
    }
    for name, values in given.items():
        allowed = dims.get(name, ())
        if wrong := [v for v in values if v not in allowed]:
            find(at, "wrong-selector", f"“{row.line}” has no {name} “{wrong[0]}”.", "Correct or remove it.")
            return []
    return [(row.line, *values) for values in product(*(given[name] for name in dims))]


def _complete(figures: Mapping[tuple[str, ...], Figure], find: Find) -> None:
    for line, dims in LINES.items():
        for values in product(*dims.values()):
            if (line, *values) not in figures:
                message = f"There is no figure for “{' '.join((line, *values))}”."
                find(("figures",), "missing-figure", message, "Add a row.")
    shares = [figures[key].likely for key in figures if key[0] == "work"]
    if sum(shares) != 1:
        find(("figures",), "wrong-sum", f"The likely shares of “work” add up to {sum(shares)}.", "Make them 1.")


def _wages(raw: _Costs, find: Find) -> dict[str, str]:
    groups = _WAGES["wages"]
    wages: dict[str, str] = {}
    if raw.other_countries not in groups or set(raw.wages) != set(groups):
        find(("wages",), "wrong-wages", "The country groups are not those of the figures.", f"Use {', '.join(groups)}.")
    for group, countries in raw.wages.items():
        for place, country in enumerate(countries):
            if country in wages or country not in country_codes():
                message = f"“{country}” is no country code, or stands in two groups."
                find(("wages", group, place), "wrong-country", message, "Correct or remove it.")
            wages[country] = group
    return wages


def _bounds(raw: _Costs, find: Find) -> None:
    for key in ASSUMED:
        if key not in raw.assumptions:
            find(("assumptions",), "missing-assumption", f"There are no bounds for “{key}”.", "Add them.")
    for key, bound in raw.assumptions.items():
        value = bound.min if bound.value is None else bound.value
        if key not in ASSUMED or not bound.min <= value <= bound.max or (key == "years") != (bound.value is not None):
            message = f"“{key}” is not an assumption with fitting bounds."
            find(("assumptions", key), "wrong-assumption", message, "Only `years` has a value, within min and max.")
