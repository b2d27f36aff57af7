"""The same request under the same key is done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from advisor.db import Database
from advisor.sandbox.core.once import Answer, once
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party, Request
from tests.sandbox.making import customer


def test_the_first_answer_is_given_again(books: Database) -> None:
    done: list[int] = []

    def act() -> Answer:
        done.append(1)
        return {"kind": "party", "id": len(done)}

    for _ in range(3):
        with books.session() as session:
            assert once(session, "k", "party.create", act) == {"kind": "party", "id": 1}
    assert done == [1]


def test_a_key_is_not_used_for_two_things(books: Database) -> None:
    with books.session() as session:
        once(session, "k", "party.create", dict)
        with pytest.raises(Refusal, match=r"The key k was used for party\.create before"):
            once(session, "k", "product.create", dict)


def test_what_failed_can_be_asked_again(books: Database) -> None:
    def fail() -> Answer:
        raise Refusal("Not now.")

    with pytest.raises(Refusal), books.session() as session:
        once(session, "k", "party.create", fail)
    with books.session() as session:
        assert once(session, "k", "party.create", lambda: {"id": 5}) == {"id": 5}
        assert session.scalars(select(Request)).one().verb == "party.create"


def test_two_at_once_do_it_once(postgres_books: Database) -> None:
    together = Barrier(4)

    def ask(_: int) -> Answer:
        with postgres_books.session() as session:
            together.wait(10)
            return once(session, "k", "party.create", lambda: {"id": customer(session).id})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert answers == [answers[0]] * 4
    with postgres_books.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Party)) == 1
