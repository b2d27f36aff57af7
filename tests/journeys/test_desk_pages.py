"""Every page of the desk in a browser: accessible, as wide as its window, and in the language that was asked for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, overflow, violations
from tests.journeys.office import Office, seated
from tests.journeys.test_access import opened
from tests.journeys.test_languages import english
from tests.web.desk_access import ACCESS

# Answers that are no pages of their own: files, pieces of a page, and what is only there before the first member.
FILES = re.compile(r"\.(csv|json|\{ending\})$|/(archive|logo|part|\{file\})$")
FRESH = "/desk/first-run"
ROUTES = sorted(
    path
    for method, path in ACCESS
    if method == "GET" and path not in (FRESH, "/desk/second") and not FILES.search(path)
)
# States of pages beside those that an address alone shows.
MORE = (
    "/desk?shelf=archived",
    "/desk?q=Works",
    "/desk?q=nothing",
    "/desk?state=issued",
    "/desk/clients/{folder}?shelf=archived",
    "/desk/cases/{issued}",
    "/desk/cases/{issued}/reports",
    "/desk/cases/{issued}/differences",
    "/desk/cases/{draft}",
    "/desk/cases/{draft}/voices",
    "/desk/cases/{draft}/differences",
    "/desk/cases/{draft}/overrides",
    "/desk/cases/{draft}/reports",
    "/desk/cases/{draft}/result",
    "/desk/cases/{waiting}",
    "/desk/cases/{case}/weights?method=ranking",
    "/desk/cases/{case}/weights?method=pairwise",
    "/desk/cases/{case}/weights?who=sales",
    "/desk/compare?case={case}&case={issued}",
    "/desk/compare?case={case}&case={issued}&case={draft}&case={waiting}&show=all",
    "/desk/cases/99999",
    "/desk/nowhere",
    "/desk/join/nothing",
    "/desk/reset/nothing",
    "/desk/sign-in?out=1",
    "/desk/sign-in?reset=1",
)
EMPTY = (
    "/desk",
    "/desk/trash",
    "/desk/news",
    "/desk/compare",
    "/desk/export",
    "/desk/organisation/audit",
    "/desk/portfolio",
)
# Forms that are sent with something wrong or nothing in them: where they stand, and the end of where they are sent.
FAULTS = (
    ("/desk", "/clients"),
    ("/desk/clients/{folder}", "/cases"),
    ("/desk/clients/{folder}", "/clients/{folder}"),
    ("/desk/cases/{case}", "/remarks"),
    ("/desk/cases/{case}", "/copy"),
    ("/desk/cases/{case}/voices", "/voices"),
    ("/desk/cases/{case}/voices", "/voices/several"),
    ("/desk/cases/{case}/weights", "/weights"),
    ("/desk/cases/{case}/overrides", "/overrides"),
    ("/desk/cases/{case}/reports", "/reports"),
    ("/desk/account", "/account/profile"),
    ("/desk/account", "/account/password"),
    ("/desk/organisation", "/organisation"),
    ("/desk/organisation/members", "/invitations"),
    ("/desk/import", "/import"),
)
GATES = (
    ("/desk/sign-in", "/sign-in"),
    ("/desk/join/{invitation}", "/join/{invitation}"),
    ("/desk/reset/{reset}", "/reset/{reset}"),
)
SIZES = [("en", 1280, "light"), ("fa", 360, "dark")]
# What no template marks for translation is English in all of them, and the catalogues have a test of their own; so the
# pages from the right stand for the other languages. Most faults show from the right on a phone; at a desk every third
# page is looked at.
PATHS = [*ROUTES, *MORE]
SEEN = [(path, SIZES[1]) for path in PATHS] + [(path, SIZES[0]) for path in PATHS[::3]]


def address(office: Office, path: str, language: str) -> str:
    """The path with the numbers of the office in it."""
    number = {"clients": office.folder, "cases": office.case, "members": office.other}
    owner = re.search(r"(\w+)/\{number\}", path)
    token = office.invitation if "/join/" in path else office.reset
    numbers = {"folder": office.folder, "case": office.case, "issued": office.issued, "draft": office.draft}
    more = {"waiting": office.waiting, "invitation": office.invitation, "reset": office.reset, "token": token}
    return f"/{language}" + path.format(**numbers, **more, number=number[owner[1]] if owner else "")


def shown(visitor: Visitor, office: Office, path: str, language: str, width: int, theme: str = "light") -> Tab:
    """A page as its owner sees it, or for what comes before the desk, as a stranger does."""
    tab = visitor.tab(width, color_scheme=theme)
    if not re.search(r"/desk/(sign-in|join|reset|forgotten|first-run)", path):
        seated(tab, office.owner, visitor.site)
    tab.goto(address(office, path, language))
    return tab


def usable(tab: Tab) -> None:
    """The page fits its window, also unfolded, and axe finds nothing."""
    assert overflow(tab) <= 0
    opened(tab)
    assert overflow(tab) <= 0
    assert violations(tab) == []


def refused(tab: Tab, office: Office, action: str) -> None:
    """Send a form with its texts empty, past the checks of the browser; the page says what is wrong with it."""
    opened(tab)
    form = tab.locator(f"main form[method=post][action$='{address(office, action, '')[1:]}']").first
    with tab.expect_navigation():
        form.evaluate(
            """form => {
                form.noValidate = true;
                form.querySelectorAll("input:not([type=hidden]), textarea").forEach((field) => {
                    if (["checkbox", "radio"].includes(field.type)) field.checked = false;
                    else if (field.type !== "file") field.value = "";
                });
                form.requestSubmit();
            }"""
        )
    expect(tab.locator("[role=alert], [aria-invalid=true], .reason, .error").first).to_be_visible()


@pytest.mark.parametrize(("path", "size"), SEEN)
def test_pages_can_be_used_by_all(visitor: Visitor, office: Office, path: str, size: tuple[str, int, str]) -> None:
    language, width, theme = size
    tab = shown(visitor, office, path, language, width, theme)
    usable(tab)
    if language != "en":
        assert english(tab) == []


@pytest.mark.parametrize(("language", "width", "theme"), SIZES)
@pytest.mark.parametrize("path", EMPTY)
def test_pages_with_nothing_on_them_can_be_used_by_all(
    visitor: Visitor, office: Office, path: str, language: str, width: int, theme: str
) -> None:
    tab = seated(visitor.tab(width, color_scheme=theme), office.alone, visitor.site)
    tab.goto(f"/{language}{path}")
    usable(tab)
    if language != "en":
        assert english(tab) == []


@pytest.mark.parametrize(("language", "width", "theme"), SIZES)
def test_the_second_factor_can_be_shown_by_all(
    visitor: Visitor, office: Office, language: str, width: int, theme: str
) -> None:
    tab = seated(visitor.tab(width, color_scheme=theme), office.half, visitor.site)
    tab.goto(f"/{language}/desk/second")
    expect(tab.locator("#code")).to_be_visible()
    usable(tab)


@pytest.mark.parametrize(("language", "width", "theme"), SIZES[1:])
@pytest.mark.parametrize("form", [*FAULTS, *GATES])
def test_pages_with_faults_can_be_used_by_all(
    visitor: Visitor, office: Office, form: tuple[str, str], language: str, width: int, theme: str
) -> None:
    path, action = form
    tab = shown(visitor, office, path, language, width, theme)
    refused(tab, office, action)
    usable(tab)
    if language != "en":
        assert english(tab) == []
