"""Whether trade is in order: orders, shipments, invoices, payments and the ledger must agree."""

from __future__ import annotations

from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Finding, found
from advisor.sandbox.trade import purchase_checks, sales_checks

CHECKS = (*sales_checks.CHECKS, *purchase_checks.CHECKS)


def check_trade(session: Session) -> list[Finding]:
    """What is wrong; nothing when trade is in order."""
    return found(session, CHECKS)
