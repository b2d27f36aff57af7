"""Lists of the pipeline: leads, deals, quotes, simple invoices, what is offered, and what rules did."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Float, String, and_, case, cast, func, literal, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Trial
from advisor.sandbox.crm.deals import OPEN
from advisor.sandbox.crm.leads import OPEN as OPEN_LEADS
from advisor.sandbox.crm.pipeline_tables import CrmInvoice, Quote, RuleRun
from advisor.sandbox.crm.tables import Contact, Deal, Item, Lead, Member
from web.sandbox.declared import Column, Filter, Screen

LEADS, DEALS, QUOTES, FORECAST = "crm-leads", "crm-pipeline", "crm-quotes-invoicing", "crm-forecasting"
QUOTE_STATES = ("draft", "waiting", "sent", "expired", "accepted", "declined", "replaced")
INVOICE_STATES = ("draft", "sent", "overdue", "paid", "cancelled")
TODAY = select(Trial.today).scalar_subquery()  # the day of the trial, within a query
QUOTE_STATE = case((and_(Quote.state == "sent", Quote.until < TODAY), literal("expired")), else_=Quote.state)
INVOICE_STATE = case(
    (and_(CrmInvoice.state == "sent", CrmInvoice.due < TODAY), literal("overdue")), else_=CrmInvoice.state
)
INVOICE_NUMBER = func.coalesce(CrmInvoice.number, "#" + cast(CrmInvoice.id, String))
LEAD_NAME = func.coalesce(func.nullif(Lead.company, ""), func.nullif(Lead.person, ""), Lead.email)
IS_OPEN = Deal.state.in_(OPEN)
WEIGHTED = (Deal.amount * Deal.probability + 50) // 100


def _ages(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Days since leads that are open came in."""
    rows = session.execute(select(Lead.id, Lead.on).where(Lead.id.in_(ids), Lead.state.in_(OPEN_LEADS)))
    return _since(session, rows)


