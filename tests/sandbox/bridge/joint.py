"""A company with both sides, and short ways through them, all by the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import delivery
from advisor.sandbox.bridge.tables import Message
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party
from advisor.sandbox.crm.tables import Contact, Deal, Item
from advisor.sandbox.trade.tables import Order
from tests.sandbox.making import do, units

APART = ["crm-contacts", "crm-activities", "crm-pipeline", "erp-master-data", "erp-finance", "erp-gl", "erp-ar-ap",
         "erp-invoicing", "erp-inventory", "erp-warehouse", "erp-sales-orders"]  # fmt: skip


def contact(session: Session, name: str = "Acme", **columns: Any) -> Contact:
    made = do(session, "contact.create", name=name, **{"customer": True} | columns)
    assert isinstance(made, Contact)
    return made


def item(session: Session, code: str = "a") -> Item:
    return session.scalars(select(Item).where(Item.code == code)).one()


def won(session: Session, of: Contact, *pairs: tuple[Item, float], **columns: Any) -> Deal:
    """A deal over units of items, won at once."""
    lines = [{"item": one.id, "quantity": units(quantity)} for one, quantity in pairs]
    made = do(session, "deal.create", contact=of.id, lines=lines, **columns)
    do(session, "deal.win", document=made.id)
    assert isinstance(made, Deal)
    return made


def orders(session: Session) -> Sequence[Order]:
    return session.scalars(select(Order).where(Order.kind == "sale").order_by(Order.id)).all()


def parties(session: Session) -> Sequence[Party]:
    return session.scalars(select(Party).order_by(Party.id)).all()


def messages(session: Session, state: str = "", kind: str = "") -> Sequence[Message]:
    session.flush()
    wanted = select(Message).order_by(Message.id)
    wanted = wanted.where(Message.state == state) if state else wanted
    return session.scalars(wanted.where(Message.kind == kind) if kind else wanted).all()


def carried(session: Session) -> int:
    """Deliver until nothing is left that can be; how many messages that were."""
    session.flush()
    total = 0
    while done := delivery.deliver(session):
        total += done
    return total


def modules(session: Session, *names: str) -> None:
    """Only these are on; without any all are."""
    clock.trial(session).modules = list(names)
    session.flush()
