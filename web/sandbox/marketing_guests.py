"""The page of an event: its guests, each with what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.crm import marketing_events
from advisor.sandbox.crm.marketing_tables import Guest, MarketingEvent
from advisor.sandbox.crm.tables import Lead
from web.sandbox import labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href
from web.sandbox.declared import DocumentPage, Field, Next, Told
from web.sandbox.marketing_lists import EVENTS
from web.sandbox.visit import Visit

MOST = 300
ORDER = ("attended", "registered", "waiting", "invited", "missed", "declined")


@dataclass(frozen=True)
class Guested:
    """A guest; `may_come` and `may_leave` say which buttons make sense."""

    id: int
    name: Cell
    email: str
    lead: Cell
    state: Cell
    may_come: bool
    may_leave: bool


@dataclass(frozen=True)
class GuestList:
    guests: tuple[Guested, ...]
    key: str
    here: str


def guests(visit: Visit, event: MarketingEvent) -> GuestList:
    """Who came first, then who has a seat, who waits, and the rest."""
    place = case({name: place for place, name in enumerate(ORDER)}, value=Guest.state)
    wanted = select(Guest, Lead.number).outerjoin(Lead, Lead.id == Guest.lead_id).where(Guest.event_id == event.id)
    rows = visit.session.execute(wanted.order_by(place, Guest.turn, Guest.id).limit(MOST))
    here, key = f"d/marketing_event/{event.id}", visit.key()
    return GuestList(tuple(_guest(visit, event, guest, lead or "") for guest, lead in rows), key, here)


def _guest(visit: Visit, event: MarketingEvent, guest: Guest, lead: str) -> Guested:
    may = event.state == "open" and visit.actor.may(marketing_events.WHO)
    return Guested(
        guest.id,
        Cell(guest.name, href(visit, "contact", guest.contact_id) if guest.contact_id else ""),
        guest.email,
        Cell(lead, href(visit, "lead", guest.lead_id) if guest.lead_id else ""),
        Cell(labels.choice(f"guest.{guest.state}", visit.words), tone=TONES.get(guest.state, "plain")),
        may and guest.state != "attended" and visit.today >= event.on,
        may and guest.state in ("invited", "registered", "waiting"),
    )


TONES = {"attended": "good", "registered": "going", "waiting": "warn", "missed": "past", "declined": "past"}


def _event_said(session: Session, event: MarketingEvent) -> Iterator[Told]:
    free = event.seats - marketing_events.taken(session, event.id)
    if event.state == "open" and free <= 0:
        yield Told(mark("All seats are taken; whoever registers now waits."))
    if event.state == "open" and clock.today(session) >= event.on:
        yield Told(mark("Today it happens: tick off who comes, then close it."), "good")


EVENT = DocumentPage(
    kind="marketing_event",
    module=EVENTS,
    back="marketing-events",
    name="name",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Place"), "place"),
        Field(mark("Seats"), "seats", "number"),
        Field(mark("Seats taken"), lambda session, event: marketing_events.taken(session, event.id), "number"),
        Field(mark("In charge"), "owner"),
        Field(mark("Campaign"), "campaign_id", to="campaign"),
    ),
    told=_event_said,
    parts=(("sandbox/marketing/guests.html", guests),),
    next=(Next("guest.register", {"event": "id"}, states=("open",)),),
)
