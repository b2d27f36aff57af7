"""Forms of purchasing: what they ask for, in which order, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.amounts import PRICE_PLACES
from advisor.sandbox.core.quantities import decimal
from advisor.sandbox.trade import three_way
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, Shipment, ShipmentLine
from web.sandbox.declared import Asked, FormSpec

EMPTY_ROWS = 2
BUY_LINE = (
    Asked("product"),
    Asked("quantity"),
    Asked("price", title=mark("Price, else what they ask")),
    Asked("discount"),
    Asked("tax"),
)


def _price(price: int, currency: str) -> Decimal:
    """A price in whole units, without needless noughts."""
    return Decimal(price).scaleb(-PRICE_PLACES - get_currency_precision(currency))


def _share(discount: int) -> Decimal | None:
    return Decimal(discount) / 100 if discount else None


def _purchase(_: Session, order: Order | None) -> Mapping[str, Any]:
    """The lines of a draft as they are, with room for more."""
    if order is None:
        return {}
    lines: list[dict[str, Any]] = [
        {
            "product": line.product_id,
            "quantity": decimal(line.product, line.quantity),
            "price": _price(line.price, order.currency),
            "discount": _share(line.discount),
            "tax": line.tax,
            "text": line.text,
        }
        for line in order.lines
    ]
    empty: list[dict[str, Any]] = [{}] * EMPTY_ROWS
    return {"purchase": order.id, "wanted": order.wanted, "reference": order.reference, "lines": lines + empty}


def _waiting(session: Session, order: Order | None) -> Mapping[str, Any]:
    """What an order waits for, to be counted."""
    if order is None:
        return {}
    wanted = (
        select(ShipmentLine)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.order_id == order.id, Shipment.state == "waiting", Shipment.back.is_(False))
        .order_by(Shipment.id, ShipmentLine.id)
    )
    found = {line.product_id: line for line in reversed(session.scalars(wanted).all())}
    return {"purchase": order.id, "lines": [_counted(line, "product", line.product_id) for line in found.values()]}


def _receipt(_: Session, receipt: Shipment) -> Mapping[str, Any]:
    if receipt.back:
        return {}
    return {"lines": [_counted(line, "line", line.id) for line in receipt.lines]}


def _counted(line: ShipmentLine, name: str, value: int) -> dict[str, Any]:
    """A line that is fixed to its product and begins with all that is awaited."""
    return {name: value, f"{name}__shown": line.product.name, "quantity": decimal(line.product, line.quantity)}


def _return(_: Session, receipt: Shipment | None) -> Mapping[str, Any]:
    if receipt is None:
        return {}
    lines = [
        {"product": line.product_id, "product__shown": line.product.name} for line in receipt.lines if line.quantity
    ]
    return {"receipt": receipt.id, "lines": lines}


def _bill(_: Session, bill: Invoice | None) -> Mapping[str, Any]:
    """The lines of a draft as they are, with room for more."""
    if bill is None:
        return {}
    empty: list[dict[str, Any]] = [{}] * EMPTY_ROWS
    lines = [_bill_line(line, bill.currency) for line in bill.lines] + empty
    return {"bill": bill.id, "reference": bill.reference, "term": bill.term, "lines": lines}


def _bill_line(line: InvoiceLine, currency: str) -> dict[str, Any]:
    quantity = Decimal(line.quantity) / 100 if line.product is None else decimal(line.product, line.quantity)
    return {
        "order_line": line.order_line_id,
        "product": line.product_id,
        "text": line.text,
        "quantity": quantity,
        "price": _price(line.price, currency),
        "discount": _share(line.discount),
        "tax": line.tax,
        "account": line.account_id,
        "cost_centre": line.cost_centre_id,
        "project": line.project_id,
    }


def _credit(_: Session, bill: Invoice | None) -> Mapping[str, Any]:
    """All of a bill, to be lowered to what the supplier credits."""
    if bill is None:
        return {}
    return {"bill": bill.id, "lines": [_bill_line(line, bill.currency) for line in bill.lines]}


def _something_to_bill(session: Session, order: Order) -> bool:
    return any(row.to_bill for row in three_way.rows(session, order))


def _nothing_came(_: Session, order: Order) -> bool:
    return not any(line.moved or line.invoiced for line in order.lines)


BILL_LINE = (
    Asked("order_line", widget="hidden"),
    Asked("product"),
    Asked("text"),
    Asked("quantity"),
    Asked("price"),
    Asked("tax"),
    Asked("account"),
    Asked("cost_centre"),
    Asked("project", widget="hidden"),
)
REASON = (Asked("reason", widget="long"),)

FORMS = (
    FormSpec(
        "requisition.create",
        title=mark("New purchase request"),
        entries=(
            Asked("product"),
            Asked("quantity"),
            Asked("needed", help=mark("Left empty, it is needed as soon as it can come.")),
            Asked("reason"),
            Asked("cost_centre"),
        ),
        hidden=("origin_kind", "origin", "submit"),
        button=mark("Ask for it"),
    ),
    FormSpec(
        "requisition.order_all",
        title=mark("Order what is approved"),
        about=mark("Makes a draft of an order for each supplier that is best for what was approved."),
        hidden=("requisitions",),
        button=mark("Make the drafts"),
    ),
    FormSpec(
        "requisition.order",
        entries=(
            Asked("supplier", help=mark("Left empty, the best offer decides.")),
            Asked("purchase", title=mark("Add to this draft"), reference="purchase_draft"),
        ),
    ),
    FormSpec("requisition.approve", entries=REASON),
    FormSpec("requisition.reject", entries=REASON),
    FormSpec(
        "purchase.create",
        title=mark("New purchase order"),
        entries=(
            Asked("party", title=mark("Supplier"), reference="supplier"),
            Asked("wanted"),
            Asked("lines", entries=BUY_LINE),
            Asked("reference", more=True),
            Asked("location", more=True),
            Asked("term", more=True),
            Asked("cost_centre", more=True),
            Asked("account", help=mark("Only for costs: what is ordered does not go into stock then."), more=True),
            Asked("project", more=True),
        ),
    ),
    FormSpec(
        "purchase.change",
        title=mark("Change the order"),
        entries=(
            Asked("purchase", widget="hidden"),
            Asked("wanted"),
            Asked("reference"),
            Asked("lines", entries=BUY_LINE),
        ),
        start=_purchase,
    ),
    FormSpec("purchase.approve", entries=REASON),
    FormSpec("purchase.reject", entries=REASON),
    FormSpec(
        "purchase.bill",
        entries=(Asked("reference", title=mark("Their number")),),
        hidden=("lines",),
        primary=False,
        when=_something_to_bill,
    ),
    FormSpec("purchase.cancel", when=_nothing_came, ask=mark("Is the order to be cancelled?")),
    FormSpec(
        "purchase.receive",
        title=mark("Receive the goods"),
        about=mark("Count what came. What is missing is awaited further."),
        entries=(
            Asked("purchase", widget="hidden"),
            Asked("on"),
            Asked("close", title=mark("The rest will not come")),
            Asked(
                "lines",
                entries=(
                    Asked("product", widget="fixed"),
                    Asked("quantity", title=mark("Came")),
                    Asked("rejected", title=mark("Sent back at the door")),
                ),
            ),
        ),
        start=_waiting,
        button=mark("Receive the goods"),
    ),
    FormSpec(
        "receipt.receive",
        about=mark("Count what came. What is missing is awaited further."),
        entries=(
            Asked("on"),
            Asked("close", title=mark("The rest will not come")),
            Asked(
                "lines",
                entries=(
                    Asked("line", title=mark("Product"), widget="fixed"),
                    Asked("quantity", title=mark("Came")),
                    Asked("rejected", title=mark("Sent back at the door")),
                ),
            ),
        ),
        start=_receipt,
        primary=True,
    ),
    FormSpec("receipt.cancel", ask=mark("Do the goods really not come any more?")),
    FormSpec(
        "receipt.return",
        title=mark("Return to the supplier"),
        about=mark("Enter what goes back. What was billed already gets a draft of a credit note."),
        entries=(
            Asked("receipt", widget="hidden"),
            Asked("reason"),
            Asked("replace", title=mark("Others come for them")),
            Asked("lines", entries=(Asked("product", widget="fixed"), Asked("quantity", title=mark("Goes back")))),
            Asked("on", more=True),
        ),
        start=_return,
        button=mark("Return to the supplier"),
    ),
    FormSpec(
        "bill.create",
        title=mark("New supplier bill"),
        entries=(
            Asked("purchase", title=mark("Purchase order"), reference="purchase_open",
                  help=mark("With an order and no lines, everything received and not billed is entered.")),
            Asked("party", title=mark("Supplier"), reference="supplier",
                  help=mark("Only for a bill without an order.")),
            Asked("reference", title=mark("Their number")),
            Asked("term"),
            Asked("lines", entries=BILL_LINE),
        ),
    ),
    FormSpec(
        "bill.change",
        title=mark("Change the bill"),
        entries=(
            Asked("bill", widget="hidden"),
            Asked("reference", title=mark("Their number")),
            Asked("term"),
            Asked("lines", entries=BILL_LINE),
        ),
        start=_bill,
    ),
    FormSpec(
        "bill.credit",
        title=mark("New credit note of the supplier"),
        about=mark("Enter what the supplier credits. Goods go back with a return of their receipt."),
        entries=(
            Asked("bill", widget="hidden"),
            Asked("reference", title=mark("Their number")),
            Asked("lines", entries=BILL_LINE),
        ),
        start=_credit,
    ),
    FormSpec("bill.release", entries=(*REASON, Asked("on", more=True)), primary=True),
    FormSpec("bill.reject", entries=REASON),
    FormSpec("bill.reverse", ask=mark("Is the whole bill to be taken back?")),
    FormSpec(
        "supplier_price.set",
        title=mark("New price of a supplier"),
        entries=(
            Asked("party", title=mark("Supplier"), reference="supplier"),
            Asked("product"),
            Asked("price"),
            Asked("minimum", title=mark("From a quantity of")),
            Asked("lead_days", help=mark("0 for the supplier's usual time.")),
        ),
    ),
    FormSpec(
        "supplier_price.remove",
        title=mark("Remove the price"),
        entries=(Asked("supplier_price", widget="hidden"),),
        button=mark("Remove"),
    ),
)  # fmt: skip
