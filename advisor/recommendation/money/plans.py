"""Reading `roadmap.yaml`: work packages, limits and gates of a plan; what is wrong is returned as problems."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from advisor.cells import CellError, When, parse_when
from advisor.errors import Problem
from advisor.facts import Vocabulary
from advisor.language import country_codes
from advisor.recommendation.money.costs import SHARED, SIZES, SYSTEMS, WORK, Find, Sources, Strict, finder, validated
from advisor.rules.load import load_vocabulary
from advisor.source import Document, read

ALWAYS = 2  # conditions that every gate has, whatever the facts

Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True)
class Package:
    """A work package: its place in the phase from 0 to 1, the share that IT people do, and
    its reasons, of which the first that holds is shown."""

    id: str
    owner: str
    start: float
    end: float
    it: float
    reasons: tuple[tuple[When, str], ...]
    sources: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Condition:
    """One condition for going on from a phase with any of `systems`."""

    id: str
    systems: tuple[str, ...]
    when: When
    sources: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Limits:
    """What one quarter may ask for and how far a phase may be stretched (months)."""

    it_least: float
    money_share: float
    stretch_least: int
    stretch_most: int
    stretch_factor: float
    wave_from: float
    waves_most: int
    conditions_most: int


@dataclass(frozen=True, eq=False)
class Plans:
    """The parts of a plan. `capacity` and `it_capacity` hold pairs of highest score and share of days, ascending."""

    since: date
    review_by: date
    days_in_quarter: int
    sources: tuple[str, ...]
    capacity: dict[str, tuple[tuple[int, float], ...]]
    it_capacity: tuple[tuple[int, float], ...]
    limits: Limits
    work: dict[str, Package]
    gates: tuple[Condition, ...]


class _Band(Strict):
    size: Literal["micro", "small", "medium", "large"] = "micro"
    upto: Annotated[int, Field(ge=0, le=100)]
    share: Annotated[float, Field(gt=0, le=1)]


class _Reason(Strict):
    when: Any
    reason: str


class _Package(Strict):
    id: Literal["lead", "processes", "migration", "integration", "training", "pilot", "acceptance", "hypercare"]
    owner: Literal["management", "sales", "service", "operations", "finance", "hr", "it"]
    start: Share = Field(alias="from")
    end: Share = Field(alias="to")
    it: Share
    sources: Sources
    reasons: Annotated[list[_Reason], Field(min_length=1)]


class _Gate(Strict):
    condition: str
    systems: Annotated[tuple[Literal["crm", "erp", "shared"], ...], Field(min_length=1)]
    when: Any
    sources: Sources


class _Limits(Strict):
    it_least: Annotated[float, Field(gt=0)]
    money_share: Annotated[float, Field(gt=0, le=4)]
    stretch_least: Annotated[int, Field(ge=0, le=60)]
    stretch_most: Annotated[int, Field(ge=0, le=60)]
    stretch_factor: Annotated[float, Field(ge=1, le=10)]
    wave_from: Annotated[float, Field(gt=0)]
    waves_most: Annotated[int, Field(ge=1, le=10)]
    conditions_most: Annotated[int, Field(ge=2, le=4)]


class _Plans(Strict):
    since: date
    review_by: date
    days_in_quarter: Annotated[int, Field(ge=1, le=92)]
    sources: Sources
    capacity: list[_Band]
    it_capacity: list[_Band]
    limits: _Limits
    work: list[_Package]
    gates: list[_Gate]


def load_plans(rules: Path) -> tuple[Plans | None, list[Problem]]:
    """The parts of a plan of `roadmap.yaml`, or None with all problems that prevent their use."""
    doc = read(rules / "roadmap.yaml")
    raw, problems = validated(_Plans, doc)
    if raw is None:
        return None, problems
    find = finder(doc, problems)
    vocabulary, _ = load_vocabulary(rules, country_codes())
    work: dict[str, Package] = {p.id: _package(p, i, vocabulary, doc, find) for i, p in enumerate(raw.work)}
    if missing := [w for w in WORK if w not in work]:
        find(("work",), "missing-work", f"There is no work package “{missing[0]}”.", "Add it.")
    gates = tuple(_condition(g, i, vocabulary, doc, find) for i, g in enumerate(raw.gates))
    for system in (*SYSTEMS, SHARED):
        if sum(system in g.systems and not g.when.reads for g in gates) < ALWAYS:
            message = f"“{system}” has fewer than two conditions that always apply."
            find(("gates",), "too-few-conditions", message, "Add a row with an empty `when`.")
    capacity = {s: _bands([b for b in raw.capacity if b.size == s], f"“{s}”", "capacity", find) for s in SIZES}
    it_capacity = _bands(raw.it_capacity, "IT", "it_capacity", find)
    limits = Limits(**raw.limits.model_dump())
    found = Plans(
        raw.since, raw.review_by, raw.days_in_quarter, raw.sources, capacity, it_capacity, limits, work, gates
    )
    return (None if problems else found), problems


def unknown_sources(plans: Plans, known: Collection[str]) -> list[Problem]:
    """Limits, work packages and conditions that name a source which is not among `known`."""
    named = [(part.line, part.sources) for part in plans.work.values()]
    named += [(part.line, part.sources) for part in plans.gates]
    found = {(line, source) for line, sources in [(1, plans.sources), *named] for source in sources}
    return [
        Problem("roadmap.yaml", line, "unknown-source", f"The source “{source}” does not exist.", "Correct the name.")
        for line, source in sorted(found)
        if source not in known
    ]


def word_keys(plans: Plans) -> Iterator[tuple[str, ...]]:
    """Words that every language must have for work packages, their reasons and the conditions for going on."""
    yield from (("work", w, part) for w in plans.work for part in ("name", "about"))
    yield from (("work_reasons", reason) for p in plans.work.values() for _, reason in p.reasons)
    yield from (("gate_conditions", g.id) for g in plans.gates)


def _package(raw: _Package, place: int, vocabulary: Vocabulary, doc: Document, find: Find) -> Package:
    at = ("work", place)
    if raw.start >= raw.end:
        find(at, "wrong-window", f"“{raw.id}” ends before it begins.", "Make `from` smaller than `to`.")
    reasons = tuple((_when(r.when, (*at, "reasons", i), vocabulary, find), r.reason) for i, r in enumerate(raw.reasons))
    if reasons[-1][0].reads:
        find(at, "no-last-reason", f"“{raw.id}” may be left without a reason.", "End with a row without conditions.")
    return Package(raw.id, raw.owner, raw.start, raw.end, raw.it, reasons, raw.sources, doc.line(at))


def _condition(raw: _Gate, place: int, vocabulary: Vocabulary, doc: Document, find: Find) -> Condition:
    at = ("gates", place)
    when = _when(raw.when, (*at, "when"), vocabulary, find)
    return Condition(raw.condition, raw.systems, when, raw.sources, doc.line(at))


def _when(data: Any, at: tuple[str | int, ...], vocabulary: Vocabulary, find: Find) -> When:
    try:
        return parse_when(data, vocabulary)
    except CellError as error:
        find(at, "bad-cell", error.message, "Write cells over facts.")
        return When(((),))


def _bands(bands: list[_Band], whose: str, key: str, find: Find) -> tuple[tuple[int, float], ...]:
    pairs = tuple((b.upto, b.share) for b in bands)
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(pairs))
    if not pairs or pairs[-1][0] != 100 or not rising:
        find((key,), "wrong-capacity", f"The capacity of {whose} does not rise to the score 100.", "Correct the rows.")
    return pairs
