"""Loading what is known of the world outside: products, use by others, costs, work, and when each is to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from advisor.errors import Problem
from advisor.recommendation import deployment
from advisor.recommendation.content import Figures
from advisor.recommendation.market import peers, products
from advisor.recommendation.market.catalogue import load_market
from advisor.recommendation.market.market import Known
from advisor.recommendation.money import costs, plan, plans
from advisor.recommendation.review import due
from advisor.recommendation.texts import Key
from advisor.rules.compile import Table
from advisor.scoring.model import Scheme


def load_figures(
    rules: Path, tables: Mapping[str, Table], scheme: Scheme, known: Known
) -> tuple[Figures | None, list[Problem]]:
    """All figures, or None with the problems of their files."""
    sources = known.sources
    market, problems = load_market(rules, known)
    adoption, found = peers.load_adoption(rules, sources)
    problems += found
    priced, found = costs.load_costs(rules)
    problems += found + (costs.unknown_sources(priced, sources) if priced else [])
    planned, found = plans.load_plans(rules)
    problems += found + (plans.unknown_sources(planned, sources) if planned else [])
    factors, found = deployment.load_factors(rules, tables, scheme)
    problems += found
    dated, found = due(rules)
    problems += found
    if market is None or adoption is None or priced is None or planned is None:
        return None, problems
    return Figures(market, adoption, priced, planned, factors, tuple(dated)), problems


def word_keys(figures: Figures, places: tuple[Table, ...]) -> Iterator[Key]:
    """The words that every language must have to speak of them."""
    yield from products.word_keys(figures.market)
    yield from peers.word_keys(figures.adoption)
    yield from plan.word_keys(figures.plans)
    yield from deployment.word_keys(figures.factors, places)
    yield from (("verdict_wording", key) for key in ("clear", "clear-but-dated", "too-close"))
    yield from (("review", key) for key in ("expired", "fresh"))
