"""What marketing declares has words, and its pages open with a company in them."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.core.states import machines
from tests.web.sandbox.marketed import shop
from web.sandbox import labels
from web.sandbox.marketing_lists import CHANNELS, MAIL_STATES, NETWORKS
from web.sandbox.screens_marketing import AREA

KINDS = ("campaign", "mailing", "marketing_event", "subscription", "mention")


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_and_step_has_a_word(kind: str) -> None:
    machine = machines()[kind]
    for state in (*machine.states, *machine.computed):
        assert {state, f"{kind}.{state}"} & set(labels.STATES), state
    for step in machine.transitions:
        assert {step.do, f"{kind}.{step.do}"} & set(labels.TRANSITIONS) or not step.who, step.do
        assert {step.do, f"{kind}.{step.do}"} & set(labels.EVENTS), step.do


def test_every_choice_has_a_word() -> None:
    assert set(CHANNELS) | set(NETWORKS) <= set(labels.CHOICES)
    assert set(MAIL_STATES) <= set(labels.STATES)


def test_pages_open_with_a_company_in_them(app: FastAPI) -> None:
    there = shop(app)
    for special in AREA.specials:
        assert "nothing" not in there.page(f"/p/{special.id}").ids
    for language in ("fa", "uk"):
        there.language = language
        for name in ("analysis", "mailbox", "members"):
            assert there.get(f"/p/{name}").status_code == 200
    there.language = "en"
