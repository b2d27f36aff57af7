"""The interview over HTTP: order of pages, refusals, conflicts between windows, autosave, checking, concluding."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.walking import COMPANY, DISTRIBUTOR, Page, Walk

MISSING = "Give an answer, or say that you don&#39;t know."


def test_a_whole_interview_on_either_database(either: TestClient) -> None:
    """From the start to the result by the fields the pages themselves name, with "I don't know" everywhere."""
    walk = Walk.start(either, "full")
    assert walk.at() == "/q/company"
    visited = walk.to_the_end({})
    assert len(visited) == len(set(visited)) > 8
    assert walk.at() == "/check"
    assert "questions are answered" in walk.get("/check").text
    assert walk.to("/finish") == "/result"
    assert "<h1" in walk.get("/result").text
    assert set(walk.answers().values()) == {"unknown"}


@pytest.mark.parametrize("track", ["", "none", "executive2"])
def test_start_needs_a_track(client: TestClient, track: str) -> None:
    response = client.post("/start", data={"track": track}, follow_redirects=False)
    assert response.status_code == 422
    assert "Choose one of the two ways" in response.text


def test_secrets_are_long_and_never_the_same(client: TestClient) -> None:
    secrets = {Walk.start(client).secret for _ in range(5)}
    assert len(secrets) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", secret) for secret in secrets)


def test_one_question_is_the_heading_of_its_page(walk: Walk) -> None:
    single, several = walk.get("/q/operations").text, walk.get("/q/company").text
    assert re.search(r"<legend[^>]*><h1>[^<]+\?</h1></legend>", single)
    assert "<h1>Your company</h1>" in several
    assert single.count("<h1") == several.count("<h1") == 1


def test_answers_are_kept_and_shown_again(walk: Walk) -> None:
    assert walk.to("/q/company", COMPANY) == "/q/goals"
    fields = walk.page("/q/company").fields
    assert {name: fields[name] for name in COMPANY} == {name: [value] for name, value in COMPANY.items()}
    assert walk.answers() == {"employees": 48, "industry": "distribution"}


def test_a_page_shows_what_is_open_and_all_of_it_when_nothing_is(walk: Walk) -> None:
    walk.answer({"employees": 48})
    assert walk.page("/q/company").fields["shown"] == ["industry"]
    assert walk.page("/q/company?return=check").fields["shown"] == ["employees", "industry"]
    walk.answer({"industry": "retail"})
    assert walk.page("/q/company").fields["shown"] == ["employees", "industry"]


def test_continuing_needs_every_answer(walk: Walk) -> None:
    response = walk.post("/q/company", {"a.employees": "48"})
    assert response.status_code == 422
    page = Page(response.text)
    assert response.text.count(MISSING) == 2  # in the summary and beside its field
    assert "#industry-0" in page.links
    assert "industry-0" in page.ids
    assert response.text.index('id="errors"') < response.text.index("<h1")
    assert "<title>Error: " in response.text
    assert page.fields["a.employees"] == ["48"], "the form stays as it was"
    assert walk.answers() == {"employees": 48}, "what can be used is kept"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "“abc” is not a whole number"),
        (" 12 people ", "“12 people” is not a whole number"),
        ("-3", "Give a whole number from"),
        ("<script>alert(1)</script>", "is not a whole number"),
        ("9" * 30, "is not a whole number"),
    ],
)
def test_a_refused_answer_stays_as_typed(walk: Walk, text: str, reason: str) -> None:
    response = walk.post("/q/company", COMPANY | {"a.employees": text})
    assert response.status_code == 422
    page = Page(response.text)
    assert page.fields["a.employees"] == [text]
    assert page.fields["a.industry"] == ["distribution"]
    assert reason in response.text
    assert "<script>alert" not in response.text
    assert 'aria-invalid="true"' in response.text
    assert walk.answers() == {"industry": "distribution"}


def test_i_dont_know_and_an_answer_exclude_each_other(walk: Walk) -> None:
    response = walk.post("/q/company", COMPANY | {"a.employees": ["48", "unknown"]})
    assert response.status_code == 422
    assert "Choose either a value or “I don&#39;t know”, not both." in response.text


def test_back_keeps_what_is_valid_and_never_complains(walk: Walk) -> None:
    sent = {"a.main_goal": "cost", "a.main_strain": "nonsense", "go": "back", "shown": ["main_goal", "main_strain"]}
    assert walk.to("/q/goals", sent) == "/q/company?back=industry"
    assert walk.answers() == {"main_goal": "cost"}
    assert walk.to("/q/company", {"go": "back"}) == "/q/company"


def test_see_all_answers_needs_no_answers_but_no_wrong_ones(walk: Walk) -> None:
    assert walk.to("/q/company", {"a.employees": "7", "go": "check"}) == "/check"
    assert walk.post("/q/company", {"a.employees": "x", "go": "check"}).status_code == 422
    assert walk.answers() == {"employees": 7}


def test_changing_one_answer_leads_back_to_the_check_page(walk: Walk) -> None:
    walk.answer(DISTRIBUTOR)
    assert walk.page("/q/growth?return=check").fields["return"] == ["check"]
    assert 'value="back"' not in walk.get("/q/growth?return=check").text
    assert walk.to("/q/growth", {"a.growth_stage": "mature", "return": "check"}) == "/check"
    assert "Mature: established" in walk.get("/check").text
    refused = walk.post("/q/growth", {"return": "check", "shown": ["growth_stage"]})
    assert refused.status_code == 422
    assert Page(refused.text).fields["return"] == ["check"]


def test_who_returns_need_not_answer_what_was_open_before(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    walk.answer({"employees": 48})
    sent = {"a.employees": "50", "return": "check", "shown": walk.page("/q/company?return=check").fields["shown"]}
    assert walk.to("/q/company", sent) == "/check"
    assert walk.answers() == {"employees": 50}
    assert walk.post("/q/company", sent | {"a.employees": ""}).status_code == 422, "what was answered stays so"
    opened = {"a.other_systems": "3", "return": "check", "shown": ["other_systems", "connection"]}
    walk.answer({"other_systems": 0, "connection": "reliable"})
    assert walk.to("/q/links", opened | {"a.connection": "reliable"}) == "/q/links?more=1&return=check#q-local_systems"
    assert walk.page("/q/links?more=1&return=check").fields["shown"] == ["local_systems"]
    assert walk.post("/q/links", {"return": "check", "shown": ["local_systems"]}).status_code == 422


def test_a_question_opened_by_an_answer_on_its_own_page_is_asked_next(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    given = {"a.other_systems": "3", "a.connection": "reliable"}
    shown = walk.page("/q/links").fields["shown"]
    assert shown == ["other_systems", "connection"]
    assert walk.to("/q/links", given | {"shown": shown}) == "/q/links?more=1#q-local_systems"
    assert "One more question follows from your answers." in walk.get("/q/links?more=1").text
    assert walk.page("/q/links?more=1").fields["shown"] == ["local_systems"]
    again = {"a.local_systems": "1", "shown": ["local_systems"]}
    assert walk.to("/q/links", again) == "/q/means"


def test_an_autosave_does_not_make_an_opened_question_a_fault(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    page = walk.page("/q/links")
    given = {"a.other_systems": "3", "a.connection": "reliable", "shown": page.fields["shown"]}
    saved = walk.post("/q/links", given | {"seen": page.fields["seen"][0]}, **{"X-Autosave": "1"})
    assert saved.status_code == 204
    assert walk.to("/q/links", given | {"seen": saved.headers["x-seen"]}) == "/q/links?more=1#q-local_systems"


@pytest.mark.parametrize(
    ("page", "fields", "stored"),
    [
        ("means", {"a.budget": "50 000", "a.budget.currency": "UAH"}, {"amount": 50000, "currency": "UAH"}),
        ("means", {"a.budget": "۵۰۰۰۰", "a.budget.currency": "EUR"}, {"amount": 50000, "currency": "EUR"}),
        ("means", {"a.budget": "unknown", "a.budget.currency": "EUR"}, "unknown"),
        ("operations", {"a.process_complexity": "5"}, 5),
        ("company", {"a.country": "UA"}, "UA"),
    ],
)
def test_every_kind_of_answer(walk: Walk, page: str, fields: dict[str, str], stored: Any) -> None:
    walk.post(f"/q/{page}", fields | {"go": "check"})
    assert list(walk.answers().values()) == [stored]
    assert "Not answered yet" in walk.get("/check").text


def test_several_choices_none_of_them_and_unknown(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    for sent, stored in ((["email", "ads"], ["ads", "email"]), (["none"], ["none"]), (["unknown"], "unknown")):
        assert walk.to("/q/selling", {"a.channels": sent, "go": "check"}) == "/check"
        assert walk.answers()["channels"] == stored
        assert set(walk.page("/q/selling?return=check").fields["a.channels"]) == set(sent)
    for sent in (["none", "email"], ["unknown", "email"]):
        assert walk.post("/q/selling", {"a.channels": sent, "go": "check"}).status_code == 422


def test_another_window_is_not_overwritten_unseen(walk: Walk) -> None:
    page = walk.page("/q/company")
    first, shown = page.fields["seen"][0], page.fields["shown"]
    walk.to("/q/company", COMPANY | {"seen": first, "shown": shown})
    response = walk.post("/q/company", COMPANY | {"a.employees": "60", "seen": first, "shown": shown})
    assert response.status_code == 409
    assert "How many people work in your company? <strong>48</strong>" in response.text
    assert "Which industry describes your company best? <strong>" not in response.text
    page = Page(response.text)
    assert page.fields["a.employees"] == ["60"], "what was typed stays"
    assert walk.answers()["employees"] == 48, "nothing is saved yet"
    assert page.fields["shown"] == shown
    seen = page.fields["seen"][0]
    assert walk.to("/q/company", COMPANY | {"a.employees": "60", "seen": seen, "shown": shown}) == "/q/goals"
    assert walk.answers()["employees"] == 60, "sent again, it wins"


def test_a_double_click_is_no_conflict(walk: Walk) -> None:
    fields = walk.page("/q/company").fields
    for _ in range(2):
        sent = COMPANY | {"seen": fields["seen"][0], "shown": fields["shown"]}
        assert walk.to("/q/company", sent) == "/q/goals"


def test_autosave_is_quiet(walk: Walk) -> None:
    quiet = {"X-Autosave": "1"}
    fields = walk.page("/q/company").fields
    seen, shown = fields["seen"][0], {"shown": fields["shown"]}
    saved = walk.post("/q/company", {"a.employees": "48", "seen": seen, **shown}, **quiet)
    assert (saved.status_code, saved.content) == (204, b"")
    assert saved.headers["x-seen"] != seen
    wrong = {"a.employees": "x", "a.industry": "retail", "seen": saved.headers["x-seen"], **shown}
    refused = walk.post("/q/company", wrong, **quiet)
    assert (refused.status_code, refused.content) == (422, b"")
    assert walk.answers() == {"employees": 48, "industry": "retail"}
    assert refused.headers["x-seen"] == walk.page("/q/company").fields["seen"][0]
    late = walk.post("/q/company", {"a.employees": "5", "seen": seen, **shown}, **quiet)
    assert late.status_code == 409
    assert walk.answers()["employees"] == 48


@pytest.mark.parametrize("path", ["/q/nowhere", "/q/company/more", "/result", "/result/trace", "/result.json"])
def test_what_is_not_there(walk: Walk, path: str) -> None:
    walk.get(path, 404)


def test_a_page_of_which_nothing_is_asked_leads_on(walk: Walk) -> None:
    assert walk.get("/q/goods", 303).headers["location"] == walk.base
    assert walk.to("/q/links", {"a.local_systems": "2"}) == ""
    assert walk.to("/q/links", {"go": "back"}) == ""
    assert walk.post("/q/nowhere").status_code == 404


def test_the_check_page_lists_all_with_links(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    walk.answer({"employees": 48, "country": "unknown"})
    page, text = walk.page("/check"), walk.get("/check").text
    assert '<dd class="">48</dd>' in text
    assert f"{walk.base}/q/company?return=check#q-employees" in page.links
    asked = sum("return=check" in link for link in page.links)
    assert text.count("Not answered yet") == asked - 2
    assert re.search(rf"{asked - 2} of {asked}\s+questions are still open", text)
    assert "open questions count as not known" in text
    assert f'value="http://testserver/c/{walk.secret}" readonly' in text


def test_changed_answers_are_said_on_the_result(walk: Walk) -> None:
    walk.conclude(DISTRIBUTOR)
    assert "You changed answers since" not in walk.get("/result").text
    walk.answer({"employees": 9})
    before = walk.get("/result.json").text
    assert "You changed answers since" in walk.get("/result").text
    assert walk.get("/result.json").text == before, "a stored result is never computed again"
    walk.to("/finish")
    assert "You changed answers since" not in walk.get("/result").text
    assert walk.get("/result.json").text != before


def test_concluding_without_any_answer_is_allowed(walk: Walk) -> None:
    assert walk.to("/finish") == "/result"
    assert "<h1" in walk.get("/result").text


def test_strange_fields_are_ignored(walk: Walk) -> None:
    sent = COMPANY | {"a.nobody": "1", "b": "2", "a.employees.currency": "EUR", "a.budget": "5"}
    assert walk.to("/q/company", sent) == "/q/goals"
    assert set(walk.answers()) == {"employees", "industry"}


def test_answers_that_do_not_fit_are_pointed_out_on_the_check_page(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    walk.answer({"employees": 10, "users": 40})
    page = walk.get("/check").text
    assert "do not fit together" in page
    assert "more future users than employees" in page
    assert f'href="{walk.base}/q/company?return=check#q-users"' in page
    walk.answer({"users": 8})
    assert "do not fit together" not in walk.get("/check").text


def test_answers_that_do_not_fit_can_be_changed_where_they_are_pointed_out(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    walk.answer({"employees": 10, "users": 40, "country": "DE"})
    page = walk.page("/check")
    assert page.mistakes == []
    assert (page.fields["shown"], page.fields["a.users"], page.fields["return"]) == (["users"], ["40"], ["check"])
    sent = {"a.users": "8", "shown": "users", "seen": page.fields["seen"][0], "return": "check", "go": "check"}
    assert walk.to("/q/company", sent) == "/check"
    assert walk.answers() == {"employees": 10, "users": 8, "country": "DE"}
    assert "do not fit together" not in walk.get("/check").text
    stale = walk.post("/q/company", sent | {"a.users": "9"})
    assert stale.status_code == 409, "the answer was changed since the page was made"
    wrong = walk.post("/q/company", {**sent, "a.users": "many", "seen": ""})
    assert wrong.status_code in (409, 422)
    assert walk.answers()["users"] == 8
