"""The language before the path, the wish of the browser, and the address by which readers reach us."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from advisor.language import LANGUAGES
from tests.web.walking import COMPANY, DISTRIBUTOR, Page, Walk
from web.addresses import preferred, split


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/fa/method", ("fa", "/method")),
        ("/fa/", ("fa", "/")),
        ("/fa", ("fa", "/")),
        ("/method", ("", "/method")),
        ("/french/x", ("", "/french/x")),
        ("/", ("", "/")),
        ("", ("", "")),
        ("/en/fa/x", ("en", "/fa/x")),
    ],
)
def test_the_language_is_taken_off_the_front(path: str, parts: tuple[str, str]) -> None:
    assert split(path) == parts


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.8", ["uk", "en"]),
        ("en;q=0.2, ru;q=0.7", ["ru", "en"]),
        ("zh-Hans-CN", ["zh"]),
        ("de, fr;q=0.5", []),
        ("fa;q=0, en", ["en"]),
        ("fa;q=x, en", ["en"]),
        ("", []),
    ],
)
def test_the_browser_says_what_it_wants(header: str, languages: list[str]) -> None:
    assert preferred(header) == languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_a_page_keeps_its_language(language: str, client: TestClient) -> None:
    for path in ("/", "/method", "/rules?table=risks", "/rules/crm.contacts", "/rules/none", "/nothing"):
        text = client.get(f"/{language}{path}").text
        assert f'<html lang="{language}"' in text
        page = Page(text)
        assert [link for link in page.links if not link.startswith((f"/{language}/", "#", "http"))] == []
        assert [link.split("/")[1] for link in page.languages] == list(LANGUAGES)


def test_the_start_of_a_language_without_its_slash(client: TestClient) -> None:
    response = client.get("/uk", follow_redirects=True)
    assert response.status_code == 200
    assert 'lang="uk"' in response.text


def test_a_case_is_answered_and_read_in_any_language(client: TestClient) -> None:
    """Switching keeps place and answers; the private link opens in the language of the last answers."""
    walk = Walk.start(client)
    assert walk.base.startswith("/en/c/")
    persian = Walk(client, f"/fa/c/{walk.secret}")
    shown = persian.page("/q/company")
    assert persian.to("/q/company", {**COMPANY, "shown": shown.fields["shown"]}) == "/q/goals"
    assert client.get(f"/c/{walk.secret}", follow_redirects=False).headers["location"].startswith("/fa/c/")
    assert walk.answers()["employees"] == 48
    assert 'lang="en"' in walk.get("/q/goals").text
    walk.conclude(DISTRIBUTOR)
    for language in LANGUAGES:
        text = client.get(f"/{language}/c/{walk.secret}/result").text
        assert f'<html lang="{language}"' in text
        assert f"/{language}/c/{walk.secret}/result/trace" in text


def test_what_lies_below_a_case_is_private_in_every_language(client: TestClient) -> None:
    walk = Walk.start(client)
    for language in ("", "/ru", "/fa"):
        headers = client.get(f"{language}/c/{walk.secret}/check").headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex, nofollow"


@pytest.mark.parametrize("path", ["/", "/method", "/fa/terms", "/robots.txt", "/sitemap.xml", "/healthz", "/nothing"])
def test_the_head_of_every_page_can_be_asked_for(path: str, client: TestClient) -> None:
    head, page = client.head(path), client.get(path)
    assert head.status_code == page.status_code
    assert head.content == b""
    assert head.headers["content-type"] == page.headers["content-type"]
