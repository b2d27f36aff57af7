"""Deals: stages with their probabilities, amounts, and what is heard of the order."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm import deals
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, SELLER, do, units
from tests.sandbox.pipeline import MARKETER, colleague, contact, deal, item, line


def test_what_a_deal_begins_with(session: Session) -> None:
    sam = colleague(session, "Sam")
    acme = contact(session, source="fair")
    plain = deal(session, acme, 1000.5)
    assert (plain.number, plain.name, plain.state, plain.amount) == ("OP-0001", "Acme", "prospecting", 100_050)
    assert (plain.probability, plain.owner, plain.source) == (10, sam, "fair")
    assert plain.expected == DAY + datetime.timedelta(days=30)
    pump = item(session)
    full = deal(session, acme, 5, name=" Pumps ", lines=[line(pump, 3, discount=units(10))], stage="proposal")
    assert (full.name, full.amount, full.probability, deals.weighted(full)) == ("Pumps", 27_000, 50, 13_500)
    partner = contact(session, "Dealer", owner=colleague(session, "Lee"))
    other = deal(session, partner, partner=partner.id, source="web")
    assert (other.owner, other.partner_id, other.source) == ("Lee", partner.id, "web")


def test_what_a_deal_cannot_begin_with(session: Session) -> None:
    acme = contact(session)
    with pytest.raises(Refusal, match="no such contact"):
        do(session, "deal.create", contact=99)
    with pytest.raises(Refusal, match="nought or more"):
        deal(session, acme, -1)
    with pytest.raises(NotFound, match="no such campaign"):
        deal(session, acme, campaign=9)
    with pytest.raises(Refusal, match="Nobody with the name Zoe"):
        deal(session, acme, owner="Zoe")
    with pytest.raises(NotFound, match="no such product"):
        deal(session, acme, lines=[{"item": 7, "quantity": units(1)}])


def test_changes_of_an_open_deal(session: Session) -> None:
    made = deal(session, contact(session), 100)
    pump = item(session)
    do(session, "deal.change", SELLER, document=made.id, amount=units(250), probability=33, name="Big")
    assert (made.amount, made.probability, made.name) == (25_000, 33, "Big")
    do(session, "deal.change", SELLER, document=made.id, lines=[line(pump, 4)], amount=units(1), expected=DAY)
    assert (made.amount, made.expected, len(made.lines)) == (40_000, DAY, 1)
    do(session, "deal.change", SELLER, document=made.id, amount=units(400))  # as the form sends it back
    with pytest.raises(Refusal, match="sum of the lines"):
        do(session, "deal.change", SELLER, document=made.id, amount=units(1))
    with pytest.raises(Refusal, match="between 0 and 100"):
        do(session, "deal.change", SELLER, document=made.id, probability=101)
    do(session, "deal.win", SELLER, document=made.id)
    with pytest.raises(Refusal, match="decided"):
        do(session, "deal.change", SELLER, document=made.id, name="x")


def test_stages_and_their_history(books: Database) -> None:
    with books.session() as session:
        acme = contact(session)
        made = deal(session, acme, 100)
        do(session, "clock.advance", to="day")
        do(session, "deal.change", SELLER, document=made.id, probability=70)
        do(session, "deal.move", SELLER, document=made.id, stage="negotiation")
        assert (made.state, made.probability, made.moved) == ("negotiation", 80, DAY + datetime.timedelta(days=1))
        with pytest.raises(Refusal, match="in this stage already"):
            do(session, "deal.move", SELLER, document=made.id, stage="negotiation")
        do(session, "deal.win", SELLER, document=made.id)
        assert (made.state, made.probability, made.closed) == ("won", 100, clock.today(session))
        assert acme.customer
        do(session, "deal.reopen", SELLER, document=made.id)
        assert (made.state, made.probability, made.closed) == ("negotiation", 80, None)
        with pytest.raises(Refusal, match="Say why"):
            do(session, "deal.lose", SELLER, document=made.id, reason=" ")
        do(session, "deal.lose", SELLER, document=made.id, reason="too dear")
        assert (made.state, made.probability, made.lost_reason) == ("lost", 0, "too dear")
        stages = [one.values["to"] for one in events.history(session, "deal", made.id) if "to" in one.values]
        assert stages == ["prospecting", "negotiation", "won", "negotiation", "lost"]
        with pytest.raises(WrongRole):
            do(session, "deal.reopen", MARKETER, document=made.id)


def test_probabilities_are_data_of_the_trial(session: Session) -> None:
    acme = contact(session)
    usual, own = deal(session, acme, stage="proposal"), deal(session, acme, stage="proposal")
    do(session, "deal.change", SELLER, document=own.id, probability=5)
    do(session, "stage.set", BOSS, stage="proposal", probability=40)
    session.expire_all()
    assert (usual.probability, own.probability, deal(session, acme, stage="proposal").probability) == (40, 5, 40)
    assert deals.probability(session, "negotiation") == 80
    with pytest.raises(Refusal, match="between 0 and 100"):
        do(session, "stage.set", BOSS, stage="proposal", probability=-1)
    with pytest.raises(WrongRole):
        do(session, "stage.set", SELLER, stage="proposal", probability=1)


def test_what_was_heard_of_the_order(session: Session) -> None:
    made = deal(session, contact(session), 100, stage="negotiation")
    do(session, "deal.win", SELLER, document=made.id)
    deals.mirror(session, made, order_number="SO-0007", order_state="confirmed", promised=DAY)
    deals.mirror(session, made, order_state="confirmed")  # nothing new
    deals.mirror(session, made, delivered=50, invoice_state="posted", paid=100)
    heard = [one.values for one in events.history(session, "deal", made.id) if one.what == "heard"]
    assert heard == [
        {"order_number": "SO-0007", "order_state": "confirmed", "promised": DAY.isoformat()},
        {"delivered": 50, "invoice_state": "posted", "paid": 100},
    ]
    assert (made.order_number, made.promised, made.delivered, made.paid) == ("SO-0007", DAY, 50, 100)
    with pytest.raises(Refusal, match="SO-0007 was made of this deal"):
        do(session, "deal.reopen", SELLER, document=made.id)
    deals.mirror(session, made, order_state="cancelled")
    do(session, "deal.reopen", SELLER, document=made.id)
    assert (made.state, made.order_number, made.order_state) == ("negotiation", "", "")
