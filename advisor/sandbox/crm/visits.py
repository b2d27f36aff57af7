"""The day in the field: whom to see, and what was agreed, entered in one step."""

from __future__ import annotations

import datetime
from typing import Literal

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import activities, leads
from advisor.sandbox.crm.tables import Activity, Contact

STOPS = ("visit", "meeting", "call")
MOST = 60


def log(
    session: Session,
    by: Actor,
    *,
    activity: int | None = None,
    contact: int | None = None,
    outcome: str,
    note: str = "",
    follow_up: str = "",
    follow_up_kind: activities.Kind = "call",
    follow_up_due: datetime.date | None = None,
    deal: int | None = None,
    stage: Literal["", "prospecting", "qualification", "proposal", "negotiation"] = "",
    lead_company: str = "",
    lead_person: str = "",
    lead_phone: str = "",
) -> Activity:
    """What came of a visit: the planned activity is done (without one, a visit to the contact is entered as done), the
    follow-up is planned (a week from now unless a day is given), the deal moves on, and somebody met on the way becomes
    an enquiry. All of it or nothing. Raises Refusal when nobody was visited or nothing is said of it."""
    if not outcome.strip():
        raise Refusal("Say in a few words what came of it.", field="outcome")
    done = _done(session, by, activity, contact, outcome)
    if note.strip():
        done.note = note.strip()
    if follow_up.strip():
        due = follow_up_due or clock.today(session) + datetime.timedelta(days=7)
        about = done.about if done.about_kind else deal
        activities.plan(
            session, by, kind=follow_up_kind, subject=follow_up, due=due, contact=done.contact_id,
            about_kind=done.about_kind or ("deal" if deal is not None else ""), about=about, owner=done.owner,
        )  # fmt: skip
    if deal is not None and stage:
        states.fire(session, "deal", deal, "move", by, stage=stage)
    if lead_company.strip() or lead_person.strip():
        states.need_module(session, "crm-leads")
        leads.create(
            session, by, company=lead_company, person=lead_person, phone=lead_phone, source="visit", owner=done.owner
        )
    return done


def _done(session: Session, by: Actor, activity: int | None, contact: int | None, outcome: str) -> Activity:
    if activity is not None:
        finished: Activity = states.fire(session, "activity", activity, "finish", by, outcome=outcome)
        return finished
    if contact is None:
        raise Refusal("Choose whom you visited.", field="contact")
    return activities.log(session, by, kind="visit", subject=outcome[:200], contact=contact, outcome=outcome)


def day(session: Session, owner: str, on: datetime.date) -> list[tuple[Activity, Contact | None]]:
    """What a member has to do in the field: planned until the day and done on it, the oldest first, visits before
    calls, those of one town together."""
    morning = datetime.datetime.combine(on, datetime.time())
    planned = (Activity.state == "planned") & (Activity.due <= on)
    over = (Activity.state == "done") & Activity.done.between(morning, morning + datetime.timedelta(days=1))
    wanted = (
        select(Activity, Contact)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(Activity.owner == owner, Activity.kind.in_(STOPS), planned | over)
        .order_by(Activity.state.desc(), Activity.due, case((Activity.kind == "call", 1), else_=0), Contact.city)
    )
    return [(activity, contact) for activity, contact in session.execute(wanted.order_by(Activity.id).limit(MOST))]


VERBS = (("visit.log", log, "crm-mobile", activities.WHO, "activity"),)
