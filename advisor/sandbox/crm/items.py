"""What can be offered, with the price, and what was last heard of stock and delivery."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, master, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm.tables import Item

PREFIX = "I"


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    code: str = "",
    kind: Literal["goods", "service"] = "goods",
    group: str = "",
    unit: str = "piece",
    places: Literal[0, 1, 2, 3] = 0,
    price: Decimal = Decimal(0),
    warranty: int = 0,
) -> Item:
    """Something new to offer: the price for one unit in the trial's currency, the warranty in months. Without a code it
    gets the next one. Raises Refusal for a code that is taken."""
    item = Item(
        name=_named(name),
        code=_code(session, code.strip()),
        kind=kind,
        group=group.strip(),
        unit=unit.strip() or "piece",
        places=places,
        price=master.price(price, clock.trial(session).currency),
        warranty=_months(warranty),
    )
    session.add(item)
    session.flush()
    events.record(session, by, "item", item.id, "create")
    return item


def change(
    session: Session,
    by: Actor,
    *,
    item: int,
    name: str | None = None,
    group: str | None = None,
    price: Decimal | None = None,
    warranty: int | None = None,
    active: bool | None = None,
) -> Item:
    """What is not given stays; deals and quotes that are there keep their prices. Raises NotFound or Refusal."""
    found = session.get(Item, item, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such product here. Choose one from the list.", field="item")
    given: dict[str, Any] = {
        "name": None if name is None else _named(name),
        "group": None if group is None else group.strip(),
        "price": None if price is None else master.price(price, clock.trial(session).currency),
        "warranty": None if warranty is None else _months(warranty),
        "active": active,
    }
    changed = [field for field, value in given.items() if value is not None and value != getattr(found, field)]
    for field in changed:
        setattr(found, field, given[field])
    if changed:
        events.record(session, by, "item", found.id, "change", {"fields": changed})
    return found


def _named(name: str) -> str:
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    return name.strip()


def _months(warranty: int) -> int:
    if not 0 <= warranty <= 1200:
        raise Refusal("A warranty is nought or more months.", field="warranty")
    return warranty


def _code(session: Session, code: str) -> str:
    """The code if it is free, else the next free one."""
    if code:
        if _taken(session, code):
            raise Refusal("The code {code} is taken. Choose another.", values={"code": code}, field="code")
        return code
    while True:
        drawn = f"{PREFIX}{numbers.draw(session, 'item', clock.today(session)):04d}"
        if not _taken(session, drawn):
            return drawn


def _taken(session: Session, code: str) -> bool:
    return session.scalar(select(Item.id).where(Item.code == code)) is not None


VERBS = (
    ("item.create", create, "crm-pipeline", ("sales", "marketing", "service"), "item"),
    ("item.change", change, "crm-pipeline", ("sales", "marketing", "service"), "item"),
)
