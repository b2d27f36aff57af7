"""What is told: written with what it tells, once, and never more than it is worth."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.bridge import outbox
from advisor.sandbox.core.refusals import Refusal
from tests.sandbox.bridge.joint import carried, contact, item, messages, won
from tests.sandbox.making import do, units
from tests.sandbox.selling import billed, buyer, confirmed, goods, posted, shipped


def told(session: Session) -> list[tuple[str, str, str]]:
    return [(one.side, one.kind, one.subject) for one in messages(session)]


def test_what_matters_is_told_and_nothing_else(session: Session) -> None:
    assert not outbox.wrote(session)
    party = buyer(session)
    assert outbox.wrote(session)
    do(session, "party.create", name="Smith", supplier=True)
    order = confirmed(session, party, (goods(session, "a"), 2))
    shipped(session, order)
    invoice = posted(session, order)
    billed(session, party, 10)  # an invoice of no order only counts for what is owed
    do(session, "payment.create", invoice=invoice.id)
    do(session, "payment.clear", document=1)
    lead = contact(session, "Lead", customer=False)
    deal = do(session, "deal.create", contact=lead.id)
    do(session, "deal.lose", document=deal.id, reason="price")
    do(session, "deal.reopen", document=deal.id)
    assert told(session) == [
        ("erp", "customer", "party:1"), ("erp", "product", "product:1"), ("erp", "order_state", "sale:1"),
        ("erp", "shipment", "sale:1"), ("erp", "invoice", "sale:1"), ("erp", "payment", "sale:1"),
    ]  # fmt: skip


def test_what_is_paid_to_suppliers_is_not_told(session: Session) -> None:
    supplier = do(session, "party.create", name="Smith", supplier=True)
    part = do(session, "product.create", name="Part", cost=5, supplier=supplier.id)
    order = do(session, "purchase.create", party=supplier.id, lines=[{"product": part.id, "quantity": 2, "price": 5}])
    do(session, "purchase.order", document=order.id)
    do(session, "purchase.receive", purchase=order.id)
    bill = do(session, "bill.create", purchase=order.id, reference="B-1")
    do(session, "bill.post", document=bill.id)
    paid = do(session, "payment.create", invoice=bill.id)
    do(session, "payment.clear", document=paid.id)
    assert [subject for _, kind, subject in told(session) if kind == "payment"] == []


def test_a_message_holds_all_that_is_needed_and_has_a_key_of_its_own(session: Session) -> None:
    goods(session, "valve")
    carried(session)
    won(session, contact(session, email="desk@acme.example"), (item(session, "valve"), 2))
    [message] = messages(session, kind="order")
    assert message.body["customer"]["email"] == "desk@acme.example"
    [line] = message.body["lines"]
    assert (line["code"], line["quantity"], line["price"]) == ("valve", 2, 100_000)
    assert message.event is not None
    assert message.key == f"deal:1:order:{message.event.id}"


def test_what_is_refused_tells_nothing(session: Session) -> None:
    party = buyer(session)
    draft = do(session, "sale.create", party=party.id, lines=[])
    session.commit()
    with pytest.raises(Refusal), session.begin_nested():
        do(session, "sale.confirm", document=draft.id)
    assert [one.kind for one in messages(session)] == ["customer"]


def test_it_costs_one_statement_a_step(books: Database) -> None:
    """The message of a step is one row that is inserted along with what it tells; nothing is read for it, but the order
    of an invoice that is paid."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(books.engine, "before_cursor_execute", note)

    def step(act: Callable[[Session], object]) -> int:
        with books.session() as session:
            act(session)
            session.flush()
            asked_of = [one for one in asked if " message" in one.lower() or '"message"' in one.lower()]
        asked.clear()
        return len(asked_of)

    def order(session: Session) -> None:
        confirmed(session, buyer(session), (goods(session, "a", cost=units(4)), 1))  # type: ignore[arg-type]

    step(order)
    counts = [
        step(lambda session: do(session, "shipment.reserve", document=1)),
        step(lambda session: do(session, "shipment.ship", document=1)),
        step(lambda session: do(session, "sale.invoice", document=1)),
        step(lambda session: do(session, "invoice.post", document=1)),
        step(lambda session: do(session, "payment.create", invoice=1)),
        step(lambda session: do(session, "payment.clear", document=1)),
    ]
    assert counts == [0, 1, 0, 1, 0, 1]
