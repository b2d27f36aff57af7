"""Merging two contacts into one with everything that names them, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Index, PrimaryKeyConstraint, UniqueConstraint, and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.store import Table
from advisor.sandbox.crm import duplicates
from advisor.sandbox.crm.contact_tables import ContactMerge, ContactPair
from advisor.sandbox.crm.contacts import ROLES
from advisor.sandbox.crm.tables import Contact

# What is filled from the other where the kept one says nothing. The roles of both count; the stricter wish about mail
# holds.
FILLED = (
    "email", "phone", "tax_number", "address", "city", "country", "industry", "source", "owner", "note",
)  # fmt: skip
# The history is never changed; its readers follow merged contacts. The rest says itself what was merged.
STAYS = frozenset({"event", "contact_merge", "contact_pair"})


@dataclass(frozen=True)
class Mover:
    """What somebody else does when contacts are merged: `move` gives what `undo` needs to take it back, as JSON."""

    move: Callable[[Session, Contact, Contact], Any]
    undo: Callable[[Session, Contact, Contact, Any], None]


MOVERS: dict[str, Mover] = {}


def merge(session: Session, by: Actor, *, keep: int, other: int) -> Contact:
    """Everything of `other` goes to `keep`, which takes over what it does not know itself. Raises Refusal for two that
    cannot be merged."""
    kept, gone = _both(session, keep, other)
    _check(kept, gone)
    done = ContactMerge(kept_id=kept.id, other_id=gone.id, on=clock.today(session), by=by.name)
    done.undo = {name: mover.move(session, kept, gone) for name, mover in MOVERS.items()}
    session.flush()
    done.moved = {_name(column): keys for column in references() if (keys := _move(session, column, gone, kept))}
    done.filled = _fill(kept, gone)
    gone.active, gone.merged_into_id = False, kept.id
    duplicates.set_keys(gone)
    duplicates.set_keys(kept)
    session.add(done)
    session.flush()
    session.expire_all()
    events.record(session, by, "contact", kept.id, "merge", {"other": gone.id, "name": gone.name}, contact=kept.id)
    return kept


def unmerge(session: Session, by: Actor, *, contact: int) -> Contact:
    """Take back the merge by which `contact` went into another one. Rows that were given to somebody else since stay
    there, and so do fields that were changed since. Raises Refusal when there is nothing to take back."""
    wanted = select(ContactMerge).where(ContactMerge.other_id == contact, ContactMerge.undone.is_(None))
    done = session.scalars(wanted).one_or_none()
    if done is None:
        raise Refusal("This contact is not merged into another one.", field="contact")
    kept, gone = _both(session, done.kept_id, done.other_id)
    if kept.merged_into_id is not None:
        raise Refusal(
            "{name} was merged into another contact afterwards. Take that back first.", values={"name": kept.name}
        )
    session.refresh(done, with_for_update=True)
    if done.undone is not None:
        raise Refusal("This contact is not merged into another one.", field="contact")
    _take_back(session, done, kept, gone)
    gone.active, gone.merged_into_id = True, None
    duplicates.set_keys(kept)
    duplicates.set_keys(gone)
    for name, mover in MOVERS.items():
        if name in done.undo:
            mover.undo(session, kept, gone, done.undo[name])
    done.undone = clock.today(session)
    session.flush()
    session.expire_all()
    events.record(session, by, "contact", gone.id, "unmerge", {"other": kept.id, "name": kept.name}, contact=gone.id)
    return gone


def _take_back(session: Session, done: ContactMerge, kept: Contact, gone: Contact) -> None:
    """Rows and fields as they were, where nobody changed them since."""
    for column in references():
        for keys in done.moved.get(_name(column), ()):
            _give(session, column, keys, kept, gone)
    for name, (before, after) in done.filled.items():
        if getattr(kept, name) == _value(name, after):
            setattr(kept, name, _value(name, before))


def distinct(session: Session, by: Actor, *, contact: int, other: int) -> Contact:
    """Say that two contacts are not the same, so that they are shown as duplicates no more."""
    one, two = _both(session, contact, other)
    first, second = sorted((one.id, two.id))
    if first == second:
        raise Refusal("Choose two different contacts.", field="other")
    if session.get(ContactPair, (first, second)) is None:
        session.add(ContactPair(first_id=first, second_id=second))
        events.record(session, by, "contact", one.id, "distinct", {"other": two.id, "name": two.name}, contact=one.id)
    return one


def _both(session: Session, one: int, two: int) -> tuple[Contact, Contact]:
    """Both rows, locked in the order of their ids, so that two who merge the same pair the other way round wait for
    each other."""
    wanted = select(Contact).where(Contact.id.in_((one, two))).order_by(Contact.id).with_for_update()
    found = {row.id: row for row in session.scalars(wanted.execution_options(populate_existing=True))}
    if one not in found or two not in found:
        missing = "contact" if one not in found else "other"
        raise Refusal("There is no such contact. Choose one from the list.", field=missing)
    return found[one], found[two]


def _check(kept: Contact, gone: Contact) -> None:
    if kept.id == gone.id:
        raise Refusal("Choose two different contacts.", field="other")
    for one in (kept, gone):
        if one.merged_into_id is not None:
            raise Refusal(
                "{name} was merged into another contact before. Choose the contact that was kept.",
                values={"name": one.name, "code": one.code},
                field="keep" if one is kept else "other",
            )
    if kept.kind != gone.kind:
        raise Refusal("A person and an organisation are not the same. Choose two of one kind.", field="other")


def references() -> Iterator[Column[Any]]:
    """Every column that names a contact and moves, in a fixed order."""
    target = Contact.__table__.c.id
    for table in sorted(Table.metadata.tables.values(), key=lambda one: one.name):
        for column in table.columns:
            named = any(key.column is target for key in column.foreign_keys)
            if named and table.name not in STAYS and column is not Contact.__table__.c.merged_into_id:
                yield column


def _name(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def _move(session: Session, column: Column[Any], gone: Contact, kept: Contact) -> list[list[Any]]:
    """The keys of the rows that now name the kept one. A row of which the kept one has its own already (of a list in
    which nobody may stand twice) stays where it is."""
    keys = list(column.table.primary_key.columns)
    found = [list(row) for row in session.execute(select(*keys).where(column == gone.id).order_by(*keys))]
    if not found:
        return []
    if not _unique(column):
        session.execute(update(column.table).where(column == gone.id).values({column: kept.id}))
        return found
    return [row for row in found if _give(session, column, row, gone, kept)]


def _unique(column: Column[Any]) -> bool:
    """Whether the database may refuse to give a row to another contact."""
    rules = [*(one for one in column.table.indexes if one.unique), *column.table.constraints]
    kinds = (Index, UniqueConstraint, PrimaryKeyConstraint)
    return any(column.name in rule.columns for rule in rules if isinstance(rule, kinds))


def _give(session: Session, column: Column[Any], keys: list[Any], old: Contact, new: Contact) -> bool:
    """Whether one row that names `old` could be given to `new`. Of a key the old value stands in the row's own name."""
    places = zip(column.table.primary_key.columns, keys, strict=True)
    row = and_(column == old.id, *(place == key for place, key in places if place is not column))
    try:
        with session.begin_nested():
            return bool(session.execute(update(column.table).where(row).values({column: new.id})).rowcount)  # type: ignore[attr-defined]
    except IntegrityError:
        return False


