"""Reports agree with each other; a check of that finds when they do not."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import found
from advisor.sandbox.insight import verify
from advisor.sandbox.insight.verify import CHECKS
from tests.sandbox import selling
from tests.sandbox.insight.posting import DAY, pair


def test_reports_of_a_company_agree(company: Session) -> None:
    assert list(map(str, found(company, CHECKS))) == []


def test_empty_books_agree(session: Session) -> None:
    assert found(session, CHECKS) == []


@pytest.mark.parametrize(
    ("statement", "checks"),
    [
        ("UPDATE total SET debit = debit + 5 WHERE account_id = (SELECT id FROM account WHERE use = 'receivable')",
         {"balance_sheet", "aging", "consolidation"}),
        ("UPDATE total SET debit = debit + 5 WHERE account_id = (SELECT id FROM account WHERE use = 'cost_of_sales')",
         {"margins", "balance_sheet", "consolidation"}),
    ],
)  # fmt: skip
def test_totals_that_are_not_those_of_the_lines(session: Session, statement: str, checks: set[str]) -> None:
    bolt = selling.goods(session, "bolt")
    order = selling.confirmed(session, selling.buyer(session), (bolt, 2))
    selling.shipped(session, order)
    selling.posted(session, order)
    session.execute(text("UPDATE trial SET today = '2026-03-31'"))  # whole months come from the totals
    session.expire_all()
    assert found(session, CHECKS) == []
    session.execute(text(statement))
    assert {one.check for one in found(session, CHECKS)} <= checks | {"valuation"}
    assert {one.check for one in found(session, CHECKS)} & checks


def test_stock_booked_past_the_moves(session: Session) -> None:
    pair(session, DAY, "stock", "bank", 5)
    (one,) = verify.stock(session)
    assert (one.check, one.values["have"], one.values["expected"]) == ("valuation", 0, 5)


def test_every_check_says_what_holds() -> None:
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    assert all(one.what.endswith(".") for one in CHECKS)
