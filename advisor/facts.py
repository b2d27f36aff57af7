"""The vocabulary of facts: the only thing rules read.

A fact is a typed value derived from answers. `None` is the declared state *unknown*; it is never a middle value. A
`set` fact is flattened to one boolean per member (`manual_work.payroll`), so that everything rules see is a scalar.
Derived facts (size class from head-count, number of pains named) are declared as data in `facts.yaml`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

Scalar = str | bool | float
Value = Scalar | None
Facts = Mapping[str, Value]

Kind = Literal["enum", "boolean", "scale", "number", "money", "country", "set"]
NUMERIC: frozenset[str] = frozenset({"scale", "number", "money"})


class Derive(BaseModel):
    """How a derived fact follows from earlier ones; exactly one of the four forms is given.

    `bands`: an enum from a number, `at` holding the lower bounds of the second and later values.
    `map`: an enum from an enum or country; `to` lists the sources of each value, `default` takes the rest.
    `count`: how many of the booleans in `of` hold.
    `ratio`: first number divided by the second (at least 1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bands: str | None = None
    at: tuple[float, ...] = ()
    map: str | None = None
    to: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    default: str | None = None
    count: tuple[str, ...] = ()
    ratio: tuple[str, str] | None = None

    @cached_property
    def reads(self) -> tuple[str, ...]:
        return tuple(f for f in (self.bands, self.map, *self.count, *(self.ratio or ())) if f)

    @cached_property
    def lookup(self) -> dict[str, str]:
        return {source: value for value, sources in self.to.items() for source in sources}


class Fact(BaseModel):
    """One entry of the vocabulary. `values` are the allowed words of an enum or the members of a set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    values: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    derive: Derive | None = None
    member_of: str | None = None
    set_by: Literal["question", "choice"] = "question"

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All scalar facts by id, sets already flattened; `sets` keeps the members of each set fact in order."""

    facts: dict[str, Fact]
    sets: dict[str, tuple[str, ...]]

    @cached_property
    def derived(self) -> tuple[Fact, ...]:
        """Derived facts in an order in which each comes after all it reads."""
        done: list[Fact] = []
        known = {f.id for f in self.facts.values() if f.derive is None}
        waiting = [f for f in self.facts.values() if f.derive is not None]
        while waiting:
            ready = [f for f in waiting if f.derive and known.issuperset(f.derive.reads)]
            if not ready:
                raise ValueError(f"derived facts form a ring or read unknown facts: {[f.id for f in waiting]}")
            done += ready
            known |= {f.id for f in ready}
            waiting = [f for f in waiting if f not in ready]
        return tuple(done)

    @cached_property
    def dependants(self) -> dict[str, tuple[Fact, ...]]:
        """For each fact, the derived facts that change with it, directly or through others, in order."""
        found: dict[str, list[Fact]] = {}
        for fact in self.derived:
            reads = set(fact.derive.reads if fact.derive else ())
            for source in list(found):
                if reads & {f.id for f in found[source]}:
                    found[source].append(fact)
            for source in reads:
                if fact not in found.setdefault(source, []):
                    found[source].append(fact)
        return {source: tuple(facts) for source, facts in found.items()}

    def complete(self, facts: Facts) -> dict[str, Value]:
        """`facts` with every missing base fact unknown and every derived fact computed."""
        full: dict[str, Value] = {fact: facts.get(fact) for fact in self.facts}
        for fact in self.derived:
            full[fact.id] = derive(fact, full)
        return full

    def expand(self, fact: str, members: frozenset[str] | None) -> dict[str, Value]:
        """The flattened booleans of a set fact; all unknown when `members` is None."""
        return {f"{fact}.{m}": None if members is None else m in members for m in self.sets[fact]}


def derive(fact: Fact, facts: Facts) -> Value:
    """Value of one derived fact; unknown when anything it reads is unknown."""
    how = fact.derive
    assert how is not None, f"{fact.id} is not derived"
    values = [facts.get(source) for source in how.reads]
    if any(value is None for value in values):
        return None
    if how.bands:
        return fact.values[bisect_right(how.at, float(values[0]))]  # type: ignore[arg-type]
    if how.map:
        return how.lookup.get(str(values[0]), how.default)
    if how.ratio:
        return float(values[0]) / max(1.0, float(values[1]))  # type: ignore[arg-type]
    return float(sum(value is True for value in values))


def encode(fact: Fact, values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A column of fact values as float64: enum and country by position, booleans 0/1, unknown NaN.

    `values` is a sequence of `Value`; the result has its length.
    """
    if fact.numeric:
        return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)
    if fact.kind == "boolean":
        return np.array([np.nan if v is None else float(bool(v)) for v in values], dtype=np.float64)
    position = {value: float(i) for i, value in enumerate(fact.values)}
    return np.array([np.nan if v is None else position[v] for v in values], dtype=np.float64)


def derive_columns(
    vocabulary: Vocabulary, fact: Fact, columns: Mapping[str, np.ndarray[Any, np.dtype[np.float64]] | float]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The vectorised twin of `derive`: columns, or single numbers, are encoded as by `encode`, the result likewise."""
    how = fact.derive
    assert how is not None, f"{fact.id} is not derived"
    parts = [columns[source] for source in how.reads]
    if how.ratio:  # this and a count carry unknown by themselves
        return np.asarray(parts[0] / np.maximum(1.0, parts[1]))
    if how.count:
        return np.asarray(sum(parts[1:], np.asarray(parts[0])))
    if how.bands:
        out = np.searchsorted(np.array(how.at), parts[0], side="right").astype(np.float64)
    else:
        source = vocabulary.facts[str(how.map)]
        place = {value: float(i) for i, value in enumerate(fact.values)}
        lost = np.nan if how.default is None else place[how.default]
        table = np.array([*(place.get(how.lookup.get(v, ""), lost) for v in source.values), np.nan])
        out = table[np.where(np.isnan(parts[0]), len(source.values), parts[0]).astype(np.intp)]
    return np.where(np.isnan(parts[0]), np.nan, out)
