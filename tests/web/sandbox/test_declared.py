"""Declarations are plain data."""

from __future__ import annotations

import dataclasses

import pytest

from web.sandbox import declared
from web.sandbox.declared import Column, Screen

KINDS = {
    "text": False, "number": True, "quantity": True, "money": True, "price": True, "percent": True, "date": False,
    "bar": False, "state": False, "yes": False, "choice": False, "kind": False, "lasting": True,
}  # fmt: skip


@pytest.mark.parametrize(("kind", "end"), KINDS.items())
def test_figures_stand_at_the_end(kind: str, end: bool) -> None:
    assert Column("x", "X", kind=kind).end is end
    assert kind in (declared.__doc__ or ""), "the kinds are described where one looks for them"


def test_declarations_cannot_be_changed() -> None:
    screen = Screen("x", "X", "setup", "", ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        screen.title = "Y"  # type: ignore[misc]


def test_every_declaration_says_what_it_is_for() -> None:
    for name in ("Column", "Filter", "Screen", "Field", "Lines", "Ref", "Next", "Told", "DocumentPage", "Asked"):
        made = getattr(declared, name)
        assert dataclasses.is_dataclass(made)
        assert made.__doc__, name
        assert not made.__doc__.startswith(f"{name}("), "a docstring of its own"
