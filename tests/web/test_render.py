"""Rendering: strict, escaped, in the direction of the language, static files by their content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, UndefinedError
from starlette.requests import Request
from starlette.testclient import TestClient

from advisor.language import LANGUAGES
from tests.web.walking import Page as Parsed
from web import render
from web.pages import DeletePage, ErrorPage, Page


@dataclass(frozen=True)
class Strange(Page):
    template = "strange.html"


def test_a_name_that_is_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = render.environment("en")
    monkeypatch.setattr(environment, "loader", DictLoader({"strange.html": "{{ page.nothing }}"}))
    with pytest.raises(UndefinedError):
        render.to_html(Strange("en"))


def test_words_are_escaped() -> None:
    html = render.to_html(ErrorPage("en", 422, '<b onclick="x">', lost=False))
    assert "<b onclick" not in html
    assert "&lt;b onclick=" in html


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl")])
def test_direction(language: str, direction: str) -> None:
    html = render.to_html(DeletePage(language, "/c/x"))
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert ("tabler.rtl.min.css" in html) is (direction == "rtl")
    assert Parsed(html).mistakes == []


def test_the_status_is_that_of_the_response() -> None:
    assert render.render(request("/"), DeletePage("en", "/c/x")).status_code == 200
    assert render.render(request("/"), ErrorPage("en", 404, "", lost=True), 404).status_code == 404


def request(path: str, query: str = "", origin: str | None = None) -> Request:
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(origin=origin)))
    heard = {"type": "http", "method": "GET", "headers": [(b"host", b"here.example")], "app": app}
    return Request({**heard, "scheme": "https", "path": path, "query_string": query.encode()})


def test_a_page_says_its_language_and_what_it_depends_on() -> None:
    response = render.render(request("/"), DeletePage("fa", "/fa/c/x"))
    assert response.headers["content-language"] == "fa"
    assert "Accept-Language" in response.headers["vary"]


def test_the_languages_lead_to_the_same_place() -> None:
    html = bytes(render.render(request("/rules", "table=risks"), ErrorPage("uk", 404, "", False), 404).body).decode()
    for language in LANGUAGES:
        assert f'href="/{language}/rules?table=risks"' in html
    assert 'lang="zh"' in html


def test_public_pages_name_their_other_languages_and_cases_do_not() -> None:
    public = bytes(render.render(request("/method"), DeletePage("en", "x")).body).decode()
    assert '<link rel="alternate" hreflang="zh" href="https://here.example/zh/method">' in public
    assert '<link rel="canonical" href="https://here.example/en/method">' in public
    private = bytes(render.render(request("/c/secret/check"), DeletePage("en", "x")).body).decode()
    assert "hreflang" not in private.replace('hreflang="', "") or "https://here.example" not in private


def test_static_addresses_change_with_their_content(client: TestClient) -> None:
    address = render.static("advisor.css")
    assert re.fullmatch(r"/static/advisor\.css\?v=[0-9a-f]{12}", address)
    assert client.get(address).content == (render.STATIC / "advisor.css").read_bytes()
    with pytest.raises(FileNotFoundError):
        render.static("nothing.css")


@pytest.mark.parametrize(("value", "shown"), [(12.0, "+12"), (-3.54, "−3.5"), (0.0, "0"), (1234.5, "+1,234.5")])
def test_points_have_their_sign(value: float, shown: str) -> None:
    assert render.points(value, "en") == shown


def test_without_a_catalogue_the_words_stay_english() -> None:
    assert render.translations("xx").gettext("Continue") == "Continue"
    assert render.translations("xx").ngettext("one", "many", 2) == "many"
    assert render.translations("uk").gettext("Continue") == "Далі"
