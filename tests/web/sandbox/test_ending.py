"""What the end page asks about, and that the script for vendors leaves out no module."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.errors import BadInput
from tests.sandbox.conftest import blank_file, session, sqlite_books
from web.sandbox import ending
from web.sandbox.visit import Visit

NOW = datetime(2026, 12, 1, tzinfo=UTC)
__all__ = ["blank_file", "session", "sqlite_books"]


def test_pains_that_the_modules_answer_come_first(session: Session) -> None:
    visit = Visit(session, "s" * 32, "en")
    assert 0 < len(ending.pains(visit)) <= ending.MOST_PAINS, "those of the stories where nobody named any"
    visit.trial.settings = {"pains": ["stock_trouble", "nothing_answers_this"]}
    assert ending.pains(visit) == ("stock_trouble",)
    found = ending.verdict(visit, {"pain.stock_trouble": "no", "text": " \0 "}, NOW)
    assert (found["pains"], found["text"], found["day"]) == ({"stock_trouble": "no"}, "", "2026-03-02")
    assert (found["outcome"], found["on"]) == ("no", "2026-12-01")
    with pytest.raises(BadInput, match="Nothing was chosen"):
        ending.verdict(visit, {"pain.stock_trouble": ""}, NOW)


@pytest.mark.parametrize("modules", [[], ["erp-master-data", "erp-finance", "erp-gl", "erp-hr", "erp-payroll"]])
def test_every_module_is_asked_for(session: Session, app: FastAPI, modules: list[str]) -> None:
    visit = Visit(session, "s" * 32, "en")
    visit.trial.modules = modules
    texts = app.state.content.texts["en"]
    page = ending.handover_page(visit, texts)
    told = {name for item in page.items for name in item.modules} | {row.name for row in page.rest}
    assert {texts.say("modules", one, "name") for one in modules} <= told
    assert all(item.steps for item in page.items)
