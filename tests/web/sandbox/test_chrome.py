"""What stands around every page: whose sandbox, what day, who acts, and the menu."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox import days
from advisor.sandbox.core.actors import ROLES
from tests.sandbox.conftest import blank_file, session, sqlite_books
from tests.sandbox.making import BOSS
from web.sandbox import areas as _areas  # noqa: F401 - the menu is declared
from web.sandbox import labels
from web.sandbox.chrome import chrome, href, writer
from web.sandbox.visit import Visit

__all__ = ["blank_file", "session", "sqlite_books"]


def visit(session: Session, language: str = "en", **query: str) -> Visit:
    return Visit(session, "s" * 32, language, query=query)


def test_the_ribbon_counts_days_from_the_first(session: Session) -> None:
    assert (chrome(visit(session)).company, chrome(visit(session)).day) == ("Example Works", 1)
    days.advance(session, BOSS, to="week")
    assert chrome(visit(session)).day == 8


def test_every_role_can_be_chosen(session: Session) -> None:
    found = chrome(visit(session))
    assert tuple(role for role, _ in found.roles) == ROLES
    assert found.role == "manager"


def test_the_menu_shows_where_one_is(session: Session) -> None:
    for here in ("l/products", "d/product/7"):
        groups = chrome(visit(session), here).menu
        current = [place.title for group in groups for place in group.places if place.current]
        assert current == ["Products"], here
        assert [group.title for group in groups if group.open] == ["Set-up"]
    assert not any(group.open for group in chrome(visit(session)).menu)


def test_the_menu_has_no_place_for_what_is_switched_off(session: Session) -> None:
    there = visit(session)
    there.trial.modules = ["erp-master-data"]
    titles = [place.title for group in chrome(there).menu for place in group.places]
    assert "Products" in titles
    assert "Companies" not in titles
    assert all(group.places for group in chrome(there).menu)


def test_groups_stand_in_their_order(session: Session) -> None:
    titles = [group.title for group in chrome(visit(session)).menu]
    assert titles == [title for title in labels.GROUPS.values() if title in titles]


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("entry.post", "Done: Post"),
        ("party.create", "Saved."),
        ("day", "Time went on."),
        ("reset", "The sandbox is as it was on its first day."),
        ("<b>", ""),
        ("", ""),
    ],
)
def test_what_was_just_done_is_said(session: Session, done: str, said: str) -> None:
    assert chrome(visit(session, done=done)).done == said


def test_documents_without_a_page_or_module_are_not_linked(session: Session) -> None:
    there = visit(session, "fa")
    assert href(there, "product", 3) == f"/fa/t/{'s' * 32}/d/product/3"
    assert href(there, "nothing", 3) == ""
    there.trial.modules = ["erp-gl"]
    assert href(there, "product", 3) == ""


def test_values_are_written_in_language_and_currency_of_the_page(session: Session) -> None:
    write = writer(visit(session, "fa"))
    assert (write.language, write.currency) == ("fa", "EUR")
    assert write.text("money", 1250) == "۱۲٫۵۰"
