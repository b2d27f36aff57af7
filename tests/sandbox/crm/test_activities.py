"""Activities: planned, done, put off; whoever is late is told once."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.crm import activities
from advisor.sandbox.crm.tables import Activity, Lead
from advisor.sandbox.days import advance
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.meeting import ANN, activity, contact, member
from tests.sandbox.making import BOSS, do

NINE = datetime.datetime.combine(DAY, datetime.time(9))


def test_from_planned_to_done_and_back(session: Session) -> None:
    member(session)
    acme = contact(session)
    planned = activity(session, " Call them ", contact=acme.id, kind="task", note="about the price")
    assert (planned.state, planned.subject, planned.due, planned.owner) == ("planned", "Call them", DAY, "Ann")
    do(session, "activity.finish", ANN, document=planned.id, outcome="They want it")
    assert (planned.state, planned.done, planned.outcome) == ("done", NINE, "They want it")
    do(session, "activity.change", ANN, activity=planned.id, note="about the discount")
    with pytest.raises(Refusal, match="This is over"):
        do(session, "activity.change", ANN, activity=planned.id, subject="Mail them")
    do(session, "activity.reopen", ANN, document=planned.id)
    assert (planned.state, planned.done, planned.outcome) == ("planned", None, "")
    do(session, "activity.change", ANN, activity=planned.id, subject="Mail them")
    do(session, "activity.cancel", ANN, document=planned.id)
    assert [one.what for one in history(session, "activity", planned.id)] == [
        "create", "finish", "change", "reopen", "change", "cancel",
    ]  # fmt: skip
    assert {one.contact_id for one in history(session, "activity", planned.id)} == {acme.id}


def test_postponed_to_tomorrow_or_later_never_back(session: Session) -> None:
    planned = activity(session)
    do(session, "activity.postpone", ANN, document=planned.id)
    assert planned.due == DAY + datetime.timedelta(days=1)
    with pytest.raises(Refusal, match="This day is over"):
        do(session, "activity.postpone", ANN, document=planned.id, due=DAY - datetime.timedelta(days=1))


def test_what_is_not_there_cannot_be_planned(session: Session) -> None:
    for wrong in ({"subject": " "}, {"contact": 99}, {"about_kind": "deal", "about": 99}, {"owner": "Zoe"}):
        with pytest.raises(Refusal):
            activity(session, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="kind dance"):
        activities.plan(session, BOSS, kind="dance", subject="x", due=DAY)
    with pytest.raises(Refusal):
        do(session, "activity.change", ANN, activity=99)


def test_about_a_document_it_has_its_contact_and_its_owner(session: Session) -> None:
    member(session, "Bea")
    acme = contact(session)
    deal = do(session, "deal.create", ANN, contact=acme.id, name="Machines", owner="Bea")
    planned = activity(session, about_kind="deal", about=deal.id)
    assert (planned.contact_id, planned.owner) == (acme.id, "Bea")
    assert activities.subjects(session, [planned]) == {("deal", deal.id): "Machines"}
    assert activity(session, about_kind="deal").about_kind == ""  # half a reference is none


def test_done_at_once_and_the_enquiry_is_answered(session: Session) -> None:
    lead = do(session, "lead.create", ANN, company="Acme", email="a@acme.example")
    assert isinstance(lead, Lead)
    done = do(session, "activity.log", ANN, kind="call", subject="Called", about_kind="lead", about=lead.id)
    assert (done.state, done.done, lead.answered) == ("done", NINE, NINE)


def test_whoever_is_late_is_told_once(session: Session) -> None:
    member(session)
    late, early = activity(session), activity(session, due=DAY + datetime.timedelta(days=30))
    advance(session, BOSS, to="week")
    told = session.scalars(select(Notice).where(Notice.kind == activities.OVERDUE)).all()
    assert [(one.document, one.owner, one.on) for one in told] == [(late.id, "Ann", DAY + datetime.timedelta(days=1))]
    assert session.scalars(select(Activity.id).where(activities.overdue(DAY + datetime.timedelta(days=7)))).all() == [
        late.id
    ]
    do(session, "activity.postpone", ANN, document=late.id)
    assert told[0].done
    advance(session, BOSS, to="day")
    assert activities.remind(session) == 0
    advance(session, BOSS, to="day")  # late again, so it is told again
    assert len(session.scalars(select(Notice).where(Notice.kind == activities.OVERDUE)).all()) == 2
    assert early.reminded is None
