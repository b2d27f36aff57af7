"""Forms of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.ledger.tables import Entry, Line, Period
from web.sandbox.declared import Asked, FormSpec

LINES = Asked(
    "lines",
    help=mark("Each line has a debit or a credit; both sides must add up to the same when the entry is posted."),
    entries=(
        Asked("account"),
        Asked("debit", title=mark("Debit")),
        Asked("credit", title=mark("Credit")),
        Asked("party"),
        Asked("cost_centre"),
        Asked("text"),
        Asked("due"),
        Asked("currency", title=mark("Other currency")),
        Asked("foreign", title=mark("Amount in it")),
        Asked("product", widget="hidden"),
        Asked("project", widget="hidden"),
    ),
)


def _entry(session: Session, entry: Entry) -> Mapping[str, Any]:
    """A draft as it stands."""
    places = get_currency_precision(clock.trial(session).currency)
    return {"on": entry.on, "text": entry.text, "lines": [_line(line, places) for line in entry.lines]}


def _line(line: Line, places: int) -> dict[str, Any]:
    amount = Decimal(abs(line.amount)).scaleb(-places)
    foreign = None
    if line.currency is not None:
        foreign = Decimal(abs(line.foreign or 0)).scaleb(-get_currency_precision(line.currency))
    return {
        "account": line.account_id,
        "debit": amount if line.amount > 0 else None,
        "credit": amount if line.amount < 0 else None,
        "party": line.party_id,
        "cost_centre": line.cost_centre_id,
        "product": line.product_id,
        "project": line.project_id,
        "currency": line.currency,
        "foreign": foreign,
        "due": line.due,
        "text": line.text,
    }


def _this_year(session: Session, _: Any) -> Mapping[str, Any]:
    return {"year": clock.today(session).year}


def _next_year(session: Session, _: Any) -> Mapping[str, Any]:
    return {"year": (session.scalar(select(func.max(Period.year))) or clock.today(session).year) + 1}


def _halves(_session: Session, _none: Any) -> Mapping[str, Any]:
    """Half at once and half after thirty days, as something to begin with."""
    return {"parts": [{"kind": "share", "percent": Decimal(50)}, {"kind": "rest", "days": 30}]}


def _today(session: Session, _: Any) -> Mapping[str, Any]:
    return {"on": clock.today(session)}


FORMS = (
    FormSpec(
        "entry.create",
        title=mark("New entry"),
        about=mark("It is kept as a draft. Post it when debit and credit are equal."),
        entries=(Asked("on"), Asked("text"), LINES, Asked("journal", more=True)),
        start=_today,
        rows=2,
    ),
    FormSpec("entry.change", title=mark("Change"), entries=(Asked("on"), Asked("text"), LINES), start=_entry,
             primary=False),
    FormSpec("entry.remove", title=mark("Remove the draft"), button=mark("Remove"),
             entries=(Asked("document", widget="hidden"),)),
    FormSpec("entry.reverse", entries=(Asked("on"),), start=_today,
             ask=mark("Book the opposite entry? Both stay in the books.")),
    FormSpec(
        "entry.opening",
        title=mark("Opening balances"),
        about=mark("What the company brings with it. The difference is booked as its opening equity at once."),
        entries=(Asked("on"), LINES),
        start=_today,
    ),
    FormSpec(
        "account.create",
        title=mark("New account"),
        entries=(
            Asked("code"),
            Asked("name"),
            Asked("kind"),
            Asked("parent", title=mark("Code of its group"), help=mark("Such as 6 for operating expenses.")),
            Asked("open_items", title=mark("Lines are matched")),
            Asked("use", title=mark("What the program books on it"), more=True,
                  help=mark("Leave it empty for an account that is used by hand only.")),
        ),
    ),
    FormSpec(
        "account.change",
        title=mark("Change the account"),
        entries=(Asked("account", widget="hidden"), Asked("name"), Asked("active", title=mark("In use"))),
        start=lambda _session, _none: {"active": True},
    ),
    FormSpec("cost_centre.create", title=mark("New cost centre"), entries=(Asked("code"), Asked("name"))),
    FormSpec(
        "tax.create",
        title=mark("New tax"),
        entries=(
            Asked("code"),
            Asked("name"),
            Asked("percent", title=mark("Rate, per cent")),
            Asked("included", title=mark("Included in prices")),
            Asked("compound", title=mark("Raises the base of later taxes")),
            Asked("position", title=mark("Order of calculation")),
        ),
    ),
    FormSpec(
        "term.create",
        title=mark("New payment term"),
        entries=(
            Asked("code"),
            Asked("name"),
            Asked(
                "parts",
                title=mark("Instalments"),
                help=mark("The last one takes the rest. The day: so many months later, on that day of the month, and "
                          "then so many days more."),
                entries=(
                    Asked("kind", title=mark("Part")),
                    Asked("percent", title=mark("Per cent")),
                    Asked("amount"),
                    Asked("months", title=mark("Months later")),
                    Asked("month_day", title=mark("On day of the month")),
                    Asked("days", title=mark("Days later")),
                ),
            ),
        ),
        rows=2,
        start=_halves,
    ),
    FormSpec(
        "rate.set",
        title=mark("New rate"),
        entries=(
            Asked("currency"),
            Asked("rate", title=mark("Units for one unit of the books"),
                  help=mark("1.25 when one euro buys 1.25 dollars and the books are in euros.")),
            Asked("on", title=mark("From")),
        ),
        start=_today,
    ),
    FormSpec(
        "match.create",
        title=mark("Match lines"),
        about=mark("The page for matching shows the open lines of one business partner beside each other."),
        entries=(
            Asked("lines", title=mark("Numbers of the lines")),
            Asked("on"),
            Asked("write_off", title=mark("Write off what is left")),
        ),
        start=_today,
    ),
    FormSpec("match.remove", title=mark("Undo the match"),
             entries=(Asked("lines", title=mark("Numbers of the lines")), Asked("on"))),
    FormSpec("match.automatic", title=mark("Match what settles exactly"), button=mark("Match")),
    FormSpec(
        "budget.set",
        title=mark("New budget"),
        entries=(
            Asked("account"),
            Asked("cost_centre"),
            Asked("year", title=mark("Year")),
            Asked("month", title=mark("Month"), help=mark("1 to 12; left empty, the amount is spread over the year.")),
            Asked("amount"),
            Asked("version", title=mark("Version"), more=True,
                  help=mark("The version called budget is the one that is checked; others are scenarios.")),
        ),
        start=_this_year,
    ),
    FormSpec("budget.policy", title=mark("When a budget does not suffice"),
             entries=(Asked("policy", title=mark("Orders beyond a budget")),)),
    FormSpec("year.close", title=mark("Close the year"), button=mark("Close the year"),
             about=mark("The result of the year is moved to equity on its last day, and its months are closed."),
             entries=(Asked("year", title=mark("Year")),), start=_this_year),
    FormSpec("year.reopen", title=mark("Open the year again"), button=mark("Open again"),
             entries=(Asked("year", title=mark("Year")),), start=_this_year),
    FormSpec("period.add_year", title=mark("Add a year"), button=mark("Add"),
             entries=(Asked("year", title=mark("Year")),), start=_next_year),
    FormSpec("period.lock", ask=mark("Lock this month for good? Nobody can open it again.")),
)  # fmt: skip
