"""Master data: contacts, products and companies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.tables import Company, Party, Product
from advisor.sandbox.ledger.tables import Term
from advisor.sandbox.stock.tables import Balance, Location
from web.sandbox.declared import (
    Area,
    Asked,
    Column,
    DocumentPage,
    Field,
    Filter,
    FormSpec,
    Lines,
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


PARTIES = Screen(
    id="parties",
    title=mark("Contacts"),
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
    source=select(Company.id),
    columns=(
        Column("name", mark("Name"), Company.name, searched=True),
        Column("code", mark("Code"), Company.code, searched=True),
        Column("share", mark("Share of the group, per cent"), Company.share, "number"),
    ),
    sort="code",
    empty=mark("The companies that keep books here stand here."),
)


def _stock_of(_: Session, product: Product) -> Query:
    return select(Balance.location_id.label("id")).join(Location).where(Balance.product_id == product.id)


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
                Column("quantity", mark("On hand"), Balance.quantity, "quantity"),
                Column("reserved", mark("Reserved"), Balance.reserved, "quantity"),
                Column("value", mark("Value"), Balance.value, "money"),
            ),
        ),
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
        Field(mark("Credit limit"), lambda _, party: party.credit_limit or None, "money", unit="currency"),
    ),
    parts=(("sandbox/timeline.html", timeline),),
    history=False,
)

FORMS = (
    FormSpec(
        "party.create",
        title=mark("New contact"),
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
)

AREA = Area(
    screens=(PARTIES, PRODUCTS, COMPANIES),
    documents=(PRODUCT, PARTY),
    forms=FORMS,
)
