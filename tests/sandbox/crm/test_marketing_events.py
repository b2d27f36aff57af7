"""Events: invitations, seats, the waiting list, who came, and what follows."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import marketing_events
from advisor.sandbox.crm.marketing_tables import Guest
from advisor.sandbox.crm.tables import Activity, Lead
from tests.sandbox.crm.promoting import MIA, campaign, event, person, segment, to_day
from tests.sandbox.making import do


def guests(session: Session) -> dict[str, str]:
    return {guest.name: guest.state for guest in session.scalars(select(Guest).order_by(Guest.id))}


def test_from_invitation_to_follow_up(books: Database) -> None:
    with books.session() as session:
        do(session, "member.create", name="Mia", role="marketing")
        ann, bob = person(session, "Ann"), person(session, "Bob")
        person(session, "Cid", consent="refused")
        of = campaign(session)
        fair = event(session, 2, campaign=of.id)
        assert (fair.number, fair.owner, fair.state) == ("EV-0001", "Mia", "planned")
        with pytest.raises(Refusal, match="not open"):
            do(session, "guest.register", MIA, event=fair.id, contact=ann.id)
        do(session, "marketing_event.open", MIA, document=fair.id, segment=of.segment_id)
        assert guests(session) == {"Ann": "invited", "Bob": "invited"}
        first = do(session, "guest.register", MIA, event=fair.id, contact=bob.id)
        zoe = {"name": "Zoe", "email": "zoe@example.org", "company": "Zoe & Co"}
        new = do(session, "guest.register", MIA, event=fair.id, **zoe)
        do(session, "guest.register", MIA, event=fair.id, email="ANN@example.org")
        assert guests(session) == {"Ann": "waiting", "Bob": "registered", "Zoe": "registered"}
        asked = session.scalars(select(Lead)).one()
        assert (asked.id, asked.person, asked.company, asked.source) == (new.lead_id, "Zoe", "Zoe & Co", "event")
        do(session, "guest.decline", MIA, guest=first.id)
        assert guests(session) == {"Ann": "registered", "Bob": "declined", "Zoe": "registered"}
        for doing in (("guest.attend", {"guest": new.id}), ("marketing_event.hold", {"document": fair.id})):
            with pytest.raises(Refusal, match="still to come"):
                do(session, doing[0], MIA, **doing[1])
        to_day(session, fair.on)
        with pytest.raises(Refusal, match="No seat"):
            do(session, "guest.attend", MIA, guest=first.id)
        do(session, "guest.attend", MIA, guest=new.id)
        do(session, "marketing_event.hold", MIA, document=fair.id)
        session.expire_all()
        assert guests(session) == {"Ann": "missed", "Bob": "declined", "Zoe": "attended"}
        planned = session.scalars(select(Activity).where(Activity.subject == "Open day: Zoe")).one()
        assert (planned.owner, planned.about_kind, planned.about) == ("Mia", "lead", asked.id)
        assert planned.due == fair.on + datetime.timedelta(days=2)


def test_the_waiting_list_keeps_its_order(session: Session) -> None:
    fair = event(session, 1)
    do(session, "marketing_event.open", MIA, document=fair.id)
    made = [do(session, "guest.register", MIA, event=fair.id, name=name) for name in "ABC"]
    do(session, "guest.decline", MIA, guest=made[1].id)
    do(session, "guest.register", MIA, event=fair.id, name="D")
    do(session, "guest.decline", MIA, guest=made[0].id)
    assert guests(session) == {"A": "declined", "B": "declined", "C": "registered", "D": "waiting"}
    assert marketing_events.taken(session, fair.id) == 1
    do(session, "marketing_event.cancel", MIA, document=fair.id)
    session.expire_all()
    assert set(guests(session).values()) == {"declined"}


def test_who_declined_may_come_all_the_same(session: Session) -> None:
    ann, fair = person(session, "Ann"), event(session, 5)
    do(session, "marketing_event.open", MIA, document=fair.id)
    for _ in range(2):
        one = do(session, "guest.register", MIA, event=fair.id, contact=ann.id)
        do(session, "guest.decline", MIA, guest=one.id)
    assert guests(session) == {"Ann": "declined"}
    with pytest.raises(Refusal, match="not expected"):
        do(session, "guest.decline", MIA, guest=one.id)
    to_day(session, fair.on)
    do(session, "guest.attend", MIA, guest=one.id)
    with pytest.raises(Refusal, match="on the list already"):
        do(session, "guest.register", MIA, event=fair.id, contact=ann.id)


def test_what_cannot_be(session: Session) -> None:
    today = clock.today(session)
    good = {"name": "x", "on": today, "seats": 1}
    for wrong, said in (
        ({"name": " "}, "name is needed"), ({"seats": 0}, "seats"), ({"owner": "Nobody"}, "Nobody"),
        ({"on": today - datetime.timedelta(days=1)}, "is over"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=said):
            do(session, "marketing_event.create", MIA, **{**good, **wrong})
    fair = event(session)
    do(session, "marketing_event.open", MIA, document=fair.id, segment=segment(session).id)
    with pytest.raises(Refusal, match="name is needed"):
        do(session, "guest.register", MIA, event=fair.id, email="new@example.org")
    with pytest.raises(NotFound):
        do(session, "guest.attend", MIA, guest=99)
