"""Funnel, cohorts, customer value, channels and lost reasons: each figure follows from the rows."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import clock
from advisor.sandbox.crm import analytics
from advisor.sandbox.crm.analytics import ChannelResult, Span, Stage
from advisor.sandbox.crm.marketing_tables import Mail
from advisor.sandbox.crm.tables import Deal
from tests.sandbox.crm.promoting import MIA, campaign, event, lead, mailing, person, segment, to_day, won
from tests.sandbox.making import do, units

D = datetime.date
YEAR = Span(D(2026, 1, 1), D(2026, 12, 31))


def later(session: Session, days: int) -> None:
    to_day(session, clock.today(session) + datetime.timedelta(days=days))


def test_the_funnel_counts_leads_and_the_days_between(books: Database) -> None:
    with books.session() as session:
        assert [stage.count for stage in analytics.funnel(session, YEAR)] == [0, 0, 0, 0]
        made = [lead(session, email=f"l{n}@example.org", budget=units(100)) for n in range(5)]
        later(session, 2)
        do(session, "lead.qualify", document=made[0].id)
        do(session, "lead.qualify", document=made[1].id)
        later(session, 1)
        for one in made[:3]:
            do(session, "lead.convert", document=one.id)
        later(session, 10)
        do(session, "deal.win", document=made[0].deal_id)
        do(session, "deal.lose", document=made[1].deal_id, reason="Price")
        do(session, "lead.lose", document=made[3].id, reason="No answer")
        assert analytics.funnel(session, YEAR) == [
            Stage("leads", 5), Stage("qualified", 3, 2.0), Stage("deals", 3, 3.0), Stage("won", 1, 10.0),
        ]  # fmt: skip
        before = Span(D(2025, 1, 1), D(2025, 12, 31))
        assert [stage.count for stage in analytics.funnel(session, before)] == [0, 0, 0, 0]


def test_cohorts_are_by_the_month_of_the_first_purchase(session: Session) -> None:
    assert analytics.cohorts(session) == []
    ann, bob, cid = (person(session, name) for name in ("Ann", "Bob", "Cid"))
    for day, buyers in (("2025-12-30", [ann, bob]), ("2026-01-15", [ann, ann]), ("2026-03-01", [bob, cid])):
        to_day(session, D.fromisoformat(day))
        for one in buyers:
            won(session, one, 10)
    found = [(one.first, one.size, one.bought) for one in analytics.cohorts(session)]
    assert found == [(D(2025, 12, 1), 2, (2, 1, 0, 1)), (D(2026, 3, 1), 1, (1,))]
    assert len(analytics.cohorts(session, 1)) == 1


def test_who_brings_most_is_an_a_customer(session: Session) -> None:
    people = [person(session, name) for name in ("Ann", "Bob", "Cid", "Dan")]
    for one, amounts in zip(people, ([700, 100], [150], [40], []), strict=True):
        for amount in amounts:
            won(session, one, amount)
    do(session, "deal.create", contact=people[3].id, amount=units(999))
    rows = session.execute(analytics.customers(session).order_by("id")).all()
    assert [(row.id, row.won, row.deals, row.grade) for row in rows] == [
        (people[0].id, 80_000, 2, "A"), (people[1].id, 15_000, 1, "B"), (people[2].id, 4_000, 1, "C"),
    ]  # fmt: skip
    assert rows[0].last == clock.today(session)


def test_revenue_is_shared_among_what_touched_the_customer(books: Database) -> None:
    with books.session() as session:
        ann, bob = person(session, "Ann"), person(session, "Bob")
        asked = lead(session, email="ann@example.org", source="web")
        do(session, "lead.convert", document=asked.id, deal=False)
        later(session, 1)
        mailing(session, 0, segment=segment(session, ("city", "is", "Bern")).id)
        mail = session.scalars(select(Mail).where(Mail.contact_id == ann.id)).one()
        do(session, "mail.click", mail=mail.id)
        fair = event(session)
        do(session, "marketing_event.open", MIA, document=fair.id)
        guest = do(session, "guest.register", MIA, event=fair.id, contact=ann.id)
        later(session, 7)
        do(session, "guest.attend", MIA, guest=guest.id)
        won(session, ann, "100.00")
        ads = campaign(session, channel="ads", segment=None)
        won(session, bob, "50.01", campaign=ads.id)
        won(session, person(session, "Cid"), 7, source="referral")
        won(session, person(session, "Dan"), 3)
        later(session, 1)
        do(session, "campaign.respond", MIA, campaign=ads.id, contact=ann.id)
        assert analytics.attribution(session, YEAR) == [
            ChannelResult("ads", 1, 1, 5_001, 5_001),
            ChannelResult("web", 1, 1, 10_000, 3_334),
            ChannelResult("email", 0, 0, 0, 3_333),
            ChannelResult("event", 0, 0, 0, 3_333),
            ChannelResult("referral", 0, 1, 700, 700),
            ChannelResult("", 0, 1, 300, 300),
        ]
        assert [(one.size, one.bought) for one in analytics.cohorts(session)] == [(4, (4,))]
        assert [row.grade for row in session.execute(analytics.customers(session).order_by("id"))] == list("AABC")


def test_lost_reasons(session: Session) -> None:
    ann = person(session, "Ann")
    for amount, reason in ((10, "Price"), (30, "Too late"), (5, "Price")):
        made = do(session, "deal.create", contact=ann.id, amount=units(amount))
        do(session, "deal.lose", document=made.id, reason=reason)
    found = [(one.reason, one.deals, one.amount) for one in analytics.lost(session, YEAR)]
    assert found == [("Too late", 1, 3_000), ("Price", 2, 1_500)]


def test_other_currencies_are_left_out(session: Session) -> None:
    made = won(session, person(session, "Ann"), 10)
    made.currency = "USD"
    session.flush()
    assert session.execute(analytics.customers(session)).all() == []
    assert analytics.attribution(session, YEAR) == analytics.cohorts(session) == []


STEPS = st.lists(st.tuples(st.sampled_from("LCW"), st.integers(0, 2), st.integers(1, 9999)), max_size=14)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_what_is_shared_is_what_was_won(session: Session, walk: list[tuple[str, int, int]]) -> None:
    """Leads, campaign answers and wins of three customers in any order: both ways add up to the cent."""
    with session.begin_nested() as inside:
        people = [person(session, f"P{n}") for n in range(3)]
        channels: tuple[Any, ...] = ("phone", "email", "social")
        running = [campaign(session, name=one, channel=one, segment=None) for one in ("ads", "social")]
        for what, number, amount in walk:
            if what == "L":
                one = lead(session, email=people[number].email, source=channels[number])
                do(session, "lead.convert", document=one.id, deal=False)
            elif what == "C":
                do(session, "campaign.respond", MIA, campaign=running[number % 2].id, contact=people[number].id)
            elif what == "W":
                won(session, people[number], str(units(amount) / 100))
            later(session, number)
        total = session.scalar(select(func.coalesce(func.sum(Deal.amount), 0)).where(Deal.state == "won"))
        found = analytics.attribution(session, Span(D(2026, 1, 1), D(2030, 1, 1)))
        assert (sum(one.first for one in found), sum(one.equal for one in found)) == (total, total)
        assert all(a.equal >= b.equal for a, b in pairwise(found))
        inside.rollback()
    session.expire_all()
