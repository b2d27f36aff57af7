"""Trials are opened by anybody, found by their link alone, reset, removed, and swept when nobody uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from advisor.db import Database
from advisor.errors import NotFound, TooMany
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Party
from advisor.sandbox.trials import industries as industry_files
from advisor.sandbox.trials.store import Store
from advisor.workspace import trials as module
from advisor.workspace.tables import TrialRecord
from advisor.workspace.trials import IDLE, Trials

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
SPEC = {"currency": "EUR", "starts": -3, "steps": [{"do": "party.create", "with": {"code": "c1", "name": "~first"}}]}


@pytest.fixture
def trials(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trials]:
    """With the small industry above beside the real ones."""
    real = industry_files.read

    def read(name: str) -> object:
        if name == "industries/tiny.yaml":
            return SPEC
        found = real(name)
        return found | {"tiny": {"company": "Tiny", "first": "First"}} if name.startswith("industries/words") else found

    monkeypatch.setattr(industry_files, "read", read)
    monkeypatch.setattr(industry_files, "industries", lambda: ("tiny",))
    store = Store(database_url)
    yield Trials(database, store)
    store.close_all()


def rows(trials: Trials) -> list[TrialRecord]:
    with trials.database.session(write=False) as session:
        return list(session.scalars(select(TrialRecord)))


def test_a_trial_is_the_company_of_its_industry(trials: Trials) -> None:
    secret = trials.create("tiny", "en", NOW)
    with trials.books(secret, NOW).session(write=False) as session:
        assert (trial(session).name, trial(session).today.isoformat()) == ("Tiny", "2026-02-27")
        assert [party.name for party in session.scalars(select(Party))] == ["First"]


def test_only_the_digest_of_the_link_is_kept(trials: Trials) -> None:
    secret = trials.create("tiny", "en", NOW)
    assert secret not in str(vars(rows(trials)[0]))
    with pytest.raises(NotFound):
        trials.books(secret[:-1], NOW)


def test_a_reset_gives_a_fresh_copy(trials: Trials) -> None:
    secret = trials.create("tiny", "en", NOW)
    with trials.books(secret, NOW).session() as session:
        session.scalars(select(Party)).one().name = "Changed"
    trials.reset(secret, NOW)
    with trials.books(secret, NOW).session(write=False) as session:
        assert session.scalars(select(Party.name)).one() == "First"
    assert trials.record(secret, NOW).generation == 2


def test_a_removed_trial_is_gone(trials: Trials) -> None:
    secret = trials.create("tiny", "en", NOW)
    name = rows(trials)[0].name
    trials.remove(secret)
    assert not trials.store.exists(name)
    with pytest.raises(NotFound):
        trials.record(secret, NOW)


def test_modules_bring_what_they_need(trials: Trials) -> None:
    secret = trials.create("tiny", "en", NOW, ("erp-gl", "crm-leads"))
    assert trials.record(secret, NOW).modules == ["erp-master-data", "erp-finance", "erp-gl"]


def test_what_nobody_uses_is_swept(trials: Trials) -> None:
    used, idle = trials.create("tiny", "en", NOW), trials.create("tiny", "en", NOW)
    later = NOW + IDLE + timedelta(hours=1)
    trials.record(used, NOW + timedelta(days=5))
    assert trials.sweep(later) == 1
    assert trials.record(used, later).industry == "tiny"
    with pytest.raises(NotFound):
        trials.record(idle, later)


def test_there_is_an_end_to_how_many(trials: Trials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    trials.create("tiny", "en", NOW)
    with pytest.raises(TooMany):
        trials.create("tiny", "en", NOW)
    assert trials.create("tiny", "en", NOW + IDLE + timedelta(days=1))


def test_an_unknown_industry_is_told(trials: Trials) -> None:
    with pytest.raises(NotFound):
        trials.create("mining", "en", NOW)
