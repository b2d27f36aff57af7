"""The history is written and never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import events
from advisor.sandbox.core.actors import SYSTEM
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, customer, do


def test_what_was_done_is_kept(books: Database) -> None:
    with books.session() as session:
        party = customer(session)
        events.record(session, SYSTEM, "count", 7, "remind", {"level": 2}, party=party.id)
    with books.session(write=False) as session:
        (kept,) = events.history(session, "count", 7)
        assert (kept.on, kept.what, kept.actor, kept.role, kept.values, kept.party_id) == (
            DAY,
            "remind",
            "",
            "system",
            {"level": 2},
            party.id,
        )


def test_a_history_is_in_order_and_of_one_document(session: Session) -> None:
    for document, what in ((1, "create"), (2, "create"), (1, "quote"), (1, "confirm")):
        events.record(session, BOSS, "count", document, what)
    assert [one.what for one in events.history(session, "count", 1)] == ["create", "quote", "confirm"]
    assert events.history(session, "purchase", 1) == []


def test_a_timeline_has_the_newest_first_and_ends(session: Session) -> None:
    party = customer(session)
    for number in range(5):
        events.record(session, BOSS, "count", number, "create", party=party.id)
    assert [(one.kind, one.document) for one in events.timeline(session, party.id, 3)] == [
        ("count", 4),
        ("count", 3),
        ("count", 2),
    ]
    assert events.timeline(session, party.id)[-1].kind == "party"


@pytest.mark.parametrize(
    "command", ["UPDATE event SET actor = 'Eve'", "DELETE FROM event", "UPDATE event SET details = '{}'"]
)
def test_history_cannot_be_changed(books: Database, command: str) -> None:
    with books.session() as session:
        do(session, "party.create", name="Acme")
    with pytest.raises(DBAPIError, match="history is fixed"), books.session() as session:
        session.execute(text(command))
    with books.session(write=False) as session:
        assert [one.actor for one in events.history(session, "party", 1)] == ["Robin"]


def test_history_cannot_be_emptied_at_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        do(session, "party.create", name="Acme")
    with pytest.raises(DBAPIError, match="history is fixed"), postgres_books.session() as session:
        session.execute(text("TRUNCATE event CASCADE"))
