"""Forms of the pipeline, filled in and sent as a browser does."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.crm.pipeline_tables import Quote
from advisor.sandbox.crm.tables import Deal, Lead
from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier


def test_a_lead_becomes_a_deal_and_a_quote(app: FastAPI) -> None:
    there = Trier(app, furnish)
    made = there.do("lead.create", company="Bakery", email="b@bakery.example", budget="1500", owner="Lee")
    assert made.headers["location"] == f"{there.base}/d/lead/5?done=lead.create"
    assert there.do("lead.change", document="5", company="Bakery Ltd", city="").status_code == 303
    assert 'value="1500"' in there.get("/d/lead/5").text
    assert there.do("lead.convert", document="5", deal="1", amount="1500").status_code == 303
    lines = {"lines.0.item": "1", "lines.0.quantity": "2", "lines.0.discount": "5"}
    changed = there.do("deal.change", document="10", name="Oven pumps", amount="1500", **lines)
    assert changed.headers["location"].endswith("/d/deal/10?done=deal.change")
    page = there.page("/new/deal.change?document=10")
    assert "Oven pumps" in there.get("/new/deal.change?document=10").text
    assert page.text
    made = there.do("quote.create", deal="10", tax="20")
    assert made.headers["location"].endswith("/d/quote/5?done=quote.create")
    assert there.do("quote.change", document="5", text="Dear baker", until="2026-05-01").status_code == 303
    with there.books.session(write=False) as session:
        lead, deal, quote = session.get_one(Lead, 5), session.get_one(Deal, 10), session.get_one(Quote, 5)
        assert (lead.company, lead.state, lead.owner, lead.deal_id) == ("Bakery Ltd", "converted", "Lee", 10)
        assert (deal.name, deal.amount, quote.net, quote.gross) == ("Oven pumps", 237_500, 237_500, 285_000)
        assert quote.text == "Dear baker"
    refused = there.do("deal.lose", document="10", reason="")
    assert refused.status_code == 422
    assert "Reason is missing" in refused.text


def test_first_values_are_those_that_are_there(app: FastAPI) -> None:
    there = Trier(app, furnish)
    assert 'value="1250"' in there.get("/new/deal.change?document=1").text
    assert 'value="1250"' in there.get("/new/item.change?item=1").text
    assert 'value="20"' in there.get("/new/quote.change?document=1").text
    assert "Harbour Ltd" in there.get("/new/lead.change?document=1").text
    assert 'value="20000"' in there.get("/d/lead/1").text


def test_a_quote_goes_to_the_customer_and_back(app: FastAPI) -> None:
    there = Trier(app, furnish)

    def step(verb: str, **form: str) -> str:
        done = there.do(verb, **form)
        assert done.status_code == 303, done.text[-800:]
        return str(done.headers["location"]).removeprefix(there.base)

    assert step("quote.send", document="4", text="Dear Ann") == "/d/quote/4?done=quote.send"
    assert "Done: Send" in there.page("/d/quote/4?done=quote.send").text
    step("quote.decline", document="4", reason="too dear")
    assert "too dear" in there.page("/d/quote/4").text
    step("quote.revise", document="4")
    page = there.page("/d/quote/4")
    assert f"{there.base}/d/quote/5" in page.links
    assert "QU-0004-2" in page.text
    assert step("quote.approve", document="2", reason="an old friend") == "/d/quote/2?done=quote.approve"
    assert step("quote.accept", document="2", win="1") == "/d/quote/2?done=quote.accept"
    assert "Open again" in there.page("/d/deal/5").text
    step("crm_invoice.pay", document="1", amount="1000")
    page = there.page("/d/crm_invoice/1")
    assert "1,500.00" in page.text
    step("crm_invoice.pay", document="1")
    assert "Paid" in there.page("/d/crm_invoice/1").text


def test_what_is_refused_is_said_on_the_page(app: FastAPI) -> None:
    there = Trier(app, furnish)
    refused = there.do("quote.invoice", document="3")
    assert refused.status_code == 409
    assert "The ERP writes the invoices here." in refused.text
    refused = there.do("deal.move", document="1", stage="prospecting")
    assert "in this stage already" in refused.text
    refused = there.do("rule.create", name="x", kind="deal", what="arrive", action="plan")
    assert "Choose the stage" in refused.text
    refused = there.do("lead.create", phone="12345")
    assert "A company, a person or an e-mail address is needed." in refused.text
    there.post("/role", role="marketing")
    refused = there.do("deal.win", document="1")
    assert refused.status_code == 403


def test_a_program_does_the_same(app: FastAPI) -> None:
    """The verbs as JSON, and once under a key."""
    there = Trier(app, furnish)

    def call(verb: str, **inputs: object) -> dict[str, object]:
        address = f"{there.base}/api/{verb}"
        answer = there.client.post(address, json=inputs, headers={"Idempotency-Key": verb})
        found: dict[str, object] = answer.json()
        return found

    asked = {"company": "Bakery", "email": "b@bakery.example", "budget": "1500"}
    assert call("lead.create", **asked) == call("lead.create", **asked) == {"kind": "lead", "id": 5}
    assert call("lead.convert", document=5) == {"kind": "lead", "id": 5}
    assert call("deal.move", document=10, stage="proposal") == {"kind": "deal", "id": 10}
    assert call("deal.lose", document=10)["code"] == "bad-input"
    assert call("stage.set", stage="proposal", probability=45) == {}
    rows = there.get("/api/l/deals?q=bakery").json()["rows"]
    assert [(row["amount"], row["probability"], row["state"]) for row in rows] == [("1500.00", 0.45, "proposal")]
