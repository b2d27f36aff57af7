"""Customers and won deals come over as customers and orders; what cannot be understood is left to people."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge.tables import Link
from advisor.sandbox.crm.tables import Deal
from advisor.sandbox.trade.tables import Invoice, Order, Shipment
from tests.sandbox.bridge.joint import carried, contact, item, messages, orders, parties, won
from tests.sandbox.making import do, product, units
from tests.sandbox.selling import buyer, goods, posted, shipments, shipped, sound


def test_a_won_deal_becomes_an_order_and_hears_what_becomes_of_it(session: Session) -> None:
    goods(session, "a", tax="VAT")
    acme = contact(session, email="desk@acme.example", tax_number="DE 1", city="Graz")
    carried(session)
    deal = won(session, acme, (item(session), 4), name="Valves")
    carried(session)
    [order], [party] = orders(session), parties(session)
    assert (order.state, order.net, order.reference) == ("confirmed", deal.amount, deal.number)
    assert (party.code, party.email, party.tax_number, party.city) == (acme.code, acme.email, "DE 1", "Graz")
    assert (deal.order_number, deal.order_state, deal.promised) == ("SO-0001", "confirmed", order.promised)
    [shipment] = shipments(session, order)
    do(session, "shipment.reserve", document=shipment.id)
    shipped(session, order, 1)
    carried(session)
    assert (deal.order_state, deal.delivered, deal.invoice_state) == ("confirmed", 25, "")
    shipped(session, order)
    invoice = posted(session, order)
    carried(session)
    assert (deal.order_state, deal.delivered, deal.invoice_state, deal.paid) == ("closed", 100, "posted", 0)
    assert (acme.balance, acme.overdue) == (order.gross, 0)
    payment = do(session, "payment.create", invoice=invoice.id)
    do(session, "payment.clear", document=payment.id)
    carried(session)
    assert (deal.invoice_state, deal.paid, acme.balance) == ("paid", order.gross, 0)
    do(session, "payment.fail", document=payment.id)
    carried(session)
    assert (deal.invoice_state, deal.paid, acme.balance) == ("posted", 0, order.gross)
    assert {one.state for one in messages(session)} == {"delivered"}
    assert sound(session)


def test_the_price_and_discount_of_the_deal_hold(session: Session) -> None:
    goods(session, "wire", stock=100, places=2)
    acme = contact(session)
    carried(session)
    line = {"item": item(session, "wire").id, "quantity": units("2.35"), "price": units("7.777"), "discount": units(5)}
    deal = do(session, "deal.create", contact=acme.id, lines=[line])
    do(session, "deal.win", document=deal.id)
    carried(session)
    [order] = orders(session)
    assert (order.lines[0].quantity, order.lines[0].price, order.net) == (235, 77_770, deal.amount)


def test_a_customer_who_is_there_is_found(session: Session) -> None:
    """By code, tax number or e-mail; a person buys for the organisation."""
    goods(session, "a")
    known = [buyer(session, "c8"), buyer(session, "c2", tax_number="X1"), buyer(session, "c3", email="Me@d.example")]
    # what operations told is not delivered yet, so that sales type the same customers
    made = [contact(session, "C8", code="c8"), contact(session, "Two", tax_number="X1"),
            contact(session, "Three", email="me@d.example")]  # fmt: skip
    person = contact(session, "Kim", kind="person", organisation=made[0].id)
    carried(session)
    won(session, person, (item(session), 1))
    carried(session)
    pairs = session.execute(select(Link.crm_id, Link.erp_id).where(Link.kind == "contact")).all()
    assert {tuple(pair) for pair in pairs} == {(one.id, other.id) for one, other in zip(made, known, strict=True)}
    assert len(parties(session)) == 3
    assert orders(session)[0].party_id == known[0].id


def test_what_operations_do_not_know_waits_for_somebody(session: Session) -> None:
    acme = contact(session)
    bare = do(session, "deal.create", contact=acme.id, amount=units(500))
    do(session, "deal.win", document=bare.id)
    own = do(session, "item.create", name="Advice", code="adv", kind="service", price=units(90))
    won(session, acme, (own, 2))
    contact(session, "Several", email="x@x.example")
    for code in ("p1", "p2"):
        buyer(session, code, email="x@x.example")
    carried(session)
    parked = {one.subject: one.values["unknown"] for one in messages(session, "parked")}
    wanted = {"deal:1": "deal", "deal:2": "item", "contact:2": "party", "party:1": "contact", "party:2": "contact"}
    assert parked == wanted
    assert orders(session) == []


def test_a_deal_that_is_opened_again_takes_its_order_back(session: Session) -> None:
    goods(session, "a")
    acme = contact(session)
    carried(session)
    deal = won(session, acme, (item(session), 2))
    do(session, "deal.reopen", document=deal.id)  # before operations answered
    carried(session)
    [order] = orders(session)
    assert (order.state, deal.order_number) == ("cancelled", "")
    do(session, "deal.win", document=deal.id)
    carried(session)
    assert ([one.state for one in orders(session)], deal.order_number) == (["cancelled", "confirmed"], "SO-0002")
    assert sound(session)


def test_goods_of_a_claim_come_back(session: Session) -> None:
    goods(session, "a")
    acme = contact(session)
    carried(session)
    deal = won(session, acme, (item(session), 4))
    carried(session)
    [order] = orders(session)
    shipped(session, order)
    claim = do(session, "claim.open", contact=acme.id, item=item(session).id, kind="return", quantity=units(3),
               bought=order.on, deal=deal.id)  # fmt: skip
    do(session, "claim.accept", document=claim.id)
    do(session, "claim.finish", document=claim.id)
    carried(session)
    back = session.scalars(select(Shipment).where(Shipment.back)).one()
    assert [line.quantity for line in back.lines] == [3]
    assert (session.get_one(Deal, deal.id).delivered, item(session).available) == (100, 9)
    assert sound(session)


def test_beyond_the_credit_limit_nobody_is_bypassed(session: Session) -> None:
    goods(session, "a")
    acme = contact(session)
    carried(session)
    do(session, "party.change", party=parties(session)[0].id, credit_limit=units(5))
    won(session, acme, (item(session), 4))
    carried(session)
    [message] = messages(session, "parked")
    assert "credit limit" in message.reason
    assert session.scalars(select(Order)).all() == []


def test_a_subscription_is_invoiced_by_operations(session: Session) -> None:
    """Each interval is a draft of its own; a product in stock is billed by its name."""
    product(session, "gold", kind="service", price=units(30))
    acme = contact(session)
    carried(session)
    do(session, "subscription.create", contact=acme.id, item=item(session, "gold").id, price=units(25),
       interval="month")  # fmt: skip
    carried(session)
    for _ in range(2):
        do(session, "clock.advance", to="month")
    carried(session)
    drafts = session.scalars(select(Invoice).order_by(Invoice.id)).all()
    assert [(one.state, one.net, one.lines[0].product_id) for one in drafts] == [("draft", 2_500, 1)] * 2
    assert [one.lines[0].text for one in drafts] == ["Gold, 2026-03-02", "Gold, 2026-04-02"]
    assert messages(session, "parked") == []
