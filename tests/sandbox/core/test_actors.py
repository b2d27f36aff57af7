"""Who may do what."""

from __future__ import annotations

import pytest

from advisor.sandbox.core.actors import ROLES, SYSTEM, Actor


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_is_its_own(role: str) -> None:
    assert Actor("Sam", role).may((role,))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "manager"])
def test_a_role_may_not_what_is_not_its_own(role: str) -> None:
    others = tuple(other for other in ROLES if other not in (role, "manager"))
    assert not Actor("Sam", role).may(others)
    assert not Actor("Sam", role).may(())


@pytest.mark.parametrize("role", ROLES)
def test_the_manager_and_the_program_may_do_everything(role: str) -> None:
    assert Actor("Robin", "manager").may((role,))
    assert SYSTEM.may((role,))


def test_an_unknown_role_may_nothing() -> None:
    assert not Actor("Eve", "visitor").may(ROLES)
