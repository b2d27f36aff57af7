"""Forms of marketing: what they ask for, in which order, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.crm import segments
from advisor.sandbox.crm.tables import Segment
from web.sandbox.declared import Asked, FormSpec

CONDITIONS = Asked(
    "conditions",
    title=mark("Conditions, all of which hold"),
    help=mark("A role is lead, customer, supplier, employee or partner. Write yes or no, a word, or a number."),
    entries=(
        Asked("field", title=mark("What")),
        Asked("test", title=mark("How")),
        Asked("value", title=mark("Value")),
    ),
)
STEPS = Asked(
    "steps",
    title=mark("Mails"),
    help=mark("{name} and {company} in a text become those of the receiver."),
    entries=(
        Asked("subject"),
        Asked("days", title=mark("Days after the start")),
        Asked("text", widget="long"),
        Asked("segment", title=mark("Only for")),
    ),
)
BUDGET, UNTIL = Asked("budget", title=mark("Budget")), Asked("until", title=mark("Until"))
POINTS = (Asked("contact"), Asked("points", widget="number"), Asked("reason"))
NOBODY = Asked("contact", title=mark("Contact, if known"))


def _segment(_: Session, document: Any) -> Mapping[str, Any]:
    """The conditions as they are, with room for another."""
    if not isinstance(document, Segment):
        return {}
    written: list[Mapping[str, Any]] = [one.model_dump() for one in segments.of(document)]
    return {"document": document.id, "name": document.name, "conditions": [*written, {}]}


FORMS = (
    FormSpec(
        "segment.create", title=mark("New segment"), entries=(Asked("name"), CONDITIONS, Asked("code", more=True))
    ),
    FormSpec(
        "segment.change",
        title=mark("Change the segment"),
        entries=(Asked("document", widget="hidden"), Asked("name"), CONDITIONS),
        start=_segment,
    ),
    FormSpec(
        "offer.create",
        title=mark("New offer"),
        entries=(Asked("segment"), Asked("text"), Asked("discount"), UNTIL),
    ),
    FormSpec(
        "campaign.create",
        title=mark("New campaign"),
        entries=(
            Asked("name"),
            Asked("channel"),
            Asked("segment"),
            BUDGET,
            Asked("first"),
            Asked("last"),
            Asked("goal"),
        ),
    ),
    FormSpec(
        "campaign.change",
        title=mark("Change the campaign"),
        entries=(Asked("document", widget="hidden"), Asked("segment"), BUDGET, Asked("goal")),
        about=mark("What is left empty stays as it is."),
    ),
    FormSpec(
        "campaign.respond",
        title=mark("Enter an answer"),
        about=mark("It becomes a lead with this campaign as its source."),
        entries=(
            Asked("campaign"),
            NOBODY,
            Asked("person"),
            Asked("company"),
            Asked("email"),
            Asked("phone"),
            Asked("text", widget="long"),
        ),
    ),
    FormSpec("campaign.start", primary=True),
    FormSpec("campaign.spend", primary=False, entries=(Asked("amount"), Asked("clicks"), Asked("on"))),
    FormSpec("campaign.stop", primary=False, ask=mark("Nothing more of the campaign will go out. Go on?")),
    FormSpec(
        "mailing.create",
        title=mark("New mailing"),
        entries=(
            Asked("name"),
            Asked("campaign"),
            Asked("segment"),
            STEPS,
            Asked("nurture", title=mark("For leads that are put in one by one")),
        ),
        rows=2,
    ),
    FormSpec(
        "mailing.start",
        primary=True,
        ask=mark("Who is in the segment now gets the first mail. Go on?"),
    ),
    FormSpec("mailing.stop", primary=False),
    FormSpec(
        "nurture.start",
        title=mark("Put a lead in"),
        entries=(Asked("mailing", reference="nurturing"), Asked("lead", title=mark("Lead"), reference="open_lead")),
    ),
    FormSpec("mail.answer", title=mark("Answer"), entries=(Asked("mail"), Asked("text", widget="long"))),
    FormSpec(
        "marketing_event.create",
        title=mark("New event"),
        entries=(Asked("name"), Asked("on"), Asked("seats"), Asked("place"), Asked("owner"), Asked("campaign")),
    ),
    FormSpec(
        "marketing_event.open",
        primary=True,
        about=mark("Contacts of the segment who may get mail are invited."),
    ),
    FormSpec("marketing_event.hold", primary=True, button=mark("Close it")),
    FormSpec("marketing_event.cancel", ask=mark("All invitations will be taken back. Go on?")),
    FormSpec(
        "guest.register",
        title=mark("Register a guest"),
        entries=(Asked("event", reference="open_event"), NOBODY, Asked("name"), Asked("email"), Asked("company")),
    ),
    FormSpec("guest.attend", title=mark("A guest came")),
    FormSpec("guest.decline", title=mark("A guest does not come")),
    FormSpec("loyalty.join", title=mark("New member")),
    FormSpec("loyalty.give", title=mark("Give points"), entries=POINTS),
    FormSpec("loyalty.use", title=mark("Use points"), entries=POINTS),
    FormSpec(
        "subscription.create",
        title=mark("New subscription"),
        entries=(
            Asked("contact"),
            Asked("item", title=mark("Plan")),
            Asked("interval"),
            Asked("price", title=mark("Price for an interval"), help=mark("Left empty, it is the list price.")),
            Asked("first", title=mark("Since")),
        ),
    ),
    FormSpec(
        "subscription.visit",
        title=mark("Check a member in"),
        about=mark("Says at once whether the membership holds today."),
        entries=(Asked("contact", reference="subscriber"),),
    ),
    FormSpec("subscription.renew", primary=True),
    FormSpec("subscription.cancel", ask=mark("It will end with the time that is paid for. Go on?")),
    FormSpec("mention.answer", primary=True, entries=(Asked("text", widget="long"),)),
)
