"""Short ways to what tests of service need: people, customers, tickets, and another moment."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.crm.service_tables import Article, Claim
from advisor.sandbox.crm.tables import Contact, Interaction, Item, Member, Ticket
from tests.sandbox.making import BOSS, do

AGENT = Actor("Nia", "service")


def at(session: Session, text: str) -> datetime.datetime:
    """Let it be a moment such as 2026-03-02 12:00."""
    moment = datetime.datetime.fromisoformat(text)
    trial = clock.trial(session)
    trial.today, trial.minute = moment.date(), moment.hour * 60 + moment.minute
    session.flush()
    return moment


def service(session: Session, **values: Any) -> None:
    """Settings of service that are not the usual ones."""
    trial = clock.trial(session)
    trial.settings = {**trial.settings, "service": values}


def member(session: Session, name: str, level: int = 1, role: str = "service") -> Member:
    made = do(session, "member.create", name=name, level=level, role=role)
    assert isinstance(made, Member)
    return made


def contact(session: Session, name: str, **more: Any) -> Contact:
    made = do(session, "contact.create", name=name, **more)
    assert isinstance(made, Contact)
    return made


def item(session: Session, name: str, **more: Any) -> Item:
    made = do(session, "item.create", name=name, **more)
    assert isinstance(made, Item)
    return made


def ticket(session: Session, subject: str = "The pump leaks", **more: Any) -> Ticket:
    made = do(session, "ticket.open", AGENT, subject=subject, **more)
    assert isinstance(made, Ticket)
    return made


def step(session: Session, made: Ticket | Article | Claim, what: str, by: Actor = AGENT, **more: Any) -> None:
    """A transition of a document, by somebody of the service."""
    kind = made.__tablename__
    do(session, f"{kind}.{what}", by, document=made.id, **more)


def heard(session: Session, channel: str, sender: str, text: str, **more: Any) -> Interaction:
    made = do(session, "message.receive", AGENT, channel=channel, sender=sender, text=text, **more)
    assert isinstance(made, Interaction)
    return made


def article(session: Session, title: str, text: str = "Do it so.", *, published: bool = True) -> Article:
    made = do(session, "article.create", AGENT, title=title, text=text)
    assert isinstance(made, Article)
    if published:
        step(session, made, "publish")
    return made


__all__ = ["AGENT", "BOSS", "article", "at", "contact", "do", "heard", "item", "member", "service", "step", "ticket"]
