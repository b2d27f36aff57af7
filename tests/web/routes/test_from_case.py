"""A sandbox of what a result advises: opened from the result and from the case, opened again, and gone with it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor.sandbox.core.clock import trial
from advisor.sandbox.trials.phases import of_phases
from advisor.workspace.trials import Trials
from tests.web.officework import Office
from tests.web.walking import DISTRIBUTOR, Walk


def opened(app: FastAPI, address: str) -> Any:
    """The row of the trial that stands behind an address."""
    trials: Trials = app.state.trials
    return trials.record(address.split("/t/")[1].strip("/"), datetime.now(UTC))


def judged(walk: Walk, tried: str) -> list[str]:
    """What is said at the end of a trial is an answer of the case, counts at once and can be changed back. The pains
    that were asked about."""
    pains = re.findall(r'name="pain\.(\w+)" value="yes"', walk.client.get(f"{tried}/end").text)
    for answer, risk, name in ("no", True, "No"), ("yes", False, "Yes"):
        sent = {f"pain.{pain}": answer for pain in pains}
        assert walk.client.post(f"{tried}/end", data=sent, follow_redirects=False).status_code == 303
        told = walk.page("/result").text
        assert ("What hurts most stays" in told) is risk
        assert "Did a trial of the recommended modules solve what hurts most?" in told
        assert re.search(rf"Counts as an answer of the company since [^<]+: {name}\.", told)
        assert json.loads(walk.page("/result.json").text)["answers"]["trial_outcome"] == answer
        assert "Did a trial of the recommended modules" in walk.page("/check").text
    changed = {"a.trial_outcome": "not_tried", "shown": "trial_outcome", "return": "check"}
    assert walk.client.post(f"/en/c/{walk.secret}/q/readiness", data=changed).status_code == 200
    assert walk.client.post(f"/en/c/{walk.secret}/finish").status_code == 200
    assert "Counts as an answer" not in walk.page("/result").text
    return pains


def taken_over(office: Office, number: int, tried: str, pains: list[str]) -> None:
    """Consultants take it over themselves, and their result stays until they make a new one."""
    case = office.get(f"/cases/{number}").text
    assert "Take over as an answer" not in case
    assert office.send(f"/cases/{number}/sandbox", {"do": "take"}, 404).status_code == 404, "nobody has said anything"
    office.client.post(f"{tried}/end", data={f"pain.{pain}": "no" for pain in pains})
    case = office.get(f"/cases/{number}").text
    assert "Take over as an answer" in case
    assert "Counts as an answer" not in case
    office.send(f"/cases/{number}/sandbox", {"do": "take"})
    assert "Counts as an answer" in office.get(f"/cases/{number}").text
    assert "What hurts most stays" not in office.get(f"/cases/{number}/result").text, "not before a new result is made"
    office.conclude(number)
    assert "What hurts most stays" in office.get(f"/cases/{number}/result").text


def test_executives_and_consultants_try_what_is_advised(app: FastAPI) -> None:
    walk = Walk.start(TestClient(app))
    assert walk.client.post(f"/c/{walk.secret}/sandbox").status_code == 404, "no result yet"
    walk.conclude(DISTRIBUTOR)
    result = walk.page("/result").text
    assert "Try it in the sandbox" in result
    assert "Open your sandbox" not in result
    where = f"/en/c/{walk.secret}/sandbox"
    first = walk.client.post(where, data={"do": "new"}, follow_redirects=False)
    record = opened(app, first.headers["location"])
    assert (record.industry, record.language) == ("distributor", "en")
    assert record.modules == list(of_phases(record.advised, 1))
    assert any(phase > 1 for phase in record.advised.values())
    home = walk.client.get(first.headers["location"])
    assert home.status_code == 200
    trials: Trials = app.state.trials
    with trials.books_of(record, datetime.now(UTC)).session(write=False) as session:
        assert trial(session).modules == record.modules

    assert "Open your sandbox" in walk.page("/result").text
    again = walk.client.post(where, data={"do": "open"}, follow_redirects=False)
    assert again.headers["location"] != first.headers["location"], "a further link"
    assert opened(app, again.headers["location"]).id == record.id
    trials.judge(
        again.headers["location"].split("/t/")[1].strip("/"), {"pains": {"a": "yes", "b": "no"}, "text": "Well"}
    )
    said = walk.page("/result").text
    assert "solves 1, partly 0, does not solve 1" in said
    assert "Well" in said

    pains = judged(walk, first.headers["location"].rstrip("/"))
    assert walk.client.post(f"/c/{walk.secret}/delete", follow_redirects=False).status_code == 303
    assert walk.client.get(first.headers["location"]).status_code == 404

    office = Office.open(app, "Try")
    number = office.case(office.folder("Acme Trading"), DISTRIBUTOR)
    office.conclude(number)
    assert "Try it in the sandbox" in office.get(f"/cases/{number}").text
    sent = office.send(f"/cases/{number}/sandbox", {"do": "new"})
    assert opened(app, sent.headers["location"]).fitting["company"] == "Acme Trading"
    assert "Acme Trading" in walk.client.get(sent.headers["location"]).text
    assert "Open your sandbox" in office.get(f"/cases/{number}").text
    taken_over(office, number, sent.headers["location"].rstrip("/"), pains)
