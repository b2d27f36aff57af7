"""The result page, its trace and data, and deletion."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation, canonical, digest
from advisor.recommendation.telling.story import tell
from advisor.workspace.tables import StoredRecommendation
from tests.web.walking import DISTRIBUTOR, Walk

FIRST = ("Why", "The case against", "What would change this")
# The folded parts with the ids by which they are linked, in the order in which a board asks.
PARTS = {
    "for": "What speaks for it?",
    "against": "What speaks against it?",
    "sure": "How sure is it?",
    "change": "What would change it?",
    "what-if": "What if an answer were different?",
    "money": "What does it cost?",
    "plan": "When does what happen?",
    "place": "Where should it run?",
    "modules": "Which modules, in which order?",
    "joined": "How are the systems joined?",
    "products": "Which products are worth a look?",
    "risks": "What can go wrong?",
    "unknown": "What is not known?",
    "needs": "What do you need?",
    "options": "How do the options compare?",
    "peers": "What do companies like yours use?",
    "not-assessed": "What did we not look at?",
    "rests": "What does it rest on?",
}
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
    assert all(f"<h2>{heading}</h2>" in text for heading in FIRST)
    found = re.findall(
        r'<details class="part">\s*<summary><h2>(.*?)</h2></summary>\s*<div class="part-body" id="(.*?)">', text
    )
    assert {id_: question for question, id_ in found} == PARTS
    assert [id_ for _, id_ in found] == list(PARTS)
    story = tell(content, stored(done))
    assert f'<h1 class="display">{story.verdict}</h1>' in text
    assert f"{int(story.sure * 100)} of 100 plausible readings" in text
    assert story.path_name in text
    assert story.deployment_name in text
    for module in (module for phase in story.phases for module in phase.modules):
        assert f"<strong>{module.name}</strong>" in text
    for risk in story.risks:
        assert risk.name in text


def test_the_status_is_said(done: Walk, content: Content) -> None:
    story = tell(content, stored(done))
    assert story.doubt.status in done.get("/result").text


def test_a_verdict_too_close_says_between_which(walk: Walk, content: Content) -> None:
    """With hardly any answer no path can be clear; the question that separates the two is asked for, or a pilot."""
    walk.conclude({"employees": 48})
    between = tell(content, stored(walk)).doubt.between
    assert between is not None
    text = walk.get("/result").text
    assert between.text in text
    assert between.separated_by in text
    assert ("Answer this question" in text) is bool(between.question)


def test_what_would_change_it_stands_on_the_first_screen(done: Walk, content: Content) -> None:
    text = done.get("/result").text
    part = html.unescape(text[text.index("What would change this") : text.index("Download the result")])
    found = tell(content, stored(done)).doubt
    assert found.nearest
    for line in found.nearest:
        assert line.text in part
    assert part.index("You can change this") < part.index("Facts of life")
    for line in found.more:
        assert line.text not in part
        assert line.text in html.unescape(text)


def test_what_it_costs_stands_on_the_first_screen(done: Walk, content: Content) -> None:
    text = done.get("/result").text
    part = html.unescape(text[text.index("<dt>Money</dt>") : text.index("Download the result")])
    money = tell(content, stored(done)).money
    assert money is not None
    assert money.first_year_line in part
    assert money.fit in part


def test_weights_and_error_are_told(done: Walk, content: Content) -> None:
    text = html.unescape(done.get("/result").text)
    found = tell(content, stored(done)).doubt
    assert all(sentence in text for sentence in found.weights)
    assert all(name in text for name in found.leading)
    assert f"± {100 * (found.error or 0):.1f}".rstrip("0").rstrip(".") in text


EARLY = {
    "flips": (), "flips_searched": {}, "weight_flips": (), "central_weights": (), "second_opinion": None,
    "market": None, "plan": (), "place": None, "hosting_choice": None, "peers": (), "products": (),
}  # fmt: skip


@pytest.mark.parametrize("answers", [DISTRIBUTOR, SETTLED, {"employees": 48}])
def test_a_result_of_an_earlier_version_can_be_read(walk: Walk, app: FastAPI, answers: dict[str, Any]) -> None:
    walk.conclude(answers)
    now = stored(walk)
    early = now.model_copy(update=EARLY | {"budget": now.budget.model_copy(update={"estimate": None})}).plain()
    for key in EARLY.keys() - {"flips", "products"}:
        del early[key]
    del early["robustness"]["errors"], early["robustness"]["draws"], early["robustness"]["option"]
    with app.state.database.session(write=True) as session:
        record = session.scalar(select(StoredRecommendation).order_by(StoredRecommendation.id.desc()).limit(1))
        assert record is not None
        record.body = canonical(early).decode()
    page = walk.page("/result")
    assert page.mistakes == []
    assert "This result does not say. Conclude again to see it." in page.text
    assert "<dt>Money</dt>" not in page.text
    assert walk.get("/result/trace").status_code == 200


def test_each_reason_is_said_once(done: Walk) -> None:
    text = done.get("/result").text
    part = text[text.index("Where should it run?") : text.index("Which modules, in which order?")]
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
    assert response.headers["location"] == "/en/?deleted=1"
    assert "Your answers and results are deleted." in either.get(response.headers["location"]).text
    for path in ("", "/check", "/result", "/result.json", "/delete"):
        walk.get(path, 404)
    assert walk.post("/delete").status_code == 404
    assert walk.post("/q/company", {"a.employees": "4"}).status_code == 404
