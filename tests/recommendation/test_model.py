"""The stored result is frozen, sealed by a hash over one byte form, and refuses what it does not know."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from advisor.recommendation.advise import advise
from advisor.recommendation.model import Reason, Recommendation, Robustness, canonical, digest
from advisor.recommendation.tailoring import OptionChoice, Tailoring
from advisor.scoring.model import Option
from tests.recommendation.samples import MAKER, SAMPLES, real, typed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def made() -> Recommendation:
    return advise(real(), typed(MAKER), SAMPLES)


def test_canonical_form_is_sorted_and_tight() -> None:
    assert canonical({"b": [1, 2], "a": "ä"}) == '{"a":"ä","b":[1,2]}'.encode()


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON, max_size=5))
def test_equal_values_have_equal_bytes(value: dict[str, Any]) -> None:
    reordered = dict(reversed(value.items()))
    assert canonical(reordered) == canonical(value)
    assert json.loads(canonical(value)) == value


def test_the_hash_is_over_all_but_itself() -> None:
    plain = {"path": "crm", "answers": {"a": 1}}
    assert digest(plain) == digest(plain | {"hash": "anything"})
    assert digest(plain) != digest(plain | {"path": "erp"})
    assert digest(plain).startswith("sha256:")
    assert len(digest(plain)) == len("sha256:") + 64


def test_a_recommendation_is_sealed(made: Recommendation) -> None:
    assert made.hash == digest(made.plain())
    assert made.sealed() == made


def test_every_field_is_sealed(made: Recommendation) -> None:
    plain = made.plain()
    for key in set(plain) - {"hash"}:
        assert digest({k: v for k, v in plain.items() if k != key}) != made.hash, key


def test_it_survives_json(made: Recommendation) -> None:
    assert Recommendation.model_validate_json(canonical(made.plain())) == made
    assert Recommendation.model_validate(json.loads(json.dumps(made.plain()))) == made


def test_it_is_frozen(made: Recommendation) -> None:
    with pytest.raises(ValidationError):
        made.path = "crm"  # type: ignore[misc]


def test_names_are_those_of_the_contract(made: Recommendation) -> None:
    reason = made.plain()["reasons"][0]
    assert set(reason) == {"row", "for", "points", "effect", "sources"}
    assert Reason(row="a", moves="b", points=1, effect=1, sources=()) == Reason.model_validate(
        {"row": "a", "for": "b", "points": 1, "effect": 1, "sources": []}
    )


def test_unknown_fields_are_refused(made: Recommendation) -> None:
    with pytest.raises(ValidationError):
        Recommendation.model_validate(made.plain() | {"extra": 1})
    with pytest.raises(ValidationError):
        Recommendation.model_validate(made.plain() | {"verdict_status": "certain"})


@pytest.mark.parametrize("samples", [0, -1, 1_000_001])
def test_a_number_of_draws_that_cannot_be_repeated(samples: int) -> None:
    with pytest.raises(ValidationError):
        Robustness(path={}, deployment={}, samples=samples)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_cannot_be_used_again(made: Recommendation, seed: int) -> None:
    with pytest.raises(ValidationError):
        Recommendation.model_validate(made.plain() | {"seed": seed})


def test_what_is_not_there_is_no_part_of_the_stored_form(made: Recommendation) -> None:
    """So results have the hash they had before there were these fields."""
    plain = made.plain()
    assert not {"tailoring", "left_out"} & plain.keys()
    assert all("ruled" not in module for module in plain["modules"])
    assert Recommendation.model_validate(plain) == made
    marked = made.modules[0].model_copy(update={"ruled": "later"})
    assert marked.model_dump()["ruled"] == "later"
    told = made.model_copy(update={"tailoring": Tailoring(voices={"it": 2}), "left_out": (marked,)})
    assert {"tailoring", "left_out"} <= told.plain().keys()
    assert Recommendation.model_validate(told.plain()) == told


def test_what_is_decided_is_what_was_chosen_or_else_advised(made: Recommendation) -> None:
    assert made.decided == made.advised == Option(made.path, made.deployment)
    voices = made.model_copy(update={"tailoring": Tailoring(voices={"it": 2})})
    assert voices.decided == made.advised
    chosen = Tailoring(option=OptionChoice(path="not-yet", deployment="none"))
    other = made.model_copy(update={"tailoring": chosen})
    assert (other.decided, other.advised) == (Option("not-yet", "none"), made.advised)
