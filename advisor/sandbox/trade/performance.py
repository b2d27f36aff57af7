"""How well suppliers deliver: on time, at the price that was agreed, without goods that had to be sent back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, OrderLine, Shipment, ShipmentLine


@dataclass(frozen=True)
class Performance:
    """What a supplier did in a span of days. Shares are ten-thousandths, None without anything to judge by: `on_time`
    of the receipts, `rejected` of the goods that came, `price` what was billed above (below nought: under) what
    was ordered; `days` is the mean of days late or early."""

    supplier: Party
    receipts: int
    on_time: int | None
    days: float | None
    rejected: int | None
    price: int | None


@dataclass(frozen=True)
class _Came:
    receipts: int = 0
    punctual: int = 0
    days: int = 0
    delivered: float = 0
    rejected: float = 0


def performance(session: Session, first: datetime.date, last: datetime.date) -> list[Performance]:
    """All suppliers that delivered or billed from `first` to `last`, by name; three queries in all."""
    came, billed = _came(session, first, last), _billed(session, first, last)
    wanted = select(Party).where(Party.id.in_(set(came) | set(billed))).order_by(Party.name, Party.id)
    return [_judged(one, came.get(one.id, _Came()), *billed.get(one.id, (0, 0))) for one in session.scalars(wanted)]


def _judged(supplier: Party, came: _Came, paid: int, agreed: int) -> Performance:
    return Performance(
        supplier,
        came.receipts,
        _share(came.punctual, came.receipts),
        came.days / came.receipts if came.receipts else None,
        _share(came.rejected, came.delivered),
        _share(paid - agreed, agreed),
    )


def _share(part: float, whole: float) -> int | None:
    return round(10_000 * part / whole) if whole else None


def _came(session: Session, first: datetime.date, last: datetime.date) -> dict[int, _Came]:
    """Receipts and returns of each supplier; quantities count by what they are worth, whatever their unit."""
    one = 1.0 * OrderLine.value / OrderLine.quantity
    quantity = func.sum(case((Shipment.back, 0), else_=one * (ShipmentLine.quantity + ShipmentLine.rejected)))
    rejected = func.sum(one * case((Shipment.back, ShipmentLine.quantity), else_=ShipmentLine.rejected))
    wanted = (
        select(Shipment.id, Shipment.party_id, Shipment.back, Shipment.planned, Shipment.done, quantity, rejected)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(Shipment.kind == "receipt", Shipment.state == "done", Shipment.done.between(first, last))
        .group_by(Shipment.id, Shipment.party_id, Shipment.back, Shipment.planned, Shipment.done)
    )
    found: dict[int, _Came] = {}
    for _, party, back, planned, done, delivered, wrong in session.execute(wanted):
        so_far, late = found.get(party, _Came()), (done - planned).days
        found[party] = _Came(
            so_far.receipts + (not back),
            so_far.punctual + (not back and late <= 0),
            so_far.days + (0 if back else late),
            so_far.delivered + float(delivered),
            so_far.rejected + float(wrong),
        )
    return found


def _billed(session: Session, first: datetime.date, last: datetime.date) -> dict[int, tuple[int, int]]:
    """What each supplier billed and what that was ordered for, by party, in the currency of his orders."""
    agreed = func.sum(1.0 * OrderLine.net * InvoiceLine.quantity / OrderLine.quantity)
    wanted = (
        select(Invoice.party_id, func.sum(InvoiceLine.net), agreed)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .join(OrderLine, OrderLine.id == InvoiceLine.order_line_id)
        .where(Invoice.kind == "bill", Invoice.state == "posted", Invoice.credit.is_(False))
        .where(Invoice.on.between(first, last))
        .group_by(Invoice.party_id)
    )
    return {party: (int(paid), round(asked)) for party, paid, asked in session.execute(wanted)}
