"""The chart of accounts as a session sees it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.accounts import NEED_PARTY, USES, account, chart, forget
from advisor.sandbox.ledger.tables import Account


@pytest.mark.parametrize("use", USES)
def test_everything_the_program_books_has_an_account(session: Session, use: str) -> None:
    found = account(session, use)
    assert found.use == use
    assert found.code not in chart(session).groups


def test_a_use_without_an_account_is_told(session: Session) -> None:
    session.delete(account(session, "rounding"))
    session.flush()
    forget(session)
    with pytest.raises(Refusal, match="has no account for rounding") as caught:
        account(session, "rounding")
    assert caught.value.values == {"use": "rounding"}


def test_groups_are_the_accounts_with_children(session: Session) -> None:
    found = chart(session)
    assert {"1", "2", "3", "4", "5", "6"} <= found.groups
    assert "1000" not in found.groups


def test_the_chart_is_read_once_until_it_changes(session: Session) -> None:
    before = chart(session)
    assert chart(session) is before
    session.add(Account(code="6300", name="Energy", kind="expense", parent="6"))
    session.flush()
    assert "6300" not in {one.code for one in chart(session).by_id.values()}
    forget(session)
    assert "6300" in {one.code for one in chart(session).by_id.values()}


def test_accounts_are_known_by_id_and_by_use(session: Session) -> None:
    for row in session.scalars(select(Account)):
        assert chart(session).by_id[row.id] is row
        if row.use:
            assert chart(session).by_use[row.use] is row


def test_accounts_that_need_a_party_are_matched_line_by_line(session: Session) -> None:
    assert all(account(session, use).open_items for use in NEED_PARTY)
