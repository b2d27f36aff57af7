"""Times as the desk shows them: to the minute, in UTC, in the reader's calendar and digits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from web.moments import day, when

AT = datetime(2026, 12, 1, 9, 5, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "1 December 2026, 09:05 UTC"),
        ("ru", "1 декабря 2026, 09:05 UTC"),
        ("uk", "1 грудня 2026, 09:05 UTC"),
        ("zh", "2026年12月1日、09:05 UTC"),
        ("fa", "۱۰ آذر ۱۴۰۵، ۰۹:۰۵ UTC"),
    ],
)
def test_in_every_language(language: str, shown: str) -> None:
    assert when(AT, language) == shown


def test_wherever_it_was_stored() -> None:
    there = AT.astimezone(timezone(timedelta(hours=-10)))
    assert when(there, "en") == when(AT, "en")
    assert when(AT.replace(tzinfo=None), "en") == when(AT, "en"), "as SQLite gives it back"
    assert day(there, "en") == day(AT, "en") == "1 December 2026"
    assert day(AT, "fa") == "۱۰ آذر ۱۴۰۵"
