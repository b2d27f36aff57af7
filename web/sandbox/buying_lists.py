"""Lists of purchasing: requests, orders, receipts, bills, prices of suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, and_, case, cast, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.tables import Party, Product, Trial
from advisor.sandbox.trade.progress import invoice_state, open_of_invoice
from advisor.sandbox.trade.purchase_progress import late_receipt, purchase_state
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Requisition, Shipment, SupplierPrice
from web.sandbox.declared import Column, Filter, Screen

PROCUREMENT = "erp-procurement"
PURCHASE_NUMBER = func.coalesce(Order.number, "#" + cast(Order.id, String))
BILL_NUMBER = func.coalesce(Invoice.number, "#" + cast(Invoice.id, String))

REQUISITIONS = Screen(
    id="requisitions",
    title=mark("Purchase requests"),
    group="purchasing",
    module=PROCUREMENT,
    kind="requisition",
    source=select(Requisition.id)
    .join(Product, Product.id == Requisition.product_id)
    .outerjoin(Order, Order.id == Requisition.order_id),
    columns=(
        Column(
            "number",
            mark("Number"),
            func.coalesce(Requisition.number, "#" + cast(Requisition.id, String)),
            searched=True,
        ),
        Column("product", mark("Product"), Product.name, to="product", key=Product.id, searched=True),
        Column("quantity", mark("Quantity"), Requisition.quantity, "quantity", unit=Product.places),
        Column("needed", mark("Needed by"), Requisition.needed, "date"),
        Column("asked", mark("Asked by"), Requisition.asked_by, searched=True),
        Column("reason", mark("Reason"), Requisition.reason, searched=True),
        Column(
            "order",
            mark("Purchase order"),
            case((Order.id.is_not(None), PURCHASE_NUMBER)),
            to="purchase",
            key=Order.id,
        ),
        Column("state", mark("Status"), Requisition.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Requisition.state, "state"),
        Filter("product", mark("Product"), Requisition.product_id, "row", reference="product"),
        Filter("needed", mark("Needed by"), Requisition.needed, "days"),
    ),
    sort="-number",
    create=("requisition.create", "requisition.order_all"),
    empty=mark("What somebody needs bought stands here. Enter the first request, then order what is approved."),
)


def _shares(session: Session, ids: Sequence[int], done: Any) -> dict[int, float]:
    """The part of each order's value for which `done` of its quantity is there."""
    part = func.sum(1.0 * OrderLine.net * done / OrderLine.quantity)
    rows = session.execute(
        select(OrderLine.order_id, part, func.sum(OrderLine.net))
        .where(OrderLine.order_id.in_(ids))
        .group_by(OrderLine.order_id)
    )
    return {order: min(float(reached) / float(whole), 1.0) for order, reached, whole in rows if whole}


def _received(session: Session, ids: Sequence[int]) -> dict[int, float]:
    return _shares(session, ids, OrderLine.moved)


def _billed(session: Session, ids: Sequence[int]) -> dict[int, float]:
    return _shares(session, ids, OrderLine.invoiced)


STATE = purchase_state()
PURCHASES = Screen(
    id="purchases",
    title=mark("Purchase orders"),
    group="purchasing",
    module=PROCUREMENT,
    kind="purchase",
    source=select(Order.id).join(Party, Party.id == Order.party_id).where(Order.kind == "purchase"),
    columns=(
        Column("number", mark("Number"), PURCHASE_NUMBER, searched=True),
        Column("party", mark("Supplier"), Party.name, to="party", key=Party.id, searched=True),
        Column("on", mark("Date"), Order.on, "date"),
        Column("promised", mark("Promised for"), Order.promised, "date"),
        Column("gross", mark("Total"), Order.gross, "money", unit=Order.currency),
        Column("received", mark("Received"), kind="bar", later=_received),
        Column("billed", mark("Billed"), kind="bar", later=_billed),
        Column("state", mark("Status"), STATE, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), STATE, "state"),
        Filter("party", mark("Supplier"), Order.party_id, "row", reference="supplier"),
        Filter("on", mark("Date"), Order.on, "days"),
    ),
    sort="-on",
    create=("purchase.create",),
    empty=mark("Orders to suppliers stand here. Enter the first one, or order what was requested."),
)

