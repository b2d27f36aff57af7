"""The way into the sandbox: what it is, and a trial of one's own."""

from __future__ import annotations

import re
from html import escape

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor.language import LANGUAGES
from advisor.sandbox.trials.industries import industries, words
from tests.web.sandbox.trying import sound


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_industry_is_offered(client: TestClient, language: str) -> None:
    page = sound(client.get(f"/{language}/sandbox"))
    for industry in industries():
        assert f'value="{industry}"' in page.text
        assert escape(words(industry, language)["title"]) in page.text


def test_the_page_is_public(client: TestClient) -> None:
    response = client.get("/en/sandbox")
    assert "noindex" not in response.headers.get("x-robots-tag", "")
    assert 'rel="canonical"' in response.text


def test_a_sandbox_is_opened_reset_and_removed(app: FastAPI) -> None:
    """The whole way through the real books of an industry."""
    client = TestClient(app)
    opened = client.post("/en/sandbox", data={"industry": industries()[0]}, follow_redirects=False)
    assert opened.status_code == 303
    found = re.fullmatch(r"/en(/t/[\w-]{32})/", opened.headers["location"])
    assert found
    home = client.get(found[1] + "/")
    assert sound(home)
    before = client.get(f"{found[1]}/api/l/parties?size=1000").json()["count"]
    made = client.post(f"{found[1]}/api/party.create", json={"name": "Mine", "customer": True})
    assert made.status_code == 200
    assert client.get(f"{found[1]}/api/l/parties?size=1000").json()["count"] == before + 1
    reset = client.post(f"{found[1]}/reset", follow_redirects=False)
    assert reset.headers["location"].endswith("/?done=reset")
    assert client.get(f"{found[1]}/api/l/parties?size=1000").json()["count"] == before
    assert client.post(f"{found[1]}/remove").text.count("was removed with everything in it") == 1
    assert client.get(found[1] + "/").status_code == 404


def test_an_unknown_industry_is_told_on_the_page(client: TestClient) -> None:
    response = client.post("/en/sandbox", data={"industry": "moonmining"})
    assert response.status_code == 404
    assert "There is no industry of this name. Choose one of the list." in response.text
    sound(response)


def test_sandboxes_are_opened_at_a_pace(client: TestClient) -> None:
    limit = next(one for one in _guards(client.app) if hasattr(one, "sandboxes")).sandboxes
    assert limit.burst < 100
    assert limit.rate < 1


def _guards(app: object) -> list[object]:
    """The middleware of an application, from the outside in."""
    found, one = [], getattr(app, "middleware_stack", None) or app.build_middleware_stack()  # type: ignore[attr-defined]
    while one is not None:
        found.append(one)
        one = getattr(one, "app", None)
    return found
