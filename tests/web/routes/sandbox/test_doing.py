"""Verbs by their forms, the clock, roles, a reset, and the end of a trial."""

from __future__ import annotations

import threading

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from advisor.sandbox.core.actors import ROLES
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Event, Party
from advisor.sandbox.ledger.tables import Entry
from tests.web.conftest import settings
from tests.web.sandbox.trying import Trier, sound
from tests.web.walking import Page
from web.app import create_app
from web.sandbox.visit import role_cookie

TWO = {"lines.0.account": "2", "lines.0.debit": "5", "lines.1.account": "3", "lines.1.credit": "5"}


def count(trier: Trier, table: type) -> int:
    with trier.books.session(write=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def accounts(trier: Trier) -> tuple[str, str]:
    """Ids of bank and cash."""
    with trier.books.session(write=False) as session:
        from advisor.sandbox.ledger.accounts import account

        return str(account(session, "bank").id), str(account(session, "cash").id)


def drafted(trier: Trier) -> None:
    """A journal entry that is not posted yet: number 1."""
    bank, cash = accounts(trier)
    lines = TWO | {"lines.0.account": bank, "lines.1.account": cash}
    response = trier.do("entry.create", on="2026-03-02", text="Till", **lines)
    assert response.status_code == 303, response.text


def test_lines_become_an_entry_and_a_button_posts_it(trier: Trier) -> None:
    drafted(trier)
    page = trier.page("/d/entry/1")
    assert page.text.count("5.00") >= 2
    assert page.fields["document"][0] == "1"
    sent = trier.do("entry.post", document="1", key=page.fields["key"][-1])
    assert sent.headers["location"] == f"{trier.base}/d/entry/1?done=entry.post"
    shown = trier.client.get(sent.headers["location"]).text
    assert "Done: Post" in shown
    assert "GEN/2026-03/0001" in shown


def test_pressing_twice_does_it_once(trier: Trier) -> None:
    for _ in range(2):
        assert trier.do("party.create", name="Acme", key="the-same").status_code == 303
    assert count(trier, Party) == 1


def test_two_at_the_same_moment_do_it_once(trier: Trier) -> None:
    answers: list[int] = []

    def press() -> None:
        answers.append(trier.do("party.create", name="Acme", key="the-same").status_code)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 4
    assert count(trier, Party) == 1


def test_another_line_costs_nothing_that_was_typed(trier: Trier) -> None:
    response = trier.do("entry.create", text="Till", more="lines", **TWO)
    assert response.status_code == 200
    page = sound(response)
    assert page.fields["rows.lines"] == ["3"]
    assert page.fields["lines.0.debit"] == ["5"]
    assert "lines.2.debit" in page.fields
    assert count(trier, Entry) == 0


def test_what_is_refused_changes_nothing_and_keeps_what_was_typed(trier: Trier) -> None:
    bank, cash = accounts(trier)
    lines = {"lines.0.account": bank, "lines.0.debit": "5", "lines.1.account": cash, "lines.1.credit": "a lot"}
    response = trier.do("entry.create", text="Till", **lines)
    assert response.status_code == 422
    assert "This is no number." in response.text
    assert sound(response).fields["lines.0.debit"] == ["5"]
    assert count(trier, Entry) == 0


def test_a_transition_that_is_refused_shows_its_document_with_the_reason(trier: Trier) -> None:
    drafted(trier)
    trier.do("entry.post", document="1")
    response = trier.do("entry.reverse", document="1", on="1999-01-01")
    assert response.status_code == 409
    assert "The books have no period for 1999-01-01." in response.text
    assert 'value="1999-01-01"' in response.text
    assert "GEN/2026-03/0001" in response.text
    sound(response)


def test_a_transition_in_the_wrong_state_is_told(trier: Trier) -> None:
    drafted(trier)
    trier.do("entry.post", document="1")
    response = trier.do("entry.post", document="1")
    assert response.status_code == 409
    assert "This cannot be done in the state it is in now." in response.text


@pytest.mark.parametrize(("verb", "status"), [("entry.post", 404), ("party.destroy", 404)])
def test_what_there_is_not_cannot_be_done(trier: Trier, verb: str, status: int) -> None:
    response = trier.post(f"/do/{verb}", document="99")
    assert response.status_code == status
    sound(response)


def test_the_role_decides_what_is_offered_and_done(trier: Trier) -> None:
    drafted(trier)
    sent = trier.post("/role", role="warehouse", here="d/entry/1")
    assert sent.headers["location"] == f"{trier.base}/d/entry/1"
    assert sent.headers["set-cookie"].startswith(role_cookie(trier.secret))
    assert "HttpOnly" in sent.headers["set-cookie"]
    assert trier.secret not in sent.headers["set-cookie"]
    page = trier.page("/d/entry/1")
    assert "/do/entry.post" not in page.text
    response = trier.do("entry.post", document="1")
    assert response.status_code == 403
    assert "Choose another role" in response.text


def test_who_did_it_is_the_role(trier: Trier) -> None:
    trier.post("/role", role="sales")
    trier.do("party.create", name="Acme")
    with trier.books.session(write=False) as session:
        made = session.scalars(select(Event)).one()
        assert (made.actor, made.role) == ("sales", "sales")
    assert "<bdi>Sales</bdi>" in trier.page("/d/party/1").text


@pytest.mark.parametrize("role", ["", "system", "boss"])
def test_a_role_that_there_is_not(trier: Trier, role: str) -> None:
    response = trier.post("/role", role=role)
    assert response.status_code == 422
    assert role not in ROLES


@pytest.mark.parametrize(
    ("here", "back"),
    [("l/parties", "l/parties"), ("p/trial_balance", "p/trial_balance"), ("", ""), ("//evil.example", ""), ("l/..", ""),
     ("https://evil.example", ""), ("do/party.create", ""), ("l/x#y", ""), ("l/x?q=1&page=2", "l/x?q=1&page=2")],
)  # fmt: skip
def test_one_is_led_back_to_pages_of_the_trial_only(trier: Trier, here: str, back: str) -> None:
    assert trier.post("/role", role="sales", here=here).headers["location"] == f"{trier.base}/{back}"


@pytest.mark.parametrize(("to", "day"), [("day", "2026-03-03"), ("week", "2026-03-09"), ("month", "2026-03-31")])
def test_time_goes_on(trier: Trier, to: str, day: str) -> None:
    sent = trier.post("/clock", to=to, here="l/products")
    assert sent.headers["location"] == f"{trier.base}/l/products?done=day"
    with trier.books.session(write=False) as session:
        assert trial(session).today.isoformat() == day


def test_time_goes_on_once_for_a_page(trier: Trier) -> None:
    key = trier.page("/l/products").fields["key"][0]
    for _ in range(2):
        assert trier.post("/clock", to="day", key=key).status_code == 303
    with trier.books.session(write=False) as session:
        assert trial(session).today.isoformat() == "2026-03-03"


@pytest.mark.parametrize("to", ["", "year", "yesterday"])
def test_time_goes_on_in_three_ways_only(trier: Trier, to: str) -> None:
    assert trier.post("/clock", to=to).status_code == 422


def test_removing_takes_everything(trier: Trier) -> None:
    sent = trier.post("/remove")
    assert sent.headers["location"] == "/en/sandbox?removed=1"
    assert trier.get("/").status_code == 404
    assert trier.post("/remove").status_code == 404


def test_forms_of_other_sites_are_refused(trier: Trier) -> None:
    response = trier.client.post(
        f"{trier.base}/do/party.create", data={"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert count(trier, Party) == 0


def test_after_a_reset_an_open_page_cannot_act_on_the_new_company(app: FastAPI, trier: Trier) -> None:
    key = trier.page("/new/party.create").fields["key"][0]
    with app.state.trials.database.session() as session:
        from advisor.workspace.tables import TrialRecord
        from advisor.workspace.trials import _digest

        wanted = select(TrialRecord).where(TrialRecord.secret_digest == _digest(trier.secret))
        session.scalars(wanted).one().generation += 1
    response = trier.do("party.create", name="Acme", key=key)
    assert response.status_code == 409
    assert "The sandbox was reset after you opened this page." in response.text
    assert isinstance(sound(response), Page)
    assert count(trier, Party) == 0


def test_the_same_on_both_databases(database_url: str) -> None:
    """A trial is a file beside the advisor's own, or a schema in its PostgreSQL database."""
    app = create_app(settings(database_url))
    try:
        trier = Trier(app)
        drafted(trier)
        trier.do("entry.post", document="1")
        assert "GEN/2026-03/0001" in trier.page("/d/entry/1").text
        assert "GEN/2026-03/0001" in trier.page("/l/entries?q=till&sort=-number").text
        assert trier.do("entry.reverse", document="1", on="1999-01-01").status_code == 409
        assert trier.do("party.create", name="x" * 300).status_code in (303, 422)
        assert trier.post("/clock", to="week").status_code == 303
        assert trier.page("/l/parties")
        other = Trier(app)
        assert "GEN/2026-03/0001" not in other.page("/l/entries").text
        assert trier.post("/remove").status_code == 303
        assert trier.get("/").status_code == 404
        assert other.get("/").status_code == 200
    finally:
        app.state.trials.store.close_all()
        app.state.database.close()
