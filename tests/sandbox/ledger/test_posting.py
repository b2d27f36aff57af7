"""Entries balance, are numbered without gaps, and are corrected by reversal only."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, Unbalanced, WrongRole
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.posting import Item, Posting, draft, period_of, post, reverse
from advisor.sandbox.ledger.tables import Account, Entry, Line, Period
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, SELLER, customer, do

RENT = [Item("expense", 500), Item("bank", -500)]


def posting(items: Sequence[Item] = RENT, on: datetime.date = DAY, journal: str = "GEN") -> Posting:
    return Posting(journal, on, items, text="Rent")


def balance(session: Session, use: str) -> int:
    wanted = select(func.sum(Line.amount)).join(Entry).where(Entry.state == "posted")
    return session.scalar(wanted.where(Line.account_id == account(session, use).id)) or 0


def test_an_entry_is_booked(books: Database) -> None:
    with books.session() as session:
        party = customer(session)
        receivable = Item("receivable", 1200, party=party.id, due=DAY, text="first")
        items = [receivable, Item("revenue", -1000), Item("tax_sale", -200, tax="VAT")]
        made = post(session, Posting("SAL", DAY, items, "invoice", 7, "INV-0007")).id
    with books.session(write=False) as session:
        kept = session.get_one(Entry, made)
        assert (kept.number, kept.state, kept.source_kind, kept.source) == ("SAL/2026-03/0001", "posted", "invoice", 7)
        assert [(line.amount, line.party_id, line.tax, line.due) for line in kept.lines] == [
            (1200, party.id, "", DAY),
            (-1000, None, "", None),
            (-200, None, "VAT", None),
        ]
        assert (balance(session, "receivable"), balance(session, "revenue")) == (1200, -1000)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([Item("expense", 500), Item("bank", -499)], "differ by 1,"),
        ([Item("expense", 500), Item("bank", 499)], "differ by 999,"),
        ([Item("expense", 500)], "at least two lines"),
        ([Item("expense", 0), Item("bank", 0)], "at least two lines"),
        ([], "at least two lines"),
        (
            [Item("expense", 500, "USD", 600), Item("bank", -500, "USD", -599)],
            "Debit and credit in USD differ",
        ),
        (
            [Item("expense", 500, "USD", 600), Item("bank", -500, "CHF", -600)],
            "Debit and credit in USD differ",
        ),
    ],
)
def test_what_does_not_balance_is_not_booked(books: Database, items: list[Item], message: str) -> None:
    with books.session() as session:
        with pytest.raises(Unbalanced, match=message):
            post(session, posting(items))
        assert session.scalar(select(func.count()).select_from(Entry)) == 0


def test_what_balances_is_booked_and_the_books_are_nought_together(sqlite_books: Database) -> None:
    @settings(max_examples=40)
    @given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8))
    def check(amounts: list[int]) -> None:
        items = [Item("expense", amount) for amount in amounts] + [Item("bank", -sum(amounts))]
        with sqlite_books.session() as session:
            if len([item for item in items if item.amount]) < 2:
                with pytest.raises(Unbalanced):
                    post(session, posting(items))
            else:
                assert post(session, posting(items)).state == "posted"
            assert session.scalar(select(func.coalesce(func.sum(Line.amount), 0))) == 0
            session.rollback()

    check()


def test_lines_without_an_amount_are_left_out(session: Session) -> None:
    made = post(session, posting([*RENT, Item("rounding", 0)]))
    assert [line.amount for line in made.lines] == [500, -500]


def test_a_line_may_be_in_another_currency_only(session: Session) -> None:
    """Exchange differences change the books, not what is owed in the other currency."""
    party = customer(session)
    items = [Item("receivable", 30, "USD", 0, party.id), Item("exchange", -30, "USD", 0)]
    assert len(post(session, posting(items)).lines) == 2


@pytest.mark.parametrize("use", ["receivable", "payable", "sister_receivable", "staff_claims"])
def test_some_accounts_need_a_party(session: Session, use: str) -> None:
    with pytest.raises(Refusal, match="needs a customer or supplier") as caught:
        post(session, posting([Item(use, 500), Item("bank", -500)]))
    assert caught.value.field == "party"


def test_nothing_is_booked_on_a_group_or_a_closed_account(session: Session) -> None:
    group = session.scalars(select(Account.id).where(Account.code == "1")).one()
    with pytest.raises(Refusal, match="Assets: it is a group"):
        post(session, posting([Item(group, 500), Item("bank", -500)]))
    account(session, "expense").active = False
    with pytest.raises(Refusal, match="no longer used"):
        post(session, posting())


def test_numbers_count_by_journal_and_month(session: Session) -> None:
    april = datetime.date(2026, 4, 1)
    made = [
        post(session, posting(on=on, journal=journal)).number
        for on, journal in ((DAY, "GEN"), (DAY, "BNK"), (DAY, "GEN"), (april, "GEN"))
    ]
    assert made == ["GEN/2026-03/0001", "BNK/2026-03/0001", "GEN/2026-03/0002", "GEN/2026-04/0001"]


def test_an_entry_that_fails_takes_no_number(books: Database) -> None:
    with books.session() as session:
        post(session, posting())
    with pytest.raises(Unbalanced), books.session() as session:
        post(session, posting())
        post(session, posting([Item("expense", 1), Item("bank", 1)]))
    with books.session() as session:
        assert post(session, posting()).number == "GEN/2026-03/0002"


def test_many_at_once_are_numbered_without_gaps(postgres_books: Database) -> None:
    together = Barrier(4)

    def book(_: int) -> list[str | None]:
        numbers = []
        together.wait(10)
        for _again in range(3):
            with postgres_books.session() as session:
                numbers.append(post(session, posting()).number)
        return numbers

    with ThreadPoolExecutor(4) as pool:
        drawn = [number for numbers in pool.map(book, range(4)) for number in numbers]
    assert sorted(map(str, drawn)) == [f"GEN/2026-03/{n:04d}" for n in range(1, 13)]


@pytest.mark.parametrize("state", ["closed", "locked"])
def test_a_closed_period_takes_nothing(session: Session, state: str) -> None:
    period_of(session, DAY).state = state
    with pytest.raises(PeriodClosed, match="The period of 2026-03-02 is closed") as caught:
        post(session, posting())
    assert caught.value.field == "on"
    assert post(session, posting(on=datetime.date(2026, 4, 1))).state == "posted"


def test_a_day_without_a_period_takes_nothing(session: Session) -> None:
    with pytest.raises(PeriodClosed, match="no period for 1999-12-31"):
        post(session, posting(on=datetime.date(1999, 12, 31)))


def test_closing_waits_for_those_who_book(postgres_books: Database) -> None:
    """Somebody closes the month while an entry of it is under way: the entry is in, or the close came first."""
    entered, closed = Barrier(2), Barrier(2)

    def close() -> str:
        with postgres_books.session() as session:
            entered.wait(10)
            wanted = select(Period).where(Period.first <= DAY, Period.last >= DAY).with_for_update()
            period = session.scalars(wanted).one()
            seen = session.scalar(select(func.count()).select_from(Entry).where(Entry.state == "posted"))
            period.state = "closed"
        closed.wait(10)
        return str(seen)

    with ThreadPoolExecutor(1) as pool:
        with postgres_books.session() as session:
            post(session, posting())
            seen = pool.submit(close)
            entered.wait(10)
            assert not seen.done()
        closed.wait(10)
    assert seen.result(10) == "1"
    with postgres_books.session() as session, pytest.raises(PeriodClosed):
        post(session, posting())


def test_a_reversal_is_the_opposite(books: Database) -> None:
    with books.session() as session:
        party = customer(session).id
        items = [Item("receivable", 500, "USD", 600, party, text="a"), Item("revenue", -500, "USD", -600)]
        made = post(session, posting(items))
        back = reverse(session, made, DAY + datetime.timedelta(days=1))
        assert (back.reverses_id, back.on, back.text) == (made.id, DAY + datetime.timedelta(days=1), "Rent")
        assert [(one.amount, one.foreign, one.party_id, one.text) for one in back.lines] == [
            (-500, -600, party, "a"),
            (500, 600, None, ""),
        ]
        assert balance(session, "receivable") == 0


def test_an_entry_is_reversed_once(session: Session) -> None:
    made = post(session, posting())
    number = reverse(session, made, DAY).number
    with pytest.raises(Refusal, match=f"reversed by {number} already"):
        reverse(session, made, DAY)


def test_a_draft_is_not_reversed(session: Session) -> None:
    with pytest.raises(Refusal, match="Only a posted entry"):
        reverse(session, draft(session, posting()), DAY)


def test_a_reversal_can_be_reversed(session: Session) -> None:
    made = post(session, posting())
    reverse(session, reverse(session, made, DAY), DAY)
    assert balance(session, "expense") == 500


def test_a_draft_may_be_unfinished_and_is_posted_when_it_balances(session: Session) -> None:
    unfinished = draft(session, posting(RENT[:1]))
    with pytest.raises(Unbalanced):
        do(session, "entry.post", BOOKKEEPER, document=unfinished.id)
    assert (unfinished.state, unfinished.number) == ("draft", None)
    finished = draft(session, posting())
    done = do(session, "entry.post", BOOKKEEPER, document=finished.id)
    assert (done.state, done.number) == ("posted", "GEN/2026-03/0001")


def test_a_draft_is_not_posted_into_a_closed_period(session: Session) -> None:
    made = draft(session, posting())
    period_of(session, DAY).state = "closed"
    with pytest.raises(PeriodClosed):
        do(session, "entry.post", BOOKKEEPER, document=made.id)


@pytest.mark.parametrize("by", [SELLER, Actor("Wen", "warehouse")])
def test_others_do_not_post(session: Session, by: Actor) -> None:
    with pytest.raises(WrongRole):
        do(session, "entry.post", by, document=draft(session, posting()).id)


def test_a_manual_entry_is_reversed_by_its_verb(session: Session) -> None:
    made = post(session, posting())
    assert do(session, "entry.reverse", BOOKKEEPER, document=made.id).state == "posted"
    assert balance(session, "expense") == 0


def test_an_entry_of_a_document_is_not_reversed_by_hand(session: Session) -> None:
    made = post(session, Posting("SAL", DAY, RENT, "invoice", 1))
    with pytest.raises(Refusal, match="was made by a document"):
        do(session, "entry.reverse", BOOKKEEPER, document=made.id)
