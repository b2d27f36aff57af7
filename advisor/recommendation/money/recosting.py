"""A stored result with its estimate and plan worked out again on assumptions of the reader; nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from advisor.questionnaire.answers import Refused, parse
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.model import Phase, Recommendation
from advisor.recommendation.money.budget import estimate
from advisor.recommendation.money.plan import means_of, plan
from advisor.recommendation.money.request import OutOfBounds, Overrides, overrides_of, request_of
from advisor.recommendation.tailoring import fitting, tailored


def read_assumptions(content: Content, raw: Mapping[str, Any]) -> tuple[Overrides, dict[str, OutOfBounds]]:
    """The assumptions that can be used, and for each of the others why not."""
    usable: dict[str, Any] = {}
    refused: dict[str, OutOfBounds] = {}
    for key, value in raw.items():
        try:
            overrides_of(content.figures.costs, content.rates.per_euro, {key: value})
        except OutOfBounds as reason:
            refused[key] = reason
        else:
            usable[key] = value
    return overrides_of(content.figures.costs, content.rates.per_euro, usable), refused


def recosted(content: Content, stored: Recommendation, overrides: Overrides) -> Recommendation | None:
    """`stored` with estimate and plan under today's figures and `overrides`; None when today's content no longer has
    its option or one of its modules, so that only a new conclusion can tell."""
    decided = stored.decided
    modules = {module for phase in stored.roadmap for module in phase.modules}
    if decided not in content.scheme.options or not modules <= content.modules.keys():
        return None
    content = tailored(content, fitting(content, stored.tailoring) if stored.tailoring else None)
    answers = _answers(content, stored)
    known = replay(content.questionnaire, content.vocabulary, content.rates, answers).facts
    facts = {**known, "chosen_path": decided.path, "chosen_deployment": decided.deployment}
    phases: tuple[Phase, ...] = stored.roadmap
    request = request_of(content, facts, answers, phases, overrides)
    costs = estimate(content.figures.costs, request)
    scores = {name: float(stored.capacity[name]) for name in ("it", "change")}
    means = means_of(content.figures.plans, costs, request, facts, scores)
    planned = plan(content.figures.plans, costs, phases, content.modules, means)
    budget = stored.budget.model_copy(update={"estimate": costs, "assessed": True})
    return stored.model_copy(update={"budget": budget, "plan": planned})


def _answers(content: Content, stored: Recommendation) -> dict[str, Answer]:
    """The stored answers that today's questions still take."""
    found: dict[str, Answer] = {}
    for key, raw in stored.answers.items():
        if key in content.questionnaire.by_id:
            with suppress(Refused):
                found[key] = parse(content.questionnaire.by_id[key], raw)
    return found
