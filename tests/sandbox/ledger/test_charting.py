"""Accounts and cost centres are added, renamed, taken out of use."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.accounts import account, chart
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.ledger.tables import Account
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import booked
from tests.sandbox.making import BOOKKEEPER, do


def make(session: Session, code: str = "6250", **columns: Any) -> Account:
    given = {"name": "Insurance", "kind": "expense", "parent": "6"} | columns
    found = do(session, "account.create", BOOKKEEPER, code=code, **given)
    assert isinstance(found, Account)
    return found


def test_a_new_account_takes_entries(books: Database) -> None:
    with books.session() as session:
        made = make(session)
        post(session, Posting("GEN", DAY, [Item(made.id, 5), Item("bank", -5)]))
    with books.session(write=False) as session:
        kept = chart(session).by_id[made.id]
        assert (kept.code, kept.name, kept.parent, kept.active) == ("6250", "Insurance", "6", True)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"code": "1000"}, "code"),
        ({"code": " "}, "code"),
        ({"name": " "}, "name"),
        ({"use": "bank"}, "use"),
        ({"use": "jokes"}, "use"),
        ({"parent": "9"}, "parent"),
        ({"parent": "1"}, "parent"),
    ],
)
def test_an_account_that_cannot_be(session: Session, columns: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        make(session, **columns)
    assert caught.value.field == field


def test_an_account_with_entries_is_no_group(session: Session) -> None:
    booked(session, "expense", "bank", 5)
    with pytest.raises(Refusal, match="Other expenses has entries"):
        make(session, parent="6200")
    assert make(session, "6211", parent="6210").parent == "6210"
    assert "6210" in chart(session).groups


def test_an_account_goes_out_of_use_and_comes_back(session: Session) -> None:
    made = make(session)
    do(session, "account.change", BOOKKEEPER, account=made.id, name="Insurances", active=False)
    with pytest.raises(Refusal, match="no longer used"):
        post(session, Posting("GEN", DAY, [Item(made.id, 5), Item("bank", -5)]))
    do(session, "account.change", BOOKKEEPER, account=made.id, active=True)
    post(session, Posting("GEN", DAY, [Item(made.id, 5), Item("bank", -5)]))
    with pytest.raises(Refusal, match="Insurances has a balance"):
        do(session, "account.change", BOOKKEEPER, account=made.id, active=False)


def test_what_the_program_needs_stays_in_use(session: Session) -> None:
    with pytest.raises(Refusal, match="The program books on Bank"):
        do(session, "account.change", BOOKKEEPER, account=account(session, "bank").id, active=False)
    with pytest.raises(NotFound):
        do(session, "account.change", BOOKKEEPER, account=10**9, name="X")


def test_cost_centres(session: Session) -> None:
    made = do(session, "cost_centre.create", BOOKKEEPER, code="LAB", name="")
    assert (made.code, made.name) == ("LAB", "LAB")
    for code in ("LAB", " "):
        with pytest.raises(Refusal, match="is taken"):
            do(session, "cost_centre.create", BOOKKEEPER, code=code, name="Laboratory")
