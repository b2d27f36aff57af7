"""A claim is classified, approved, booked, and paid back, with nothing open in the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import approving, events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.open_items import open_items
from advisor.sandbox.people.expenses import owed
from advisor.sandbox.people.tables import Expense
from tests.sandbox.making import BOOKKEEPER, BOSS, SELLER, do
from tests.sandbox.people.staffing import (
    CLERK,
    account,
    balance,
    booked,
    centre,
    day,
    employee,
    project,
    sound,
)


def claim(session: Session, person: int, amount: str = "80", by: Any = SELLER, **entered: Any) -> Expense:
    values = {"account": account(session, "6230"), "text": "Train to the customer", "amount": Decimal(amount)}
    made = do(session, "expense.create", by, employee=person, **(values | entered))
    do(session, "expense.submit", by, document=made.id)
    assert isinstance(made, Expense)
    return made


def test_a_claim_from_entry_to_payment(books: Database) -> None:
    with books.session() as session:
        ada, tower = employee(session), project(session)
        made = claim(session, ada.id, cost_centre=centre(session, "SALES"), project=tower.id)
        assert (made.state, made.number) == ("approved", "EX-0001")
        do(session, "expense.post", BOOKKEEPER, document=made.id)
        assert booked(session, "expense", made.id) == [("6230", 8000), ("staff_claims", -8000)]
        assert owed(session, [made]) == {made.id: 8000}
        assert len(open_items(session, "staff_claims", ada.party_id)) == 1
        do(session, "expense.pay", BOOKKEEPER, document=made.id)
        assert (balance(session, "staff_claims"), balance(session, "bank")) == (0, -80)
        assert open_items(session, "staff_claims") == []
        assert owed(session, [made]) == {made.id: 0}
        assert sound(session) == []


def test_a_large_claim_waits_for_the_manager(books: Database) -> None:
    with books.session() as session:
        made = claim(session, employee(session).id, "100")
        assert made.state == "waiting"
        assert [(one.kind, one.amount) for one in approving.inbox(session, BOSS)] == [("expense", 10000)]
        with pytest.raises(WrongRole):
            do(session, "expense.approve", SELLER, document=made.id)
        do(session, "expense.approve", BOSS, document=made.id)
        assert made.state == "approved"


def test_a_claim_below_the_limit_or_of_the_manager_passes(session: Session) -> None:
    ada = employee(session)
    assert claim(session, ada.id, "99.99").state == "approved"
    assert claim(session, ada.id, "500", BOSS).state == "approved"


def test_a_claim_is_rejected(session: Session) -> None:
    made = claim(session, employee(session).id, "500")
    do(session, "approval.decide", BOSS, approval=1, decision="reject", reason="No receipt")
    assert made.state == "rejected"
    with pytest.raises(Refusal):
        do(session, "expense.post", BOOKKEEPER, document=made.id)


def test_a_posted_claim_is_taken_back(books: Database) -> None:
    with books.session() as session:
        made = claim(session, employee(session).id)
        do(session, "expense.post", BOOKKEEPER, document=made.id)
        do(session, "expense.reverse", BOOKKEEPER, document=made.id)
        assert (made.state, balance(session, "staff_claims")) == ("reversed", 0)
        assert open_items(session, "staff_claims") == []


def test_what_was_paid_is_neither_paid_again_nor_taken_back(session: Session) -> None:
    made = claim(session, employee(session).id)
    do(session, "expense.post", BOOKKEEPER, document=made.id)
    do(session, "expense.pay", BOOKKEEPER, document=made.id, method="cash")
    assert balance(session, "cash") == -80
    for verb in ("expense.pay", "expense.reverse"):
        with pytest.raises(Refusal, match="paid already"):
            do(session, verb, BOOKKEEPER, document=made.id)


def test_all_claims_of_somebody_are_paid_together(session: Session) -> None:
    ada, bea = employee(session, "Ada"), employee(session, "Bea")
    for person in (ada, ada, bea):
        do(session, "expense.post", BOOKKEEPER, document=claim(session, person.id).id)
    claim(session, ada.id)
    do(session, "expense.pay_all", BOOKKEEPER, employee=ada.id)
    assert (balance(session, "bank"), balance(session, "staff_claims")) == (-160, -80)
    with pytest.raises(Refusal, match="Nothing is owed"):
        do(session, "expense.pay_all", BOOKKEEPER, employee=ada.id)


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"text": " "}, "text"),
        ({"account": 99}, "account"),
        ({"on": day(1)}, "on"),
        ({"cost_centre": 99}, "cost_centre"),
        ({"project": 99}, "project"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    with pytest.raises((Refusal, NotFound)) as caught:
        claim(session, employee(session).id, **({"amount": "5"} | entered))
    assert caught.value.field == field


@pytest.mark.parametrize("code", ["6", "1000", "4000"])
def test_only_accounts_for_expenses_are_claimed_on(session: Session, code: str) -> None:
    with pytest.raises(Refusal, match="Choose an account for expenses"):
        claim(session, employee(session).id, account=account(session, code))


def test_nothing_is_claimed_on_a_closed_project(session: Session) -> None:
    tower = project(session)
    do(session, "project.close", BOSS, document=tower.id)
    with pytest.raises(Refusal, match="is closed"):
        claim(session, employee(session).id, project=tower.id)


@pytest.mark.parametrize(("policy", "told"), [("warn", True), ("ignore", False)])
def test_a_claim_beyond_the_budget_is_kept_in_the_history(session: Session, policy: str, told: bool) -> None:
    travel = account(session, "6230")
    do(session, "budget.set", BOSS, account=travel, year=2026, amount=120)
    do(session, "budget.policy", BOSS, policy=policy)
    ada = employee(session).id
    made = claim(session, ada, "80")
    assert made.state == "approved"
    found = [one.values for one in events.history(session, "expense", made.id) if one.what == "over_budget"]
    assert [one["over"] for one in found] == ([8000 - 3000] if told else [])


def test_a_claim_beyond_the_budget_is_stopped(session: Session) -> None:
    do(session, "budget.set", BOSS, account=account(session, "6230"), year=2026, amount=120)
    do(session, "budget.policy", BOSS, policy="stop")
    ada = employee(session).id
    assert claim(session, ada, "30").state == "approved"
    with pytest.raises(Refusal):
        claim(session, ada, "0.01")


def test_a_claim_of_nobody_is_told(session: Session) -> None:
    with pytest.raises(NotFound):
        claim(session, 77, by=CLERK)
