"""Short ways to marketing: contacts, won deals, segments, campaigns, mailings, and another day."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox import days
from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.crm.marketing_tables import Mail, Mailing, MarketingEvent
from advisor.sandbox.crm.segments import Condition, members
from advisor.sandbox.crm.tables import Campaign, Contact, Deal, Lead, Segment
from tests.sandbox.making import BOSS, do, units

MIA = Actor("Mia", "marketing")
ALL = [{"field": "role", "test": "is", "value": "customer"}]


def person(session: Session, name: str, **more: Any) -> Contact:
    """A customer with an address of their own."""
    told = {"kind": "person", "customer": True, "email": f"{name.lower()}@example.org", "city": "Bern", **more}
    made = do(session, "contact.create", name=name, **told)
    assert isinstance(made, Contact)
    return made


def won(session: Session, contact: Contact, amount: int | str = 1000, **more: Any) -> Deal:
    deal = do(session, "deal.create", contact=contact.id, name="Deal", amount=units(amount), **more)
    do(session, "deal.win", document=deal.id)
    assert isinstance(deal, Deal)
    return deal


def lead(session: Session, **more: Any) -> Lead:
    made = do(session, "lead.create", **{"person": "Lee", "email": "lee@example.org", **more})
    assert isinstance(made, Lead)
    return made


def segment(session: Session, *conditions: tuple[str, str, str], name: str = "Some") -> Segment:
    written = [dict(zip(("field", "test", "value"), one, strict=True)) for one in conditions]
    made = do(session, "segment.create", MIA, name=name, conditions=written)
    assert isinstance(made, Segment)
    return made


def who(session: Session, *conditions: tuple[str, str, str]) -> set[str]:
    """Names of the contacts that fulfil conditions."""
    asked = [Condition(field=one[0], test=one[1], value=one[2]) for one in conditions]  # type: ignore[arg-type]
    ids = members(session, asked)
    return set(session.scalars(select(Contact.name).where(Contact.id.in_(ids))))


def campaign(session: Session, start: bool = True, **more: Any) -> Campaign:
    if "segment" not in more:
        more["segment"] = segment(session, ("role", "is", "customer"), name="Customers").id
    made = do(session, "campaign.create", MIA, **{"name": "Spring", **more})
    assert isinstance(made, Campaign)
    if start:
        do(session, "campaign.start", MIA, document=made.id)
    return made


def mailing(session: Session, *delays: int, **more: Any) -> Mailing:
    """Mails after so many days, started when `campaign` or `segment` is given."""
    steps = [{"days": one, "subject": f"Mail {one}", "text": "Dear {name} of {company}"} for one in delays]
    made = do(session, "mailing.create", MIA, **{"name": "News", "steps": steps, **more})
    assert isinstance(made, Mailing)
    do(session, "mailing.start", MIA, document=made.id)
    return made


def event(session: Session, seats: int = 2, **more: Any) -> MarketingEvent:
    on = clock.today(session) + datetime.timedelta(days=7)
    made = do(session, "marketing_event.create", MIA, **{"name": "Open day", "on": on, "seats": seats, **more})
    assert isinstance(made, MarketingEvent)
    return made


def mails(session: Session) -> list[tuple[str, str]]:
    """Receiver and subject of every mail, in the order in which they went out."""
    return [(mail.to.partition("@")[0], mail.subject) for mail in session.scalars(select(Mail).order_by(Mail.id))]


def after(session: Session, days_on: int) -> None:
    """Let days go on."""
    days.reach(session, clock.today(session) + datetime.timedelta(days=days_on), BOSS)
    session.expire_all()


def to_day(session: Session, day: datetime.date) -> None:
    """Be on a day without what the days between bring."""
    clock.trial(session).today = day
    session.flush()
