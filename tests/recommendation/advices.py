"""Results for the tests of words: of worked cases, of random companies by path, and as they were stored before."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.model import Budget, Recommendation
from tests.recommendation.samples import ROOT, random_answers, real

FEW = 64
# Of every kind: steps, one system, nothing to buy, countries under sanctions, no country, nothing known.
NAMES = (
    "russian-car-dealers",
    "iranian-online-retailer",
    "micro-no-need",
    "distributor-many-warehouses",
    "ukrainian-bakery",
    "mature-group-both",
    "all-unknown",
)


@cache
def advice(name: str) -> Recommendation:
    """The result of a worked case."""
    return advise(real(), parse_all(real().questionnaire, plain_answers(name)), FEW)


def plain_answers(name: str) -> dict[str, Any]:
    """The answers of a worked case as they are written."""
    case = yaml.safe_load((ROOT / "tests" / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
    answers: dict[str, Any] = case["answers"]
    return answers


@cache
def of_path(path: str) -> Recommendation:
    """The first random company that is advised this path."""
    found = (advise(real(), random_answers(seed), FEW) for seed in range(200))
    return next(result for result in found if result.path == path)


def before(result: Recommendation) -> Recommendation:
    """The same as it was stored when there was no estimate, plan, market, place and use by others."""
    bare = Budget(stated=result.budget.stated, assessed=False)
    gone = {"plan": (), "products": (), "market": None, "place": None, "hosting_choice": None, "peers": ()}
    return result.model_copy(update={"budget": bare, **gone})
