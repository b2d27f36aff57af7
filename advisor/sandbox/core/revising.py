"""Changing master data: what is not given stays as it is. What the books rest on cannot be changed: codes, the kind of
a product, how its quantities are counted and how it is valued."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.master import price as checked_price
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party, Product


def change_party(
    session: Session,
    by: Actor,
    *,
    party: int,
    name: str | None = None,
    customer: bool | None = None,
    supplier: bool | None = None,
    email: str | None = None,
    phone: str | None = None,
    address: str | None = None,
    city: str | None = None,
    country: str | None = None,
    tax_number: str | None = None,
    term: str | None = None,
    lead_days: int | None = None,
    credit_limit: Decimal | None = None,
    active: bool | None = None,
) -> Party:
    """The credit limit is in the currency of the party. Raises NotFound, or Refusal for an empty name."""
    found: Party = _held(session, Party, party)
    given: dict[str, Any] = {
        "name": name, "customer": customer, "supplier": supplier, "email": email, "phone": phone, "address": address,
        "city": city, "country": country, "tax_number": tax_number, "term": term, "lead_days": lead_days,
        "active": active,
    }  # fmt: skip
    if credit_limit is not None:
        given["credit_limit"] = minor(credit_limit, found.currency or clock.trial(session).currency)
    _change(session, by, "party", found, given, party=found.id)
    return found


def change_product(
    session: Session,
    by: Actor,
    *,
    product: int,
    name: str | None = None,
    group: str | None = None,
    price: Decimal | None = None,
    tax: str | None = None,
    purchase_tax: str | None = None,
    source: Literal["buy", "make"] | None = None,
    supplier: int | None = None,
    lead_days: int | None = None,
    lot_rule: Literal["exact", "fixed", "minimum", "multiple"] | None = None,
    lot_size: Decimal | None = None,
    safety: Decimal | None = None,
    inspect: bool | None = None,
    active: bool | None = None,
) -> Product:
    """The price for one unit in the company's currency, lot size and safety stock in units; documents that are there
    keep the prices they have. Raises NotFound or Refusal."""
    found: Product = _held(session, Product, product)
    given: dict[str, Any] = {
        "name": name, "group": group, "tax": tax, "purchase_tax": purchase_tax, "source": source,
        "supplier_id": _supplier(session, supplier), "lead_days": lead_days, "lot_rule": lot_rule, "inspect": inspect,
        "active": active,
    }  # fmt: skip
    if price is not None:
        given["price"] = checked_price(price, clock.trial(session).currency)
    if lot_size is not None:
        given["lot_size"] = parts(found, lot_size, 0)
    if safety is not None:
        given["safety"] = parts(found, safety, 0)
    _change(session, by, "product", found, given)
    return found


def _held(session: Session, table: type[Any], number: int) -> Any:
    found = session.get(table, number, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    return found


def _supplier(session: Session, number: int | None) -> int | None:
    found = None if number is None else session.get(Party, number)
    if number is not None and (found is None or not found.supplier):
        raise Refusal("There is no such supplier. Choose one from the list.", field="supplier")
    return number


def _change(
    session: Session, by: Actor, kind: str, row: Any, given: dict[str, Any], *, party: int | None = None
) -> None:
    """Set what is given and different; the history says which fields that were."""
    if given["lead_days"] is not None and given["lead_days"] < 0:
        raise Refusal("A lead time is nought or more days.", field="lead_days")
    changed = []
    for name, value in given.items():
        kept = value.strip() if isinstance(value, str) else value
        if name == "name" and kept == "":
            raise Refusal("A name is needed. Enter one.", field="name")
        if kept is not None and kept != getattr(row, name):
            setattr(row, name, kept)
            changed.append(name)
    if changed:
        events.record(session, by, kind, row.id, "change", {"fields": changed}, party=party)


VERBS = (
    ("party.change", change_party, "erp-master-data", ("sales", "purchasing", "accounting", "people"), "party"),
    (
        "product.change",
        change_product,
        "erp-master-data",
        ("sales", "purchasing", "production", "warehouse"),
        "product",
    ),
)
