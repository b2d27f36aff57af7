"""What suppliers ask for products, and where something is bought best."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, master
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.currencies import company_amount
from advisor.sandbox.trade.tables import SupplierPrice

MODELS |= {"supplier_price": SupplierPrice}


@dataclass(frozen=True)
class Offer:
    """What a supplier asks: `price` in hundredths of the smallest unit of `currency`, `ours` the same in the currency
    of the books; `days` from order to receipt."""

    supplier: Party
    price: int
    currency: str
    ours: int
    days: int


def supplier(session: Session, id: int) -> Party:
    """Raises NotFound, or Refusal for a party that is no supplier or no longer used."""
    found = session.get(Party, id)
    if found is None:
        raise NotFound("There is no such supplier here. Choose one from the list.", field="party")
    if not found.supplier or not found.active:
        raise Refusal("{party} is no supplier. Choose another.", values={"party": found.name}, field="party")
    return found


def products(session: Session, ids: Iterable[int]) -> dict[int, Product]:
    """Products by id, in one query. Raises NotFound when one is missing."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = {one.id: one for one in session.scalars(select(Product).where(Product.id.in_(wanted)))}
    if len(found) < len(wanted):
        raise NotFound("There is no such product here. Choose one from the list.", field="product")
    return found


def currency_of(session: Session, party: Party) -> str:
    """The currency in which a party is dealt with."""
    return party.currency or clock.trial(session).currency


def offers(session: Session, product: Product, quantity: int, party: int | None = None) -> list[Offer]:
    """What suppliers (or one of them) ask for `quantity` of a product, the cheapest first, of equals the quickest.

    Raises Refusal when a rate of exchange is missing.
    """
    return offers_of(session, {product: quantity}, party)[product.id]


def offers_of(session: Session, wanted: dict[Product, int], party: int | None = None) -> dict[int, list[Offer]]:
    """The same for several products at once, by their ids, in one query."""
    query = (
        select(SupplierPrice, Party)
        .join(Party, Party.id == SupplierPrice.party_id)
        .where(SupplierPrice.product_id.in_([one.id for one in wanted]), Party.active)
        .order_by(SupplierPrice.minimum)
    )
    if party is not None:
        query = query.where(SupplierPrice.party_id == party)
    best: dict[tuple[int, int], tuple[SupplierPrice, Party]] = {}
    quantities = {product.id: quantity for product, quantity in wanted.items()}
    for row, seller in session.execute(query):
        if row.minimum <= quantities[row.product_id]:
            best[row.product_id, seller.id] = row, seller
    by_id = {product.id: product for product in wanted}
    found: dict[int, list[Offer]] = {key: [] for key in by_id}
    for (product_id, _), (row, seller) in best.items():
        found[product_id].append(_offer(session, by_id[product_id], row, seller))
    return {key: sorted(rows, key=_best_first) for key, rows in found.items()}


def _best_first(offer: Offer) -> tuple[int, int, int]:
    return offer.ours, offer.days, offer.supplier.id


def _offer(session: Session, product: Product, row: SupplierPrice, seller: Party) -> Offer:
    currency = currency_of(session, seller)
    ours = company_amount(session, row.price, currency, clock.today(session))
    return Offer(seller, row.price, currency, ours, row.lead_days or lead(product, seller))


def lead(product: Product, seller: Party) -> int:
    """Days from order to receipt where no price says it."""
    return product.lead_days or seller.lead_days


def best(session: Session, product: Product, quantity: int, party: int | None = None) -> Offer | None:
    """The best of the offers; without one the product's usual supplier at its cost, if it has one."""
    found = offers(session, product, quantity, party)
    if found:
        return found[0]
    usual = party or product.supplier_id
    return usual_offer(session, product, supplier(session, usual)) if usual is not None else None


def usual_offer(session: Session, product: Product, seller: Party) -> Offer:
    """What a supplier without a price list is assumed to ask: the cost of the product; nought in another currency."""
    currency = currency_of(session, seller)
    known = product.cost if currency == clock.trial(session).currency else 0
    return Offer(seller, known, currency, known, lead(product, seller))


def set_price(
    session: Session,
    by: Actor,
    *,
    party: int,
    product: int,
    price: Decimal,
    minimum: Decimal = Decimal(0),
    lead_days: int = 0,
) -> SupplierPrice:
    """A supplier asks `price` (his currency) for a unit from `minimum` units on; `lead_days` 0: his usual time."""
    seller, bought = supplier(session, party), products(session, [product])[product]
    if lead_days < 0:
        raise Refusal("A lead time is nought days or more.", field="lead_days")
    currency = currency_of(session, seller)
    least, asked = max(parts(bought, minimum, 0), 1), master.price(price, currency)
    wanted = select(SupplierPrice).where(
        SupplierPrice.party_id == party, SupplierPrice.product_id == product, SupplierPrice.minimum == least
    )
    row = session.scalars(wanted).one_or_none()
    if row is None:
        row = SupplierPrice(party_id=party, product_id=product, minimum=least)
        session.add(row)
    row.price, row.lead_days = asked, lead_days
    session.flush()
    values = {"product": bought.code, "price": f"{price:f}", "currency": currency}
    events.record(session, by, "supplier_price", row.id, "set", values, party=party)
    return row


def drop_price(session: Session, by: Actor, *, supplier_price: int) -> None:
    """A supplier asks this price no more."""
    row = session.get(SupplierPrice, supplier_price)
    if row is None:
        raise NotFound("There is no such price. Load the page again.")
    events.record(session, by, "supplier_price", row.id, "remove", party=row.party_id)
    session.delete(row)


def arrival(session: Session, days: int, wanted: datetime.date | None) -> datetime.date:
    """When something ordered today that takes `days` comes, not before it is wanted."""
    soonest = clock.today(session) + datetime.timedelta(days=days)
    return soonest if wanted is None else max(soonest, wanted)


def price_list(session: Session, party: int) -> Sequence[SupplierPrice]:
    """The prices of a supplier by product and quantity."""
    wanted = select(SupplierPrice).where(SupplierPrice.party_id == party)
    return session.scalars(wanted.order_by(SupplierPrice.product_id, SupplierPrice.minimum)).all()


VERBS = (
    ("supplier_price.set", set_price, "erp-procurement", ("purchasing",), "supplier_price"),
    ("supplier_price.remove", drop_price, "erp-procurement", ("purchasing",), ""),
)
