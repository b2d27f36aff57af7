"""The stored result: frozen, versioned, without words, never recomputed.

Field names are those of the JSON contract. Words are added when it is shown (`advisor.recommendation.words`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

# A stored result is drawn again when it is proven; these bounds keep a forged one from asking for the impossible.
MAX_SAMPLES = 1_000_000
MAX_SEED = 2**32 - 1


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Robustness(Frozen):
    """Shares of sampled readings won by each path and deployment; each adds up to one. `samples` is the number
    asked for; drawn is the next multiple of the number of readings."""

    path: dict[str, float]
    deployment: dict[str, float]
    samples: int = Field(ge=1, le=MAX_SAMPLES)


class OptionResult(Frozen):
    """One option: its value from 0 to 1 and what each criterion adds to it, or the row that excluded it."""

    path: str
    deployment: str
    value: float
    excluded_by: str | None
    contributions: dict[str, float]


class Reason(Frozen):
    """A row that fired, the score it moves, by how many points, and what that does to the lead of the advice
    (`effect`, in points of a hundred of the value; negative speaks against)."""

    row: str
    moves: str = Field(alias="for")
    points: float
    effect: float
    sources: tuple[str, ...]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Exclusion(Frozen):
    """A knock-out row that fired and what it rules out; `any` stands for every path or deployment."""

    row: str
    path: str
    deployment: str
    sources: tuple[str, ...]


class ModuleAdvice(Frozen):
    """A module with priority and phase; `reasons` are rows, `needed_by` the modules that require it. A module that is
    only required and belongs to a system already there is `in_place`."""

    id: str
    system: Literal["crm", "erp", "shared"]
    priority: Literal["must", "should", "later"]
    phase: int
    reasons: tuple[str, ...]
    needed_by: tuple[str, ...]
    in_place: bool


class Integration(Frozen):
    style: str
    reasons: tuple[str, ...]


class Phase(Frozen):
    """A step of the roadmap; `gate` names the condition for going on to it."""

    phase: int
    systems: tuple[str, ...]
    modules: tuple[str, ...]
    gate: str


class Budget(Frozen):
    """The stated first-year budget. `assessed` is False while no cost estimate has been set against it."""

    stated: dict[str, Any] | None
    assessed: bool


class Risk(Frozen):
    id: str
    severity: Literal["high", "medium", "low"]
    reasons: tuple[str, ...]


class Unknown(Frozen):
    """An open question that applies, who usually knows, and how far its answer moves the share of readings in which
    the advised path comes first (0 to 1)."""

    question: str
    shift: float
    who: tuple[str, ...]
    said: bool


class Contradiction(Frozen):
    """Two answers that do not fit together: the row that found it, and the question to answer again."""

    row: str
    question: str


class TraceEntry(Frozen):
    """One table of the trace and the rows that fired in it."""

    table: str
    rows: tuple[str, ...]


class Recommendation(Frozen):
    """The whole result for one set of answers under one content version."""

    content_version: str
    questionnaire: str
    answers: dict[str, Any]
    seed: int = Field(ge=0, le=MAX_SEED)
    path: str
    deployment: str
    verdict_status: Literal["clear", "too-close"]
    alternatives: tuple[str, ...]
    needs: dict[str, int]
    capacity: dict[str, int]
    pressure: dict[str, int]
    hosting: dict[str, int]
    robustness: Robustness
    weights: dict[str, float]
    options: tuple[OptionResult, ...]
    exclusions: tuple[Exclusion, ...]
    modules: tuple[ModuleAdvice, ...]
    integration: Integration
    roadmap: tuple[Phase, ...]
    budget: Budget
    risks: tuple[Risk, ...]
    products: tuple[str, ...]
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    deployment_reasons: tuple[Reason, ...]
    flips: tuple[dict[str, Any], ...]
    unknowns: tuple[Unknown, ...]
    contradictions: tuple[Contradiction, ...]
    facts: dict[str, Any]
    trace: tuple[TraceEntry, ...]
    asked: int
    stop_certificate: bool
    hash: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON values, in the names of the contract."""
        return self.model_dump(mode="json", by_alias=True)

    def sealed(self) -> Recommendation:
        """The same with its hash filled in."""
        return self.model_copy(update={"hash": digest(self.plain())})


def canonical(plain: dict[str, Any]) -> bytes:
    """One byte form for equal values: sorted keys, no spaces, UTF-8."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(plain: dict[str, Any]) -> str:
    """SHA-256 over the canonical form without the hash itself."""
    return "sha256:" + hashlib.sha256(canonical({k: v for k, v in plain.items() if k != "hash"})).hexdigest()
