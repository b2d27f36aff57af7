"""What is said about products is frozen, keeps to its bounds and survives being stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import ValidationError

from advisor.recommendation.frozen import Frozen
from advisor.recommendation.market import offers
from advisor.recommendation.market.offers import (
    Excluded,
    Lead,
    LegalBase,
    ListPrice,
    Match,
    ProductAdvice,
    ProductContext,
    ProductFact,
    ProductSet,
)
from advisor.recommendation.market.products import candidates
from tests.recommendation.market_samples import COMPANIES, maker, market
from tests.recommendation.samples import ROOT

SHAPES = (Match, ProductFact, ListPrice, ProductAdvice, Excluded, Lead, LegalBase, ProductContext, ProductSet)
MATCH: dict[str, Any] = {"id": "size", "points": 6.0, "of": 12.0, "verified": False}


def types_in(hint: Any) -> Iterator[Any]:
    """The plain types a field is made of."""
    inner = get_args(hint)
    if not inner:
        yield hint
    for part in inner:
        yield from types_in(part)


def advice() -> ProductAdvice:
    return candidates(market(), maker()).candidates[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_frozen(shape: type[Frozen]) -> None:
    assert issubclass(shape, Frozen)
    assert shape.model_config["frozen"] is True
    assert shape.model_config["extra"] == "forbid"


def test_all_shapes_are_named_here() -> None:
    own = {value for value in vars(offers).values() if isinstance(value, type) and value.__module__ == offers.__name__}
    assert own == set(SHAPES)


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_hold_nothing_that_json_does_not_know(shape: type[Frozen]) -> None:
    allowed = {str, int, float, bool, type(None), Ellipsis, *SHAPES}
    for name, hint in get_type_hints(shape).items():
        if name.startswith("model_"):
            continue
        strange = {part for part in types_in(hint) if part not in allowed and not isinstance(part, str)}
        assert strange == set(), name


@pytest.mark.parametrize("wanted", COMPANIES[:10])
def test_a_stored_set_reads_back_as_the_same(wanted: Any) -> None:
    found = candidates(market(), wanted)
    assert ProductSet.model_validate_json(found.model_dump_json()) == found


def test_a_stored_set_is_the_same_bytes_again() -> None:
    first, second = (candidates(market(), maker()).model_dump_json() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("changes", [{"points": -1.0}, {"of": 0.0}, {"id": 7}, {"rank": 1}])
def test_a_match_keeps_to_its_bounds(changes: dict[str, Any]) -> None:
    assert Match(**MATCH).points == 6.0
    with pytest.raises(ValidationError):
        Match.model_validate(MATCH | changes)


@pytest.mark.parametrize("changes", [{"fit": 101}, {"fit": -1}, {"system": "both"}, {"paid": True}])
def test_an_advice_keeps_to_its_bounds(changes: dict[str, Any]) -> None:
    plain = advice().model_dump()
    assert ProductAdvice.model_validate(plain) == advice()
    with pytest.raises(ValidationError):
        ProductAdvice.model_validate(plain | changes)


def test_there_is_no_field_for_money_from_a_vendor() -> None:
    fields = {name for shape in SHAPES for name in shape.model_fields}
    assert not {name for name in fields if any(word in name for word in ("paid", "sponsor", "partner", "advert"))}


def test_a_product_is_left_out_for_one_system_or_for_all() -> None:
    entry = {"id": "x", "name": "X", "by": "size", "verified": True, "bases": ()}
    assert Excluded.model_validate(entry | {"system": "any"}).system == "any"
    with pytest.raises(ValidationError):
        Excluded.model_validate(entry | {"system": "both"})


def test_nothing_can_be_changed_afterwards() -> None:
    found = candidates(market(), maker())
    with pytest.raises(ValidationError):
        found.candidates[0].fit = 100  # type: ignore[misc]
    with pytest.raises(ValidationError):
        found.further = 0  # type: ignore[misc]


def test_the_module_knows_nothing_but_the_base() -> None:
    text = (ROOT / "advisor" / "recommendation" / "market" / "offers.py").read_text(encoding="utf-8")
    imports = [line for line in text.splitlines() if line.startswith(("from advisor", "import advisor"))]
    assert imports == ["from advisor.recommendation.frozen import Frozen"]


@pytest.mark.parametrize("changes", [{"further": -1}, {"best": "x"}, {"candidates": [{"id": "x"}]}, {"as_of": None}])
def test_a_set_keeps_to_its_bounds(changes: dict[str, Any]) -> None:
    plain = candidates(market(), maker()).model_dump()
    with pytest.raises(ValidationError):
        ProductSet.model_validate(plain | changes)


def test_what_stands_beside_the_candidates_can_be_stored_alone() -> None:
    found = candidates(market(), maker(country="IR"))
    beside = found.context
    assert type(beside) is ProductContext
    assert beside.model_dump() == found.model_dump(exclude={"candidates"})
    assert ProductContext.model_validate_json(beside.model_dump_json()) == beside
