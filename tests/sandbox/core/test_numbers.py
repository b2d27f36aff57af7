"""Numbers have no gaps, whatever is rolled back and however many draw at once."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from advisor.db import Database
from advisor.sandbox.core import numbers
from advisor.sandbox.core.refusals import Refusal
from tests.sandbox.conftest import DAY

LATER = DAY + datetime.timedelta(days=1)


def test_numbers_count_from_one(books: Database) -> None:
    for expected in (1, 2, 3):
        with books.session() as session:
            assert numbers.draw(session, "invoice", DAY) == expected


def test_each_sequence_counts_for_itself(books: Database) -> None:
    with books.session() as session:
        assert [numbers.draw(session, name, DAY) for name in ("a", "b", "a")] == [1, 1, 2]


@pytest.mark.parametrize("before", [0, 2])
def test_a_rollback_gives_the_number_back(books: Database, before: int) -> None:
    with books.session() as session:
        for _ in range(before):
            numbers.draw(session, "invoice", DAY)
    with books.session() as session:
        assert numbers.draw(session, "invoice", DAY) == before + 1
        session.rollback()
    with books.session() as session:
        assert numbers.draw(session, "invoice", DAY) == before + 1


def test_numbers_follow_the_order_of_days(books: Database) -> None:
    with books.session() as session:
        numbers.draw(session, "invoice", LATER)
        with pytest.raises(Refusal, match="last number of invoice was given on 2026-03-03") as caught:
            numbers.draw(session, "invoice", DAY)
        assert caught.value.field == "on"
        assert numbers.draw(session, "invoice", LATER) == 2


def test_a_refused_day_takes_no_number(books: Database) -> None:
    with books.session() as session:
        numbers.draw(session, "invoice", LATER)
        with pytest.raises(Refusal):
            numbers.draw(session, "invoice", DAY)
        assert numbers.draw(session, "invoice", LATER + datetime.timedelta(days=30)) == 2


def test_many_at_once_get_each_number_once(postgres_books: Database) -> None:
    """The first number is the hard one: nobody has made the sequence yet."""
    together = Barrier(6)

    def draw(_: int) -> int:
        with postgres_books.session() as session:
            together.wait(10)
            return numbers.draw(session, "invoice", DAY)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(draw, range(6))) == [1, 2, 3, 4, 5, 6]


def test_a_number_is_written_with_four_digits_or_more() -> None:
    assert numbers.text("SO", 12) == "SO-0012"
    assert numbers.text("INV", 12345) == "INV-12345"
