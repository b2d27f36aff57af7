"""Short ways through leads, deals and quotes, all of them through the verbs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.clock import trial
from advisor.sandbox.crm.pipeline_tables import Quote
from advisor.sandbox.crm.tables import Contact, Deal, Item, Lead
from tests.sandbox.making import SELLER, do, units

MARKETER = Actor("Mia", "marketing")
CRM_ONLY = ["crm-contacts", "crm-activities", "crm-leads", "crm-pipeline", "crm-quotes-invoicing", "crm-workflow"]


def colleague(session: Session, name: str, role: str = "sales") -> str:
    do(session, "member.create", name=name, role=role)
    return name


def contact(session: Session, name: str = "Acme", **columns: Any) -> Contact:
    made = do(session, "contact.create", name=name, **columns)
    assert isinstance(made, Contact)
    return made


def item(session: Session, name: str = "Pump", price: float = 100, **columns: Any) -> Item:
    made = do(session, "item.create", name=name, price=units(price), **columns)
    assert isinstance(made, Item)
    return made


def deal(session: Session, buyer: Contact, amount: float = 0, **columns: Any) -> Deal:
    made = do(session, "deal.create", SELLER, contact=buyer.id, amount=units(amount), **columns)
    assert isinstance(made, Deal)
    return made


def lead(session: Session, **columns: Any) -> Lead:
    made = do(session, "lead.create", SELLER, **columns)
    assert isinstance(made, Lead)
    return made


def line(of: Item, quantity: float, **columns: Any) -> dict[str, Any]:
    return {"item": of.id, "quantity": units(quantity), **columns}


def quoted(session: Session, of: Deal, **columns: Any) -> Quote:
    made = do(session, "quote.create", SELLER, deal=of.id, **columns)
    assert isinstance(made, Quote)
    return made


def modules(session: Session, *names: str) -> None:
    """Only these modules are on."""
    trial(session).modules = list(names)
    session.flush()
