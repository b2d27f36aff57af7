"""Forms of stock: what they ask for and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.quantities import decimal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.tables import Count, CountLine
from web.sandbox.declared import Asked, FormSpec

SHEET = 60  # lines of a count that one form shows

GOODS = Asked("product", reference="goods")
WHERE = Asked("location", title=mark("Warehouse"))


def _sheet(session: Session, document: Any) -> Mapping[str, Any]:
    """The lines of a count, those first that nobody has counted."""
    if not isinstance(document, Count):
        return {}
    lines = (
        select(CountLine, Product)
        .join(Product, Product.id == CountLine.product_id)
        .where(CountLine.count_id == document.id)
        .order_by(CountLine.counted.is_not(None), Product.code)
        .limit(SHEET)
    )
    rows = [
        {
            "product": product.id,
            "product__shown": f"{product.name} ({product.unit})",
            "counted": None if line.counted is None else decimal(product, line.counted),
        }
        for line, product in session.execute(lines)
    ]
    return {"count": document.id, "lines": rows}


FORMS = (
    FormSpec(
        "stock.opening",
        title=mark("Enter opening stock"),
        about=mark("Goods that were there before these books began. Their value goes against the opening balances."),
        entries=(
            GOODS,
            WHERE,
            Asked("quantity"),
            Asked("cost", help=mark("What one of it cost, without taxes.")),
            Asked("on", more=True),
        ),
    ),
    FormSpec(
        "stock.scrap",
        title=mark("Scrap goods"),
        about=mark("What is thrown away leaves stock, and its value is booked as a loss."),
        entries=(GOODS, WHERE, Asked("quantity"), Asked("reason"), Asked("on", more=True)),
        button=mark("Scrap"),
    ),
    FormSpec(
        "stock.revalue",
        title=mark("Set a new value"),
        about=mark("All that is there of a product is worth this from now on. The difference is booked at once."),
        entries=(GOODS, Asked("cost"), Asked("on", more=True)),
    ),
    FormSpec(
        "count.create",
        title=mark("New stock count"),
        hidden=("products",),
        entries=(
            WHERE,
            Asked("group", title=mark("Only this group of products"), help=mark("Leave it empty to count everything.")),
            Asked("on", more=True),
        ),
    ),
    FormSpec(
        "count.enter",
        title=mark("Enter what was counted"),
        about=mark("Leave out what you have not counted yet. You can come back as often as you like."),
        start=_sheet,
        entries=(
            Asked("count", widget="hidden"),
            Asked(
                "lines",
                entries=(
                    Asked("product", widget="fixed"),
                    Asked("counted"),
                    Asked("cost", title=mark("Cost, if nobody knows it")),
                ),
            ),
        ),
    ),
    FormSpec(
        "count.find",
        title=mark("Add something that was found"),
        entries=(
            Asked("count", widget="hidden"),
            GOODS,
            Asked("counted"),
            Asked("cost", help=mark("Only needed when none of it was ever in stock.")),
        ),
    ),
    FormSpec(
        "count.finish",
        entries=(Asked("skip_uncounted", title=mark("Leave out what was not counted")),),
        ask=mark("The differences are booked and cannot be taken back. Finish the count?"),
    ),
    FormSpec(
        "transfer.create",
        title=mark("New stock transfer"),
        entries=(
            Asked("source", title=mark("From"), reference="location"),
            Asked("target", title=mark("To"), reference="location"),
            Asked("lines", entries=(GOODS, Asked("quantity"))),
            Asked("on", more=True),
        ),
    ),
    FormSpec("transfer.move", hidden=("on",)),
    FormSpec(
        "location.create",
        title=mark("New warehouse or shelf"),
        entries=(
            Asked("code", help=mark("Shelves are walked along in the order of their codes.")),
            Asked("name"),
            Asked("warehouse", help=mark("Choose one to make a shelf of it; leave it empty for a new warehouse.")),
            Asked("capacity", help=mark("Whole units that fit on the shelf; nothing if you do not know.")),
        ),
    ),
    FormSpec(
        "shelf.put",
        title=mark("Put goods on a shelf"),
        entries=(
            GOODS,
            Asked("shelf"),
            Asked("quantity"),
            Asked(
                "source",
                title=mark("From another shelf"),
                reference="shelf",
                help=mark("Leave it empty for goods that are on no shelf yet."),
            ),
        ),
    ),
    FormSpec("shelf.take", title=mark("Take goods off a shelf"), entries=(GOODS, Asked("shelf"), Asked("quantity"))),
)
