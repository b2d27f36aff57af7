"""What is declared, by its names: lists, documents, forms and special pages. `web.sandbox.areas` fills it."""

from __future__ import annotations

from typing import Any

from advisor.errors import NotFound
from web.sandbox import choosing, labels
from web.sandbox.declared import Area, DocumentPage, FormSpec, Screen, Special

SCREENS: dict[str, Screen] = {}
DOCUMENTS: dict[str, DocumentPage] = {}
FORMS: dict[str, FormSpec] = {}
SPECIALS: dict[str, Special] = {}


def add(area: Area) -> None:
    """Take in what an area declares; a name that another area has taken is a mistake."""
    tables: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
        (SCREENS, {one.id: one for one in area.screens}),
        (DOCUMENTS, {one.kind: one for one in area.documents}),
        (FORMS, {one.verb: one for one in area.forms}),
        (SPECIALS, {one.id: one for one in area.specials}),
    )
    for table, found in tables:
        assert not table.keys() & found.keys(), table.keys() & found.keys()
        table.update(found)
    choosing.REFERENCES.update({one.name: one for one in area.references})
    labels.CHOICES.update(area.choices)
    labels.FIELDS.update(area.labels)
    labels.EVENTS.update(area.events)
    labels.KINDS.update(area.kinds)
    labels.STATES.update(area.states)
    labels.TRANSITIONS.update(area.transitions)


def screen(name: str) -> Screen:
    """Raises NotFound."""
    if name not in SCREENS:
        raise NotFound("There is no such list in the sandbox.")
    return SCREENS[name]


def document(kind: str) -> DocumentPage:
    """Raises NotFound."""
    if kind not in DOCUMENTS:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    return DOCUMENTS[kind]


def special(name: str) -> Special:
    """Raises NotFound."""
    if name not in SPECIALS:
        raise NotFound("There is no such page in the sandbox.")
    return SPECIALS[name]


def form(verb: str) -> FormSpec:
    """How the form of a verb looks; the usual way when nothing is declared."""
    return FORMS.get(verb, FormSpec(verb))


def home(kind: str) -> tuple[str, str] | None:
    """Title and path of the page on which documents of a kind stand: a list, or a page of its own kind."""
    page = DOCUMENTS.get(kind)
    if page is not None and page.back in SPECIALS:
        return SPECIALS[page.back].title, f"p/{page.back}"
    found = list_of(kind)
    return (found.title, f"l/{found.id}") if found else None


def list_of(kind: str) -> Screen | None:
    """The list in which documents of a kind stand."""
    if not kind:
        return None
    page = DOCUMENTS.get(kind)
    if page is not None and page.back and page.back not in SPECIALS:
        return SCREENS[page.back]
    return next((one for one in SCREENS.values() if one.kind == kind), None)


def menu(group: str) -> list[Screen | Special]:
    """What stands in a group of the menu, in the order of declaration: pages first."""
    found: list[Screen | Special] = [one for one in SPECIALS.values() if one.group == group and not one.hidden]
    found += [one for one in SCREENS.values() if one.group == group and not one.hidden]
    return found
