"""Segments are found anew each time, on both databases; offers follow them."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm import segments
from advisor.sandbox.crm.segments import AGO, FLAGS, NAMES, TOTALS, WORDS, Condition, fitting, members
from tests.sandbox.crm.promoting import MIA, after, campaign, event, person, segment, to_day, who, won
from tests.sandbox.making import SELLER, do, units


def test_words_roles_numbers_and_days(books: Database) -> None:
    with books.session() as session:
        ann, bob = person(session, "Ann"), person(session, "Bob", city="Lyon", industry="Food and drink")
        cid = person(session, "Cid", customer=False, supplier=True)
        won(session, ann, 600)
        won(session, ann, "400.50")
        won(session, bob, 1000)
        assert who(session) == {"Ann", "Bob", "Cid"}
        assert who(session, ("role", "is", "customer")) == {"Ann", "Bob"}
        assert who(session, ("role", "is_not", "customer"), ("city", "is", "Bern")) == {"Cid"}
        assert who(session, ("industry", "has", "food")) == {"Bob"}
        assert who(session, ("city", "is_not", "Lyon")) == {"Ann", "Cid"}
        assert who(session, ("deals", "at_least", "2")) == {"Ann"}
        assert who(session, ("deals", "at_most", "1")) == {"Bob", "Cid"}
        assert who(session, ("deals", "at_least", "0")) == {"Ann", "Bob", "Cid"}
        assert who(session, ("won", "at_least", "1000.50")) == {"Ann"}
        assert who(session, ("won", "at_most", "1000")) == {"Bob", "Cid"}
        to_day(session, clock.today(session) + datetime.timedelta(days=30))
        won(session, bob, 1)
        dan = person(session, "Dan")
        assert who(session, ("last_won", "at_least", "30")) == {"Ann", "Cid", "Dan"}, "never is long ago"
        assert who(session, ("last_won", "at_most", "29")) == {"Bob"}
        assert who(session, ("last_won", "at_most", "30")) == {"Ann", "Bob"}
        assert who(session, ("since", "at_most", "29")) == {dan.name}
        do(session, "contact.change", contact=cid.id, active=False)
        assert who(session, ("role", "is", "supplier")) == set()


def test_behaviour_in_other_parts(session: Session) -> None:
    ann, bob = person(session, "Ann"), person(session, "Bob")
    assert who(session, ("open_ticket", "is", "yes")) == set()
    do(session, "ticket.open", contact=ann.id, subject="Broken")
    do(session, "activity.log", contact=bob.id, kind="call", subject="Called")
    do(session, "loyalty.join", contact=ann.id)
    do(session, "loyalty.give", contact=ann.id, points=1000, reason="Welcome")
    plan = do(session, "item.create", name="Monthly pass", price=units(50))
    do(session, "subscription.create", contact=bob.id, item=plan.id)
    of = campaign(session)
    do(session, "campaign.respond", MIA, campaign=of.id, contact=bob.id, text="Tell me more")
    fair = event(session)
    do(session, "marketing_event.open", MIA, document=fair.id)
    guest = do(session, "guest.register", MIA, event=fair.id, contact=ann.id)
    after(session, 7)
    do(session, "guest.attend", MIA, guest=guest.id)
    yes = {name: who(session, (name, "is", "yes")) for name in FLAGS}
    assert yes == {
        "open_ticket": {"Ann"}, "subscriber": {"Bob"}, "loyalty": {"Ann"}, "attended": {"Ann"}, "answered": {"Bob"},
    }  # fmt: skip
    assert who(session, ("open_ticket", "is", "no")) == {"Bob"}
    assert who(session, ("last_activity", "at_most", "7")) == {"Bob"}
    assert who(session, ("points", "at_least", "1000")) == who(session, ("tier", "is", "silver")) == {"Ann"}
    assert who(session, ("tier", "is_not", "silver")) == {"Bob"}
    assert (who(session, ("tier", "is", "base")), who(session, ("tier", "is", "gold"))) == (set(), set())


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (("city", "at_least", "3"), "city is not tested with at_least"),
        (("role", "is", "friend"), "no such role"),
        (("tier", "is", "platinum"), "no such tier"),
        (("open_ticket", "is", "maybe"), "yes or no"),
        (("deals", "at_least", "many"), "nought or more"),
        (("deals", "at_least", "-1"), "nought or more"),
        (("deals", "at_least", "1.5"), "whole number"),
        (("won", "at_least", "NaN"), "nought or more"),
        (("won", "at_least", "0.001"), "finer"),
    ],
)
def test_conditions_that_cannot_be_tested_are_refused(
    session: Session, condition: tuple[str, str, str], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        segment(session, condition)


def test_every_field_has_its_tests() -> None:
    assert set(NAMES) == {*WORDS, *FLAGS, *TOTALS, *AGO, "role", "tier"}
    assert all(fitting(name) for name in NAMES)


def test_a_segment_has_a_code_and_can_be_changed(session: Session) -> None:
    person(session, "Ann")
    first = segment(session, ("city", "is", "Bern"))
    named = do(session, "segment.create", MIA, name="All", code="all", conditions=[])
    assert (first.code, named.code, segments.size(session, segments.of(first))) == ("S0001", "all", 1)
    changed = [{"field": "city", "test": "is", "value": "Lyon"}]
    do(session, "segment.change", MIA, document=first.id, name="Lyon", conditions=changed)
    assert (first.name, segments.of(first)) == ("Lyon", [Condition(field="city", test="is", value="Lyon")])
    assert session.scalars(segments.members_of(session, first.id)).all() == []
    with pytest.raises(Refusal, match="all is taken"):
        do(session, "segment.create", MIA, name="Other", code="all", conditions=[])
    with pytest.raises(Refusal, match="name is needed"):
        do(session, "segment.create", MIA, name=" ", conditions=[])
    with pytest.raises(Refusal, match="12 conditions"):
        segment(session, *[("city", "is", "Bern")] * 13)
    with pytest.raises(NotFound):
        do(session, "segment.change", MIA, document=99, name="x", conditions=[])
    with pytest.raises(WrongRole):
        do(session, "segment.create", SELLER, name="x", conditions=[])


def test_offers_are_for_those_in_their_segment(session: Session) -> None:
    ann, bob = person(session, "Ann"), person(session, "Bob", city="Lyon")
    bern = segment(session, ("city", "is", "Bern"), name="Bern")
    today = clock.today(session)
    small = do(session, "offer.create", MIA, segment=bern.id, text="Coffee", until=today)
    large = do(session, "offer.create", MIA, segment=bern.id, text="Third one free", discount=units("33.33"))
    assert [(one.text, one.discount, why.name) for one, why in segments.offers_for(session, ann.id)] == [
        ("Third one free", 3333, "Bern"), ("Coffee", 0, "Bern"),
    ]  # fmt: skip
    assert segments.offers_for(session, bob.id) == []
    to_day(session, today + datetime.timedelta(days=1))
    assert [one.id for one, _ in segments.offers_for(session, ann.id)] == [large.id]
    do(session, "offer.stop", MIA, document=large.id)
    assert segments.offers_for(session, ann.id) == []
    assert small.until == today
    for wrong, said in (({"discount": units(101)}, "0 to 100"), ({"text": " "}, "text is needed")):
        with pytest.raises(Refusal, match=said):
            do(session, "offer.create", MIA, **{"segment": bern.id, "text": "x", **wrong})
    for verb, given in (("offer.stop", {"document": 99}), ("offer.create", {"segment": 99, "text": "x"})):
        with pytest.raises(NotFound):
            do(session, verb, MIA, **given)


def test_nobody_fulfils_what_nobody_does(session: Session) -> None:
    """Rows without a contact do not spoil the test for others."""
    ann = person(session, "Ann")
    do(session, "ticket.open", subject="Somebody called")
    asked = [Condition(field="open_ticket", test="is", value="no")]
    assert session.scalars(members(session, asked)).all() == [ann.id]
