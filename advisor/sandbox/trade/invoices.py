"""Invoices to customers: drafted from what was shipped or by hand, posted, taken back by a credit note."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, master, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, guard
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.matching import settle
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.ledger.rows import centre
from advisor.sandbox.trade import invoicing, pricing, progress
from advisor.sandbox.trade.suppliers import products
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine, Payment

states.MODELS |= {"invoice": Invoice}
states.LOADS |= {"invoice": (joinedload(Invoice.party), selectinload(Invoice.lines).joinedload(InvoiceLine.product))}


class BillingLine(BaseModel):
    """A line of an invoice by hand: a service, or a text with an account of income (none: that of services); quantity
    in units, price for one in the invoice's currency, discount in per cent, codes of taxes."""

    model_config = ConfigDict(extra="forbid")
    product: int | None = None
    account: int | None = None
    text: str = Field(default="", max_length=200)
    quantity: Decimal = Decimal(1)
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    tax: str | None = None
    project: int | None = None
    cost_centre: int | None = None


def draft(
    session: Session,
    by: Actor,
    *,
    party: int,
    lines: list[BillingLine],
    project: int | None = None,
    order: int | None = None,
    term: str = "",
    currency: str = "",
    reference: str = "",
    credit: bool = False,
) -> Invoice:
    """A draft of an invoice, or of a credit note, for services and other things that are not in stock.

    Raises NotFound for what is not there, Refusal for goods: they are invoiced from their order.
    """
    buyer = session.get(Party, party)
    if buyer is None or not buyer.customer:
        raise NotFound("There is no such customer here. Choose one from the list.", field="party")
    invoice = Invoice(
        kind="invoice",
        credit=credit,
        party_id=buyer.id,
        party=buyer,
        order_id=order,
        project_id=project,
        currency=currency or buyer.currency or clock.trial(session).currency,
        term=term or buyer.term,
        reference=reference.strip(),
    )
    sold = products(session, (line.product for line in lines if line.product is not None))
    _known(session, lines)
    invoice.lines = [_line(session, invoice, line, sold) for line in lines]
    return _kept(session, by, invoice)


def change(
    session: Session,
    by: Actor,
    *,
    document: int,
    lines: list[BillingLine] | None = None,
    term: str | None = None,
    reference: str | None = None,
) -> Invoice:
    """Other lines of a draft by hand, another payment term or reference; what is not given stays."""
    invoice: Invoice = states.load(session, "invoice", document, lock=True)
    if invoice.state != "draft":
        raise Refusal("Only a draft can be changed. Reverse the invoice and post a new one.")
    invoice.term = invoice.term if term is None else term
    invoice.reference = invoice.reference if reference is None else reference.strip()
    if lines is not None:
        if any(line.order_line_id for line in invoice.lines):
            raise Refusal(
                "Its lines follow from the order. Cancel this draft and invoice the order again.", field="lines"
            )
        for line in invoice.lines:
            session.delete(line)
        session.flush()
        sold = products(session, (line.product for line in lines if line.product is not None))
        _known(session, lines)
        invoice.lines = [_line(session, invoice, line, sold) for line in lines]
        pricing.freeze(session, invoice)
    events.record(session, by, "invoice", invoice.id, "change", party=invoice.party_id)
    return invoice


def _kept(session: Session, by: Actor, invoice: Invoice, order: str | None = None) -> Invoice:
    pricing.freeze(session, invoice)
    session.add(invoice)
    session.flush()
    values = {"order": order} if order else {}
    events.record(session, by, "invoice", invoice.id, "create", values, party=invoice.party_id)
    return invoice


def _known(session: Session, lines: Sequence[BillingLine]) -> None:
    """Raises NotFound for an account or cost centre that is not there, Refusal for an account that has a use."""
    accounts = {line.account for line in lines if line.account is not None}
    centres = {line.cost_centre for line in lines if line.cost_centre is not None}
    for one in accounts:
        found = chart(session).by_id.get(one)
        if found is None:
            raise NotFound("There is no such account here. Choose one from the list.", field="account")
        if found.kind not in ("income", "expense", "liability"):
            raise Refusal("{account} is no account of income. Choose another.", values={"account": found.name},
                          field="account")  # fmt: skip
    for one in centres:
        centre(session, one)


