"""The page of a message: what it says, why it was not delivered, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.bridge import resolving
from advisor.sandbox.bridge.tables import Conflict, Message
from web.sandbox import choosing, labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.declared import DocumentPage, Field, FormSpec, Told
from web.sandbox.link_lists import MODULE
from web.sandbox.link_words import facts, kind, lines, moment, subject
from web.sandbox.pages import Labelled
from web.sandbox.visit import Visit

REFERENCES = {"party": "customer", "sale": "sale", "product": "product", "contact": "contact", "item": "item"}


@dataclass(frozen=True)
class Linking:
    """The rows that an orphan may mean: the input, its label, and the choices; none when there are too many, so that
    the code is typed."""

    name: str
    title: str
    choices: tuple[choosing.Choice, ...]
    coded: bool


@dataclass(frozen=True)
class MessageShown:
    """`groups` are the values, first those of the message itself; `open` whether anything can be decided."""

    about: Cell
    kind: str
    next_try: str
    delivered: str
    groups: tuple[tuple[str, tuple[Labelled, ...]], ...]
    lines: tuple[tuple[str, ...], ...]
    open: bool
    parked: bool
    linking: Linking | None
    makes: bool
    credit: bool
    key: str
    id: int


def shown(visit: Visit, message: Message) -> MessageShown:
    wanted = resolving.wanted(message)
    groups = [(visit.words(mark("What it says")), tuple(facts(visit, message.body)))]
    for name, title in (("customer", mark("Customer")), ("order", mark("The order when it was sent"))):
        inner = message.body.get(name)
        if isinstance(inner, dict):
            groups.append((visit.words(title), tuple(facts(visit, inner))))
    write = writer(visit)
    return MessageShown(
        about=subject(visit, message),
        kind=kind(message.kind, visit),
        next_try=moment(write, message.next_try),
        delivered=moment(write, message.delivered),
        groups=tuple(groups),
        lines=lines(visit, message.body),
        open=message.state in resolving.OPEN,
        parked=message.state == "parked",
        linking=_linking(visit, wanted) if wanted in REFERENCES else None,
        makes=wanted in ("product", "party", "contact"),
        credit="limit" in message.values and visit.role == "manager",
        key=visit.key(),
        id=message.id,
    )


def _linking(visit: Visit, wanted: str) -> Linking | None:
    reference = choosing.reference(REFERENCES[wanted])
    if reference is None:
        return None
    coded = choosing.many(visit.session, reference)
    choices = () if coded else tuple(choosing.options(visit.session, reference))
    return Linking(wanted, labels.kind(wanted, visit.words), choices, coded)


def _told(_: Session, message: Message) -> Iterator[Told]:
    if message.reason:
        yield Told(message.reason, "bad" if message.state == "parked" else "warn", message.values)


def _name(_: Session, message: Message) -> str:
    return f"#{message.id}"


MESSAGE = DocumentPage(
    kind="message",
    module=MODULE,
    name=_name,
    fields=(
        Field(mark("From"), "side", "choice"),
        Field(mark("Written on"), "on", "date"),
        Field(mark("Tries"), "tries", "number"),
        Field(mark("Key"), "key"),
    ),
    told=_told,
    parts=(("sandbox/link/message.html", shown),),
    back="messages",
)


def _turned(visit: Visit, conflict: Conflict) -> tuple[str, int, bool]:
    return visit.key(), conflict.id, conflict.state == "open"


CONFLICT = DocumentPage(
    kind="conflict",
    module=MODULE,
    name=_name,
    fields=(
        Field(mark("Field"), lambda _, row: f"field_{row.field}", "choice"),
        Field(mark("Customer side"), "crm_value"),
        Field(mark("Operations"), "erp_value"),
        Field(mark("Holds"), "kept", "choice"),
        Field(mark("Contact"), lambda _, row: row.link.crm_id if row.link.kind == "contact" else None, to="contact"),
        Field(mark("Product"), lambda _, row: row.link.erp_id if row.link.kind == "item" else None, to="product"),
        Field(mark("Date"), "at", "date"),
    ),
    parts=(("sandbox/link/conflict.html", _turned),),
    back="conflicts",
)
FORMS = (
    FormSpec("message.retry", title=mark("Try again"), button=mark("Try again")),
    FormSpec("message.link", title=mark("Link and try again"), button=mark("Link and try again")),
    FormSpec("message.create", title=mark("Make it there"), button=mark("Make it there")),
    FormSpec("message.drop", title=mark("Drop the message"), button=mark("Drop the message")),
    FormSpec("conflict.turn", title=mark("Let the other value hold"), button=mark("Let the other value hold")),
    FormSpec("conflict.close", title=mark("It is right as it is"), button=mark("It is right as it is")),
)
