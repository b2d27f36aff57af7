"""The shapes of a result in words: what pages, reports and the command line read (see `story`)."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.recommendation.telling.doubting import Doubt
from advisor.recommendation.telling.market_words import MarketWords
from advisor.recommendation.telling.money_words import MoneyWords
from advisor.recommendation.telling.tailored_words import Differing, ModuleOverride, Override, Tailored
from advisor.recommendation.telling.words import Reference


@dataclass(frozen=True)
class Line:
    """One reason in words. `score` is the id of what it moves, `moves` its name; `effect` in points of a hundred."""

    row: str
    text: str
    score: str
    moves: str
    points: float
    effect: float
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class Scale:
    """A score of the company from 0 to 100 with the sentence for its lower or upper half."""

    id: str
    name: str
    value: int
    meaning: str


@dataclass(frozen=True)
class Named:
    """A share or value with its id and name."""

    id: str
    name: str
    value: float


@dataclass(frozen=True)
class OptionLine:
    path: str
    deployment: str
    name: str
    hosted: str
    value: float
    excluded: str | None
    advised: bool
    contributions: tuple[Named, ...]


@dataclass(frozen=True)
class ModuleLine:
    """A module; `override` says what the rules have instead, where people changed it."""

    id: str
    name: str
    purpose: str
    system: str
    system_name: str
    priority: str
    priority_name: str
    reasons: tuple[str, ...]
    needed_by: tuple[str, ...]
    in_place: bool
    override: ModuleOverride | None = None


@dataclass(frozen=True)
class PhaseLine:
    """A phase, what it brings in, and the gate to the next (empty for the last)."""

    number: int
    systems: tuple[str, ...]
    modules: tuple[ModuleLine, ...]
    gate: str


@dataclass(frozen=True)
class RiskLine:
    id: str
    name: str
    what: str
    counter: str
    severity: str
    severity_name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class UnknownLine:
    """An open question: how far it moves the result (0 to 1), who usually knows, and the names of the paths that an
    answer could make the advice. A `disputed` one is open because answers differ."""

    question: str
    page: str
    short: str
    ask: str
    shift: float
    who: tuple[str, ...]
    said: bool
    to: tuple[str, ...]
    disputed: bool = False


@dataclass(frozen=True)
class AnswerLine:
    """An answer; one that is open because voices differ has what they said in `differing`."""

    question: str
    page: str
    short: str
    ask: str
    answer: str
    counted: bool
    differing: tuple[Differing, ...] = ()


@dataclass(frozen=True)
class TraceTable:
    """A table and the rows that fired in it, each with what it put out."""

    id: str
    title: str
    about: str
    lines: tuple[TraceLine, ...]


@dataclass(frozen=True)
class TraceLine:
    row: str
    text: str
    outcome: str
    since: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class Story:
    """The whole result in one language; `sure` and `sure_hosting` are shares from 0 to 1. Results stored before there
    were an estimate and products have no `money` or `market`.

    Where people chose another option (`override`), the verdict and all doubt are still those of the rules, and phases,
    style, risks, money and market are for the chosen one. `left_out` are modules of the rules that they left out;
    `tailoring` says who was asked, None for a result of one person and the rules alone.
    """

    language: str
    path: str
    path_name: str
    deployment: str
    deployment_name: str
    verdict: str
    about: str
    first: str
    hosting: str
    clear: bool
    sure: float
    sure_hosting: float
    alternatives: tuple[str, ...]
    path_shares: tuple[Named, ...]
    deployment_shares: tuple[Named, ...]
    needs: tuple[Scale, ...]
    capacity: tuple[Scale, ...]
    pressure: tuple[Scale, ...]
    reasons: tuple[Line, ...]
    against: tuple[Line, ...]
    deployment_reasons: tuple[Line, ...]
    ruled_out: tuple[Line, ...]
    options: tuple[OptionLine, ...]
    weights: tuple[Named, ...]
    phases: tuple[PhaseLine, ...]
    in_place: tuple[ModuleLine, ...]
    style: str
    style_about: str
    style_reasons: tuple[str, ...]
    risks: tuple[RiskLine, ...]
    unknowns: tuple[UnknownLine, ...]
    not_assessed: tuple[str, ...]
    answers: tuple[AnswerLine, ...]
    trace: tuple[TraceTable, ...]
    doubt: Doubt
    money: MoneyWords | None
    market: MarketWords | None
    content_version: str
    hash: str
    samples: int
    asked: int
    override: Override | None = None
    left_out: tuple[ModuleLine, ...] = ()
    tailoring: Tailored | None = None
