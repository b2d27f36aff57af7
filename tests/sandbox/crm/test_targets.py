"""Targets of sellers, and what they reached."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm.targets import performance
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, SELLER, do, units
from tests.sandbox.pipeline import colleague, contact, deal


def test_what_sellers_reached(books: Database) -> None:
    with books.session() as session:
        sam, lee = colleague(session, "Sam"), colleague(session, "Lee")
        colleague(session, "Mia", "marketing")
        do(session, "target.set", BOSS, owner=sam, month=DAY, amount=units(5000))
        do(session, "target.set", BOSS, owner=sam, month=datetime.date(2026, 3, 31), amount=units(4000))
        buyer = contact(session)
        first, second, third = (deal(session, buyer, amount, owner=sam) for amount in (1000, 2000, 500))
        do(session, "deal.win", SELLER, document=first.id)
        do(session, "activity.log", SELLER, subject="Call", contact=buyer.id, owner=sam)
        do(session, "clock.advance", to="week")
        do(session, "deal.win", SELLER, document=second.id)
        do(session, "deal.lose", SELLER, document=third.id, reason="gone")
        idle, busy = performance(session, DAY)
        assert (idle.owner, idle.target, idle.won, idle.share, idle.conversion, idle.days) == (
            lee,
            None,
            0,
            *[None] * 3,
        )
        assert (busy.owner, busy.target, busy.won, busy.share) == (sam, 400_000, 300_000, 0.75)
        assert (busy.deals, busy.lost, busy.conversion, busy.activities) == (2, 1, 2 / 3, 1)
        assert busy.days == (0 + 7 + 7) / 3
        assert [one.won for one in performance(session, datetime.date(2026, 4, 1))] == [0, 0]


def test_a_target_is_of_somebody(session: Session) -> None:
    with pytest.raises(Refusal, match="Nobody with the name Zoe"):
        do(session, "target.set", BOSS, owner="Zoe", month=DAY, amount=units(1))
    with pytest.raises(Refusal, match="Say whose"):
        do(session, "target.set", BOSS, owner=" ", month=DAY, amount=units(1))
    with pytest.raises(WrongRole):
        do(session, "target.set", SELLER, owner="Zoe", month=DAY, amount=units(1))
