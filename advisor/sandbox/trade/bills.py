"""Bills from suppliers as drafts: from what was received and not billed yet, or for costs without an order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from advisor.errors import NotFound
from advisor.sandbox.core import approving, events, master, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import LOADS, MODELS, effect, guard
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger import rows as ledger_rows
from advisor.sandbox.trade import suppliers, three_way
from advisor.sandbox.trade.goods_received import Ordered, locked
from advisor.sandbox.trade.pricing import bare_quantity, discount, freeze
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine

MODELS |= {"bill": Invoice}
LOADS |= {"bill": (joinedload(Invoice.party), selectinload(Invoice.lines).joinedload(InvoiceLine.product))}


class BillLine(BaseModel):
    """A line of a bill. For an order it names the order line or its product (price none: as ordered); else an account
    (none: that of purchased services) and a text, with quantity and price."""

    model_config = ConfigDict(extra="forbid")
    order_line: int | None = None
    product: int | None = None
    text: str = Field(default="", max_length=200)
    quantity: Decimal = Decimal(1)
    price: Decimal | None = None
    discount: Decimal | None = None
    tax: str | None = None
    account: int | None = None
    cost_centre: int | None = None
    project: int | None = None


def create(
    session: Session,
    by: Actor,
    *,
    party: int | None = None,
    purchase: int | None = None,
    lines: list[BillLine] | None = None,
    reference: str = "",
    term: str = "",
) -> Invoice:
    """A draft of a bill: for an order (without lines: all that is received and not billed), or from a supplier alone.
    `reference` is the supplier's number."""
    if purchase is not None:
        return from_order(session, by, locked(session, purchase), lines or None, reference)
    if party is None:
        raise Refusal("A bill needs a supplier or an order. Choose one.", field="party")
    seller = suppliers.supplier(session, party)
    bill = Invoice(
        kind="bill",
        party_id=seller.id,
        party=seller,
        currency=suppliers.currency_of(session, seller),
        term=term or seller.term,
    )
    return keep(session, by, bill, None, lines or [], reference)


def from_order(
    session: Session, by: Actor, ordered: Ordered, lines: Sequence[BillLine] | None, reference: str
) -> Invoice:
    """A draft of a bill for an order. Raises Refusal when nothing is left to be billed."""
    order = ordered.order
    if order.state != "ordered":
        raise Refusal("Only what is ordered can be billed. Order it first.")
    bill = Invoice(
        kind="bill",
        party_id=order.party_id,
        party=order.party,
        order_id=order.id,
        project_id=order.project_id,
        currency=order.currency,
        term=order.term,
    )
    if lines is None:
        lines = _unbilled(session, order)
    return keep(session, by, bill, ordered, lines, reference)


def change(
    session: Session,
    by: Actor,
    *,
    bill: int,
    lines: list[BillLine] | None = None,
    reference: str | None = None,
    term: str | None = None,
) -> Invoice:
    """Other lines of a draft, another number of the supplier, another term; what is not given stays."""
    found: Invoice = states.load(session, "bill", bill, lock=True)
    if found.state != "draft":
        raise Refusal("Only a draft can be changed. Have a blocked bill corrected, or take a posted one back.")
    if term is not None:
        found.term = term
    if reference is not None:
        _reference(session, found, reference)
    if lines is not None:
        ordered = None if found.order_id is None else locked(session, found.order_id)
        for line in list(found.lines):
            session.delete(line)
        _fill(session, found, ordered, lines)
    events.record(session, by, "bill", found.id, "change", party=found.party_id)
    return found


def _unbilled(session: Session, order: Order) -> list[BillLine]:
    found = [
        BillLine(order_line=row.line.id, quantity=Decimal(row.to_bill).scaleb(-row.product.places))
        for row in three_way.rows(session, order)
        if row.to_bill
    ]
    if not found:
        raise Refusal(
            "Nothing of {number} is received and not billed yet. Receive the goods first, or enter the lines of the "
            "bill.",
            values={"number": order.number or ""},
        )
    return found


def keep(
    session: Session,
    by: Actor,
    bill: Invoice,
    ordered: Ordered | None,
    lines: Sequence[BillLine | InvoiceLine],
    reference: str,
) -> Invoice:
    """Keep a new draft with its lines. Raises Refusal when the supplier's number is known, or for a wrong line."""
    _reference(session, bill, reference)
    _fill(session, bill, ordered, lines)
    session.add(bill)
    session.flush()
    values = {} if ordered is None else {"order": ordered.order.number}
    events.record(session, by, "bill", bill.id, "create", values, party=bill.party_id)
    return bill


def _reference(session: Session, bill: Invoice, reference: str) -> None:
    """Keep the supplier's number. Raises Refusal when a bill of his has it already."""
    bill.reference = reference.strip()[:80]
    if not bill.reference:
        return
    wanted = select(Invoice).where(
        Invoice.kind == "bill",
        Invoice.party_id == bill.party_id,
        Invoice.reference == bill.reference,
        Invoice.credit == bool(bill.credit),
        Invoice.state.in_(("draft", "blocked", "posted")),
    )
    taken = session.scalars(wanted).first()
    if taken is not None and taken is not bill:
        raise Refusal(
            "The supplier's bill {reference} is entered already ({number}). Open that one, or correct the number.",
            values={"reference": bill.reference, "number": taken.number or f"#{taken.id}"},
            field="reference",
        )


