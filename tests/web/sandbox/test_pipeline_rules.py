"""Rules in words, switched and changed where they are seen."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.crm import workflow
from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.pipeline_rules import rules
from web.sandbox.visit import Visit


def test_rules_are_read_switched_and_changed(app: FastAPI) -> None:
    there = Trier(app, furnish)
    with there.books.session(write=False) as session:
        found = rules(Visit(session, there.secret, "en"))
        seller = rules(Visit(session, there.secret, "en", "sales"))
    said = {one.code: (one.said.when, one.said.conditions, one.said.then) for one in found.rows}
    assert said["deal-large"] == ("Deal is entered", ("Amount: 50,000.00 EUR or more",), "Tell Management")
    assert said["deal-proposal"] == (
        "Deal comes to the stage Proposal", (), "Plan for its owner: Ask about the proposal (Call), due in 3 days",
    )  # fmt: skip
    assert said["quote-discount"][1:] == (("Discount: more than 10%",), "It waits until the manager approves it")
    assert (seller.may, seller.create, seller.rows[0].change) == (False, None, "")
    assert there.do("rule.switch", code="lead-call", here="p/rules").status_code == 303
    assert "Switch on" in there.page("/p/rules").text
    form = there.get(next(one for one in found.rows if one.code == "deal-large").change.removeprefix(there.base)).text
    assert 'value="50000"' in form
    done = there.do("rule.change", code="deal-large", name="Very large deals", least="90000", role="manager")
    assert done.headers["location"].endswith("/d/rule/2?done=rule.change")
    assert "90,000.00" in there.page("/d/rule/2").text
    done = there.do(
        "rule.create", name="Won back", kind="deal", what="arrive", stage="lost", action="assign", owner="Lee",
        source="web",
    )  # fmt: skip
    assert done.status_code == 303
    with there.books.session(write=False) as session:
        own = rules(Visit(session, there.secret, "en")).rows[-1]
        assert workflow.get(session, "lead-call").active is False
    assert own.said.conditions == ("Where from: web",)
    assert (own.said.when, own.said.then) == ("Deal comes to the stage Lost", "Assign it to Lee")
