"""Matches settle what is open, never more; differences of rates and write-offs are booked and can be taken back."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.events import timeline
from advisor.sandbox.core.refusals import PeriodClosed, Refusal
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.matching import settle
from advisor.sandbox.ledger.open_items import open_items
from advisor.sandbox.ledger.tables import Entry, Line, Match, Period
from advisor.sandbox.ledger.verify import verify
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import balance, booked, foreign, owed, paid, still_open
from tests.sandbox.making import BOOKKEEPER, BOSS, customer, do

DUE = datetime.timedelta(10)


def matched(session: Session, *lines: Line, write_off: bool = False) -> Match:
    found = do(session, "match.create", BOOKKEEPER, lines=[line.id for line in lines], write_off=write_off)
    assert isinstance(found, Match)
    return found


def test_s46_an_overpayment_stays_on_account(books: Database) -> None:
    """Tryton, account_invoice/tests/scenario_invoice_overpayment.rst: an invoice of 100 and a payment of 110."""
    with books.session() as session:
        acme = customer(session).id
        invoice, payment = owed(session, 10000, acme), paid(session, 11000, acme)
        matched(session, invoice, payment)
        assert still_open(session, invoice, payment) == [0, -1000]
        assert balance(session, "receivable") == -1000


def test_s46_an_overpayment_is_written_off(books: Database) -> None:
    with books.session() as session:
        acme = customer(session).id
        invoice, payment = owed(session, 10000, acme), paid(session, 11000, acme)
        matched(session, invoice, payment, write_off=True)
        assert still_open(session, invoice, payment) == [0, 0]
        assert (balance(session, "receivable"), balance(session, "write_off")) == (0, -1000)
        assert open_items(session, "receivable") == []


def test_a_payment_settles_what_is_due_first(session: Session) -> None:
    acme = customer(session).id
    late, soon = owed(session, 6000, acme, due=DAY + DUE), owed(session, 5000, acme, due=DAY)
    payment = paid(session, 7000, acme)
    matched(session, late, soon, payment)
    assert still_open(session, soon, late, payment) == [0, 4000, 0]
    assert [item.line.id for item in open_items(session, "receivable", acme)] == [late.id]


def test_several_payments_of_one_invoice(session: Session) -> None:
    acme = customer(session).id
    invoice = owed(session, 10000, acme)
    for part, rest in ((3000, 7000), (7000, 0)):
        matched(session, invoice, paid(session, part, acme))
        assert still_open(session, invoice) == [rest]
    with pytest.raises(Refusal, match="Nothing was matched"):
        matched(session, invoice, paid(session, 1, acme))


def test_an_underpayment_is_written_off_by_who_may(session: Session) -> None:
    acme = customer(session).id
    invoice, payment = owed(session, 100000, acme), paid(session, 89000, acme)
    with pytest.raises(Refusal, match="More than 100 EUR is written off by a manager"):
        matched(session, invoice, payment, write_off=True)
    do(session, "match.create", BOSS, lines=[invoice.id, payment.id], write_off=True)
    assert still_open(session, invoice, payment) == [0, 0]
    assert balance(session, "write_off") == 11000


def test_a_small_debt_is_written_off_without_a_payment(session: Session) -> None:
    acme = customer(session).id
    invoice = owed(session, 99, acme)
    matched(session, invoice, write_off=True)
    assert (still_open(session, invoice), balance(session, "write_off")) == ([0], 99)


@pytest.mark.parametrize(("invoiced", "received", "result"), [(8000, 9000, -1000), (9000, 8000, 1000)])
def test_what_rates_differ_by_is_booked(books: Database, invoiced: int, received: int, result: int) -> None:
    """100.00 dollars stood at `invoiced` when they were invoiced and at `received` when they came."""
    with books.session() as session:
        acme = customer(session).id
        invoice = foreign(session, 10000, invoiced, acme)
        payment = foreign(session, -10000, -received, acme, "BNK")
        matched(session, invoice, payment)
        assert balance(session, "exchange") == result
        assert balance(session, "receivable") == 0
        assert open_items(session, "receivable") == []


def test_a_part_in_another_currency_takes_its_share(session: Session) -> None:
    """Half of 100.00 dollars at 80.01 in the books settles 40.01, the other half the 40.00 that are left."""
    acme = customer(session).id
    invoice = foreign(session, 10000, 8001, acme)
    matched(session, invoice, foreign(session, -5000, -4500, acme, "BNK"))
    [item] = open_items(session, "receivable")
    assert (item.open, item.foreign) == (4000, 5000)
    assert balance(session, "exchange") == -499
    matched(session, invoice, foreign(session, -5000, -4500, acme, "BNK"))
    assert open_items(session, "receivable") == []
    assert (balance(session, "receivable"), balance(session, "exchange")) == (0, -999)


def test_a_rest_in_another_currency_is_written_off(session: Session) -> None:
    acme = customer(session).id
    invoice = foreign(session, 10000, 8000, acme)
    matched(session, invoice, foreign(session, -9900, -7920, acme, "BNK"), write_off=True)
    assert open_items(session, "receivable") == []
    assert (balance(session, "receivable"), balance(session, "write_off")) == (0, 80)


def test_a_match_is_taken_back(books: Database) -> None:
    """A payment that failed: the invoice is open again, the exchange difference gone."""
    with books.session() as session:
        acme = customer(session).id
        invoice = foreign(session, 10000, 8000, acme)
        payment = foreign(session, -10000, -9000, acme, "BNK")
        matched(session, invoice, payment)
        do(session, "match.remove", BOOKKEEPER, lines=[payment.id])
        assert still_open(session, invoice, payment) == [8000, -9000]
        assert balance(session, "exchange") == 0
        assert {item.line.id for item in open_items(session, "receivable")} == {invoice.id, payment.id}
        matched(session, invoice, payment)
        assert (balance(session, "exchange"), open_items(session, "receivable")) == (-1000, [])


def test_a_write_off_is_taken_back_with_its_payment(session: Session) -> None:
    acme = customer(session).id
    invoice, payment = owed(session, 10000, acme), paid(session, 11000, acme)
    matched(session, invoice, payment, write_off=True)
    do(session, "match.remove", BOOKKEEPER, lines=[payment.id])
    assert still_open(session, invoice, payment) == [10000, -11000]
    assert balance(session, "write_off") == 0
    with pytest.raises(Refusal, match="Nothing is matched"):
        do(session, "match.remove", BOOKKEEPER, lines=[payment.id])


def test_the_line_of_a_difference_is_no_place_to_begin(session: Session) -> None:
    acme = customer(session).id
    matched(session, foreign(session, 10000, 8000, acme), foreign(session, -10000, -9000, acme, "BNK"))
    made = session.scalars(select(Line).join(Entry).where(Entry.source_kind == "match")).first()
    assert made is not None
    with pytest.raises(Refusal, match="belongs to a match"):
        do(session, "match.remove", BOOKKEEPER, lines=[made.id])


def test_an_invoice_is_settled_with_its_payment(session: Session) -> None:
    acme = customer(session).id
    invoice, payment = owed(session, 10000, acme), paid(session, 4000, acme)
    assert settle(session, BOOKKEEPER, [invoice.entry_id], DAY) is None
    done = settle(session, BOOKKEEPER, [invoice.entry_id, payment.entry_id], DAY)
    assert done is not None and (done.debit_id, done.credit_id, done.amount) == (invoice.id, payment.id, 4000)
    assert [event.what for event in timeline(session, acme)][:1] == ["create"]


def test_lines_must_belong_together(session: Session) -> None:
    acme, other = customer(session, "a").id, customer(session, "b").id
    invoice, payment = owed(session, 100, acme), paid(session, 100, other)
    with pytest.raises(Refusal, match="one customer"):
        matched(session, invoice, payment)
    with pytest.raises(Refusal, match="different currencies"):
        matched(session, invoice, foreign(session, -100, -90, acme, "BNK"))
    with pytest.raises(Refusal, match="Lines of Bank are not matched"):
        matched(session, *booked(session, "bank", "cash", 5).lines[:1])
    with pytest.raises(NotFound):
        do(session, "match.create", BOOKKEEPER, lines=[invoice.id, 10**9])
    with pytest.raises(NotFound):
        do(session, "match.create", BOOKKEEPER, lines=[])


def test_the_limit_of_a_write_off_is_a_setting(session: Session) -> None:
    trial(session).settings = {"write_off_limit": "0.50"}
    invoice = owed(session, 51, customer(session).id)
    with pytest.raises(Refusal, match=r"More than 0\.50 EUR"):
        matched(session, invoice, write_off=True)


@pytest.mark.parametrize("amount", [101, -1])
def test_the_database_refuses_more_than_a_line_holds(books: Database, amount: int) -> None:
    with books.session() as session:
        acme = customer(session).id
        ids = {"d": owed(session, 100, acme).id, "c": paid(session, 100, acme).id}
    with books.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(
            text('INSERT INTO "match" (debit_id, credit_id, amount, on_day) VALUES (:d, :c, :a, :o)'),
            {**ids, "a": amount, "o": DAY},
        )


def test_the_database_refuses_what_does_not_belong_together(books: Database) -> None:
    with books.session() as session:
        ids = {
            "d": owed(session, 100, customer(session, "a").id).id,
            "c": paid(session, 9, customer(session, "b").id).id,
        }
    with books.engine.connect() as connection, pytest.raises(DBAPIError, match="one account"):
        connection.execute(
            text('INSERT INTO "match" (debit_id, credit_id, amount, on_day) VALUES (:d, :c, 1, :o)'), {**ids, "o": DAY}
        )


def test_a_match_is_not_changed_afterwards(books: Database) -> None:
    with books.session() as session:
        acme = customer(session).id
        matched(session, owed(session, 100, acme), paid(session, 50, acme))
    with books.engine.connect() as connection, pytest.raises(DBAPIError, match="fixed"):
        connection.execute(text('UPDATE "match" SET amount = 60'))


AMOUNTS = st.lists(st.integers(1, 500), min_size=1, max_size=5)


@given(AMOUNTS, AMOUNTS, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_matching_keeps_the_sum_and_settles_one_side(
    session: Session, debts: list[int], payments: list[int], dollars: bool
) -> None:
    party = Party(code=f"p{session.scalar(select(func.count()).select_from(Party))}", name="P", customer=True)
    session.add(party)
    session.flush()
    rate = 3 if dollars else 1

    def line(amount: int, journal: str, off: int) -> Line:
        if dollars:
            return foreign(session, amount, amount * rate + off * (1 if amount > 0 else -1), party.id, journal)
        return owed(session, amount, party.id)

    lines = [line(amount, "SAL", 0) for amount in debts] + [line(-amount, "BNK", 1) for amount in payments]
    do(session, "match.create", BOSS, lines=[one.id for one in lines])
    left = open_items(session, "receivable", party.id)
    assert sum(item.in_own for item in left) == sum(debts) - sum(payments)
    assert len({item.in_own > 0 for item in left}) <= 1
    of_party = select(func.sum(Line.amount)).where(Line.party_id == party.id, Line.account_id == lines[0].account_id)
    assert session.scalar(of_party) == sum(item.open for item in left)


def test_of_two_who_match_the_same_at_once_one_is_told(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        acme = customer(session).id
        ids = [owed(session, 100, acme).id, paid(session, 100, acme).id]

    def second() -> str:
        with postgres_books.session() as other:
            try:
                do(other, "match.create", BOOKKEEPER, lines=ids)
            except Refusal as refusal:
                return str(refusal)
        return "matched"

    with ThreadPoolExecutor(1) as pool:
        with postgres_books.session() as session:
            do(session, "match.create", BOOKKEEPER, lines=ids)
            waiting = pool.submit(second)
        assert waiting.result(timeout=30).startswith("Nothing was matched")


def test_nobody_posts_in_a_month_while_it_is_closed(postgres_books: Database) -> None:
    def closing() -> str:
        with postgres_books.session() as other:
            period = other.scalars(select(Period).where(Period.first == DAY.replace(day=1))).one()
            return str(do(other, "period.close", BOOKKEEPER, document=period.id).state)

    with ThreadPoolExecutor(1) as pool:
        with postgres_books.session() as session:
            booked(session, "bank", "revenue", 100)
            waiting = pool.submit(closing)
        assert waiting.result(timeout=30) == "closed"
    with postgres_books.session() as session:
        assert verify(session) == []
        with pytest.raises(PeriodClosed):
            booked(session, "bank", "revenue", 100)