def _fill(kept: Contact, gone: Contact) -> dict[str, list[Any]]:
    """What the kept one had before and has now, by field."""
    given: dict[str, Any] = {name: getattr(gone, name) for name in FILLED if not getattr(kept, name)}
    given |= {name: True for name in ROLES if getattr(gone, name)}
    given["organisation_id"] = kept.organisation_id or _not_itself(gone.organisation_id, kept)
    if "refused" in (kept.consent, gone.consent) or not kept.consent:
        given["consent"] = "refused" if "refused" in (kept.consent, gone.consent) else gone.consent
    given["unsubscribed"] = min(filter(None, (kept.unsubscribed, gone.unsubscribed)), default=None)
    given["since"] = min(kept.since, gone.since)
    filled = {}
    for name, value in given.items():
        before = getattr(kept, name)
        if value != before and value not in ("", None):
            setattr(kept, name, value)
            filled[name] = [_plain(before), _plain(value)]
    return filled


def _not_itself(organisation: int | None, kept: Contact) -> int | None:
    return None if organisation == kept.id else organisation


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _value(name: str, plain: Any) -> Any:
    """A value of a field of a contact from JSON."""
    python = Contact.__table__.c[name].type.python_type
    return python.fromisoformat(plain) if plain is not None and hasattr(python, "fromisoformat") else plain


def apart(session: Session, ids: list[int]) -> set[tuple[int, int]]:
    """Pairs among contacts of which somebody said that they are not the same."""
    wanted = select(ContactPair.first_id, ContactPair.second_id).where(
        or_(ContactPair.first_id.in_(ids), ContactPair.second_id.in_(ids))
    )
    return {(first, second) for first, second in session.execute(wanted)}


WHO = ("sales", "marketing", "service")
VERBS = (
    ("contact.merge", merge, "crm-contacts", WHO, "contact"),
    ("contact.unmerge", unmerge, "crm-contacts", WHO, "contact"),
    ("contact.distinct", distinct, "crm-contacts", WHO, "contact"),
)
