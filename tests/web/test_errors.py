"""Every failure is a page for people and a problem document for programs, and tells nothing it should not."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from advisor.errors import AdvisorError, BadInput, ContentBroken, Problem, TooMany, Unavailable
from advisor.questionnaire.answers import Unusable
from tests.web.walking import Page, Walk
from web import errors
from web.addresses import LanguagePrefix
from web.security import HEADERS

MISSING = "/c/abcdefghijklmnopqrstuv"


@pytest.mark.parametrize(
    ("method", "path", "status", "heading", "advice"),
    [
        ("GET", "/nowhere", 404, "There is no such page", "The address may be mistyped."),
        ("GET", MISSING, 404, "This link leads to no answers", "Copy the whole link again"),
        ("GET", MISSING + "/result", 404, "This link leads to no answers", "Copy the whole link again"),
        ("GET", "/c/short", 404, "This link leads to no answers", "Copy the whole link again"),
        ("GET", "/c/%00%ff%F0%9F", 404, "This link leads to no answers", "Copy the whole link again"),
        ("GET", "/start", 405, "This address cannot be used like that", "reached by a button"),
        ("PUT", "/method", 405, "This address cannot be used like that", "reached by a button"),
        ("POST", "/start", 422, "This cannot be used", "Nothing of what was sent is saved."),
    ],
)
def test_pages(client: TestClient, method: str, path: str, status: int, heading: str, advice: str) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.text
    assert advice in response.text
    page = Page(response.text)
    assert (page.open, page.mistakes) == ([], [])
    assert "Traceback" not in response.text


@pytest.mark.parametrize(("path", "status"), [("/api/nowhere", 404), ("/api/v1/cases/" + "a" * 22, 404)])
def test_problems(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]


SANDBOX = "/t/" + "a" * 32


@pytest.mark.parametrize(
    ("method", "path", "status", "heading", "leads"),
    [
        ("GET", SANDBOX + "/", 404, "There is no such page", "/en/sandbox"),
        ("GET", SANDBOX + "/l/products", 404, "There is no such page", SANDBOX + "/"),
        ("POST", SANDBOX + "/do/party.create", 404, "There is no such page", SANDBOX + "/"),
        ("GET", SANDBOX + "/do/party.create", 405, "This address cannot be used like that", SANDBOX + "/"),
    ],
)
def test_pages_of_a_sandbox_lead_back_to_it(
    client: TestClient, method: str, path: str, status: int, heading: str, leads: str
) -> None:
    response = client.request(method, "/en" + path)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.text
    assert (leads if leads.startswith("/en") else "/en" + leads) in Page(response.text).links


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/party.create"), ("GET", "/api/l/products")])
def test_programs_in_a_sandbox_get_problems_too(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, SANDBOX + path, json={} if method == "POST" else None)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"


@pytest.fixture
def failing(app: FastAPI) -> Any:
    """A client of an application whose database does as it is told."""

    def with_error(error: Exception) -> TestClient:
        made = FastAPI()
        made.state.content = app.state.content

        @made.get("/page")
        @made.get("/api/thing")
        @made.get("/c/x")
        def fail() -> None:
            raise error

        errors.install(made)
        made.add_middleware(LanguagePrefix)
        return TestClient(made, raise_server_exceptions=False)

    return with_error


def test_our_mistake_says_nothing_about_itself(failing: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = failing(RuntimeError("password is hunter2"))
    page, problem = client.get("/page"), client.get("/api/thing")
    assert page.status_code == problem.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert problem.json()["detail"] == "Internal Server Error"
    assert "hunter2" not in page.text + problem.text
    assert "hunter2" in caplog.text, "the operator can read it"
    for name, value in HEADERS.items():
        assert page.headers[name] == problem.headers[name] == value
    assert client.get("/c/x").headers["x-robots-tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (Unavailable("The database is busy."), 503, "The answers cannot be reached now"),
        (TooMany("Too much was sent."), 429, "Too much in a short time"),
    ],
)
def test_errors_of_ours(failing: Any, error: AdvisorError, status: int, heading: str) -> None:
    client = failing(error)
    page, problem = client.get("/page"), client.get("/api/thing")
    assert page.status_code == problem.status_code == status
    assert f"<h1>{heading}</h1>" in page.text
    assert error.message in page.text
    assert problem.json()["detail"] == error.message
    assert problem.json()["code"] == error.code
    assert ("retry-after" in page.headers) is (status in errors.RETRY_SECONDS)


def test_every_reason_is_listed(failing: Any) -> None:
    several = Unusable([BadInput("Too low.", field="employees"), BadInput("No such choice.", field="industry")])
    body = failing(several).get("/api/thing").json()
    assert body["errors"] == [
        {"field": "employees", "detail": "Too low."},
        {"field": "industry", "detail": "No such choice."},
    ]
    broken = ContentBroken((Problem("needs.yaml", 3, "wrong-value", "A is wrong.", "Use B."),))
    assert "needs.yaml:3" in failing(broken).get("/api/thing").json()["detail"]
    listed = BadInput("The file cannot be used.", problems=(Problem("f.yaml", 1, "c", "Bad.", "Fix."),))
    assert failing(listed).get("/api/thing").json()["errors"] == [
        {"field": "f.yaml", "detail": "f.yaml:1: Bad. Fix. [c]"}
    ]


def test_a_json_body_that_does_not_fit_is_explained(client: TestClient) -> None:
    body = client.post("/api/v1/cases", json={"track": "short", "more": 1}).json()
    assert body["status"] == 422
    assert {error["field"] for error in body["errors"]} == {"track", "more"}
    assert "track" in body["detail"]


def test_words_of_the_sender_stay_text(failing: Any) -> None:
    text = failing(BadInput("“<img src=x>” cannot be used.")).get("/page").text
    assert "<img" not in text
    assert "&lt;img src=x&gt;" in text


def test_an_answer_needs_no_content(failing: Any) -> None:
    """An error before anything is loaded is still answered."""
    bare = FastAPI()
    request = Request({"type": "http", "method": "GET", "path": "/x", "headers": [], "app": bare, "query_string": b""})
    response = errors.answer(request, TooMany("Too much."))
    assert response.status_code == 429
    assert b"Too much." in response.body


def test_a_wrong_link_can_be_given_up_for_a_new_start(client: TestClient) -> None:
    assert "/en/" in Page(client.get(MISSING).text).links
    assert Walk.start(client).get("/check").status_code == 200


def test_our_mistake_below_a_language_is_said_in_it_and_keeps_the_secret(failing: Any) -> None:
    client = failing(RuntimeError("oops"))
    page = client.get("/fa/page")
    assert page.status_code == 500
    assert '<html lang="fa"' in page.text
    private = client.get("/fa/c/x")
    assert private.headers["x-robots-tag"] == "noindex, nofollow"
    assert private.headers["cache-control"] == "no-store"
    assert 'rel="canonical"' not in private.text
