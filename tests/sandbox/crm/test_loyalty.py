"""Points are earned, used and expire; a balance is never below nought."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import loyalty
from advisor.sandbox.crm.loyalty import Retention
from advisor.sandbox.crm.marketing_tables import Points
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.crm.promoting import person, to_day, won
from tests.sandbox.making import do, units


def joined(session: Session, name: str = "Ann") -> Contact:
    made = person(session, name)
    do(session, "loyalty.join", contact=made.id)
    return made


def rows(session: Session) -> list[tuple[str, int]]:
    return [(one.kind, one.points) for one in session.scalars(select(Points).order_by(Points.id))]


def test_members_earn_with_won_deals(session: Session) -> None:
    ann, bob = joined(session), person(session, "Bob")
    won(session, ann, "1250.90")
    won(session, bob, 99)
    assert (loyalty.standing(session, bob.id), rows(session)) == (None, [("earned", 1250)])
    stands = loyalty.standing(session, ann.id)
    assert stands is not None
    assert (stands.balance, stands.worth, stands.earned, stands.tier.code) == (1250, 2500, 1250, "silver")
    do(session, "loyalty.use", contact=ann.id, points=1000)
    after = loyalty.standing(session, ann.id)
    assert after is not None
    assert (after.balance, after.tier.code, after.tier.discount) == (250, "silver", 3), "used points still count"
    with pytest.raises(Refusal, match="250 points"):
        do(session, "loyalty.use", contact=ann.id, points=251)


def test_a_deal_that_is_opened_again_gives_its_points_back(session: Session) -> None:
    ann = joined(session)
    first = won(session, ann, 100)
    do(session, "deal.reopen", document=first.id)
    do(session, "deal.win", document=first.id)
    do(session, "loyalty.use", contact=ann.id, points=60)
    do(session, "deal.reopen", document=first.id)
    assert rows(session) == [("earned", 100), ("reversed", -100), ("earned", 100), ("used", -60), ("reversed", -40)]
    assert loyalty.balance(session, ann.id) == 0


def test_what_was_not_used_in_a_year_is_gone(books: Database) -> None:
    with books.session() as session:
        ann, start = joined(session), clock.today(session)
        won(session, ann, 300)
        to_day(session, start + datetime.timedelta(days=100))
        won(session, ann, 200)
        do(session, "loyalty.use", contact=ann.id, points=120)
        to_day(session, start + datetime.timedelta(days=364))
        assert (loyalty.expire(session), loyalty.balance(session, ann.id)) == (0, 380)
        to_day(session, start + datetime.timedelta(days=365))
        assert [loyalty.expire(session), loyalty.expire(session)] == [1, 0], "the oldest were used first"
        assert loyalty.balance(session, ann.id) == 200
        to_day(session, start + datetime.timedelta(days=465))
        loyalty.expire(session)
        assert rows(session)[-2:] == [("expired", -180), ("expired", -200)]
        stands = loyalty.standing(session, ann.id)
        assert stands is not None
        assert (stands.balance, stands.earned, stands.tier.code) == (0, 0, "base")


def test_what_cannot_be(session: Session) -> None:
    ann, bob = joined(session), person(session, "Bob")
    for verb, given_, said in (
        ("loyalty.join", {"contact": ann.id}, "already"),
        ("loyalty.join", {"contact": 99}, "no such contact"),
        ("loyalty.give", {"contact": bob.id, "points": 5, "reason": "x"}, "join first"),
        ("loyalty.give", {"contact": ann.id, "points": 0, "reason": "x"}, "above nought"),
        ("loyalty.give", {"contact": ann.id, "points": 5, "reason": " "}, "reason"),
        ("loyalty.use", {"contact": ann.id, "points": -5}, "above nought"),
        ("loyalty.use", {"contact": bob.id, "points": 1}, "There are 0"),
    ):
        with pytest.raises(Refusal, match=said):
            do(session, verb, **given_)
    assert loyalty.earn(session, loyalty.SYSTEM, ann.id, 99) == 0, "less than a whole unit"


def test_a_module_that_is_off_counts_nothing(session: Session) -> None:
    ann = joined(session)
    clock.trial(session).modules = ["crm-contacts", "crm-pipeline", "crm-activities"]
    won(session, ann, 500)
    assert rows(session) == []


def test_tiers_are_data_of_the_trial(session: Session) -> None:
    clock.trial(session).settings = {"loyalty": {"tiers": [{"code": "star", "points": 0, "discount": 9}], "worth": 10}}
    ann = joined(session)
    won(session, ann, 5)
    stands = loyalty.standing(session, ann.id)
    assert stands is not None
    assert (stands.tier.code, stands.tier.discount, stands.worth) == ("star", 9, 50)


def test_members_come_back_more_often(books: Database) -> None:
    with books.session() as session:
        assert loyalty.retention(session) == (Retention(0, 0), Retention(0, 0))
        ann, bob, cid = joined(session), person(session, "Bob"), person(session, "Cid")
        for contact in (ann, ann, bob, cid, cid):
            won(session, contact, 10)
        members, others = loyalty.retention(session)
        assert (members, others) == (Retention(1, 1), Retention(2, 1))
        assert (members.share, others.share, Retention(0, 0).share) == (1.0, 0.5, 0.0)


def test_a_year_before_a_leap_day() -> None:
    assert loyalty.year_before(datetime.date(2028, 2, 29)) == datetime.date(2027, 2, 28)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["win", "use", "wait", "reopen"]), st.integers(1, 400)), max_size=12))
def test_points_are_never_below_nought(session: Session, walk: list[tuple[str, int]]) -> None:
    with session.begin_nested() as inside:
        ann = joined(session)
        deals = []
        for what, number in walk:
            if what == "win":
                deals.append(won(session, ann, units(number)))
            elif what == "use":
                left = loyalty.balance(session, ann.id)
                if number > left:
                    with pytest.raises(Refusal):
                        do(session, "loyalty.use", contact=ann.id, points=number)
                else:
                    do(session, "loyalty.use", contact=ann.id, points=number)
            elif what == "wait":
                to_day(session, clock.today(session) + datetime.timedelta(days=number))
                loyalty.expire(session)
            elif deals:
                do(session, "deal.reopen", document=deals.pop().id)
            assert loyalty.balance(session, ann.id) >= 0, walk
        inside.rollback()
    session.expire_all()
