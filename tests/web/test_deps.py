"""What routes are given."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from advisor.errors import BadInput, NotFound
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.inquiry import agenda
from advisor.workspace import cases
from tests.shortened import shortened
from tests.test_cases import case as worked
from tests.web.walking import BEGUN, COMPANY, Walk, at_once
from web import deps
from web.deps import Opener


def request(app: FastAPI, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw, "app": app})


@pytest.mark.parametrize("wanted", ["", "en", "en-GB,en;q=0.9", "xx,de;q=0.5", ",;q=,", "*", "EN", "x" * 5000])
def test_english_is_spoken_to_everyone_else(app: FastAPI, wanted: str) -> None:
    assert deps.language_of(request(app, accept_language=wanted)) == "en"


def test_the_language_that_is_wanted_most_is_taken(app: FastAPI) -> None:
    assert deps.language_of(request(app, accept_language="de,uk-UA;q=0.8,en;q=0.5")) == "uk"
    assert deps.language_of(request(app, accept_language="en;q=0.5,fa")) == "fa"


def test_the_address_counts_more_than_the_browser(app: FastAPI) -> None:
    asked = request(app, accept_language="fa")
    asked.scope["advisor.language"] = "zh"
    assert deps.language_of(asked) == "zh"


def test_a_language_without_words_is_not_taken(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.state.content.texts, "languages", ["en", "uk"])
    assert deps.language_of(request(app, accept_language="fa,uk")) == "uk"


def test_english_without_content() -> None:
    assert deps.language_of(request(FastAPI(), accept_language="uk")) == "en"


@pytest.fixture
def opener(app: FastAPI) -> Opener:
    return deps.get_opener(request(app))


@pytest.mark.parametrize("secret", ["", "short", "a" * 65, "abc/def/ghi/jkl/mno", "a" * 21 + "\0", "ä" * 22])
def test_what_cannot_be_a_secret_is_not_looked_up(opener: Opener, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "find", None)
    with pytest.raises(NotFound), opener.case(secret):
        raise AssertionError("opened")


def test_a_case_knows_where_it_stands(opener: Opener, walk: Walk) -> None:
    walk.to("/q/company", COMPANY)
    with opener.case(walk.secret) as case:
        assert case.secret == walk.secret
        assert case.answers == {"employees": 48, "industry": "distribution"}
        assert case.progress.next_page == "goals"
        assert case.language == "en"
        ahead = replace(case, answers=case.answers | {"main_goal": "cost", "main_strain": None}).progress
        assert ahead.next_page == "operations"
        case.record.language = "xx"
        assert case.texts.language == "en", "a language that was dropped is read in English"
        case.session.rollback()


def test_a_short_case_asks_what_the_agenda_says(opener: Opener, walk: Walk) -> None:
    walk.answer(BEGUN)
    with opener.case(walk.secret) as case:
        assert list(case.answers) == list(BEGUN)
        assert case.agenda == agenda(case.content, case.answers, "executive")
        assert [q.id for q in case.progress.asked] == list(case.agenda.wanted or ())
        assert [q.id for q in case.progress.open] == list((case.agenda.wanted or ())[len(BEGUN) :])
        assert not case.settled


@pytest.mark.parametrize("track", ["executive", "full"])
def test_when_a_case_is_settled(opener: Opener, client: TestClient, content: Content, track: str) -> None:
    """The short track with the agenda, the full one with its last answer."""
    raw = worked("fitness-chain")["answers"]
    walk = Walk.start(client, track)
    walk.answer(raw if track == "full" else shortened(content, raw)[0])
    with opener.case(walk.secret) as case:
        assert case.settled
        assert not case.progress.open
        one_less = replace(case, answers=dict(list(case.answers.items())[:-1]))
        assert not one_less.settled
        assert one_less.progress.open


def test_a_short_case_that_ran_out_of_questions_is_not_settled(opener: Opener, walk: Walk) -> None:
    walk.to_the_end({})
    with opener.case(walk.secret) as case:
        assert not case.progress.open
        assert not case.settled


def test_a_certificate_needs_no_session(opener: Opener, client: TestClient) -> None:
    walk = Walk.start(client, "full")
    raw = dict(worked("fitness-chain")["answers"])
    del raw["staff_turnover"]
    walk.answer(raw)
    with opener.case(walk.secret) as nearly:
        assert nearly.progress.open
    with opener.case(Walk.start(client, "full").secret) as nothing:
        assert len(nothing.progress.open) > 40
    assert nearly.certified
    assert not nothing.certified


def test_what_is_written_is_kept_unless_something_fails(opener: Opener, walk: Walk) -> None:
    with opener.case(walk.secret, write=True) as case:
        cases.save(case.session, case.record, {"employees": 5})

    def half_done() -> None:
        with opener.case(walk.secret, write=True) as case:
            cases.save(case.session, case.record, {"employees": 6})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert walk.answers() == {"employees": 5}


def test_an_open_case_does_not_hold_up_readers(opener: Opener, walk: Walk) -> None:
    read: list[int] = []
    with opener.case(walk.secret, write=True):
        reader = threading.Thread(target=lambda: read.append(len(walk.get("/q/company").text)))
        reader.start()
        reader.join(10)
    assert read
    assert read[0] > 1000


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream"])
def test_what_is_no_form_is_refused(app: FastAPI, kind: str) -> None:
    with pytest.raises(BadInput, match="not a form"):
        at_once(deps.get_form(request(app, content_type=kind)))


def test_a_file_in_a_form_is_refused(walk: Walk) -> None:
    sent = walk.client.post(walk.base + "/q/company", files={"a.employees": ("x.txt", b"48")})
    assert sent.status_code == 400
    assert walk.answers() == {}


def test_too_many_fields_are_refused(client: TestClient) -> None:
    many = "&".join(f"x{i}=1" for i in range(2000))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    response = client.post("/start", content="track=full&" + many, headers=kind)
    assert response.status_code == 400
    assert "This cannot be used" in response.text


def test_the_same_content_for_everyone(app: FastAPI, content: Content) -> None:
    assert deps.get_content(request(app)) is content
    assert deps.get_database(request(app)) is app.state.database
