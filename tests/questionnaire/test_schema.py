"""The shape of a bank: frozen, looked up by id, cut to a track."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from advisor.questionnaire.schema import EXECUTIVE, FULL


def test_questions_are_found_by_id(small: Any) -> None:
    bank = small.questionnaire
    assert [bank.by_id[q.id] for q in bank.questions] == list(bank.questions)
    assert "sellers" not in bank.by_id


def test_tracks(small: Any) -> None:
    bank = small.questionnaire
    assert [q.id for q in bank.on_track(EXECUTIVE)] == ["trade", "export"]
    assert bank.on_track(FULL) == bank.questions


def test_a_bank_is_frozen_and_compared_by_identity(small: Any) -> None:
    bank = small.questionnaire
    with pytest.raises(FrozenInstanceError):
        bank.version = "other"
    with pytest.raises(FrozenInstanceError):
        bank.questions[0].page = "other"
    assert replace(bank) != bank
    assert len({bank, replace(bank), bank}) == 2
    assert replace(bank.questions[0]) == bank.questions[0]
