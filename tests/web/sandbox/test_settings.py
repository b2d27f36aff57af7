"""The page of settings: what the trial is, its modules and phases, its private link, and what cannot be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.trials import phases
from advisor.workspace.tables import TrialRecord
from tests.sandbox.conftest import blank_file, session, sqlite_books
from web.sandbox import settings
from web.sandbox.visit import Visit

__all__ = ["blank_file", "session", "sqlite_books"]
LINK = "https://advisor.example/t/secret/"


def named(module: str, part: str) -> str:
    return module.upper() if part == "name" else f"{module} {part}"


def page(
    session: Session, language: str = "en", record: TrialRecord | None = None, **query: str
) -> settings.SettingsPage:
    return settings.page(Visit(session, "s" * 32, language, query=query, record=record), LINK, named)


def test_facts_of_the_trial(session: Session) -> None:
    facts = {one.title: one.cell.text for one in page(session).fields}
    assert facts["Company"] == "Example Works"
    assert facts["Day of the sandbox"] == "2 Mar 2026"
    assert facts["Currency"] == "EUR"


def test_the_link_has_no_language(session: Session) -> None:
    assert page(session, "fa").link == LINK


@pytest.mark.parametrize(("ask", "asked"), [("reset", "reset"), ("remove", "remove"), ("destroy", ""), ("", "")])
def test_what_cannot_be_taken_back_is_asked_about_first(session: Session, ask: str, asked: str) -> None:
    assert page(session, ask=ask).asked == asked


def test_modules_say_what_was_advised(session: Session) -> None:
    assert (page(session).off, page(session).following) == ((), ())
    visit = Visit(session, "s" * 32, "en")
    visit.trial.modules = ["erp-master-data"]
    phases.peek(session, "erp-alerts")
    ends = datetime(2026, 12, 24, tzinfo=UTC)
    found = page(session, record=TrialRecord(advised={"erp-master-data": 1, "erp-hr": 2, "erp-gl": 3}, expires=ends))
    assert [one.name for one in found.modules] == ["ERP-MASTER-DATA"]
    assert [(one.id, one.note) for one in found.peeked] == [("erp-alerts", "not advised")]
    assert [(one.id, one.about) for one in found.following] == [("erp-hr", "erp-hr purpose")]
    notes = {one.id: one.note for one in found.off}
    assert (notes["erp-gl"], notes["erp-payroll"]) == ("advised for phase 3", "not advised")
    assert found.until == ends.date()
    assert {one.note for one in page(session).off} == {""}, "a trial without a result advises nothing"
