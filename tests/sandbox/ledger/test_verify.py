"""The checks are silent in sound books and find each kind of damage."""

from __future__ import annotations

import datetime
import inspect

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Check
from advisor.sandbox.ledger.verify import CHECKS, verify
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import booked, foreign, owed, paid
from tests.sandbox.making import BOOKKEEPER, customer, do

TRIGGERS = (
    *("entry_fixed", "entry_kept", "entry_born_draft", "entry_balances", "entry_totals"),
    *("line_added", "line_fixed", "line_kept"),
    *("match_fits", "match_fixed"),
)


@pytest.fixture
def used(session: Session) -> Session:
    """Books with entries, matches and a closed month, their guards taken off."""
    acme, other = customer(session, "a").id, customer(session, "b").id
    booked(session, "bank", "revenue", 300, DAY - datetime.timedelta(10))
    booked(session, "expense", "bank", 100)
    do(session, "match.create", BOOKKEEPER, lines=[owed(session, 500, acme).id, paid(session, 200, acme).id])
    lines = [foreign(session, 1000, 800, other).id, foreign(session, -1000, -900, other, "BNK").id]
    do(session, "match.create", BOOKKEEPER, lines=lines)
    do(session, "period.close", BOOKKEEPER, document=14)
    assert verify(session) == []
    for name in TRIGGERS:
        session.execute(text(f"DROP TRIGGER {name}"))
    return session


@pytest.mark.parametrize(
    ("damage", "names"),
    [
        ("UPDATE entry_line SET amount = amount + 1 WHERE id = 1", {"ledger.balance", "ledger.totals"}),
        ("UPDATE entry_line SET foreign_amount = 1 WHERE id = (SELECT MIN(id) FROM entry_line WHERE currency = 'USD')",
         {"ledger.balance", "ledger.matches"}),
        ("UPDATE entry SET number = 'GEN/2026-03/0009' WHERE number = 'GEN/2026-03/0001'", {"ledger.numbers"}),
        ("UPDATE entry SET on_day = '2026-03-31' WHERE number = 'BNK/2026-03/0001'", {"ledger.numbers"}),
        ("UPDATE \"match\" SET amount = 501 WHERE id = 1", {"ledger.matches"}),
        ("UPDATE entry_line SET party_id = 2 WHERE party_id = 1 AND amount > 0", {"ledger.matches"}),
        ("UPDATE total SET debit = debit + 1 WHERE account_id = 2", {"ledger.totals"}),
        ("DELETE FROM total WHERE account_id = 2", {"ledger.totals"}),
        ("UPDATE entry_line SET account_id = 1 WHERE account_id = 2", {"ledger.lines", "ledger.totals"}),
        ("UPDATE entry_line SET party_id = NULL WHERE party_id = 1", {"ledger.lines"}),
        ("UPDATE entry SET on_day = '2026-06-01' WHERE id = 1", {"ledger.lines"}),
        ("UPDATE entry SET state = 'draft' WHERE id = 1", {"ledger.periods", "ledger.totals"}),
    ],
)  # fmt: skip
def test_damage_is_found(used: Session, damage: str, names: set[str]) -> None:
    used.execute(text(damage))
    found = verify(used)
    assert {finding.check for finding in found} >= names
    assert all("{" not in str(finding) for finding in found)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_says_what_holds(check: Check, session: Session) -> None:
    assert check.what.endswith(".") and check.name.startswith("ledger.")
    assert inspect.isgeneratorfunction(check.find)
    assert list(check.find(session)) == []
