"""Purchase orders: made, approved, ordered; then goods are awaited and bills can come."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import approving, clock, events, master, numbers, states
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, guard
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger import rows as ledger_rows
from advisor.sandbox.ledger.currencies import company_amount, company_amounts
from advisor.sandbox.stock.rows import warehouse
from advisor.sandbox.trade import inspecting, purchase_budget, suppliers
from advisor.sandbox.trade.goods_received import locked, stocked
from advisor.sandbox.trade.pricing import discount, freeze
from advisor.sandbox.trade.tables import Order, OrderLine, Requisition, Shipment, ShipmentLine

MODELS |= {"purchase": Order}


class BuyLine(BaseModel):
    """A line to be ordered: units, price for one in the supplier's currency (none: what he asks), discount in per
    cent, codes of taxes (none: those of the product)."""

    model_config = ConfigDict(extra="forbid")
    product: int
    quantity: Decimal
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    tax: str | None = None
    text: str = Field(default="", max_length=200)


def create(
    session: Session,
    by: Actor,
    *,
    party: int,
    lines: list[BuyLine],
    wanted: datetime.date | None = None,
    location: int | None = None,
    term: str = "",
    reference: str = "",
    cost_centre: int | None = None,
    project: int | None = None,
    account: int | None = None,
) -> Order:
    """A draft of an order to a supplier. With an `account` its lines are costs there and do not go into stock."""
    seller = suppliers.supplier(session, party)
    order = Order(
        kind="purchase",
        party_id=seller.id,
        on=clock.today(session),
        wanted=wanted,
        currency=suppliers.currency_of(session, seller),
        term=term or seller.term,
        location_id=warehouse(session, location).id,
        reference=reference.strip(),
        cost_centre_id=ledger_rows.centre(session, cost_centre),
        project_id=project,
        account_id=ledger_rows.account(session, account),
        party=seller,
        lines=[],
    )
    _fill(session, order, lines)
    session.add(order)
    session.flush()
    events.record(session, by, "purchase", order.id, "create", party=seller.id)
    return order


def change(
    session: Session,
    by: Actor,
    *,
    purchase: int,
    lines: list[BuyLine] | None = None,
    wanted: datetime.date | None = None,
    reference: str | None = None,
) -> Order:
    """Other lines of a draft, another day on which it is wanted, another reference; what is not given stays."""
    order: Order = states.load(session, "purchase", purchase, lock=True)
    if order.state != "draft":
        raise Refusal("Only a draft can be changed. Cancel the order, or have it sent back to a draft.")
    order.wanted = wanted or order.wanted
    order.reference = order.reference if reference is None else reference.strip()
    if lines is not None:
        for line in list(order.lines):
            session.delete(line)
        order.lines = []
        _fill(session, order, lines)
    events.record(session, by, "purchase", order.id, "change", party=order.party_id)
    return order


def add(session: Session, order: Order, product: Product, quantity: int, needed: datetime.date) -> None:
    """Put more of a product on a draft, at what the supplier asks for all of it together."""
    line = next((one for one in order.lines if one.product_id == product.id), None)
    wanted = quantity + (line.quantity if line else 0)
    offered = suppliers.best(session, product, wanted, order.party_id)
    if line is None:
        line = OrderLine(product_id=product.id, product=product, tax=product.purchase_tax, discount=0)
        order.lines.append(line)
    line.quantity, line.price = wanted, offered.price if offered else 0
    order.wanted = min(order.wanted or needed, needed)
    freeze(session, order)


def _fill(session: Session, order: Order, lines: Sequence[BuyLine]) -> None:
    """The lines of a draft, with the prices the supplier asks where none is given."""
    bought = suppliers.products(session, (line.product for line in lines))
    asked = _asked(session, order.party, bought, lines)
    order.lines = [
        OrderLine(
            product_id=line.product,
            product=bought[line.product],
            text=line.text.strip(),
            quantity=parts(bought[line.product], line.quantity),
            price=asked[line.product] if line.price is None else master.price(line.price, order.currency),
            discount=discount(line.discount),
            tax=bought[line.product].purchase_tax if line.tax is None else line.tax,
        )
        for line in lines
    ]
    freeze(session, order)


def _asked(session: Session, seller: Party, bought: Mapping[int, Product], lines: Sequence[BuyLine]) -> dict[int, int]:
    """What the supplier asks for the products of lines without a price, by product."""
    open_ = [line for line in lines if line.price is None]
    if not open_:
        return {}
    wanted = {bought[line.product]: parts(bought[line.product], line.quantity) for line in open_}
    found = suppliers.offers_of(session, wanted, seller.id)
    return {
        product.id: (found[product.id] or [suppliers.usual_offer(session, product, seller)])[0].price
        for product in wanted
    }


@guard("has_lines", "purchase")
def has_lines(session: Session, order: Order) -> None:
    if not order.lines:
        raise Refusal("The order has no lines. Add what is to be bought.", field="lines")


@effect("purchase.order")
def place_order(session: Session, order: Order, by: Actor) -> str:
    """Order it, or ask for approval where the amount needs one."""
    today = clock.today(session)
    if order.number is None:
        order.number = numbers.text("PO", numbers.draw(session, "purchase", today))
    freeze(session, order)
    purchase_budget.warn(session, order, by)
    amount = company_amount(session, order.gross, order.currency, today)
    asked = approving.ask(session, "purchase", order, amount, by)
    if asked is None:
        _ordered(session, order, by)
    return asked or "ordered"


@effect("purchase.approve")
def approve(session: Session, order: Order, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "purchase", order, by, approved=True, reason=reason)
    _ordered(session, order, by)


@effect("purchase.reject")
def reject(session: Session, order: Order, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "purchase", order, by, approved=False, reason=reason)


def _ordered(session: Session, order: Order, by: Actor) -> None:
    """Freeze what the lines are worth and when they come, and await the goods."""
    lines, today = order.lines, clock.today(session)
    offered = suppliers.offers_of(session, {one.product: one.quantity for one in lines}, order.party_id)
    values = company_amounts(session, [line.net for line in lines], order.currency, today)
    for line, value in zip(lines, values, strict=True):
        found = offered[line.product_id]
        days = found[0].days if found else suppliers.lead(line.product, order.party)
        line.value, line.promised = value, suppliers.arrival(session, days, order.wanted)
    order.confirmed = today
    order.promised = max(line.promised for line in lines if line.promised)
    await_goods(session, by, order, [(one, one.quantity) for one in lines if stocked(session, order, one.product)])


def await_goods(
    session: Session,
    by: Actor,
    order: Order,
    rows: Sequence[tuple[OrderLine, int]],
    planned: datetime.date | None = None,
) -> Shipment | None:
    """A receipt that waits for quantities of order lines; none for no rows."""
    if not rows:
        return None
    receipt = Shipment(
        kind="receipt",
        number=numbers.text("RC", numbers.draw(session, "receipt", clock.today(session))),
        party_id=order.party_id,
        order_id=order.id,
        location_id=order.location_id,
        planned=planned or order.promised or clock.today(session),
    )
    receipt.lines = [
        ShipmentLine(order_line_id=line.id, product_id=line.product_id, quantity=quantity) for line, quantity in rows
    ]
    session.add(receipt)
    session.flush()
    events.record(session, by, "receipt", receipt.id, "create", {"order": order.number}, party=order.party_id)
    inspecting.ask(session, by, "receipt", receipt.id, [line.product_id for line, _ in rows])
    return receipt


@guard("nothing_delivered", "purchase")
def nothing_delivered(session: Session, order: Order) -> None:
    for line in locked(session, order.id).lines.values():
        if line.moved or line.invoiced:
            raise Refusal(
                "Something of {number} was received or billed already. Return the goods or take back the bill first, "
                "or cancel only what is still awaited.",
                values={"number": order.number or ""},
            )


@effect("purchase.cancel")
def cancel(session: Session, order: Order, by: Actor) -> None:
    """Nothing is awaited any more, nobody has to decide, and what was asked for can be ordered elsewhere."""
    approving.withdraw(session, "purchase", order.id)
    for receipt in _waiting(session, order):
        receipt.state = "cancelled"
        events.record(session, by, "receipt", receipt.id, "cancel", {"order": order.number}, party=order.party_id)
    asked = select(Requisition.id).where(Requisition.order_id == order.id, Requisition.state == "ordered")
    for key in session.scalars(asked.order_by(Requisition.id)).all():
        states.fire(session, "requisition", key, "reopen", SYSTEM)


def _waiting(session: Session, order: Order) -> list[Shipment]:
    """The receipts that wait, locked. Who receives goods locks the receipt before its order, so nobody waits here for
    him. Raises Refusal when somebody is at it."""
    waits = select(Shipment).where(Shipment.order_id == order.id, Shipment.state == "waiting").order_by(Shipment.id)
    there = len(session.scalars(waits).all())
    held = session.scalars(waits.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()
    if len(held) < there:
        raise Refusal("Goods of this order are being received just now. Load the page again.")
    return list(held)


VERBS = (
    ("purchase.create", create, "erp-procurement", ("purchasing",), "purchase"),
    ("purchase.change", change, "erp-procurement", ("purchasing",), "purchase"),
)
