"""Before the desk: where one may be led, what a browser is called, and forms that only their own page sends."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from tests.web.conftest import settings
from web.app import create_app
from web.entrance import device, onward, own_path


@pytest.mark.parametrize(
    "path",
    [
        "/desk",
        "/desk/account",
        "/desk/cases/12?tab=voices&q=%D0%A9",
        "/fa/desk",
        "/fa/desk/organisation/audit?before=51",
        "/desk?shelf=archived",
    ],
)
def test_places_of_the_desk_are_followed(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "desk",
        "/deskother",
        "//evil.example/desk",
        "/\\evil.example",
        "/desk\\..\\evil",
        "/desk//evil.example",
        "/desk/../c/secret",
        "https://evil.example/desk",
        "javascript:alert(1)",
        "/desk\nSet-Cookie: x=1",
        "/desk\r\n",
        "/desk ",
        "/c/secret",
        "/fa//desk",
        "/desk/sign-in",
        "/fa/desk/sign-out",
        "/desk@evil.example",
        "/desk:80",
        "/desk/" + "a" * 600 + "//",
        "/xx1/desk",
    ],
)
def test_other_places_are_not(path: str) -> None:
    assert own_path(path) in ("", path[:500])
    if len(path) < 500:
        assert own_path(path) == ""
    assert onward(path, "fa").startswith("/fa/desk")


def test_the_own_language_unless_the_address_names_one() -> None:
    assert onward("/desk/account", "fa") == "/fa/desk/account"
    assert onward("/en/desk/account", "fa") == "/en/desk/account"
    assert onward("", "uk") == "/uk/desk"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
            "Safari/537.36 Edg/126.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Gecko/20100101 Firefox/127.0", "Firefox, macOS"),
        ("curl/8.5.0", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_browsers_in_two_words(agent: str, words: str) -> None:
    assert device(agent) == words


class TestForms:
    def token(self, page: str) -> str:
        (found,) = set(re.findall(r'name="csrf" value="([0-9a-f]{64})"', page))
        return found

    def post(self, client: TestClient, token: str) -> int:
        data = {"csrf": token, "email": "nobody@example.org", "password": "x"}
        return client.post("/desk/sign-in", data=data).status_code

    def test_a_form_is_bound_to_the_browser(self, client: TestClient, app: FastAPI) -> None:
        token = self.token(client.get("/desk/sign-in").text)
        assert self.post(client, token) == 422, "read, and the password is wrong"
        assert self.post(client, "") == 403
        assert self.post(client, "0" * 64) == 403
        other = TestClient(app)
        assert self.post(other, token) == 403, "no cookie"
        assert self.token(other.get("/desk/sign-in").text) != token
        assert self.post(other, token) == 403, "the cookie of another browser"

    def test_one_cookie_serves_all_pages_and_tabs(self, client: TestClient) -> None:
        first = client.get("/desk/sign-in")
        again = client.get("/fa/desk/forgotten"), client.get("/desk/sign-in")
        assert "set-cookie" in first.headers
        assert [page.headers.get("set-cookie") for page in again] == [None, None]
        assert self.token(again[1].text) == self.token(first.text)

    def test_the_cookie_cannot_be_read_by_scripts(self, client: TestClient, database_url: str) -> None:
        flags = client.get("/desk/sign-in").headers["set-cookie"].lower()
        assert flags.startswith("advisor-form=")
        assert "httponly" in flags
        assert "samesite=lax" in flags
        assert "secure" not in flags
        secure = TestClient(create_app(settings(database_url, origin="https://advisor.example.org")))
        flags = secure.get("/desk/sign-in").headers["set-cookie"].lower()
        assert flags.startswith("__host-advisor-form=")
        assert "secure" in flags
        secure.app.state.database.close()  # type: ignore[attr-defined]

    def test_the_cookie_is_not_in_the_page(self, client: TestClient) -> None:
        page = client.get("/desk/sign-in")
        assert client.cookies["advisor-form"] not in page.text


def test_without_a_known_sender_there_is_no_address() -> None:
    from web.entrance import host

    assert host(Request({"type": "http", "headers": [], "client": None})) == ""
    assert host(Request({"type": "http", "headers": [], "client": ("192.0.2.1", 1)})) == "192.0.2.1"
