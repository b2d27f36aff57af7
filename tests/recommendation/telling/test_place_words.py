"""The place in words: what decided, what came second, and that the table explains the lead."""

from __future__ import annotations

import pytest

from advisor.recommendation.deployment import FactorPoints, HostingChoice
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.place_words import PlaceWords, place
from tests.recommendation.advices import NAMES, advice, before, of_path
from tests.recommendation.samples import real, strings

HOSTED = [name for name in NAMES if name != "micro-no-need"]


def words(result: Recommendation) -> PlaceWords:
    found = place(real(), result, real().texts["en"])
    assert found is not None
    return found


def choice(result: Recommendation) -> HostingChoice:
    assert result.hosting_choice is not None
    return result.hosting_choice


def decided(**changed: object) -> Recommendation:
    """A hosted result with another choice of hosting."""
    result = advice("ukrainian-bakery")
    return result.model_copy(update={"hosting_choice": choice(result).model_copy(update=changed)})


@pytest.mark.parametrize("name", NAMES)
def test_the_place_is_said_with_its_reason(name: str) -> None:
    result, english = advice(name), real().texts["en"]
    found = words(result)
    assert result.place is not None
    assert found.name == english.say("places", result.place.place, "name")
    assert found.about == english.say("places", result.place.place, "about")
    assert found.reason.endswith(".")
    assert found.sources


@pytest.mark.parametrize("name", HOSTED)
def test_the_table_and_the_rest_explain_the_lead(name: str) -> None:
    found = words(advice(name))
    if found.runner_up:
        effects = sum(factor.effect for factor in found.factors)
        assert effects + found.rest == pytest.approx(found.lead, abs=0.1)


@pytest.mark.parametrize("name", HOSTED)
def test_factors_are_named_and_the_deciding_one_comes_first(name: str) -> None:
    result = advice(name)
    found = words(result)
    ids = [factor.id for factor in found.factors]
    assert len(ids) + len(found.silent) == len(choice(result).factors)
    if choice(result).deciding:
        assert ids[0] == choice(result).deciding
    assert [factor.deciding for factor in found.factors[1:]] == [False] * (len(ids) - 1)
    for factor in found.factors:
        assert len(factor.points) == len(found.hostings)
        assert factor.question.endswith("?")
        assert factor.name != factor.id


def test_points_decide() -> None:
    points = (FactorPoints(factor="it", points={"saas": 2.0, "hybrid": 0.5}, effect=1.5, rows=()),)
    found = words(decided(chosen="saas", runner_up="hybrid", lead=3.0, deciding="it", removed=None, factors=points))
    assert "Own IT people" in found.sentences[0]
    assert "1.5 of 100" in found.sentences[0]
    assert "3 of 100" in found.sentences[1]
    assert found.hostings == ("Cloud service (SaaS)", "Hybrid")


def test_a_knock_out_decides() -> None:
    points = (FactorPoints(factor="law", points={"saas": 2.0, "hybrid": 0.5}, effect=0.0, rows=()),)
    given = {"chosen": "hybrid", "deciding": "law", "removed": "saas", "factors": points, "lead": 1.0}
    out = words(decided(**given, runner_up="on-premise"))
    assert "“Cloud service (SaaS)” would have come first" in out.sentences[0]
    assert "Own premises" in out.sentences[1]
    only = words(decided(**given, runner_up=None))
    assert len(only.sentences) == 1
    assert "only way of hosting" in only.sentences[0]
    assert only.runner_up == ""


def test_when_nothing_alone_decides_that_is_said() -> None:
    points = (FactorPoints(factor="it", points={"saas": 0.0, "hybrid": 0.0}, effect=0.0, rows=()),)
    given = {"chosen": "saas", "deciding": None, "removed": None, "factors": points}
    found = words(decided(**given, runner_up="hybrid"))
    assert found.sentences[0].startswith("No single factor decided.")
    assert found.factors == ()
    assert found.silent == ("Own IT people",)
    assert words(decided(**given, runner_up=None)).sentences == ()


def test_a_company_that_buys_nothing_hosts_nothing() -> None:
    found = words(of_path("not-yet"))
    assert found.sentences == (real().texts["en"].say("hosting_choice", "nothing"),)
    assert found.factors == found.costs == found.hostings == ()


@pytest.mark.parametrize("name", HOSTED)
def test_the_two_best_ways_are_priced(name: str) -> None:
    result = advice(name)
    costs = words(result).costs
    assert {option.path for option in costs} == {result.path}
    assert [option.deployment for option in costs] == [
        d for d in (choice(result).chosen, choice(result).runner_up) if d is not None
    ]
    assert costs[0].advised
    assert all(option.total.high > 0 for option in costs)


def test_without_an_estimate_nothing_is_priced() -> None:
    result = advice("ukrainian-bakery")
    bare = result.model_copy(update={"budget": result.budget.model_copy(update={"estimate": None})})
    assert words(bare).costs == ()


def test_an_older_result_has_no_place() -> None:
    assert place(real(), before(advice("ukrainian-bakery")), real().texts["en"]) is None


def test_no_placeholder_is_left() -> None:
    for name in NAMES:
        assert not [text for text in strings(words(advice(name))) if "{" in text]
