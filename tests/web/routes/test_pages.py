"""The public pages."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor.db import open_database
from advisor.recommendation.content import Content
from tests.web.walking import Page


def test_the_start_says_what_it_takes(client: TestClient, content: Content) -> None:
    text = client.get("/").text
    for track in content.questionnaire.tracks.values():
        assert f"{'at most' if track.enough else 'about'} {track.minutes} minutes" in text
        assert f"at most {track.most} questions" in text
        assert f'value="{track.id}"' in text
    assert "No vendor pays" in text
    assert "Open the link you saved." in text
    assert Page(text).fields["track"] == ["executive"]
    assert "deleted" not in text


def test_the_method_names_the_figures_of_the_content(client: TestClient, content: Content) -> None:
    text = client.get("/method").text
    assert f"There are {len(content.questionnaire.questions)} questions." in text
    assert f"{len(content.scheme.options)} options" in text
    assert f"Below {round(content.scheme.clear_from * 100)} we say that it is too close to call" in text


@pytest.mark.parametrize("path", ["/", "/method"])
def test_public_pages_set_no_cookie(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    assert "x-robots-tag" not in response.headers


@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_head_is_answered(client: TestClient, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.content) == (200, b"")


def test_health(client: TestClient, content: Content) -> None:
    response = client.get("/healthz")
    assert response.json() == {"status": "ok", "content_version": content.version}
    assert response.headers["cache-control"] == "no-store"


def test_health_without_a_database(app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setitem(app.state._state, "database", lost)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "The database cannot be reached." in response.text
    lost.close()
