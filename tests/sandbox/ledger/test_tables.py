"""What the tables themselves refuse, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from advisor.db import Database

REFUSED = (
    "INSERT INTO period (first, last, year, state) VALUES ('2026-03-01', '2026-03-31', 2026, 'open')",
    "INSERT INTO account (code, name, kind, use, parent, open_items, active) "
    "VALUES ('1000', 'Bank', 'asset', '', '', false, true)",
    "INSERT INTO rate (currency, on_day, units) VALUES ('USD', '2026-03-02', 0)",
    "INSERT INTO term_part (term_id, position, kind, share, amount, days, months, month_day) "
    "VALUES (999, 0, 'rest', 0, 0, 0, 0, 0)",
    "INSERT INTO budget_line (account_id, period_id, amount, version) VALUES (999, 1, 5, 'budget')",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(books: Database, statement: str) -> None:
    with books.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(statement))


def test_one_rate_a_day(books: Database) -> None:
    statement = "INSERT INTO rate (currency, on_day, units) VALUES ('USD', '2026-03-02', 1250000)"
    with books.engine.connect() as connection:
        connection.execute(text(statement))
        with pytest.raises(IntegrityError):
            connection.execute(text(statement))


def test_amounts_need_more_than_32_bits(books: Database) -> None:
    with books.engine.connect() as connection:
        connection.execute(text("INSERT INTO budget_line (account_id, period_id, amount, version) "
                                "VALUES (2, 1, 9000000000000000, 'budget')"))  # fmt: skip
        assert connection.execute(text("SELECT SUM(amount) FROM budget_line")).scalar_one() == 9_000_000_000_000_000
