"""What staff spent for the company: classified, approved, booked, and paid back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import approving, clock, events, numbers
from advisor.sandbox.core.actors import ROLES, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, load
from advisor.sandbox.ledger import budgets
from advisor.sandbox.ledger.accounts import account, chart
from advisor.sandbox.ledger.matching import match
from advisor.sandbox.ledger.open_items import of_entries, open_amount
from advisor.sandbox.ledger.posting import Item, Posting, post, reverse
from advisor.sandbox.ledger.tables import CostCentre, Entry, Line
from advisor.sandbox.people.inputs import amount as amount_of
from advisor.sandbox.people.inputs import optional, row
from advisor.sandbox.people.tables import Employee, Expense, Project

MODELS |= {"expense": Expense}

Method = Literal["bank", "cash"]


def create(
    session: Session,
    by: Actor,
    *,
    employee: int,
    account: int,
    amount: Decimal,
    text: str,
    cost_centre: int | None = None,
    project: int | None = None,
    on: datetime.date | None = None,
) -> Expense:
    """A claim for money spent on a day; the account says for what, cost centre and project for whom."""
    person: Employee = load(session, "employee", employee)
    _spent_for(session, account)
    if amount <= 0:
        raise Refusal("The amount is above nought. Correct it.", field="amount")
    if not text.strip():
        raise Refusal("Say what the money was spent on.", field="text")
    if project is not None and row(session, Project, project, "project").state not in ("draft", "running"):
        raise Refusal("This project is closed. Choose another one, or none.", field="project")
    claim = Expense(
        employee_id=person.id,
        on=on or clock.today(session),
        account_id=account,
        cost_centre_id=optional(session, CostCentre, cost_centre, "cost_centre"),
        project_id=project,
        text=text.strip()[:200],
        amount=amount_of(session, amount, "amount"),
    )
    if claim.on > clock.today(session):
        raise Refusal("This day is still to come. Claim what was spent already.", field="on")
    claim.number = numbers.text("EX", numbers.draw(session, "expense", clock.today(session)))
    session.add(claim)
    session.flush()
    events.record(session, by, "expense", claim.id, "create", {"amount": claim.amount}, party=person.party_id)
    return claim


def _spent_for(session: Session, account: int) -> None:
    """Raises Refusal unless expenses can be booked on the account."""
    found = chart(session).by_id.get(account)
    if found is None or found.kind != "expense" or found.code in chart(session).groups or not found.active:
        raise Refusal("Choose an account for expenses that is in use and no group.", field="account")


@effect("expense.submit")
def submit(session: Session, claim: Expense, by: Actor) -> str:
    """It goes on at once, or waits for whoever the rules of approval name. What exceeds a budget is refused, or kept in
    the history, as the policy of the trial says."""
    today, held = clock.today(session), _committed(session, claim)
    over = budgets.check(session, claim.account_id, claim.cost_centre_id, today, claim.amount, held)
    if over is not None:
        values = {"account": over.account, "over": over.over, "budget": over.budget}
        events.record(session, by, "expense", claim.id, "over_budget", values)
    return "waiting" if approving.ask(session, "expense", claim, claim.amount, by) else "approved"


def _committed(session: Session, claim: Expense) -> int:
    """What other claims on the same account and cost centre will still bring onto it."""
    wanted = select(func.coalesce(func.sum(Expense.amount), 0)).where(
        Expense.id != claim.id,
        Expense.account_id == claim.account_id,
        Expense.cost_centre_id.is_not_distinct_from(claim.cost_centre_id),
        Expense.state.in_(("waiting", "approved")),
    )
    return int(session.scalar(wanted) or 0)


@effect("expense.approve")
def approve(session: Session, claim: Expense, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "expense", claim, by, approved=True, reason=reason)


@effect("expense.reject")
def reject(session: Session, claim: Expense, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "expense", claim, by, approved=False, reason=reason)


@effect("expense.post")
def post_claim(session: Session, claim: Expense, by: Actor, *, on: datetime.date | None = None) -> None:
    """The cost is booked where the claim says; the company owes it to the employee."""
    cost = Item(
        claim.account_id,
        claim.amount,
        cost_centre=claim.cost_centre_id,
        project=claim.project_id,
        text=claim.text,
    )
    owed = Item("staff_claims", -claim.amount, party=_party(session, claim), due=claim.on)
    claim.entry_id = _book(session, claim, "GEN", on or clock.today(session), [cost, owed]).id


@effect("expense.pay")
def pay(
    session: Session, claim: Expense, by: Actor, *, on: datetime.date | None = None, method: Method = "bank"
) -> None:
    """The employee gets the money back, and nothing is open any more."""
    rest = owed(session, [claim]).get(claim.id, 0)
    if rest <= 0:
        raise Refusal("This claim is paid already.")
    items = [Item("staff_claims", rest, party=_party(session, claim)), Item(method, -rest)]
    day = on or clock.today(session)
    _settle(session, by, claim, _book(session, claim, "BNK", day, items), day)


def _settle(session: Session, by: Actor, claim: Expense, other: Entry, day: datetime.date) -> None:
    """Match what the claim opened with what closes it."""
    assert claim.entry_id is not None
    lines = [item.line.id for item in of_entries(session, [claim.entry_id, other.id], ["staff_claims"])]
    match(session, by, lines=lines, on=day)


def owed(session: Session, claims: Sequence[Expense]) -> dict[int, int]:
    """What is open of claims that were posted, in the smallest unit; nought when it is paid or taken back."""
    entries = {claim.entry_id: claim.id for claim in claims if claim.entry_id is not None}
    query = select(Line.entry_id, -open_amount()).where(
        Line.entry_id.in_(entries), Line.account_id == account(session, "staff_claims").id
    )
    return {entries[entry]: int(open_part) for entry, open_part in session.execute(query)}


def pay_all(
    session: Session, by: Actor, *, employee: int, on: datetime.date | None = None, method: Method = "bank"
) -> None:
    """Pay an employee all claims that are posted and open. Raises Refusal when nothing is open."""
    load(session, "employee", employee, lock=True)
    wanted = select(Expense).where(Expense.employee_id == employee, Expense.state == "posted").order_by(Expense.id)
    claims = session.scalars(wanted.with_for_update()).all()
    rest = owed(session, claims)
    due = [claim for claim in claims if rest.get(claim.id, 0) > 0]
    if not due:
        raise Refusal("Nothing is owed to this person. Post a claim first.", field="employee")
    for claim in due:
        pay(session, claim, by, on=on, method=method)
        events.record(session, by, "expense", claim.id, "pay", {"amount": rest[claim.id]})


@effect("expense.reverse")
def reverse_claim(session: Session, claim: Expense, by: Actor, *, on: datetime.date | None = None) -> None:
    """Take a posted claim back. Raises Refusal once it was paid."""
    if owed(session, [claim]).get(claim.id, 0) != claim.amount:
        raise Refusal("This claim is paid already, so it cannot be taken back.")
    assert claim.entry_id is not None
    day = on or clock.today(session)
    _settle(session, by, claim, reverse(session, session.get_one(Entry, claim.entry_id), day), day)


def _book(session: Session, claim: Expense, journal: str, on: datetime.date, items: Sequence[Item]) -> Entry:
    return post(session, Posting(journal, on, items, "expense", claim.id, claim.number or ""))


def _party(session: Session, claim: Expense) -> int:
    return session.get_one(Employee, claim.employee_id).party_id


VERBS = (
    ("expense.create", create, "erp-expenses", tuple(role for role in ROLES if role != "manager"), "expense"),
    ("expense.pay_all", pay_all, "erp-expenses", ("accounting",), ""),
)
