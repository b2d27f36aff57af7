"""Whole flows of the sandbox, each step a transaction of its own, as people in different roles go through them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.trade.tables import Invoice, Requisition, Shipment
from advisor.sandbox.verbs import run

BOSS = Actor("Robin", "manager")
SELLER = Actor("Sam", "sales")
BUYER = Actor("Bo", "purchasing")
STOREKEEPER = Actor("Wen", "warehouse")
BOOKKEEPER = Actor("Alex", "accounting")
FOREMAN = Actor("Kim", "production")
Lines = Sequence[tuple[int, Decimal]]  # products and quantities


def order_to_cash(books: Database, party: int, lines: Lines) -> tuple[int, int, int]:
    """Quote, confirm, reserve, ship, invoice, post, pay, reconcile: ids of the order, the invoice and the payment."""
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


def procure_to_pay(books: Database, supplier: int, lines: Lines) -> tuple[int, int, int]:
    """Request, approve, order, receive, bill with three-way match, post, pay: ids of the order, the bill, the payment.

    What the lines cost must be above the limit of requisitions, and below that of orders.
    """
    with books.session() as session:
        needed = [_needed(session, *line) for line in lines]
    with books.session() as session:
        for one in needed:
            run(session, "requisition.approve", {"document": one}, BOSS)
    with books.session() as session:
        run(session, "requisition.order", {"document": needed[0], "supplier": supplier}, BUYER)
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


def _needed(session: Session, product: int, quantity: Decimal) -> int:
    entered = {"product": product, "quantity": quantity}
    found: int = run(session, "requisition.create", entered, FOREMAN)["id"]
    return found
