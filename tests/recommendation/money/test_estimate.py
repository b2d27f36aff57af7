"""The shapes of estimates and plans: frozen, strict, within bounds, and the same after a way through JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from advisor.recommendation.frozen import Frozen
from advisor.recommendation.money.estimate import (
    Assumptions,
    CostLine,
    Estimate,
    Gate,
    Months,
    OptionCost,
    PhaseCost,
    PlannedPhase,
    Quarter,
    Span,
    Work,
    WorkDays,
    word_keys,
)
from tests.recommendation.estimates import advised, company
from tests.recommendation.samples import MAKER, typed

SHAPES: tuple[type[Frozen], ...] = (
    Assumptions,
    CostLine,
    Estimate,
    Gate,
    Months,
    OptionCost,
    PhaseCost,
    PlannedPhase,
    Quarter,
    Span,
    Work,
    WorkDays,
)
GOOD: dict[str, Any] = {
    "years": 5,
    "crm_users": 3,
    "erp_users": 4,
    "day_rate": 300,
    "price_rise": 7.0,
    "customisation": 2,
    "interfaces": 0,
    "contingency": 14.0,
    "currency": "EUR",
}


def leaves(node: Any) -> list[Any]:
    """Every plain value in nested mappings and lists."""
    if isinstance(node, dict):
        return [leaf for value in node.values() for leaf in leaves(value)]
    if isinstance(node, list):
        return [leaf for value in node for leaf in leaves(value)]
    return [node]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_shapes_are_frozen_and_say_what_they_are(shape: type[Frozen]) -> None:
    assert issubclass(shape, Frozen)
    assert shape.model_config["frozen"]
    assert shape.model_config["extra"] == "forbid"
    assert shape.__doc__
    assert len(shape.__doc__.split()) > 5


def test_a_span_does_not_change_and_takes_nothing_else() -> None:
    span = Span(low=1, likely=2, high=3)
    with pytest.raises(ValidationError):
        span.low = 5
    with pytest.raises(ValidationError):
        Span.model_validate({"low": 1, "likely": 2, "high": 3, "mean": 2})
    with pytest.raises(ValidationError):
        Span.model_validate({"low": 1.5, "likely": 2, "high": 3})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("years", 0),
        ("years", 11),
        ("crm_users", 0),
        ("erp_users", 0),
        ("day_rate", -1),
        ("price_rise", -0.1),
        ("price_rise", 101.0),
        ("customisation", 0),
        ("customisation", 6),
        ("interfaces", -1),
        ("contingency", 101.0),
        ("currency", None),
    ],
)
def test_assumptions_have_bounds(field: str, value: Any) -> None:
    assert Assumptions(**GOOD)
    with pytest.raises(ValidationError) as caught:
        Assumptions(**{**GOOD, field: value})
    assert caught.value.errors()[0]["loc"] == (field,)


def test_months_are_never_negative() -> None:
    with pytest.raises(ValidationError):
        Months(low=-0.5, likely=1, high=2)


@pytest.mark.parametrize("covers", ["all", "likely", "low", "short", "unknown"])
def test_every_way_a_budget_goes_is_known(covers: str) -> None:
    found = company(20).model_dump()
    assert Estimate.model_validate({**found, "stated_covers": covers}).stated_covers == covers


def test_no_other_way_is() -> None:
    found = company(20).model_dump()
    with pytest.raises(ValidationError):
        Estimate.model_validate({**found, "stated_covers": "maybe"})


def test_an_estimate_and_a_plan_survive_json() -> None:
    _, _, cost, planned = advised(typed(MAKER))
    assert Estimate.model_validate_json(cost.model_dump_json()) == cost
    for phase in planned:
        assert PlannedPhase.model_validate(json.loads(phase.model_dump_json())) == phase


def test_what_is_stored_holds_keys_and_numbers_but_no_sentences() -> None:
    _, _, cost, planned = advised(typed(MAKER))
    stored = [cost.model_dump(mode="json"), *(phase.model_dump(mode="json") for phase in planned)]
    texts = {leaf for leaf in leaves(stored) if isinstance(leaf, str)}
    assert texts
    assert not [text for text in texts if " " in text or text.endswith(".")]


def test_money_is_whole() -> None:
    cost = company(150, "both", "hybrid").model_dump(mode="json")
    del cost["assumptions"]
    for phase in cost["phases"]:
        del phase["months"]
    assert not [leaf for leaf in leaves(cost) if isinstance(leaf, float)]


def test_words_are_wanted_for_what_is_shown() -> None:
    keys = list(word_keys(["licence"], ["years"]))
    assert ("costs", "licence", "name") in keys
    assert ("costs", "licence", "about") in keys
    assert ("assumptions", "years", "help") in keys
    assert [key[1] for key in keys if key[0] == "budget_fit"] == ["all", "likely", "low", "short", "unknown"]
    assert len(keys) == len(set(keys)) == 9


def test_the_way_sums_are_made_is_written_down() -> None:
    import advisor.recommendation.money.estimate as module

    about = " ".join((module.__doc__ or "").split())
    assert "root-sum-square" in about
    assert "two significant digits" in about
