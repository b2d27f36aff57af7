"""What areas declare becomes known, each name once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from advisor.errors import NotFound
from advisor.sandbox.core.tables import Party
from web.sandbox import areas as _areas  # noqa: F401 - so that names can be taken
from web.sandbox import choosing, labels, registry
from web.sandbox.declared import Area, Column, DocumentPage, FormSpec, Reference, Screen, Special

SCREEN = Screen("zoo", "Zoo", "setup", "", (Column("name", "Name", Party.name),), select(Party.id), kind="animal")
AREA = Area(
    (SCREEN,),
    (DocumentPage("animal", "", ()),),
    (FormSpec("animal.feed", title="Feed"),),
    (Special("cage", "Cage", "setup", "", "x.html", lambda _: None),),
    (Reference("keeper", "party", Party),),
    {"lion": "Lion"},
    {"weight": "Weight"},
    {"fed": "Fed"},
    {"animal": "Animal"},
    {"asleep": "Asleep"},
    {"animal.feed": "Feed"},
)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Everything is as it was after each test."""
    tables = [registry.SCREENS, registry.DOCUMENTS, registry.FORMS, registry.SPECIALS, choosing.REFERENCES]
    words = [labels.CHOICES, labels.FIELDS, labels.EVENTS, labels.KINDS, labels.STATES, labels.TRANSITIONS]
    kept = [(table, dict(table)) for table in (*tables, *words)]  # type: ignore[call-overload]
    yield
    for table, before in kept:
        table.clear()
        table.update(before)


def test_all_of_an_area_becomes_known() -> None:
    registry.add(AREA)
    assert registry.screen("zoo") is SCREEN
    assert registry.document("animal").kind == "animal"
    assert registry.form("animal.feed").title == "Feed"
    assert registry.special("cage").title == "Cage"
    assert choosing.REFERENCES["keeper"].model is Party
    said = (labels.CHOICES["lion"], labels.FIELDS["weight"], labels.EVENTS["fed"])
    assert said == ("Lion", "Weight", "Fed")
    assert (labels.KINDS["animal"], labels.STATES["asleep"]) == ("Animal", "Asleep")
    assert labels.transition("animal", "feed", str) == "Feed"


def test_a_name_is_given_once() -> None:
    registry.add(AREA)
    with pytest.raises(AssertionError, match="zoo"):
        registry.add(Area((SCREEN,)))
    with pytest.raises(AssertionError, match="animal"):
        registry.add(Area(documents=AREA.documents))


def test_a_document_stands_in_the_list_of_its_kind_or_in_the_one_that_it_names() -> None:
    registry.add(AREA)
    assert registry.list_of("animal") is SCREEN
    registry.DOCUMENTS["animal"] = DocumentPage("animal", "", (), back="products")
    found = registry.list_of("animal")
    assert found is not None
    assert found.id == "products"
    assert registry.home("animal") == (found.title, "l/products")
    special = next(iter(registry.SPECIALS.values()))
    registry.DOCUMENTS["animal"] = DocumentPage("animal", "", (), back=special.id)
    assert registry.home("animal") == (special.title, f"p/{special.id}")
    assert registry.home("unheard-of") is None


def test_hidden_pages_are_not_in_the_menu() -> None:
    hidden = Screen("den", "Den", "setup", "", (), rows=lambda *_: [], hidden=True)
    registry.add(Area((hidden, SCREEN), specials=AREA.specials))
    names = [one.id for one in registry.menu("setup")]
    assert "den" not in names
    assert names.index("cage") < names.index("zoo"), "pages of their own stand first"


def test_what_is_not_declared() -> None:
    for find in (registry.screen, registry.document, registry.special):
        with pytest.raises(NotFound):
            find("nothing")
    assert registry.form("nothing.do") == FormSpec("nothing.do")
