"""Campaigns: what is done for a segment through a channel, what it costs, who answers, and what comes of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Select, case, func, select, union_all
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, made
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.crm import contacts, leads, segments
from advisor.sandbox.crm.marketing_tables import Enrolled, Guest, Mail, Mailing, MarketingEvent, Response, Spend
from advisor.sandbox.crm.tables import Campaign, Contact, Deal, Lead

MODULE = "crm-campaigns"
OVERSPENT = "campaign.overspent"
Channel = Literal["email", "ads", "event", "social", "phone"]


@dataclass(frozen=True)
class Result:
    """What came of campaigns. Amounts in smallest units; `reached` are contacts and leads that got a mail or an
    invitation, `answered` those who answered at least once."""

    spent: int = 0
    clicks: int = 0
    reached: int = 0
    answered: int = 0
    leads: int = 0
    deals: int = 0
    won: int = 0
    revenue: int = 0

    @property
    def per_click(self) -> int | None:
        return self._per(self.clicks)

    @property
    def per_lead(self) -> int | None:
        return self._per(self.leads)

    @property
    def per_won(self) -> int | None:
        return self._per(self.won)

    @property
    def returned(self) -> float | None:
        """Won for each unit spent; None when nothing was spent."""
        return self.revenue / self.spent if self.spent else None

    def _per(self, count: int) -> int | None:
        return rounded(self.spent, count) if count else None


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    channel: Channel = "email",
    segment: int | None = None,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    budget: Decimal = Decimal(0),
    goal: str = "",
) -> Campaign:
    """A campaign as a draft; `budget` in the trial's currency. Raises Refusal, and NotFound for a segment."""
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    start = first or clock.today(session)
    if last is not None and last < start:
        raise Refusal("The last day is before the first. Choose a later one.", field="last")
    campaign = Campaign(
        number=numbers.text("CA", numbers.draw(session, "campaign", clock.today(session))),
        state="draft",
        name=name.strip()[:200],
        channel=channel,
        segment_id=segments.get(session, segment).id if segment is not None else None,
        first=start,
        last=last,
        budget=_amount(session, budget, "budget"),
        goal=goal.strip()[:400],
    )
    session.add(campaign)
    session.flush()
    made(session, "campaign", campaign)
    events.record(session, by, "campaign", campaign.id, "create")
    return campaign


def _amount(session: Session, amount: Decimal, field: str) -> int:
    if amount < 0:
        raise Refusal("An amount is nought or more.", field=field)
    return minor(amount, clock.trial(session).currency)


def get(session: Session, campaign: int | None) -> Campaign | None:
    """The campaign, or none for None. Raises NotFound."""
    found = None if campaign is None else session.get(Campaign, campaign)
    if campaign is not None and found is None:
        raise NotFound("There is no such campaign. Choose one from the list.", field="campaign")
    return found


@effect("campaign.start")
def start(session: Session, campaign: Campaign, by: Actor) -> None:
    """What goes to somebody needs a segment; advertisements are for whoever sees them."""
    if campaign.channel in ("email", "event", "phone") and campaign.segment_id is None:
        raise Refusal("The campaign has no segment. Choose whom it is for.", field="segment")


@effect("campaign.spend")
def spend(
    session: Session,
    campaign: Campaign,
    by: Actor,
    *,
    amount: Decimal,
    on: datetime.date | None = None,
    clicks: int = 0,
) -> None:
    """Money spent on a day. Beyond the budget it is kept too, and marketing is told the first time."""
    day = on or clock.today(session)
    if day > clock.today(session):
        raise Refusal("This day is still to come. Enter what was spent.", field="on")
    if not 0 <= clicks <= 10**9:
        raise Refusal("Enter a number of clicks of nought or more.", field="clicks")
    before = spent(session, campaign.id)
    cost = _amount(session, amount, "amount")
    session.add(Spend(campaign_id=campaign.id, on=day, amount=cost, clicks=clicks))
    if before <= campaign.budget < before + cost:
        values = {"name": campaign.name, "spent": before + cost, "budget": campaign.budget}
        session.add(
            Notice(
                on=clock.today(session), kind=OVERSPENT, role="marketing", document_kind="campaign",
                document=campaign.id, values=values,
            )
        )  # fmt: skip


@effect("campaign.stop")
def stop(session: Session, campaign: Campaign, by: Actor) -> None:
    """It ends today; nothing more of it is sent."""
    campaign.last = clock.today(session)
    for enrolled in session.scalars(
        select(Enrolled)
        .join(Mailing, Mailing.id == Enrolled.mailing_id)
        .where(Mailing.campaign_id == campaign.id, Enrolled.state == "active")
    ):
        enrolled.state = "stopped"


def change(
    session: Session, by: Actor, *, document: int, segment: int | None = None, budget: Decimal | None = None,
    goal: str | None = None,
) -> Campaign:  # fmt: skip
    """What is not given stays. Raises Refusal for one that was stopped."""
    campaign = session.get(Campaign, document, with_for_update=True)
    if campaign is None:
        raise NotFound("There is no such campaign. Choose one from the list.", field="campaign")
    if campaign.state == "stopped":
        raise Refusal("The campaign was stopped. Begin a new one.")
    if segment is not None:
        campaign.segment_id = segments.get(session, segment).id
    campaign.budget = campaign.budget if budget is None else _amount(session, budget, "budget")
    campaign.goal = campaign.goal if goal is None else goal.strip()[:400]
    events.record(session, by, "campaign", campaign.id, "change")
    return campaign


