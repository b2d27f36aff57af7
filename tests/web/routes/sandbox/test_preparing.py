"""Where templates are made in the background a visitor sees how far theirs is, and programs are told to wait."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from advisor.sandbox.trials.industries import recipe
from advisor.settings import Settings
from tests.web.conftest import ROOT
from tests.web.sandbox.trying import blank, sound
from web.app import create_app


def test_a_visitor_sees_how_far_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/advisor.db"
    app = create_app(Settings(url, ROOT / "rules", ROOT / "questionnaires", warm=True))  # not started: nobody makes any
    client, trials = TestClient(app), app.state.trials
    sent = client.post("/en/sandbox", data={"industry": "agency"}, follow_redirects=False)
    where = sent.headers["location"]
    waiting = client.get(where)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (503, "2")
    assert '<meta http-equiv="refresh" content="2">' in waiting.text
    assert 'max="100" value="0"' in waiting.text
    sound(waiting)
    found = recipe("agency", "en", datetime.now(UTC).date())
    trials.templates._note(found.key, percent=40)
    assert 'value="40"' in client.get(f"{where}settings").text
    told = client.get(f"{where}api/l/parties")
    assert (told.status_code, told.json()["code"]) == (503, "preparing")
    trials.store.prepare(found.key, blank)
    assert client.get(where).status_code == 200
    trials.store.close_all()
    app.state.database.close()
