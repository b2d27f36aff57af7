"""The result page, its trace and data, and deletion."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation, digest
from advisor.recommendation.story import tell
from tests.web.walking import DISTRIBUTOR, Walk

HEADINGS = (
    "Why",
    "The case against",
    "How sure is it?",
    "What do you need?",
    "What speaks for it?",
    "What speaks against it?",
    "Where should it run?",
    "How do the options compare?",
    "Which modules, in which order?",
    "How are the systems joined?",
    "What can go wrong?",
    "What is not known?",
    "What did we not look at?",
    "What does it rest on?",
)
# Both systems work and are linked, so nothing is left to buy.
SETTLED = {"crm_state": "good", "erp_state": "good", "systems_linked": "yes", "employees": 60}


@pytest.fixture
def done(walk: Walk) -> Walk:
    walk.conclude(DISTRIBUTOR)
    return walk


def stored(walk: Walk) -> Recommendation:
    return Recommendation.model_validate(json.loads(walk.get("/result.json").text))


def test_every_section_is_there(done: Walk, content: Content) -> None:
    text = done.get("/result").text
    found = [heading for heading in HEADINGS if f"<h2>{heading}</h2>" in text]
    assert found == list(HEADINGS)
    story = tell(content, stored(done))
    assert f'<h1 class="display">{story.verdict}</h1>' in text
    assert f"{int(story.sure * 100)} of 100 plausible readings" in text
    assert story.path_name in text
    assert story.deployment_name in text
    for module in (module for phase in story.phases for module in phase.modules):
        assert f"<strong>{module.name}</strong>" in text
    for risk in story.risks:
        assert risk.name in text


def test_a_close_call_names_the_rival(done: Walk, content: Content) -> None:
    story = tell(content, stored(done))
    text = done.get("/result").text
    assert ("Too close to call." in text) is not story.clear
    assert ("Clear." in text) is story.clear


def test_a_verdict_too_close_says_between_which(walk: Walk, content: Content) -> None:
    """With hardly any answer no path can be clear."""
    walk.conclude({"employees": 48})
    story = tell(content, stored(walk))
    assert not story.clear
    assert f"readings of your answers. The closest rival: {story.alternatives[0]}." in walk.get("/result").text


def test_each_reason_is_said_once(done: Walk) -> None:
    text = done.get("/result").text
    part = text[text.index("Where should it run?") : text.index("How do the options compare?")]
    reasons = re.findall(r"<li>\s*<p>(.*?)</p>", part)
    assert reasons
    assert len(reasons) == len(set(reasons))


def test_there_is_always_a_case_against(done: Walk) -> None:
    text = done.get("/result").text
    part = text[text.index("The case against") : text.index("Download the result")]
    assert len(re.sub(r"<[^>]+>|\s+", " ", part).split()) > 8


def test_nothing_to_buy_is_a_result_too(walk: Walk) -> None:
    walk.conclude(SETTLED)
    text = walk.get("/result").text
    assert "Do not buy a system yet." in text
    assert "Which modules, in which order?" not in text
    assert "Rules out:" in text
    assert "No single answer decides" not in text, "what is ruled out is the reason"


def test_the_trace_shows_every_row_with_its_sources(done: Walk, content: Content) -> None:
    page, text = done.page("/result/trace"), done.get("/result/trace").text
    story = tell(content, stored(done))
    rows = [line for table in story.trace for line in table.lines]
    assert {line.row for line in rows} <= set(page.ids)
    assert len(rows) > 20
    for source in {source for line in rows for source in line.sources if source.url}:
        assert source.url.replace("&", "&amp;") in text
    assert stored(done).hash in text
    assert "seller of" in text, "the interest of a publisher is named"
    assert "<code>size_class</code>" in text


def test_no_id_is_used_twice(done: Walk) -> None:
    for path in ("/result", "/result/trace", "/check", "/q/company"):
        ids = done.page(path).ids
        assert sorted(ids) == sorted(set(ids)), path


def test_the_data_is_the_stored_result(done: Walk) -> None:
    reply = done.get("/result.json")
    assert reply.headers["content-disposition"] == 'attachment; filename="recommendation.json"'
    body = reply.json()
    assert body["hash"] == digest(body)
    assert body["answers"]["employees"] == 48


def test_a_result_from_other_content_says_so(done: Walk, app: FastAPI) -> None:
    with app.state.database.session() as session:
        session.connection().exec_driver_sql(
            'UPDATE recommendations SET body = replace(body, \'"content_version":"\', \'"content_version":"old-\')'
        )
    text = done.get("/result").text
    assert "Questions or rules were improved since" in text
    assert done.get("/result/trace").status_code == 200


def test_links_to_questions_lead_somewhere(done: Walk) -> None:
    links = [link for path in ("/result", "/check") for link in done.page(path).links if "/q/" in link]
    assert len(links) > 10
    for link in links:
        path, _, anchor = link.removeprefix(done.base).partition("#")
        assert anchor in done.page(path).ids


def test_deleting_asks_first_and_then_removes_all(either: TestClient) -> None:
    walk = Walk.start(either)
    walk.conclude(DISTRIBUTOR)
    assert "Delete all answers?" in walk.get("/delete").text
    walk.get("/result")
    response = walk.post("/delete")
    assert response.headers["location"] == "/?deleted=1"
    assert "Your answers and results are deleted." in either.get(response.headers["location"]).text
    for path in ("", "/check", "/result", "/result.json", "/delete"):
        walk.get(path, 404)
    assert walk.post("/delete").status_code == 404
    assert walk.post("/q/company", {"a.employees": "4"}).status_code == 404
