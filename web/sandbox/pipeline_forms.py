"""Forms of the pipeline: what they ask for, in which order, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.amounts import PRICE_PARTS
from advisor.sandbox.core.quantities import decimal
from advisor.sandbox.crm import crm_invoices
from advisor.sandbox.crm.pipeline_tables import Quote, QuoteLine
from advisor.sandbox.crm.tables import Deal, DealLine, Item, Lead
from web.sandbox.declared import Asked, FormSpec

EMPTY_ROWS = 2
OFFERED = Asked(
    "lines",
    entries=(
        Asked("item"),
        Asked("quantity"),
        Asked("price", help=mark("Left empty, it is the list price.")),
        Asked("discount"),
        Asked("text", more=True),
    ),
)
WANTED = (
    Asked("company"),
    Asked("person"),
    Asked("email"),
    Asked("phone"),
    Asked("wish", widget="long"),
    Asked("source"),
    Asked("budget"),
    Asked("employees", more=True),
    Asked("city", more=True),
    Asked("country", more=True),
    Asked("owner", more=True),
    Asked("campaign", more=True),
)
RULED = (
    Asked("stage", help=mark("The stage to which it comes, or in which it is then.")),
    Asked("least", title=mark("Amount at least")),
    Asked("source", help=mark("One or several, separated by commas.")),
    Asked("discount", title=mark("Discount more than, per cent")),
    Asked("days", title=mark("Days in its stage")),
    Asked("activity"),
    Asked("subject", title=mark("What to do")),
    Asked("due", title=mark("Due in so many days")),
    Asked("owner", title=mark("Assign to")),
    Asked("role", title=mark("Role that is told")),
)
PER_CENT = Asked("tax", title=mark("Tax, per cent"))
LASTS = Asked("until", help=mark("Left empty, it holds as long as usual."))


def amount(session: Session, parts: int) -> Decimal:
    """In whole units of the currency of the trial."""
    return Decimal(parts).scaleb(-get_currency_precision(clock.trial(session).currency))


def _lines(session: Session, lines: Sequence[DealLine | QuoteLine]) -> list[Mapping[str, Any]]:
    """Lines as they are, with room for more."""
    found: list[Mapping[str, Any]] = [
        {
            "item": line.item_id,
            "quantity": decimal(line.item, line.quantity),
            "price": amount(session, line.price) / PRICE_PARTS,
            "discount": Decimal(line.discount) / 100,
            "text": line.text,
        }
        for line in lines
    ]
    empty: list[Mapping[str, Any]] = [{}] * EMPTY_ROWS
    return found + empty


def _deal(session: Session, deal: Any) -> Mapping[str, Any]:
    if not isinstance(deal, Deal):
        return {}
    names = ("name", "expected", "owner", "probability", "source")
    start: dict[str, Any] = {name: getattr(deal, name) for name in names} | {"partner": deal.partner_id}
    return start | {"lines": _lines(session, deal.lines), "amount": amount(session, deal.amount)}


def _lead(session: Session, lead: Any) -> Mapping[str, Any]:
    if not isinstance(lead, Lead):
        return {}
    names = [one.name for one in WANTED if one.name not in ("budget", "campaign")]
    return {name: getattr(lead, name) for name in names} | {"budget": amount(session, lead.budget)}


def _converted(session: Session, lead: Any) -> Mapping[str, Any]:
    return {"amount": amount(session, lead.budget)} if isinstance(lead, Lead) else {}


def _quote(session: Session, quote: Any) -> Mapping[str, Any]:
    if not isinstance(quote, Quote):
        return {}
    start = {"until": quote.until, "tax": Decimal(quote.tax_rate) / 100, "text": quote.text}
    return start | {"lines": _lines(session, quote.lines)}


def _item(session: Session, item: Any) -> Mapping[str, Any]:
    if not isinstance(item, Item):
        return {}
    names = ("name", "group", "warranty", "active")
    start = {name: getattr(item, name) for name in names}
    return start | {"price": amount(session, item.price) / PRICE_PARTS}


FORMS = (
    FormSpec("lead.create", title=mark("Enter a lead"), entries=WANTED),
    FormSpec(
        "lead.change",
        title=mark("Change the lead"),
        start=_lead,
        clears=True,
        entries=(Asked("document", widget="hidden"), *WANTED[:-1]),
    ),
    FormSpec(
        "lead.assign",
        primary=False,
        entries=(Asked("owner", help=mark("Left empty, it is whoever has least to do.")),),
    ),
    FormSpec(
        "lead.answer", primary=True, entries=(Asked("channel", title=mark("Channel")), Asked("text", widget="long"))
    ),
    FormSpec("lead.qualify", primary=False),
    FormSpec(
        "lead.convert",
        start=_converted,
        about=mark("A contact with the same e-mail is used again; otherwise a new one is entered."),
        entries=(
            Asked("deal", widget="tick", title=mark("With a deal")),
            Asked("name", title=mark("Name of the deal")),
            Asked("amount"),
            Asked("expected", more=True),
            Asked("contact", title=mark("Contact that is here already"), more=True),
        ),
    ),
    FormSpec("lead.lose", primary=False, entries=(Asked("reason"),)),
    FormSpec(
        "deal.create",
        title=mark("Enter a deal"),
        entries=(
            Asked("contact", reference="buyer"),
            Asked("name"),
            Asked("amount", help=mark("With lines, it is their sum.")),
            Asked("expected"),
            Asked("stage"),
            Asked("owner"),
            OFFERED,
            Asked("source", more=True),
            Asked("campaign", more=True),
            Asked("partner", more=True),
        ),
    ),
    FormSpec(
        "deal.change",
        title=mark("Change the deal"),
        start=_deal,
        entries=(
            Asked("document", widget="hidden"),
            Asked("name"),
            Asked("amount", help=mark("With lines, it is their sum.")),
            Asked("expected"),
            Asked("probability", help=mark("It holds until the deal moves on.")),
            Asked("owner"),
            OFFERED,
            Asked("source", more=True),
            Asked("partner", more=True),
        ),
    ),
    FormSpec("deal.move", primary=False),
    FormSpec("deal.win", primary=True),
    FormSpec("deal.lose", primary=False, entries=(Asked("reason"),)),
    FormSpec(
        "quote.create",
        title=mark("Make a quote"),
        entries=(Asked("deal", reference="open_deal"), LASTS, PER_CENT, Asked("text", widget="long")),
    ),
    FormSpec(
        "quote.change",
        title=mark("Change the quote"),
        start=_quote,
        clears=True,
        entries=(
            Asked("document", widget="hidden"),
            Asked("until"),
            PER_CENT,
            OFFERED,
            Asked("text", widget="long"),
        ),
    ),
    FormSpec("quote.send", primary=True, entries=(Asked("text", widget="long", title=mark("Text of the mail")),)),
    FormSpec("quote.accept", primary=True, entries=(Asked("win", title=mark("The deal is won by it")),)),
    FormSpec("quote.decline", primary=False, entries=(Asked("reason"),)),
    FormSpec("quote.invoice", primary=False, when=lambda session, _: not crm_invoices.written_elsewhere(session)),
    FormSpec("crm_invoice.send", primary=True),
    FormSpec("crm_invoice.pay", primary=True, entries=(Asked("amount", help=mark("Left empty, it is what is open.")),)),
    FormSpec("item.create", title=mark("Enter a product")),
    FormSpec("item.change", title=mark("Change the product"), start=_item, entries=(Asked("item", widget="hidden"),)),
    FormSpec(
        "rule.create",
        title=mark("Make a rule"),
        entries=(
            Asked("name"),
            Asked("kind", title=mark("When a")),
            Asked("what", title=mark("What happens")),
            Asked("action"),
            *RULED,
        ),
    ),
    FormSpec("rule.change", title=mark("Change the rule"), entries=(Asked("name"), *RULED, Asked("code", more=True))),
)
