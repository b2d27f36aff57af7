"""Bills in the books: goods received are cleared to the cent, differences stop a bill, credit notes take it back."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError
from advisor.sandbox.core import events
from advisor.sandbox.core.approving import inbox
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.findings import found
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, WrongRole
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.open_items import open_of
from advisor.sandbox.ledger.tables import CostCentre, Entry, Line
from advisor.sandbox.trade.purchase_checks import CHECKS
from advisor.sandbox.trade.tables import Invoice, Order
from tests.sandbox.buying import arrived, balance, billed, bolt, ordered, posted, settings, smith, turnover, whole
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, BOSS, BUYER, do, product, units


def accounts(session: Session, *uses: str) -> dict[str, tuple[int, int]]:
    return {use: turnover(session, use) for use in uses}


def still_open(session: Session, bill: Invoice) -> int:
    assert bill.entry_id is not None
    return open_of(session, [bill.entry_id], ["payable"])


def test_s20_three_way_match_with_price_differences(books: Database) -> None:
    """S20, its receipt and bill: Tryton `account_stock_anglo_saxon/tests/scenario_account_stock_anglo_saxon.rst`."""
    with books.session() as session:
        standard = bolt(session, cost=5, valuation="standard")
        average = bolt(session, code="nut", valuation="average")
        order = ordered(session, smith(session), (standard, 5, 4), (average, 7, 6))
        arrived(session, order, (standard, 4), (average, 5))
        assert accounts(session, "stock", "received", "variance") == {
            "stock": (5_000, 0), "received": (0, 4_600), "variance": (0, 400),
        }  # fmt: skip
        bill = posted(session, billed(session, order, (standard, 4, 6), (average, 5, 4)))
        assert bill.state == "blocked"
        do(session, "bill.release", BOSS, document=bill.id)
        assert accounts(session, "payable", "received", "variance") == {
            "payable": (0, 4_400), "received": (4_600, 4_600), "variance": (4_400, 5_000),
        }  # fmt: skip
        assert found(session, CHECKS) == []


def test_what_matches_is_booked_straight(books: Database) -> None:
    with books.session() as session:
        seller = smith(session, term="HALF")
        bill = whole(session, seller, (bolt(session, purchase_tax="VAT"), 10, "4.00"))
        assert (bill.number, bill.state, bill.on) == ("BILL-0001", "posted", DAY)
        assert accounts(session, "payable", "received", "variance", "tax_purchase") == {
            "payable": (0, 4_800), "received": (4_000, 4_000), "variance": (0, 0), "tax_purchase": (800, 0),
        }  # fmt: skip
        dues = session.scalars(select(Line.due).where(Line.party_id == seller.id, Line.due.is_not(None))).all()
        assert dues == [DAY, DAY + datetime.timedelta(days=30)]


def test_partial_bills_clear_in_pieces(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 3, "0.3350"))  # 1.01 in all
    arrived(session, order, (goods, 1))
    posted(session, billed(session, order))
    arrived(session, order)
    for _ in range(2):
        posted(session, billed(session, order, (goods, 1, "0.335")))
    assert balance(session, "received") == 0
    assert (order.lines[0].moved_value, order.lines[0].invoiced_value) == (101, 101)


def test_a_blocked_bill_says_why(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order, (goods, 6))
    bill = posted(session, billed(session, order, (goods, 10, 5)))
    assert (bill.state, bill.number, bill.entry_id) == ("blocked", None, None)
    told = next(one for one in events.history(session, "bill", bill.id) if one.what == "differs")
    assert [one["reason"].format(**one["values"]) for one in told.values["differences"]] == [
        "Bolt: 10 billed, but 6 received.",
        "Bolt: billed at 5.00 EUR, but ordered at 4.00 EUR.",
    ]
    assert [(one.kind, one.document, one.amount) for one in inbox(session, BOSS)] == [("bill", bill.id, 5_000)]


def test_a_manager_has_to_look_at_it_too(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    bill = billed(session, order, (goods, 10, 4))
    do(session, "bill.post", BOSS, document=bill.id)
    assert bill.state == "blocked"


def test_released_by_who_may(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    bill = posted(session, billed(session, order, (goods, 10, 4)))
    with pytest.raises(WrongRole):
        do(session, "bill.release", BOOKKEEPER, document=bill.id)
    waits = inbox(session, BOSS)[0]
    do(session, "approval.decide", BOSS, approval=waits.id, decision="approve", reason="comes tomorrow")
    assert (bill.state, bill.number) == ("posted", "BILL-0001")
    assert balance(session, "received") == 4_000  # paid before it came
    arrived(session, order)
    assert balance(session, "received") == 0
    assert found(session, CHECKS) == []


def test_rejected_and_corrected_it_posts(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order)
    bill = posted(session, billed(session, order, (goods, 10, 5)))
    do(session, "bill.reject", BOSS, document=bill.id, reason="ask for a credit")
    assert bill.state == "draft"
    do(session, "bill.change", BOOKKEEPER, bill=bill.id, lines=[{"product": goods.id, "quantity": 10, "price": 4}])
    assert posted(session, bill).state == "posted"


def test_corrected_without_a_decision(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    bill = posted(session, billed(session, order, (goods, 10, 4)))
    do(session, "bill.correct", BOOKKEEPER, document=bill.id)
    assert (bill.state, inbox(session, BOSS)) == ("draft", [])
    arrived(session, order)
    assert posted(session, bill).state == "posted"


def test_a_blocked_bill_is_cancelled(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    bill = posted(session, billed(session, order, (goods, 10, 4)))
    do(session, "bill.cancel", BOOKKEEPER, document=bill.id)
    assert (bill.state, inbox(session, BOSS), order.lines[0].invoiced) == ("cancelled", [], 0)


def test_without_the_module_differences_are_only_told(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order)
    bill = billed(session, order, (goods, 10, 5))
    trial(session).modules = ["erp-invoicing", "erp-ar-ap", "erp-inventory", "erp-warehouse"]
    assert posted(session, bill).state == "posted"
    assert "differs" in [one.what for one in events.history(session, "bill", bill.id)]


def test_costs_go_on_their_account(books: Database) -> None:
    with books.session() as session:
        rent, centre = account(session, "expense"), session.scalars(select(CostCentre.id)).first()
        lines: list[dict[str, Any]] = [
            {"text": "Rent", "price": 1000, "account": rent.id, "cost_centre": centre, "tax": "VAT", "project": 7},
            {"text": "Cleaning", "price": 50},
        ]
        bill = do(session, "bill.create", BOOKKEEPER, party=smith(session).id, lines=lines)
        posted(session, bill)
        booked = session.scalars(select(Line).where(Line.account_id == rent.id)).one()
        assert (booked.amount, booked.cost_centre_id, booked.project_id) == (100_000, centre, 7)
        assert (balance(session, "purchases"), balance(session, "payable")) == (5_000, -125_000)


def test_an_order_for_costs(session: Session) -> None:
    rent, centre = account(session, "expense").id, session.scalars(select(CostCentre.id)).first()
    order = ordered(session, smith(session), (bolt(session), 5, 10), account=rent, cost_centre=centre, project=7)
    posted(session, billed(session, order))
    booked = session.scalars(select(Line).where(Line.account_id == rent)).one()
    assert (booked.amount, booked.cost_centre_id, booked.project_id) == (5_000, centre, 7)
    assert (order.lines[0].invoiced, balance(session, "received")) == (5, 0)


def test_services_are_costs_when_they_are_billed(session: Session) -> None:
    help_ = product(session, "help", kind="service")
    order = ordered(session, smith(session), (help_, 2, 50), (bolt(session), 1, 3))
    arrived(session, order)
    posted(session, billed(session, order))
    assert [balance(session, use) for use in ("purchases", "stock", "received")] == [10_000, 300, 0]


def test_another_rate_is_an_exchange_difference(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate="1.25")
    order = ordered(session, smith(session, currency="USD"), (bolt(session), 10, "10.00"))
    arrived(session, order)
    do(session, "rate.set", currency="USD", rate="1.00", on=DAY)
    posted(session, billed(session, order))
    found_ = [balance(session, use) for use in ("stock", "received", "payable", "exchange", "variance")]
    assert found_ == [8_000, 0, -10_000, 2_000, 0]


def test_another_price_in_another_currency(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate="1.25")
    order = ordered(session, smith(session, currency="USD"), (goods := bolt(session), 10, "10.00"))
    arrived(session, order)
    bill = posted(session, billed(session, order, (goods, 10, "15.00")))
    do(session, "bill.release", BOSS, document=bill.id)
    assert [balance(session, use) for use in ("received", "payable", "variance")] == [0, -12_000, 4_000]


def test_a_credit_note_for_all(books: Database) -> None:
    with books.session() as session:
        goods = bolt(session, purchase_tax="VAT")
        bill = whole(session, smith(session), (goods, 10, 4))
        note = do(session, "bill.credit", BOOKKEEPER, bill=bill.id, reference="CN-1")
        assert (note.state, note.credit, note.gross, note.reverses_id) == ("draft", True, 4_800, bill.id)
        posted(session, note)
        assert (note.number, still_open(session, bill), still_open(session, note)) == ("BILL-0002", 0, 0)
        assert [balance(session, use) for use in ("received", "payable", "tax_purchase")] == [-4_000, 0, 0]
        assert session.get_one(Order, bill.order_id).lines[0].invoiced == 0
        assert found(session, CHECKS) == []


def test_a_credit_note_for_a_part(session: Session) -> None:
    goods = bolt(session)
    bill = whole(session, smith(session), (goods, 10, 4))
    note = do(session, "bill.credit", BOOKKEEPER, bill=bill.id, lines=[{"product": goods.id, "quantity": 3}])
    posted(session, note)
    assert (still_open(session, bill), balance(session, "received")) == (-2_800, -1_200)
    lines = [{"product": goods.id, "quantity": 8, "price": 1}]
    more = do(session, "bill.credit", BOOKKEEPER, bill=bill.id, lines=lines)
    with pytest.raises(Refusal, match="Only 7 of Bolt were billed; 8 cannot be credited"):
        posted(session, more)


def test_an_allowance_is_a_credit_without_goods(session: Session) -> None:
    bill = whole(session, smith(session), (bolt(session), 10, 4))
    lines = [{"text": "Allowance for scratches", "price": "5.00", "account": account(session, "variance").id}]
    posted(session, do(session, "bill.credit", BOOKKEEPER, bill=bill.id, lines=lines))
    assert [balance(session, use) for use in ("received", "variance", "payable")] == [0, -500, -3_500]


def test_no_more_is_credited_than_was_billed(session: Session) -> None:
    bill = whole(session, smith(session), (bolt(session), 10, 4))
    lines = [{"text": "Allowance", "price": "40.01"}]
    note = do(session, "bill.credit", BOOKKEEPER, bill=bill.id, lines=lines)
    with pytest.raises(Refusal, match="BILL-0001 was credited already"):
        posted(session, note)


def test_only_a_posted_bill_is_credited(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 4))
    arrived(session, order)
    bill = billed(session, order)
    with pytest.raises(Refusal, match="Only a posted bill"):
        do(session, "bill.credit", BOOKKEEPER, bill=bill.id)


def test_taken_back_whole(books: Database) -> None:
    with books.session() as session:
        goods = bolt(session, purchase_tax="VAT")
        order = ordered(session, smith(session), (goods, 3, "0.3350"))
        arrived(session, order)
        first = posted(session, billed(session, order, (goods, 1, "0.335")))
        second = posted(session, billed(session, order, (goods, 2, "0.335")))
        do(session, "bill.reverse", BOOKKEEPER, document=first.id)
        note = session.scalars(select(Invoice).where(Invoice.reverses_id == first.id)).one()
        assert (first.state, note.number, note.credit, note.gross) == ("reversed", "BILL-0003", True, first.gross)
        assert (still_open(session, first), still_open(session, note)) == (0, 0)
        assert (order.lines[0].invoiced, second.state) == (2, "posted")
        posted(session, billed(session, order))  # it can be billed again
        assert balance(session, "received") == 0
        assert found(session, CHECKS) == []


def test_a_bill_that_was_credited_is_not_taken_back(session: Session) -> None:
    goods = bolt(session)
    bill = whole(session, smith(session), (goods, 10, 4))
    posted(session, do(session, "bill.credit", BOOKKEEPER, bill=bill.id, lines=[{"product": goods.id, "quantity": 3}]))
    with pytest.raises(Refusal, match="credited already"):
        do(session, "bill.reverse", BOOKKEEPER, document=bill.id)


def test_a_draft_note_for_a_bill_that_was_taken_back(session: Session) -> None:
    bill = whole(session, smith(session), (bolt(session), 10, 4))
    note = do(session, "bill.credit", BOOKKEEPER, bill=bill.id)
    do(session, "bill.reverse", BOOKKEEPER, document=bill.id)
    with pytest.raises(Refusal):
        posted(session, note)


def test_a_closed_period_refuses(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 4))
    arrived(session, order)
    bill = billed(session, order)
    with pytest.raises(PeriodClosed, match="no period"):
        posted(session, bill, on=datetime.date(1999, 1, 1))


def test_numbers_have_no_gaps(books: Database) -> None:
    """A bill that is refused or blocked gives its number to the next."""
    with books.session() as session:
        goods, seller = bolt(session), smith(session)
        whole(session, seller, (goods, 1, 1))
        blocked = ordered(session, seller, (goods, 1, 1))
        blocked_bill = posted(session, billed(session, blocked, (goods, 1, 1)))
    with books.session() as session:
        seller = session.merge(seller)
        bill = whole(session, seller, (session.merge(goods), 1, 1))
        do(session, "bill.release", BOSS, document=blocked_bill.id)
        assert (bill.number, session.get_one(Invoice, blocked_bill.id).number) == ("BILL-0002", "BILL-0003")
        assert found(session, CHECKS) == []


def test_a_bill_is_posted_twice_at_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        order = ordered(session, smith(session), (bolt(session), 10, 4))
        arrived(session, order)
        number = billed(session, order).id
    outcomes = at_once(postgres_books, [("bill.post", number)] * 2)
    assert outcomes == ["done", "refused"]
    with postgres_books.session(write=False) as session:
        entries = session.scalars(select(Entry).where(Entry.source_kind == "bill")).all()
        assert [one.number for one in entries] == ["PUR/2026-03/0001"]
        assert balance(session, "received") == 0


def test_two_bills_for_the_same_goods_at_once(postgres_books: Database) -> None:
    """The second sees what the first billed, and is blocked."""
    with postgres_books.session() as session:
        goods = bolt(session)
        order = ordered(session, smith(session), (goods, 10, 4))
        arrived(session, order)
        bills = [billed(session, order, (goods, 10, 4)).id for _ in range(2)]
    assert at_once(postgres_books, [("bill.post", number) for number in bills]) == ["done", "done"]
    with postgres_books.session(write=False) as session:
        assert sorted(session.get_one(Invoice, number).state for number in bills) == ["blocked", "posted"]
        assert balance(session, "received") == 0


def at_once(books: Database, verbs: list[tuple[str, int]]) -> list[str]:
    """Do these to documents in connections of their own at the same moment, and give how each went, sorted."""
    start, outcomes = threading.Barrier(len(verbs)), []

    def act(verb: str, document: int) -> None:
        try:
            with books.session() as session:
                start.wait()
                do(session, verb, BOSS, document=document)
            outcomes.append("done")
        except AdvisorError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=act, args=one) for one in verbs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(outcomes)


def test_a_buyer_does_not_post(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 4))
    arrived(session, order)
    with pytest.raises(WrongRole):
        do(session, "bill.post", BUYER, document=billed(session, order).id)


def test_two_lines_of_one_product(session: Session) -> None:
    goods = bolt(session)
    settings(session, approvals={"bill": []})  # differences are let through
    order = ordered(session, smith(session), (goods, 2, 4), (goods, 3, 5))
    arrived(session, order)
    posted(session, billed(session, order))
    assert [balance(session, use) for use in ("received", "payable")] == [0, -units(23) * 100]
