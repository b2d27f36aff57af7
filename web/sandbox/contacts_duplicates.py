"""Contacts that are perhaps the same, side by side: keep one, or say that they are two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.errors import mark
from advisor.sandbox.crm import duplicates, merging
from advisor.sandbox.crm.tables import Contact
from advisor.sandbox.verbs import verbs
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

PAGE = 20
WHY = {
    "email_key": mark("The same e-mail"),
    "tax_key": mark("The same tax number"),
    "phone_key": mark("The same telephone"),
    "name_key": mark("The same name"),
}
SHOWN = (
    (mark("Code"), "code"), (mark("E-mail"), "email"), (mark("Telephone"), "phone"), (mark("Address"), "address"),
    (mark("City"), "city"), (mark("Tax number"), "tax_number"), (mark("In charge"), "owner"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A fact of both; `same` when both say the same."""

    title: str
    first: str
    second: str
    same: bool


@dataclass(frozen=True)
class Pair:
    why: str
    first: Contact
    second: Contact
    names: tuple[Cell, Cell]
    lines: tuple[Line, ...]
    mergeable: bool


@dataclass(frozen=True)
class DuplicatesData:
    """`before` and `after` lead to other pages; `may` whether the role may merge."""

    pairs: tuple[Pair, ...]
    count: str
    before: str
    after: str
    query: str
    key: str
    may: bool


def build(visit: Visit) -> DuplicatesData:
    """The surest first, each pair once; those that were told apart are left out."""
    pairs = list(_pairs(visit))
    text = visit.query.get("page", "")
    page = max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
    shown = pairs[(page - 1) * PAGE : page * PAGE]
    return DuplicatesData(
        tuple(_pair(visit, *one) for one in shown),
        writer(visit).text("number", len(pairs)),
        f"?page={page - 1}" if page > 1 else "",
        f"?page={page + 1}" if len(pairs) > page * PAGE else "",
        f"?page={page}" if page > 1 else "",
        visit.key(),
        visit.actor.may(verbs()["contact.merge"].who),
    )


def _pairs(visit: Visit) -> Iterator[tuple[str, Contact, Contact]]:
    """The first of each group with each of the others."""
    found = duplicates.groups(visit.session)
    apart = merging.apart(visit.session, [one.id for group in found for one in group.contacts])
    told: set[tuple[int, int]] = set(apart)
    for group in found:
        first = group.contacts[0]
        for other in group.contacts[1:]:
            if (first.id, other.id) not in told and not duplicates.belong(first, other):
                told.add((first.id, other.id))
                yield group.key, first, other


def _pair(visit: Visit, key: str, first: Contact, second: Contact) -> Pair:
    write = writer(visit)
    both = [(visit.words(title), getattr(first, name), getattr(second, name)) for title, name in SHOWN]
    both.append((visit.words("Since"), write.text("date", first.since), write.text("date", second.since)))
    return Pair(
        visit.words(WHY[key]),
        first,
        second,
        (Cell(first.name, href(visit, "contact", first.id)), Cell(second.name, href(visit, "contact", second.id))),
        tuple(Line(title, one, two, one == two) for title, one, two in both if one or two),
        first.kind == second.kind,
    )
