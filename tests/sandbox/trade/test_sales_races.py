"""Two connections at once on PostgreSQL: one wins, the other is told, and the books stay sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError
from advisor.sandbox.trade.tables import Invoice, Order, Payment, Shipment
from tests.sandbox.making import do, units
from tests.sandbox.selling import billed, buyer, confirmed, drafted, goods, invoices, posted, shipments, shipped, sound

Act = Callable[[Session], Any]


def at_once(books: Database, *acts: Act) -> list[str]:
    """What came of each act, all of them in transactions that begin together: empty or what was refused."""
    barrier, told = threading.Barrier(len(acts), timeout=20), [""] * len(acts)

    def run(place: int) -> None:
        try:
            with books.session() as session:
                session.scalar(select(1))
                barrier.wait()
                acts[place](session)
        except AdvisorError as error:
            told[place] = error.message

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return told


def test_an_invoice_is_posted_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        draft = do(session, "invoice.create", party=buyer(session).id, lines=[{"text": "x", "price": units(5)}])
    told = at_once(postgres_books, *[lambda s: do(s, "invoice.post", document=draft.id)] * 2)
    assert sorted(map(bool, told)) == [False, True]
    with postgres_books.session() as session:
        assert session.get_one(Invoice, draft.id).number == "INV-0001"
        assert sound(session)


def test_two_payments_of_one_invoice(postgres_books: Database) -> None:
    """Both clear; the second has nothing left to settle and stays with the customer."""
    with postgres_books.session() as session:
        invoice = billed(session, buyer(session), 100)
        both = [do(session, "payment.create", invoice=invoice.id).id for _ in range(2)]
    told = at_once(postgres_books, *[lambda s, one=one: do(s, "payment.clear", document=one) for one in both])
    assert told == ["", ""]
    with postgres_books.session() as session:
        assert {one.state for one in session.scalars(select(Payment))} == {"cleared"}
        assert sound(session)


def test_cancelling_against_shipping(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 5))
        shipment = shipments(session, order)[0]
        do(session, "shipment.reserve", document=shipment.id)
    told = at_once(
        postgres_books,
        lambda s: do(s, "sale.cancel", document=order.id),
        lambda s: do(s, "shipment.ship", document=shipment.id),
    )
    assert sorted(map(bool, told)) == [False, True]
    with postgres_books.session() as session:
        states = (session.get_one(Order, order.id).state, session.get_one(Shipment, shipment.id).state)
        assert states in {("cancelled", "cancelled"), ("confirmed", "done")}
        assert sound(session)


def test_cancelling_against_posting(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 5))
        shipped(session, order)
        do(session, "sale.invoice", document=order.id)
        draft = invoices(session, order)[0]
    told = at_once(
        postgres_books,
        lambda s: do(s, "sale.cancel", document=order.id),
        lambda s: do(s, "invoice.post", document=draft.id),
    )
    assert (bool(told[0]), told[1]) == (True, "")
    with postgres_books.session() as session:
        assert sound(session)


def test_the_last_units_are_reserved_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        one = goods(session, stock=5)
        both = [shipments(session, confirmed(session, buyer(session, code), (one, 4)))[0].id for code in ("c1", "c2")]
    told = at_once(postgres_books, *[lambda s, one=one: do(s, "shipment.reserve", document=one) for one in both])
    assert sorted(map(bool, told)) == [False, True]
    assert "Only 1 of 4 of A are free" in max(told)


def test_an_order_is_invoiced_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 5))
        shipped(session, order)
    told = at_once(postgres_books, *[lambda s: do(s, "sale.invoice", document=order.id)] * 2)
    assert sorted(map(bool, told)) == [False, True]
    with postgres_books.session() as session:
        assert [one.lines[0].quantity for one in invoices(session, order)] == [5]


def test_changing_against_confirming(postgres_books: Database) -> None:
    """Whoever comes second sees what the first did: a confirmed order is not changed, a changed one is confirmed."""
    with postgres_books.session() as session:
        one = goods(session)
        order = drafted(session, buyer(session), (one, 2))
    lines = [{"product": one.id, "quantity": units(7)}]
    told = at_once(
        postgres_books,
        lambda s: do(s, "sale.change", document=order.id, lines=lines),
        lambda s: do(s, "sale.confirm", document=order.id),
    )
    assert told[1] == ""
    with postgres_books.session() as session:
        found = session.get_one(Order, order.id)
        planned = shipments(session, found)[0].lines[0].quantity
        assert (found.lines[0].quantity, planned) == ((7, 7) if told[0] == "" else (2, 2))
        shipped(session, found)
        posted(session, found)
        assert sound(session)


def test_two_parts_of_one_order_are_shipped(postgres_books: Database) -> None:
    """Both count on the same order line."""
    with postgres_books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 6))
        first = shipments(session, order)[0]
        do(session, "shipment.reserve", document=first.id)
        lines = [{"line": first.lines[0].id, "quantity": units(1)}]
        do(session, "shipment.ship", document=first.id, lines=lines)
        second = shipments(session, order)[1]
        do(session, "shipment.reserve", document=second.id)
    told = at_once(
        postgres_books,
        lambda s: do(s, "shipment.ship", document=second.id),
        lambda s: do(s, "shipment.return", document=first.id),
    )
    assert told == ["", ""]
    with postgres_books.session() as session:
        assert session.get_one(Order, order.id).lines[0].moved == 5
        assert sound(session)
