"""The two ways through the questions over HTTP: what is asked next, how far it is, the way back, and when it ends."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from advisor.questionnaire import answers
from tests.test_cases import case, loaded
from tests.web.walking import BEGUN, COMPANY, START, Walk, typed

# A fitness chain, every question answered: on the short track a few of the answers settle its path.
CHAIN: dict[str, Any] = {
    key: answers.plain(value)
    for key, value in answers.parse_all(loaded().questionnaire, case("fitness-chain")["answers"]).items()
}


def plain(text: str) -> str:
    """A page with its line ends and indents as single spaces."""
    return re.sub(r"\s+", " ", text)


def test_a_short_interview_keeps_the_order_of_its_answers(either: TestClient) -> None:
    """On both databases the answers stay in the order in which they were given, on which the order of pages rests; a
    changed one keeps its place."""
    walk = Walk.start(either)
    asked: list[str] = []
    at = walk.at()
    while at != "/check":
        fields = walk.page(at).fields
        asked += [key for key in fields["shown"] if key not in asked]
        sent = {name: value for key in fields["shown"] for name, value in typed(key, "unknown").items()}
        at = walk.to(at, {**sent, "shown": fields["shown"]})
        assert list(walk.answers())[: len(asked)] == asked or set(walk.answers()) == set(asked)
    order = list(walk.answers())
    assert set(order) == set(asked)
    assert len(order) == 20
    assert order != sorted(order)
    walk.answer({order[3]: "unknown", order[0]: 75})
    assert list(walk.answers()) == order


def test_the_short_track_ends_when_enough_is_known(client: TestClient) -> None:
    walk = Walk.start(client)
    visited = walk.to_the_end(CHAIN)
    given = walk.answers()
    assert len(visited) <= len(given) < 20
    assert {key: value for key, value in given.items() if value != "unknown"}.items() <= CHAIN.items()
    assert walk.at() == "/check"
    page, text = walk.page("/check"), plain(walk.get("/check").text)
    assert re.search(r"Enough is known: the advised path comes first in (9[89]|100) of 100 readings", text)
    assert "Answer more questions" in text
    assert "Go on with the questions" not in text
    assert "still open" in text
    assert "Not answered yet" not in text
    assert len([link for link in page.links if "return=check" in link]) == len(given)
    assert walk.to("/finish") == "/result"


def test_more_questions_can_be_answered_after_the_end(client: TestClient) -> None:
    walk = Walk.start(client)
    walk.to_the_end(CHAIN)
    before = walk.answers()
    assert f'formaction="{walk.base}/more"' in walk.get("/check").text
    assert walk.to("/more") == ""
    state = walk.client.get(f"/api/v1/cases/{walk.secret}").json()
    assert (state["track"], state["answers"]) == ("full", before)
    assert state["open"]
    assert not set(state["open"]) & set(before)
    assert re.search(r"\d+ of about 1\d", walk.get(walk.at()).text)
    assert walk.to("/more") == "", "once more changes nothing"
    assert walk.answers() == before


def test_the_short_track_ends_at_its_most_although_nothing_is_clear(client: TestClient) -> None:
    walk = Walk.start(client)
    walk.to_the_end({})
    text = plain(walk.get("/check").text)
    assert "The short way ends here, but the path is not clear yet" in text
    assert re.search(r"comes first in \d\d? of 100 readings", text)
    assert "Answer more questions" in text
    assert walk.to("/more") == ""
    assert walk.at().startswith("/q/")


def test_what_was_proven_is_said_and_the_rest_may_stay_open(client: TestClient) -> None:
    """A company of which all but a few trifles are known."""
    walk = Walk.start(client, "full")
    walk.answer({key: value for key, value in CHAIN.items() if key not in ("staff_turnover", "lockin_concern")})
    assert walk.at().startswith("/q/")
    text = plain(walk.get("/check").text)
    assert "the advised path stays the same. This is proven, not estimated." in text
    assert re.search(r"2 of \d\d\s+questions are still open", text)
    assert "open questions count as not known" not in text
    assert f'href="{walk.base}"' in walk.get("/check").text


def test_what_is_not_proven_is_not_said(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    walk.answer(BEGUN)
    text = walk.get("/check").text
    assert "proven" not in text
    assert "open questions count as not known" in text


def test_the_tracks_ask_differently(client: TestClient) -> None:
    short, complete = Walk.start(client, "executive"), Walk.start(client, "full")
    assert set(short.page("/q/company").fields["shown"]) < set(complete.page("/q/company").fields["shown"])


def test_a_page_of_the_full_track_counts_pages(client: TestClient) -> None:
    text = Walk.start(client, "full").get("/q/growth").text
    assert re.search(r"2 of about 1\d", text)
    assert re.search(r'<progress max="1\d" value="2"', text)
    assert "Why we ask" in text
    assert "Who usually knows:" in text


def test_a_page_of_the_short_track_counts_questions(walk: Walk) -> None:
    for path, number in (("company", 1), ("goals", 3), ("operations", 5), ("means", 6), ("control", 7)):
        text = walk.get(f"/q/{path}").text
        assert f"question {number} of at most 20" in text
        assert f'<progress max="20" value="{number}"' in text
    walk.answer(BEGUN)
    assert "question 8 of at most 20" in walk.get(walk.at()).text
    assert "question 3 of at most 20" in walk.get("/q/goals?return=check").text


def test_a_page_asked_again_shows_only_what_is_new(walk: Walk) -> None:
    """Country and the number of sites are on the page with which the track begins."""
    walk.answer({**BEGUN, "sites": 3})
    assert walk.page("/q/company").fields["shown"] == ["employees", "industry", "sites"]
    full = Walk(walk.client, walk.base)
    full.to("/more")
    assert "employees" not in full.page("/q/company").fields["shown"]
    assert "country" in full.page("/q/company").fields["shown"]


def test_what_is_not_asked_any_more_may_be_left_open(walk: Walk) -> None:
    """A form of the short track held a question that the answers given meanwhile have made needless."""
    walk.answer(BEGUN)
    walk.to_the_end(CHAIN)
    needless = next(q for q in ("regulated", "customisation", "lockin_concern") if q not in walk.answers())
    assert walk.to("/q/control", {"shown": [needless]}) in ("", "/check")
    assert needless not in walk.answers()
    assert walk.post("/q/control", {"shown": [needless], f"a.{needless}": "nonsense"}).status_code == 422


def test_back_on_the_full_track_shows_the_whole_page_before(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    walk.answer({"employees": 48, "country": "DE"})
    assert walk.to("/q/growth", {"go": "back", "a.growth_rate": "fast"}) == "/q/company?back=users"
    page = walk.page("/q/company?back=users")
    assert page.fields["shown"] == ["employees", "country", "industry", "sites", "users"]
    assert page.fields["a.employees"] == ["48"]
    assert walk.page("/q/company").fields["shown"] == ["industry", "sites", "users"]


def test_back_on_the_short_track_follows_the_answers(walk: Walk) -> None:
    """Page by page in the order in which they were asked, also where a page came twice; then on to what is open."""
    walk.answer({**BEGUN, "inventory": "large", "production": "none", "country": "DE", "crm_state": "none"})
    here, shown = walk.at(), walk.page(walk.at()).fields["shown"]
    seen = []
    at = here
    while (back := walk.to(at.split("?")[0], {"go": "back", "shown": shown})) != at and len(seen) < 20:
        at, shown = back, walk.page(back).fields["shown"]
        seen.append((at.split("?")[0], shown))
        assert ('value="back"' in walk.get(at).text) is (shown[0] != "employees")
        if shown[0] == "employees":
            break
    assert seen == [
        ("/q/systems", ["crm_state"]),
        ("/q/company", ["country"]),
        ("/q/trade", ["inventory", "production"]),
        ("/q/control", ["data_location"]),
        ("/q/means", ["budget"]),
        ("/q/operations", ["process_complexity"]),
        ("/q/goals", ["main_goal", "main_strain"]),
        ("/q/company", ["employees", "industry"]),
    ]
    assert "question 1 of at most 20" in walk.get(at).text
    assert walk.to("/q/company", COMPANY | {"shown": shown}) == here


@pytest.mark.parametrize("back", ["nobody", "main_goal", "", "employees%00", "sites"])
def test_a_way_back_that_leads_nowhere_shows_the_page(walk: Walk, back: str) -> None:
    assert walk.page(f"/q/company?back={back}").fields["shown"] == ["employees", "industry"]


def test_another_window_that_went_on_is_no_conflict(walk: Walk) -> None:
    """One window answers and goes on; the other sends the same later, or another page of the same form."""
    walk.answer(BEGUN)
    at = walk.at()
    first = walk.page(at).fields
    sent = {name: value for key in first["shown"] for name, value in typed(key, "unknown").items()}
    here = walk.to(at, {**sent, "seen": first["seen"], "shown": first["shown"]})
    assert walk.to(at, {**sent, "seen": first["seen"], "shown": first["shown"]}) == here
    other = walk.page(here).fields
    changed = {**sent, f"a.{first['shown'][0]}": "", "seen": first["seen"], "shown": first["shown"]}
    assert walk.post(at, changed).status_code == 409, "left empty here, answered there"
    assert walk.page(here).fields["shown"] == other["shown"]


def test_an_autosaved_form_is_sent_without_a_conflict(walk: Walk) -> None:
    """Question by question in the background, then all of it with the button, on a page with several of the agenda."""
    walk.answer(BEGUN)
    at = walk.at()
    fields = walk.page(at).fields
    seen, sent = fields["seen"][0], {"shown": fields["shown"]}
    for key in reversed(fields["shown"]):
        sent |= typed(key, "unknown")
        saved = walk.post(at, {**sent, "seen": seen}, **{"X-Autosave": "1"})
        assert saved.status_code == 204
        seen = saved.headers["x-seen"]
    assert set(fields["shown"]) <= set(walk.answers())
    assert walk.to(at, {**sent, "seen": seen}) == walk.at()


def test_the_check_page_of_a_short_track_in_its_midst(walk: Walk) -> None:
    walk.answer(START)
    page, text = walk.page("/check"), plain(walk.get("/check").text)
    assert "Answered: 4 of at most 20." in text
    assert "open questions count as not known" in text
    assert "Go on with the questions" in text
    assert walk.base in page.links
    assert walk.at() == "/q/operations"
    assert "Answer more questions" not in text
    asked = {link.partition("#q-")[2] for link in page.links if "return=check" in link}
    assert asked == {*START, "process_complexity", "budget", "data_location"}
