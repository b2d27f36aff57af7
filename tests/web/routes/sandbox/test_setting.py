"""The page of settings: the private link and the two buttons that ask again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.clock import trial
from advisor.sandbox.trials.phases import of_phases
from advisor.sandbox.verbs import run
from advisor.workspace.tables import TrialRecord
from advisor.workspace.trials import Trials, _digest
from tests.web.sandbox.trying import Trier


def test_the_private_link_has_no_language(trier: Trier) -> None:
    page = trier.page("/settings")
    assert f'value="http://testserver/t/{trier.secret}/"' in page.text
    assert trier.client.get(f"/t/{trier.secret}/").status_code == 200


@pytest.mark.parametrize("what", ["reset", "remove"])
def test_nothing_is_lost_with_one_press(trier: Trier, what: str) -> None:
    assert f'action="{trier.base}/{what}"' not in trier.page("/settings").text
    assert f"{trier.base}/settings?ask={what}" in trier.page("/settings").links
    asked = trier.page(f"/settings?ask={what}")
    assert f'action="{trier.base}/{what}"' in asked.text
    assert "This cannot be undone." in asked.text


def test_modules_are_called_by_their_names(trier: Trier) -> None:
    assert "Switched on:" not in trier.page("/settings").text, "all are on"
    with trier.books.session() as session:
        trial(session).modules = ["erp-gl", "erp-finance", "erp-master-data"]
    page = trier.page("/settings").text
    assert "Switched on:" in page
    assert ">erp-gl<" not in page


def test_phases_peeking_numbers_and_time(trier: Trier) -> None:
    """Everything that the page offers is done once, and a wrong press is told on it."""
    trials: Trials = trier.app.state.trials
    with trials.database.session() as session:
        record = session.scalars(select(TrialRecord).where(TrialRecord.secret_digest == _digest(trier.secret))).one()
        record.advised = {"erp-sales-orders": 1, "crm-contacts": 2, "int-crm-erp": 2}
        record.modules = list(of_phases(record.advised, 1))
        record.expires = datetime.now(UTC) + timedelta(days=2, hours=1)
        modules = record.modules
    with trier.books.session() as session:
        trial(session).modules = modules
        run(session, "party.create", {"name": "Early", "customer": True}, Actor("Robin", "manager"))
    assert "This sandbox is removed in 2 days." in trier.page("/").text

    assert trier.post("/extend").headers["location"].endswith("/settings?done=extended")
    assert "This sandbox is removed in" not in trier.page("/").text
    while "Keep it for two weeks more" in trier.page("/settings").text:  # until it can live no longer
        trier.post("/extend")
    with trials.database.session(write=False) as session:
        assert session.get_one(TrialRecord, record.id).expires.replace(tzinfo=UTC) > datetime.now(UTC) + timedelta(45)

    assert trier.post("/peek", module="erp-payroll", do="on").status_code == 303
    assert "not advised" in trier.page("/").text
    assert trier.post("/peek", module="erp-payroll", do="on").status_code == 409
    assert trier.post("/peek", module="erp-payroll", do="off").status_code == 303
    assert trier.post("/peek", module="erp-magic", do="on").status_code == 404

    assert "Switch on phase 2" in trier.page("/settings").text
    assert trier.post("/phase").headers["location"] == f"{trier.base}/phase"
    assert "<dt>Customers</dt><dd>1</dd>" in trier.page("/phase").text
    again = trier.post("/phase")
    assert (again.status_code, "There is no further phase." in again.text) == (409, True)

    assert trier.post("/volume", orders="120", requests="").status_code == 303
    assert 'value="120"' in trier.page("/settings").text
    assert trier.post("/volume", orders="many").status_code == 422
    with trier.books.session(write=False) as session:
        assert trial(session).settings["volume"] == {"orders": 120, "requests": 0}


def test_a_lost_link(trier: Trier) -> None:
    assert trier.client.get("/t/short/settings").status_code == 404
