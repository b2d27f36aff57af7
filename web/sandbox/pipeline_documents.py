"""Pages of the pipeline: a lead, a deal, a quote, a simple invoice, something offered, a rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Float, case, cast, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock, events
from advisor.sandbox.crm import crm_invoices, deals, leads, quotes, scoring
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.pipeline_tables import CrmInvoice, Quote, QuoteLine, Rule, RuleRun
from advisor.sandbox.crm.tables import Deal, DealLine, Item, Lead
from web.sandbox import labels, link_parts
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.contacts_lists import about
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Next, Query, Ref, Told
from web.sandbox.pipeline_lists import DEALS, LEADS, QUOTES
from web.sandbox.pipeline_rules import said
from web.sandbox.pipeline_words import SCORED
from web.sandbox.visit import Visit

OFFERED = {
    table: case((table.text != "", Item.name + ": " + table.text), else_=Item.name) for table in (DealLine, QuoteLine)
}


def _columns(table: type[DealLine] | type[QuoteLine]) -> tuple[Column, ...]:
    share = case((table.discount > 0, cast(table.discount, Float) / 10_000))
    return (
        Column("item", mark("Product"), OFFERED[table], to="item", key=Item.id),
        Column("quantity", mark("Quantity"), table.quantity, "quantity", unit=Item.places),
        Column("price", mark("Price per unit"), table.price, "price"),
        Column("discount", mark("Discount"), share, "percent"),
        Column("net", mark("Net"), table.net, "money"),
    )


def _deal_lines(_: Session, deal: Deal) -> Query:
    wanted = select(DealLine.id).join(Item, Item.id == DealLine.item_id).where(DealLine.deal_id == deal.id)
    return wanted.order_by(DealLine.id)


def _quote_lines(_: Session, quote: Quote) -> Query:
    wanted = select(QuoteLine.id).join(Item, Item.id == QuoteLine.item_id).where(QuoteLine.quote_id == quote.id)
    return wanted.order_by(QuoteLine.id)


def _stages(visit: Visit, deal: Deal) -> list[tuple[Cell, Cell]]:
    """In which stage it was since when."""
    write = writer(visit)
    return [
        (write.cell("state", event.values["to"], document="deal"), write.cell("date", event.on))
        for event in events.history(visit.session, "deal", deal.id)
        if "to" in event.values
    ]


def _lead_told(session: Session, lead: Lead) -> Iterator[Told]:
    if lead.state not in leads.OPEN:
        return
    if lead.answered is None:
        yield Told(mark("Nobody answered yet. The sooner somebody does, the more likely they buy."))
    same = leads.by_email(session, lead)
    if same is not None:
        sentence = mark("{name} has the same e-mail; converted, it belongs to that contact.")
        yield Told(sentence, "good", {"name": same.name})
    for other in leads.by_phone(session, lead):
        if same is None or other.id != same.id:
            sentence = mark("{name} has the same telephone. They may be the same, or not.")
            yield Told(sentence, values={"name": other.name})


def _took(_: Session, lead: Lead) -> Decimal | None:
    """Hours until the first answer."""
    if lead.answered is None:
        return None
    return Decimal((lead.answered - lead.at).total_seconds() / 3600).quantize(Decimal("0.1"))


def _around_lead(_: Session, lead: Lead) -> Iterator[Ref]:
    if lead.contact_id:
        yield Ref("contact", lead.contact_id)
    if lead.deal_id:
        yield Ref("deal", lead.deal_id)


def _reasons(visit: Visit, lead: Lead) -> list[tuple[str, str, str]]:
    """What gave points, what is there, and how many."""
    write = writer(visit)

    def shown(when: str, value: Any) -> str:
        if isinstance(value, bool):
            return ""
        if when == "source":
            return labels.source(str(value), visit.words)
        return write.text("money" if when == "budget" else "number", value) if isinstance(value, int) else str(value)

    return [
        (visit.words(SCORED.get(one.when, one.when)), shown(one.when, one.value), write.text("number", one.points))
        for one in scoring.reasons(visit.session, lead)
    ]


LEAD = DocumentPage(
    kind="lead",
    module=LEADS,
    back="leads",
    name=lambda _, lead: leads.named(lead),
    lines=(about("lead"),),
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Contact person"), lambda _, lead: lead.person if lead.company else ""),
        Field(mark("E-mail"), "email"),
        Field(mark("Telephone"), "phone"),
        Field(mark("City"), "city"),
        Field(mark("Employees"), lambda _, lead: lead.employees or None, "number"),
        Field(mark("Budget"), lambda _, lead: lead.budget or None, "money"),
        Field(mark("What they want"), "wish"),
        Field(mark("Where from"), "source", "source"),
        Field(mark("Campaign"), "campaign_id", to="campaign"),
        Field(mark("In charge"), "owner"),
        Field(mark("Date"), "on", "date"),
        Field(mark("First answer"), "answered", "date"),
        Field(mark("Hours until the first answer"), _took, "number"),
        Field(mark("Why lost"), "lost_reason"),
    ),
    told=_lead_told,
    related=_around_lead,
    next=(
        Next("lead.change", {"document": "id"}, states=leads.OPEN),
        Next("activity.create", {"about_kind": lambda *_: "lead", "about": "id", "contact": "contact_id"}),
    ),
    parts=(("sandbox/pipeline/points.html", _reasons),),
)


def _deal_told(session: Session, deal: Deal) -> Iterator[Told]:
    if deal.state not in deals.OPEN:
        return
    today = clock.today(session)
    if deal.expected < today:
        yield Told(mark("The day on which it should be decided is over. Set another one, or close it."), "bad")
    standing = (today - deal.moved).days
    if standing >= known(session, "stale_days"):
        yield Told(mark("It stands in this stage for {days} days."), values={"days": standing})
    for line in deal.lines:
        if line.item.available is not None and line.item.available < line.quantity:
            yield Told(mark("Not enough of {product} is available now."), values={"product": line.item.name})


def _around_deal(session: Session, deal: Deal) -> Iterator[Ref]:
    for quote in quotes.of_deal(session, deal.id):
        yield Ref("quote", quote.id)
    for number in session.scalars(select(Lead.id).where(Lead.deal_id == deal.id)):
        yield Ref("lead", number)


DEAL = DocumentPage(
    kind="deal",
    module=DEALS,
    back="deals",
    name="name",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Contact"), "contact_id", to="contact"),
        Field(mark("In charge"), "owner"),
        Field(mark("Expected"), "expected", "date"),
        Field(mark("Probability"), lambda _, deal: deal.probability / 100, "percent"),
        Field(mark("Where from"), "source", "source"),
        Field(mark("Campaign"), "campaign_id", to="campaign"),
        Field(mark("Partner"), "partner_id", to="contact"),
        Field(mark("Decided"), "closed", "date"),
        Field(mark("Why lost"), "lost_reason"),
        Field(mark("Order"), "order_number"),
        Field(mark("State of the order"), "order_state", "state"),
        Field(mark("Promised for"), "promised", "date"),
        Field(mark("Delivered"), lambda _, deal: deal.delivered / 100 if deal.order_number else None, "bar"),
        Field(mark("State of the invoice"), "invoice_state", "state"),
        Field(mark("Paid"), lambda _, deal: deal.paid if deal.invoice_state else None, "money"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _deal_lines,
            (
                *_columns(DealLine),
                Column("available", mark("Available"), Item.available, "quantity", unit=Item.places),
                Column("promised", mark("More from"), Item.promised, "date"),
                Column("heard", mark("As of"), Item.heard, "date"),
            ),
        ),
        about("deal"),
    ),
    totals=(
        Field(mark("Weighted"), lambda _, deal: deals.weighted(deal) if deal.state in deals.OPEN else None, "money"),
        Field(mark("Amount"), "amount", "money"),
    ),
    told=_deal_told,
    related=_around_deal,
    next=(
        Next("quote.create", {"deal": "id"}, states=deals.OPEN),
        Next("deal.change", {"document": "id"}, states=deals.OPEN),
        Next("activity.create", {"about_kind": lambda *_: "deal", "about": "id", "contact": "contact_id"}),
    ),
    parts=(("sandbox/pipeline/stages.html", _stages), (link_parts.TEMPLATE, link_parts.other_side)),
)


def _quote_told(session: Session, quote: Quote) -> Iterator[Told]:
    if quotes.shown_state(session, quote) == "expired":
        yield Told(mark("It holds no more. Revise it to offer anew."), "bad")
    if quote.state == "waiting":
        yield Told(mark("Its discount is for the manager to approve."))


def _around_quote(session: Session, quote: Quote) -> Iterator[Ref]:
    yield Ref("deal", quote.deal_id)
    for other in quotes.of_deal(session, quote.deal_id):
        if other.id != quote.id:
            yield Ref("quote", other.id)
    wanted = select(CrmInvoice.id).where(CrmInvoice.quote_id == quote.id).order_by(CrmInvoice.id)
    for number in session.scalars(wanted):
        yield Ref("crm_invoice", number)


TOTALS = (
    Field(mark("Net"), "net", "money"),
    Field(mark("Tax"), lambda _, document: document.tax or None, "money"),
    Field(mark("Total"), "gross", "money"),
)
QUOTE = DocumentPage(
    kind="quote",
    module=QUOTES,
    back="quotes",
    fields=(
        Field(mark("Contact"), "contact_id", to="contact"),
        Field(mark("Version"), "version", "number"),
        Field(mark("In charge"), "owner"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Sent on"), "sent", "date"),
        Field(mark("Holds until"), "until", "date"),
        Field(mark("Text"), "text"),
        Field(mark("Why declined"), "reason"),
    ),
    lines=(
        Lines(
            mark("Lines"), _quote_lines, _columns(QuoteLine), empty=mark("The quote has no lines. Add what is offered.")
        ),
    ),
    totals=TOTALS,
    state=quotes.shown_state,
    told=_quote_told,
    related=_around_quote,
    next=(Next("quote.change", {"document": "id"}, states=("draft",)),),
    above=(("sandbox/pipeline/print.html", lambda _, quote: quote.id),),
)

INVOICE = DocumentPage(
    kind="crm_invoice",
    module=QUOTES,
    back="crm-invoices",
    fields=(
        Field(mark("Contact"), "contact_id", to="contact"),
        Field(mark("Quote"), "quote_id", to="quote"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Due"), "due", "date"),
    ),
    totals=(
        *TOTALS,
        Field(mark("Paid"), "paid", "money"),
        Field(mark("Open"), lambda _, one: one.gross - one.paid, "money"),
    ),
    state=crm_invoices.shown_state,
)

ITEM = DocumentPage(
    kind="item",
    module=DEALS,
    back="items",
    name="name",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("Kind"), "kind", "choice"),
        Field(mark("Group"), "group"),
        Field(mark("Unit"), "unit"),
        Field(mark("Price per unit"), "price", "price"),
        Field(mark("Warranty in months"), lambda _, item: item.warranty or None, "number"),
        Field(mark("Available"), "available", "quantity", unit="places"),
        Field(mark("More from"), "promised", "date"),
        Field(mark("As of"), "heard", "date"),
    ),
    next=(Next("item.change", {"item": "id"}),),
)


def _runs(_: Session, rule: Rule) -> Query:
    """Its newest deeds."""
    return (
        select(RuleRun.id)
        .outerjoin(Deal, (RuleRun.kind == "deal") & (Deal.id == RuleRun.document))
        .outerjoin(Lead, (RuleRun.kind == "lead") & (Lead.id == RuleRun.document))
        .outerjoin(Quote, (RuleRun.kind == "quote") & (Quote.id == RuleRun.document))
        .where(RuleRun.code == rule.code)
        .order_by(RuleRun.id.desc())
    )


RULE = DocumentPage(
    kind="rule",
    module="crm-activities",
    back="rules",
    name="name",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("In use"), "active", "yes"),
    ),
    lines=(
        Lines(
            mark("What it did"),
            _runs,
            (
                Column("on", mark("Date"), RuleRun.on, "date"),
                Column("deal", mark("Deal"), Deal.name, to="deal", key=Deal.id),
                Column("lead", mark("Lead"), Lead.number, to="lead", key=Lead.id),
                Column("quote", mark("Quote"), Quote.number, to="quote", key=Quote.id),
            ),
            empty=mark("No rule did anything yet."),
        ),
    ),
    above=(("sandbox/pipeline/rule_told.html", said),),
)

DOCUMENTS = (LEAD, DEAL, QUOTE, INVOICE, ITEM, RULE)
