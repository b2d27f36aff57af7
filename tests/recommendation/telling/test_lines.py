"""The shapes of a told result are frozen all the way down, so that a page cannot change what a report shows."""

from __future__ import annotations

import dataclasses
import datetime
import typing

import pytest

from advisor.recommendation.telling import lines
from advisor.recommendation.telling.lines import Named, Story

OWN = [shape for shape in vars(lines).values() if isinstance(shape, type) and dataclasses.is_dataclass(shape)]
PLAIN = {str, int, float, bool, type(None), datetime.date}


def parts(annotation: object) -> set[object]:
    """The types an annotation is made of, without tuples and unions around them."""
    inner = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return {type(arg) for arg in inner}
    return {part for arg in inner if arg is not Ellipsis for part in parts(arg)} if inner else {annotation}


def reached(shape: type, seen: set[type]) -> set[type]:
    """A shape and all that it is made of."""
    seen.add(shape)
    for annotation in typing.get_type_hints(shape).values():
        for part in parts(annotation):
            if isinstance(part, type) and dataclasses.is_dataclass(part) and part not in seen:
                reached(part, seen)
    return seen


SHAPES = sorted(reached(Story, set()), key=lambda shape: shape.__name__)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_shapes_hold_only_plain_values_and_each_other(shape: type) -> None:
    for name, annotation in typing.get_type_hints(shape).items():
        assert parts(annotation) <= PLAIN | set(SHAPES), name


def test_a_shape_cannot_be_changed() -> None:
    named = Named("crm", "CRM", 0.5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        named.value = 1.0  # type: ignore[misc]
    assert all(shape.__dataclass_params__.frozen for shape in SHAPES)  # type: ignore[attr-defined]


def test_every_shape_is_part_of_the_story() -> None:
    assert set(OWN) <= set(SHAPES)
