"""Lists of service: tickets, articles, answers of customers, claims."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Date, func, literal, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.crm import articles, claims, tickets
from advisor.sandbox.crm.service_tables import NOW, Article, Claim, Survey
from advisor.sandbox.crm.tables import Contact, Item, Ticket
from web.sandbox import service_parts
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.typed import day

SERVICE, KNOWLEDGE, FEEDBACK, AFTER = "crm-service", "crm-knowledge-base", "crm-feedback", "crm-after-sales"
TICKET_STATES = ("new", "in_progress", "waiting", "late", "solved", "closed")
# The website is called otherwise than the web shop of orders.
CHANNEL = literal("channel.") + Ticket.channel
CHANNELS = tuple(f"channel.{name}" for name in service_parts.CHANNELS)
OPENED = func.date(Ticket.opened, type_=Date())
DUE = func.date(Ticket.solve_due, type_=Date())
YEAR = 365  # days that claims by item look back


TICKETS = Screen(
    id="tickets",
    title=mark("Tickets"),
    group="service",
    module=SERVICE,
    kind="ticket",
    source=select(Ticket.id).outerjoin(Contact, Contact.id == Ticket.contact_id),
    columns=(
        Column("number", mark("Number"), Ticket.number, searched=True),
        Column("subject", mark("Subject"), Ticket.subject, searched=True),
        Column("contact", mark("Customer"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("channel", mark("Channel"), CHANNEL, "choice"),
        Column("priority", mark("Priority"), Ticket.priority, "choice"),
        Column("owner", mark("In charge"), Ticket.owner, searched=True),
        Column("opened", mark("Opened"), OPENED, "date"),
        Column("due", mark("To be solved by"), DUE, "date"),
        Column("state", mark("Status"), tickets.shown_state(NOW), "state"),
    ),
    filters=(
        Filter("state", mark("Status"), tickets.shown_state(NOW), "state", choices=TICKET_STATES),
        Filter("contact", mark("Customer"), Ticket.contact_id, "row", reference="contact"),
        Filter("priority", mark("Priority"), Ticket.priority, choices=service_parts.PRIORITIES),
        Filter("channel", mark("Channel"), CHANNEL, choices=CHANNELS),
        Filter("late", mark("Only late ones"), tickets.late(NOW), "yes"),
        Filter("opened", mark("Opened"), OPENED, "days"),
    ),
    sort="-number",
    create=("ticket.open",),
    empty=mark("Requests of customers stand here. Open the first one when somebody calls or writes."),
)

ARTICLES = Screen(
    id="articles",
    title=mark("Articles"),
    group="service",
    module=KNOWLEDGE,
    kind="article",
    source=select(Article.id),
    columns=(
        Column("number", mark("Number"), Article.number, searched=True),
        Column("title", mark("Title"), Article.title, searched=True),
        Column("category", mark("Category"), Article.category, searched=True),
        Column("helped", mark("Tickets solved"), articles.helped(), "number"),
        Column("published", mark("Published"), Article.published, "date"),
        Column("state", mark("Status"), Article.state, "state"),
    ),
    filters=(Filter("state", mark("Status"), Article.state, "state"),),
    sort="-helped",
    create=("article.create",),
    empty=mark("Answers to usual questions stand here. Write the first one, then solve tickets with it."),
)

SURVEYS = Screen(
    id="surveys",
    title=mark("Answers of customers"),
    group="service",
    module=FEEDBACK,
    kind="survey",
    source=select(Survey.id)
    .outerjoin(Contact, Contact.id == Survey.contact_id)
    .outerjoin(Ticket, Ticket.id == Survey.ticket_id),
    columns=(
        Column("question", mark("Question"), Survey.kind, "choice"),
        Column("contact", mark("Customer"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("ticket", mark("Ticket"), Ticket.number, to="ticket", key=Ticket.id, searched=True),
        Column("asked", mark("Asked"), Survey.asked, "date"),
        Column("answered", mark("Answered"), Survey.answered, "date"),
        Column("score", mark("Score"), Survey.score, "number"),
        Column("comment", mark("Comment"), Survey.comment, searched=True),
    ),
    filters=(
        Filter("kind", mark("Question"), Survey.kind, choices=("csat", "nps")),
        Filter("contact", mark("Customer"), Survey.contact_id, "row", reference="contact"),
        Filter("open", mark("Not answered yet"), Survey.answered.is_(None), "yes"),
        Filter("bad", mark("Only complaints"), Survey.complaint_id.is_not(None), "yes"),
    ),
    sort="-asked",
    create=("feedback.ask",),
    empty=mark("What customers say stands here. Close a solved ticket: its customer is asked."),
)

CLAIMS = Screen(
    id="claims",
    title=mark("Warranty, repairs, returns"),
    group="service",
    module=AFTER,
    kind="claim",
    source=select(Claim.id).join(Contact, Contact.id == Claim.contact_id).join(Item, Item.id == Claim.item_id),
    columns=(
        Column("number", mark("Number"), Claim.number, searched=True),
        Column("wanted", mark("Kind"), Claim.kind, "choice"),
        Column("contact", mark("Customer"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("item", mark("Item"), Item.name, to="item", key=Item.id, searched=True),
        Column("quantity", mark("Quantity"), Claim.quantity, "quantity", unit=Item.places),
        Column("bought", mark("Bought on"), Claim.bought, "date"),
        Column("ends", mark("Ends on"), Claim.ends, "date"),
        Column("cost", mark("Cost"), func.nullif(Claim.cost, 0), "money"),
        Column("goodwill", mark("Goodwill"), Claim.goodwill, "yes"),
        Column("state", mark("Status"), Claim.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Claim.state, "state"),
        Filter("kind", mark("Kind"), Claim.kind, choices=("warranty", "repair", "return")),
        Filter("contact", mark("Customer"), Claim.contact_id, "row", reference="contact"),
        Filter("item", mark("Item"), Claim.item_id, "row", reference="item"),
        Filter("on", mark("Date"), Claim.on, "days"),
    ),
    sort="-number",
    create=("claim.open",),
    empty=mark("What customers want after they bought stands here. Open a claim for an item."),
)


def _by_item(session: Session, filters: Mapping[str, str]) -> Sequence[dict[str, Any]]:
    last = day(filters.get("on.to", "")) or clock.today(session)
    first = day(filters.get("on.from", "")) or last - datetime.timedelta(days=YEAR)
    return [
        {
            "id": one.item.id, "kind": "item", "item": one.item.name, "total": one.total, "warranty": one.warranty,
            "repair": one.repair, "back": one.back, "still": one.still, "cost": one.cost,
        }
        for one in claims.by_item(session, first, last)
    ]  # fmt: skip


CLAIMED = Screen(
    id="claims-by-item",
    title=mark("Claims by item"),
    group="service",
    module=AFTER,
    rows=_by_item,
    columns=(
        Column("item", mark("Item"), searched=True),
        Column("total", mark("Claims"), kind="number"),
        Column("warranty", mark("Warranty"), kind="number"),
        Column("repair", mark("Repair"), kind="number"),
        Column("back", mark("Return"), kind="number"),
        Column("still", mark("Open"), kind="number"),
        Column("cost", mark("Cost"), kind="money"),
    ),
    filters=(Filter("on", mark("Date"), kind="days"),),
    sort="-total",
    empty=mark("Items that customers claimed most stand here, of the last year."),
)

LISTS = (TICKETS, CLAIMS, CLAIMED, ARTICLES, SURVEYS)
