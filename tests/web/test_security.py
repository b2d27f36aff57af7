"""What stands before every request."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from advisor.errors import Forbidden, TooLarge
from tests.web.walking import COMPANY, Walk, at_once
from web import security
from web.security import MAX_BODY, Limiter


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_a_pace() -> None:
    clock = Clock()
    limit = Limiter(burst=3, rate=0.5, clock=clock)
    assert [limit.admits("a") for _ in range(5)] == [True, True, True, False, False]
    assert limit.admits("b"), "every address has its own"
    clock.now = 1.9
    assert not limit.admits("a")
    clock.now = 2.0
    assert [limit.admits("a") for _ in range(2)] == [True, False]
    clock.now = 1000.0
    assert [limit.admits("a") for _ in range(4)] == [True, True, True, False], "never more than a burst"


def test_memory_is_bounded() -> None:
    limit = Limiter(burst=1, rate=0.0, keep=50, clock=Clock())
    assert limit.admits("first")
    for i in range(50):
        assert limit.admits(str(i))
    assert len(limit.buckets) == 50
    assert limit.admits("first"), "the oldest was forgotten"
    assert not limit.admits("49")


def request(headers: dict[str, str]) -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/start", "headers": raw})


OWN = {"Host": "advisor.example:8000"}


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, None),
        ({"Sec-Fetch-Site": "none"}, "https://advisor.example"),
        ({}, None),
        ({}, "https://advisor.example"),
        ({"Origin": "null"}, None),
        ({"Origin": "http://advisor.example:8000"}, None),
        ({"Origin": "https://advisor.example"}, "https://advisor.example"),
    ],
)
def test_own_forms_pass(headers: dict[str, str], origin: str | None) -> None:
    security.same_origin(request(OWN | headers), origin)


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, None),
        ({"Sec-Fetch-Site": "same-site"}, None),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://advisor.example:8000"}, None),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, None),
        ({"Origin": "http://evil.example"}, None),
        ({"Origin": "http://advisor.example"}, None),
        ({"Origin": "http://advisor.example:8000"}, "https://advisor.example"),
        ({"Origin": "https://advisor.example.evil.example"}, "https://advisor.example"),
    ],
)
def test_forms_of_other_sites_are_refused(headers: dict[str, str], origin: str | None) -> None:
    with pytest.raises(Forbidden):
        security.same_origin(request(OWN | headers), origin)


def test_a_refused_form_changes_nothing(walk: Walk) -> None:
    response = walk.post("/q/company", COMPANY, **{"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "This form came from another site" in response.text
    assert walk.answers() == {}
    assert walk.get("/check").status_code == 200


def receiving(*parts: bytes) -> tuple[Any, list[bytes]]:
    """A channel of body parts, and the list of those not taken yet."""
    waiting = list(parts)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    return receive, waiting


def test_a_body_is_read_up_to_the_limit() -> None:
    receive, _ = receiving(b"a" * MAX_BODY, b"")
    assert len(at_once(security.read(receive, ""))) == MAX_BODY
    receive, waiting = receiving(b"a" * MAX_BODY, b"b", b"never", b"read")
    with pytest.raises(TooLarge):
        at_once(security.read(receive, ""))
    assert waiting == [b"never", b"read"]


def test_an_announced_body_that_is_too_large_is_not_read_at_all() -> None:
    receive, waiting = receiving(b"x")
    with pytest.raises(TooLarge):
        at_once(security.read(receive, str(MAX_BODY + 1)))
    assert waiting == [b"x"]


def test_a_sender_who_leaves_ends_the_reading() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert at_once(security.read(receive, "100")) is None


@pytest.mark.parametrize("path", ["/start", "/api/v1/assessments", "/nowhere"])
def test_too_large_a_body_is_answered_like_any_error(client: TestClient, path: str) -> None:
    response = client.post(path, content=b"a" * (MAX_BODY + 1), headers={"content-type": "application/json"})
    assert response.status_code == 413
    kind = response.headers["content-type"]
    assert kind == "application/problem+json" if path.startswith("/api/") else kind.startswith("text/html")
    assert response.headers["content-security-policy"] == security.POLICY


def test_too_fast_is_said_with_a_time_to_wait(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Limiter, "admits", lambda self, key: False)
    for path in ("/start", "/c/abcdefghijklmnopqrstuv/finish", "/api/v1/cases"):
        response = client.post(path)
        assert response.status_code == 429
        assert response.headers["retry-after"] == "10"
    assert client.get("/").status_code == 200, "reading is free"


def test_starting_is_slower_than_answering() -> None:
    guard = security.Guard(app=None, origin=None, refuse=None)  # type: ignore[arg-type]
    assert guard.starts.burst < guard.posts.burst
    assert guard.starts.rate < guard.posts.rate
    assert guard.sandboxes.rate < guard.starts.rate, "each is a copy of a database"


def test_all_who_share_a_sandbox_share_its_pace(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Limiter, "admits", lambda self, key: asked.append(key) or not key.startswith("/t/busy"))
    for path in ("/t/busy/do/sale.create", "/fa/t/busy/clock", "/t/busy/api/sale.create"):
        assert client.post(path).status_code == 429, path
    assert client.post("/t/idle/reset").status_code == 404
    assert {key for key in asked if key[0] == "/"} == {"/t/busy", "/t/idle"}
    assert len(set(asked)) == 3, "and the address from which it came"


PATHS = ("/", "/method", "/nowhere", "/c/abcdefghijklmnopqrstuv", "/api/docs", "/static/advisor.css", "/healthz")


@pytest.mark.parametrize("path", PATHS)
def test_headers_are_on_every_response(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    for name, value in security.HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


def test_cases_are_neither_indexed_nor_kept(walk: Walk) -> None:
    for path in ("/q/company", "/check", "/result", "/q/nowhere"):
        headers = walk.client.get(walk.base + path).headers
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["cache-control"] == "no-store"
    assert security.headers("/api/v1/cases/x")["Cache-Control"] == "no-store"
    assert "X-Robots-Tag" not in security.headers("/")


def test_a_form_that_was_cut_off_is_not_taken(app: FastAPI, walk: Walk) -> None:
    """The phone lost its line in the midst of sending: nothing of the form is saved, and nobody is answered."""
    pieces = [
        {"type": "http.request", "body": b"shown=employees&a.employees=12", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return pieces.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"31"), (b"host", b"x")]
    scope = {"type": "http", "method": "POST", "path": f"{walk.base}/q/company", "headers": headers}
    full = {
        **scope,
        "query_string": b"",
        "scheme": "http",
        "http_version": "1.1",
        "client": ("1.2.3.4", 5),
        "raw_path": b"",
    }
    at_once(app(full, receive, send))
    assert sent == []
    assert walk.answers() == {}


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "://", "x" * 3000])
def test_an_origin_that_cannot_be_read_is_refused(client: TestClient, origin: str) -> None:
    assert client.post("/start", data={"track": "full"}, headers={"origin": origin}).status_code == 403


def test_an_address_is_forgotten_when_it_makes_no_difference() -> None:
    now = [0.0]
    limiter = Limiter(burst=2, rate=0.1, clock=lambda: now[0])
    assert limiter.admits("a")
    now[0] = 19.0
    assert limiter.admits("b")
    assert set(limiter.buckets) == {"a", "b"}
    now[0] = 21.0
    assert limiter.admits("b")
    assert set(limiter.buckets) == {"b"}


@pytest.mark.parametrize(
    ("path", "cookie", "most"),
    [
        ("/desk/import", "advisor=x", security.FILES["/desk/import"]),
        ("/desk/import", "__Host-advisor=x", security.FILES["/desk/import"]),
        ("/desk/import", "", MAX_BODY),
        ("/desk/import", "other=advisor", MAX_BODY),
        ("/desk/import/7", "advisor=x", MAX_BODY),
        ("/desk/imports", "advisor=x", MAX_BODY),
        ("/start", "advisor=x", MAX_BODY),
    ],
)
def test_files_are_sent_to_one_place_by_those_who_have_a_session(path: str, cookie: str, most: int) -> None:
    sent = request({"Cookie": cookie})
    sent.scope["advisor.path"] = path
    assert security.most_of(sent) == most


def test_only_a_few_files_are_in_memory_at_once() -> None:
    """While four are being worked on, a fifth is refused; then there is room again."""
    heard: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        heard.append(guard.files)
        if len(heard) < 5:
            await guard({**scope}, receive, send)

    def refuse(_request: Request, error: Any) -> Any:
        async def respond(scope: Any, receive: Any, send: Any) -> None:
            heard.append(error.status)

        return respond

    async def receive() -> Any:
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(message: Any) -> None:
        raise AssertionError(message)

    guard = security.Guard(app, None, refuse)
    scope = {
        "type": "http", "method": "POST", "path": "/desk/import", "headers": [(b"cookie", b"advisor=x")],
        "query_string": b"", "client": ("127.0.0.1", 1),
    }  # fmt: skip
    at_once(guard(scope, receive, send))
    assert heard == [1, 2, 3, 4, 429]
    assert guard.files == 0
