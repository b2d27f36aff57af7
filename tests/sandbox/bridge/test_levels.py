"""Only differences are told, only the latest counts, and never more than a bounded number at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.bridge import levels
from tests.sandbox.bridge.joint import carried, item, messages
from tests.sandbox.making import do
from tests.sandbox.selling import billed, buyer, confirmed, fill, goods


def test_differences_are_told_once_and_the_latest_counts(books: Database) -> None:
    with books.session() as session:
        valve, party = goods(session, "valve", stock=5), buyer(session)
        carried(session)
        assert levels.tell(session) == 0
        fill(session, valve, 2, 4)
        billed(session, party, 30)
        assert (levels.tell(session), levels.tell(session)) == (2, 0)
        confirmed(session, party, (valve, 3))  # what waits for goods is not free
        assert levels.tell(session) == 0
        [waiting] = messages(session, "waiting", "stock")
        assert waiting.body["available"] == 4
        carried(session)
        assert item(session, "valve").available == 4
        assert len({one.key for one in messages(session)}) == len(messages(session))


def test_a_look_is_bounded(session: Session) -> None:
    made = [goods(session, f"g{number}") for number in range(5)]
    carried(session)
    for one in made:
        fill(session, one, 1, 4)
    assert [levels.tell(session, limit=3), levels.tell(session, limit=3)] == [3, 0]
    carried(session)
    assert levels.tell(session) == 0


def test_more_waited_for_than_there_is_counts_as_nothing(session: Session) -> None:
    valve, party = goods(session, "valve", stock=2), buyer(session)
    confirmed(session, party, (valve, 6))
    carried(session)
    assert item(session, "valve").available == 0
    do(session, "sale.cancel", document=1)
    carried(session)
    assert item(session, "valve").available == 2
