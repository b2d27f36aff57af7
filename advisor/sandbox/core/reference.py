"""Rows that seldom change (accounts, taxes, places), kept from one transaction to the next.

The trial counts the changes of such rows as its `edition`. What was read under an edition serves every transaction that
finds the same one; a transaction that changes such rows reads them from the database until its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Select, inspect
from sqlalchemy.orm import Session, make_transient_to_detached

from advisor.sandbox.core import clock
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Trial

Row = TypeVar("Row", bound=Table)
_CHANGED = "reference rows were changed"
# By engine: what was read by its name, with the edition under which it was.
_KEPT: WeakKeyDictionary[Any, dict[str, tuple[int, tuple[Any, ...]]]] = WeakKeyDictionary()


def rows(session: Session, query: Select[Row]) -> Sequence[Row]:
    """The rows of one table that `query` gives, in its order; they belong to the session as if it had read them."""
    if session.info.get(_CHANGED):
        return session.scalars(query).all()
    shelf, edition = _KEPT.setdefault(session.get_bind(), {}), clock.trial(session).edition
    name = query.column_descriptions[0]["name"]
    known = shelf.get(name)
    if known is not None and known[0] == edition:
        return [_mine(session, row) for row in known[1]]
    found = session.scalars(query).all()
    shelf[name] = (edition, tuple(map(_copy, found)))
    return found


def changed(session: Session) -> None:
    """Say that such rows were added or changed: this session reads them anew, and so does everybody after its end."""
    session.info[_CHANGED] = True
    clock.trial(session).edition = Trial.edition + 1
    session.flush()


def _copy(row: Row) -> Row:
    """A copy that belongs to no session."""
    columns = inspect(type(row)).column_attrs
    copy = type(row)(**{column.key: getattr(row, column.key) for column in columns})
    make_transient_to_detached(copy)
    return copy


def _mine(session: Session, row: Row) -> Row:
    """The row as it is in this session already, or a copy for it."""
    key = inspect(row).key
    known: Row | None = None if key is None else session.identity_map.get(key)  # type: ignore[assignment]
    return known if known is not None else session.merge(row, load=False)
