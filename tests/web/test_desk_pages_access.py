"""The pages of account and organisation: each in every language and state, with labels, and names as text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from markupsafe import Markup

from advisor.language import LANGUAGES
from tests.web.test_desk_pages import signed
from tests.web.walking import Page
from web import desk_pages_access as pages
from web import render
from web.desk_pages import DeskPage
from web.desk_pages_access import (
    AccountPage,
    AuditPage,
    Browser,
    CodesPage,
    EnrolPage,
    InvitationRow,
    LogRow,
    MemberPage,
    MemberRow,
    MembersPage,
    OrganisationPage,
)

EVIL = '"><script>alert(1)</script>'
ROLES = ("viewer", "consultant", "owner")
ME = MemberRow(1, "Olga", "olga@example.org", "owner", True, "today", True)
OTHER = MemberRow(2, EVIL, f"{EVIL}@example.org", "viewer", False, "", False)
BROWSERS = (Browser(1, "Firefox, Linux", "then", "now", True), Browser(2, "", "then", "later", False))
LOG = (LogRow(2, "then", EVIL, "Signed in", EVIL, '{"a": "<b>"}'), LogRow(1, "then", "Olga", "Invited", "x", ""))


def every(language: str) -> list[DeskPage]:
    of = signed(language=language)
    frame = (language, of, 0)
    calm = (*frame, "", "", "")
    account = AccountPage(*calm, "Olga", "", 0, BROWSERS, 12)
    members = MembersPage(
        *calm, (ME, OTHER), (InvitationRow(1, EVIL, "viewer", "then"),), ROLES, False, "", "viewer", "", False, False
    )
    organisation = OrganisationPage(*calm, EVIL, "en", "#17508f", EVIL, "/en/desk/organisation/logo", 200)
    return [
        account,
        replace(account, second_since="1 December 2026", codes=9, done="password"),
        replace(account, error=EVIL, field="present"),
        replace(account, error=EVIL, field="second", second_since="then"),
        replace(account, error=EVIL, field=""),
        EnrolPage(*calm, Markup("<svg></svg>"), "ABCD EFGH", False, ""),
        EnrolPage(*frame, EVIL, "code", "", Markup("<svg></svg>"), "ABCD EFGH", True, "/desk"),
        CodesPage(*frame, ("abcd-efgh-ijkl-mnop",), "/desk"),
        organisation,
        replace(organisation, logo="", error=EVIL, field="colour", colour=EVIL),
        replace(organisation, error=EVIL, field="logo"),
        members,
        replace(members, made=f"http://x/{EVIL}", email=EVIL, mail=True, mailed=True),
        replace(members, error=EVIL, field="email", email=EVIL, invitations=()),
        MemberPage(*calm, OTHER, "then", ROLES),
        MemberPage(*frame, EVIL, "role", "role", ME, "then", ROLES),
        AuditPage(*frame, LOG, 2, 0, False, None, "f" * 64),
        AuditPage(*frame, LOG, 200, 101, True, 3, "f" * 64),
        AuditPage(*frame, (), 0, 0, False, 0, ""),
    ]


KINDS = [
    kind
    for kind in vars(pages).values()
    if isinstance(kind, type) and issubclass(kind, DeskPage) and "template" in vars(kind)
]


def test_every_kind_is_looked_at() -> None:
    assert {type(page) for page in every("en")} == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_well_formed_and_escape_what_people_typed(language: str) -> None:
    for page in every(language):
        html = render.to_html(page)
        found = Page(html)
        assert found.mistakes == [], page.template
        assert len(found.ids) == len(set(found.ids)), page.template
        assert "<script>alert" not in html, page.template
        assert html.count("<h1") == 1, page.template


def test_every_field_has_a_label_and_every_description_exists() -> None:
    for page in every("en"):
        html = render.to_html(page)
        ids = set(Page(html).ids)
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
        for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
            if re.search(r'type="(hidden|checkbox|radio)"', tag) or 'name="username"' in tag:
                continue
            name = re.search(r' id="([^"]+)"', tag)
            assert name is not None, tag
            assert name[1] in labelled, tag
        described = {one for ref in re.findall(r'aria-describedby="([^"]+)"', html) for one in ref.split()}
        assert described <= ids, page.template


def test_every_form_carries_the_token() -> None:
    for page in every("en"):
        forms = re.findall(r"<form[^>]*post.*?</form>", render.to_html(page), re.DOTALL)
        assert forms
        assert all('name="csrf" value="token-of-the-form"' in form for form in forms), page.template


def test_an_error_stands_at_its_field() -> None:
    page = AccountPage("en", signed(), 0, "Wrong.", "present", "", "Olga", "", 0, BROWSERS, 12)
    html = render.to_html(page)
    assert html.count("Wrong.") == 1
    assert re.search(r'id="present-error">.*?Wrong\.', html)
    assert re.search(r'<input[^>]* id="present"[^>]*aria-invalid="true"', html)
    assert "<title>Error: " in html


def test_one_does_not_sign_the_own_browser_out_in_the_list() -> None:
    html = render.to_html(every("en")[0])
    assert "sessions/2/end" in html
    assert "sessions/1/end" not in html
    assert "Unknown browser" in html


def test_where_the_factor_is_asked_for_it_cannot_be_turned_off() -> None:
    of = signed()
    page = AccountPage("en", of, 0, "", "", "", "Olga", "then", 9, BROWSERS, 12)
    assert "second/off" in render.to_html(page)
    of.organisation.require_second = True
    of.member.second_since = datetime.now(UTC)
    assert "second/off" not in render.to_html(page)


def test_ones_own_factor_is_not_turned_off_among_the_members() -> None:
    for row, shown in ((ME, False), (replace(ME, own=False), True), (OTHER, False)):
        html = render.to_html(MemberPage("en", signed(), 0, "", "", "", row, "then", ROLES))
        assert ("second-off" in html) is shown


def test_the_log_can_be_read_on() -> None:
    first, middle, empty = (render.to_html(page) for page in every("en")[-3:])
    assert "before=" not in first
    assert "before=101" in middle
    assert "does not fit from entry 3 on" in middle
    assert "The log is whole" in empty
    assert "The log is whole" not in first
