"""The base of stored values."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from advisor.recommendation.frozen import Frozen


class Step(Frozen):
    phase: int
    systems: tuple[str, ...] = ()


def test_a_stored_value_never_changes() -> None:
    step = Step(phase=1)
    with pytest.raises(ValidationError, match="frozen"):
        step.phase = 2  # type: ignore[misc]
    assert step.phase == 1
    assert hash(step) == hash(Step(phase=1))


def test_a_field_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Step.model_validate({"phase": 1, "price": 3})
