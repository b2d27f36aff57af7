"""Trying other answers on the result page, taking them over, and an earlier result under today's rules."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from advisor.recommendation.content import Content
from advisor.recommendation.model import canonical
from advisor.workspace.tables import StoredRecommendation
from tests.web.routes.test_result import stored
from tests.web.walking import DISTRIBUTOR, Page, Walk

TRY = "/result/what-if"


@pytest.fixture
def done(walk: Walk) -> Walk:
    walk.conclude(DISTRIBUTOR)
    return walk


def visible(text: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def old(app: FastAPI) -> None:
    """Every stored result as if it came from other content."""
    with app.state.database.session() as session:
        session.connection().exec_driver_sql(
            'UPDATE recommendations SET body = replace(body, \'"content_version":"\', \'"content_version":"old-\')'
        )


def test_the_panel_is_part_of_the_result(done: Walk) -> None:
    page = done.page("/result")
    assert "what-if" in page.ids
    assert "data-panel" in page.text
    assert f'action="{done.base}{TRY}#what-if"' in page.text


def test_first_a_question_then_its_answer_then_the_difference(done: Walk) -> None:
    """As plain forms, without a script."""
    asked = done.page(f"{TRY}?ask=crm_state")
    assert asked.mistakes == []
    assert "crm_state-0" in asked.ids
    found = done.page(f"{TRY}?ask=crm_state&shown=crm_state&a.crm_state=good&a.erp_state=good")
    words = visible(found.text)
    assert "The advice becomes: Not yet." in words
    assert "Your CRM already works well, and nothing is bought twice." in words
    assert found.fields["a.crm_state"] == ["good"] * len(found.fields["a.crm_state"])
    undo = [link for link in found.links if TRY in link]
    assert len(undo) == 2
    assert "The advice becomes" not in visible(done.client.get(undo[0]).text.split("What you are trying")[0])


def test_nothing_is_stored_by_trying(done: Walk) -> None:
    before = stored(done)
    done.get(f"{TRY}?a.crm_state=good")
    assert stored(done) == before
    assert done.answers() == DISTRIBUTOR


def test_a_piece_for_the_page_has_nothing_around_it(done: Walk) -> None:
    reply = done.client.get(f"{done.base}{TRY}?a.sites=9", headers={"X-Part": "1"})
    assert reply.status_code == 200
    assert reply.text.lstrip().startswith('<div class="what-if" data-panel>')
    assert "<html" not in reply.text
    assert Page(reply.text).mistakes == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ask=employees&shown=employees&a.employees=a+few", "“a few” is not a whole number"),
        ("ask=channels&shown=channels", "Give an answer"),
        ("w.speed=500", "Give a whole number from 0 to 90."),
        ("w.speed=80&w.growth=30", "add up to 110 %"),
        ("a.magic=1", "There is no question or criterion “magic”."),
        ("a.sites=1&a.users=2&a.it_staff=3&a.employees=4&a.inventory=none&a.production=none", "5 changes at once"),
        ("a.%00=1", "There is no question"),
    ],
)
def test_bad_input_is_said_and_nothing_is_lost(done: Walk, address: str, reason: str) -> None:
    text = done.get(f"{TRY}?a.sites=7&{address}" if "sites" not in address else f"{TRY}?{address}", 422).text
    assert reason in visible(text)
    page = Page(text)
    assert page.mistakes == []
    kept = [value for values in page.fields.values() for value in values]
    kept += [value for link in page.links for _, value in parse_qsl(link.partition("?")[2].partition("#")[0])]
    for key, value in parse_qsl(address):
        if key.startswith(("a.", "w.")) and "magic" not in key and "\0" not in key:
            assert value in kept
    assert "Error: What if" in text


def test_without_a_result_there_is_nothing_to_try(walk: Walk) -> None:
    walk.get(TRY, 404)
    walk.get("/result/today", 404)
    assert walk.post(TRY, {"a.sites": "3"}).status_code == 404


def test_taking_over_saves_and_concludes_again(either: TestClient) -> None:
    walk = Walk.start(either)
    walk.conclude(DISTRIBUTOR)
    taken = {"a.crm_state": "good", "a.budget": "90000", "a.budget.currency": "EUR", "w.speed": "30"}
    assert walk.to(TRY, taken) == "/result"
    changed = {"crm_state": "good", "budget": {"amount": 90000, "currency": "EUR"}}
    assert walk.answers() == DISTRIBUTOR | changed
    assert stored(walk).answers == DISTRIBUTOR | changed
    assert "You changed answers since" not in walk.get("/result").text


def test_what_cannot_be_used_is_not_taken_over(done: Walk) -> None:
    before = stored(done)
    assert done.post(TRY, {"a.crm_state": "good", "a.employees": "few"}).status_code == 422
    assert done.post(TRY, {"w.speed": "30"}).status_code == 200, "weights are not kept"
    assert done.post(TRY, {"w.speed": "95"}).status_code == 422
    assert (done.answers(), stored(done)) == (DISTRIBUTOR, before)


def test_what_was_shown_before_is_what_comes_out(done: Walk, content: Content) -> None:
    """The advice that the panel names is the one of the result after taking over."""
    page = visible(done.get(f"{TRY}?a.erp_state=good").text)
    done.to(TRY, {"a.erp_state": "good"})
    path = content.texts["en"].say("paths", stored(done).path, "name")
    assert f"The advice becomes: {path}." in page


def test_every_flip_can_be_tried(done: Walk) -> None:
    page = done.page("/result")
    trials = {link for link in page.links if f"{TRY}?a." in link}
    assert len(trials) == len(stored(done).flips)
    for link in sorted(trials)[:4]:
        reply = done.client.get(link)
        assert reply.status_code == 200
        assert "The advice becomes" in reply.text


def test_an_outdated_result_can_be_looked_at_under_todays_rules(done: Walk, app: FastAPI) -> None:
    assert "/result/today" not in done.get("/result").text
    old(app)
    assert f'href="{done.base}/result/today"' in done.get("/result").text
    page = done.page("/result/today")
    words = visible(page.text)
    assert page.mistakes == []
    assert "The same answers lead to the same advice today." in words
    assert "No rule that counts for you has changed." in words
    assert "old-" in words
    assert "today's rules. The result was made from earlier ones." in visible(done.get(TRY).text)


def test_another_advice_today_is_said(done: Walk, app: FastAPI) -> None:
    """A result as if its rules had said something else."""
    now = stored(done)
    assert now.path != "not-yet"
    before = now.model_copy(update={"path": "not-yet", "deployment": "none", "content_version": "older"})
    with app.state.database.session(write=True) as session:
        record = session.scalar(select(StoredRecommendation).order_by(StoredRecommendation.id.desc()).limit(1))
        assert record is not None
        record.body = canonical(before.plain()).decode()
    words = visible(done.get("/result/today").text)
    assert "The same answers lead to another advice today." in words
    assert "Not yet" in words
