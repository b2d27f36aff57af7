"""What the books are set up with: taxes, payment terms, exchange rates, cost centres."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.ledger.tables import BudgetLine, CostCentre, Entry, Line, Rate, Tax, Term, TermPart
from web.sandbox.declared import Column, Screen

FINANCE = "erp-finance"


def _parts(session: Session, ids: Sequence[int]) -> dict[int, int]:
    wanted = select(TermPart.term_id, func.count()).where(TermPart.term_id.in_(ids)).group_by(TermPart.term_id)
    return {row[0]: row[1] for row in session.execute(wanted)}


def _spent(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """What was booked on cost centres, debit less credit."""
    wanted = select(Line.cost_centre_id, func.sum(Line.amount)).join(Entry).where(Entry.state == "posted")
    rows = session.execute(wanted.where(Line.cost_centre_id.in_(ids)).group_by(Line.cost_centre_id))
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _budgeted(session: Session, ids: Sequence[int]) -> dict[int, int]:
    wanted = select(BudgetLine.cost_centre_id, func.sum(BudgetLine.amount)).where(BudgetLine.version == "budget")
    rows = session.execute(wanted.where(BudgetLine.cost_centre_id.in_(ids)).group_by(BudgetLine.cost_centre_id))
    return {row[0]: row[1] for row in rows if row[0] is not None}


TAXES = Screen(
    id="taxes",
    title=mark("Taxes"),
    group="setup",
    module=FINANCE,
    kind="tax",
    source=select(Tax.id),
    columns=(
        Column("name", mark("Name"), Tax.name, searched=True),
        Column("code", mark("Code"), Tax.code, searched=True),
        Column("rate", mark("Rate"), Tax.rate / 10000.0, "percent"),
        Column("position", mark("Order of calculation"), Tax.position, "number"),
        Column("included", mark("Included in prices"), Tax.included, "yes"),
        Column("compound", mark("Raises the base of later taxes"), Tax.compound, "yes"),
    ),
    sort="position",
    create=("tax.create",),
    about=mark("The taxes of this sandbox are examples. Which ones a country asks for is not built in."),
    empty=mark("Taxes that are added to prices stand here. Enter the first one."),
)

TERMS = Screen(
    id="terms",
    title=mark("Payment terms"),
    group="setup",
    module=FINANCE,
    kind="term",
    source=select(Term.id),
    columns=(
        Column("name", mark("Name"), Term.name, searched=True),
        Column("code", mark("Code"), Term.code, searched=True),
        Column("parts", mark("Instalments"), kind="number", later=_parts),
    ),
    sort="name",
    create=("term.create",),
    empty=mark("When invoices are due stands here. Enter the first payment term."),
)

RATES = Screen(
    id="rates",
    title=mark("Exchange rates"),
    group="setup",
    module=FINANCE,
    kind="rate",
    source=select(Rate.id),
    columns=(
        Column("currency", mark("Currency"), Rate.currency, searched=True),
        Column("on", mark("From"), Rate.on, "date"),
        Column("units", mark("Units for one unit of the books"), Rate.units / 1_000_000.0, "number"),
    ),
    sort="-on",
    create=("rate.set",),
    empty=mark("Rates of other currencies stand here. Enter one before you invoice in another currency."),
)

CENTRES = Screen(
    id="cost-centres",
    title=mark("Cost centres"),
    group="setup",
    module=FINANCE,
    kind="cost_centre",
    source=select(CostCentre.id),
    columns=(
        Column("name", mark("Name"), CostCentre.name, searched=True),
        Column("code", mark("Code"), CostCentre.code, searched=True),
        Column("spent", mark("Booked"), kind="money", later=_spent),
        Column("budget", mark("Budget"), kind="money", later=_budgeted),
    ),
    sort="name",
    create=("cost_centre.create",),
    empty=mark("Departments that costs are booked to stand here. Enter the first one."),
)

LISTS = (TAXES, TERMS, RATES, CENTRES)
