"""Where operations stand with an order, on both databases."""

from __future__ import annotations

from advisor.db import Database
from advisor.sandbox.bridge import standing
from tests.sandbox.making import do, product, units
from tests.sandbox.selling import buyer, confirmed, goods, paid, posted, shipped


def test_an_order_on_its_way(books: Database) -> None:
    with books.session() as session:
        valve, party = goods(session, "valve"), buyer(session)
        order = confirmed(session, party, (valve, 3))
        found = [standing.of_order(session, order.id)]
        shipped(session, order, 1)
        first = posted(session, order)
        found.append(standing.of_order(session, order.id))
        paid(session, first, 10)
        found.append(standing.of_order(session, order.id))
        shipped(session, order)
        found.append(standing.of_order(session, order.id))
        assert [(one.state, one.delivered, one.invoice_state, one.paid) for one in found] == [
            ("confirmed", 0, "", 0),
            ("confirmed", 33, "posted", 0),
            ("confirmed", 33, "paid", 1_000),
            ("shipped", 100, "paid", 1_000),
        ]
        do(session, "invoice.reverse", document=first.id)
        assert standing.of_order(session, order.id).invoice_state == "reversed"
        assert found[0].plain["promised"] == order.promised.isoformat() if order.promised else False


def test_services_are_not_shipped(books: Database) -> None:
    with books.session() as session:
        advice = product(session, "advice", kind="service", price=units(90))
        order = confirmed(session, buyer(session), (advice, 2))
        assert standing.of_order(session, order.id).state == "confirmed"
        posted(session, order)
        found = standing.of_order(session, order.id)
        assert (found.state, found.delivered, found.invoice_state) == ("closed", 100, "posted")


def test_what_is_made_for_it(books: Database) -> None:
    with books.session() as session:
        frame = goods(session, "frame", stock=0, source="make")
        bolt = goods(session, "bolt", stock=10)
        do(session, "bom.set", product=frame.id, lines=[{"product": bolt.id, "quantity": 1}], operations=[])
        order = confirmed(session, buyer(session), (frame, 2))
        work = do(session, "work_order.create", product=frame.id, quantity=units(2))
        do(session, "work_order.release", document=work.id)
        assert standing.of_order(session, order.id).state == "confirmed"
        do(session, "work_order.start", document=work.id)
        assert standing.of_order(session, order.id).state == "in_production"
