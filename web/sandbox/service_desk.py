"""The service desk: tickets as cards by state, with the time that is left, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from advisor.sandbox.core import clock, states
from advisor.sandbox.crm import hours, team
from advisor.sandbox.crm.tables import Contact, Ticket
from web.sandbox import labels, service_parts
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable, Place
from web.sandbox.service_parts import Left
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

COLUMNS = ("new", "in_progress", "waiting", "solved")
BUTTONS = ("take", "close")  # what needs no words; the rest is on the page of the ticket
MOST = 30
NOBODY = "-"  # tickets without an owner
NEXT_DUE = case((Ticket.answered.is_(None), Ticket.answer_due), else_=Ticket.solve_due)


@dataclass(frozen=True)
class Card:
    id: int
    number: Cell
    subject: str
    customer: str
    channel: str
    priority: str
    weighty: bool  # of a high priority
    owner: str
    level: str
    left: Left
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DeskColumn:
    """`more` are tickets that are not shown."""

    state: str
    title: str
    count: int
    cards: tuple[Card, ...]
    more: int


@dataclass(frozen=True)
class DeskData:
    """`query` is what stands behind the address of the page."""

    address: str
    columns: tuple[DeskColumn, ...]
    owners: tuple[Choosable, ...]
    create: tuple[Place, ...]
    key: str
    query: str


def build(visit: Visit) -> DeskData:
    """`owner` in the address names one member, or those without one."""
    owner = visit.query.get("owner", "")
    chosen = _owner(owner)
    wanted = select(Ticket.state, func.count()).where(Ticket.state.in_(COLUMNS), *chosen).group_by(Ticket.state)
    counts = dict(visit.session.execute(wanted).all())
    names = [one.name for one in team.active(visit.session, "service")]
    owners = ("", *dict.fromkeys([*names, *([owner] if owner and owner != NOBODY else [])]), NOBODY)
    places = (offer(visit, "ticket.open"), offer(visit, "service.set_hours"))
    return DeskData(
        f"{visit.base}/p/service-desk",
        tuple(_column(visit, state, counts.get(state, 0), chosen) for state in COLUMNS),
        tuple(Choosable(name, name, name == owner) for name in owners),
        tuple(one for one in places if one is not None),
        visit.key(),
        f"?owner={owner}" if owner == NOBODY or (owner and owner.isascii() and owner.isalnum()) else "",
    )


def _owner(owner: str) -> tuple[ColumnElement[bool], ...]:
    if not owner:
        return ()
    return (Ticket.owner == ("" if owner == NOBODY else owner),)


def _column(visit: Visit, state: str, count: int, chosen: Sequence[ColumnElement[bool]]) -> DeskColumn:
    order = Ticket.solved.desc() if state == "solved" else NEXT_DUE
    wanted = (
        select(Ticket, Contact.name)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .where(Ticket.state == state, *chosen)
        .order_by(order, Ticket.id)
        .limit(MOST)
    )
    rows = visit.session.execute(wanted).all()
    cards = tuple(_card(visit, ticket, name or "") for ticket, name in rows)
    return DeskColumn(state, labels.state("ticket", state, visit.words), count, cards, max(count - MOST, 0))


def _card(visit: Visit, ticket: Ticket, customer: str) -> Card:
    write, session = writer(visit), visit.session
    return Card(
        ticket.id,
        Cell(ticket.number or "", href(visit, "ticket", ticket.id)),
        ticket.subject,
        customer,
        service_parts.channel(ticket.channel, visit.words),
        labels.choice(ticket.priority, visit.words),
        ticket.priority in ("high", "urgent"),
        ticket.owner,
        write.text("number", ticket.level) if ticket.level > 1 else "",
        service_parts.left(ticket, clock.now(session), hours.policy(session).calendar, write),
        tuple(
            (step.do, labels.transition("ticket", step.do, visit.words))
            for step in states.offers(session, ticket, "ticket", visit.actor)
            if step.do in BUTTONS and not (step.do == "take" and ticket.owner and ticket.state != "new")
        ),
    )
