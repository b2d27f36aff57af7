"""For programs: how another system does and reads what people do here, with examples that work as they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.verbs import Verb, verbs
from web.sandbox.visit import Visit

MODULE = "int-api"
EXAMPLE = "sale.create"


@dataclass(frozen=True)
class Action:
    """A verb: the names of what must be given, and of what may be."""

    name: str
    needed: tuple[str, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True)
class Programs:
    """`body` is what the example sends, none where nothing can be sold here; `path` is where the addresses begin."""

    path: str
    verb: str
    body: str
    actions: tuple[Action, ...]


def build(visit: Visit) -> Programs:
    found = tuple(_action(one) for name, one in sorted(verbs().items()) if visit.on(one.module))
    return Programs(f"/t/{visit.secret}/api", EXAMPLE, _body(visit), found)


def _action(verb: Verb) -> Action:
    fields = verb.inputs.model_fields
    needed = tuple(name for name, one in fields.items() if one.is_required())
    return Action(verb.name, needed, tuple(name for name in fields if name not in needed))


def _body(visit: Visit) -> str:
    """An order as a web shop would send it, of a customer and a product that are there."""
    customer = visit.session.scalars(select(Party.id).where(Party.customer, Party.active).order_by(Party.id)).first()
    goods = select(Product.id).where(Product.kind == "goods", Product.price > 0, Product.active).order_by(Product.id)
    product = visit.session.scalars(goods).first()
    if customer is None or product is None or not visit.on(verbs()[EXAMPLE].module):
        return ""
    return json.dumps({"party": customer, "channel": "web", "lines": [{"product": product, "quantity": 2}]})
