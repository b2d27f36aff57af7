"""Messages are delivered in order and once, whatever happens in between."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.bridge import delivery
from advisor.sandbox.bridge.tables import Message, Received
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import WrongRole
from advisor.sandbox.core.tables import Party
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.bridge.joint import APART, carried, contact, item, messages, modules, orders, parties, won
from tests.sandbox.making import SELLER, do
from tests.sandbox.selling import goods


def test_nothing_is_delivered_without_the_bridge_and_all_of_it_later(session: Session) -> None:
    """Phase 2: what was written while the module was off comes over when it is switched on."""
    modules(session, *APART)
    goods(session, "a")
    acme = contact(session)
    assert (delivery.joined(session), delivery.both(session), carried(session)) == (False, True, 0)
    assert delivery.backlog(session) == {"customer": 1, "product": 1}
    modules(session, "erp-gl", "int-crm-erp")
    assert (delivery.joined(session), delivery.both(session)) == (False, False)
    modules(session, *APART, "int-crm-erp")
    assert carried(session) == 3  # and what is free of the product
    won(session, acme, (item(session), 1))
    carried(session)
    assert (len(orders(session)), delivery.backlog(session)) == (1, {})


def test_an_outage_is_played_and_made_up_for(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "link.outage", SELLER, side="erp")
    do(session, "link.outage", side="erp")
    contact(session)
    assert (carried(session), delivery.down(session), parties(session)) == (0, "erp", [])
    do(session, "link.outage", side="")
    assert [one.name for one in parties(session)] == ["Acme"]


def test_a_message_that_comes_twice_counts_once(session: Session) -> None:
    goods(session, "a")
    acme = contact(session)
    carried(session)
    won(session, acme, (item(session), 1))
    carried(session)
    for message in messages(session):
        delivery.receive(session, message)
        message.state = "waiting"
    carried(session)
    assert (len(parties(session)), len(orders(session))) == (1, 1)
    assert session.scalar(select(func.count()).select_from(Received)) == len(messages(session))


def test_what_fails_is_tried_again_and_then_left_to_people(session: Session) -> None:
    """A body that no handler can read is not the fault of the sender; the pauses grow."""
    acme = contact(session)
    session.flush()
    [message] = messages(session)
    body, message.body = message.body, {}
    start, waits = clock.now(session), []
    assert delivery.deliver(session) == 0
    do(session, "contact.change", contact=acme.id, city="Graz")
    while message.state == "waiting":
        assert message.next_try is not None
        waits.append(int((message.next_try - clock.now(session)).total_seconds() // 3600))
        assert delivery.deliver(session) == 0  # not before its time, and none behind it
        clock.trial(session).today += datetime.timedelta(days=1)
        session.flush()
        delivery.deliver(session)
    assert (waits, message.tries, message.state) == ([1, 4, 24, 24], 5, "parked")
    assert message.values == {"tries": 5}
    assert parties(session) == []
    message.body = body
    do(session, "message.retry", document=message.id)
    assert [one.city for one in parties(session)] == ["Graz"]
    assert clock.now(session) > start


def test_who_dies_between_commit_and_delivery_delivers_later(books: Database) -> None:
    with books.session() as session:
        contact(session)

    class Died(Exception):
        pass

    with pytest.raises(Died), books.session() as session:
        assert delivery.deliver(session) == 1
        raise Died
    with books.session() as session:
        assert (parties(session), [one.state for one in messages(session)]) == ([], ["waiting"])
        assert delivery.deliver(session) == 1
    with books.session() as session:
        assert (len(parties(session)), delivery.deliver(session)) == (1, 0)


def test_two_who_deliver_at_once_deliver_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        for number in range(12):
            contact(session, f"C{number}", email=f"c{number}@x.example")
    gate = threading.Barrier(2)

    def deliver() -> int:
        with postgres_books.session() as session:
            gate.wait()
            return delivery.deliver(session)

    with ThreadPoolExecutor(2) as pool:
        done = sum(one.result() for one in [pool.submit(deliver) for _ in range(2)])
    with postgres_books.session() as session:
        assert done == 12
        assert session.scalar(select(func.count()).select_from(Party)) == 12
        assert {one.state for one in messages(session)} == {"delivered"}


def test_the_clock_delivers(session: Session) -> None:
    contact(session)
    do(session, "clock.advance", to="hour")
    assert len(parties(session)) == 1
    do(session, "party.create", name="Later", customer=True)
    do(session, "clock.advance", to="day")
    assert session.scalar(select(func.count()).select_from(Contact)) == 2


def test_hundreds_come_over_in_bounded_portions(session: Session) -> None:
    for number in range(120):
        contact(session, f"C{number}", email=f"c{number}@x.example")
    assert [delivery.deliver(session, limit=70), delivery.deliver(session), delivery.deliver(session)] == [70, 50, 0]
    assert session.scalar(select(func.count()).where(Message.state == "delivered")) == 120


def test_waiting_ones_are_sent_at_once_when_asked(session: Session) -> None:
    contact(session)
    [message] = messages(session)
    message.next_try = clock.now(session) + datetime.timedelta(hours=4)
    assert carried(session) == 0
    do(session, "link.send")
    assert len(parties(session)) == 1
