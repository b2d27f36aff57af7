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
from advisor.workspace import cases
from tests.web.walking import COMPANY, Walk, at_once
from web import deps
from web.deps import Opener


def request(app: FastAPI, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw, "app": app})


@pytest.mark.parametrize("wanted", ["", "en", "en-GB,en;q=0.9", "xx,de;q=0.5", ",;q=,", "*", "EN", "x" * 5000])
def test_english_is_spoken_to_everyone_else(app: FastAPI, wanted: str) -> None:
    assert deps.language_of(request(app, accept_language=wanted)) == "en"


def test_the_first_language_with_words_is_taken(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    words = app.state.content.texts
    monkeypatch.setitem(words, "uk", words["en"])
    assert deps.language_of(request(app, accept_language="de,uk-UA;q=0.8,en;q=0.5")) == "uk"
    assert deps.language_of(request(app, accept_language="fa,en")) == "en"


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
        assert case.answers == {"employees": 48, "country": "DE", "industry": "distribution"}
        assert case.progress.next_page == "growth"
        assert case.language == "en"
        ahead = replace(case, answers=case.answers | {"growth_stage": "mature"}).progress
        assert ahead.next_page == "goals"
        case.record.language = "xx"
        assert case.texts.language == "en", "a language that was dropped is read in English"
        case.session.rollback()


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
