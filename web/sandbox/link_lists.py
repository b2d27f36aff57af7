"""Lists of integration: messages of both sides, and fields that both changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Text, cast, literal, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.bridge.tables import Conflict, Link, Message
from advisor.sandbox.crm.tables import Contact, Item
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.link_words import named

MODULE = "int-crm-erp"
KINDS = ("customer", "product", "order", "withdrawn", "charge", "return", "order_state", "shipment", "invoice",
         "payment", "stock", "balance")  # fmt: skip
STATES = ("waiting", "parked", "delivered", "dropped")
KIND = literal("message_") + Message.kind
NAMES = ("number", "name", "code", "shipment", "invoice", "payment")  # by which a message calls what it is about


def _about(session: Session, ids: Sequence[int]) -> dict[int, str]:
    found = session.execute(select(Message.id, Message.subject, Message.body).where(Message.id.in_(ids)))
    return {row.id: named(row.body, NAMES) or row.subject for row in found}


MESSAGES = Screen(
    id="messages",
    title=mark("Messages"),
    group="link",
    module=MODULE,
    kind="message",
    source=select(Message.id),
    columns=(
        Column("number", mark("Number"), Message.id, "number"),
        Column("on", mark("Date"), Message.on, "date"),
        Column("side", mark("From"), Message.side, "choice"),
        Column("what", mark("Kind"), KIND, "choice"),  # `kind` would say what the rows lead to
        Column("about", mark("About"), Message.subject + cast(Message.body, Text), searched=True, later=_about),
        Column("tries", mark("Tries"), Message.tries, "number"),
        Column("state", mark("Status"), Message.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Message.state, "state", choices=STATES),
        Filter("side", mark("From"), Message.side, "choice", choices=("crm", "erp")),
        Filter("kind", mark("Kind"), KIND, "choice", choices=tuple(f"message_{one}" for one in KINDS)),
        Filter("on", mark("Date"), Message.on, "days"),
    ),
    sort="-number",
    empty=mark("What one side tells the other stands here. Win a deal, or change a customer, to write a message."),
)
CONFLICTS = Screen(
    id="conflicts",
    title=mark("Conflicts"),
    group="link",
    module=MODULE,
    kind="conflict",
    source=select(Conflict.id)
    .join(Link, Link.id == Conflict.link_id)
    .outerjoin(Contact, (Link.kind == "contact") & (Contact.id == Link.crm_id))
    .outerjoin(Item, (Link.kind == "item") & (Item.id == Link.crm_id)),
    columns=(
        Column("number", mark("Number"), Conflict.id, "number"),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("item", mark("Product"), Item.name, to="item", key=Item.id, searched=True),
        Column("field", mark("Field"), literal("field_") + Conflict.field, "choice"),
        Column("crm_value", mark("Customer side"), Conflict.crm_value),
        Column("erp_value", mark("Operations"), Conflict.erp_value),
        Column("kept", mark("Holds"), Conflict.kept, "choice"),
        Column("at", mark("Date"), Conflict.at, "date"),
        Column("state", mark("Status"), Conflict.state, "state"),
    ),
    filters=(Filter("state", mark("Status"), Conflict.state, "state", choices=("open", "closed")),),
    sort="-number",
    empty=mark("Fields that both sides changed between two messages stand here, with both values."),
)
LISTS = (MESSAGES, CONFLICTS)
