"""Everything that is declared, collected: lists, documents, forms and special pages by their names, and the menu."""

from __future__ import annotations

from advisor.errors import NotFound
from web.sandbox import choosing, labels, screens_setup
from web.sandbox.declared import Area, DocumentPage, FormSpec, Screen, Special

AREAS: tuple[Area, ...] = (screens_setup.AREA,)

SCREENS: dict[str, Screen] = {one.id: one for area in AREAS for one in area.screens}
DOCUMENTS: dict[str, DocumentPage] = {one.kind: one for area in AREAS for one in area.documents}
FORMS: dict[str, FormSpec] = {one.verb: one for area in AREAS for one in area.forms}
SPECIALS: dict[str, Special] = {one.id: one for area in AREAS for one in area.specials}
for _area in AREAS:
    choosing.REFERENCES.update({one.name: one for one in _area.references})
    labels.CHOICES.update(_area.choices)
    labels.FIELDS.update(_area.labels)
    labels.EVENTS.update(_area.events)


def screen(id: str) -> Screen:
    """Raises NotFound."""
    if id not in SCREENS:
        raise NotFound("There is no such list in the sandbox.")
    return SCREENS[id]


def document(kind: str) -> DocumentPage:
    """Raises NotFound."""
    if kind not in DOCUMENTS:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    return DOCUMENTS[kind]


def special(id: str) -> Special:
    """Raises NotFound."""
    if id not in SPECIALS:
        raise NotFound("There is no such page in the sandbox.")
    return SPECIALS[id]


def form(verb: str) -> FormSpec:
    """How the form of a verb looks; the usual way when nothing is declared."""
    return FORMS.get(verb, FormSpec(verb))


def list_of(kind: str) -> Screen | None:
    """The list in which documents of a kind stand."""
    page = DOCUMENTS.get(kind)
    if page is not None and page.back:
        return SCREENS[page.back]
    return next((one for one in SCREENS.values() if one.kind == kind), None)


def menu(group: str) -> list[Screen | Special]:
    """What stands in a group of the menu, in the order of declaration: pages first."""
    found: list[Screen | Special] = [one for one in SPECIALS.values() if one.group == group and not one.hidden]
    found += [one for one in SCREENS.values() if one.group == group and not one.hidden]
    return found
