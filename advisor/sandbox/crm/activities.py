"""Activities: calls, mails, meetings, visits and tasks, what is due and what is overdue."""

from __future__ import annotations

import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, fire, made
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.crm import contacts, team
from advisor.sandbox.crm.tables import Activity, Contact, Deal, Lead, Ticket

KINDS = ("call", "mail", "meeting", "visit", "task", "note")
Kind = Literal["call", "mail", "meeting", "visit", "task", "note"]
About = Literal["", "lead", "deal", "ticket"]
OVERDUE = "activity.overdue"  # kind of the notice
REMINDED_BACK = 60  # days; what is overdue longer was told of long ago


def plan(
    session: Session,
    by: Actor,
    *,
    kind: str,
    subject: str,
    due: datetime.date,
    contact: int | None = None,
    about_kind: str = "",
    about: int | None = None,
    owner: str = "",
    by_rule: bool = False,
) -> Activity:
    """Something to be done until a day, with a contact, about a document, or both. Without an owner it is for whoever
    plans it, else for who looks after the contact. Raises Refusal for a document or contact that is not there."""
    if kind not in KINDS:
        raise Refusal("There is no activity of the kind {kind}.", values={"kind": kind}, field="kind")
    if not subject.strip():
        raise Refusal("Say in a few words what is to be done.", field="subject")
    of_document, theirs = _subject(session, about_kind, about)
    found = contacts.get(session, contact) if contact is not None else of_document
    planned = Activity(
        state="planned",
        kind=kind,
        subject=subject.strip()[:200],
        contact_id=None if found is None else found.id,
        about_kind=about_kind if about is not None else "",
        about=about if about_kind else None,
        owner=team.owner(session, owner) or team.first(session, by.name, theirs, "" if found is None else found.owner),
        due=due,
        by_rule=by_rule,
    )
    session.add(planned)
    session.flush()
    made(session, "activity", planned)
    events.record(session, by, "activity", planned.id, "create", {"kind": kind}, contact=planned.contact_id)
    return planned


def _subject(session: Session, kind: str, id: int | None) -> tuple[Contact | None, str]:
    """The contact and the owner of a document that an activity is about, where it has them."""
    if not kind or id is None:
        return None, ""
    found = session.get(MODELS[kind], id) if kind in MODELS else None
    if found is None:
        raise Refusal("What it is about is not there. Choose it from the list.", field="about")
    contact = getattr(found, "contact_id", None)
    return (None if contact is None else contacts.get(session, contact)), str(getattr(found, "owner", ""))


def create(
    session: Session,
    by: Actor,
    *,
    kind: Kind = "call",
    subject: str,
    due: datetime.date | None = None,
    contact: int | None = None,
    about_kind: About = "",
    about: int | None = None,
    owner: str = "",
    note: str = "",
) -> Activity:
    """Plan an activity; without a day it is due today."""
    planned = plan(
        session, by, kind=kind, subject=subject, due=due or clock.today(session), contact=contact,
        about_kind=about_kind, about=about, owner=owner,
    )  # fmt: skip
    planned.note = note.strip()
    return planned


def log(
    session: Session,
    by: Actor,
    *,
    kind: Kind = "call",
    subject: str,
    contact: int | None = None,
    about_kind: About = "",
    about: int | None = None,
    outcome: str = "",
    note: str = "",
    owner: str = "",
) -> Activity:
    """Something that was done just now."""
    done = create(
        session, by, kind=kind, subject=subject, contact=contact, about_kind=about_kind, about=about, owner=owner,
        note=note,
    )  # fmt: skip
    finished: Activity = fire(session, "activity", done.id, "finish", by, outcome=outcome)
    return finished


