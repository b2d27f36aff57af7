"""Rows that seldom change are read once for many transactions, and anew when they changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from advisor.db import Database
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.reference import changed, rows
from advisor.sandbox.ledger.accounts import account, chart, forget
from advisor.sandbox.ledger.tables import Account
from tests.sandbox.making import do

ALL = select(Account).order_by(Account.code)


@contextmanager
def reads(books: Database, table: str) -> Iterator[list[str]]:
    """The statements that read a table meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if f"FROM {table}" in " ".join(statement.split()):
            seen.append(statement)

    event.listen(books.engine, "before_cursor_execute", note)
    yield seen
    event.remove(books.engine, "before_cursor_execute", note)


def test_the_second_transaction_reads_nothing(books: Database) -> None:
    with reads(books, "account") as seen:
        for _ in range(3):
            with books.session(write=False) as session:
                assert rows(session, ALL)[0].code == "1"
    assert len(seen) == 1


def test_the_rows_belong_to_the_session(books: Database) -> None:
    with books.session(write=False) as session:
        rows(session, ALL)
    with books.session() as session:
        one = rows(session, ALL)[0]
        assert one in session
        assert session.get(Account, one.id) is one
        one.name = "Assets"
    with books.session(write=False) as session:
        assert session.scalar(select(Account.name).where(Account.code == "1")) == "Assets"


def test_two_sessions_have_copies_of_their_own(books: Database) -> None:
    with books.session(write=False) as first, books.session(write=False) as second:
        rows(first, ALL)
        mine, other = rows(first, ALL)[0], rows(second, ALL)[0]
        assert (mine is other, mine.id == other.id) == (False, True)
        mine.name = "changed in one of them"
        assert other.name != mine.name
        first.rollback()


def test_what_the_session_holds_already_stays_as_it_is(books: Database) -> None:
    with books.session(write=False) as session:
        rows(session, ALL)
    with books.session(write=False) as session:
        held = session.scalars(select(Account).where(Account.code == "1000")).one()
        held.name = "not saved yet"
        with session.no_autoflush:
            assert next(one for one in rows(session, ALL) if one.code == "1000").name == "not saved yet"
        session.rollback()


def test_a_change_is_seen_by_its_session_and_by_everybody_after_it(books: Database) -> None:
    with books.session(write=False) as session:
        assert "6999" not in {one.code for one in chart(session).by_id.values()}
    with books.session() as session:
        do(session, "account.create", code="6999", name="Sundry", kind="expense", parent="6")
        assert "6999" in {one.code for one in chart(session).by_id.values()}
        assert trial(session).edition == 1
    with books.session(write=False) as session:
        assert "6999" in {one.code for one in chart(session).by_id.values()}


def test_a_change_that_is_taken_back_was_none(books: Database) -> None:
    class Stop(Exception):
        pass

    with books.session(write=False) as session:
        rows(session, ALL)
    with pytest.raises(Stop), books.session() as session:
        do(session, "account.create", code="6999", name="Sundry", kind="expense", parent="6")
        raise Stop
    with reads(books, "account") as seen, books.session(write=False) as session:
        assert "6999" not in {one.code for one in chart(session).by_id.values()}
        assert trial(session).edition == 0
    assert seen == []


def test_an_older_edition_is_not_served_after_a_change(books: Database) -> None:
    with books.session() as session:
        account(session, "bank").name = "Our bank"
        forget(session)
    with books.session(write=False) as session:
        assert account(session, "bank").name == "Our bank"


def test_two_changes_at_once_count_twice(postgres_books: Database) -> None:
    """The count is made by the database, so that none of them is lost."""
    with postgres_books.session() as first:
        trial(first)
        with postgres_books.session() as second:
            changed(second)
        changed(first)
    with postgres_books.session(write=False) as session:
        assert trial(session).edition == 2


def test_taxes_and_places_are_kept_too(books: Database) -> None:
    with books.session() as session:
        do(session, "tax.create", code="X", name="X", percent=3)
        do(session, "location.create", code="A1", name="Shelf A1", warehouse=1)
        assert trial(session).edition == 2
    with reads(books, "tax") as taxes, reads(books, "location") as places:
        for _ in range(2):
            with books.session() as session:
                party = do(session, "party.create", name="Acme", customer=True)
                one = do(session, "product.create", name="A", tax="X")
                lines = [{"product": one.id, "quantity": 1}]
                do(session, "sale.create", party=party.id, lines=lines)
    assert (len(taxes), len(places)) == (1, 1)
