"""Claims: within the time or as goodwill, repaired with a cost, and goods that come back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Event
from advisor.sandbox.crm import claims
from advisor.sandbox.crm.service_tables import Claim
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.serving import AGENT, BOSS, contact, do, item, step
from tests.sandbox.making import units


def claim(session: Session, kind: str = "warranty", bought: datetime.date = DAY, **more: Any) -> Claim:
    """The contact and item 1 unless others are named."""
    made = do(session, "claim.open", AGENT, kind=kind, bought=bought, **{"contact": 1, "item": 1, **more})
    assert isinstance(made, Claim)
    return made


@pytest.fixture
def sold(session: Session) -> Session:
    contact(session, "Acme")
    item(session, "Pump", warranty=24)
    return session


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-02", 24, "2028-03-02"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-12-15", 0, "2026-12-15"),
    ],
)
def test_months_later(day: str, months: int, later: str) -> None:
    found = claims.months_later(datetime.date.fromisoformat(day), months)
    assert found == datetime.date.fromisoformat(later)


def test_warranty_lasts_to_its_last_day(sold: Session) -> None:
    last = claim(sold, bought=datetime.date(2024, 3, 2), quantity=units(2))
    assert (last.number, last.state, last.ends, last.quantity) == ("WC-0001", "open", DAY, 2)
    step(sold, last, "accept")
    step(sold, last, "repair")
    assert (last.state, last.goodwill) == ("in_repair", False)
    step(sold, last, "finish", cost=units("12.50"), outcome="new seal")
    assert (last.state, last.cost, last.outcome, last.done) == ("done", 1250, "new seal", DAY)


def test_after_it_only_the_manager_accepts(sold: Session) -> None:
    over = claim(sold, bought=datetime.date(2024, 3, 1))
    with pytest.raises(Refusal, match="ended on") as caught:
        step(sold, over, "accept")
    assert caught.value.values["day"] == "2026-03-01"
    with pytest.raises(WrongRole, match="goodwill"):
        step(sold, over, "accept", goodwill=True)
    step(sold, over, "accept", BOSS, goodwill=True)
    assert (over.state, over.goodwill) == ("accepted", True)
    other = claim(sold, bought=datetime.date(2020, 3, 1))
    with pytest.raises(Refusal, match="why"):
        step(sold, other, "refuse", reason=" ")
    step(sold, other, "refuse", reason="too old")
    assert (other.state, other.outcome) == ("refused", "too old")


def test_a_repair_has_no_end_and_is_begun_before_it_is_done(sold: Session) -> None:
    old = claim(sold, "repair", datetime.date(2010, 1, 1))
    step(sold, old, "accept")
    with pytest.raises(Refusal, match="Begin the repair"):
        step(sold, old, "finish")
    step(sold, old, "repair")
    with pytest.raises(Refusal, match="nought or more"):
        step(sold, old, "finish", cost=units(-1))
    step(sold, old, "finish", cost=units(80))
    assert (old.ends, old.cost) == (None, 8000)


def test_goods_come_back_within_two_weeks(sold: Session) -> None:
    """The event of the return says all that the other side needs."""
    back = claim(sold, "return", DAY - datetime.timedelta(days=14), quantity=units(3))
    step(sold, back, "accept")
    with pytest.raises(Refusal, match="not repaired"):
        step(sold, back, "repair")
    step(sold, back, "finish")
    event = sold.scalars(select(Event).where(Event.kind == "claim", Event.what == claims.RETURNED)).one()
    assert event.values == {"item": 1, "code": sold.get_one(claims.Item, 1).code, "quantity": 3, "deal": None}
    assert event.contact_id == 1
    late = claim(sold, "return", DAY - datetime.timedelta(days=15))
    with pytest.raises(Refusal, match="ended on"):
        step(sold, late, "accept")


def test_what_cannot_be_claimed(sold: Session) -> None:
    item(sold, "Consulting", kind="service")
    for wrong in (
        {"bought": DAY + datetime.timedelta(days=1)},
        {"kind": "return", "item": 2},
        {"quantity": units("0.5")},
        {"contact": 9},
    ):
        with pytest.raises(Refusal):
            claim(sold, **wrong)
    for missing in ({"item": 9}, {"deal": 9}, {"ticket": 9}):
        with pytest.raises(NotFound):
            claim(sold, **missing)


def test_claims_by_item(sold: Session) -> None:
    item(sold, "Hose")
    for kind, what in (("warranty", 1), ("return", 1), ("return", 2)):
        claim(sold, kind, item=what)
    repaired = claim(sold, "repair")
    step(sold, repaired, "accept")
    step(sold, repaired, "repair")
    step(sold, repaired, "finish", cost=units(30))
    found = claims.by_item(sold, DAY, DAY)
    assert [(one.item.name, one.warranty, one.repair, one.back, one.still, one.cost, one.total) for one in found] == [
        ("Pump", 1, 1, 1, 2, 3000, 3),
        ("Hose", 0, 0, 1, 1, 0, 1),
    ]
    assert claims.by_item(sold, DAY - datetime.timedelta(days=9), DAY - datetime.timedelta(days=1)) == []
