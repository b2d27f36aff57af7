"""Small schemes to compute by hand, and the one of the real rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advisor.data import folder
from advisor.scoring.load import load
from advisor.scoring.model import Criterion, Option, Scheme

Make = Callable[..., Scheme]


@pytest.fixture(scope="session")
def real() -> Scheme:
    scheme, problems = load(folder("rules"))
    assert scheme is not None, [str(p) for p in problems]
    return scheme


@pytest.fixture(scope="session")
def plain() -> Make:
    """Makes a scheme of `options` paths and `criteria` criteria of equal weight, for values given directly."""

    def make(options: int, criteria: int, balance: float = 0.0, spread: float = 0.35) -> Scheme:
        paths = [f"path-{i}" for i in range(options)]
        return Scheme(
            options=tuple(Option(path, "saas") for path in paths),
            criteria=tuple(Criterion(f"c{i}", "cover", "need", 10.0, 0.0, {}, {}, ()) for i in range(criteria)),
            phases=dict.fromkeys(paths, (("crm",),)),
            deployments=("saas",),
            balance=balance,
            spread=spread,
            clear_from=0.7,
        )

    return make
