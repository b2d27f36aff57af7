"""Payment reminders: by level, once each, for what is overdue and open."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Event, Notice
from advisor.sandbox.trade.reminders import levels_of, remind
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, do
from tests.sandbox.selling import billed, buyer, paid


def on(session: Session, days: int) -> int:
    """Reminders sent so many days after the first."""
    trial(session).today = DAY + datetime.timedelta(days=days)
    session.flush()
    return remind(session)


def test_each_level_has_its_day(session: Session) -> None:
    """Due at once: reminded 3, 14 and 30 days later, once each."""
    invoice = billed(session, buyer(session), 100)
    assert [on(session, day) for day in (0, 2, 3, 4, 13, 14, 15, 30, 90)] == [0, 0, 1, 0, 0, 1, 0, 1, 0]
    assert invoice.reminders == 3
    notices = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(one.values["level"], one.on - DAY) for one in notices] == [
        (1, datetime.timedelta(days=3)),
        (2, datetime.timedelta(days=14)),
        (3, datetime.timedelta(days=30)),
    ]
    assert (notices[0].document, notices[0].role, notices[0].values["amount"]) == (invoice.id, "accounting", 10000)


def test_days_that_were_passed_over_give_one_reminder(session: Session) -> None:
    invoice = billed(session, buyer(session), 100)
    assert (on(session, 20), invoice.reminders) == (1, 2)


def test_the_due_date_counts_not_the_invoice(session: Session) -> None:
    billed(session, buyer(session, term="NET30"), 100)
    assert [on(session, day) for day in (30, 32, 33)] == [0, 0, 1]


def test_only_overdue_instalments_are_asked_for(session: Session) -> None:
    """Half at once, half in 30 days: after 5 days 50.00 are asked for; when they are paid nothing is."""
    invoice = billed(session, buyer(session, term="HALF"), 100)
    assert on(session, 5) == 1
    assert session.scalars(select(Notice)).one().values["amount"] == 5000
    paid(session, invoice, 50)
    assert on(session, 20) == 0
    assert on(session, 33) == 0  # the level of the second one was reached by the first


def test_what_is_paid_credited_or_a_credit_note_is_left_alone(session: Session) -> None:
    party = buyer(session)
    paid(session, billed(session, party, 100))
    do(session, "invoice.reverse", document=billed(session, party, 100).id)
    billed(session, party, 30, credit=True)
    assert on(session, 60) == 0


def test_levels_are_a_setting(session: Session) -> None:
    trial(session).settings = {"reminders": [10, 5]}
    billed(session, buyer(session), 100)
    assert levels_of(session) == [5, 10]
    assert [on(session, day) for day in (4, 5, 9, 10)] == [0, 1, 0, 1]


def test_somebody_can_send_them(session: Session) -> None:
    invoice = billed(session, buyer(session), 100)
    trial(session).today = DAY + datetime.timedelta(days=3)
    assert do(session, "reminder.send", BOOKKEEPER) is None
    kept = session.scalars(select(Event).where(Event.what == "remind")).one()
    assert (kept.document, kept.actor, kept.values["number"]) == (invoice.id, "Alex", "INV-0001")
