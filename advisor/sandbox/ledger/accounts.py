"""The chart of accounts as a session sees it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import reference
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.tables import Account

# What the program books by itself. Each use has one account; accounts without a use are for manual entries.
USES = (
    "receivable", "payable", "bank", "cash", "opening", "profit", "exchange", "write_off", "rounding",
    "tax_sale", "tax_purchase", "revenue", "service_revenue", "purchases", "expense",
    "stock", "received", "shipped", "cost_of_sales", "variance", "lost", "production", "work",
    "wages", "wages_payable", "deductions", "staff_claims",
    "asset", "accumulated", "depreciation", "revaluation", "disposal",
    "sister_receivable", "sister_payable", "sister_revenue", "sister_cost",
)  # fmt: skip
NEED_PARTY = frozenset({"receivable", "payable", "sister_receivable", "sister_payable", "staff_claims"})


@dataclass(frozen=True)
class Chart:
    """All accounts, read once in a session."""

    by_use: dict[str, Account]
    by_id: dict[int, Account]
    groups: frozenset[str]  # codes of accounts that have children

    def use(self, use: str) -> Account:
        """Raises Refusal when the chart has no account for it."""
        if use not in self.by_use:
            raise Refusal("The chart of accounts has no account for {use}. Add one.", values={"use": use})
        return self.by_use[use]


def chart(session: Session) -> Chart:
    found = session.info.get("chart")
    if found is None:
        rows = reference.rows(session, select(Account).order_by(Account.code))
        found = session.info["chart"] = Chart(
            {row.use: row for row in rows if row.use},
            {row.id: row for row in rows},
            frozenset(row.parent for row in rows if row.parent),
        )
    assert isinstance(found, Chart)
    return found


def account(session: Session, use: str) -> Account:
    """The account that the program books `use` on."""
    return chart(session).use(use)


def forget(session: Session) -> None:
    """Accounts were added or changed: read them anew."""
    session.info.pop("chart", None)
    reference.changed(session)
