"""Every declaration of every area, checked by itself: it names what there is, and its pages open in an empty trial."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.states import MODELS, machines
from advisor.sandbox.verbs import verbs
from tests.sandbox.conftest import blank_file, blank_postgres, books, postgres_books, postgres_books_url, sqlite_books
from tests.web.sandbox.trying import Trier, sound
from web.sandbox import choosing, labels, registry
from web.sandbox.areas import AREAS
from web.sandbox.declared import Asked, Screen
from web.sandbox.listing import asked, find, keys, states_of
from web.sandbox.shapes import shapes

__all__ = ["blank_file", "blank_postgres", "books", "postgres_books", "postgres_books_url", "sqlite_books"]
SCREENS = list(registry.SCREENS.values())
DOCUMENTS = list(registry.DOCUMENTS.values())
FORMS = list(registry.FORMS.values())


@pytest.fixture(scope="module")
def empty(app: FastAPI) -> Trier:
    """A trial that these tests only look at."""
    return Trier(app)


def test_names_are_unique() -> None:
    for kind in ("screens", "documents", "forms", "specials"):
        found = [one for area in AREAS for one in getattr(area, kind)]
        assert len(found) == len(getattr(registry, kind.upper())), kind


@pytest.mark.parametrize("screen", SCREENS, ids=lambda one: one.id)
def test_a_list_names_what_there_is(screen: Screen) -> None:
    names = [column.name for column in screen.columns]
    assert len(set(names)) == len(names)
    assert screen.group in labels.GROUPS
    assert (screen.source is None) is (screen.rows is not None)
    assert screen.empty, "an empty list says what belongs here and what to do first"
    assert screen.sort.removeprefix("-") in names or (screen.rows is not None and not screen.sort)
    assert set(screen.create) <= set(verbs())
    for one in screen.filters:
        assert one.kind in ("state", "choice", "yes", "days", "row")
        assert one.kind != "row" or one.reference in choosing.REFERENCES
        assert one.kind != "choice" or one.choices
        assert one.of is not None or screen.rows is not None
    for column in screen.columns:
        assert screen.rows is not None or column.of is not None or column.later is not None, column.name


@pytest.mark.parametrize("screen", SCREENS, ids=lambda one: one.id)
def test_a_list_opens_sorted_by_each_column_and_as_a_file(screen: Screen, empty: Trier) -> None:
    empty.page(f"/l/{screen.id}")
    filters = "&".join(f"{key}=1" for one in screen.filters for key in (one.name, f"{one.name}.from"))
    assert empty.get(f"/l/{screen.id}?q=x&{filters}").status_code == 200
    for column in screen.columns:
        for sort in (column.name, f"-{column.name}"):
            assert empty.get(f"/api/l/{screen.id}?sort={sort}").status_code == 200, sort
    for end in ("csv", "xlsx"):
        assert empty.get(f"/l/{screen.id}.{end}").status_code == 200


def queries(screen: Screen) -> list[dict[str, str]]:
    """Everything that an address can ask of a list, one thing at a time."""
    found = [{"sort": f"{sign}{column.name}"} for column in screen.columns for sign in ("", "-")]
    found += [{"q": "x"}, {"q": "Ж%"}]
    for one in screen.filters:
        if one.kind == "days":
            found.append(dict.fromkeys(keys(one), "2026-03-02"))
        elif one.kind == "choice":
            found += [{one.name: choice} for choice in one.choices[:1]]
        elif one.kind == "state":
            found += [{one.name: state} for state in (one.choices or states_of(screen.kind))[:1]]
        else:
            found.append({one.name: "1"})
    return found


def test_every_list_can_be_asked_everything_on_both_databases(books: Database) -> None:
    """PostgreSQL is strict about types and groups where SQLite is not."""
    with books.session(write=False) as session:
        for screen in SCREENS:
            for query in queries(screen):
                wanted = asked(screen, query)
                assert wanted.narrow or wanted.sort or "sort" in query, (screen.id, query)
                assert find(session, screen, wanted).count >= 0, (screen.id, query)


def test_choices_of_every_form_can_be_read_on_both_databases(books: Database) -> None:
    with books.session(write=False) as session:
        for reference in choosing.REFERENCES.values():
            assert isinstance(choosing.options(session, reference), list), reference.name
            assert choosing.find(session, reference, "nothing") is None
            assert not choosing.many(session, reference)


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda one: one.kind)
def test_a_document_has_a_table_a_list_and_a_name(page: registry.DocumentPage) -> None:
    assert choosing.model_of(page.kind) is not None
    assert page.kind in labels.KINDS
    assert not page.back or page.back in {*registry.SCREENS, *registry.SPECIALS}
    assert {one.verb for one in page.next} <= set(verbs())
    for link in page.links:
        offered = {key for one in registry.screen(link.screen).filters for key in keys(one)}
        assert set(link.filters) <= offered, link.screen


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda one: one.kind)
def test_a_document_that_is_not_there_is_told(page: registry.DocumentPage, empty: Trier) -> None:
    response = empty.get(f"/d/{page.kind}/999999")
    assert response.status_code == 404
    assert "<h1>" in response.text


@pytest.mark.parametrize("spec", FORMS, ids=lambda one: one.verb)
def test_a_form_names_inputs_that_the_verb_has(spec: registry.FormSpec) -> None:
    inputs = verbs()[spec.verb].inputs.model_fields
    named = {entry.name for entry in spec.entries} | set(spec.hidden)
    assert named <= set(inputs), named - set(inputs)
    for shape in shapes(spec.verb):
        entries: tuple[Asked, ...] = shape.entry.entries
        assert {one.name for one in entries} <= {one.name for one in shape.shapes}


@pytest.mark.parametrize("verb", [name for name, verb in verbs().items() if "document" not in verb.inputs.model_fields])
def test_the_form_of_every_verb_opens(verb: str, empty: Trier) -> None:
    response = empty.get(f"/new/{verb}")
    assert response.status_code == 200
    sound(response)


def test_pages_of_their_own_open(empty: Trier) -> None:
    for special in registry.SPECIALS.values():
        empty.page(f"/p/{special.id}")


def test_the_menu_names_every_list_that_is_not_hidden() -> None:
    listed = {one.id for group in labels.GROUPS for one in registry.menu(group)}
    assert {one.id for one in SCREENS if not one.hidden} <= listed
    assert not {one.id for one in SCREENS if one.hidden} & (listed - set(registry.SPECIALS))


def test_what_is_not_declared_is_told() -> None:
    for looked in (registry.screen, registry.document, registry.special):
        with pytest.raises(NotFound):
            looked("nothing")
    assert registry.form("nothing.at_all").entries == ()


def test_a_document_stands_in_its_list() -> None:
    home = registry.list_of("product")
    assert home is not None
    assert home.id == "products"
    assert registry.list_of("nothing") is None
    assert set(registry.DOCUMENTS) <= set(MODELS) | set(choosing.PLAIN) | set(machines())
