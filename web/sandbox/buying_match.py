"""The three-way match of an order on its page and on those of its bills: ordered, received, billed, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.sandbox.trade.tables import Invoice, Order
from advisor.sandbox.trade.three_way import Row, rows
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

WIDTH = 100  # units of the drawing that are the largest quantity of a line


@dataclass(frozen=True)
class Bars:
    """Lengths of the three bars, from nought to `WIDTH`."""

    ordered: float
    received: float
    billed: float


@dataclass(frozen=True)
class MatchRow:
    """A line: quantities as they are read, the bars, the prices, and what is to be said about it. `received` is empty
    for what is no stock."""

    product: Cell
    ordered: str
    received: str
    billed: str
    drafted: str
    bars: Bars
    price: str
    paid: str
    verdict: Cell


@dataclass(frozen=True)
class MatchTable:
    """`rest` is what is received and not billed yet, as an amount of the books; empty when there is none."""

    rows: tuple[MatchRow, ...]
    rest: str


def match_table(visit: Visit, order: Order) -> MatchTable | None:
    """None until something can be received or billed."""
    if order.state != "ordered":
        return None
    found = rows(visit.session, order)
    write = writer(visit)
    open_ = sum(row.line.moved_value - row.line.invoiced_value for row in found if row.stocked)
    rest = f"{visit.currency} {write.text('money', open_)}" if open_ > 0 else ""
    return MatchTable(tuple(_row(visit, write, order, row) for row in found), rest)


def billing_match(visit: Visit, bill: Invoice) -> MatchTable | None:
    """The same on the page of a bill for an order that is not posted yet."""
    order = visit.session.get(Order, bill.order_id) if bill.order_id is not None else None
    return None if order is None or bill.state not in ("draft", "blocked") else match_table(visit, order)


def _row(visit: Visit, write: Writer, order: Order, row: Row) -> MatchRow:
    places = row.product.places
    largest = max(row.line.quantity, row.received, row.billed)

    def quantity(parts: int) -> str:
        return write.text("quantity", parts, places)

    def length(parts: int) -> float:
        return WIDTH * max(parts, 0) / largest

    return MatchRow(
        Cell(row.product.name, href(visit, "product", row.product.id)),
        quantity(row.line.quantity),
        quantity(row.received) if row.stocked else "",
        quantity(row.billed),
        quantity(row.drafted) if row.drafted else "",
        Bars(length(row.line.quantity), length(row.received) if row.stocked else 0, length(row.billed)),
        write.text("price", row.line.price, order.currency),
        write.text("price", row.paid_price, order.currency) if row.billed else "",
        _verdict(visit, row, write),
    )


def _verdict(visit: Visit, row: Row, write: Writer) -> Cell:
    """What matters first: billed and not there, to be billed, still to come, done."""
    words, places = visit.words, row.product.places
    over = row.billed - row.received if row.stocked else 0
    to_come = row.line.quantity - row.line.dropped - row.received if row.stocked else 0
    if over > 0:
        return Cell(words("{n} billed, not received").format(n=write.text("quantity", over, places)), tone="bad")
    if row.to_bill:
        return Cell(words("{n} to be billed").format(n=write.text("quantity", row.to_bill, places)), tone="warn")
    if to_come > 0:
        return Cell(words("{n} still to come").format(n=write.text("quantity", to_come, places)), tone="going")
    if row.drafted:
        return Cell(words("Bill entered"), tone="going")
    return Cell(words("Matches"), tone="good")
