"""Pages about the adviser itself, in every language, and what search engines ask for."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from advisor.language import LANGUAGES
from advisor.recommendation.content import Content
from advisor.recommendation.wanted import TERMS
from tests.web.walking import Page
from web.routes.about import PUBLIC


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_there_in_every_language(path: str, language: str, client: TestClient) -> None:
    response = client.get(f"/{language}{path}")
    assert response.status_code == 200
    page = Page(response.text)
    assert (page.open, page.mistakes) == ([], [])
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    assert "set-cookie" not in response.headers
    assert {f"/{language}{other}" for other in PUBLIC if other != "/"} <= set(page.links)


def test_all_documents_and_sources_are_named(client: TestClient, content: Content) -> None:
    text = client.get("/en/sources").text
    for source in content.sources.values():
        if source.url:
            assert source.url.replace("&", "&amp;") in text
    assert "seller of CRM and ERP" in text
    assert text.count("Statements used or listed") == 5
    assert "Statements used or listed: 72" in text


def test_all_modules_are_described_with_their_rules(client: TestClient, content: Content) -> None:
    page = Page(client.get("/en/modules").text)
    assert set(content.modules) <= set(page.ids)
    rules = {link.rpartition("/")[2] for link in page.links if "/rules/" in link}
    assert rules == {row.id for table in content.roles.modules for row in table.rows}


def test_all_terms_are_explained(client: TestClient, content: Content) -> None:
    for language in LANGUAGES:
        text = client.get(f"/{language}/terms").text
        assert set(TERMS) <= set(Page(text).ids)
        assert content.texts[language].say("terms", "robustness", "about") in text


def test_search_engines_find_every_page_once_a_language(client: TestClient) -> None:
    response = client.get("/sitemap.xml")
    assert response.headers["content-type"] == "application/xml"
    root = ElementTree.fromstring(response.text)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    found = [entry.text for entry in root.findall("s:url/s:loc", space)]
    assert found == [f"http://testserver/{language}{path}" for path in PUBLIC for language in LANGUAGES]
    assert len(root.findall("s:url/x:link", space)) == len(found) * len(LANGUAGES)


def test_robots_are_told_where_the_site_map_is(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    assert "/c/" not in text, "a page that may not be fetched cannot say that it is not to be listed"
    assert "Sitemap: http://testserver/sitemap.xml" in text
