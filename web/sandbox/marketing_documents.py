"""Pages of marketing: a segment, a campaign, a mailing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.crm import campaigns, segments
from advisor.sandbox.crm.marketing_tables import (
    Enrolled,
    Mail,
    Mailing,
    MailStep,
    MarketingEvent,
    Offer,
    Response,
    Spend,
)
from advisor.sandbox.crm.tables import Campaign, Contact, Lead, Segment
from web.sandbox.chrome import writer
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Link, Next, Query, Ref, Told
from web.sandbox.marketing_lists import CAMPAIGNS, MAILINGS, SEGMENTS
from web.sandbox.marketing_parts import Figure, conditions, listed, money
from web.sandbox.visit import Visit

FIGURES = "sandbox/marketing/figures.html"
WHO = func.coalesce(Contact.name, func.nullif(Lead.person, ""), Lead.company)


def _members(session: Session, segment: Segment) -> Query:
    return segments.members_of(session, segment.id).order_by(Contact.name, Contact.id)


def _offers(_: Session, segment: Segment) -> Query:
    return select(Offer.id).where(Offer.segment_id == segment.id, Offer.active).order_by(Offer.id)


SEGMENT = DocumentPage(
    kind="segment",
    module=SEGMENTS,
    back="segments",
    name="name",
    fields=(Field(mark("Code"), "code"),),
    above=(("sandbox/marketing/conditions.html", conditions),),
    lines=(
        Lines(
            mark("Personal offers"),
            _offers,
            (
                Column("text", mark("Text"), Offer.text),
                Column("discount", mark("Discount, per cent"), Offer.discount / 100.0, "number"),
                Column("until", mark("Until"), Offer.until, "date"),
            ),
        ),
        Lines(
            mark("Contacts in it now"),
            _members,
            (
                Column("name", mark("Name"), Contact.name, to="contact", key=Contact.id),
                Column("code", mark("Code"), Contact.code),
                Column("city", mark("City"), Contact.city),
                Column("email", mark("E-mail"), Contact.email),
            ),
            empty=mark("Nobody fulfils the conditions now."),
        ),
    ),
    next=(
        Next("segment.change", {"document": "id"}),
        Next("campaign.create", {"segment": "id"}),
        Next("mailing.create", {"segment": "id"}),
        Next("offer.create", {"segment": "id"}),
    ),
)


def _figures(visit: Visit, campaign: Campaign) -> list[Figure]:
    """What came of a campaign; leads and deals lead to their lists."""
    one, write, words = campaigns.results(visit.session, [campaign.id])[campaign.id], writer(visit), visit.words
    deals = listed(visit, "deals", campaign=campaign.id) if visit.on("crm-pipeline") else ""
    leads = listed(visit, "leads", campaign=campaign.id) if visit.on("crm-leads") else ""

    def count(value: int) -> str:
        return write.text("number", value)

    return [
        Figure(words("Reached"), count(one.reached)),
        Figure(words("Answered"), count(one.answered)),
        Figure(words("Leads"), count(one.leads), href=leads),
        Figure(words("Deals"), count(one.deals), href=deals),
        Figure(words("Deals won"), count(one.won), href=f"{deals}&state=won" if deals else ""),
        Figure(words("Revenue"), money(visit, one.revenue)),
        Figure(words("Spent"), money(visit, one.spent)),
        Figure(words("Cost per lead"), money(visit, one.per_lead)),
        Figure(words("Cost per deal won"), money(visit, one.per_won)),
        Figure(
            words("Revenue for each unit spent"), "–" if one.returned is None else write.text("number", one.returned)
        ),
    ]


def _campaign_said(session: Session, campaign: Campaign) -> Iterator[Told]:
    over = campaigns.over_budget(session, campaign)
    if over > 0:
        yield Told(mark("More was spent than the budget allows."), "bad")
    if campaign.state == "draft" and campaign.segment_id is None and campaign.channel not in ("ads", "social"):
        yield Told(mark("Choose a segment before it starts."))


def _spends(_: Session, campaign: Campaign) -> Query:
    return select(Spend.id).where(Spend.campaign_id == campaign.id).order_by(Spend.on.desc(), Spend.id.desc())


def _responses(_: Session, campaign: Campaign) -> Query:
    return (
        select(Response.id)
        .outerjoin(Contact, Contact.id == Response.contact_id)
        .outerjoin(Lead, Lead.id == Response.lead_id)
        .where(Response.campaign_id == campaign.id)
        .order_by(Response.id.desc())
    )


def _around_campaign(session: Session, campaign: Campaign) -> Iterator[Ref]:
    tables: tuple[tuple[str, Any], ...] = (("mailing", Mailing), ("marketing_event", MarketingEvent))
    for kind, table in tables:
        wanted = select(table.id, table.name).where(table.campaign_id == campaign.id).order_by(table.id)
        for number, name in session.execute(wanted):
            yield Ref(kind, number, name)


CAMPAIGN = DocumentPage(
    kind="campaign",
    module=CAMPAIGNS,
    back="campaigns",
    name="name",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Channel"), "channel", "choice"),
        Field(mark("Segment"), "segment_id", to="segment"),
        Field(mark("From"), "first", "date"),
        Field(mark("Until"), "last", "date"),
        Field(mark("Budget"), "budget", "money"),
        Field(mark("Goal"), "goal"),
    ),
    above=((FIGURES, _figures),),
    lines=(
        Lines(
            mark("Spent"),
            _spends,
            (
                Column("on", mark("Date"), Spend.on, "date"),
                Column("amount", mark("Amount"), Spend.amount, "money"),
                Column("clicks", mark("Clicks"), Spend.clicks, "number"),
            ),
        ),
        Lines(
            mark("Answers"),
            _responses,
            (
                Column("who", mark("From"), WHO, to="contact", key=Contact.id),
                Column("lead", mark("Lead"), Lead.number, to="lead", key=Lead.id),
                Column("on", mark("Date"), Response.on, "date"),
                Column("text", mark("Text"), Response.text),
            ),
            empty=mark("Nobody answered yet."),
        ),
    ),
    told=_campaign_said,
    related=_around_campaign,
    links=(Link("leads", {"campaign": "id"}), Link("deals", {"campaign": "id"})),
    next=(
        Next("campaign.respond", {"campaign": "id"}, states=("running",)),
        Next("mailing.create", {"campaign": "id"}, states=("draft", "running")),
        Next("marketing_event.create", {"campaign": "id"}, states=("draft", "running")),
        Next("campaign.change", {"document": "id"}, states=("draft", "running")),
    ),
)


def _per_step(of: Any) -> Any:
    def later(session: Session, ids: Sequence[int]) -> dict[int, int]:
        rows = session.execute(select(Mail.step_id, func.count(of)).where(Mail.step_id.in_(ids)).group_by(Mail.step_id))
        return {step: count for step, count in rows if count}

    return later


def _steps(_: Session, mailing: Mailing) -> Query:
    return (
        select(MailStep.id)
        .outerjoin(Segment, Segment.id == MailStep.segment_id)
        .where(MailStep.mailing_id == mailing.id)
        .order_by(MailStep.days, MailStep.id)
    )


def _receivers(_: Session, mailing: Mailing) -> Query:
    return (
        select(Enrolled.id)
        .outerjoin(Contact, Contact.id == Enrolled.contact_id)
        .outerjoin(Lead, Lead.id == Enrolled.lead_id)
        .where(Enrolled.mailing_id == mailing.id)
        .order_by(Enrolled.id)
    )


MAILING = DocumentPage(
    kind="mailing",
    module=MAILINGS,
    back="mailings",
    name="name",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Campaign"), "campaign_id", to="campaign"),
        Field(mark("Segment"), "segment_id", to="segment"),
        Field(mark("For leads"), "nurture", "yes"),
        Field(mark("Started on"), "started", "date"),
    ),
    lines=(
        Lines(
            mark("Mails"),
            _steps,
            (
                Column("subject", mark("Subject"), MailStep.subject),
                Column("days", mark("Days after the start"), MailStep.days, "number"),
                Column("text", mark("Text"), MailStep.text),
                Column("segment", mark("Only for"), Segment.name, to="segment", key=Segment.id),
                Column("mails", mark("Mails"), kind="number", later=_per_step(Mail.id)),
                Column("opened", mark("Opened"), kind="number", later=_per_step(Mail.opened)),
                Column("clicked", mark("Clicked"), kind="number", later=_per_step(Mail.clicked)),
                Column("answered", mark("Answered"), kind="number", later=_per_step(Mail.answered)),
            ),
        ),
        Lines(
            mark("Receivers"),
            _receivers,
            (
                Column("who", mark("Name"), WHO, to="contact", key=Contact.id),
                Column("lead", mark("Lead"), Lead.number, to="lead", key=Lead.id),
                Column("on", mark("Since"), Enrolled.on, "date"),
                Column("state", mark("Status"), "enrolled." + Enrolled.state, "choice"),
            ),
            empty=mark("Nobody is in it yet."),
        ),
    ),
    links=(Link("mails", {"mailing": "id"}),),
    next=(Next("nurture.start", {"mailing": "id"}, ("running",), lambda _, mailing: bool(mailing.nurture)),),
)


DOCUMENTS = (SEGMENT, CAMPAIGN, MAILING)
