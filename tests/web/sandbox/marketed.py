"""A company with some marketing in it, for the tests of its pages and for looking at them."""

from __future__ import annotations

import datetime
import re
from functools import cache

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.crm.marketing_tables import Mail
from tests.sandbox.crm.promoting import MIA, after, campaign, event, lead, mailing, person, segment, won
from tests.sandbox.making import do, units
from tests.web.sandbox.trying import Trier

NAMES = ("Ann", "Bob", "Cid", "Dora", "Emil", "Fay", "Gus", "Hana")


def market(session: Session) -> None:
    """Eight customers, two campaigns with mails and answers, an event with guests, members, points and mentions."""
    people = [person(session, name, industry="Trade" if place % 2 else "Food") for place, name in enumerate(NAMES)]
    do(session, "member.create", name="Mia", role="marketing")
    bern = segment(session, ("city", "is", "Bern"), ("deals", "at_least", "1"), name="Buyers in Bern")
    do(session, "offer.create", MIA, segment=bern.id, text="Free delivery in spring", discount=units("12.5"))
    plan = do(session, "item.create", name="Monthly pass", price=units(45), kind="service")
    for one in people[:4]:
        do(session, "loyalty.join", contact=one.id)
        do(session, "subscription.create", contact=one.id, item=plan.id)
    for place, one in enumerate(people[:6]):
        won(session, one, 400 * (place + 1), source="referral" if place % 2 else "web")
    do(session, "subscription.visit", contact=people[0].id)
    spring = campaign(session, budget=units(300))
    ads = campaign(session, name="Advertisements in June", channel="ads", segment=None, budget=units(100))
    do(session, "campaign.spend", MIA, document=spring.id, amount=units(120), clicks=0)
    do(session, "campaign.spend", MIA, document=ads.id, amount=units("140.50"), clicks=70)
    mailing(session, 0, 3, campaign=spring.id)
    nurturing = mailing(session, 0, 7, name="For later", nurture=True)
    for number in range(3):
        asked = lead(session, email=f"lee{number}@example.org", campaign=ads.id, budget=units(900))
        do(session, "nurture.start", MIA, lead=asked.id, mailing=nurturing.id)
    do(session, "lead.convert", document=asked.id)
    fair = event(session, 2, campaign=spring.id, place="Town hall")
    do(session, "marketing_event.open", MIA, document=fair.id, segment=spring.segment_id)
    for one in people[:3]:
        do(session, "guest.register", MIA, event=fair.id, contact=one.id)
    after(session, 8)
    first = session.scalars(select(Mail).order_by(Mail.id)).first()
    assert first is not None
    do(session, "mail.answer", mail=first.id, text="Please call me")
    do(session, "deal.win", document=asked.deal_id)
    lost = do(session, "deal.create", contact=people[6].id, amount=units(700))
    do(session, "deal.lose", document=lost.id, reason="Price")
    do(session, "subscription.cancel", document=1, reason="Moves away")
    assert clock.today(session) == clock.trial(session).first_day + datetime.timedelta(days=8)


@cache
def shop(app: FastAPI) -> Trier:
    """A trial with all this, made once; tests only look at it."""
    return Trier(app, market)


def texts(html: str) -> str:
    """The words of a page, one blank between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
