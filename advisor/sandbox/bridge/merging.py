"""Contacts that are merged: which customer of operations is theirs afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge.tables import Link
from advisor.sandbox.crm.merging import MOVERS, Mover
from advisor.sandbox.crm.tables import Contact

NAME = "bridge"


def move(session: Session, kept: Contact, other: Contact) -> Any:
    """The kept one takes over the link of the other. When both have one, both customers of operations stay, and what
    they owe counts together."""
    links = {one.crm_id: one for one in session.scalars(_of(kept.id, other.id))}
    if other.id not in links or kept.id in links:
        return None
    links[other.id].crm_id = kept.id
    return links[other.id].id


def undo(session: Session, kept: Contact, other: Contact, moved: Any) -> None:
    found = session.get(Link, moved) if moved is not None else None
    if found is not None and found.crm_id == kept.id:
        found.crm_id = other.id


def _of(*contacts: int) -> Any:
    return select(Link).where(Link.kind == "contact", Link.crm_id.in_(contacts))


MOVERS[NAME] = Mover(move, undo)
