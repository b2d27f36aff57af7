"""What happened with a contact, in one line of time; and the short way to enter what was just done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from advisor.sandbox.core.tables import Event
from advisor.sandbox.crm import contacts
from advisor.sandbox.crm.tables import Contact
from advisor.sandbox.verbs import verbs
from web.sandbox import choosing, labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href
from web.sandbox.documents import happened
from web.sandbox.pages import Happened
from web.sandbox.visit import Visit

MOST = 80
LOGGED = ("call", "mail", "meeting")


@dataclass(frozen=True)
class QuickLog:
    """`kinds` are the buttons: what was done, and its word; none where nothing can be entered."""

    action: str
    contact: int
    key: str
    kinds: tuple[tuple[str, str], ...]


def quick_log(visit: Visit, contact: Contact) -> QuickLog:
    """Calls, mails and meetings are entered with a few words and one button."""
    verb = verbs()["activity.log"]
    may = visit.actor.may(verb.who) and visit.on(verb.module) and contact.merged_into_id is None
    kinds = tuple((kind, labels.choice(kind, visit.words)) for kind in LOGGED) if may else ()
    return QuickLog(f"{visit.base}/do/activity.log", contact.id, visit.key(), kinds)


def timeline(visit: Visit, contact: Contact) -> tuple[Happened, ...]:
    """Everything that was done with a contact and with those that were merged into it, newest first."""
    ids = contacts.with_merged(visit.session, contact.id)
    wanted = select(Event).where(Event.contact_id.in_(ids)).order_by(Event.id.desc()).limit(MOST)
    found = visit.session.scalars(wanted).all()
    named = {
        kind: choosing.names(visit.session, kind, [one.document for one in found if one.kind == kind], visit.words)
        for kind in {one.kind for one in found}
    }
    return tuple(happened(visit, one, _subject(visit, one, named, contact)) for one in found)


def _subject(visit: Visit, event: Event, named: dict[str, dict[int, str]], contact: Contact) -> Cell | None:
    """The document that an event is about; none where it is the contact itself."""
    if event.kind == "contact":
        other = event.values.get("name") if event.what in ("merge", "unmerge", "distinct") else None
        if event.document == contact.id:
            return Cell(str(other), href(visit, "contact", int(event.values["other"]))) if other else None
    name = named[event.kind].get(event.document, str(event.document))
    kind = labels.kind(event.kind, visit.words)
    return Cell(name if name.startswith(kind) else f"{kind} {name}", href(visit, event.kind, event.document))
