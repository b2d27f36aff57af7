"""Tickets: requests of customers with the moments they must be answered and solved.

Those moments count working hours by the priority. While a ticket waits for the customer the time does not run: when it
goes on, both moments move by the working time for which it was held.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.crm import contacts, hours, team
from advisor.sandbox.crm.service_tables import Article
from advisor.sandbox.crm.tables import Deal, Interaction, Item, Member, Ticket

Channel = Literal["phone", "email", "chat", "social", "branch", "web"]
Priority = Literal["low", "normal", "high", "urgent"]
OPEN = ("new", "in_progress", "waiting")
TOP = 3  # the level from which nothing is escalated further
ESCALATED = "ticket.escalated"  # the kind of the notice
SUBJECT = 200  # signs


def begin(
    session: Session,
    by: Actor,
    *,
    subject: str,
    text: str = "",
    contact: int | None = None,
    channel: Channel = "phone",
    priority: Priority = "normal",
    category: str = "",
    item: int | None = None,
    deal: int | None = None,
) -> Ticket:
    """A new ticket without anything said in it yet. Raises Refusal, and NotFound for what it is about."""
    if not subject.strip():
        raise Refusal("Say in a few words what it is about.", field="subject")
    if contact is not None:
        contact = contacts.get(session, contact).id
    there(session, Item, item, "item")
    there(session, Deal, deal, "deal")
    now, rules = clock.now(session), hours.policy(session)
    made = Ticket(
        number=numbers.text(states.machines()["ticket"].prefix, numbers.draw(session, "ticket", clock.today(session))),
        state="new",
        subject=subject.strip()[:SUBJECT],
        text=text.strip(),
        contact_id=contact,
        channel=channel,
        priority=priority,
        category=category.strip()[:40],
        opened=now,
        answer_due=hours.due(now, rules.answer[priority], rules.calendar),
        solve_due=hours.due(now, rules.solve[priority], rules.calendar),
        item_id=item,
        deal_id=deal,
    )
    session.add(made)
    session.flush()
    events.record(session, by, "ticket", made.id, "create", {"priority": priority, "channel": channel}, contact=contact)
    return made


def there(session: Session, model: type[Any], row: int | None, field: str) -> None:
    """Raises NotFound when a row is named that is not there."""
    if row is not None and session.get(model, row) is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.", field=field)


def open_ticket(
    session: Session,
    by: Actor,
    *,
    subject: str,
    text: str = "",
    contact: int | None = None,
    channel: Channel = "phone",
    priority: Priority = "normal",
    category: str = "",
    item: int | None = None,
    deal: int | None = None,
) -> Ticket:
    """What a customer wants; their words begin the conversation."""
    made = begin(
        session, by, subject=subject, text=text, contact=contact, channel=channel, priority=priority,
        category=category, item=item, deal=deal,
    )  # fmt: skip
    say(session, made, "in", text.strip() or made.subject)
    return made


def say(session: Session, ticket: Ticket, way: Literal["in", "out"], text: str, channel: str = "") -> None:
    """Keep what was said about a ticket, on its own channel or another. Raises Refusal when it is nothing."""
    if not text.strip():
        raise Refusal("Nothing was said. Write the message.", field="text")
    session.add(
        Interaction(
            at=clock.now(session),
            contact_id=ticket.contact_id,
            channel=channel or ticket.channel,
            way=way,
            text=text.strip(),
            ticket_id=ticket.id,
        )
    )


@effect("ticket.take")
def take(session: Session, ticket: Ticket, by: Actor, *, owner: str = "") -> None:
    """By the member who is named, else by the one of the service who has least to do."""
    ticket.owner = team.owner(session, owner) or least_loaded(session, ticket.level) or by.name


def least_loaded(session: Session, level: int) -> str:
    """Who of the service, at that level or higher, has the fewest open tickets; empty when nobody works there."""
    wanted = select(Ticket.owner, func.count()).where(Ticket.state.in_(OPEN)).group_by(Ticket.owner)
    load = dict(session.execute(wanted).all())
    able: list[Member] = [one for one in team.active(session, "service") if one.level >= level]
    return min(able, key=lambda one: (load.get(one.name, 0), one.id)).name if able else ""


@effect("ticket.answer")
def answer(
    session: Session, ticket: Ticket, by: Actor, *, text: str, channel: Channel | None = None, wait: bool = False
) -> str:
    """Write or tell the customer something; with `wait` the ticket waits for what they say."""
    say(session, ticket, "out", text, channel or _last_channel(session, ticket))
    _answered(session, ticket)
    ticket.owner = ticket.owner or team.first(session, by.name)
    if wait:
        ticket.held_since = ticket.held_since or clock.now(session)
        return "waiting"
    go_on(session, ticket)
    return "in_progress"


def _last_channel(session: Session, ticket: Ticket) -> str:
    """Where the customer spoke last."""
    wanted = select(Interaction.channel).where(Interaction.ticket_id == ticket.id, Interaction.way == "in")
    return session.scalars(wanted.order_by(Interaction.id.desc())).first() or ticket.channel


def _answered(session: Session, ticket: Ticket) -> None:
    """The first answer counts."""
    if ticket.answered is None:
        ticket.answered = clock.now(session)
        worked = hours.worked(ticket.opened, ticket.answered, hours.policy(session).calendar)
        ticket.answer_minutes = max(0, worked - ticket.held)


@effect("ticket.hear")
def hear(session: Session, ticket: Ticket, by: Actor, *, text: str, channel: Channel | None = None) -> str:
    """The customer says something: what waited goes on, what was solved was not."""
    say(session, ticket, "in", text, channel or "")
    return heard(session, ticket)


def heard(session: Session, ticket: Ticket) -> str:
    """The state after the customer said something."""
    go_on(session, ticket)
    if ticket.state == "solved":
        _unsolved(ticket)
    return "new" if ticket.state == "new" else "in_progress"


@effect("ticket.hold")
def hold(session: Session, ticket: Ticket, by: Actor, *, reason: str = "") -> None:
    """Nothing can be done before the customer, or somebody else, does something."""
    ticket.held_since = clock.now(session)


def go_on(session: Session, ticket: Ticket) -> None:
    """The time runs again; the moments move by the working time that was held."""
    if ticket.held_since is None:
        return
    calendar = hours.policy(session).calendar
    minutes = hours.worked(ticket.held_since, clock.now(session), calendar)
    if ticket.answered is None:
        ticket.answer_due = hours.due(ticket.answer_due, minutes, calendar)
    ticket.solve_due = hours.due(ticket.solve_due, minutes, calendar)
    ticket.held += minutes
    ticket.held_since = None


@effect("ticket.escalate")
def escalate(session: Session, ticket: Ticket, by: Actor, *, reason: str = "") -> str:
    """To somebody of the next level, who is told; to the managers where there is nobody."""
    if ticket.level >= TOP:
        raise Refusal("It is at the highest level already. Help its owner, or answer the customer.")
    ticket.level += 1
    found = least_loaded(session, ticket.level)
    ticket.owner = found or ticket.owner
    session.add(
        Notice(
            on=clock.today(session),
            kind=ESCALATED,
            role="service" if found else "manager",
            owner=found,
            document_kind="ticket",
            document=ticket.id,
            values={"number": ticket.number or "", "subject": ticket.subject},
        )
    )
    return ticket.state


@effect("ticket.solve")
def solve(session: Session, ticket: Ticket, by: Actor, *, solution: str = "", article: int | None = None) -> None:
    """Tell the customer the solution: an article of the knowledge base, or in words."""
    known = None if article is None else states.load(session, "article", article)
    if known is not None and known.state != "published":
        raise Refusal("Only a published article can be sent to a customer. Publish it first.", field="article")
    if known is None and not solution.strip():
        raise Refusal("Say how it was solved, or choose the article that did.", field="solution")
    go_on(session, ticket)
    say(session, ticket, "out", solution or _sent(known), _last_channel(session, ticket))
    _answered(session, ticket)
    ticket.owner = ticket.owner or team.first(session, by.name)
    ticket.solution, ticket.article_id = solution.strip(), article
    ticket.solved = clock.now(session)
    worked = hours.worked(ticket.opened, ticket.solved, hours.policy(session).calendar)
    ticket.solve_minutes = max(0, worked - ticket.held)


def _sent(article: Article | None) -> str:
    """What is written to the customer of an article."""
    assert article is not None
    return f"{article.title}\n\n{article.text}"[:2000]


@effect("ticket.reopen")
def reopen(session: Session, ticket: Ticket, by: Actor, *, reason: str = "") -> None:
    _unsolved(ticket)


def _unsolved(ticket: Ticket) -> None:
    ticket.solved = ticket.solve_minutes = ticket.article_id = None
    ticket.solution = ""


def late(now: Any) -> ColumnElement[bool]:
    """Whether a ticket is beyond one of its moments, as SQL; one that waits stands where it was when it began to."""
    moment = func.coalesce(Ticket.held_since, now)
    return and_(
        Ticket.state.in_(OPEN),
        or_(Ticket.solve_due < moment, and_(Ticket.answered.is_(None), Ticket.answer_due < moment)),
    )


def shown_state(now: Any) -> ColumnElement[str]:
    """The state as people see it."""
    return case((late(now), literal("late")), else_=Ticket.state)


def next_due(ticket: Ticket) -> datetime.datetime:
    """The moment that comes first: the answer, and after it the solution."""
    return ticket.solve_due if ticket.answered else min(ticket.answer_due, ticket.solve_due)


def look(session: Session) -> int:
    """Escalate what is late, once, and close what was solved some days ago; how many were touched."""
    now = clock.now(session)
    wanted = select(Ticket.id).where(late(now), Ticket.escalated.is_(None), Ticket.level < TOP).order_by(Ticket.id)
    found = list(session.scalars(wanted))
    for one in found:
        states.fire(session, "ticket", one, "escalate", SYSTEM).escalated = now
    return len(found) + _close(session, now)


def _close(session: Session, now: datetime.datetime) -> int:
    over = now - datetime.timedelta(days=hours.policy(session).close_days)
    found = list(session.scalars(select(Ticket.id).where(Ticket.state == "solved", Ticket.solved <= over)))
    for one in found:
        states.fire(session, "ticket", one, "close", SYSTEM)
    return len(found)


VERBS = (("ticket.open", open_ticket, "crm-service", ("service", "sales", "marketing"), "ticket"),)
