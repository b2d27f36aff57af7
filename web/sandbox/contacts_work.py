"""My work: what is overdue, what is due today, and what comes in the next days; of one person or of all."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select

from advisor.errors import mark
from advisor.sandbox.core import states
from advisor.sandbox.crm import activities, team
from advisor.sandbox.crm.tables import Activity, Contact, Member
from web.sandbox import labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.contacts_links import telephone
from web.sandbox.pages import Choosable
from web.sandbox.visit import Visit

MOST = 50  # rows of a part that are shown
NEXT_DAYS = 7


@dataclass(frozen=True)
class Task:
    """`phone` leads to a call; `about` is the document."""

    id: int
    subject: Cell
    kind: str
    contact: Cell
    about: Cell
    phone: Cell
    owner: str
    due: str
    late: str
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    name: str
    title: str
    count: str
    tasks: tuple[Task, ...]
    more: str
    all: str
    empty: str


@dataclass(frozen=True)
class WorkData:
    address: str
    query: str
    key: str
    owners: tuple[Choosable, ...]
    parts: tuple[Part, ...]


def member(visit: Visit) -> Member | None:
    """Whose work the address asks for."""
    wanted = visit.query.get("owner", "")
    found = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else 0
    return next((one for one in team.active(visit.session) if one.id == found), None)


def owners(visit: Visit, chosen: str) -> tuple[Choosable, ...]:
    return tuple(Choosable(str(one.id), one.name, one.name == chosen) for one in team.active(visit.session))


def build(visit: Visit) -> WorkData:
    whose, today = member(visit), visit.today
    soon = today + datetime.timedelta(days=NEXT_DAYS)
    planned = Activity.state == "planned"
    parts = (
        _part(visit, whose, "overdue", mark("Overdue"), activities.overdue(today), mark("Nothing is overdue.")),
        _part(visit, whose, "today", mark("Today"), planned & (Activity.due == today), mark("Nothing is due today.")),
        _part(
            visit,
            whose,
            "soon",
            mark("Next seven days"),
            planned & (Activity.due > today) & (Activity.due <= soon),
            mark("Nothing is planned for the next days."),
        ),
    )
    query = f"?owner={whose.id}" if whose else ""
    shown = owners(visit, whose.name if whose else "")
    return WorkData(f"{visit.base}/p/my-work", query, visit.key(), shown, parts)


def _part(visit: Visit, whose: Member | None, name: str, title: str, which: ColumnElement[bool], empty: str) -> Part:
    mine = select(Activity, Contact).outerjoin(Contact, Contact.id == Activity.contact_id).where(which)
    count = select(func.count()).select_from(Activity).where(which)
    if whose:
        mine, count = mine.where(Activity.owner == whose.name), count.where(Activity.owner == whose.name)
    rows = visit.session.execute(mine.order_by(Activity.due, Activity.id).limit(MOST)).all()
    named = activities.subjects(visit.session, [row[0] for row in rows])
    asked = {"state": "overdue" if name == "overdue" else "planned"} | ({"owner": str(whose.id)} if whose else {})
    total, write = visit.session.scalar(count) or 0, writer(visit)
    return Part(
        name,
        visit.words(title),
        write.text("number", total),
        tuple(_task(visit, activity, contact, named) for activity, contact in rows),
        write.text("number", total - MOST) if total > MOST else "",
        f"{visit.base}/l/activities?{urlencode(asked)}",
        visit.words(empty),
    )


def _task(visit: Visit, one: Activity, contact: Contact | None, named: dict[tuple[str, int], str]) -> Task:
    write, days = writer(visit), (visit.today - one.due).days
    about = (one.about_kind, one.about or 0)
    offered = {step.do for step in states.offers(visit.session, one, "activity", visit.actor)}
    return Task(
        one.id,
        Cell(one.subject, href(visit, "activity", one.id)),
        labels.choice(one.kind, visit.words),
        Cell() if contact is None else Cell(contact.name, href(visit, "contact", contact.id)),
        Cell(named[about], href(visit, *about)) if about in named else Cell(),
        telephone("" if contact is None else contact.phone),
        one.owner,
        write.text("date", one.due),
        write.text("number", days) if days > 0 else "",
        tuple(do for do in ("finish", "postpone") if do in offered and (do == "finish" or days >= 0)),
    )
