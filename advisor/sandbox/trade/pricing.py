"""What the lines of an order or an invoice come to: price less discount, taxes, totals."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from advisor.sandbox.core import master
from advisor.sandbox.core.amounts import PRICE_PARTS, scaled
from advisor.sandbox.core.quantities import LARGEST
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.apportioning import nearest
from advisor.sandbox.ledger.currencies import factor
from advisor.sandbox.ledger.taxes import Taxes, TaxLine, compute
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine

WHOLE = 10_000  # ten-thousandths in which discounts are kept
BARE_PLACES = 2  # decimals of the quantity of a line without a product, such as hours


def freeze(session: Session, document: Order | Invoice) -> Taxes:
    """Set the net amounts of the lines, and net, tax and gross of the document, from prices, discounts and taxes.

    The keys of what it gives are the places of the lines. It costs a query for each product that the session does not
    hold yet. Raises Refusal for a tax that does not exist.
    """
    lines: Sequence[OrderLine | InvoiceLine] = document.lines
    found = compute(
        session,
        [TaxLine(exact(product_of(session, line), line), line.tax, place) for place, line in enumerate(lines)],
    )
    for place, line in enumerate(lines):
        line.net = found.nets[place]
    document.net, document.tax, document.gross = found.net, found.tax, found.gross
    return found


def product_of(session: Session, line: OrderLine | InvoiceLine) -> Product | None:
    """The product of a line, which may be new."""
    return None if line.product_id is None else session.get_one(Product, line.product_id)


def exact(product: Product | None, line: OrderLine | InvoiceLine) -> Fraction:
    """Quantity times price less discount, in smallest units of the document's currency, before rounding."""
    parts = 10 ** places(product) * PRICE_PARTS
    return Fraction(line.quantity * line.price * (WHOLE - line.discount), parts * WHOLE)


def places(product: Product | None) -> int:
    """Decimals in which the quantity of a line counts."""
    return BARE_PLACES if product is None else product.places


def discount(percent: Decimal) -> int:
    """A discount in ten-thousandths. Raises Refusal outside 0 to 100 per cent or with more than two decimals."""
    found = scaled(percent, 2)
    if found is None or not 0 <= found <= WHOLE:
        raise Refusal("A discount is between 0 and 100 per cent, with two decimals at most.", field="discount")
    return found


def asked(session: Session, product: Product, given: Decimal | None, currency: str, on: datetime.date) -> int:
    """The price of a line in hundredths of the smallest unit of `currency`: what was given, else the list price at
    the rate of the day. Raises Refusal for a price that cannot be, or when no rate is known."""
    if given is not None:
        return master.price(given, currency)
    return nearest(product.price / factor(session, currency, on))


def bare_quantity(quantity: Decimal) -> int:
    """The quantity of a line without a product. Raises Refusal for one that is not above nought or too fine."""
    found = scaled(quantity, BARE_PLACES)
    if found is None or not 0 < found <= LARGEST:
        raise Refusal("A quantity is above nought here, with two decimals at most.", field="quantity")
    return found
