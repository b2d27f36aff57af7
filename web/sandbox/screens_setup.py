"""Master data: contacts, products and companies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.quantities import decimal
from advisor.sandbox.core.tables import Company, Party, Product
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Account, Entry, Line, Term
from advisor.sandbox.stock.tables import Balance, Location
from advisor.sandbox.verbs import verbs
from web.sandbox import link_parts
from web.sandbox.cells import exact
from web.sandbox.declared import (
    Area,
    Asked,
    Column,
    DocumentPage,
    Field,
    Filter,
    FormSpec,
    Lines,
    Link,
    Next,
    Query,
    Screen,
)
from web.sandbox.documents import timeline

MASTER = "erp-master-data"


def _in_stock(session: Session, ids: Any) -> dict[int, int]:
    """On hand in all warehouses; nothing for services."""
    held = select(Balance.product_id, func.sum(Balance.quantity)).where(Balance.product_id.in_(ids))
    return {row[0]: row[1] for row in session.execute(held.group_by(Balance.product_id))}


def _term(session: Session, party: Party) -> str:
    """The name of a payment term."""
    return session.scalar(select(Term.name).where(Term.code == party.term)) or party.term


def _open(session: Session, party: Party, use: str) -> int | None:
    """What is open on the receivables or payables of a contact, above nought; nothing when all is settled."""
    wanted = select(func.sum(open_amount())).select_from(Line).join(Entry).join(Account)
    still = session.scalar(wanted.where(Entry.state == "posted", Line.party_id == party.id, Account.use == use)) or 0
    return abs(still) or None


def _as_it_is(kind: str) -> Callable[[Session, Any], dict[str, Any]]:
    """First values of a form that changes a row: those that it has, in units as they are typed."""
    scaled = {"price": "price", "credit_limit": "money"}

    def start(session: Session, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        currency = getattr(row, "currency", "") or clock.trial(session).currency
        names = verbs()[f"{kind}.change"].inputs.model_fields
        found = {name: getattr(row, name) for name in names if hasattr(row, name)}
        found |= {name: exact(how, found[name], currency) for name, how in scaled.items() if name in found}
        if isinstance(row, Product):
            found |= {name: decimal(row, getattr(row, name)) for name in ("lot_size", "safety")}
            found["supplier"] = row.supplier_id
        return found

    return start


PARTIES = Screen(
    id="parties",
    title=mark("Business partners"),
    group="setup",
    module=MASTER,
    kind="party",
    source=select(Party.id),
    columns=(
        Column("name", mark("Name"), Party.name, searched=True),
        Column("code", mark("Code"), Party.code, searched=True),
        Column("customer", mark("Customer"), Party.customer, "yes"),
        Column("supplier", mark("Supplier"), Party.supplier, "yes"),
        Column("city", mark("City"), Party.city, searched=True),
        Column("email", mark("E-mail"), Party.email, searched=True),
        Column("phone", mark("Telephone"), Party.phone),
    ),
    filters=(
        Filter("customer", mark("Customers"), Party.customer, "yes"),
        Filter("supplier", mark("Suppliers"), Party.supplier, "yes"),
    ),
    sort="name",
    create=("party.create",),
    empty=mark("Customers, suppliers and everybody else you deal with stand here. Enter the first one."),
)

PRODUCTS = Screen(
    id="products",
    title=mark("Products"),
    group="setup",
    module=MASTER,
    kind="product",
    source=select(Product.id).outerjoin(Party, Party.id == Product.supplier_id),
    columns=(
        Column("name", mark("Name"), Product.name, searched=True),
        Column("code", mark("Code"), Product.code, searched=True),
        Column("group", mark("Group"), Product.group, searched=True),
        Column("source", mark("Where from"), Product.source, "choice"),
        Column("supplier", mark("Supplier"), Party.name, to="party", key=Party.id),
        Column("unit", mark("Unit"), Product.unit),
        Column("price", mark("Price"), Product.price, "price"),
        Column("stock", mark("In stock"), later=_in_stock, kind="quantity",
               unit=Product.places),
    ),
    filters=(
        Filter("kind", mark("Kind"), Product.kind, choices=("goods", "service")),
        Filter("source", mark("Where from"), Product.source, choices=("buy", "make")),
        Filter("supplier", mark("Supplier"), Product.supplier_id, "row", reference="supplier"),
    ),
    sort="name",
    create=("product.create",),
    empty=mark("What you buy, make and sell stands here. Enter the first product."),
)  # fmt: skip


COMPANIES = Screen(
    id="companies",
    title=mark("Companies"),
    group="setup",
    module="erp-multi-company",
    kind="company",
    source=select(Company.id),
    columns=(
        Column("name", mark("Name"), Company.name, searched=True),
        Column("code", mark("Code"), Company.code, searched=True),
        Column("share", mark("Share of the group, per cent"), Company.share, "number"),
    ),
    sort="code",
    create=("company.create",),
    empty=mark("The companies that keep books here stand here."),
)


def _stock_of(_: Session, product: Product) -> Query:
    balances = select(Balance.location_id.label("id")).join(Location).join(Product, Product.id == Balance.product_id)
    return balances.where(Balance.product_id == product.id, Balance.quantity > 0).order_by(Location.code)


PRODUCT = DocumentPage(
    kind="product",
    module=MASTER,
    back="products",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("Kind"), "kind", "choice"),
        Field(mark("Group"), "group"),
        Field(mark("Unit"), "unit"),
        Field(mark("Price"), "price", "price"),
        Field(mark("Cost per unit"), "cost", "price"),
        Field(mark("Valuation"), "valuation", "choice"),
        Field(mark("Where from"), "source", "choice"),
        Field(mark("Supplier"), "supplier_id", to="party"),
        Field(mark("Lead time in days"), lambda _, product: product.lead_days or None, "lasting"),
        Field(mark("Safety stock"), lambda _, product: product.safety or None, "quantity", unit="places"),
        Field(mark("Receipts are inspected"), "inspect", "yes"),
    ),
    lines=(
        Lines(
            mark("In stock"),
            _stock_of,
            (
                Column("name", mark("Place"), Location.name),
                Column("quantity", mark("On hand"), Balance.quantity, "quantity", unit=Product.places),
                Column("reserved", mark("Reserved"), Balance.reserved, "quantity", unit=Product.places),
                Column("value", mark("Value"), Balance.value, "money"),
            ),
        ),
    ),
    next=(
        Next("product.change", {"product": "id"}),
        Next("requisition.create", {"product": "id"}, when=lambda _, product: product.kind == "goods"),
        Next("work_order.create", {"product": "id"}, when=lambda _, product: product.source == "make"),
    ),
    links=(
        Link("moves", {"product": "id"}),
        Link("reservations", {"product": "id"}),
        Link("boms", {"product": "id"}, when=lambda _, product: product.source == "make"),
        Link("work_orders", {"product": "id"}, when=lambda _, product: product.source == "make"),
        Link("supplier_prices", {"product": "id"}),
        Link("requisitions", {"product": "id"}),
    ),
)


PARTY = DocumentPage(
    kind="party",
    module=MASTER,
    back="parties",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("Customer"), "customer", "yes"),
        Field(mark("Supplier"), "supplier", "yes"),
        Field(mark("E-mail"), "email"),
        Field(mark("Telephone"), "phone"),
        Field(mark("Address"), "address"),
        Field(mark("City"), "city"),
        Field(mark("Tax number"), "tax_number"),
        Field(mark("Payment term"), _term),
        Field(mark("They owe"), lambda session, party: _open(session, party, "receivable"), "money"),
        Field(mark("We owe"), lambda session, party: _open(session, party, "payable"), "money"),
        Field(mark("Credit limit"), lambda _, party: party.credit_limit or None, "money", unit="currency"),
    ),
    next=(
        Next("party.change", {"party": "id"}),
        Next("sale.create", {"party": "id"}, when=lambda _, party: party.customer),
        Next("purchase.create", {"party": "id"}, when=lambda _, party: party.supplier),
    ),
    links=(
        Link("sales", {"party": "id"}, when=lambda _, party: party.customer),
        Link("invoices", {"party": "id"}, when=lambda _, party: party.customer),
        Link("purchases", {"party": "id"}, when=lambda _, party: party.supplier),
        Link("bills", {"party": "id"}, when=lambda _, party: party.supplier),
        Link("payments", {"party": "id"}),
        Link("open-items", {"party": "id"}),
    ),
    parts=((link_parts.TEMPLATE, link_parts.other_side), ("sandbox/timeline.html", timeline)),
    history=False,
)

FORMS = (
    FormSpec(
        "party.create",
        title=mark("New business partner"),
        entries=(
            Asked("name"),
            Asked("customer"),
            Asked("supplier"),
            Asked("email"),
            Asked("phone"),
            Asked("address"),
            Asked("city"),
            Asked("country"),
            Asked("term"),
        ),
    ),
    FormSpec(
        "product.create",
        title=mark("New product"),
        entries=(
            Asked("name"),
            Asked("kind"),
            Asked("group"),
            Asked("unit", help=mark("What one of it is called: piece, kilogram, hour.")),
            Asked("places", help=mark("0 for whole pieces, 2 for metres in centimetres.")),
            Asked("price"),
            Asked("cost"),
            Asked("source"),
            Asked("supplier"),
        ),
    ),
    FormSpec("party.change", title=mark("Change the business partner"), start=_as_it_is("party"), clears=True),
    FormSpec(
        "product.change",
        title=mark("Change the product"),
        about=mark("Documents that are there keep the prices they have."),
        start=_as_it_is("product"),
        clears=True,
    ),
)

AREA = Area(
    screens=(PARTIES, PRODUCTS, COMPANIES),
    documents=(PRODUCT, PARTY),
    forms=FORMS,
)
