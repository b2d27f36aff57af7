"""What a decision table is, after its file was read: typed, frozen, with the lines things stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.cells import Cell
from advisor.facts import Value

Hit = Literal["U", "F", "A", "P", "C", "C+", "C<", "C>", "C#", "R", "O"]
Stage = Literal["before", "after"]
Result = Mapping[str, str | float]

SINGLE: frozenset[str] = frozenset({"U", "F", "A", "P"})
LISTS: frozenset[str] = frozenset({"C", "R", "O"})
NUMBERS: frozenset[str] = frozenset({"C+", "C<", "C>", "C#"})

Code = Literal[
    "bad-fact", "reserved-word", "missing-field", "unknown-field", "bad-value", "unknown-hit", "unknown-fact",
    "undeclared-input", "bad-cell", "bad-output", "bad-example", "duplicate-row", "duplicate-table",
    "overlap", "conflict", "gap", "unreachable", "idle-input", "double-count", "failing-example", "missing-source",
    "unknown-source", "missing-reason", "choice-too-early", "not-proven",
]  # fmt: skip


@dataclass(frozen=True)
class Output:
    """One output: an enum has `values` (order is priority); a number has none, a score also base and bounds."""

    id: str
    values: tuple[str, ...] = ()
    base: float = 0.0
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class Row:
    """One rule: it fires when all cells of `when` match; `then` gives its outputs; `reason` is a text key."""

    id: str
    line: int
    when: Mapping[str, Cell]
    then: Result
    sources: tuple[str, ...]
    since: str
    reason: str


@dataclass(frozen=True)
class Example:
    """Facts and what the table must answer: outputs (a tuple of them for lists) or the ids of the rows that decide."""

    line: int
    given: Mapping[str, Value]
    expect: Result | tuple[Result, ...] | None
    rows: tuple[str, ...] | None


@dataclass(frozen=True)
class TableSpec:
    """One decision table as its file gives it, rows in file order."""

    id: str
    file: str
    line: int
    hit: Hit
    stage: Stage
    inputs: Mapping[str, int]  # fact id to line
    outputs: Mapping[str, Output]
    default: Result | None
    rows: tuple[Row, ...]
    examples: tuple[Example, ...]