def _line(session: Session, invoice: Invoice, line: BillingLine, sold: Mapping[int, Product]) -> InvoiceLine:
    product = sold[line.product] if line.product is not None else None
    if product is not None and product.kind == "goods" and progress.keeps_stock(session):
        raise Refusal(
            "{product} is in stock; it is invoiced from an order when it was shipped. Make an order, or sell it in the "
            "shop.",
            values={"product": product.name},
            field="product",
        )
    if product is None and line.price is None:
        raise Refusal("A line without a product needs a price. Enter one.", field="price")
    quantity = parts(product, line.quantity) if product is not None else pricing.bare_quantity(line.quantity)
    on = clock.today(session)
    return InvoiceLine(
        product_id=line.product,
        product=product,
        account_id=line.account,
        cost_centre_id=line.cost_centre,
        project_id=line.project,
        text=line.text.strip() or (product.name if product else ""),
        quantity=quantity,
        price=pricing.asked(session, product, line.price, invoice.currency, on)
        if product is not None
        else master.price(line.price or Decimal(0), invoice.currency),
        discount=pricing.discount(line.discount),
        tax=(product.tax if product else "") if line.tax is None else line.tax,
    )


def of_order(session: Session, by: Actor, order: Order) -> Invoice | None:
    """A draft for what of a confirmed order was shipped (goods) or ordered (services) and is on no invoice yet; none
    when nothing is left. The order must be locked."""
    chosen = [(line, left) for line, drafted in _drafted(session, order).items() if (left := _left(line, drafted)) > 0]
    if not chosen:
        return None
    return _kept(session, by, _of_lines(order, chosen), order.number)


def credit_returned(session: Session, by: Actor, order: Order) -> Invoice | None:
    """A draft of a credit note for what came back and was invoiced; none when nothing was."""
    chosen = [
        (line, quantity)
        for line, drafted in _drafted(session, order).items()
        if line.product.kind == "goods" and (quantity := line.invoiced - drafted.credit - line.moved) > 0
    ]
    if not chosen:
        return None
    credit = _of_lines(order, chosen)
    credit.credit = True
    return _kept(session, by, credit, order.number)


@dataclass
class _Drafted:
    """What of an order line is on drafts of invoices and of credit notes."""

    invoice: int = 0
    credit: int = 0


def _left(line: OrderLine, drafted: _Drafted) -> int:
    whole = line.moved if line.product.kind == "goods" else line.quantity - line.dropped
    return whole - line.invoiced - drafted.invoice


def _drafted(session: Session, order: Order) -> dict[OrderLine, _Drafted]:
    """The lines of an order with products, and what of each is on drafts already; all in one statement, so that an
    invoice that is posted meanwhile counts once."""
    rows = session.execute(
        select(OrderLine, InvoiceLine.quantity, Invoice.credit)
        .select_from(OrderLine)
        .outerjoin(Invoice, and_(Invoice.order_id == order.id, Invoice.state == "draft"))
        .outerjoin(InvoiceLine, and_(InvoiceLine.invoice_id == Invoice.id, InvoiceLine.order_line_id == OrderLine.id))
        .where(OrderLine.order_id == order.id)
        .options(joinedload(OrderLine.product, innerjoin=True))
        .order_by(OrderLine.id)
        .execution_options(populate_existing=True)
    )
    found: dict[OrderLine, _Drafted] = {}
    for line, quantity, credit in rows:
        drafted = found.setdefault(line, _Drafted())
        if credit:
            drafted.credit += quantity or 0
        else:
            drafted.invoice += quantity or 0
    return found


def _of_lines(order: Order, chosen: Sequence[tuple[OrderLine, int]]) -> Invoice:
    return Invoice(
        kind="invoice",
        party_id=order.party_id,
        party=order.party,
        order_id=order.id,
        project_id=order.project_id,
        currency=order.currency,
        term=order.term,
        reference=order.reference,
        lines=[
            InvoiceLine(
                order_line_id=line.id,
                product_id=line.product_id,
                product=line.product,
                cost_centre_id=order.cost_centre_id,
                project_id=order.project_id,
                text=line.text or line.product.name,
                quantity=quantity,
                price=line.price,
                discount=line.discount,
                tax=line.tax,
            )
            for line, quantity in chosen
        ],
    )


