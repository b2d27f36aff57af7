"""The pages of a voice in every language: greeting, handing in, thanks."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor.language import LANGUAGES
from tests.web import desking
from tests.web.walking import Page


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_whole_in_every_language(language: str, app: FastAPI, stranger: TestClient) -> None:
    ada = desking.enter(app)
    link = desking.ask(ada, desking.case(ada), "Olga & <Co>", "finance", language=language)
    assert link.startswith(f"/{language}/c/")
    for path in ("/welcome", "/check", "/thanks"):
        reply = stranger.get(f"{link}{path}")
        assert reply.status_code == 200
        page = Page(reply.text)
        assert page.mistakes == []
        assert f'lang="{language}"' in reply.text
        assert "<Co>" not in reply.text
        assert reply.headers["cache-control"] == "no-store"


def test_who_answers_as_the_consultant_returns_to_the_case(app: FastAPI, stranger: TestClient) -> None:
    ada = desking.enter(app)
    number = desking.case(ada)
    link = desking.answer(ada, number, {"employees": 12})
    assert "Back to the case" in stranger.get(f"{link}/check").text
    assert 'name="comment"' not in stranger.get(f"{link}/check").text
    back = stranger.post(f"{link}/hand-in", follow_redirects=False)
    assert back.headers["location"] == f"/en/desk/cases/{number}"


def test_a_comment_that_is_too_long_is_cut_and_not_lost(app: FastAPI, stranger: TestClient) -> None:
    ada = desking.enter(app)
    number = desking.case(ada)
    link = desking.ask(ada, number)
    stranger.post(f"{link}/hand-in", data={"comment": "x" * 5000})
    assert "x" * 4000 in ada.get(f"/en/desk/cases/{number}/voices").text
    assert "x" * 4001 not in ada.get(f"/en/desk/cases/{number}/voices").text
