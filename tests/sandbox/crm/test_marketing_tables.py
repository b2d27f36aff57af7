"""What the database itself keeps apart, and that contacts of marketing can be merged."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import clock
from advisor.sandbox.crm import loyalty
from advisor.sandbox.crm.marketing_tables import Charge, Enrolled, Guest, Mail, Subscription
from tests.sandbox.crm.promoting import after, event, mailing, mails, person, segment, won
from tests.sandbox.making import do, units


def test_a_mail_goes_out_once_for_a_step(books: Database) -> None:
    with books.session() as session:
        person(session, "Ann")
        mailing(session, 0, segment=segment(session).id)
        known = session.scalars(select(Mail)).one()
        again = {"step_id": known.step_id, "at": known.at, "subject": "x", "text": "x", "state": "queued", "answer": ""}
        for other in ({"enrolled_id": known.enrolled_id, "to": "x"}, {"enrolled_id": 1, "to": known.to}):
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(insert(Mail).values({**again, **other}))


def test_an_interval_is_charged_once(session: Session) -> None:
    plan = do(session, "item.create", name="Pass", price=units(5))
    one = do(session, "subscription.create", contact=person(session, "Ann").id, item=plan.id)
    values = {"subscription_id": one.id, "on": one.first, "first": one.first, "until": one.next, "amount": 1}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(Charge).values(values))


def test_two_members_turn_out_to_be_one(session: Session) -> None:
    """Points add up, and the same mail does not come twice."""
    ann, other = person(session, "Ann"), person(session, "Anne")
    for one in (ann, other):
        do(session, "loyalty.join", contact=one.id)
        won(session, one, 100)
    mailing(session, 0, 2, segment=segment(session).id)
    fair = event(session, 5)
    do(session, "marketing_event.open", document=fair.id, segment=segment(session, name="All").id)
    do(session, "contact.merge", keep=ann.id, other=other.id)
    session.expire_all()
    assert loyalty.balance(session, ann.id) == 200
    assert set(session.scalars(select(Enrolled.contact_id))) == {ann.id}
    assert set(session.scalars(select(Guest.contact_id))) == {ann.id}
    after(session, 2)
    assert mails(session)[2:] == [("ann", "Mail 2")]
    assert session.scalars(select(Subscription)).all() == []
    assert clock.today(session) == fair.on.replace(day=fair.on.day - 5)
