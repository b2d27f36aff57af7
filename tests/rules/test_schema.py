"""The hit policies: each belongs to one family."""

from __future__ import annotations

from typing import get_args

from advisor.rules.schema import LISTS, NUMBERS, SINGLE, Hit


def test_every_policy_is_in_one_family() -> None:
    assert sorted([*SINGLE, *LISTS, *NUMBERS]) == sorted(get_args(Hit))