def respond(
    session: Session,
    by: Actor,
    *,
    campaign: int,
    contact: int | None = None,
    person: str = "",
    company: str = "",
    email: str = "",
    phone: str = "",
    text: str = "",
) -> Response:
    """Somebody answered: a contact, or somebody new. It makes a lead with the campaign and its channel as source.

    Raises Refusal when the campaign does not run, or nobody is named.
    """
    found = get(session, campaign)
    assert found is not None
    if found.state != "running":
        raise Refusal("The campaign does not run. Start it first.", field="campaign")
    known = contacts.get(session, contact) if contact is not None else None
    return responded(session, by, found, known, person=person, company=company, email=email, phone=phone, text=text)


def responded(
    session: Session, by: Actor, campaign: Campaign, contact: Contact | None = None, lead: Lead | None = None, *,
    text: str = "", **named: str,
) -> Response:  # fmt: skip
    """Keep the answer and make its lead, unless there is one; of a contact one lead for a campaign."""
    known = lead.id if lead else None
    if contact is not None:
        told = {"person": contact.name} if contact.kind == "person" else {"company": contact.name}
        named = {**told, "email": contact.email, "phone": contact.phone}
        earlier = select(Response.lead_id).where(
            Response.campaign_id == campaign.id, Response.contact_id == contact.id, Response.lead_id.is_not(None)
        )
        known = known or session.scalars(earlier).first()
    if known is None and module_on(session, "crm-leads"):
        person, company, email, phone = (named.get(name, "") for name in ("person", "company", "email", "phone"))
        known = leads.create(
            session, by, person=person, company=company, email=email, phone=phone, wish=text,
            source=campaign.channel, campaign=campaign.id,
        ).id  # fmt: skip
    answer = Response(
        campaign_id=campaign.id, on=clock.today(session), contact_id=contact.id if contact else None, lead_id=known,
        text=text.strip(),
    )  # fmt: skip
    session.add(answer)
    session.flush()
    events.record(session, by, "campaign", campaign.id, "respond", {"lead": known}, contact=answer.contact_id)
    return answer


def module_on(session: Session, module: str) -> bool:
    """Whether the trial has a module."""
    switched = clock.trial(session).modules
    return not switched or module in switched


def spent(session: Session, campaign: int) -> int:
    return session.scalar(select(func.coalesce(func.sum(Spend.amount), 0)).where(Spend.campaign_id == campaign)) or 0


def results(session: Session, ids: Sequence[int], *, reach: bool = True) -> dict[int, Result]:
    """What came of each campaign, in a few queries for all of them; without `reach` whom it reached is not counted."""
    found = {one: Result() for one in ids}
    for wanted, names in (*_counts(ids), *(_reach(ids) if reach else ())):
        for one, *values in session.execute(wanted):
            sums = {name: int(value or 0) for name, value in zip(names, values, strict=True)}
            found[one] = replace(found[one], **sums)
    return found


def total(results: Iterable[Result]) -> Result:
    """The sum of results."""
    sums = [0] * 8
    for one in results:
        sums = [a + b for a, b in zip(sums, _values(one), strict=True)]
    return Result(*sums)


def _values(one: Result) -> tuple[int, ...]:
    return (one.spent, one.clicks, one.reached, one.answered, one.leads, one.deals, one.won, one.revenue)


def _counts(ids: Sequence[int]) -> list[tuple[Select[Any], tuple[str, ...]]]:
    """Queries that give the id of a campaign and what the names say."""
    person = func.coalesce(-Response.contact_id, Response.lead_id)
    won = Deal.state == "won"
    return [
        (_by(Spend, ids, func.sum(Spend.amount), func.sum(Spend.clicks)), ("spent", "clicks")),
        (_by(Response, ids, func.count(person.distinct())), ("answered",)),
        (_by(Lead, ids, func.count()), ("leads",)),
        (
            _by(
                Deal, ids, func.count(), func.sum(case((won, 1), else_=0)), func.sum(case((won, Deal.amount), else_=0))
            ),
            ("deals", "won", "revenue"),
        ),
    ]


def _reach(ids: Sequence[int]) -> list[tuple[Select[Any], tuple[str, ...]]]:
    found = _reached(ids).subquery()
    wanted = select(found.c.campaign, func.count(found.c.who.distinct())).group_by(found.c.campaign)
    return [(wanted, ("reached",))]


def _by(table: Any, ids: Sequence[int], *of: Any) -> Select[Any]:
    return select(table.campaign_id, *of).where(table.campaign_id.in_(ids)).group_by(table.campaign_id)


def _reached(ids: Sequence[int]) -> Any:
    """Campaign and who: contacts below nought, leads above."""
    mailed = (
        select(Mailing.campaign_id.label("campaign"), func.coalesce(-Mail.contact_id, Mail.lead_id).label("who"))
        .join(Enrolled, Enrolled.mailing_id == Mailing.id)
        .join(Mail, Mail.enrolled_id == Enrolled.id)
        .where(Mailing.campaign_id.in_(ids))
    )
    invited = (
        select(MarketingEvent.campaign_id, func.coalesce(-Guest.contact_id, Guest.lead_id))
        .join(Guest, Guest.event_id == MarketingEvent.id)
        .where(MarketingEvent.campaign_id.in_(ids))
    )
    return union_all(mailed, invited)


def over_budget(session: Session, campaign: Campaign) -> int:
    """By how much more was spent than the budget; nought or less when not."""
    return spent(session, campaign.id) - campaign.budget


VERBS = (
    ("campaign.create", create, MODULE, ("marketing",), "campaign"),
    ("campaign.change", change, MODULE, ("marketing",), "campaign"),
    ("campaign.respond", respond, MODULE, ("marketing", "sales"), "response"),
)