RECEIPTS = Screen(
    id="receipts",
    title=mark("Goods receipts"),
    group="purchasing",
    module="erp-warehouse",
    kind="receipt",
    source=select(Shipment.id)
    .join(Order, Order.id == Shipment.order_id)
    .join(Party, Party.id == Shipment.party_id)
    .where(Shipment.kind == "receipt"),
    columns=(
        Column("number", mark("Number"), Shipment.number, searched=True),
        Column("order", mark("Purchase order"), Order.number, to="purchase", key=Order.id, searched=True),
        Column("party", mark("Supplier"), Party.name, to="party", key=Party.id, searched=True),
        Column("planned", mark("Expected"), Shipment.planned, "date"),
        Column("done", mark("Came on"), Shipment.done, "date"),
        Column("back", mark("Return"), Shipment.back, "yes"),
        Column("late", mark("Late"), late_receipt(), "yes"),
        Column("state", mark("Status"), Shipment.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Shipment.state, "state"),
        Filter("party", mark("Supplier"), Shipment.party_id, "row", reference="supplier"),
        Filter("planned", mark("Expected"), Shipment.planned, "days"),
        Filter("late", mark("Only late ones"), late_receipt(), "yes"),
        Filter("back", mark("Only returns"), Shipment.back, "yes"),
    ),
    sort="planned",
    empty=mark("Goods that suppliers deliver stand here. Order something, and its receipt waits here for the goods."),
)


def _open(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """What is still to be paid of bills, in the currency of the books; of a credit note what is still to come back."""
    rows = session.execute(select(Invoice.id, open_of_invoice()).where(Invoice.id.in_(ids)))
    return {bill: -amount for bill, amount in rows if amount}


NOW = select(Trial.today).scalar_subquery()
BILL_STATES = ("draft", "blocked", "posted", "overdue", "paid", "reversed", "cancelled")
BILL_STATE = case(
    (and_(invoice_state() == "posted", Invoice.due < NOW, Invoice.credit.is_(False)), "overdue"),
    else_=invoice_state(),
)
BILLS = Screen(
    id="bills",
    title=mark("Supplier bills"),
    group="purchasing",
    module="erp-invoicing",
    kind="bill",
    source=select(Invoice.id)
    .join(Party, Party.id == Invoice.party_id)
    .outerjoin(Order, Order.id == Invoice.order_id)
    .where(Invoice.kind == "bill"),
    columns=(
        Column("number", mark("Number"), BILL_NUMBER, searched=True),
        Column("party", mark("Supplier"), Party.name, to="party", key=Party.id, searched=True),
        Column("reference", mark("Their number"), Invoice.reference, searched=True),
        Column("order", mark("Purchase order"), Order.number, to="purchase", key=Order.id, searched=True),
        Column("on", mark("Date"), Invoice.on, "date"),
        Column("due", mark("Due"), Invoice.due, "date"),
        Column("credit", mark("Credit note"), Invoice.credit, "yes"),
        Column("gross", mark("Total"), Invoice.gross, "money", unit=Invoice.currency),
        Column("open", mark("Open"), kind="money", later=_open),
        Column("state", mark("Status"), BILL_STATE, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), BILL_STATE, "state", choices=BILL_STATES),
        Filter("party", mark("Supplier"), Invoice.party_id, "row", reference="supplier"),
        Filter("due", mark("Due"), Invoice.due, "days"),
        Filter("credit", mark("Only credit notes"), Invoice.credit, "yes"),
    ),
    sort="-number",
    create=("bill.create",),
    empty=mark("Bills of suppliers stand here. Enter one for an order, or one for rent, energy and other costs."),
)

PRICES = Screen(
    id="supplier_prices",
    title=mark("Supplier prices"),
    group="purchasing",
    module=PROCUREMENT,
    kind="supplier_price",
    source=select(SupplierPrice.id)
    .join(Product, Product.id == SupplierPrice.product_id)
    .join(Party, Party.id == SupplierPrice.party_id),
    columns=(
        Column("product", mark("Product"), Product.name, searched=True),
        Column("party", mark("Supplier"), Party.name, to="party", key=Party.id, searched=True),
        Column("minimum", mark("From a quantity of"), SupplierPrice.minimum, "quantity", unit=Product.places),
        Column("price", mark("Price per unit"), SupplierPrice.price, "price", unit=func.nullif(Party.currency, "")),
        Column("lead", mark("Lead time in days"), SupplierPrice.lead_days, "lasting"),
    ),
    filters=(
        Filter("party", mark("Supplier"), SupplierPrice.party_id, "row", reference="supplier"),
        Filter("product", mark("Product"), SupplierPrice.product_id, "row", reference="product"),
    ),
    sort="product",
    create=("supplier_price.set",),
    empty=mark("What suppliers ask for their products stands here. Enter a price, and orders know where to buy."),
)

LISTS = (REQUISITIONS, PURCHASES, RECEIPTS, BILLS, PRICES)
