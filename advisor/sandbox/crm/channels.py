"""One history over all channels: what a contact said where, and what was answered.

A message finds its sender by e-mail or telephone, and the open ticket of that contact that is about the same; else it
makes a new ticket. Messages of unknown senders wait until somebody says who it was.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import articles, contacts, tickets
from advisor.sandbox.crm.duplicates import email_key, phone_key
from advisor.sandbox.crm.tables import Contact, Interaction, Ticket
from advisor.sandbox.crm.tickets import Channel

ALIKE = 2  # words in common from which two texts are about the same
AGAIN = datetime.timedelta(days=7)  # within which saying it on another channel is saying it again
SUBJECT = 80  # signs of a message that become the subject of a ticket


def receive(
    session: Session,
    by: Actor,
    *,
    channel: Channel,
    sender: str,
    text: str,
    contact: int | None = None,
    item: int | None = None,
) -> Interaction:
    """Somebody got in touch. `sender` is an address, a number or a name; `contact` says who it is where that is
    known. Raises Refusal for a message without words."""
    if not text.strip():
        raise Refusal("Nothing was said. Write the message.", field="text")
    known = contacts.get(session, contact).id if contact is not None else recognised(session, sender)
    made = Interaction(
        at=clock.now(session),
        contact_id=known,
        channel=channel,
        way="in",
        text=text.strip(),
        sender=sender.strip()[:200],
    )
    session.add(made)
    session.flush()
    events.record(session, by, "interaction", made.id, "receive", {"channel": channel}, contact=known)
    if known is not None:
        _filed(session, by, made, item)
    return made


def link(session: Session, by: Actor, *, interaction: int, contact: int) -> Interaction:
    """Say who sent a message of which nobody knew."""
    found = session.get(Interaction, interaction, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    if found.contact_id is not None:
        raise Refusal("The sender of this message is known already.")
    found.contact_id = contacts.get(session, contact).id
    events.record(session, by, "interaction", found.id, "link", contact=found.contact_id)
    _filed(session, by, found, None)
    return found


def recognised(session: Session, sender: str) -> int | None:
    """The contact with that e-mail; by telephone only when exactly one has it, because numbers are shared."""
    if "@" in sender:
        wanted = select(Contact.id).where(Contact.active, Contact.email_key == email_key(sender))
        return session.scalars(wanted.order_by(Contact.id).limit(1)).first()
    key = phone_key(sender)
    if not key:
        return None
    found = session.scalars(select(Contact.id).where(Contact.active, Contact.phone_key == key).limit(2)).all()
    return found[0] if len(found) == 1 else None


def _filed(session: Session, by: Actor, message: Interaction, item: int | None) -> None:
    """Put a message of a known sender to the ticket that it is about, or to a new one."""
    known = about(session, message, item)
    if known is None:
        subject = message.text.splitlines()[0][:SUBJECT]
        known = tickets.begin(
            session, by, subject=subject, text=message.text, contact=message.contact_id, channel=_channel(message),
            item=item,
        )  # fmt: skip
    else:
        states.load(session, "ticket", known.id, lock=True)
        known.state = tickets.heard(session, known)
        values = {"channel": message.channel, "to": known.state}
        events.record(session, by, "ticket", known.id, "hear", values, contact=message.contact_id)
    message.ticket_id = known.id


def _channel(message: Interaction) -> Channel:
    found: Channel = message.channel  # type: ignore[assignment]
    return found


def about(session: Session, message: Interaction, item: int | None) -> Ticket | None:
    """The open ticket of the sender that a message names, or that is about the same item, or that has most words in
    common with it."""
    wanted = select(Ticket).where(Ticket.contact_id == message.contact_id, Ticket.state.in_(tickets.OPEN))
    found: Sequence[Ticket] = session.scalars(wanted.order_by(Ticket.id.desc())).all()
    named = next((one for one in found if one.number and one.number in message.text), None)
    same = next((one for one in found if item is not None and one.item_id == item), None)
    if named or same:
        return named or same
    alike = {one: articles.in_common(f"{one.subject} {one.text}", message.text) for one in found}
    best = max(found, key=lambda one: alike[one], default=None)
    return best if best is not None and alike[best] >= ALIKE else None


@dataclass(frozen=True)
class Repeats:
    """Of so many requests, how many customers brought to us again on another channel within some days."""

    requests: int
    repeated: int


def repeats(session: Session, since: datetime.datetime) -> Repeats:
    """Of the requests with something said since a moment."""
    spoken = (
        select(Interaction.ticket_id)
        .where(Interaction.way == "in", Interaction.at >= since, Interaction.ticket_id.is_not(None))
        .group_by(Interaction.ticket_id)
    )
    several = spoken.having(func.count(Interaction.channel.distinct()) > 1)
    said: dict[int | None, list[tuple[datetime.datetime, str]]] = defaultdict(list)
    rows = select(Interaction.ticket_id, Interaction.at, Interaction.channel).where(
        Interaction.way == "in", Interaction.at >= since, Interaction.ticket_id.in_(several)
    )
    for ticket, at, channel in session.execute(rows.order_by(Interaction.at, Interaction.id)):
        said[ticket].append((at, channel))
    total = session.scalar(select(func.count()).select_from(spoken.subquery())) or 0
    return Repeats(total, sum(_again(one) for one in said.values()))


def _again(said: list[tuple[datetime.datetime, str]]) -> bool:
    """Whether two things said one after the other came on different channels within a week."""
    return any(first[1] != then[1] and then[0] - first[0] <= AGAIN for first, then in pairwise(said))


VERBS = (
    ("message.receive", receive, "crm-omnichannel", ("service", "sales", "marketing"), "interaction"),
    ("interaction.link", link, "crm-omnichannel", ("service", "sales", "marketing"), "interaction"),
)
