"""Pages of the documents of purchasing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import approving, clock, events
from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.tables import Account, CostCentre
from advisor.sandbox.trade import requisitions, three_way
from advisor.sandbox.trade.goods_received import seen
from advisor.sandbox.trade.progress import invoice_state, open_of_invoice
from advisor.sandbox.trade.purchase_progress import state_of
from advisor.sandbox.trade.tables import (
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Payment,
    Requisition,
    Shipment,
    ShipmentLine,
    SupplierPrice,
)
from web.sandbox.buying_lists import PROCUREMENT
from web.sandbox.buying_match import billing_match, match_table
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Next, Query, Ref, Told
from web.sandbox.selling_documents import TOTALS

WAITS = mark("It waits for a decision.")
BOOKED_ON = Account.code + " " + Account.name + func.coalesce(" · " + CostCentre.name, "")


def _what(text: Any) -> Any:
    """The name of the product of a line, its text, or both, as SQL."""
    both = Product.name + " · " + text
    return case((Product.id.is_(None), text), (text == "", Product.name), else_=both)


def _waits(session: Session, kind: str, document: int) -> Iterator[Told]:
    if approving.pending(session, kind, document) is not None:
        yield Told(WAITS, "warn")


def _requisition_told(session: Session, one: Requisition) -> Iterator[Told]:
    yield from _waits(session, "requisition", one.id)
    if one.state == "approved":
        yield from _offered(session, one)


def _offered(session: Session, one: Requisition) -> Iterator[Told]:
    """Where it is bought best, or that nobody is known to sell it."""
    product = session.get_one(Product, one.product_id)
    found = requisitions.best(session, one, product)
    if found is None:
        yield Told(mark("Nobody is known to sell {product}. Enter a price of a supplier first, or choose a supplier."),
                   "warn", {"product": product.name})  # fmt: skip
    else:
        price = three_way.priced(found.price, found.currency)
        yield Told(mark("Best bought from {supplier}, at {price} for one."), "good",
                   {"supplier": found.supplier.name, "price": price})  # fmt: skip


def _requisition_related(_: Session, one: Requisition) -> Iterator[Ref]:
    if one.order_id is not None:
        yield Ref("purchase", one.order_id)
    if one.origin_kind and one.origin is not None:
        yield Ref(one.origin_kind, one.origin)


REQUISITION = DocumentPage(
    kind="requisition",
    module=PROCUREMENT,
    back="requisitions",
    fields=(
        Field(mark("Product"), "product_id", to="product"),
        Field(mark("Quantity"), "quantity", "quantity", unit=lambda s, one: s.get_one(Product, one.product_id).places),
        Field(mark("Needed by"), "needed", "date"),
        Field(mark("Asked by"), "asked_by"),
        Field(mark("Cost centre"), "cost_centre_id", to="cost_centre"),
        Field(mark("Reason"), "reason"),
        Field(mark("Expected cost"), requisitions.value, "money"),
    ),
    related=_requisition_related,
    told=_requisition_told,
)


def _purchase_told(session: Session, order: Order) -> Iterator[Told]:
    yield from _waits(session, "purchase", order.id)
    late = select(func.min(Shipment.planned)).where(
        Shipment.order_id == order.id, Shipment.state == "waiting", Shipment.back.is_(False)
    )
    planned = session.scalar(late)
    if planned is not None and planned < clock.today(session):
        days = (clock.today(session) - planned).days
        yield Told(mark("Late: the goods should have come {days} days ago."), "bad", {"days": days})
    if any(one.what == "over_budget" for one in events.history(session, "purchase", order.id)):
        yield Told(mark("It was ordered beyond the budget; see the history."), "warn")


def _purchase_related(session: Session, order: Order) -> Iterator[Ref]:
    kinds = (("requisition", Requisition), ("receipt", Shipment), ("bill", Invoice), ("payment", Payment))
    for kind, table in kinds:
        found = session.scalars(select(table.id).where(table.order_id == order.id).order_by(table.id))
        yield from (Ref(kind, key) for key in found)


def _purchase_lines(_: Session, order: Order) -> Query:
    return (
        select(OrderLine.id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.id)
    )


PURCHASE = DocumentPage(
    kind="purchase",
    module=PROCUREMENT,
    back="purchases",
    fields=(
        Field(mark("Supplier"), "party_id", to="party"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Wanted by"), "wanted", "date"),
        Field(mark("Promised for"), "promised", "date"),
        Field(mark("Place"), "location_id", to="location"),
        Field(mark("Payment term"), "term"),
        Field(mark("Their reference"), "reference"),
        Field(mark("Cost centre"), "cost_centre_id", to="cost_centre"),
        Field(mark("Ledger account"), "account_id", to="account"),
        Field(mark("Project"), "project_id", to="project"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _purchase_lines,
            (
                Column("product", mark("Product"), _what(OrderLine.text), to="product", key=Product.id),
                Column("quantity", mark("Quantity"), OrderLine.quantity, "quantity", unit=Product.places),
                Column("price", mark("Price per unit"), OrderLine.price, "price", unit=Order.currency),
                Column("promised", mark("Promised for"), OrderLine.promised, "date"),
                Column("net", mark("Net"), OrderLine.net, "money", unit=Order.currency),
            ),
            empty=mark("The order has no lines. Add what is to be bought."),
        ),
    ),
    totals=TOTALS,
    state=lambda session, order: state_of(session, order.id),
    related=_purchase_related,
    told=_purchase_told,
    next=(
        Next("purchase.change", {"purchase": "id"}, states=("draft",)),
        Next("purchase.receive", {"purchase": "id"}, states=("ordered",)),
    ),
    parts=(("sandbox/buying/three_way.html", match_table),),
)


def _receipt_lines(_: Session, receipt: Shipment) -> Query:
    return (
        select(ShipmentLine.id)
        .join(Product, Product.id == ShipmentLine.product_id)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(ShipmentLine.shipment_id == receipt.id)
        .order_by(ShipmentLine.id)
    )


def _receipt_told(session: Session, receipt: Shipment) -> Iterator[Told]:
    today = clock.today(session)
    if receipt.state == "waiting" and receipt.planned < today:
        yield Told(mark("Late: the goods should have come {days} days ago."), "bad",
                   {"days": (today - receipt.planned).days})  # fmt: skip
    for line in receipt.lines:
        if line.rejected:
            values = {"product": line.product.name, "quantity": shown(line.product, line.rejected)}
            yield Told(mark("{quantity} of {product} were sent back at the door."), "warn", values)


def _receipt_related(session: Session, receipt: Shipment) -> Iterator[Ref]:
    yield Ref("purchase", receipt.order_id)
    others = select(Shipment.id).where((Shipment.origin_id == receipt.id) | (Shipment.id == receipt.origin_id))
    yield from (Ref("receipt", key) for key in session.scalars(others.order_by(Shipment.id)))


RECEIPT = DocumentPage(
    kind="receipt",
    module="erp-warehouse",
    back="receipts",
    fields=(
        Field(mark("Supplier"), "party_id", to="party"),
        Field(mark("Purchase order"), "order_id", to="purchase"),
        Field(mark("Place"), "location_id", to="location"),
        Field(mark("Expected"), "planned", "date"),
        Field(mark("Came on"), "done", "date"),
        Field(mark("Return to the supplier"), "back", "yes"),
    ),
    lines=(
        Lines(
            mark("Goods"),
            _receipt_lines,
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("quantity", mark("Quantity"), ShipmentLine.quantity, "quantity", unit=Product.places),
                Column("rejected", mark("Sent back at the door"), func.nullif(ShipmentLine.rejected, 0), "quantity",
                       unit=Product.places),
                Column("ordered", mark("Ordered"), OrderLine.quantity, "quantity", unit=Product.places),
            ),
        ),
    ),
    related=_receipt_related,
    told=_receipt_told,
    next=(Next("receipt.return", {"receipt": "id"}, states=("done",)),),
)  # fmt: skip


def _bill_told(session: Session, bill: Invoice) -> Iterator[Told]:
    yield from _waits(session, "bill", bill.id)
    if bill.state not in ("draft", "blocked"):
        return
    order = session.get(Order, bill.order_id) if bill.order_id is not None else None
    for one in three_way.differences(session, bill, seen(order)) if order else ():
        yield Told(one.reason, "bad" if bill.state == "blocked" else "warn", dict(one.values))


def _bill_related(session: Session, bill: Invoice) -> Iterator[Ref]:
    if bill.order_id is not None:
        yield Ref("purchase", bill.order_id)
        receipts = select(Shipment.id).where(Shipment.order_id == bill.order_id, Shipment.state == "done")
        yield from (Ref("receipt", key) for key in session.scalars(receipts.order_by(Shipment.id)))
    others = select(Invoice.id).where((Invoice.reverses_id == bill.id) | (Invoice.id == bill.reverses_id))
    yield from (Ref("bill", key) for key in session.scalars(others.order_by(Invoice.id)))
    payments = select(Payment.id).where(Payment.invoice_id == bill.id)
    yield from (Ref("payment", key) for key in session.scalars(payments.order_by(Payment.id)))


def _bill_lines(_: Session, bill: Invoice) -> Query:
    return (
        select(InvoiceLine.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .outerjoin(Product, Product.id == InvoiceLine.product_id)
        .outerjoin(Account, Account.id == InvoiceLine.account_id)
        .outerjoin(CostCentre, CostCentre.id == InvoiceLine.cost_centre_id)
        .where(InvoiceLine.invoice_id == bill.id)
        .order_by(InvoiceLine.id)
    )


def _bill_state(session: Session, bill: Invoice) -> str:
    return session.scalars(select(invoice_state()).where(Invoice.id == bill.id)).one()


def _open(session: Session, bill: Invoice) -> int | None:
    found = session.scalar(select(open_of_invoice()).where(Invoice.id == bill.id))
    return -found if found else None


BILL = DocumentPage(
    kind="bill",
    module="erp-invoicing",
    back="bills",
    fields=(
        Field(mark("Supplier"), "party_id", to="party"),
        Field(mark("Their number"), "reference"),
        Field(mark("Purchase order"), "order_id", to="purchase"),
        Field(mark("Credit note"), "credit", "yes"),
        Field(mark("Takes back"), "reverses_id", to="bill"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Due"), "due", "date"),
        Field(mark("Payment term"), "term"),
        Field(mark("Open"), _open, "money"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _bill_lines,
            (
                Column("product", mark("What"), _what(InvoiceLine.text), to="product", key=Product.id),
                Column("account", mark("Ledger account"), BOOKED_ON, to="account", key=Account.id),
                Column("quantity", mark("Quantity"), InvoiceLine.quantity, "quantity",
                       unit=func.coalesce(Product.places, 2)),
                Column("price", mark("Price per unit"), InvoiceLine.price, "price", unit=Invoice.currency),
                Column("net", mark("Net"), InvoiceLine.net, "money", unit=Invoice.currency),
            ),
            empty=mark("The bill has no lines. Add what was billed."),
        ),
    ),
    totals=PURCHASE.totals,
    state=_bill_state,
    related=_bill_related,
    told=_bill_told,
    next=(
        Next("bill.change", {"bill": "id"}, states=("draft",)),
        Next("payment.create", {"invoice": "id"}, states=("posted",)),
        Next("bill.credit", {"bill": "id"}, states=("posted",)),
    ),
    parts=(("sandbox/buying/three_way.html", billing_match),),
)  # fmt: skip


def _asked_price(session: Session, one: SupplierPrice) -> str:
    """As it is typed."""
    currency = session.get_one(Party, one.party_id).currency or clock.trial(session).currency
    return three_way.priced(one.price, currency).split()[0]


PRICE = DocumentPage(
    kind="supplier_price",
    module=PROCUREMENT,
    back="supplier_prices",
    name=lambda session, one: session.get_one(Product, one.product_id).name,
    fields=(
        Field(mark("Supplier"), "party_id", to="party"),
        Field(mark("Product"), "product_id", to="product"),
        Field(mark("From a quantity of"), "minimum", "quantity",
              unit=lambda s, one: s.get_one(Product, one.product_id).places),
        Field(mark("Price per unit"), "price", "price", unit=lambda s, one: s.get_one(Party, one.party_id).currency),
        Field(mark("Lead time in days"), "lead_days", "lasting"),
    ),
    next=(
        Next(
            "supplier_price.set",
            {
                "party": "party_id",
                "product": "product_id",
                "price": _asked_price,
                "minimum": lambda session, one: shown(session.get_one(Product, one.product_id), one.minimum),
                "lead_days": "lead_days",
            },
        ),
        Next("supplier_price.remove", {"supplier_price": "id"}),
    ),
)  # fmt: skip

DOCUMENTS = (REQUISITION, PURCHASE, RECEIPT, BILL, PRICE)
