"""What every page of the desk shows around its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from advisor.language import LANGUAGES
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord
from tests.web.walking import Page
from web import render
from web.desk_pages_access import CodesPage
from web.signed import Signed

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def signed(role: str = "owner", name: str = "Olga", language: str = "en") -> Signed:
    organisation = OrganisationRecord(
        id=1, name="Brook & Sons", language="en", colour="", disclaimer="", logo_type="", require_second=False
    )
    member = MemberRecord(
        id=1, organisation_id=1, name=name, email="olga@example.org", role=role, language=language, second_since=None
    )
    return Signed(member, organisation, "token-of-the-form", 1, language=language)


def page(of: Signed, unread: int = 0) -> CodesPage:
    return CodesPage(of.language, of, unread, ("abcd-efgh",), f"{of.desk}/account")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bar_leads_everywhere(language: str) -> None:
    html = render.to_html(page(signed(language=language)))
    found = Page(html)
    assert found.mistakes == []
    for place in ("", "/news", "/organisation", "/account"):
        assert f"/{language}/desk{place}" in found.links
    assert f'action="/{language}/desk/sign-out"' in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize(("role", "shown"), [("viewer", False), ("consultant", False), ("owner", True)])
def test_the_organisation_is_for_owners(role: str, shown: bool) -> None:
    assert ("/en/desk/organisation" in Page(render.to_html(page(signed(role)))).links) is shown


def test_unread_notifications_are_counted() -> None:
    assert 'class="count"' not in render.to_html(page(signed()))
    assert ">3</span>" in render.to_html(page(signed(), 3))
    assert "۳" in render.to_html(page(signed(language="fa"), 3))


def test_names_are_text() -> None:
    html = render.to_html(page(signed(name="<script>alert(1)</script>")))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "Brook &amp; Sons" in html


@pytest.mark.parametrize(
    ("path", "current"),
    [("/desk", "Clients"), ("/desk/cases/1", "Clients"), ("/desk/news", "Notifications"), ("/desk/account", "")],
)
def test_where_one_is(path: str, current: str) -> None:
    html = render.to_html(page(signed()), render.Here("http://x", path, ""))
    marked = [part.split("<")[0] for part in html.split('aria-current="page">')[1:]]
    assert marked == ([current] if current else ["Your account"])


def test_nothing_is_told_to_search_engines() -> None:
    html = render.to_html(page(signed()), render.Here("http://x", "/desk/account", ""))
    assert "canonical" not in html
    assert "og:title" not in html


def test_pages_are_values() -> None:
    one = page(signed())
    assert replace(one, unread=1) != one
