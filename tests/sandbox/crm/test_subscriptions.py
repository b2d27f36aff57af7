"""Subscriptions are renewed on their day, frozen, cancelled at their end, and checked at the desk."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import subscriptions
from advisor.sandbox.crm.marketing_tables import Charge, CheckIn, Subscription
from advisor.sandbox.crm.subscriptions import later
from tests.sandbox.crm.promoting import person, to_day
from tests.sandbox.making import BOSS, do, units

D = datetime.date


def member(session: Session, name: str, **more: Any) -> Subscription:
    plan = do(session, "item.create", name=f"Pass of {name}", price=units(60), kind="service")
    made = do(session, "subscription.create", contact=person(session, name).id, item=plan.id, **more)
    assert isinstance(made, Subscription)
    return made


def charges(session: Session, of: Subscription) -> list[tuple[D, int]]:
    wanted = select(Charge).where(Charge.subscription_id == of.id).order_by(Charge.first)
    return [(one.first, one.amount) for one in session.scalars(wanted)]


def day(session: Session, text: str) -> int:
    """It is that day, and what is due is renewed."""
    to_day(session, D.fromisoformat(text))
    return subscriptions.renew_due(session)


def test_each_interval_is_charged_once_on_its_day(session: Session) -> None:
    to_day(session, D(2026, 1, 31))
    monthly, yearly = member(session, "Ann"), member(session, "Bob", interval="year", price=units(600))
    assert (monthly.number, monthly.next, charges(session, monthly)) == (
        "MB-0001", D(2026, 2, 28), [(D(2026, 1, 31), 6000)],
    )  # fmt: skip
    assert [day(session, "2026-02-27"), day(session, "2026-02-28"), day(session, "2026-02-28")] == [0, 1, 0]
    assert monthly.next == D(2026, 3, 31), "on the day on which it began, where a month has it"
    day(session, "2026-03-31")
    assert [first for first, _ in charges(session, monthly)] == [D(2026, 1, 31), D(2026, 2, 28), D(2026, 3, 31)]
    assert (yearly.next, charges(session, yearly)) == (D(2027, 1, 31), [(D(2026, 1, 31), 60_000)])
    assert subscriptions.recurring(session) == 6000 + 5000
    quarter = member(session, "Cid", interval="quarter", price=units(100))
    assert (quarter.next, subscriptions.recurring(session)) == (D(2026, 6, 30), 11_000 + 3333)


def test_one_that_began_long_ago_is_charged_up_to_today(session: Session) -> None:
    to_day(session, D(2026, 6, 15))
    old = member(session, "Ann", first=D(2026, 2, 10))
    assert subscriptions.renew_due(session) == 1
    assert (old.next, len(charges(session, old))) == (D(2026, 7, 10), 5)
    do(session, "subscription.renew", BOSS, document=old.id)
    assert old.next == D(2026, 8, 10)


def test_frozen_days_are_added_at_the_end(session: Session) -> None:
    to_day(session, D(2026, 3, 1))
    one = member(session, "Ann")
    day(session, "2026-03-20")
    do(session, "subscription.freeze", document=one.id)
    assert (day(session, "2026-04-10"), one.state) == (0, "frozen")
    do(session, "subscription.resume", document=one.id)
    assert (one.next, one.frozen, one.state) == (D(2026, 4, 22), None, "active")
    assert (day(session, "2026-04-22"), one.next) == (1, D(2026, 5, 22))


def test_cancelled_it_ends_with_the_time_that_is_paid(session: Session) -> None:
    to_day(session, D(2026, 3, 1))
    one, frozen, over = member(session, "Ann"), member(session, "Bob"), member(session, "Cid")
    with pytest.raises(Refusal, match="reason"):
        do(session, "subscription.cancel", document=one.id, reason=" ")
    do(session, "subscription.cancel", document=one.id, reason="Moves away")
    assert (one.state, one.ends, one.reason) == ("active", D(2026, 4, 1), "Moves away")
    for verb, given, said in (
        ("cancel", {"reason": "x"}, "2026-04-01"), ("renew", {}, "was cancelled"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=said):
            do(session, f"subscription.{verb}", document=one.id, **given)
    do(session, "subscription.freeze", document=frozen.id)
    to_day(session, D(2026, 3, 11))
    do(session, "subscription.cancel", document=frozen.id, reason="Ill")
    assert (frozen.state, frozen.ends) == ("active", D(2026, 4, 11))
    to_day(session, D(2026, 4, 1))
    do(session, "subscription.cancel", document=over.id, reason="Too dear")
    assert (over.state, over.ended) == ("ended", D(2026, 4, 1))
    subscriptions.renew_due(session)
    assert (one.state, one.ended, len(charges(session, one))) == ("ended", D(2026, 4, 1), 1)
    assert (frozen.state, subscriptions.recurring(session)) == ("active", 6000)


def test_who_comes_to_the_desk_is_checked(session: Session) -> None:
    one, guest = member(session, "Ann"), person(session, "Guest")
    do(session, "subscription.visit", contact=one.contact_id)
    assert session.scalars(select(CheckIn.at)).all() == [clock.now(session)]
    with pytest.raises(Refusal, match="Guest has no membership"):
        do(session, "subscription.visit", contact=guest.id)
    do(session, "subscription.freeze", document=one.id)
    with pytest.raises(Refusal, match="frozen or not paid"):
        do(session, "subscription.visit", contact=one.contact_id)


def test_months_and_churn(books: Database) -> None:
    with books.session() as session:
        to_day(session, D(2026, 1, 10))
        first = [member(session, name) for name in ("Ann", "Bob", "Cid", "Dan")]
        day(session, "2026-02-20")
        for one in first[:1]:
            do(session, "subscription.cancel", document=one.id, reason="x")
        member(session, "Eve")
        day(session, "2026-03-15")
        found = subscriptions.months(session, 3)
        assert [(one.members, one.joined, one.left, one.churn) for one in found] == [
            (0, 4, 0, None), (4, 1, 0, 0.0), (5, 0, 1, 0.2),
        ]  # fmt: skip
        assert [one.first for one in found] == [D(2026, 1, 1), D(2026, 2, 1), D(2026, 3, 1)]


def test_who_stays_away_is_at_risk(books: Database) -> None:
    with books.session() as session:
        to_day(session, D(2026, 3, 1))
        away, comes, cancelled = member(session, "Ann"), member(session, "Bob"), member(session, "Cid")
        member(session, "Year", interval="year")
        to_day(session, D(2026, 3, 24))
        assert subscriptions.at_risk(session) == [], "visits are not counted here"
        to_day(session, D(2026, 3, 1))
        do(session, "subscription.visit", contact=away.contact_id)
        to_day(session, D(2026, 3, 24))
        do(session, "subscription.visit", contact=comes.contact_id)
        do(session, "subscription.cancel", document=cancelled.id, reason="x")
        found = [(one.subscription.id, one.last, one.why) for one in subscriptions.at_risk(session)]
        assert found == [(away.id, D(2026, 3, 1), "away"), (cancelled.id, None, "cancelled")]


def test_what_cannot_be(session: Session) -> None:
    tomorrow = clock.today(session) + datetime.timedelta(days=1)
    for wrong, said in (({"first": tomorrow}, "still to come"), ({"price": units(-1)}, "nought")):
        with pytest.raises(Refusal, match=said):
            member(session, said.partition(" ")[0], **wrong)
    with pytest.raises(Refusal, match="no such item"):
        do(session, "subscription.create", contact=person(session, "Ann").id, item=99)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [(D(2026, 12, 31), 2, D(2027, 2, 28)), (D(2027, 2, 28), 1, D(2027, 3, 31)), (D(2026, 3, 31), -1, D(2026, 2, 28))],
)
def test_months_later(start: D, months: int, end: D) -> None:
    assert later(start, months, 31) == end
