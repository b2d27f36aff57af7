"""Trials are opened by anybody, found by their link alone, reset, removed, and swept when their time is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from advisor.db import open_database
from advisor.errors import NotFound, TooMany
from advisor.migrations import upgrade
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Party
from advisor.sandbox.crm.tables import Member
from advisor.sandbox.modules import with_needs
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.trials import fitting as fitting_files
from advisor.sandbox.trials import industries as industry_files
from advisor.sandbox.trials.fitting import Fitting
from advisor.sandbox.trials.store import Store
from advisor.workspace import cases, trial_templates
from advisor.workspace import trials as module
from advisor.workspace.tables import CaseRecord, TrialRecord
from advisor.workspace.trial_wishes import Wish
from advisor.workspace.trials import KEPT, LONGEST, Preparing, Trials

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
SPEC = {"currency": "EUR", "starts": -3, "steps": [{"do": "party.create", "with": {"code": "c1", "name": "~first"}}]}


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small industry above is the only one."""
    real = industry_files.read

    def read(name: str) -> object:
        own = {"industries/tiny.yaml": SPEC, "industries/words/tiny.en.yaml": {"company": "Tiny", "first": "First"}}
        return own.get(name) or real(name)

    monkeypatch.setattr(industry_files, "read", read)
    for place in (industry_files, module, trial_templates, fitting_files):
        monkeypatch.setattr(place, "industries", lambda: ("tiny",))


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[Trials]:
    """In SQLite, where the kind of database does not matter."""
    yield from installed(f"sqlite:///{tmp_path / 'test.db'}")


@pytest.fixture
def trials_anywhere(database_url: str) -> Iterator[Trials]:
    """On each kind of database."""
    yield from installed(database_url)


def installed(url: str) -> Iterator[Trials]:
    database, store = open_database(url), Store(url)
    upgrade(database)
    yield Trials(database, store)
    store.close_all()
    database.close()


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
    secret = trials.create("tiny", "en", NOW, ("erp-gl", "crm-leads", "crm-magic"))
    wanted = ["erp-master-data", "erp-finance", "erp-gl", "crm-contacts", "crm-leads"]
    assert trials.record(secret, NOW).modules == wanted
    with trials.books(secret, NOW).session(write=False) as session:
        assert trial(session).modules == wanted


def test_what_is_not_extended_ends(trials: Trials) -> None:
    kept, left = trials.create("tiny", "en", NOW), trials.create("tiny", "en", NOW)
    later = NOW + KEPT + timedelta(hours=1)
    assert trials.extend(kept, NOW + timedelta(days=5)) == NOW + 2 * KEPT
    with pytest.raises(NotFound):
        trials.record(left, later)
    assert trials.sweep(later) == 1
    assert trials.record(kept, later).industry == "tiny"
    for _ in range(9):
        ends = trials.extend(kept, later)
    assert ends == later + LONGEST, "not for ever"


def test_one_of_a_case_is_fitted_and_stays_so(trials: Trials) -> None:
    """Name, size and modules outlive a reset; further links lead to the same books; it goes with its case."""
    with trials.database.session() as session:
        case = cases.create(session, "s" * 20, "full", "en", NOW).id
    known = Fitting(company="Acme", sellers=2, warehouses=3, volume={"orders": 9}, pains=("stock_trouble",))
    modules = ("crm-contacts", "erp-master-data", "erp-warehouse")
    secret = trials.open(Wish("tiny", "en", with_needs(modules), {"erp-gl": 2}, known, case), NOW)
    assert [one.case_id for one in trials.of_case(case, NOW)] == [case]
    further = trials.again(trials.of_case(case, NOW)[0])
    trials.refit(further, volume={"orders": 12})
    trials.judge(further, {"pains": {"stock_trouble": "yes"}})
    trials.reset(secret, NOW)
    with trials.books(further, NOW).session(write=False) as session:
        assert (trial(session).name, trial(session).settings["volume"]) == ("Acme", {"orders": 12})
        assert trial(session).settings["pains"] == ["stock_trouble"]
        assert set(session.scalars(select(Member.name))) == {"Salesperson 1", "Salesperson 2"}
        places = select(Location.name).where(Location.kind == "warehouse").order_by(Location.id)
        assert session.scalars(places).all()[-1] == "Warehouse 3"
    assert trials.record(secret, NOW).verdict == {"pains": {"stock_trouble": "yes"}}
    with trials.database.session() as session:
        cases.delete(session, session.get_one(CaseRecord, case))
    for one in (secret, further):
        with pytest.raises(NotFound):
            trials.record(one, NOW)
    assert (len(trials.store.names()), trials.sweep(NOW), trials.store.names()) == (1, 1, [])


def test_nobody_waits_for_a_template(trials: Trials) -> None:
    """Where somebody else makes them, a trial says that it is being prepared, then is there; so does a reset."""
    visitor = replace(trials, later=True)
    secret = visitor.create("tiny", "en", NOW)
    with pytest.raises(Preparing) as caught:
        visitor.books(secret, NOW)
    assert caught.value.percent == 0
    (wanted,) = trials.templates.waiting(NOW)
    found = industry_files.recipe(wanted.industry, wanted.language, NOW.date())
    assert (found.key, trials.templates.next(NOW, ()).key) == (wanted.key, wanted.key)  # type: ignore[union-attr]
    assert trials.templates.make(found, NOW)
    assert trials.templates.waiting(NOW) == []
    with visitor.books(secret, NOW).session(write=False) as session:
        assert trial(session).name == "Tiny"
    visitor.reset(secret, NOW)
    assert visitor.books(secret, NOW)
    visitor.reset(secret, NOW + timedelta(days=7))
    with pytest.raises(Preparing):
        visitor.books(secret, NOW + timedelta(days=7))


def test_a_secret_opens_its_own_trial_only(trials_anywhere: Trials) -> None:
    trials = trials_anywhere
    mine, other = trials.create("tiny", "en", NOW), trials.create("tiny", "en", NOW)
    with trials.books(mine, NOW).session() as session:
        session.scalars(select(Party)).one().name = "Mine"
    trials.reset(other, NOW)
    for secret, name in ((mine, "Mine"), (other, "First")):
        with trials.books(secret, NOW).session(write=False) as session:
            assert session.scalars(select(Party.name)).one() == name
    trials.remove(mine)
    with pytest.raises(NotFound):
        trials.books(mine, NOW)
    with trials.books(other, NOW).session(write=False) as session:
        assert session.scalars(select(Party.name)).one() == "First"


def test_there_is_an_end_to_how_many(trials: Trials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    trials.create("tiny", "en", NOW)
    with pytest.raises(TooMany):
        trials.create("tiny", "en", NOW)
    assert trials.create("tiny", "en", NOW + KEPT + timedelta(days=1))


def test_an_unknown_industry_is_told(trials: Trials) -> None:
    with pytest.raises(NotFound):
        trials.create("mining", "en", NOW)