@guard("has_lines", "invoice")
def has_lines(session: Session, invoice: Invoice) -> None:
    if not invoice.lines:
        raise Refusal("The invoice has no lines. Add what is to be paid.", field="lines")


@effect("invoice.post")
def post(session: Session, invoice: Invoice, by: Actor, *, on: datetime.date | None = None) -> None:
    """Book it with the next number, with the cost of what was sold; an advance payment of the order settles it."""
    day = on or clock.today(session)
    ids = [line.order_line_id for line in invoice.lines if line.order_line_id is not None]
    advance = exists().where(Payment.order_id == OrderLine.order_id, Payment.state == "cleared")
    found, paid = progress.lines_and(session, ids, advance)
    extra = _count(invoice, found, -1 if invoice.credit else 1)
    entry = invoicing.post(session, invoice, by, day, invoicing.Booking(extra=extra))
    if paid and not invoice.credit:
        settle(session, by, [entry.id, *_advances(session, invoice)], day)


def _count(invoice: Invoice, found: Mapping[int, OrderLine], sign: int) -> list[Item]:
    """Add the quantities to the order lines, and give what moves from the interim account to cost of sales.

    Raises Refusal for more than was shipped or ordered, or less than nought.
    """
    items: list[Item] = []
    for line in invoice.lines:
        if line.order_line_id is None:
            continue
        ordered = found[line.order_line_id]
        _within(ordered, sign * line.quantity)
        cost = progress.cost_of(ordered, sign * line.quantity)
        progress.advance(ordered, sign * line.quantity, cost)
        line.cost = cost
        items += _cost(invoice, line, cost)
    return items


def _cost(invoice: Invoice, line: InvoiceLine, cost: int) -> list[Item]:
    party, product, project = invoice.party_id, line.product_id, line.project_id
    return [
        Item(
            "cost_of_sales",
            cost,
            party=party,
            product=product,
            cost_centre=line.cost_centre_id,
            project=project,
            text=line.text,
        ),
        Item("shipped", -cost, party=party, product=product, project=project, text=line.text),
    ]


def _within(line: OrderLine, quantity: int) -> None:
    most = line.moved if line.product.kind == "goods" else line.quantity - line.dropped
    if quantity > 0 and line.invoiced + quantity > most:
        raise Refusal(
            "{product}: only {left} are left to invoice. Cancel this draft and invoice the order again.",
            values={"product": line.product.name, "left": shown(line.product, max(most - line.invoiced, 0))},
            field="lines",
        )
    if line.invoiced + quantity < 0:
        raise Refusal(
            "{product}: only {left} are invoiced; the rest was credited already.",
            values={"product": line.product.name, "left": shown(line.product, line.invoiced)},
            field="lines",
        )


def _advances(session: Session, invoice: Invoice) -> list[int]:
    """Entries of payments that were made in advance for the order."""
    wanted = select(Payment.entry_id).where(Payment.order_id == invoice.order_id, Payment.state == "cleared")
    return [entry for entry in session.scalars(wanted.order_by(Payment.id)) if entry is not None]


@effect("invoice.cancel")
def cancel(session: Session, invoice: Invoice, by: Actor) -> None:
    """What was on it can be invoiced again."""


@effect("invoice.reverse")
def reverse(session: Session, invoice: Invoice, by: Actor, *, on: datetime.date | None = None) -> None:
    """A credit note takes back all of it; what was shipped can be invoiced anew. A payment of it stays with the
    customer, on account."""
    day = on or clock.today(session)
    credit = invoicing.reverse(session, invoice, by, day)
    found = progress.lines(session, [line.order_line_id for line in invoice.lines if line.order_line_id is not None])
    for line in invoice.lines:
        if line.order_line_id is not None:
            _within(found[line.order_line_id], -line.quantity)
            progress.advance(found[line.order_line_id], -line.quantity, -line.cost)
    events.record(session, by, "invoice", credit.id, "create", {"reverses": invoice.number}, party=invoice.party_id)
    assert invoice.entry_id is not None and credit.entry_id is not None
    settle(session, by, [invoice.entry_id, credit.entry_id], day)


VERBS = (
    ("invoice.create", draft, "erp-invoicing", ("accounting", "sales"), "invoice"),
    ("invoice.change", change, "erp-invoicing", ("accounting", "sales"), "invoice"),
)
