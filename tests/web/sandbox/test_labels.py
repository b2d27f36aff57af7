"""Every short name that a page can show has a word, and a state means something at a glance."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.sandbox.core.actors import ROLES, SYSTEM_ROLE
from advisor.sandbox.core.states import Machine, machines
from web.sandbox import areas as _areas  # noqa: F401 - words that areas add
from web.sandbox import labels

MACHINES = list(machines().values())


def english(sentence: str) -> str:
    return sentence


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.kind)
def test_a_document_has_words_for_itself_its_states_and_its_transitions(machine: Machine) -> None:
    assert machine.kind in labels.KINDS
    for state in (*machine.states, *machine.computed):
        assert state in labels.STATES or f"{machine.kind}.{state}" in labels.STATES, state
    for step in machine.transitions:
        assert step.do in labels.TRANSITIONS or f"{machine.kind}.{step.do}" in labels.TRANSITIONS, step.do


def test_every_role_has_a_word() -> None:
    assert {*ROLES, SYSTEM_ROLE} <= set(labels.ROLES)


def test_a_state_has_one_tone_at_most() -> None:
    names = [name for tones in labels.TONES.values() for name in tones]
    assert sorted(names) == sorted(set(names))
    assert labels.tone("paid") == "good"
    assert labels.tone("draft") == "plain"
    assert {"cancelled", "reversed"} <= labels.TONES["past"]


def test_a_word_for_one_document_goes_before_the_general_one() -> None:
    assert labels.transition("shipment", "release", english) == "Release the reservation"
    assert labels.transition("nothing", "release", english) == "Release"


def test_the_history_says_what_happened() -> None:
    assert labels.event("party", "create", english) == "Created"
    assert labels.event("sale", "confirm", english) == "Confirmed"


def test_what_has_no_word_yet_is_still_readable() -> None:
    assert labels.kind("odd_thing", english) == "Odd thing"
    assert labels.choice("per_line", english) == "Per line"
    assert labels.field("lot_size", english) == "Lot size"
    assert labels.state("sale", "half_way", english) == "Half way"


def test_words_are_said_in_the_language_that_is_asked_for() -> None:
    assert labels.role("sales", lambda sentence: sentence.upper()) == "SALES"


def test_every_word_is_found_for_translation() -> None:
    """Values are literals in `mark(...)`; only bare figures need none."""
    text = Path(labels.__file__).read_text(encoding="utf-8")
    plain = re.findall(r'^    "([\w.]+)": "([^"]+)",$', text, re.MULTILINE)
    assert all(value.isdecimal() for _, value in plain)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.kind)
def test_the_history_has_words_for_every_transition(machine: Machine) -> None:
    for step in machine.transitions:
        assert step.do in labels.EVENTS or f"{machine.kind}.{step.do}" in labels.EVENTS, step.do
