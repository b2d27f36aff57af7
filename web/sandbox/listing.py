"""A declared list as it is asked for in an address: filtered, searched, sorted and paged in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.states import machines
from web.sandbox.declared import Column, Filter, Query, Screen, Source
from web.sandbox.typed import day

PAGE = 50
MOST_EXPORTED = 20_000
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What an address wants of a list: `text` is searched, `filters` are as typed (days under `name.from` and
    `name.to`), `sort` is the name of a column, `down` when it goes downwards, `page` counts from 1."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    down: bool = False
    page: int = 1

    @property
    def narrow(self) -> bool:
        return bool(self.text or any(self.filters.values()))

    def query(self, **other: str | int) -> str:
        """The part of an address after the question mark, with some of it changed."""
        sort = f"-{self.sort}" if self.down else self.sort
        parts: dict[str, Any] = {"q": self.text, **self.filters, "sort": sort, "page": self.page, **other}
        return urlencode({key: value for key, value in parts.items() if value not in ("", 1)})


@dataclass(frozen=True)
class Found:
    """The rows of one page, and how many there are in all."""

    rows: tuple[Row, ...]
    count: int


def asked(screen: Screen, query: Mapping[str, str]) -> Wanted:
    """What cannot be asked for is left out."""
    filters = {key: query[key].strip() for one in screen.filters for key in keys(one) if query.get(key, "").strip()}
    wanted = query.get("sort", "") or screen.sort
    name = wanted.removeprefix("-")
    known = any(column.name == name and sortable(screen, column) for column in screen.columns)
    number = query.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    return Wanted(query.get("q", "").strip(), filters, name if known else "", known and wanted[:1] == "-", max(page, 1))


def keys(one: Filter) -> tuple[str, ...]:
    """The names of the parts of the address by which a filter is set."""
    return (f"{one.name}.from", f"{one.name}.to") if one.kind == "days" else (one.name,)


def sortable(screen: Screen, column: Column) -> bool:
    return column.of is not None or screen.rows is not None


def find(session: Session, screen: Screen, wanted: Wanted, most: int = PAGE) -> Found:
    """The page that is asked for, `most` rows long."""
    if screen.rows is not None:
        return _cut(_sorted(screen.rows(session, wanted.filters), screen, wanted), wanted, most)
    assert screen.source is not None, screen.id
    narrowed = _narrowed(_source(session, screen.source), screen, wanted)
    page = _ordered(_with_columns(narrowed, screen.columns), screen, wanted)
    rows = session.execute(page.limit(most).offset((wanted.page - 1) * most)).mappings().all()
    count = len(rows)  # of what stands on one page; a look at all rows is saved
    if wanted.page > 1 or count == most:
        count = session.scalar(select(func.count()).select_from(narrowed.order_by(None).subquery())) or 0
    return Found(tuple(_later(session, screen.columns, rows)), count)


def rows_of(session: Session, source: Query, columns: Sequence[Column], most: int = 500) -> list[Row]:
    """The rows of a table on the page of a document."""
    return _later(session, columns, session.execute(_with_columns(source, columns).limit(most)).mappings().all())


def _source(session: Session, source: Source) -> Any:
    return source if isinstance(source, Select) else source(session)


def _with_columns(source: Select[Any], columns: Iterable[Column]) -> Select[Any]:
    for column in columns:
        if column.of is not None:
            source = source.add_columns(column.of.label(column.name))
        for suffix, value in (("unit", column.unit), ("key", column.key)):
            if value is not None and not isinstance(value, str | int):
                source = source.add_columns(value.label(f"{column.name}__{suffix}"))
    return source


def _narrowed(source: Select[Any], screen: Screen, wanted: Wanted) -> Select[Any]:
    for one in screen.filters:
        source = _filtered(source, one, wanted.filters)
    looked = [c.of for c in screen.columns if c.searched and c.of is not None]
    if wanted.text and looked:
        source = source.where(_hold(looked, wanted.text))
    return source


def _filtered(source: Select[Any], one: Filter, filters: Mapping[str, str]) -> Select[Any]:
    if one.kind == "days":
        first, last = (day(filters.get(key, "")) for key in keys(one))
        source = source.where(one.of >= first) if first else source
        return source.where(one.of <= last) if last else source
    value = filters.get(one.name, "")
    if not value:
        return source
    if one.kind == "yes":
        return source.where(one.of)
    if one.kind == "row":
        return source.where(one.of == (int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else 0))
    return source.where(one.of == value)


def _hold(looked: Sequence[Any], text: str) -> Any:
    """Whether one of them holds the text. They are put together, so that a row is looked at once. SQLite knows capitals
    of Latin letters only, so that the usual ways to write another word are tried."""
    parts: list[Any] = [func.coalesce(of, "") for of in looked]
    whole = reduce(lambda left, right: left.concat("\n").concat(right), parts)
    found = [func.lower(whole).contains(text.lower(), autoescape=True)]
    if not text.isascii():
        ways = dict.fromkeys((text, text.lower(), text.upper(), text.capitalize(), text.title()))
        found += [whole.contains(way, autoescape=True) for way in ways]
    return or_(*found)


def _ordered(source: Select[Any], screen: Screen, wanted: Wanted) -> Select[Any]:
    by = next((column.of for column in screen.columns if column.name == wanted.sort), None)
    last = source.selected_columns["id"].desc()
    if by is None:
        return source.order_by(last)
    return source.order_by(by.desc().nulls_last() if wanted.down else by.asc().nulls_last(), last)


def _later(session: Session, columns: Iterable[Column], rows: Iterable[Any]) -> list[Row]:
    made = [dict(row) for row in rows]
    ids = [row["id"] for row in made]
    for column in columns:
        if column.later is not None and ids:
            values = column.later(session, ids)
            for row in made:
                row[column.name] = values.get(row["id"])
    return list(made)


def _sorted(rows: Sequence[Row], screen: Screen, wanted: Wanted) -> list[Row]:
    """Rows that no query gives; empty values stand last either way."""
    looked = [column.name for column in screen.columns if column.searched]
    text = wanted.text.casefold()
    kept = [row for row in rows if not text or any(text in str(row.get(name, "")).casefold() for name in looked)]
    if wanted.sort:
        there = [row for row in kept if row.get(wanted.sort) is not None]
        there.sort(key=lambda row: row[wanted.sort], reverse=wanted.down)
        kept = there + [row for row in kept if row.get(wanted.sort) is None]
    return kept


def _cut(rows: list[Row], wanted: Wanted, most: int) -> Found:
    first = (wanted.page - 1) * most
    return Found(tuple(rows[first : first + most]), len(rows))


def states_of(kind: str) -> tuple[str, ...]:
    """The states by which documents of a kind can be filtered: stored and computed ones."""
    machine = machines().get(kind)
    return (*machine.states, *machine.computed) if machine else ()
