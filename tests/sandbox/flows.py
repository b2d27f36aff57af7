"""Whole flows, each step a transaction of its own, as people in different roles would go through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.trade.tables import Invoice, Requisition, Shipment
from advisor.sandbox.verbs import run
from tests.sandbox.making import BOOKKEEPER, BOSS, BUYER, FOREMAN, SELLER, STOREKEEPER, do, product, units


def stocked(session: Session, **codes: float) -> Mapping[str, int]:
    """Products with a thousand in stock, by code: their ids. The numbers are their costs."""
    made = {}
    for code, cost in codes.items():
        one = product(session, code, price=units(10), cost=units(cost), tax="VAT")
        do(
            session,
            "stock.opening",
            product=one.id,
            location=locations(session)["WH"].id,
            quantity=units(1000),
            cost=units(cost),
        )
        made[code] = one.id
    return made


def order_to_cash(books: Database, party: int, lines: Sequence[tuple[int, Decimal]]) -> tuple[int, int, int]:
    """Quote, confirm, reserve, ship, invoice, post, pay, reconcile: ids of the order, the invoice and the payment.

    `lines` are products and quantities.
    """
    with books.session() as session:
        wanted = [{"product": product, "quantity": quantity} for product, quantity in lines]
        sale = run(session, "sale.create", {"party": party, "lines": wanted}, SELLER)["id"]
        run(session, "sale.quote", {"document": sale}, SELLER)
    with books.session() as session:
        run(session, "sale.confirm", {"document": sale}, SELLER)
        shipment = session.scalar(select(Shipment.id).where(Shipment.order_id == sale))
    with books.session() as session:
        run(session, "shipment.reserve", {"document": shipment}, STOREKEEPER)
    with books.session() as session:
        run(session, "shipment.ship", {"document": shipment}, STOREKEEPER)
    with books.session() as session:
        run(session, "sale.invoice", {"document": sale}, SELLER)
        invoice = session.scalar(select(Invoice.id).where(Invoice.order_id == sale))
    with books.session() as session:
        run(session, "invoice.post", {"document": invoice}, BOOKKEEPER)
    with books.session() as session:
        payment = run(session, "payment.create", {"invoice": invoice}, BOOKKEEPER)["id"]
    with books.session() as session:
        run(session, "payment.clear", {"document": payment}, BOOKKEEPER)
    assert invoice is not None
    return sale, invoice, payment


def procure_to_pay(books: Database, supplier: int, lines: Sequence[tuple[int, Decimal]]) -> tuple[int, int, int]:
    """Request, approve, order, receive, bill with three-way match, post, pay: ids of the order, the bill, the payment.

    `lines` are products and quantities; what they cost must be above the limit of requisitions, and below that of
    orders.
    """
    with books.session() as session:
        needed = [
            run(session, "requisition.create", {"product": product, "quantity": quantity}, FOREMAN)["id"]
            for product, quantity in lines
        ]
    with books.session() as session:
        for one in needed:
            run(session, "requisition.approve", {"document": one}, BOSS)
    with books.session() as session:
        first = {"document": needed[0], "supplier": supplier}
        run(session, "requisition.order", first, BUYER)
        purchase = session.scalar(select(Requisition.order_id).where(Requisition.id == needed[0]))
        for one in needed[1:]:
            run(session, "requisition.order", {"document": one, "purchase": purchase}, BUYER)
    with books.session() as session:
        run(session, "purchase.order", {"document": purchase}, BUYER)
    with books.session() as session:
        run(session, "purchase.receive", {"purchase": purchase}, STOREKEEPER)
    with books.session() as session:
        bill = run(session, "bill.create", {"purchase": purchase}, BOOKKEEPER)["id"]
    with books.session() as session:
        run(session, "bill.post", {"document": bill}, BOOKKEEPER)
    with books.session() as session:
        payment = run(session, "payment.create", {"invoice": bill}, BOOKKEEPER)["id"]
    with books.session() as session:
        run(session, "payment.clear", {"document": payment}, BOOKKEEPER)
    assert purchase is not None
    return purchase, bill, payment
