"""Options, criteria and the scheme that holds them; all frozen, all read from `rules/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["cover", "bear", "host"]
NOT_YET = "not-yet"
NO_DEPLOYMENT = "none"
BALANCE = "balance"


@dataclass(frozen=True)
class Option:
    """One path with one deployment; `not-yet` has the deployment `none`."""

    path: str
    deployment: str

    @property
    def id(self) -> str:
        return self.path if self.deployment == NO_DEPLOYMENT else f"{self.path}/{self.deployment}"


@dataclass(frozen=True)
class Criterion:
    """One criterion. `score` names the score of the company it reads (0 to 100), none for `host`; `path` and
    `deployment` are levels from 0 to 1 that add up, cut at 1; `waste` is the price of covering what is not needed."""

    id: str
    kind: Kind
    score: str
    weight: float
    waste: float
    path: dict[str, float]
    deployment: dict[str, float]
    sources: tuple[str, ...]

    def level(self, option: Option) -> float:
        return min(1.0, self.path.get(option.path, 0.0) + self.deployment.get(option.deployment, 0.0))


@dataclass(frozen=True, eq=False)
class Scheme:
    """All that is compared: options in fixed order, criteria in fixed order, the balance share and the spread. Loaded
    once, itself compared by identity."""

    options: tuple[Option, ...]
    criteria: tuple[Criterion, ...]
    phases: dict[str, tuple[tuple[str, ...], ...]]
    deployments: tuple[str, ...]
    balance: float
    spread: float
    clear_from: float

    @cached_property
    def levels(self) -> Floats:
        """Levels, options x criteria."""
        return np.array([[c.level(o) for c in self.criteria] for o in self.options])

    @cached_property
    def lines(self) -> tuple[Floats, Floats]:
        """Every value is a straight line in the score (as a share from 0 to 1) that its criterion reads: the values at
        score zero and the slopes, both options x criteria; zero for criteria of kind `host`.

        cover: 1 - need (1 - level) - waste (1 - need) level    bear: 1 - level (1 - capacity)
        """
        waste = np.array([c.waste for c in self.criteria])
        bears = np.array([c.kind == "bear" for c in self.criteria])
        compared = np.array([c.kind != "host" for c in self.criteria])
        at_zero = np.where(bears, 1.0 - self.levels, 1.0 - waste * self.levels)
        slope = np.where(bears, self.levels, (1.0 + waste) * self.levels - 1.0)
        return at_zero * compared, slope * compared

    @cached_property
    def base_weights(self) -> Floats:
        return np.array([c.weight for c in self.criteria])

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(self.phases)

    def systems(self, path: str) -> frozenset[str]:
        """The systems a path brings in, over all its phases."""
        return frozenset(system for phase in self.phases[path] for system in phase)

    def share_by(self, attribute: Literal["path", "deployment"], shares: Floats) -> dict[str, float]:
        """Sum of per-option `shares` for each path or deployment, in the order of the options."""
        total: dict[str, float] = {}
        for option, share in zip(self.options, shares, strict=True):
            key: Any = getattr(option, attribute)
            total[key] = total.get(key, 0.0) + float(share)
        return total
