"""What should be ordered again, and how much: reorder point and lot rules.

The reorder point is the demand of the lead time plus the safety stock (Silver, Pyke, Thomas: Inventory and Production
Management in Supply Chains, chapter 6); demand is what went to customers and into production lately.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.stock.levels import Level, levels
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.tables import Move

DAYS = 90  # of the past that demand is taken from


@dataclass(frozen=True)
class Proposal:
    """`used` went out in `days` days; `point` is the reorder point and `quantity` what to order now (0: enough is there
    or coming), both in parts of the product's unit."""

    level: Level
    used: int
    days: int
    lead_days: int
    point: int
    quantity: int

    @property
    def lasts(self) -> int | None:
        """Days for which the free stock lasts at this demand; None without demand."""
        return max(self.level.free, 0) * self.days // self.used if self.used > 0 else None


def lot(product: Product, missing: int) -> int:
    """How much is ordered when `missing` is needed: exactly that, whole lots, or a minimum."""
    if missing <= 0:
        return 0
    if product.lot_rule == "minimum":
        return max(missing, product.lot_size)
    if product.lot_rule in ("fixed", "multiple") and product.lot_size:
        return -(-missing // product.lot_size) * product.lot_size
    return missing


def used(session: Session, first: datetime.date, last: datetime.date) -> dict[int, tuple[int, int]]:
    """Quantity and value of what went to customers (less what came back) and into production, both days included."""
    kinds = {one.id: one.kind for one in locations(session).values()}
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    sums = select(Move.product_id, Move.source_id, Move.target_id, func.sum(Move.quantity), func.sum(Move.value)).where(
        Move.on >= first, Move.on <= last
    )
    for product, source, target, quantity, value in session.execute(
        sums.group_by(Move.product_id, Move.source_id, Move.target_id)
    ):
        sign = 1 if kinds[target] in ("customer", "production") else -1 if kinds[source] == "customer" else 0
        before = found[product]
        found[product] = (before[0] + sign * quantity, before[1] + sign * value)
    return {product: sums for product, sums in found.items() if sums != (0, 0)}


def proposals(session: Session, days: int = DAYS) -> list[Proposal]:
    """For every active product kept in stock; those that need an order come first, the shortest lasting first."""
    today = clock.today(session)
    began = session.scalar(select(func.min(Move.on))) or today
    counted = min(days, (today - began).days + 1)
    gone = used(session, today - datetime.timedelta(days=counted - 1), today)
    leads = {row[0]: row[1] for row in session.execute(select(Party.id, Party.lead_days).where(Party.supplier))}
    found = [_propose(level, leads, gone.get(level.product.id, (0, 0))[0], counted) for level in levels(session)]
    return sorted(found, key=_urgency)


def _propose(level: Level, leads: dict[int, int], gone: int, days: int) -> Proposal:
    product, gone = level.product, max(gone, 0)
    lead = product.lead_days or leads.get(product.supplier_id or 0, 0)
    point = product.safety - (-gone * lead // days)
    return Proposal(level, gone, days, lead, point, lot(product, point - level.projected))


def _urgency(proposal: Proposal) -> tuple[bool, bool, int, str]:
    lasts = proposal.lasts
    return (not proposal.quantity, lasts is None, lasts or 0, proposal.level.product.code)
