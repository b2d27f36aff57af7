"""The stored result: frozen, versioned, without words, never recomputed.

Field names are those of the JSON contract. Words are added when it is shown (`advisor.recommendation.telling.words`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from pydantic import ConfigDict, Field

from advisor.recommendation.deployment import HostingChoice, Place
from advisor.recommendation.frozen import Frozen
from advisor.recommendation.market.offers import ProductAdvice, ProductContext
from advisor.recommendation.market.peers import Peer
from advisor.recommendation.money.estimate import Estimate, PlannedPhase
from advisor.recommendation.tailoring import Tailoring
from advisor.scoring.model import Option

# A stored result is drawn again when it is proven; these bounds keep a forged one from asking for the impossible.
MAX_SAMPLES = 1_000_000
MAX_SEED = 2**32 - 1


def _nothing(value: object) -> bool:
    """Whether a field is left out of the stored form, which is then the same as before there was the field."""
    return value is None or value == ()


class Robustness(Frozen):
    """Shares of sampled readings won by each path, deployment and option; each adds up to one. `errors` are standard
    errors of the shares of the paths and deployments. `samples` is the number asked for; drawn is the next multiple of
    the number of readings."""

    path: dict[str, float]
    deployment: dict[str, float]
    samples: int = Field(ge=1, le=MAX_SAMPLES)
    draws: int = 0
    errors: dict[str, float] = Field(default_factory=dict)
    option: dict[str, float] = Field(default_factory=dict)


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
    only required and belongs to a system already there is `in_place`. `ruled` is what the rules say of a module that
    was given another priority (`none`: they do not name it)."""

    id: str
    system: Literal["crm", "erp", "shared"]
    priority: Literal["must", "should", "later"]
    phase: int
    reasons: tuple[str, ...]
    needed_by: tuple[str, ...]
    in_place: bool
    ruled: Literal["must", "should", "later", "none"] | None = Field(default=None, exclude_if=_nothing)


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
    """The stated first-year budget, and the estimate it is compared with. `assessed` is False without one."""

    stated: dict[str, Any] | None
    assessed: bool
    estimate: Estimate | None = None


class Risk(Frozen):
    id: str
    severity: Literal["high", "medium", "low"]
    reasons: tuple[str, ...]


class Unknown(Frozen):
    """An open question that applies, who usually knows, and how far its answer moves the share of readings in which
    the advised path comes first (0 to 1). `to` are the paths that an answer would make the advice; `exact` says whether
    every answer was put in, or the figure is an estimate from the readings at hand."""

    question: str
    shift: float
    who: tuple[str, ...]
    said: bool
    to: tuple[str, ...] = ()
    exact: bool = False


class Flip(Frozen):
    """The answers to change (question to plain value) and what the aspect becomes; `kind` says whether the company can
    change all of them, or whether some are facts of life."""

    changes: dict[str, Any]
    kind: Literal["actionable", "fact"]
    aspect: Literal["path", "deployment"]
    to: str


class CentralWeights(Frozen):
    """The mean weights of the draws in which a path came first, and the share of these draws."""

    path: str
    share: float
    weights: dict[str, float]


class WeightFlip(Frozen):
    """The share of all weight that one criterion has (0 to 1), and the nearest at which the advice becomes `to`."""

    criterion: str
    now: float
    needed: float
    to: str


class SecondOpinion(Frozen):
    """What another method of comparing says: the option it ranks first, and the paths of its compromise set."""

    method: str
    normalisation: str
    path: str
    deployment: str
    compromise: tuple[str, ...]
    agrees: bool


class Contradiction(Frozen):
    """Two answers that do not fit together: the row that found it, and the question to answer again."""

    row: str
    question: str


class TraceEntry(Frozen):
    """One table of the trace and the rows that fired in it."""

    table: str
    rows: tuple[str, ...]


class Recommendation(Frozen):
    """The whole result for one set of answers under one content version.

    Fields with a default were added later; results stored before have none of them and stay as they are.
    `flips_searched` maps aspect and kind of flips to the number of changes up to which every set was looked at.

    With a `tailoring`, `path` and `deployment` are what the rules advise under its voices and weights, and so is all
    that is said of doubt. What follows from a decision (modules, roadmap, integration, budget, plan, risks, products,
    place) is for the option that was chosen, if one was: `decided`. `left_out` are the modules that the rules advise
    for it and that were left out, as the rules have them.
    """

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
    products: tuple[ProductAdvice, ...]
    market: ProductContext | None = None
    plan: tuple[PlannedPhase, ...] = ()
    place: Place | None = None
    hosting_choice: HostingChoice | None = None
    peers: tuple[Peer, ...] = ()
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    deployment_reasons: tuple[Reason, ...]
    flips: tuple[Flip, ...]
    flips_searched: dict[str, int] = Field(default_factory=dict)
    weight_flips: tuple[WeightFlip, ...] = ()
    central_weights: tuple[CentralWeights, ...] = ()
    second_opinion: SecondOpinion | None = None
    unknowns: tuple[Unknown, ...]
    contradictions: tuple[Contradiction, ...]
    facts: dict[str, Any]
    trace: tuple[TraceEntry, ...]
    asked: int
    stop_certificate: bool
    tailoring: Tailoring | None = Field(default=None, exclude_if=_nothing)
    left_out: tuple[ModuleAdvice, ...] = Field(default=(), exclude_if=_nothing)
    hash: str = ""

    @property
    def advised(self) -> Option:
        """What the rules advise."""
        return Option(self.path, self.deployment)

    @property
    def decided(self) -> Option:
        """The option that was chosen instead of the advised one, or else the advised one."""
        chosen = self.tailoring.option if self.tailoring else None
        return Option(chosen.path, chosen.deployment) if chosen else self.advised

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
