"""What is due to suppliers, drafts of payments for it, and the whole way from a request to the payment."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from advisor.bench_flows import procure_to_pay
from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.open_items import open_of
from advisor.sandbox.trade.paying import AHEAD, due_bills
from advisor.sandbox.trade.purchase_progress import state_of
from advisor.sandbox.trade.tables import Invoice, Payment
from advisor.sandbox.trade.verify import check_trade
from tests.sandbox.buying import arrived, balance, billed, bolt, ordered, posted, smith, whole
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, BUYER, do, units

MONTH = DAY + datetime.timedelta(days=30)


def payments(session: Session) -> list[tuple[int | None, int]]:
    found = session.scalars(select(Payment).where(Payment.state == "draft").order_by(Payment.id))
    return [(one.invoice_id, one.amount) for one in found]


def due(session: Session, until: datetime.date = MONTH) -> list[tuple[int, int, datetime.date]]:
    return [(one.bill.id, one.amount, one.since) for one in due_bills(session, until)]


def test_what_is_due_until_a_day(books: Database) -> None:
    with books.session() as session:
        goods = bolt(session, purchase_tax="VAT")
        soon = whole(session, smith(session, code="soon", term="NET0"), (goods, 10, 4))
        half = whole(session, smith(session, code="half", term="HALF"), (goods, 10, 8))
        late = whole(session, smith(session, code="late", term="NET30"), (goods, 10, 1))
        assert due(session, DAY) == [(soon.id, 4_800, DAY), (half.id, 4_800, DAY)]
        assert due(session) == [(soon.id, 4_800, DAY), (half.id, 9_600, DAY), (late.id, 1_200, MONTH)]


def test_drafts_of_payments(books: Database) -> None:
    with books.session() as session:
        goods, seller = bolt(session), smith(session)
        first, second = (whole(session, seller, (goods, 10, price)) for price in (4, 5))
        do(session, "payment.propose", BOOKKEEPER)
        assert payments(session) == [(first.id, 4_000), (second.id, 5_000)]
        assert due(session) == []  # they are in a payment
        with pytest.raises(Refusal, match="Nothing is due until 2026-03-09"):
            do(session, "payment.propose", BOOKKEEPER)
        assert datetime.timedelta(days=AHEAD) == datetime.date(2026, 3, 9) - DAY


def test_only_these_bills(session: Session) -> None:
    goods, seller = bolt(session), smith(session)
    _, second = (whole(session, seller, (goods, 10, price)) for price in (4, 5))
    do(session, "payment.propose", BOOKKEEPER, bills=[second.id])
    assert payments(session) == [(second.id, 5_000)]


def test_what_was_paid_in_part(session: Session) -> None:
    bill = whole(session, smith(session), (bolt(session), 10, 4))
    part = do(session, "payment.create", BOOKKEEPER, invoice=bill.id, amount=units(15))
    assert due(session) == [(bill.id, 2_500, DAY)]
    do(session, "payment.clear", BOOKKEEPER, document=part.id)
    assert due(session) == [(bill.id, 2_500, DAY)]


def test_a_failed_payment_is_due_again(session: Session) -> None:
    bill = whole(session, smith(session), (bolt(session), 10, 4))
    do(session, "payment.propose", BOOKKEEPER)
    made = session.scalars(select(Payment)).one()
    do(session, "payment.clear", BOOKKEEPER, document=made.id)
    assert due(session) == []
    do(session, "payment.fail", BOOKKEEPER, document=made.id)
    assert due(session) == [(bill.id, 4_000, DAY)]


def test_blocked_bills_are_not_paid(session: Session) -> None:
    order = ordered(session, smith(session), (goods := bolt(session), 10, 4))
    arrived(session, order)
    posted(session, billed(session, order, (goods, 10, 9)))
    assert due(session) == []


def credited(session: Session, bill: Invoice, amount: str) -> None:
    """An allowance for another bill, which is paid already, so that the note stays open."""
    paid = do(session, "payment.create", BOOKKEEPER, invoice=bill.id)
    do(session, "payment.clear", BOOKKEEPER, document=paid.id)
    note = do(session, "bill.credit", BOOKKEEPER, bill=bill.id, lines=[{"text": "Allowance", "price": units(amount)}])
    posted(session, note)


def test_credit_notes_are_used_first(books: Database) -> None:
    with books.session() as session:
        goods, seller = bolt(session), smith(session)
        credited(session, whole(session, seller, (goods, 10, 4)), "12.50")
        bill = whole(session, seller, (goods, 10, 5))
        do(session, "payment.propose", BOOKKEEPER)
        assert payments(session) == [(bill.id, 3_750)]
        assert check_trade(session) == []


def test_credit_notes_can_cover_all(session: Session) -> None:
    goods, seller = bolt(session), smith(session)
    credited(session, whole(session, seller, (goods, 10, 4)), "40.00")
    whole(session, seller, (goods, 10, 3))
    do(session, "payment.propose", BOOKKEEPER)
    assert (payments(session), due(session)) == ([], [])


def test_credit_notes_can_be_kept(session: Session) -> None:
    goods, seller = bolt(session), smith(session)
    credited(session, whole(session, seller, (goods, 10, 4)), "12.50")
    bill = whole(session, seller, (goods, 10, 5))
    do(session, "payment.propose", BOOKKEEPER, credits_first=False)
    assert payments(session) == [(bill.id, 5_000)]


def test_other_currencies_are_paid_in_theirs(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate="1.25")
    bill = whole(session, smith(session, currency="USD"), (bolt(session), 10, 4))
    found = due_bills(session, DAY)
    assert [(one.amount, one.ours) for one in found] == [(4_000, 3_200)]
    do(session, "payment.propose", BOOKKEEPER)
    made = session.scalars(select(Payment)).one()
    assert (made.invoice_id, made.amount, made.currency) == (bill.id, 4_000, "USD")


def test_a_buyer_does_not_pay(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "payment.propose", BUYER)


def test_from_the_request_to_the_payment(books: Database) -> None:
    """The whole way in nine committed steps with three lines, and what it takes of the database the second time."""
    with books.session() as session:
        goods = [bolt(session, code=f"b{n}", cost=5, purchase_tax="VAT").id for n in range(3)]
        seller = smith(session, lead_days=3).id
    procure_to_pay(books, seller, [(one, units(200)) for one in goods])
    statements: Counter[str] = Counter()

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements[statement.split(maxsplit=1)[0]] += 1

    event.listen(books.engine, "before_cursor_execute", count)
    order, bill, _ = procure_to_pay(books, seller, [(one, units(200)) for one in goods])
    event.remove(books.engine, "before_cursor_execute", count)
    print(f"procure-to-pay: {statements.total()} statements {dict(statements)}")
    with books.session(write=False) as session:
        paid = session.get_one(Invoice, bill)
        assert (state_of(session, order), paid.gross) == ("closed", 360_000)
        assert paid.entry_id is not None
        assert open_of(session, [paid.entry_id], ["payable"]) == 0
        booked = [balance(session, use) for use in ("stock", "received", "payable", "bank")]
        assert booked == [600_000, 0, 0, -720_000]
        assert check_trade(session) == []
    assert statements.total() <= 195  # SQLite, which inserts row by row; PostgreSQL takes 35 fewer
