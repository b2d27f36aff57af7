"""The history: one row for everything that was done, never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.store import protect
from advisor.sandbox.core.tables import Event

Values = dict[str, Any]
# Who is told of everything that is recorded, in the same transaction; the bridge writes its messages so.
LISTENERS: list[Callable[[Session, Event], None]] = []

protect(
    "event",
    """CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'history is fixed'); END
--
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'history is fixed'); END""",
    """CREATE FUNCTION event_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'history is fixed'; END $$;
CREATE TRIGGER event_fixed BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_fixed();
CREATE TRIGGER event_kept BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION event_fixed()""",
)


def record(
    session: Session,
    by: Actor,
    kind: str,
    document: int,
    what: str,
    values: Values | None = None,
    *,
    party: int | None = None,
    contact: int | None = None,
) -> None:
    """Keep that `by` did `what` to a document today; `values` are JSON."""
    event = Event(
        on=today(session),
        kind=kind,
        document=document,
        what=what,
        actor=by.name,
        role=by.role,
        party_id=party,
        contact_id=contact,
        values=values or {},
    )
    session.add(event)
    for listener in LISTENERS:
        listener(session, event)


def history(session: Session, kind: str, document: int) -> list[Event]:
    """What happened to a document, oldest first."""
    wanted = select(Event).where(Event.kind == kind, Event.document == document).order_by(Event.id)
    return list(session.scalars(wanted))


def timeline(session: Session, party: int, limit: int = 100) -> list[Event]:
    """What happened with a party, newest first."""
    return list(session.scalars(select(Event).where(Event.party_id == party).order_by(Event.id.desc()).limit(limit)))
