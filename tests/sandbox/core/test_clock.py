"""The day of a trial comes from its row, not from the machine."""

from __future__ import annotations

import ast
import datetime
from pathlib import Path

import advisor.sandbox
from advisor.db import Database
from advisor.sandbox.core import clock
from tests.sandbox.conftest import DAY

HOME = Path(advisor.sandbox.__file__).parent


def test_the_day_is_that_of_the_trial(books: Database) -> None:
    with books.session() as session:
        assert clock.today(session) == DAY
        clock.trial(session).today = DAY + datetime.timedelta(days=3)
        assert clock.today(session) == DAY + datetime.timedelta(days=3)
    with books.session(write=False) as session:
        assert clock.today(session) == DAY + datetime.timedelta(days=3)


def test_the_trial_is_read_once(books: Database) -> None:
    with books.session() as session:
        assert clock.trial(session) is clock.trial(session)


def test_nothing_reads_the_clock_of_the_machine_or_rolls_dice() -> None:
    for path in HOME.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        names = {f"{ast.unparse(one.value)}.{one.attr}" for one in calls if isinstance(one, ast.Attribute)}
        wrong = {"datetime.date.today", "date.today", "datetime.datetime.now", "datetime.now", "time.time"}
        assert not names & wrong, path
        if path.parent.name in ("core", "ledger", "stock", "trade", "plan", "people", "insight"):
            modules = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
            assert "random" not in {alias.name for node in modules for alias in node.names}, path
