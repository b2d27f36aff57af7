"""Who has to agree: by amount and role, as data of the trial."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError, NotFound
from advisor.sandbox.core import approving, events
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.approving import approver, inbox, limits, pending
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Approval
from advisor.sandbox.trade.tables import Order, Shipment
from tests.sandbox.buying import bolt, drafted, settings, smith
from tests.sandbox.making import BOOKKEEPER, BOSS, BUYER, STOREKEEPER, do


def order_of(session: Session, amount: str, number: int = 1) -> Order:
    return drafted(session, smith(session, code=f"smith{number}"), (bolt(session, code=f"bolt{number}"), 1, amount))


@pytest.mark.parametrize(
    ("amount", "by", "state"),
    [("4999.99", BUYER, "ordered"), ("5000.00", BUYER, "to_approve"), ("5000.00", BOSS, "ordered")],
)
def test_s68_strictly_less_than_the_limit_passes(books: Database, amount: str, by: Actor, state: str) -> None:
    """S68: Odoo `purchase.order` button_confirm and _approval_allowed, limit 5,000."""
    with books.session() as session:
        order = order_of(session, amount)
        assert do(session, "purchase.order", by, document=order.id).state == state


def test_the_limit_is_in_the_currency_of_the_company(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate="1.25")
    seller = smith(session, currency="USD")
    cheap = drafted(session, seller, (bolt(session), 1, "6249.99"))  # 4,999.99 in euro
    dear = drafted(session, seller, (bolt(session, code="nut"), 1, "6250.00"))
    assert do(session, "purchase.order", BUYER, document=cheap.id).state == "ordered"
    assert do(session, "purchase.order", BUYER, document=dear.id).state == "to_approve"


def test_the_approver_who_passes_is_kept(session: Session) -> None:
    order = order_of(session, "5000")
    do(session, "purchase.order", BOSS, document=order.id)
    kept = session.scalars(select(Approval)).one()
    assert (kept.state, kept.decided_by, kept.amount) == ("approved", "Robin", 500_000)


def test_approved_goes_on_and_the_history_tells(session: Session) -> None:
    order = order_of(session, "7000")
    do(session, "purchase.order", BUYER, document=order.id)
    assert session.scalars(select(Shipment)).all() == []
    do(session, "purchase.approve", BOSS, document=order.id, reason=" in the plan ")
    assert order.state == "ordered"
    assert session.scalars(select(Shipment)).one().state == "waiting"
    told = [(one.what, one.actor) for one in events.history(session, "purchase", order.id)]
    assert events.history(session, "purchase", order.id)[3].values["reason"] == "in the plan"
    assert told == [("create", "Bo"), ("ask", "Bo"), ("order", "Bo"), ("decide", "Robin"), ("approve", "Robin")]
    decided = session.scalars(select(Approval)).one()
    assert (decided.state, decided.reason, decided.asked_by) == ("approved", "in the plan", "Bo")


def test_rejected_goes_back_and_can_be_asked_again(session: Session) -> None:
    order = order_of(session, "7000")
    do(session, "purchase.order", BUYER, document=order.id)
    do(session, "purchase.reject", BOSS, document=order.id, reason="too dear")
    assert order.state == "draft"
    assert pending(session, "purchase", order.id) is None
    do(session, "purchase.order", BUYER, document=order.id)
    assert (order.state, order.number) == ("to_approve", "PO-0001")
    assert [one.state for one in session.scalars(select(Approval).order_by(Approval.id))] == ["rejected", "pending"]


def test_only_the_role_asked_decides(session: Session) -> None:
    settings(session, approvals={"purchase": [["accounting", "100"], ["manager", "5000"]]})
    small, large = order_of(session, "100"), order_of(session, "5000", 2)
    for one in (small, large):
        do(session, "purchase.order", BUYER, document=one.id)
    with pytest.raises(WrongRole):
        do(session, "purchase.approve", BUYER, document=small.id)
    with pytest.raises(WrongRole):
        do(session, "purchase.approve", BOOKKEEPER, document=large.id)
    do(session, "purchase.approve", BOOKKEEPER, document=small.id)
    assert (small.state, large.state) == ("ordered", "to_approve")


def test_the_highest_limit_reached_decides(session: Session) -> None:
    settings(session, approvals={"purchase": [["manager", "5000"], ["accounting", "100.50"]]})
    assert [one.role for one in limits(session, "purchase")] == ["accounting", "manager"]
    asked = [approver(session, "purchase", amount) for amount in (10_049, 10_050, 499_999, 500_000)]
    assert asked == [None, "accounting", "accounting", "manager"]


def test_a_kind_without_rules_asks_nobody(session: Session) -> None:
    assert limits(session, "party") == []
    assert approver(session, "party", 10**9) is None
    settings(session, approvals={"purchase": []})
    assert approver(session, "purchase", 10**9) is None


def test_without_the_module_everything_passes(session: Session) -> None:
    order = order_of(session, "9000")
    trial(session).modules = ["erp-procurement", "erp-inventory", "erp-warehouse"]
    assert do(session, "purchase.order", BUYER, document=order.id).state == "ordered"
    assert session.scalars(select(Approval)).all() == []


def test_the_inbox_has_what_a_role_may_decide(session: Session) -> None:
    settings(session, approvals={"purchase": [["accounting", "100"], ["manager", "5000"]]})
    small, large = order_of(session, "100"), order_of(session, "5000", 2)
    for one in (small, large):
        do(session, "purchase.order", BUYER, document=one.id)
    assert [one.document for one in inbox(session, BOOKKEEPER)] == [small.id]
    assert [one.document for one in inbox(session, BOSS)] == [small.id, large.id]
    assert [one.document for one in inbox(session, SYSTEM)] == [small.id, large.id]
    assert inbox(session, STOREKEEPER) == []


@pytest.mark.parametrize(("decision", "state"), [("approve", "ordered"), ("reject", "draft")])
def test_decided_from_the_inbox(books: Database, decision: str, state: str) -> None:
    with books.session() as session:
        order = order_of(session, "7000")
        do(session, "purchase.order", BUYER, document=order.id)
        waits = inbox(session, BOSS)[0]
        decided = do(session, "approval.decide", BOSS, approval=waits.id, decision=decision, reason="said so")
        assert (decided.reason, order.state) == ("said so", state)
        assert inbox(session, BOSS) == []


def test_who_may_not_is_told_in_the_inbox_too(session: Session) -> None:
    order = order_of(session, "7000")
    do(session, "purchase.order", BUYER, document=order.id)
    with pytest.raises(WrongRole):
        do(session, "approval.decide", STOREKEEPER, approval=inbox(session, BOSS)[0].id, decision="approve")
    with pytest.raises(NotFound):
        do(session, "approval.decide", BOSS, approval=99, decision="approve")


def test_what_is_cancelled_waits_for_nobody(session: Session) -> None:
    order = order_of(session, "7000")
    do(session, "purchase.order", BUYER, document=order.id)
    do(session, "purchase.cancel", BUYER, document=order.id)
    assert session.scalars(select(Approval)).one().state == "withdrawn"
    with pytest.raises(Refusal, match="cannot be done in the state"):
        do(session, "approval.decide", BOSS, approval=session.scalars(select(Approval)).one().id, decision="approve")


def test_nothing_waits(session: Session) -> None:
    with pytest.raises(Refusal, match="Nobody waits"):
        approving.decide(session, "purchase", order_of(session, "1"), BOSS, approved=True)
    approving.withdraw(session, "purchase", 99)  # nothing to withdraw is no error


def test_somebody_has_to_look_at_it_always(session: Session) -> None:
    order = order_of(session, "1")
    assert approving.ask(session, "bill", order, 100, BOSS, always=True) == "to_approve"
    session.flush()
    assert [one.role for one in inbox(session, BOSS)] == ["manager"]


def test_two_people_approve_the_same_order_at_once(postgres_books: Database) -> None:
    """One wins, the other is told that it was done."""
    with postgres_books.session() as session:
        order = order_of(session, "7000")
        do(session, "purchase.order", BUYER, document=order.id)
        number = order.id
    start, outcomes = threading.Barrier(2), []

    def approve(name: str) -> None:
        try:
            with postgres_books.session() as session:
                start.wait()
                do(session, "purchase.approve", Actor(name, "manager"), document=number)
                outcomes.append("approved")
        except AdvisorError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("Ada", "Ben")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["approved", "refused"]
    with postgres_books.session(write=False) as session:
        assert len(session.scalars(select(Approval)).all()) == 1
        assert len(session.scalars(select(Shipment)).all()) == 1
