"""What the pages of service share: words, the time that is left, conversations, and what a customer has with us."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import mark
from advisor.language import Words
from advisor.sandbox.crm import hours, tickets
from advisor.sandbox.crm.tables import Contact, Deal, Interaction, Ticket
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable
from web.sandbox.visit import Visit

CHANNELS = ("phone", "email", "chat", "social", "branch", "web")
PRIORITIES = ("urgent", "high", "normal", "low")
SOON = 60  # working minutes from which it is urgent
MOST_SAID = 60  # messages of a conversation
LONGEST = 120  # signs of a message in a list
WEBSITE = mark("Website")
WORDS = {
    "email": mark("E-mail"),
    "chat": mark("Chat"),
    "social": mark("Social network"),
    "branch": mark("In person"),
    "low": mark("Low"),
    "normal": mark("Normal"),
    "high": mark("High"),
    "urgent": mark("Urgent"),
}


def channel(name: str, words: Words) -> str:
    """A channel in words; the telephone is named as the field is."""
    if name == "web":
        return words(WEBSITE)
    return labels.field("phone", words) if name == "phone" else labels.choice(name, words)


def options(chosen: str, words: Words) -> tuple[Choosable, ...]:
    """Channels to choose from."""
    return tuple(Choosable(name, channel(name, words), name == chosen) for name in CHANNELS)


def span(minutes: float, write: Writer) -> str:
    """Minutes as they are read: 45 min, 3 h, 3 h 20 min."""
    hour, minute = divmod(round(minutes), 60)
    if not hour:
        return write.words(MINUTES).format(minutes=write.text("number", minute))
    if not minute:
        return write.words(HOURS).format(hours=write.text("number", hour))
    return write.words(BOTH).format(hours=write.text("number", hour), minutes=write.text("number", minute))


MINUTES, HOURS, BOTH = mark("{minutes} min"), mark("{hours} h"), mark("{hours} h {minutes} min")
LEFT, OVER, LATE, WAITS = mark("{time} left"), mark("{time} late"), mark("Late"), mark("On hold")


@dataclass(frozen=True)
class Left:
    """How much working time is left; `tone` is good, warn or bad, `answer` when it is the first answer that is due."""

    text: str = ""
    tone: str = ""
    answer: bool = False


def left(ticket: Ticket, now: datetime.datetime, calendar: hours.Calendar, write: Writer) -> Left:
    """Nothing of what is solved. What is on hold has the time that it had when it began to wait."""
    if ticket.state not in tickets.OPEN:
        return Left()
    due, at, answer = tickets.next_due(ticket), ticket.held_since or now, ticket.answered is None
    if due < at:
        over = hours.worked(due, at, calendar)
        text = write.words(OVER).format(time=span(over, write)) if over else write.words(LATE)
        return Left(text, "bad", answer)
    minutes = hours.worked(at, due, calendar)
    text = write.words(LEFT).format(time=span(minutes, write))
    if ticket.held_since is not None:
        return Left(f"{write.words(WAITS)} · {text}", "", answer)
    return Left(text, "warn" if minutes <= SOON else "good", answer)


def at(moment: datetime.datetime, write: Writer) -> str:
    """Day and time."""
    return wording.listed((write.cell("date", moment.date()).text, write.text("time", moment)), write.language)


@dataclass(frozen=True)
class Said:
    """A message: `ours` when we said it; `who` is how a sender was called, `ticket` what it was about."""

    at: str
    who: str
    channel: str
    text: str
    ours: bool
    ticket: Cell


def conversation(visit: Visit, found: Iterable[Interaction], *, about: bool) -> tuple[Said, ...]:
    """Messages as they are shown; `about` says whether their tickets are named."""
    write, rows = writer(visit), list(found)
    numbers = _numbers(visit.session, {one.ticket_id for one in rows if one.ticket_id}) if about else {}
    return tuple(
        Said(
            at(one.at, write),
            one.sender,
            channel(one.channel, visit.words),
            one.text,
            one.way == "out",
            Cell(numbers.get(one.ticket_id or 0, ""), href(visit, "ticket", one.ticket_id or 0)),
        )
        for one in rows
    )


def _numbers(session: Session, ids: set[int]) -> dict[int, str]:
    found = session.execute(select(Ticket.id, Ticket.number).where(Ticket.id.in_(ids)))
    return {ticket: number or "" for ticket, number in found}


def said_in(visit: Visit, ticket: Ticket) -> tuple[Said, ...]:
    """The conversation about a ticket, the last messages of a long one."""
    wanted = select(Interaction).where(Interaction.ticket_id == ticket.id).order_by(Interaction.id.desc())
    return conversation(visit, reversed(visit.session.scalars(wanted.limit(MOST_SAID)).all()), about=False)


def said_with(visit: Visit, contact: int) -> tuple[Said, ...]:
    """The conversation with a contact over all channels."""
    wanted = select(Interaction).where(Interaction.contact_id == contact).order_by(Interaction.id.desc())
    return conversation(visit, reversed(visit.session.scalars(wanted.limit(MOST_SAID)).all()), about=True)


@dataclass(frozen=True)
class Known:
    """What a customer has with us: deals with their amounts and stages, other tickets, and what is to be paid."""

    contact: Cell
    conversation: str
    open: Cell
    overdue: Cell
    deals: tuple[tuple[Cell, Cell, Cell], ...]
    tickets: tuple[tuple[Cell, str, Cell], ...]
    count: str


MOST_DEALS = MOST_TICKETS = 5


def known(visit: Visit, ticket: Ticket) -> Known | None:
    """Nothing where nobody knows who it is."""
    contact = visit.session.get(Contact, ticket.contact_id) if ticket.contact_id else None
    if contact is None:
        return None
    write = writer(visit)
    deals = visit.session.scalars(
        select(Deal).where(Deal.contact_id == contact.id).order_by(Deal.id.desc()).limit(MOST_DEALS)
    )
    others = select(Ticket).where(Ticket.contact_id == contact.id, Ticket.id != ticket.id)
    total = visit.session.scalar(select(func.count()).select_from(others.subquery())) or 0
    return Known(
        Cell(contact.name, href(visit, "contact", contact.id)),
        f"{visit.base}/p/service-inbox?contact={contact.id}" if visit.on("crm-omnichannel") else "",
        _money(write, contact.balance, visit.currency),
        _money(write, contact.overdue, visit.currency),
        tuple(
            (
                Cell(one.name, href(visit, "deal", one.id)),
                _money(write, one.amount, one.currency),
                write.cell("state", one.state, document="deal"),
            )
            for one in deals
        ),
        tuple(
            (
                Cell(one.number or "", href(visit, "ticket", one.id)),
                one.subject,
                write.cell("state", one.state, document="ticket"),
            )
            for one in visit.session.scalars(others.order_by(Ticket.id.desc()).limit(MOST_TICKETS))
        ),
        write.text("number", total),
    )


def _money(write: Writer, amount: int, currency: str) -> Cell:
    """With its currency; nothing of nought."""
    if not amount:
        return Cell()
    return Cell(f"{currency if currency == write.currency else ''} {write.text('money', amount, currency)}".strip())


def percent(share: float | None, language: str) -> str:
    return "–" if share is None else wording.percent(share, language)
