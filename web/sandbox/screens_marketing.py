"""Marketing: segments, campaigns, mailings, events, loyalty, subscriptions, mentions, analyses."""

from __future__ import annotations

from sqlalchemy import func, select

from advisor.errors import mark
from advisor.sandbox.crm.leads import OPEN
from advisor.sandbox.crm.marketing_tables import Mailing, MarketingEvent, Subscription
from advisor.sandbox.crm.tables import Campaign, Contact, Lead, Segment
from web.sandbox.declared import Area, Reference, Special
from web.sandbox.marketing_ads import ads
from web.sandbox.marketing_analysis import analysis
from web.sandbox.marketing_documents import DOCUMENTS
from web.sandbox.marketing_forms import FORMS
from web.sandbox.marketing_guests import EVENT
from web.sandbox.marketing_lists import ANALYTICS, LISTS, LOYALTY, MAILINGS, SOCIAL, SUBSCRIPTIONS
from web.sandbox.marketing_mailbox import MAIL, mailbox
from web.sandbox.marketing_members import SUBSCRIPTION, loyal, members
from web.sandbox.marketing_parts import CHANNELS, FIELDS, TESTS
from web.sandbox.marketing_voices import MENTION, voices

REPORT = "sandbox/marketing/report.html"
AREA = Area(
    screens=LISTS,
    documents=(*DOCUMENTS, MAIL, EVENT, SUBSCRIPTION, MENTION),
    forms=FORMS,
    specials=(
        Special("analysis", mark("Customers and channels"), "marketing", ANALYTICS, REPORT, analysis),
        Special("ads", mark("Cost of campaigns"), "marketing", "crm-ads", REPORT, ads),
        Special("mailbox", mark("Mailbox"), "marketing", MAILINGS, "sandbox/marketing/mailbox.html", mailbox),
        Special("voices", mark("What is said about us"), "marketing", SOCIAL, REPORT, voices),
        Special("loyalty", mark("Loyalty"), "marketing", LOYALTY, REPORT, loyal),
        Special("members", mark("Members"), "marketing", SUBSCRIPTIONS, REPORT, members),
    ),
    references=(
        Reference("segment", "segment", Segment, text=lambda t: t.name),
        Reference("campaign", "campaign", Campaign, text=lambda t: t.name),
        Reference("mailing", "mailing", Mailing, text=lambda t: t.name),
        Reference("subscription", "subscription", Subscription),
        Reference("nurturing", "mailing", Mailing, lambda t: t.nurture & (t.state == "running"), lambda t: t.name),
        Reference("open_event", "marketing_event", MarketingEvent, lambda t: t.state == "open", lambda t: t.name),
        Reference(
            "open_lead", "lead", Lead, lambda t: t.state.in_(OPEN) & (t.email != ""),
            lambda t: func.coalesce(func.nullif(t.company, ""), func.nullif(t.person, ""), t.email),
        ),
        Reference(
            "subscriber", "contact", Contact,
            lambda t: t.id.in_(select(Subscription.contact_id).where(Subscription.state != "ended")),
        ),
    ),
    choices={
        **FIELDS, **TESTS,
        **{name: CHANNELS[name] for name in ("email", "ads", "event", "social", "phone")},
        "month": mark("Month"), "quarter": mark("Quarter"), "year": mark("Year"),
        "reviews": mark("Reviews"), "forum": mark("Forum"), "photos": mark("Photos"),
        "microblog": mark("Short messages"), "messenger": mark("Messenger"),
        "tone.good": mark("Positive"), "tone.neutral": mark("Neutral"), "tone.bad": mark("Negative"),
        "tier.base": mark("Basic"), "tier.silver": mark("Silver"), "tier.gold": mark("Gold"),
        "points.earned": mark("Earned"), "points.given": mark("Given"), "points.used": mark("Used"),
        "points.expired": mark("Expired"), "points.reversed": mark("Taken back"),
        "enrolled.active": mark("Receives mails"), "enrolled.done": mark("Done"),
        "enrolled.answered": mark("Answered"), "enrolled.left": mark("Wants no mail"),
        "enrolled.stopped": mark("Stopped"),
        "guest.invited": mark("Invited"), "guest.registered": mark("Registered"), "guest.waiting": mark("Waiting list"),
        "guest.attended": mark("Guest came"), "guest.missed": mark("Did not come"), "guest.declined": mark("Declined"),
        "role.lead": mark("Lead"), "role.customer": mark("Customer"), "role.supplier": mark("Supplier"),
        "role.employee": mark("Employee"), "role.partner": mark("Partner"),
        "A": "A", "B": "B", "C": "C",
    },
    labels={
        "segment": mark("Segment"), "campaign": mark("Campaign"), "channel": mark("Channel"), "first": mark("From"),
        "last": mark("Until"), "goal": mark("Goal"),
        "clicks": mark("Clicks"), "subject": mark("Subject"), "seats": mark("Seats"), "place": mark("Place"),
        "event": mark("Event"), "guest": mark("Guest"), "points": mark("Points"), "interval": mark("Interval"),
        "mailing": mark("Mailing"), "mail": mark("Mail"), "person": mark("Contact person"), "company": mark("Company"),
        "contact": mark("Contact"), "owner": mark("In charge"),
    },
    kinds={
        "segment": mark("Segment"), "campaign": mark("Campaign"), "mailing": mark("Mailing"), "mail": mark("Mail"),
        "marketing_event": mark("Event"), "guest": mark("Guest"), "subscription": mark("Subscription"),
        "mention": mark("Mention"), "points": mark("Points"), "loyalty_member": mark("Loyalty"),
        "offer": mark("Offer"), "response": mark("Answer"),
    },
    states={
        "stopped": mark("Stopped"), "marketing_event.held": mark("Over"),
        "marketing_event.open": mark("Registration open"),
        "active": mark("Active"), "frozen": mark("Frozen"), "ended": mark("Ended"), "ending": mark("Not renewed"),
        "mention.new": mark("New"), "mention.answered": mark("Answered"), "mention.ignored": mark("Ignored"),
        "queued": mark("In the mailbox"), "sending": mark("On its way"), "mail.failed": mark("Not sent"),
    },
    transitions={
        "campaign.spend": mark("Enter what was spent"), "stop": mark("Stop"),
        "marketing_event.open": mark("Open registration"), "marketing_event.hold": mark("Close the event"),
        "subscription.end": mark("Ended"), "renew": mark("Renew"), "freeze": mark("Freeze"), "resume": mark("Resume"),
        "mention.answer": mark("Answer"), "mention.ticket": mark("Make a ticket"), "mention.ignore": mark("Ignore"),
        "mention.link": mark("Link to a contact"),
    },
    events={
        "campaign.spend": mark("Money spent"), "stop": mark("Stopped"), "respond": mark("Answered"),
        "marketing_event.open": mark("Registration opened"), "marketing_event.hold": mark("Event closed"),
        "register": mark("Guest registered"), "move_up": mark("Moved up from the waiting list"),
        "attend": mark("Guest came"), "marketing_event.decline": mark("Guest declined"),
        "renew": mark("Renewed"), "freeze": mark("Frozen"), "resume": mark("Resumed"), "end": mark("Ended"),
        "subscription.visit": mark("Visit"), "nurture": mark("Put into a sequence of mails"),
        "earned": mark("Points earned"), "points.given": mark("Points given"), "used": mark("Points used"),
        "points.expired": mark("Points expired"), "points.reversed": mark("Points taken back"),
        "mention.answer": mark("Answered"), "mention.ticket": mark("Ticket made"), "ignore": mark("Ignored"),
        "mention.link": mark("Linked to a contact"),
    },
)  # fmt: skip
