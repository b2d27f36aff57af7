"""Both sides of trade are checked together."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.sandbox.trade import purchase_checks, sales_checks
from advisor.sandbox.trade.verify import CHECKS, check_trade
from tests.sandbox.selling import buyer, confirmed, goods, shipped


def test_both_sides_are_asked() -> None:
    assert set(CHECKS) == {*sales_checks.CHECKS, *purchase_checks.CHECKS}


def test_sound_books_have_no_findings(session: Session) -> None:
    shipped(session, confirmed(session, buyer(session), (goods(session), 5)))
    assert check_trade(session) == []


def test_findings_name_their_check(session: Session) -> None:
    shipped(session, confirmed(session, buyer(session), (goods(session), 5)))
    session.execute(text("UPDATE order_line SET moved = 4"))
    assert {finding.check for finding in check_trade(session)} == {"trade.sale_moved"}
