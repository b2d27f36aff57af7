"""The day in the field: in order, and entered in one step, once."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError
from advisor.sandbox.core.refusals import ModuleOff, Refusal
from advisor.sandbox.core.tables import Trial
from advisor.sandbox.crm import visits
from advisor.sandbox.crm.tables import Activity, Lead
from advisor.sandbox.verbs import run
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.meeting import ANN, activity, contact, member
from tests.sandbox.making import do


def test_the_day_in_order(session: Session) -> None:
    member(session), member(session, "Bea")
    bonn, aachen = contact(session, "One", city="Bonn"), contact(session, "Two", city="Aachen")
    call = activity(session, "call", contact=aachen.id)
    visits_made = [activity(session, "visit", kind="visit", contact=one.id) for one in (bonn, aachen)]
    activity(session, "mail", kind="mail")
    activity(session, "later", due=DAY + datetime.timedelta(days=1))
    activity(session, "Bea's", owner="Bea")
    old = activity(session, "old")
    old.due = DAY - datetime.timedelta(days=3)
    done = activity(session, "done")
    do(session, "activity.finish", ANN, document=done.id)
    found = visits.day(session, "Ann", DAY)
    assert [one for one, _ in found] == [old, visits_made[1], visits_made[0], call, done]
    assert [who.name if who else None for _, who in found] == [None, "Two", "One", "Two", None]


def test_all_in_one_step_and_once(session: Session) -> None:
    member(session)
    acme = contact(session)
    deal = do(session, "deal.create", ANN, contact=acme.id)
    planned = activity(session, kind="visit", contact=acme.id)
    entered = {
        "activity": planned.id, "outcome": "They want two", "note": "Ask for Lee", "follow_up": "Send the quote",
        "follow_up_kind": "mail", "deal": deal.id, "stage": "proposal", "lead_company": "Neighbour",
        "lead_phone": "1234567",
    }  # fmt: skip
    answers = [run(session, "visit.log", entered, ANN, "same") for _ in range(2)]  # the connection dropped
    assert answers == [{"kind": "activity", "id": planned.id}] * 2
    assert (planned.state, planned.outcome, planned.note, deal.state) == (
        "done", "They want two", "Ask for Lee", "proposal",
    )  # fmt: skip
    follow = session.scalars(select(Activity).where(Activity.subject == "Send the quote")).one()
    assert (follow.kind, follow.due, follow.contact_id, follow.owner, follow.about_kind, follow.about) == (
        "mail", DAY + datetime.timedelta(days=7), acme.id, "Ann", "deal", deal.id,
    )  # fmt: skip
    lead = session.scalars(select(Lead)).one()
    assert (lead.company, lead.phone, lead.source, lead.owner) == ("Neighbour", "1234567", "visit", "Ann")


def test_a_visit_that_nobody_planned(session: Session) -> None:
    acme = contact(session)
    made = do(session, "visit.log", ANN, contact=acme.id, outcome="Passed by", follow_up="Call", follow_up_due=DAY)
    assert (made.kind, made.state, made.subject, made.contact_id) == ("visit", "done", "Passed by", acme.id)
    for wrong in ({"outcome": " ", "contact": acme.id}, {"outcome": "x"}, {"outcome": "x", "activity": 99}):
        with pytest.raises(AdvisorError):
            do(session, "visit.log", ANN, **wrong)
    with pytest.raises(Refusal):
        do(session, "visit.log", ANN, outcome="x", activity=made.id)  # done already


def test_leads_need_their_module(session: Session) -> None:
    acme = contact(session)
    session.scalars(select(Trial)).one().modules = ["crm-contacts", "crm-activities", "crm-mobile"]
    with pytest.raises(ModuleOff):
        do(session, "visit.log", ANN, contact=acme.id, outcome="x", lead_person="Zoe")
