"""The sums that must always hold, worked out from the bare tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.ledger import budgets
from advisor.sandbox.ledger.tables import Account, BudgetLine, Entry, Line, Match, Period
from advisor.sandbox.people.tables import Payroll, Payslip
from advisor.sandbox.stock.tables import Balance, Move
from advisor.sandbox.trade.tables import Invoice


def posted(*columns: Any) -> Select[Any]:
    """Columns of posted lines, with their accounts."""
    return select(*columns).select_from(Line).join(Account).join(Entry).where(Entry.state == "posted")


def kept(rows: Iterable[Any]) -> dict[Any, int]:
    """Pairs of key and sum, without those that are nought."""
    return {row[0]: row[1] for row in rows if row[1]}


def every_entry_balances(session: Session) -> None:
    differing = posted(Line.entry_id).group_by(Line.entry_id).having(func.sum(Line.amount) != 0)
    assert session.scalars(differing).all() == []


def stock_is_worth_its_account(session: Session) -> None:
    booked = posted(Line.product_id, func.sum(Line.amount)).where(Account.use == "stock").group_by(Line.product_id)
    held = select(Balance.product_id, func.sum(Balance.value)).group_by(Balance.product_id)
    assert kept(session.execute(booked)) == kept(session.execute(held))


def goods_are_somewhere(session: Session) -> None:
    """What moved into our places less what moved out is what lies there, and reserved is part of it."""
    moved: dict[tuple[int, int], int] = defaultdict(int)
    for one in session.scalars(select(Move)):
        moved[one.product_id, one.source_id] -= one.quantity
        moved[one.product_id, one.target_id] += one.quantity
    everywhere: dict[int, int] = defaultdict(int)
    for (product, _), quantity in moved.items():
        everywhere[product] += quantity
    assert not any(everywhere.values())
    for held in session.scalars(select(Balance)):
        assert 0 <= held.reserved <= held.quantity == moved[held.product_id, held.location_id]


def invoices_are_numbered_without_gaps(session: Session) -> None:
    for kind, prefix in (("invoice", "INV"), ("bill", "BILL")):
        numbered = select(Invoice.number, Invoice.on).where(Invoice.kind == kind, Invoice.number.is_not(None))
        rows = session.execute(numbered.order_by(Invoice.number)).all()
        assert [row[0] for row in rows] == [f"{prefix}-{n:04d}" for n in range(1, len(rows) + 1)]
        assert [row[1] for row in rows] == sorted(row[1] for row in rows)


def what_is_open_is_the_balance(session: Session) -> None:
    """Of receivables and payables: lines less their matches add up to the balance of the account."""
    matched: dict[int, int] = defaultdict(int)
    for match in session.scalars(select(Match)):
        matched[match.debit_id] += match.amount
        matched[match.credit_id] += match.amount
    for use in ("receivable", "payable"):
        lines = session.execute(posted(Line.id, Line.amount).where(Account.use == use)).all()
        assert all(matched[row[0]] <= abs(row[1]) for row in lines)
        left = sum(row[1] - matched[row[0]] * (1 if row[1] > 0 else -1) for row in lines)
        assert left == sum(row[1] for row in lines)


def invoices_are_what_was_asked_for(session: Session) -> None:
    """The receivables that invoices booked are the totals of the invoices, those of credit notes taken off."""
    asked = posted(func.coalesce(func.sum(Line.amount), 0)).where(Account.use == "receivable", Entry.journal == "SAL")
    numbered = select(Invoice.gross, Invoice.credit).where(Invoice.kind == "invoice", Invoice.entry_id.is_not(None))
    assert session.scalar(asked) == sum(-row[0] if row[1] else row[0] for row in session.execute(numbered))


def payroll_is_its_slips(session: Session) -> None:
    for one in session.scalars(select(Payroll).where(Payroll.state == "posted")):
        slips = session.scalar(select(func.sum(Payslip.gross)).where(Payslip.payroll_id == one.id))
        booked = posted(func.sum(Line.amount)).where(Line.entry_id == one.entry_id, Account.use == "wages")
        assert session.scalar(booked) == slips


def budgets_are_used_by_lines(session: Session) -> None:
    """Of every account that has a budget, over the whole of the books."""
    first, last = session.execute(select(func.min(Period.first), func.max(Period.last))).one()
    used: dict[int, int] = defaultdict(int)
    for one in budgets.uses(session, first, last):
        used[one.account.id] += one.actual
    for account in session.scalars(select(BudgetLine.account_id).distinct()):
        booked = posted(func.coalesce(func.sum(Line.amount), 0)).where(Line.account_id == account)
        assert session.scalar(booked) == used[account]


SUMS: tuple[Callable[[Session], None], ...] = (
    every_entry_balances,
    stock_is_worth_its_account,
    goods_are_somewhere,
    invoices_are_numbered_without_gaps,
    what_is_open_is_the_balance,
    invoices_are_what_was_asked_for,
    payroll_is_its_slips,
    budgets_are_used_by_lines,
)
