"""Estimates and plans for the tests: the real figures, and requests for companies and options of a test's choosing."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from advisor.facts import Value
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer
from advisor.recommendation.model import Phase
from advisor.recommendation.modules import roadmap, shortlist
from advisor.recommendation.money.budget import estimate
from advisor.recommendation.money.costs import Costs, load_costs
from advisor.recommendation.money.estimate import Estimate, PlannedPhase
from advisor.recommendation.money.plan import means_of, plan
from advisor.recommendation.money.plans import Plans, load_plans
from advisor.recommendation.money.request import Overrides, Request, request_of
from advisor.recommendation.ranking import SEED, compare
from tests.recommendation.samples import ROOT, SAMPLES, random_answers, real, typed

PLAIN: dict[str, Any] = {"country": "DE", "process_complexity": "3", "customisation": "2", "other_systems": "2"}


@cache
def prices() -> Costs:
    found, problems = load_costs(ROOT / "rules")
    assert problems == []
    assert found is not None
    return found


@cache
def plans() -> Plans:
    found, problems = load_plans(ROOT / "rules")
    assert problems == []
    assert found is not None
    return found


def facts_of(answers: dict[str, Answer], path: str, deployment: str) -> dict[str, Value]:
    content = real()
    facts = replay(content.questionnaire, content.vocabulary, content.rates, answers).facts
    return {**facts, "chosen_path": path, "chosen_deployment": deployment}


def request(
    raw: dict[str, Any],
    path: str = "erp",
    deployment: str = "saas",
    overrides: Overrides | None = None,
    roadmap: tuple[Phase, ...] = (),
) -> Request:
    answers = typed(raw)
    return request_of(real(), facts_of(answers, path, deployment), answers, roadmap, overrides)


def company(people: int, path: str = "erp", deployment: str = "saas", **changed: Any) -> Estimate:
    """An ordinary German company of `people`; `changed` are assumptions."""
    return estimate(prices(), request({**PLAIN, "employees": str(people)}, path, deployment, Overrides(**changed)))


class Advice(NamedTuple):
    """What an estimate and a plan take from the advice."""

    path: str
    deployment: str
    roadmap: tuple[Phase, ...]


Advised = tuple[Advice, Request, Estimate, tuple[PlannedPhase, ...]]


def advised(answers: dict[str, Answer]) -> Advised:
    """The advice for answers, with its estimate and its plan."""
    content = real()
    case = compare(content, answers, SAMPLES, SEED)
    option = content.scheme.options[case.advised]
    facts = facts_of(answers, option.path, option.deployment)
    phases = roadmap(content, option.path, shortlist(content, option.path, facts))
    asked = request_of(content, facts, answers, phases)
    cost = estimate(prices(), asked)
    scores = {name: float(case.verdict.scores[name].mean()) for name in ("it", "change")}
    means = means_of(plans(), cost, asked, facts, scores)
    planned = plan(plans(), cost, phases, content.modules, means)
    return Advice(option.path, option.deployment, phases), asked, cost, planned


@cache
def random_company(seed: int) -> Advised:
    """The same for random answers, of which every third company left most out; kept, because many tests look at it."""
    return advised(random_answers(seed, silence=0.8 if seed % 3 == 2 else 0.2))
