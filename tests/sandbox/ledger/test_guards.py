"""What the program never does, the database refuses: raw commands against what was posted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from advisor.db import Database
from advisor.sandbox.ledger.posting import Item, Posting, draft, post
from advisor.sandbox.ledger.tables import Entry, Line
from tests.sandbox.conftest import DAY

RENT = [Item("expense", 500), Item("bank", -500)]
FIXED = "a posted entry is fixed"


def raw(books: Database, *commands: str) -> None:
    with books.session() as session:
        for command in commands:
            session.execute(text(command))


def lines(books: Database) -> list[tuple[int, int]]:
    with books.session(write=False) as session:
        return [(line.account_id, line.amount) for line in session.scalars(select(Line).order_by(Line.id))]


@pytest.fixture
def posted(books: Database) -> Database:
    """Books with the posted entry 1 (lines 1 and 2) and the draft 2 (lines 3 and 4)."""
    with books.session() as session:
        post(session, Posting("GEN", DAY, RENT))
        draft(session, Posting("GEN", DAY, RENT))
    return books


TAMPERING = (
    "UPDATE entry SET text = 'x' WHERE id = 1",
    "UPDATE entry SET state = 'draft' WHERE id = 1",
    "UPDATE entry SET on_day = '2026-03-03' WHERE id = 1",
    "UPDATE entry SET number = 'GEN/2026-03/0009' WHERE id = 1",
    "DELETE FROM entry WHERE id = 1",
    "UPDATE entry_line SET amount = 501 WHERE id = 1",
    "UPDATE entry_line SET account_id = account_id + 1 WHERE id = 2",
    "UPDATE entry_line SET party_id = NULL WHERE id = 1",
    "UPDATE entry_line SET entry_id = 2 WHERE id = 1",  # out of a posted entry
    "UPDATE entry_line SET entry_id = 1 WHERE id = 3",  # into one
    "DELETE FROM entry_line WHERE id = 1",
    "INSERT INTO entry_line (entry_id, account_id, amount, tax, text) SELECT 1, account_id, 5, '', '' "
    "FROM entry_line WHERE id = 1",
)


def test_what_is_posted_is_fixed(posted: Database) -> None:
    before = lines(posted)
    for command in TAMPERING:
        with pytest.raises(DBAPIError, match=FIXED):
            raw(posted, command)
        assert lines(posted) == before, command


@pytest.mark.parametrize("table", ["entry CASCADE", "entry_line CASCADE"])
def test_what_is_posted_cannot_be_emptied_at_once(postgres_books: Database, table: str) -> None:
    with postgres_books.session() as session:
        post(session, Posting("GEN", DAY, RENT))
    with pytest.raises(DBAPIError, match="is fixed"):
        raw(postgres_books, f"TRUNCATE {table}")
    assert len(lines(postgres_books)) == 2


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE entry SET text = 'x' WHERE id = 2",
        "UPDATE entry_line SET amount = 501 WHERE id = 3",
        "DELETE FROM entry_line WHERE id = 3",
    ],
)
def test_a_draft_can_be_changed(posted: Database, command: str) -> None:
    raw(posted, command)
    assert len(lines(posted)) in (3, 4)


def test_an_entry_is_not_born_posted(books: Database) -> None:
    with pytest.raises(DBAPIError, match="an entry begins as a draft"):
        raw(
            books,
            "INSERT INTO entry (company_id, journal, number, on_day, period_id, state, text, source_kind) "
            "SELECT 1, 'GEN', 'GEN/1', '2026-03-02', id, 'posted', '', '' FROM period WHERE first = '2026-03-01'",
        )


POST = "UPDATE entry SET state = 'posted', number = 'GEN/2026-03/0099' WHERE id = 2"


SPOILT = (
    ("UPDATE entry_line SET amount = 501 WHERE id = 3", "an entry must balance"),
    ("DELETE FROM entry_line WHERE entry_id = 2", "an entry must balance"),
    ("UPDATE entry_line SET currency = 'USD', foreign_amount = 9 WHERE id = 3", "balance in each currency"),
    ("UPDATE period SET state = 'closed' WHERE first = '2026-03-01'", "the period is not open"),
    ("UPDATE period SET state = 'locked' WHERE first = '2026-03-01'", "the period is not open"),
    ("UPDATE entry SET on_day = '2026-04-01' WHERE id = 2", "the period is not open"),
)


def test_a_bad_draft_is_not_posted(posted: Database) -> None:
    for spoil, message in SPOILT:
        with pytest.raises(DBAPIError, match=message):
            raw(posted, spoil, POST)
        with posted.session(write=False) as session:
            assert session.get_one(Entry, 2).state == "draft", spoil


def test_a_good_draft_is_posted(posted: Database) -> None:
    raw(posted, POST)
    with pytest.raises(DBAPIError, match=FIXED):
        raw(posted, "UPDATE entry_line SET amount = 501 WHERE id = 3")


def test_a_posted_entry_has_a_number(posted: Database) -> None:
    with pytest.raises(DBAPIError, match="numbered"):
        raw(posted, "UPDATE entry SET state = 'posted' WHERE id = 2")


def test_a_number_is_given_once(posted: Database) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)unique"):
        raw(posted, "UPDATE entry SET state = 'posted', number = 'GEN/2026-03/0001' WHERE id = 2")


def test_a_line_cannot_slip_into_an_entry_that_is_being_posted(postgres_books: Database) -> None:
    """Somebody adds a line to a draft while somebody else posts it: the posting waits, sees the line, and refuses."""
    with postgres_books.session() as session:
        made = draft(session, Posting("GEN", DAY, RENT)).id
    add = text(
        "INSERT INTO entry_line (entry_id, account_id, amount, tax, text) SELECT entry_id, account_id, 5, '', '' "
        "FROM entry_line WHERE entry_id = :entry LIMIT 1"
    )
    command = POST.replace("id = 2", f"id = {made}")
    with ThreadPoolExecutor(1) as pool:
        with postgres_books.session() as session:
            session.execute(add, {"entry": made})
            posting = pool.submit(raw, postgres_books, command)
        assert isinstance(posting.exception(10), DBAPIError)
    with postgres_books.session(write=False) as session:
        assert session.get_one(Entry, made).state == "draft"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ('UPDATE "match" SET amount = 1', "a match is fixed"),
        (
            "INSERT INTO \"match\" (debit_id, credit_id, amount, on_day) VALUES (1, 2, 5, '2026-03-02')",
            "a match is between a posted debit and a posted credit of one account",
        ),
        (
            "INSERT INTO \"match\" (debit_id, credit_id, amount, on_day) VALUES (3, 5, 5, '2026-03-02')",
            "a match is between a posted debit and a posted credit of one account",
        ),
        (
            "INSERT INTO \"match\" (debit_id, credit_id, amount, on_day) VALUES (5, 8, 501, '2026-03-02')",
            "no more can be matched than a line holds",
        ),
    ],
)
def test_only_what_fits_is_matched(posted: Database, command: str, message: str) -> None:
    """Entry 3 debits cash with lines 5 and 6, entry 4 credits it with line 8."""
    with posted.session() as session:
        post(session, Posting("GEN", DAY, [Item("cash", 500), Item("bank", -500)]))
        post(session, Posting("GEN", DAY, [Item("bank", 500), Item("cash", -500)]))
        session.execute(
            text("INSERT INTO \"match\" (debit_id, credit_id, amount, on_day) VALUES (5, 8, 200, '2026-03-02')")
        )
    with pytest.raises(DBAPIError, match=message):
        raw(posted, command)
