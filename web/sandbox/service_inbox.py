"""One inbox over all channels: who spoke last, the conversation with one contact, and messages nobody knows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor.sandbox.core import clock
from advisor.sandbox.crm import channels, tickets
from advisor.sandbox.crm.tables import Contact, Interaction, Ticket
from web.sandbox import labels, service_parts
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable, Place
from web.sandbox.service_parts import LONGEST, Said
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

MOST = 40
SPAN = datetime.timedelta(days=90)  # of the figures


@dataclass(frozen=True)
class Thread:
    """A contact with the last thing said; `waits` when it was said by them and a ticket of theirs is open."""

    name: str
    href: str
    at: str
    channel: str
    text: str
    waits: bool
    current: bool


@dataclass(frozen=True)
class Unknown:
    sender: str
    at: str
    channel: str
    text: str
    link: Place | None


@dataclass(frozen=True)
class OpenTicket:
    id: int
    name: Cell
    subject: str
    state: Cell


@dataclass(frozen=True)
class Talk:
    """The conversation with one contact, and the open tickets that can be answered."""

    contact: int
    name: Cell
    email: str
    phone: str
    said: tuple[Said, ...]
    open: tuple[OpenTicket, ...]
    answers: bool


@dataclass(frozen=True)
class InboxData:
    """`query` is that of the address, for forms that lead back here."""

    address: str
    threads: tuple[Thread, ...]
    unknown: tuple[Unknown, ...]
    talk: Talk | None
    channels: tuple[Choosable, ...]
    repeated: str
    requests: str
    share: str
    receives: Place | None
    key: str
    query: str


def build(visit: Visit) -> InboxData:
    write = writer(visit)
    contact, chosen = _number(visit.query.get("contact", "")), visit.query.get("channel", "")
    chosen = chosen if chosen in service_parts.CHANNELS else ""
    found = channels.repeats(visit.session, clock.now(visit.session) - SPAN)
    return InboxData(
        f"{visit.base}/p/service-inbox",
        _threads(visit, contact, chosen),
        _unknown(visit, chosen),
        _talk(visit, contact) if contact else None,
        service_parts.options(chosen, visit.words),
        write.text("number", found.repeated),
        write.text("number", found.requests),
        service_parts.percent(found.repeated / found.requests if found.requests else None, visit.language),
        offer(visit, "message.receive"),
        visit.key(),
        f"?contact={contact}" if contact else "",
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _threads(visit: Visit, current: int, channel: str) -> tuple[Thread, ...]:
    last = select(func.max(Interaction.id)).where(Interaction.contact_id.is_not(None)).group_by(Interaction.contact_id)
    wanted = select(Interaction, Contact.name).join(Contact, Contact.id == Interaction.contact_id)
    wanted = wanted.where(Interaction.id.in_(last)).order_by(Interaction.id.desc()).limit(MOST)
    if channel:
        wanted = wanted.where(Interaction.channel == channel)
    rows = visit.session.execute(wanted).all()
    answered = select(Ticket.contact_id).where(
        Ticket.state.in_(("new", "in_progress")), Ticket.contact_id.in_([one.contact_id for one, _ in rows])
    )
    open_ones, write = set(visit.session.scalars(answered)), writer(visit)
    return tuple(
        Thread(
            name,
            f"{visit.base}/p/service-inbox?contact={one.contact_id}{f'&channel={channel}' if channel else ''}",
            service_parts.at(one.at, write),
            service_parts.channel(one.channel, visit.words),
            one.text[:LONGEST],
            one.way == "in" and one.contact_id in open_ones,
            one.contact_id == current,
        )
        for one, name in rows
    )


def _unknown(visit: Visit, channel: str) -> tuple[Unknown, ...]:
    wanted = select(Interaction).where(Interaction.contact_id.is_(None), Interaction.way == "in")
    wanted = wanted.where(Interaction.ticket_id.is_(None), Interaction.lead_id.is_(None))
    if channel:
        wanted = wanted.where(Interaction.channel == channel)
    write = writer(visit)
    return tuple(
        Unknown(
            one.sender,
            service_parts.at(one.at, write),
            service_parts.channel(one.channel, visit.words),
            one.text[:LONGEST],
            offer(visit, "interaction.link", f"?interaction={one.id}"),
        )
        for one in visit.session.scalars(wanted.order_by(Interaction.id.desc()).limit(MOST))
    )


def _talk(visit: Visit, contact: int) -> Talk | None:
    found = visit.session.get(Contact, contact)
    if found is None:
        return None
    wanted = select(Ticket).where(Ticket.contact_id == contact, Ticket.state.in_(tickets.OPEN)).order_by(Ticket.id)
    return Talk(
        contact,
        Cell(found.name, href(visit, "contact", contact)),
        found.email,
        found.phone,
        service_parts.said_with(visit, contact),
        tuple(
            OpenTicket(
                one.id,
                Cell(one.number or "", href(visit, "ticket", one.id)),
                one.subject,
                Cell(labels.state("ticket", one.state, visit.words), tone=labels.tone(one.state)),
            )
            for one in visit.session.scalars(wanted.limit(MOST))
        ),
        visit.actor.may(("service",)),
    )