def change(
    session: Session,
    by: Actor,
    *,
    activity: int,
    subject: str | None = None,
    note: str | None = None,
    owner: str | None = None,
) -> Activity:
    """What is not given stays; of what is done only the note can still be changed. The day is changed by postponing."""
    found = session.get(Activity, activity, with_for_update=True, populate_existing=True)
    if found is None:
        raise Refusal("There is no such activity. Choose one from the list.", field="activity")
    if found.state != "planned" and (subject or owner):
        raise Refusal("This is over. Open it again before you change what was planned.", field="subject")
    given = {
        "subject": (subject or "").strip()[:200] or None,
        "note": None if note is None else note.strip(),
        "owner": team.owner(session, owner) if owner else None,
    }
    changed = [name for name, value in given.items() if value is not None and value != getattr(found, name)]
    for name in changed:
        setattr(found, name, given[name])
    if changed:
        events.record(session, by, "activity", found.id, "change", {"fields": changed}, contact=found.contact_id)
    return found


@effect("activity.finish")
def finish(session: Session, activity: Activity, by: Actor, *, outcome: str = "") -> None:
    """Done now; `outcome` says in a few words what came of it. An enquiry counts as answered by what reaches them."""
    now = clock.now(session)
    activity.done, activity.outcome = now, outcome.strip()[:400]
    if activity.about_kind == "lead" and activity.kind in ("call", "mail", "meeting", "visit"):
        lead = session.get(Lead, activity.about)
        if lead is not None and lead.answered is None:
            lead.answered = now
    _told(session, activity)


@effect("activity.postpone")
def postpone(session: Session, activity: Activity, by: Actor, *, due: datetime.date | None = None) -> None:
    """To another day; without one to the day after it was due, tomorrow at the earliest. It may be overdue again."""
    today = clock.today(session)
    new = due or max(today, activity.due) + datetime.timedelta(days=1)
    if new < today:
        raise Refusal("This day is over. Choose today or a later one.", field="due")
    activity.due = new
    _told(session, activity)


@effect("activity.cancel")
def cancel(session: Session, activity: Activity, by: Actor) -> None:
    _told(session, activity)


@effect("activity.reopen")
def reopen(session: Session, activity: Activity, by: Actor, *, due: datetime.date | None = None) -> None:
    """Planned again, for today unless a day is given."""
    activity.done, activity.outcome, activity.due = None, "", due or clock.today(session)


def _told(session: Session, activity: Activity) -> None:
    """A notice that it is overdue is settled."""
    if activity.reminded is None:
        return
    mine = (Notice.document_kind == "activity") & (Notice.document == activity.id)
    wanted = select(Notice).where(Notice.kind == OVERDUE, mine, Notice.done.is_(False))
    for notice in session.scalars(wanted):
        notice.done = True


def overdue(today: datetime.date) -> ColumnElement[bool]:
    """Whether an activity should have been done by now."""
    return and_(Activity.state == "planned", Activity.due < today)


def remind(session: Session) -> int:
    """Tells owners of what is overdue since yesterday or longer, each thing once; how many were told."""
    today = clock.today(session)
    since = today - datetime.timedelta(days=REMINDED_BACK)
    wanted = select(Activity).where(overdue(today), Activity.due >= since)
    wanted = wanted.where(or_(Activity.reminded.is_(None), Activity.reminded <= Activity.due))
    new = list(session.scalars(wanted.order_by(Activity.id)))
    for one in new:
        one.reminded = today
        session.add(
            Notice(
                on=today, kind=OVERDUE, role="sales", owner=one.owner, document_kind="activity", document=one.id,
                values={"subject": one.subject},
            )
        )  # fmt: skip
    session.flush()
    return len(new)


def subjects(session: Session, rows: list[Activity]) -> dict[tuple[str, int], str]:
    """What the documents that activities are about are called, by kind and id."""
    names = {"lead": Lead.number, "deal": Deal.name, "ticket": Ticket.subject}
    found: dict[tuple[str, int], str] = {}
    for kind, column in names.items():
        ids = {one.about for one in rows if one.about_kind == kind}
        model = MODELS[kind]
        if ids:
            known = session.execute(select(model.id, column).where(model.id.in_(ids)))
            found |= {(kind, row): text or "" for row, text in known}
    return found


WHO = ("sales", "marketing", "service", "accounting")
VERBS = (
    ("activity.create", create, "crm-activities", WHO, "activity"),
    ("activity.log", log, "crm-activities", WHO, "activity"),
    ("activity.change", change, "crm-activities", WHO, "activity"),
)
