"""Fairs, seminars and open days: who is invited, who registers while there are seats, who came, and what follows."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, made
from advisor.sandbox.crm import activities, campaigns, contacts, leads, mailings, segments, team
from advisor.sandbox.crm.duplicates import email_key
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.marketing_tables import Guest, MarketingEvent
from advisor.sandbox.crm.tables import Contact

MODULE, WHO = "crm-events", ("marketing", "sales")
MOST_SEATS = 100_000


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    on: datetime.date,
    seats: int,
    place: str = "",
    owner: str = "",
    campaign: int | None = None,
) -> MarketingEvent:
    """An event on a day with so many seats; `owner` follows up. Raises Refusal."""
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    if on < clock.today(session):
        raise Refusal("This day is over. Choose a later one.", field="on")
    if not 0 < seats <= MOST_SEATS:
        raise Refusal("Enter a number of seats above nought.", field="seats")
    of = campaigns.get(session, campaign)
    event = MarketingEvent(
        number=numbers.text("EV", numbers.draw(session, "marketing_event", clock.today(session))),
        state="planned",
        name=name.strip()[:200],
        on=on,
        place=place.strip()[:200],
        seats=seats,
        owner=team.owner(session, owner) or team.first(session, by.name),
        campaign_id=of.id if of else None,
    )
    session.add(event)
    session.flush()
    made(session, "marketing_event", event)
    events.record(session, by, "marketing_event", event.id, "create")
    return event


@effect("marketing_event.open")
def open_event(session: Session, event: MarketingEvent, by: Actor, *, segment: int | None = None) -> None:
    """People can register from now on; who is in the segment and may get mail is invited."""
    if segment is None:
        return
    here = select(Guest.contact_id).where(Guest.event_id == event.id, Guest.contact_id.is_not(None))
    rows = (
        segments.members_of(session, segment)
        .where(contacts.mailable(), mailings.allowed(), Contact.id.not_in(here))
        .with_only_columns(
            literal(event.id), Contact.id, Contact.name, Contact.email, literal("invited"), literal(0), literal(True)
        )
        .order_by(Contact.id)
    )
    columns = ["event_id", "contact_id", "name", "email", "state", "turn", "invited"]
    session.execute(insert(Guest).from_select(columns, rows))


def register(
    session: Session,
    by: Actor,
    *,
    event: int,
    contact: int | None = None,
    name: str = "",
    email: str = "",
    company: str = "",
) -> Guest:
    """A seat for a contact or somebody new, else a place on the waiting list. Somebody nobody knows becomes a lead; an
    address that a contact has is that contact. Raises Refusal when registration is not open, or they are registered."""
    found = _open(session, event)
    known = contacts.get(session, contact) if contact is not None else _by_email(session, email)
    if known is None and not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    guest = _guest(session, found, known, email)
    if guest is not None and guest.state in ("registered", "waiting", "attended"):
        raise Refusal("{name} is on the list already.", values={"name": guest.name}, field="contact")
    if guest is None:
        guest = Guest(
            event_id=found.id, contact_id=known.id if known else None, name=known.name if known else name.strip()[:200],
            email=known.email if known else email.strip()[:200], state="registered",
        )  # fmt: skip
        session.add(guest)
    if known is None and guest.lead_id is None and campaigns.module_on(session, "crm-leads"):
        guest.lead_id = leads.create(
            session, by, person=name, company=company, email=email, source="event", campaign=found.campaign_id
        ).id
    guest.turn = 1 + (session.scalar(select(func.max(Guest.turn)).where(Guest.event_id == found.id)) or 0)
    guest.state = "registered" if taken(session, found.id, guest.id) < found.seats else "waiting"
    session.flush()
    events.record(session, by, "marketing_event", found.id, "register", {"guest": guest.name}, contact=guest.contact_id)
    return guest


def _open(session: Session, event: int) -> MarketingEvent:
    """Locked, so that the last seat is given once. Raises Refusal when it is not open."""
    found: MarketingEvent = states.load(session, "marketing_event", event, lock=True)
    if found.state != "open":
        raise Refusal("Registration is not open. Open the event first.", field="event")
    return found


def _by_email(session: Session, email: str) -> Contact | None:
    key = email_key(email)
    wanted = select(Contact).where(Contact.email_key == key, Contact.active).order_by(Contact.id)
    return session.scalars(wanted).first() if key else None


def _guest(session: Session, event: MarketingEvent, contact: Contact | None, email: str) -> Guest | None:
    mine: Any = Guest.contact_id == contact.id if contact else func.lower(Guest.email) == email_key(email)
    if contact is None and not email.strip():
        return None
    return session.scalars(select(Guest).where(Guest.event_id == event.id, mine).order_by(Guest.id)).first()


def taken(session: Session, event: int, but: int | None = None) -> int:
    """How many seats are taken, without that of one guest."""
    wanted = select(func.count()).where(Guest.event_id == event, Guest.state.in_(("registered", "attended")))
    return session.scalar(wanted.where(Guest.id != but) if but is not None else wanted) or 0


def decline(session: Session, by: Actor, *, guest: int) -> Guest:
    """They do not come; whoever waits longest gets the seat."""
    found, event = _of(session, guest)
    if found.state not in ("invited", "registered", "waiting"):
        raise Refusal("{name} is not expected.", values={"name": found.name}, field="guest")
    found.state = "declined"
    session.flush()
    events.record(session, by, "marketing_event", event.id, "decline", {"guest": found.name}, contact=found.contact_id)
    _move_up(session, event)
    return found


def _of(session: Session, guest: int) -> tuple[Guest, MarketingEvent]:
    found = session.get(Guest, guest)
    if found is None:
        raise NotFound("There is no such guest. Choose one from the list.", field="guest")
    event = _open(session, found.event_id)
    session.refresh(found)
    return found, event


def _move_up(session: Session, event: MarketingEvent) -> None:
    free = event.seats - taken(session, event.id)
    waiting = select(Guest).where(Guest.event_id == event.id, Guest.state == "waiting").order_by(Guest.turn, Guest.id)
    for guest in session.scalars(waiting.limit(max(free, 0))):
        guest.state = "registered"
        values = {"guest": guest.name}
        events.record(session, SYSTEM, "marketing_event", event.id, "move_up", values, contact=guest.contact_id)
    session.flush()


def attend(session: Session, by: Actor, *, guest: int) -> Guest:
    """They came: of those who waited or were only invited, too, if there is a seat. Raises Refusal before the day."""
    found, event = _of(session, guest)
    if clock.today(session) < event.on:
        raise Refusal("The event is still to come. Let the clock go on to its day.", field="guest")
    if found.state != "registered" and taken(session, event.id, found.id) >= event.seats:
        raise Refusal("No seat is free.", field="guest")
    found.state = "attended"
    session.flush()
    events.record(session, by, "marketing_event", event.id, "attend", {"guest": found.name}, contact=found.contact_id)
    return found


@effect("marketing_event.hold")
def hold(session: Session, event: MarketingEvent, by: Actor) -> None:
    """It is over: who did not come missed it, and the owner calls each who came. Raises Refusal before its day."""
    if clock.today(session) < event.on:
        raise Refusal("The event is still to come. Let the clock go on to its day.")
    absent = Guest.state.in_(("registered", "waiting"))
    session.execute(update(Guest).where(Guest.event_id == event.id, absent).values(state="missed"))
    due = clock.today(session) + datetime.timedelta(days=known(session, "follow_up_days"))
    came = select(Guest).where(Guest.event_id == event.id, Guest.state == "attended").order_by(Guest.turn, Guest.id)
    for guest in session.scalars(came).all():
        activities.plan(
            session, by, kind="call", subject=f"{event.name}: {guest.name}"[:200], due=due, contact=guest.contact_id,
            about_kind="lead" if guest.lead_id else "", about=guest.lead_id, owner=event.owner, by_rule=True,
        )  # fmt: skip


@effect("marketing_event.cancel")
def cancel(session: Session, event: MarketingEvent, by: Actor) -> None:
    going = Guest.state.in_(("invited", "registered", "waiting"))
    session.execute(update(Guest).where(Guest.event_id == event.id, going).values(state="declined"))


VERBS = (
    ("marketing_event.create", create, MODULE, ("marketing",), "marketing_event"),
    ("guest.register", register, MODULE, WHO, "guest"),
    ("guest.decline", decline, MODULE, WHO, "guest"),
    ("guest.attend", attend, MODULE, WHO, "guest"),
)
