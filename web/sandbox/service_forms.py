"""Forms of service: what they ask for, in which order, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.crm.hours import settings
from advisor.sandbox.crm.service_tables import Article
from web.sandbox.declared import Asked, FormSpec


def _hours(session: Session, _: Any) -> Mapping[str, Any]:
    """As they are now."""
    found = settings(session)
    opens, closes = found["hours"]
    return {"opens": opens, "closes": closes, "days": found["days"], "holidays": found["holidays"]}


def _article(_: Session, document: Any) -> Mapping[str, Any]:
    if not isinstance(document, Article):
        return {}
    return {"title": document.title, "text": document.text, "category": document.category}


WRITTEN = (
    Asked("title", help=mark("The question, as a customer asks it.")),
    Asked("text", title=mark("Answer"), widget="long"),
    Asked("category"),
)

FORMS = (
    FormSpec(
        "ticket.open",
        title=mark("New ticket"),
        entries=(
            Asked("contact", title=mark("Customer"), reference="contact"),
            Asked("subject"),
            Asked("text", widget="long", title=mark("What the customer says")),
            Asked("channel"),
            Asked("priority"),
            Asked("category"),
            Asked("item", more=True),
            Asked("deal", more=True),
        ),
    ),
    FormSpec(
        "ticket.take",
        primary=False,
        entries=(Asked("owner", more=True, help=mark("Left empty, it is who has least to do.")),),
    ),
    FormSpec(
        "ticket.answer",
        primary=True,
        entries=(
            Asked("text", widget="long", title=mark("Answer to the customer")),
            Asked("channel", help=mark("Left empty, where the customer spoke last.")),
            Asked("wait", title=mark("Wait for what the customer says; the time does not run")),
        ),
    ),
    FormSpec(
        "ticket.hear",
        primary=False,
        entries=(
            Asked("text", widget="long", title=mark("What the customer says")),
            Asked("channel"),
        ),
    ),
    FormSpec(
        "ticket.solve",
        primary=False,
        entries=(
            Asked("solution", widget="long", help=mark("It is told to the customer. An article can say it instead.")),
            Asked("article", reference="published_article"),
        ),
    ),
    FormSpec("ticket.hold", primary=False, entries=(Asked("reason"),)),
    FormSpec("ticket.escalate", primary=False, entries=(Asked("reason"),)),
    FormSpec("ticket.reopen", primary=False, entries=(Asked("reason"),)),
    FormSpec("ticket.close", primary=True),
    FormSpec(
        "message.receive",
        title=mark("A message comes in"),
        about=mark("The sender is found by e-mail or telephone, and the message goes to the ticket that it is about."),
        button=mark("Receive it"),
        entries=(
            Asked("channel"),
            Asked("sender", help=mark("An e-mail address, a telephone number or a name.")),
            Asked("text", widget="long"),
            Asked("contact", reference="contact", more=True, help=mark("Only when you know who it is.")),
            Asked("item", more=True),
        ),
    ),
    FormSpec(
        "interaction.link",
        title=mark("Say who it was"),
        entries=(Asked("interaction", title=mark("Message")), Asked("contact", reference="contact")),
    ),
    FormSpec("article.create", title=mark("New article"), entries=WRITTEN),
    FormSpec(
        "article.change",
        title=mark("Change the article"),
        start=_article,
        entries=(Asked("document", widget="hidden"), *WRITTEN),
    ),
    FormSpec("article.publish", primary=True),
    FormSpec("article.retire", ask=mark("The article will not be offered any more. Go on?")),
    FormSpec(
        "feedback.ask",
        title=mark("Ask a customer"),
        about=mark("How likely is it that they recommend us? The clock asks some customers each day, too."),
        entries=(Asked("contact", title=mark("Customer"), reference="contact"),),
    ),
    FormSpec(
        "feedback.answer",
        title=mark("Answer as the customer"),
        entries=(
            Asked("survey", widget="hidden"),
            Asked("score", help=mark("From 1 to 5 for a solution, from 0 to 10 for a recommendation.")),
            Asked("comment", widget="long"),
        ),
    ),
    FormSpec(
        "claim.open",
        title=mark("New claim"),
        entries=(
            Asked("kind"),
            Asked("contact", title=mark("Customer"), reference="contact"),
            Asked("item"),
            Asked("bought", title=mark("Bought on")),
            Asked("quantity"),
            Asked("text", widget="long", title=mark("What is wrong")),
            Asked("deal", more=True),
            Asked("ticket", more=True),
        ),
    ),
    FormSpec(
        "claim.accept",
        primary=True,
        entries=(Asked("goodwill", help=mark("Only management may do so."), more=True),),
    ),
    FormSpec("claim.refuse", primary=False),
    FormSpec("claim.repair", primary=True, when=lambda _, claim: claim.kind != "return"),
    FormSpec(
        "claim.finish",
        primary=True,
        entries=(Asked("cost", title=mark("What it cost us")), Asked("outcome")),
        when=lambda _, claim: claim.kind != "repair" or claim.state == "in_repair",
    ),
    FormSpec(
        "service.set_hours",
        title=mark("Hours of service"),
        about=mark("Tickets that are open keep their moments; new ones count by these hours."),
        start=_hours,
        entries=(
            Asked("opens", title=mark("Opens at")),
            Asked("closes", title=mark("Closes at")),
            Asked("days", title=mark("Days of the week"), help=mark("0 is Monday, 6 is Sunday; separated by commas.")),
            Asked("holidays", title=mark("Days off"), help=mark("As 2026-12-25; separated by commas.")),
        ),
    ),
)
