"""Lists of marketing: segments, offers, campaigns, mailings and mails, events, points, subscriptions, mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Date, Integer, String, case, func, literal, literal_column, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.crm import analytics, campaigns, segments
from advisor.sandbox.crm.marketing_tables import (
    Charge,
    Enrolled,
    Guest,
    Mail,
    Mailing,
    MarketingEvent,
    Mention,
    Offer,
    Points,
    Spend,
    Subscription,
)
from advisor.sandbox.crm.mentions import TONES
from advisor.sandbox.crm.tables import Campaign, Contact, Item, Lead, Segment
from web.sandbox.declared import Column, Filter, Screen

SEGMENTS, CAMPAIGNS, MAILINGS, EVENTS = "crm-segmentation", "crm-campaigns", "crm-email-marketing", "crm-events"
LOYALTY, SUBSCRIPTIONS, SOCIAL, ANALYTICS = "crm-loyalty", "crm-subscriptions", "crm-social", "crm-analytics"
CHANNELS = ("email", "ads", "event", "social", "phone")
NETWORKS = ("reviews", "forum", "photos", "microblog", "messenger")
MAIL_STATES = ("queued", "sending", "sent", "failed")
SPENT = (
    select(func.coalesce(func.sum(Spend.amount), 0)).where(Spend.campaign_id == Campaign.id).correlate(Campaign)
).scalar_subquery()
SUBSCRIPTION_STATE = case(
    ((Subscription.state == "active") & Subscription.ends.is_not(None), literal("ending")), else_=Subscription.state
)
RECEIVER = func.coalesce(Contact.name, func.nullif(Lead.person, ""), func.nullif(Lead.company, ""), Mail.to)


def _counts(of: Any, group: Any) -> Callable[[Session, Sequence[int]], dict[int, int]]:
    """How many rows of a table each of the documents has that are shown."""

    def later(session: Session, ids: Sequence[int]) -> dict[int, int]:
        rows = session.execute(select(group, func.count(of)).where(group.in_(ids)).group_by(group))
        return {row: count for row, count in rows if count}

    return later


def _of_mails(of: Any) -> Callable[[Session, Sequence[int]], dict[int, int]]:
    def later(session: Session, ids: Sequence[int]) -> dict[int, int]:
        rows = session.execute(
            select(Enrolled.mailing_id, func.count(of))
            .join(Mail, Mail.enrolled_id == Enrolled.id)
            .where(Enrolled.mailing_id.in_(ids))
            .group_by(Enrolled.mailing_id)
        )
        return {row: count for row, count in rows if count}

    return later


def _result(name: str) -> Callable[[Session, Sequence[int]], dict[int, Any]]:
    def later(session: Session, ids: Sequence[int]) -> dict[int, Any]:
        return {key: getattr(one, name) or None for key, one in campaigns.results(session, ids, reach=False).items()}

    return later


def _sizes(session: Session, ids: Sequence[int]) -> dict[int, int]:
    return {number: segments.size(session, segments.of(segments.get(session, number))) for number in ids}


def _guests(*states: str) -> Callable[[Session, Sequence[int]], dict[int, int]]:
    return _counts(case((Guest.state.in_(states), 1)), Guest.event_id)


SEGMENT_LIST = Screen(
    id="segments",
    title=mark("Segments"),
    group="marketing",
    module=SEGMENTS,
    kind="segment",
    source=select(Segment.id),
    columns=(
        Column("name", mark("Name"), Segment.name, searched=True),
        Column("code", mark("Code"), Segment.code, searched=True),
        Column("size", mark("Contacts in it now"), kind="number", later=_sizes),
    ),
    sort="name",
    create=("segment.create",),
    empty=mark("Segments are groups of contacts by what they are and did. Make one: who is in it is found each time."),
)
OFFERS = Screen(
    id="offers",
    title=mark("Personal offers"),
    group="marketing",
    module=SEGMENTS,
    source=select(Offer.id).join(Segment, Segment.id == Offer.segment_id),
    columns=(
        Column("text", mark("Text"), Offer.text, searched=True),
        Column("segment", mark("Segment"), Segment.name, to="segment", key=Segment.id, searched=True),
        Column("discount", mark("Discount, per cent"), case((Offer.discount > 0, Offer.discount / 100.0)), "number"),
        Column("until", mark("Until"), Offer.until, "date"),
        Column("active", mark("In use"), Offer.active, "yes"),
    ),
    filters=(Filter("active", mark("In use"), Offer.active, "yes"),),
    sort="-until",
    create=("offer.create",),
    empty=mark("An offer is suggested on the page of each contact of its segment. Make the first one."),
)
CAMPAIGN_LIST = Screen(
    id="campaigns",
    title=mark("Campaigns"),
    group="marketing",
    module=CAMPAIGNS,
    kind="campaign",
    source=select(Campaign.id).outerjoin(Segment, Segment.id == Campaign.segment_id),
    columns=(
        Column("number", mark("Number"), Campaign.number, searched=True),
        Column("name", mark("Name"), Campaign.name, searched=True),
        Column("channel", mark("Channel"), Campaign.channel, "choice"),
        Column("segment", mark("Segment"), Segment.name, to="segment", key=Segment.id, searched=True),
        Column("first", mark("From"), Campaign.first, "date"),
        Column("budget", mark("Budget"), Campaign.budget, "money"),
        Column("spent", mark("Spent"), SPENT, "money"),
        Column("leads", mark("Leads"), kind="number", later=_result("leads")),
        Column("won", mark("Deals won"), kind="number", later=_result("won")),
        Column("revenue", mark("Revenue"), kind="money", later=_result("revenue")),
        Column("state", mark("Status"), Campaign.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Campaign.state, "state"),
        Filter("channel", mark("Channel"), Campaign.channel, choices=CHANNELS),
        Filter("first", mark("Date"), Campaign.first, "days"),
        Filter("over", mark("Only over budget"), Campaign.budget < SPENT, "yes"),
    ),
    sort="-number",
    create=("campaign.create",),
    empty=mark("Campaigns stand here with what they cost and what came of them. Begin the first one."),
)
MAILING_LIST = Screen(
    id="mailings",
    title=mark("Mailings"),
    group="marketing",
    module=MAILINGS,
    kind="mailing",
    source=select(Mailing.id)
    .outerjoin(Campaign, Campaign.id == Mailing.campaign_id)
    .outerjoin(Segment, Segment.id == Mailing.segment_id),
    columns=(
        Column("number", mark("Number"), Mailing.number, searched=True),
        Column("name", mark("Name"), Mailing.name, searched=True),
        Column("campaign", mark("Campaign"), Campaign.name, to="campaign", key=Campaign.id, searched=True),
        Column("segment", mark("Segment"), Segment.name, to="segment", key=Segment.id),
        Column("nurture", mark("For leads"), Mailing.nurture, "yes"),
        Column("members", mark("Receivers"), kind="number", later=_counts(Enrolled.id, Enrolled.mailing_id)),
        Column("mails", mark("Mails"), kind="number", later=_of_mails(Mail.id)),
        Column("opened", mark("Opened"), kind="number", later=_of_mails(Mail.opened)),
        Column("answered", mark("Answered"), kind="number", later=_of_mails(Mail.answered)),
        Column("state", mark("Status"), Mailing.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Mailing.state, "state"),
        Filter("campaign", mark("Campaign"), Mailing.campaign_id, "row", reference="campaign"),
        Filter("nurture", mark("For leads"), Mailing.nurture, "yes"),
    ),
    sort="-number",
    create=("mailing.create",),
    empty=mark("A mailing is a sequence of mails to a segment or to leads. Write the first one."),
)
MAIL_LIST = Screen(
    id="mails",
    title=mark("Mails"),
    group="marketing",
    module=MAILINGS,
    kind="mail",
    source=select(Mail.id)
    .join(Enrolled, Enrolled.id == Mail.enrolled_id)
    .join(Mailing, Mailing.id == Enrolled.mailing_id)
    .outerjoin(Contact, Contact.id == Mail.contact_id)
    .outerjoin(Lead, Lead.id == Mail.lead_id),
    columns=(
        Column("subject", mark("Subject"), Mail.subject, searched=True),
        Column("to", mark("To"), RECEIVER),
        Column("address", mark("E-mail"), Mail.to, searched=True),
        Column("mailing", mark("Mailing"), Mailing.name, to="mailing", key=Mailing.id),
        Column("at", mark("Date"), Mail.at, "date"),
        Column("opened", mark("Opened"), Mail.opened.is_not(None), "yes"),
        Column("clicked", mark("Clicked"), Mail.clicked.is_not(None), "yes"),
        Column("answered", mark("Answered"), Mail.answered.is_not(None), "yes"),
        Column("state", mark("Status"), Mail.state, "state"),
    ),
    filters=(
        Filter("mailing", mark("Mailing"), Enrolled.mailing_id, "row", reference="mailing"),
        Filter("state", mark("Status"), Mail.state, "state", choices=MAIL_STATES),
        Filter("contact", mark("Contact"), Mail.contact_id, "row", reference="contact"),
        Filter("opened", mark("Opened"), Mail.opened.is_not(None), "yes"),
        Filter("answered", mark("Answered"), Mail.answered.is_not(None), "yes"),
    ),
    sort="-at",
    empty=mark("Mails that went out stand here. Start a mailing to get the first ones."),
)
EVENT_LIST = Screen(
    id="marketing-events",
    title=mark("Events"),
    group="marketing",
    module=EVENTS,
    kind="marketing_event",
    source=select(MarketingEvent.id).outerjoin(Campaign, Campaign.id == MarketingEvent.campaign_id),
    columns=(
        Column("name", mark("Name"), MarketingEvent.name, searched=True),
        Column("number", mark("Number"), MarketingEvent.number, searched=True),
        Column("on", mark("Date"), MarketingEvent.on, "date"),
        Column("place", mark("Place"), MarketingEvent.place, searched=True),
        Column("campaign", mark("Campaign"), Campaign.name, to="campaign", key=Campaign.id),
        Column("seats", mark("Seats"), MarketingEvent.seats, "number"),
        Column("registered", mark("Registered"), kind="number", later=_guests("registered", "attended", "missed")),
        Column("attended", mark("Guests who came"), kind="number", later=_guests("attended")),
        Column("state", mark("Status"), MarketingEvent.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), MarketingEvent.state, "state"),
        Filter("on", mark("Date"), MarketingEvent.on, "days"),
    ),
    sort="-on",
    create=("marketing_event.create",),
    empty=mark("Fairs, seminars and open days stand here with their guests. Plan the first one."),
)
POINT_LIST = Screen(
    id="points",
    title=mark("Points"),
    group="marketing",
    module=LOYALTY,
    source=select(Points.id).join(Contact, Contact.id == Points.contact_id),
    columns=(
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("on", mark("Date"), Points.on, "date"),
        Column("kind_of", mark("Kind"), "points." + Points.kind, "choice"),
        Column("points", mark("Points"), Points.points, "number"),
        Column("expires", mark("Expire on"), Points.expires, "date"),
        Column("reason", mark("Reason"), Points.reason, searched=True),
    ),
    filters=(
        Filter("contact", mark("Contact"), Points.contact_id, "row", reference="contact"),
        Filter("on", mark("Date"), Points.on, "days"),
    ),
    sort="-on",
    create=("loyalty.join", "loyalty.give", "loyalty.use"),
    empty=mark("Points that members earned and used stand here. Let a contact join to begin."),
)
SUBSCRIPTION_LIST = Screen(
    id="subscriptions",
    title=mark("Subscriptions"),
    group="marketing",
    module=SUBSCRIPTIONS,
    kind="subscription",
    source=select(Subscription.id)
    .join(Contact, Contact.id == Subscription.contact_id)
    .join(Item, Item.id == Subscription.item_id),
    columns=(
        Column("number", mark("Number"), Subscription.number, searched=True),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("item", mark("Plan"), Item.name, to="item", key=Item.id, searched=True),
        Column("interval", mark("Interval"), Subscription.interval, "choice"),
        Column("price", mark("Price"), Subscription.price, "money"),
        Column("first", mark("Since"), Subscription.first, "date"),
        Column("next", mark("Paid until"), Subscription.next, "date"),
        Column("state", mark("Status"), SUBSCRIPTION_STATE, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), SUBSCRIPTION_STATE, "state"),
        Filter("contact", mark("Contact"), Subscription.contact_id, "row", reference="contact"),
        Filter("interval", mark("Interval"), Subscription.interval, choices=("month", "quarter", "year")),
        Filter("first", mark("Since"), Subscription.first, "days"),
        Filter("ended", mark("Ended"), Subscription.ended, "days"),
    ),
    sort="-number",
    create=("subscription.create", "subscription.visit"),
    empty=mark("Subscriptions and memberships stand here; they renew on their day. Enter the first one."),
)
CHARGES = Screen(
    id="charges",
    title=mark("Subscription charges"),
    group="marketing",
    module=SUBSCRIPTIONS,
    source=select(Charge.id)
    .join(Subscription, Subscription.id == Charge.subscription_id)
    .join(Contact, Contact.id == Subscription.contact_id),
    columns=(
        Column("of", mark("Subscription"), Subscription.number, to="subscription", key=Subscription.id, searched=True),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("on", mark("Date"), Charge.on, "date"),
        Column("first", mark("From"), Charge.first, "date"),
        Column("until", mark("Until"), Charge.until, "date"),
        Column("amount", mark("Amount"), Charge.amount, "money"),
    ),
    filters=(
        Filter("of", mark("Subscription"), Charge.subscription_id, "row", reference="subscription"),
        Filter("on", mark("Date"), Charge.on, "days"),
    ),
    sort="-on",
    empty=mark("What subscriptions are to be paid stands here, an interval a row. Enter a subscription first."),
    hidden=True,
)
MENTION_LIST = Screen(
    id="mentions",
    title=mark("Mentions"),
    group="marketing",
    module=SOCIAL,
    kind="mention",
    source=select(Mention.id).outerjoin(Contact, Contact.id == Mention.contact_id),
    columns=(
        Column("text", mark("Text"), Mention.text, searched=True),
        Column("author", mark("Author"), Mention.author, searched=True),
        Column("network", mark("Where"), Mention.network, "choice"),
        Column("on", mark("Date"), Mention.on, "date"),
        Column("tone", mark("Tone"), "tone." + Mention.tone, "choice"),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id),
        Column("state", mark("Status"), Mention.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Mention.state, "state"),
        Filter("tone", mark("Tone"), "tone." + Mention.tone, choices=tuple(f"tone.{one}" for one in TONES)),
        Filter("network", mark("Where"), Mention.network, choices=NETWORKS),
        Filter("on", mark("Date"), Mention.on, "days"),
    ),
    sort="-on",
    empty=mark("What people write about the company comes in day by day. Let the clock go on."),
)


def _values(session: Session) -> Any:
    value = analytics.customers(session).subquery("value")
    return select(Contact.id).join(value, value.c.id == Contact.id)


VALUES = Screen(
    id="customer-value",
    title=mark("Customer value"),
    group="marketing",
    module=ANALYTICS,
    kind="contact",
    source=_values,
    columns=(
        Column("name", mark("Customer"), Contact.name, searched=True),
        Column("grade", mark("Class"), literal_column("value.grade", String)),
        Column("won", mark("Won"), literal_column("value.won", Integer), "money"),
        Column("paid", mark("Paid"), literal_column("value.paid", Integer), "money"),
        Column("deals", mark("Deals won"), literal_column("value.deals", Integer), "number"),
        Column("first", mark("First purchase"), literal_column("value.first", Date), "date"),
        Column("last", mark("Last purchase"), literal_column("value.last", Date), "date"),
    ),
    filters=(
        Filter("grade", mark("Class"), literal_column("value.grade", String), choices=("A", "B", "C")),
        Filter("first", mark("First purchase"), literal_column("value.first", Date), "days"),
        Filter("last", mark("Last purchase"), literal_column("value.last", Date), "days"),
    ),
    sort="-won",
    empty=mark("A customer is somebody with a deal that was won. Win the first one."),
    about=mark("A are those who bring the first 80 per cent of the revenue, B the next 15, C the rest."),
)
LISTS = (
    CAMPAIGN_LIST, SEGMENT_LIST, OFFERS, MAILING_LIST, MAIL_LIST, EVENT_LIST, MENTION_LIST, POINT_LIST,
    SUBSCRIPTION_LIST, CHARGES, VALUES,
)  # fmt: skip
