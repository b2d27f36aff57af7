"""Rows as tables that are read, and lists as their pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from advisor.errors import mark
from advisor.sandbox.verbs import verbs
from web.sandbox import choosing, labels, listing, registry
from web.sandbox.cells import Cell, Plain, Writer, plain
from web.sandbox.chrome import chrome, href, writer
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.listing import Row, Wanted
from web.sandbox.pages import Choosable, FilterControl, Head, ListPage, Place, Table
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

EMPTY = mark("Nothing is here yet.")


def table(
    visit: Visit, columns: Sequence[Column], rows: Sequence[Row], kind: str, asked: Wanted | None = None
) -> Table:
    """Rows as they are read; the first cell of each leads to its document. With `asked`, headings sort."""
    write = writer(visit)
    made = tuple(
        tuple(
            _cell(visit, write, column, row, kind if place == 0 else "", kind) for place, column in enumerate(columns)
        )
        for row in rows
    )
    return Table(tuple(_head(visit, column, asked) for column in columns), made)


def _cell(visit: Visit, write: Writer, column: Column, row: Row, leads: str, kind: str) -> Cell:
    cell = write.cell(column.kind, row.get(column.name), unit(column, row), row.get("kind", kind))
    to, key = (column.to, row.get(f"{column.name}__key")) if column.to else (row.get("kind", leads), row["id"])
    if not (to and key and (column.to or leads)):
        return cell
    there = href(visit, to, key)
    if there and not cell.text:  # a document that has no number yet
        return Cell(f"{labels.kind(to, visit.words)} {key}", there)
    return replace(cell, href=there)


def unit(column: Column, row: Row) -> Any:
    """The currency or the decimals that go with a value."""
    return column.unit if isinstance(column.unit, str | int) else row.get(f"{column.name}__unit")


def _head(visit: Visit, column: Column, asked: Wanted | None) -> Head:
    title = heading(visit, column)
    if asked is None or column.later is not None:
        return Head(title, end=column.end)
    mine = asked.sort == column.name
    sort = f"-{column.name}" if mine and not asked.down else column.name
    now = ("descending" if asked.down else "ascending") if mine else "none"
    return Head(title, f"?{asked.query(sort=sort, page=1)}", now, column.end)


def heading(visit: Visit, column: Column) -> str:
    """Amounts that are all in one currency say it in their heading."""
    title = visit.words(column.title)
    if column.kind not in ("money", "price") or column.unit is not None:
        return title
    return f"{title} ({visit.currency})"


def page(visit: Visit, screen: Screen) -> ListPage:
    """The page of a list as its address asks for it."""
    asked = listing.asked(screen, visit.query)
    found = listing.find(visit.session, screen, asked)
    pages = max(math.ceil(found.count / listing.PAGE), 1)
    words, path = visit.words, f"{visit.base}/l/{screen.id}"
    query = asked.query(page=1)
    return ListPage(
        visit.language,
        chrome(visit, f"l/{screen.id}"),
        title=words(screen.title),
        about=words(screen.about) if screen.about else "",
        address=path,
        table=table(visit, screen.columns, found.rows, screen.kind, asked),
        count=found.count,
        page=asked.page,
        pages=pages,
        before=f"?{asked.query(page=asked.page - 1)}" if asked.page > 1 else "",
        after=f"?{asked.query(page=asked.page + 1)}" if asked.page < pages else "",
        text=asked.text,
        searchable=any(column.searched for column in screen.columns),
        filters=tuple(_filter(visit, screen, one, asked) for one in screen.filters),
        narrow=asked.narrow,
        sort=f"-{asked.sort}" if asked.down else asked.sort,
        create=tuple(place for verb in screen.create if (place := offer(visit, verb)) is not None),
        exports=tuple(Place(end.upper(), f"{path}.{end}?{query}") for end in ("csv", "xlsx")),
        empty=words(screen.empty or EMPTY),
    )


def offer(visit: Visit, verb: str, query: str = "") -> Place | None:
    """Where the form of a verb is, if it is for the role and its module is on."""
    known = verbs().get(verb)
    if known is None or not visit.actor.may(known.who) or not visit.on(known.module):
        return None
    title = registry.form(verb).title
    shown = visit.words(title) if title else labels.kind(known.kind, visit.words)
    return Place(shown, f"{visit.base}/new/{verb}{query}")


def _filter(visit: Visit, screen: Screen, one: Filter, asked: Wanted) -> FilterControl:
    values = tuple(asked.filters.get(key, "") for key in listing.keys(one))
    if one.kind == "days":
        shown = (shown_day(found, visit.language) if (found := day(value)) else value for value in values)
        return FilterControl(one.name, visit.words(one.title), one.kind, tuple(shown))
    options = tuple(Choosable(value, label, value == values[0]) for value, label in _choices(visit, screen, one))
    return FilterControl(one.name, visit.words(one.title), one.kind, values, options)


def _choices(visit: Visit, screen: Screen, one: Filter) -> list[tuple[str, str]]:
    if one.kind == "row":
        return choosing.options(visit.session, choosing.REFERENCES[one.reference])
    if one.kind == "state":
        states = one.choices or listing.states_of(screen.kind)
        return [(name, labels.state(screen.kind, name, visit.words)) for name in states]
    return [(name, labels.choice(name, visit.words)) for name in one.choices]


def exported(visit: Visit, screen: Screen) -> list[list[Plain]]:
    """All rows that the address asks for, not only one page, with a row of headings; for spreadsheets."""
    asked = replace(listing.asked(screen, visit.query), page=1)
    found = listing.find(visit.session, screen, asked, listing.MOST_EXPORTED)
    write = writer(visit)
    heads: list[Plain] = [heading(visit, column) for column in screen.columns]
    return [heads, *([_plain(column, row, write, screen.kind) for column in screen.columns] for row in found.rows)]


def _plain(column: Column, row: Row, write: Writer, kind: str) -> Plain:
    return plain(column.kind, row.get(column.name), unit(column, row), write, row.get("kind", kind))