def _fill(session: Session, bill: Invoice, ordered: Ordered | None, lines: Sequence[BillLine | InvoiceLine]) -> None:
    named = {one.product for one in lines if isinstance(one, BillLine) and one.product is not None}
    goods = suppliers.products(session, named) if named else {}
    if ordered is not None:
        goods |= ordered.products
    bill.lines = [one if isinstance(one, InvoiceLine) else _line(session, bill, ordered, goods, one) for one in lines]
    session.flush()
    freeze(session, bill)


def _line(
    session: Session, bill: Invoice, ordered: Ordered | None, goods: dict[int, Product], entered: BillLine
) -> InvoiceLine:
    of = _of(ordered, entered) if ordered is not None else None
    if of is None or ordered is None:
        return _free_line(session, bill, goods, entered)
    return _ordered_line(ordered, of, entered)


def _of(ordered: Ordered, entered: BillLine) -> OrderLine | None:
    """The order line that a line of a bill names, itself or by its product. Raises NotFound."""
    if entered.order_line is not None:
        if entered.order_line not in ordered.lines:
            raise NotFound("There is no such line in the order. Choose one of its lines.", field="lines")
        return ordered.lines[entered.order_line]
    found = [one for one in ordered.lines.values() if one.product_id == entered.product]
    return found[0] if found else None


def _ordered_line(ordered: Ordered, of: OrderLine, entered: BillLine) -> InvoiceLine:
    """A line as it was ordered, except for what was entered otherwise."""
    order, product = ordered.order, ordered.product(of)
    return InvoiceLine(
        order_line_id=of.id,
        product_id=of.product_id,
        product=product,
        account_id=order.account_id,
        cost_centre_id=order.cost_centre_id,
        project_id=order.project_id,
        text=entered.text.strip() or of.text,
        quantity=parts(product, entered.quantity),
        price=of.price if entered.price is None else master.price(entered.price, order.currency),
        discount=of.discount if entered.discount is None else discount(entered.discount),
        tax=of.tax if entered.tax is None else entered.tax,
    )


def _free_line(session: Session, bill: Invoice, goods: dict[int, Product], entered: BillLine) -> InvoiceLine:
    product = goods[entered.product] if entered.product is not None else None
    if product is None and not entered.text.strip():
        raise Refusal("A line needs a product or a text that says what it is for.", field="lines")
    if entered.price is None:
        raise Refusal("A line without an order needs a price.", field="lines")
    return InvoiceLine(
        product_id=entered.product,
        product=product,
        account_id=ledger_rows.account(session, entered.account, "lines"),
        cost_centre_id=ledger_rows.centre(session, entered.cost_centre, "lines"),
        project_id=entered.project,
        text=entered.text.strip(),
        quantity=bare_quantity(entered.quantity) if product is None else parts(product, entered.quantity),
        price=master.price(entered.price, bill.currency),
        discount=discount(entered.discount or Decimal(0)),
        tax=entered.tax if entered.tax is not None else (product.purchase_tax if product else ""),
    )


def credit_of(bill: Invoice) -> Invoice:
    """A credit note for a bill, still without lines."""
    return Invoice(
        kind="bill",
        credit=True,
        party_id=bill.party_id,
        party=bill.party,
        order_id=bill.order_id,
        project_id=bill.project_id,
        currency=bill.currency,
        reverses_id=bill.id,
    )


def copied(line: InvoiceLine, quantity: int) -> InvoiceLine:
    """A line like this one, of another quantity."""
    names = ("order_line_id", "product_id", "account_id", "cost_centre_id", "project_id", "text", "price", "discount",
             "tax")  # fmt: skip
    return InvoiceLine(product=line.product, quantity=quantity, **{name: getattr(line, name) for name in names})


@guard("has_lines", "bill")
def has_lines(session: Session, bill: Invoice) -> None:
    if not bill.lines:
        raise Refusal("The bill has no lines. Add what was billed.", field="lines")


@effect("purchase.bill")
def bill_order(
    session: Session, order: Order, by: Actor, *, reference: str = "", lines: list[BillLine] | None = None
) -> None:
    """A draft of the bill for what was received and not billed yet, or for what was entered."""
    from_order(session, by, locked(session, order.id), lines, reference)


@effect("bill.cancel")
def cancel(session: Session, bill: Invoice, by: Actor) -> None:
    approving.withdraw(session, "bill", bill.id)


@effect("bill.correct")
def correct(session: Session, bill: Invoice, by: Actor) -> None:
    """A blocked bill becomes a draft again; nobody has to decide about it any more."""
    approving.withdraw(session, "bill", bill.id)


VERBS = (
    ("bill.create", create, "erp-invoicing", ("accounting", "purchasing"), "bill"),
    ("bill.change", change, "erp-invoicing", ("accounting", "purchasing"), "bill"),
)
