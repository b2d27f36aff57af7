"""Refusals are sentences with a status and a code that programs can tell apart."""

from __future__ import annotations

import pytest

from advisor.errors import AdvisorError
from advisor.sandbox.core.refusals import ModuleOff, PeriodClosed, Refusal, Short, Unbalanced, WrongRole


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (Refusal, 409, "refused"),
        (Unbalanced, 409, "unbalanced"),
        (PeriodClosed, 409, "period-closed"),
        (Short, 409, "short"),
        (WrongRole, 403, "wrong-role"),
        (ModuleOff, 403, "module-off"),
    ],
)
def test_each_has_a_status_and_a_code(kind: type[AdvisorError], status: int, code: str) -> None:
    raised = kind("Only {free} are there.", values={"free": 3}, field="quantity")
    assert (raised.status, raised.code, raised.field) == (status, code, "quantity")
    assert str(raised) == "Only 3 are there."


@pytest.mark.parametrize("kind", [Unbalanced, PeriodClosed, Short])
def test_special_ones_are_refusals(kind: type[AdvisorError]) -> None:
    with pytest.raises(Refusal):
        raise kind("No.")
