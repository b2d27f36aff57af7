"""Short ways to people and contacts, through the verbs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.crm.tables import Activity, Contact, Member
from tests.sandbox.making import do

ANN = Actor("Ann", "sales")


def member(session: Session, name: str = "Ann", role: str = "sales", **more: Any) -> Member:
    made = do(session, "member.create", name=name, role=role, **more)
    assert isinstance(made, Member)
    return made


def contact(session: Session, name: str = "Acme Ltd", **more: Any) -> Contact:
    made = do(session, "contact.create", ANN, name=name, **more)
    assert isinstance(made, Contact)
    return made


def activity(session: Session, subject: str = "Call them", **more: Any) -> Activity:
    made = do(session, "activity.create", ANN, subject=subject, **more)
    assert isinstance(made, Activity)
    return made
