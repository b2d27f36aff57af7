"""Tables of trade. Prices in hundredths of the smallest unit of the document's currency, amounts in smallest units."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Currency, Document, Key, Kind, Name, Party, Product, State
from advisor.sandbox.stock.tables import Location


class Order(Table):
    """A sale or a purchase. Net, tax and gross are frozen when it is quoted or ordered."""

    __tablename__ = "trade_order"
    id: Mapped[Key]
    kind: Mapped[Kind]  # sale, purchase
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    wanted: Mapped[datetime.date | None]  # by the customer, or from the supplier
    promised: Mapped[datetime.date | None]
    confirmed: Mapped[datetime.date | None]
    currency: Mapped[Currency]
    term: Mapped[str] = mapped_column(String(40), default="")
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    channel: Mapped[str] = mapped_column(String(10), default="desk")  # desk, shop, web
    reference: Mapped[str] = mapped_column(String(80), default="")  # of the other side
    cost_centre_id: Mapped[int | None] = mapped_column(ForeignKey("cost_centre.id"))
    project_id: Mapped[int | None] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # of a purchase that is no stock
    net: Mapped[int] = mapped_column(default=0)
    tax: Mapped[int] = mapped_column(default=0)
    gross: Mapped[int] = mapped_column(default=0)
    lines: Mapped[list[OrderLine]] = relationship(order_by="OrderLine.id", back_populates="order")
    party: Mapped[Party] = relationship(viewonly=True)


class OrderLine(Table):
    """`moved` is what was shipped or received less what came back, `invoiced` what was invoiced; `moved_value` and
    `invoiced_value` are the stock value of both, in the company's currency. `dropped` is what will not be delivered
    any more, because it came back or the rest was given up; open is quantity - moved - dropped."""

    __tablename__ = "order_line"
    id: Mapped[Key]
    order_id: Mapped[int] = mapped_column(ForeignKey("trade_order.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    text: Mapped[str] = mapped_column(String(200), default="")
    quantity: Mapped[int]
    price: Mapped[int]
    discount: Mapped[int] = mapped_column(default=0)  # ten-thousandths
    tax: Mapped[str] = mapped_column(String(40), default="")
    net: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[int] = mapped_column(default=0)
    invoiced: Mapped[int] = mapped_column(default=0)
    moved_value: Mapped[int] = mapped_column(default=0)
    invoiced_value: Mapped[int] = mapped_column(default=0)
    value: Mapped[int] = mapped_column(default=0)  # of a purchase: net in the company's currency when it was ordered
    promised: Mapped[datetime.date | None]
    order: Mapped[Order] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship(viewonly=True)
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), CheckConstraint("moved >= 0", name="moved"))


class Requisition(Table):
    """Somebody needs something bought. `origin` is the document that makes it necessary."""

    __tablename__ = "requisition"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]
    needed: Mapped[datetime.date]
    asked_by: Mapped[str] = mapped_column(String(80))
    cost_centre_id: Mapped[int | None] = mapped_column(ForeignKey("cost_centre.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    origin_kind: Mapped[Document] = mapped_column(default="")
    origin: Mapped[int | None]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("trade_order.id"))


class SupplierPrice(Table):
    """What a supplier asks for a product from a quantity on."""

    __tablename__ = "supplier_price"
    id: Mapped[Key]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    minimum: Mapped[int] = mapped_column(default=1)
    price: Mapped[int]
    lead_days: Mapped[int] = mapped_column(default=0)


class Shipment(Table):
    """Goods that leave for a customer (shipment) or arrive from a supplier (receipt). `back`: those that came back from
    the customer, or went back to the supplier, out of what was moved by `origin_id`."""

    __tablename__ = "shipment"
    id: Mapped[Key]
    kind: Mapped[Kind]  # shipment, receipt
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="waiting")
    back: Mapped[bool] = mapped_column(default=False)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("trade_order.id"), index=True)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("shipment.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    planned: Mapped[datetime.date]
    done: Mapped[datetime.date | None]
    carrier: Mapped[str] = mapped_column(String(80), default="")
    tracking: Mapped[str] = mapped_column(String(80), default="")
    lines: Mapped[list[ShipmentLine]] = relationship(order_by="ShipmentLine.id")
    order: Mapped[Order] = relationship(viewonly=True)
    location: Mapped[Location] = relationship(viewonly=True)


class ShipmentLine(Table):
    """`rejected` is what a supplier delivered too but took back at the door; it never was in stock."""

    __tablename__ = "shipment_line"
    id: Mapped[Key]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]
    rejected: Mapped[int] = mapped_column(default=0)
    product: Mapped[Product] = relationship(viewonly=True)
    order_line: Mapped[OrderLine] = relationship(viewonly=True)
    __table_args__ = (CheckConstraint("quantity >= 0 AND rejected >= 0", name="quantity"),)


class Invoice(Table):
    """An invoice to a customer or a bill from a supplier; `credit` when it takes one back. Whether it is paid follows
    from what is open on its lines in the ledger."""

    __tablename__ = "invoice"
    id: Mapped[Key]
    kind: Mapped[Kind]  # invoice, bill
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    credit: Mapped[bool] = mapped_column(default=False)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("trade_order.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(index=True)
    on: Mapped[datetime.date | None] = mapped_column("on_day")
    due: Mapped[datetime.date | None]
    currency: Mapped[Currency]
    term: Mapped[str] = mapped_column(String(40), default="")
    reference: Mapped[str] = mapped_column(String(80), default="")  # the supplier's number
    net: Mapped[int] = mapped_column(default=0)
    tax: Mapped[int] = mapped_column(default=0)
    gross: Mapped[int] = mapped_column(default=0)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    reminders: Mapped[int] = mapped_column(default=0)  # how often payment was asked for
    lines: Mapped[list[InvoiceLine]] = relationship(order_by="InvoiceLine.id")
    party: Mapped[Party] = relationship(viewonly=True)


class InvoiceLine(Table):
    """A line without a product counts hundredths. `cost` is the stock value that its posting took out of the interim
    account of what was shipped or received, in the company's currency."""

    __tablename__ = "invoice_line"
    id: Mapped[Key]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # where no product says it
    cost_centre_id: Mapped[int | None] = mapped_column(ForeignKey("cost_centre.id"))
    project_id: Mapped[int | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(String(200), default="")
    quantity: Mapped[int]
    price: Mapped[int]
    discount: Mapped[int] = mapped_column(default=0)
    tax: Mapped[str] = mapped_column(String(40), default="")
    net: Mapped[int] = mapped_column(default=0)
    cost: Mapped[int] = mapped_column(default=0)
    product: Mapped[Product | None] = relationship(viewonly=True)


class Payment(Table):
    """Money from a customer (in) or to a supplier (out), for an invoice, in advance for an order, or on account."""

    __tablename__ = "payment"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    direction: Mapped[Kind]  # in, out
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("trade_order.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    currency: Mapped[Currency]
    amount: Mapped[int]
    method: Mapped[str] = mapped_column(String(10), default="bank")  # bank, cash, card
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    name: Mapped[Name] = mapped_column(default="")
    party: Mapped[Party] = relationship(viewonly=True)
    __table_args__ = (CheckConstraint("amount > 0", name="amount"), Index(None, "state", "direction"))
