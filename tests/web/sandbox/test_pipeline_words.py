"""Words of the pipeline: every state, transition and choice has one."""

from __future__ import annotations

from typing import get_args

from fastapi import FastAPI

from advisor.sandbox.core.states import machines
from advisor.sandbox.crm import workflow
from advisor.sandbox.crm.known import _file
from tests.web.sandbox.trying import Trier
from web.sandbox import areas, labels, pipeline_words

KINDS = ("lead", "deal", "quote", "crm_invoice")


def known(table: dict[str, str], kind: str, name: str) -> bool:
    return f"{kind}.{name}" in table or name in table


def test_documents_have_words() -> None:
    assert areas.AREAS
    for kind in KINDS:
        machine = machines()[kind]
        assert kind in labels.KINDS
        assert [one for one in (*machine.states, *machine.computed) if not known(labels.STATES, kind, one)] == []
        assert [one.do for one in machine.transitions if not known(labels.TRANSITIONS, kind, one.do)] == []
        assert [one.do for one in machine.transitions if not known(labels.EVENTS, kind, one.do)] == []


def test_rules_and_points_have_words() -> None:
    for name, values in (("kind", workflow.Kind), ("what", workflow.What), ("action", workflow.Action)):
        assert [one for one in get_args(values) if not known(labels.CHOICES, name, one)] == []
    assert [one for one in get_args(workflow.State) if f"stage.{one}" not in labels.CHOICES] == []
    assert [one for one in get_args(workflow.Role) if f"role.{one}" not in labels.CHOICES] == []
    assert {rule["when"] for rule in _file()["scoring"]} <= pipeline_words.SCORED.keys()


def test_a_choice_may_depend_on_what_is_chosen() -> None:
    def plain(text: str) -> str:
        return text

    assert labels.choice("lost", plain, "stage") == "Lost"
    assert labels.choice("lost", plain) == "Found and lost"
    assert labels.choice("service", plain, "kind") == "Service"
    assert labels.choice("service", plain, "role") == labels.ROLES["service"]


def test_forms_offer_words(app: FastAPI) -> None:
    there = Trier(app)
    for verb, offered in (
        ("rule.create", ("Lost", "Negotiation", "ask for approval", "Management", "comes to a stage")),
        ("item.create", ("Goods", "Service")),
        ("deal.create", ("Prospecting", "With lines, it is their sum.")),
    ):
        text = there.page(f"/new/{verb}").text
        assert [word for word in offered if word not in text] == [], verb
