"""The pages before the desk: each in every language and state, and no search engine is told about them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from advisor.language import LANGUAGES
from tests.web.walking import Page
from web import desk_pages_entry as pages
from web import render
from web.desk_pages_entry import (
    EntryPage,
    FirstRunPage,
    ForgottenPage,
    JoinPage,
    ResetPage,
    SecondPage,
    SignInPage,
)

EVIL = '"><script>alert(1)</script>'


def every(language: str) -> list[EntryPage]:
    calm = (language, "t" * 64, "", "")
    sign_in = SignInPage(*calm, "", "", False, "", False)
    join = JoinPage(*calm, EVIL, "new@example.org", "consultant", "", 12)
    return [
        sign_in,
        replace(sign_in, error=EVIL, email=EVIL, next=EVIL, fresh=True),
        replace(sign_in, done="reset"),
        replace(sign_in, done="out"),
        SecondPage(*calm, ""),
        SecondPage(language, "t", EVIL, "code", "/desk"),
        FirstRunPage(*calm, "", "", "", "", 12),
        FirstRunPage(language, "t", EVIL, "code", EVIL, EVIL, EVIL, EVIL, 12),
        FirstRunPage(language, "t", EVIL, "", EVIL, EVIL, EVIL, EVIL, 12),
        join,
        replace(join, error=EVIL, field="name", name=EVIL),
        replace(join, error=EVIL, field="email"),
        ForgottenPage(*calm, "", False, False),
        ForgottenPage(*calm, "", True, False),
        ForgottenPage(*calm, "", True, True),
        ForgottenPage(language, "t", EVIL, "email", EVIL, True, False),
        ResetPage(*calm, EVIL, True, 12),
        ResetPage(language, "t", EVIL, "password", "olga@example.org", False, 12),
    ]


def test_every_kind_is_looked_at() -> None:
    kinds = {k for k in vars(pages).values() if isinstance(k, type) and issubclass(k, EntryPage) and k is not EntryPage}
    assert {type(page) for page in every("en")} == kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_well_formed_and_escape_what_people_typed(language: str) -> None:
    for page in every(language):
        html = render.to_html(page, render.Here("http://x", "/desk/sign-in", ""))
        found = Page(html)
        assert found.mistakes == [], page.template
        assert len(found.ids) == len(set(found.ids)), page.template
        assert "<script>alert" not in html, page.template
        assert html.count("<h1") == 1
        assert "canonical" not in html


def test_an_error_is_said_once_and_where_it_belongs() -> None:
    for page in every("en"):
        if page.error:
            html = render.to_html(replace(page, error="Something is wrong."))
            assert html.count("Something is wrong.") == 1, page.template
            assert "<title>Error: " in html
            if page.field in ("code", "name", "password") or (
                page.field == "email" and isinstance(page, ForgottenPage)
            ):
                assert f'id="{page.field}-error"' in html
            else:
                assert 'role="alert"' in html


def test_fields_tell_the_browser_what_they_are() -> None:
    wanted = {
        SignInPage: {"username", "current-password"},
        SecondPage: {"one-time-code"},
        FirstRunPage: {"username", "new-password", "organization", "name"},
        JoinPage: {"username", "new-password", "name"},
        ResetPage: {"username", "new-password"},
    }
    for page in every("en"):
        found = set(re.findall(r'autocomplete="([^"]+)"', render.to_html(page)))
        assert wanted.get(type(page), set()) <= found, page.template


def test_every_form_carries_its_token() -> None:
    for page in every("en"):
        forms = re.findall(r"<form[^>]*post.*?</form>", render.to_html(page), re.DOTALL)
        assert all(f'value="{page.token}"' in form for form in forms), page.template
        assert forms or isinstance(page, ForgottenPage)


def test_without_a_mail_server_the_way_is_told() -> None:
    html = render.to_html(ForgottenPage("en", "t", "", "", "", False, False))
    assert "advisor member reset" in html
    assert "<form" not in html