def _standing(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Days since open deals moved to the stage in which they are."""
    rows = session.execute(select(Deal.id, Deal.moved).where(Deal.id.in_(ids), IS_OPEN))
    return _since(session, rows)


def _since(session: Session, rows: Any) -> dict[int, int]:
    today: datetime.date = clock.today(session)
    return {number: (today - day).days for number, day in rows}


LEAD_LIST = Screen(
    id="leads",
    title=mark("Leads"),
    group="pipeline",
    module=LEADS,
    kind="lead",
    source=select(Lead.id).outerjoin(Member, Member.name == Lead.owner),
    columns=(
        Column("number", mark("Number"), Lead.number, searched=True),
        Column("name", mark("Name"), LEAD_NAME, searched=True),
        Column("source", mark("Where from"), Lead.source, "source", searched=True),
        Column("score", mark("Points"), Lead.score, "number"),
        Column("owner", mark("In charge"), Lead.owner, searched=True),
        Column("on", mark("Date"), Lead.on, "date"),
        Column("age", mark("Days open"), kind="lasting", later=_ages),
        Column("answered", mark("First answer"), Lead.answered, "date"),
        Column("state", mark("Status"), Lead.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Lead.state, "state"),
        Filter("owner", mark("In charge"), Member.id, "row", reference="seller"),
        Filter("campaign", mark("Campaign"), Lead.campaign_id, "row", reference="any_campaign"),
        Filter("on", mark("Date"), Lead.on, "days"),
        Filter(
            "waiting",
            mark("Nobody answered yet"),
            and_(Lead.answered.is_(None), Lead.state.in_(OPEN_LEADS)),
            "yes",
        ),
    ),
    sort="-number",
    create=("lead.create",),
    empty=mark("Enquiries of people who are no customers yet stand here. Enter the first one."),
)

DEAL_LIST = Screen(
    id="deals",
    title=mark("Deals"),
    group="pipeline",
    module=DEALS,
    kind="deal",
    source=select(Deal.id).join(Contact, Contact.id == Deal.contact_id).outerjoin(Member, Member.name == Deal.owner),
    columns=(
        Column("number", mark("Number"), Deal.number, searched=True),
        Column("name", mark("Name"), Deal.name, searched=True),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("amount", mark("Amount"), Deal.amount, "money"),
        Column("probability", mark("Probability"), cast(Deal.probability, Float) / 100, "percent"),
        Column("weighted", mark("Weighted"), WEIGHTED, "money"),
        Column("expected", mark("Expected"), Deal.expected, "date"),
        Column("owner", mark("In charge"), Deal.owner),
        Column("standing", mark("Days in stage"), kind="lasting", later=_standing),
        Column("order", mark("Order"), Deal.order_number),
        Column("state", mark("Stage"), Deal.state, "state"),
    ),
    filters=(
        Filter("state", mark("Stage"), Deal.state, "state"),
        Filter("owner", mark("In charge"), Member.id, "row", reference="seller"),
        Filter("contact", mark("Contact"), Deal.contact_id, "row", reference="buyer"),
        Filter("campaign", mark("Campaign"), Deal.campaign_id, "row", reference="any_campaign"),
        Filter("expected", mark("Expected"), Deal.expected, "days"),
        Filter("closed", mark("Decided"), Deal.closed, "days"),
        Filter("open", mark("Only open ones"), IS_OPEN, "yes"),
        Filter("overdue", mark("Only overdue ones"), and_(IS_OPEN, Deal.expected < TODAY), "yes"),
        Filter("nobody", mark("Only those of nobody"), Deal.owner == "", "yes"),
    ),
    sort="-number",
    create=("deal.create",),
    empty=mark("What may be sold stands here, from the first talk to the decision. Enter the first deal."),
)

QUOTE_LIST = Screen(
    id="quotes",
    title=mark("Quotes"),
    group="pipeline",
    module=QUOTES,
    kind="quote",
    source=select(Quote.id)
    .join(Contact, Contact.id == Quote.contact_id)
    .join(Deal, Deal.id == Quote.deal_id)
    .outerjoin(Member, Member.name == Quote.owner),
    columns=(
        Column("number", mark("Number"), Quote.number, searched=True),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("deal", mark("Deal"), Deal.name, to="deal", key=Deal.id, searched=True),
        Column("on", mark("Date"), Quote.on, "date"),
        Column("until", mark("Holds until"), Quote.until, "date"),
        Column("gross", mark("Total"), Quote.gross, "money"),
        Column("owner", mark("In charge"), Quote.owner, searched=True),
        Column("state", mark("Status"), QUOTE_STATE, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), QUOTE_STATE, "state", choices=QUOTE_STATES),
        Filter("owner", mark("In charge"), Member.id, "row", reference="seller"),
        Filter("contact", mark("Contact"), Quote.contact_id, "row", reference="buyer"),
        Filter("deal", mark("Deal"), Quote.deal_id, "row", reference="any_deal"),
        Filter("on", mark("Date"), Quote.on, "days"),
    ),
    sort="-number",
    empty=mark("Quotes stand here with all their versions. Make the first one on the page of a deal."),
)

INVOICE_LIST = Screen(
    id="crm-invoices",
    title=mark("Simple invoices"),
    group="pipeline",
    module=QUOTES,
    kind="crm_invoice",
    source=select(CrmInvoice.id)
    .join(Contact, Contact.id == CrmInvoice.contact_id)
    .join(Quote, Quote.id == CrmInvoice.quote_id),
    columns=(
        Column("number", mark("Number"), INVOICE_NUMBER, searched=True),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("quote", mark("Quote"), Quote.number, to="quote", key=Quote.id, searched=True),
        Column("on", mark("Date"), CrmInvoice.on, "date"),
        Column("due", mark("Due"), CrmInvoice.due, "date"),
        Column("gross", mark("Total"), CrmInvoice.gross, "money"),
        Column("paid", mark("Paid"), CrmInvoice.paid, "money"),
        Column("state", mark("Status"), INVOICE_STATE, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), INVOICE_STATE, "state", choices=INVOICE_STATES),
        Filter("contact", mark("Contact"), CrmInvoice.contact_id, "row", reference="buyer"),
        Filter("on", mark("Date"), CrmInvoice.on, "days"),
    ),
    sort="-number",
    about=mark("Where no ERP writes invoices, an accepted quote becomes one here."),
    empty=mark("Invoices without an ERP stand here. Accept a quote, then invoice it."),
)

ITEM_LIST = Screen(
    id="items",
    title=mark("What we offer"),
    group="pipeline",
    module=DEALS,
    kind="item",
    source=select(Item.id),
    columns=(
        Column("code", mark("Code"), Item.code, searched=True),
        Column("name", mark("Name"), Item.name, searched=True),
        Column("type", mark("Kind"), Item.kind, "choice"),
        Column("group", mark("Group"), Item.group, searched=True),
        Column("price", mark("Price per unit"), Item.price, "price"),
        Column("unit", mark("Unit"), Item.unit),
        Column("available", mark("Available"), Item.available, "quantity", unit=Item.places),
        Column("promised", mark("More from"), Item.promised, "date"),
        Column("active", mark("In use"), Item.active, "yes"),
    ),
    filters=(
        Filter("kind", mark("Kind"), Item.kind, "choice", choices=("goods", "service")),
        Filter("active", mark("In use"), Item.active, "yes"),
    ),
    sort="code",
    create=("item.create",),
    empty=mark("Products and services that can be offered stand here. Enter the first one."),
)

RUN_LIST = Screen(
    id="rule-runs",
    title=mark("What rules did"),
    group="pipeline",
    module="crm-activities",
    source=select(RuleRun.id)
    .outerjoin(Deal, and_(RuleRun.kind == "deal", Deal.id == RuleRun.document))
    .outerjoin(Lead, and_(RuleRun.kind == "lead", Lead.id == RuleRun.document))
    .outerjoin(Quote, and_(RuleRun.kind == "quote", Quote.id == RuleRun.document)),
    columns=(
        Column("on", mark("Date"), RuleRun.on, "date"),
        Column("code", mark("Rule"), RuleRun.code, searched=True),
        Column("deal", mark("Deal"), Deal.name, to="deal", key=Deal.id),
        Column("lead", mark("Lead"), LEAD_NAME, to="lead", key=Lead.id),
        Column("quote", mark("Quote"), Quote.number, to="quote", key=Quote.id),
    ),
    filters=(Filter("kind", mark("Kind"), RuleRun.kind, "choice", choices=("lead", "deal", "quote", "ticket")),),
    sort="-on",
    empty=mark("No rule did anything yet."),
    hidden=True,
)

LISTS = (LEAD_LIST, DEAL_LIST, QUOTE_LIST, INVOICE_LIST, ITEM_LIST, RUN_LIST)
