"""The process that prepares companies runs when a week begins and when somebody waits, never twice, never when off."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advisor.db import open_database
from advisor.migrations import upgrade
from advisor.sandbox.trials.industries import recipe
from advisor.sandbox.trials.store import Store
from advisor.settings import Settings
from advisor.workspace.trials import Trials
from web.sandbox import warming

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[Trials]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    database = open_database(url)
    upgrade(database)
    yield Trials(database, Store(url), later=True)
    database.close()


def ended(found: warming.Warming) -> list[str]:
    """The arguments of the process, once it is over."""
    assert found._process is not None
    assert found._process.wait(20) == 0
    return list(found._process.args)  # type: ignore[arg-type]


def test_it_runs_when_there_is_something_to_do(trials: Trials, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "note"
    script = f"import os; open({str(note)!r}, 'a').write(os.environ['DATABASE_URL'])"
    monkeypatch.setattr(warming, "_COMMAND", [sys.executable, "-c", script])
    settings = Settings(f"sqlite:///{tmp_path / 'test.db'}", tmp_path, tmp_path, warm=True)
    found = warming.Warming(trials, settings)
    assert found.look(NOW)
    assert "--wanted" not in ended(found)
    assert note.read_text() == settings.database_url
    assert not found.look(NOW), "nothing is wanted"
    trials.templates.want(recipe("agency", "en", NOW.date()), NOW)
    assert found.look(NOW)
    assert ended(found)[-1] == "--wanted"
    assert found.look(NOW + timedelta(days=7)), "a week begins"
    assert [found.sweep(NOW), found.sweep(NOW), found.sweep(NOW + warming.SWEPT)] == [True, False, True]
    found.stop()


def test_off_is_off(trials: Trials, tmp_path: Path) -> None:
    found = warming.Warming(trials, Settings("sqlite:///x.db", tmp_path, tmp_path))
    found.start()
    assert found._thread is None
    found.stop()
