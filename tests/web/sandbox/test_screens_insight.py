"""The area of insight: its pages stand in the menu by the modules that are on."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.modules import module_ids
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.watched import company, persian
from web.sandbox.screens_insight import AREA

PAGES = [one.id for one in AREA.specials]


def accounts_only(session: Session) -> None:
    trial(session).modules = ["erp-finance", "erp-gl", "erp-master-data"]


def test_modules_exist() -> None:
    named = {one.module for one in (*AREA.specials, *AREA.screens, *AREA.documents) if one.module}
    assert named <= set(module_ids())


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_in_both_directions(app: FastAPI, name: str) -> None:
    company(app).page(f"/p/{name}")
    persian(app).page(f"/p/{name}")


def test_the_menu_follows_the_modules(app: FastAPI) -> None:
    links = Trier(app, accounts_only).page("/").links
    ends = {link.rsplit("/", 1)[-1] for link in links}
    assert {"profit-and-loss", "balance-sheet", "limits"} <= ends
    assert not {"cash", "aging", "margins", "plans", "group", "alerts", "compliance"} & ends


def test_a_page_of_a_module_that_is_off_says_so(app: FastAPI) -> None:
    response = Trier(app, accounts_only).get("/p/compliance")
    assert response.status_code == 403
    assert "switched off" in response.text


def test_files_are_no_entries_of_the_menu() -> None:
    assert all(one.hidden for one in AREA.screens)


def test_the_form_of_a_plan_explains_itself(app: FastAPI) -> None:
    page = company(app).page("/new/scenario.create?year=2026").text
    assert "Income changes, per cent" in page
    assert 'value="2026"' in page
