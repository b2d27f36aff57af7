"""Master data: parties and products, one catalogue for all modules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, TypeVar

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import PRICE_PLACES, bounded, scaled
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Party, Product

MODELS |= {"party": Party, "product": Product}


def minor(amount: Decimal, currency: str) -> int:
    """An amount in smallest units. Raises Refusal when it is finer than the currency."""
    found = scaled(amount, get_currency_precision(currency))
    if found is None:
        raise Refusal(
            "{amount} is finer than the smallest unit of {currency}. Round it.",
            values={"amount": str(amount), "currency": currency},
            field="amount",
        )
    return bounded(found)


def price(amount: Decimal, currency: str) -> int:
    """A price in hundredths of smallest units. Raises Refusal when it is finer or below nought."""
    found = scaled(amount, get_currency_precision(currency) + PRICE_PLACES)
    if found is None or found < 0:
        raise Refusal(
            "A price is nought or more, with two decimals beyond the smallest unit of {currency} at most.",
            values={"currency": currency},
            field="price",
        )
    return bounded(found)


def create_party(
    session: Session,
    by: Actor,
    *,
    name: str,
    code: str = "",
    customer: bool = False,
    supplier: bool = False,
    employee: bool = False,
    email: str = "",
    phone: str = "",
    tax_number: str = "",
    address: str = "",
    city: str = "",
    country: str = "",
    currency: str = "",
    term: str = "",
    lead_days: int = 0,
    credit_limit: Decimal = Decimal(0),
) -> Party:
    """A new party; without a code it gets the next one. Raises Refusal for a code that is taken."""
    party = Party(
        name=_named(name),
        code=_code(session, Party, code, "P"),
        customer=customer,
        supplier=supplier,
        employee=employee,
        email=email.strip(),
        phone=phone.strip(),
        tax_number=tax_number.strip(),
        address=address.strip(),
        city=city.strip(),
        country=country,
        currency=currency,
        term=term,
        lead_days=lead_days,
        credit_limit=minor(credit_limit, currency or clock.trial(session).currency),
    )
    return _kept(session, by, "party", party)


def create_product(
    session: Session,
    by: Actor,
    *,
    name: str,
    code: str = "",
    kind: Literal["goods", "service"] = "goods",
    group: str = "",
    unit: str = "piece",
    places: Literal[0, 1, 2, 3] = 0,
    price: Decimal = Decimal(0),
    cost: Decimal = Decimal(0),
    valuation: Literal["average", "fifo", "standard"] = "average",
    tax: str = "",
    purchase_tax: str = "",
    source: Literal["buy", "make"] = "buy",
    supplier: int | None = None,
    lead_days: int = 0,
    lot_rule: Literal["exact", "fixed", "minimum", "multiple"] = "exact",
    lot_size: Decimal = Decimal(0),
    safety: Decimal = Decimal(0),
    inspect: bool = False,
) -> Product:
    """A new product; prices and costs for one unit in the company's currency, lot size and safety stock in units."""
    currency = clock.trial(session).currency
    product = Product(
        name=_named(name),
        code=_code(session, Product, code, "A"),
        kind=kind,
        group=group.strip(),
        unit=unit.strip(),
        places=places,
        price=_price(price, currency),
        cost=_price(cost, currency),
        valuation=valuation,
        tax=tax,
        purchase_tax=purchase_tax,
        source=source,
        supplier_id=_supplier(session, supplier),
        lead_days=lead_days,
        lot_rule=lot_rule,
        inspect=inspect,
    )
    product.lot_size, product.safety = parts(product, lot_size, 0), parts(product, safety, 0)
    return _kept(session, by, "product", product)


Row = TypeVar("Row", Party, Product)
_price = price  # the parameter of create_product has the same name


def _named(name: str) -> str:
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    return name.strip()


def _code(session: Session, table: type[Any], code: str, prefix: str) -> str:
    """The code if it is free, else the next free one of the prefix."""
    if code:
        if _taken(session, table, code):
            raise Refusal("The code {code} is taken. Choose another.", values={"code": code}, field="code")
        return code
    while True:
        drawn = f"{prefix}{numbers.draw(session, table.__tablename__, clock.today(session)):04d}"
        if not _taken(session, table, drawn):
            return drawn


def _taken(session: Session, table: type[Any], code: str) -> bool:
    return session.scalars(select(table.id).where(table.code == code)).first() is not None


def _supplier(session: Session, id: int | None) -> int | None:
    """The id of a supplier, or none. Raises Refusal for another party or nobody."""
    found = None if id is None else session.get(Party, id)
    if id is not None and (found is None or not found.supplier):
        raise Refusal("There is no such supplier. Choose one from the list.", field="supplier")
    return id


def _kept(session: Session, by: Actor, kind: str, row: Row) -> Row:
    session.add(row)
    session.flush()
    events.record(session, by, kind, row.id, "create", party=row.id if kind == "party" else None)
    return row


VERBS = (
    ("party.create", create_party, "erp-master-data", ("sales", "purchasing", "accounting", "people"), "party"),
    (
        "product.create",
        create_product,
        "erp-master-data",
        ("sales", "purchasing", "production", "warehouse"),
        "product",
    ),
)
