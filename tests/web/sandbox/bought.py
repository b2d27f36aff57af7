"""A company that has bought for some weeks: every state that purchasing knows, for tests of pages and for looking."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox import days
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import CostCentre
from advisor.sandbox.trade.tables import Order
from tests.sandbox.buying import arrived, billed, ordered, posted
from tests.sandbox.making import BOOKKEEPER, BUYER, FOREMAN, STOREKEEPER, do, product, supplier, units


def fill(session: Session) -> None:
    """Three suppliers, eight orders between draft and closed, requests, bills, a return and what waits for approval."""
    pumps, steel, paper = _sellers(session)
    valve, rod, seal = _goods(session, pumps, steel)
    _closed(session, pumps, valve)
    _late(session, steel, rod)
    part = ordered(session, pumps, (valve, 40, 18), (seal, 200, "1.25"))
    days.reach(session, today(session) + datetime.timedelta(days=5))
    arrived(session, part, (valve, 25), (seal, 200))
    posted(session, billed(session, part, (valve, 25, 18), (seal, 200, "1.25"), reference="R-2041"))
    _disputed(session, steel, rod)
    _returned(session, pumps, seal)
    _waiting(session, pumps, valve)
    _costs(session, paper)
    _requests(session, valve, rod, seal)
    ordered(session, steel, (rod, 60, "9.80"), wanted=today(session) + datetime.timedelta(days=20))


def _sellers(session: Session) -> tuple[Party, Party, Party]:
    return (
        supplier(session, "pumps", city="Graz", term="NET30", lead_days=4),
        supplier(session, "steel", city="Linz", term="NET30", lead_days=7),
        supplier(session, "paper", city="Wien", term="NET0"),
    )


def _goods(session: Session, pumps: Party, steel: Party) -> tuple[Product, Product, Product]:
    common: dict[str, Any] = {"purchase_tax": "VAT"}
    valve = product(session, "valve", cost=units(18), supplier=pumps.id, **common)
    rod = product(session, "rod", cost=units("9.5"), supplier=steel.id, unit="metre", places=2, **common)
    seal = product(session, "seal", cost=units("1.25"), supplier=pumps.id, **common)
    for party, goods, price, minimum in ((pumps, valve, "18.00", 1), (pumps, valve, "16.50", 100),
                                         (steel, rod, "9.80", 1), (pumps, seal, "1.25", 1)):  # fmt: skip
        do(session, "supplier_price.set", BUYER, party=party.id, product=goods.id, price=price, minimum=minimum)
    return valve, rod, seal


def _closed(session: Session, seller: Party, goods: Product) -> None:
    order = ordered(session, seller, (goods, 30, 18))
    days.reach(session, today(session) + datetime.timedelta(days=3))
    arrived(session, order)
    bill = posted(session, billed(session, order, reference="R-2033"))
    payment = do(session, "payment.create", BOOKKEEPER, invoice=bill.id)
    do(session, "payment.clear", BOOKKEEPER, document=payment.id)


def _late(session: Session, seller: Party, goods: Product) -> None:
    order = ordered(session, seller, (goods, 50, "9.80"))
    days.reach(session, today(session) + datetime.timedelta(days=11))
    lines = [{"product": goods.id, "quantity": 46, "rejected": 4}]
    do(session, "purchase.receive", STOREKEEPER, purchase=order.id, lines=lines)
    posted(session, billed(session, order, (goods, 46, "9.90"), reference="88/31"))


def _disputed(session: Session, seller: Party, goods: Product) -> None:
    order = ordered(session, seller, (goods, 80, "9.80"))
    arrived(session, order, (goods, 60))
    posted(session, billed(session, order, (goods, 80, "11.20"), reference="88/44"))


def _returned(session: Session, seller: Party, goods: Product) -> None:
    order = ordered(session, seller, (goods, 500, "1.25"))
    receipt = arrived(session, order)
    posted(session, billed(session, order, reference="R-2050"))
    lines = [{"product": goods.id, "quantity": 40}]
    do(session, "receipt.return", STOREKEEPER, receipt=receipt.id, lines=lines, reason="Cracked")


def _waiting(session: Session, seller: Party, goods: Product) -> None:
    lines = [{"product": goods.id, "quantity": units(320)}]
    order = do(session, "purchase.create", BUYER, party=seller.id, lines=lines)
    do(session, "purchase.order", BUYER, document=order.id)


def _costs(session: Session, seller: Party) -> None:
    centre = session.scalars(select(CostCentre.id)).first()
    lines = [{"text": "Rent", "price": 900, "account": account(session, "expense").id, "cost_centre": centre}]
    bill = do(session, "bill.create", BOOKKEEPER, party=seller.id, lines=lines, reference="2026-03")
    posted(session, bill)
    days.reach(session, today(session) + datetime.timedelta(days=2))


def _requests(session: Session, *goods: Product) -> None:
    for place, (one, number) in enumerate(zip(goods, (120, 30, 400), strict=True)):
        reason = ("Spring campaign", "Stock is low", "")[place]
        do(session, "requisition.create", FOREMAN, product=one.id, quantity=units(number), reason=reason)
    assert session.scalars(select(Order)).first() is not None
