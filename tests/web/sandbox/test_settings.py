"""The page of settings: what the trial is, its private link, and what cannot be taken back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.sandbox.conftest import blank_file, session, sqlite_books
from web.sandbox import settings
from web.sandbox.visit import Visit

__all__ = ["blank_file", "session", "sqlite_books"]
LINK = "https://advisor.example/t/secret/"


def page(session: Session, language: str = "en", **query: str) -> settings.SettingsPage:
    return settings.page(Visit(session, "s" * 32, language, query=query), LINK, str.upper)


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


def test_modules_that_are_on_and_off(session: Session) -> None:
    assert page(session).off == ()
    assert "ERP-GL" in page(session).modules
    visit = Visit(session, "s" * 32, "en")
    visit.trial.modules = ["erp-gl"]
    assert page(session).modules == ("ERP-GL",)
    assert "ERP-PROCUREMENT" in page(session).off
