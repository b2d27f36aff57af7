"""How often someone may try: counted for each key within a window, across sessions of the database."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from advisor.db import Database
from advisor.errors import TooMany
from advisor.workspace.access import throttle
from advisor.workspace.access.tables import AttemptRecord
from tests.workspace.access.people import MINUTE, NOW

KEY = throttle.account("olga@example.org")


def tries(database: Database, key: str, count: int, most: int = 3) -> None:
    for _ in range(count):
        with database.session() as session:
            throttle.admit(session, key, most, NOW)


def test_so_many_and_no_more(database: Database) -> None:
    tries(database, KEY, 3)
    with pytest.raises(TooMany, match="quarter of an hour"):
        tries(database, KEY, 1)
    tries(database, throttle.account("carl@example.org"), 3)


def test_the_window_moves_on(database: Database) -> None:
    tries(database, KEY, 3)
    with database.session() as session, pytest.raises(TooMany):
        throttle.admit(session, KEY, 3, NOW + throttle.WINDOW - MINUTE)
    with database.session() as session:
        throttle.admit(session, KEY, 3, NOW + throttle.WINDOW)
        assert session.scalar(select(func.count()).select_from(AttemptRecord)) == 1, "the old ones are gone"


def test_a_refused_try_does_not_prolong_the_wait(database: Database) -> None:
    tries(database, KEY, 3)
    for _ in range(5):
        with pytest.raises(TooMany):
            tries(database, KEY, 1)
    with database.session() as session:
        throttle.admit(session, KEY, 3, NOW + throttle.WINDOW)


def test_what_was_right_is_forgotten(database: Database) -> None:
    tries(database, KEY, 3)
    other = throttle.second(1)
    tries(database, other, 1)
    with database.session() as session:
        throttle.forget(session, KEY)
    tries(database, KEY, 3)
    with database.session() as session:
        left = session.scalar(select(func.count()).select_from(AttemptRecord).where(AttemptRecord.key == other))
        assert left == 1


def test_accounts_are_compared_as_members_are() -> None:
    assert throttle.account(" Olga@Example.ORG ") == KEY
    assert throttle.account("olga@example.net") != KEY
    assert "olga" not in KEY


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("testclient", "testclient", True),
        ("testclient", "", False),
    ],
)
def test_network_addresses(one: str, other: str, same: bool) -> None:
    assert (throttle.network(one) == throttle.network(other)) is same


def test_keys_of_different_kinds_never_meet() -> None:
    assert len({throttle.account("1"), throttle.network("1"), throttle.second(1)}) == 3
