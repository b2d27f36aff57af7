"""Partners: whom they serve, what they register, and who gets a customer whom two want."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm import partners
from advisor.sandbox.crm.contact_tables import DealRegistration
from advisor.sandbox.crm.tables import Contact, Deal
from advisor.sandbox.days import advance
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.meeting import ANN, contact
from tests.sandbox.making import BOSS, do, units


def three(session: Session) -> tuple[Contact, Contact, Contact]:
    """Two partners and a customer whom both want."""
    one, two = (contact(session, name, partner=True) for name in ("North", "South"))
    return one, two, contact(session, "Acme", customer=True)


def register(session: Session, partner: Contact, customer: Contact, **more: object) -> DealRegistration:
    made = do(session, "partner.register_deal", ANN, partner=partner.id, contact=customer.id, **more)
    assert isinstance(made, DealRegistration)
    return made


def test_a_customer_has_one_partner_at_most(session: Session) -> None:
    north, south, acme = three(session)
    do(session, "partner.serve", ANN, partner=north.id, customer=acme.id)
    assert partners.server(session, acme.id) is north
    with pytest.raises(Refusal, match="Acme is served by North"):
        do(session, "partner.serve", ANN, partner=south.id, customer=acme.id)
    do(session, "partner.release", ANN, customer=acme.id)
    with pytest.raises(Refusal, match="No partner serves Acme"):
        do(session, "partner.release", ANN, customer=acme.id)
    do(session, "partner.serve", ANN, partner=south.id, customer=acme.id)
    for partner, customer in ((acme, north), (north, north)):
        with pytest.raises(Refusal):
            do(session, "partner.serve", ANN, partner=partner.id, customer=customer.id)


def test_what_a_partner_brings(session: Session) -> None:
    north, south, acme = three(session)
    do(session, "partner.terms", BOSS, partner=north.id, commission=units(5))
    do(session, "partner.terms", BOSS, partner=north.id, commission=units("7.5"))
    do(session, "partner.serve", ANN, partner=north.id, customer=acme.id)
    first = register(session, north, acme, amount=units(1000), name="Machines")
    register(session, north, acme, amount=units(300))  # again by the same partner: no conflict
    do(session, "deal.win", ANN, document=first.deal_id)
    found = partners.sums(session, [north.id, south.id])
    assert found[north.id] == partners.Sums(customers=1, open=1, pipeline=30_000, wins=1, won=100_000, share=750)
    assert (found[north.id].commission, found[south.id]) == (7_500, partners.Sums())
    for wrong in (units(101), units(-1), units("1.234")):
        with pytest.raises(Refusal):
            do(session, "partner.terms", BOSS, partner=north.id, commission=wrong)


def test_a_known_deal_becomes_the_partners(session: Session) -> None:
    north, _, acme = three(session)
    deal = do(session, "deal.create", ANN, contact=acme.id, amount=units(10))
    other = do(session, "deal.create", ANN, contact=contact(session, "Other").id)
    assert register(session, north, acme, deal=deal.id).deal_id == deal.id
    assert deal.partner_id == north.id
    for wrong in ({"deal": other.id}, {"deal": 99}):
        with pytest.raises(Refusal, match="somebody else"):
            register(session, north, acme, **wrong)
    with pytest.raises(Refusal):
        register(session, north, north)


@pytest.mark.parametrize("do_what", ["award", "refuse"])
def test_two_who_want_the_same_customer(session: Session, do_what: str) -> None:
    north, south, acme = three(session)
    first, second = register(session, north, acme, amount=units(10)), register(session, south, acme, amount=units(20))
    assert (first.state, second.state, second.against_id, second.deal_id) == ("held", "conflict", first.id, None)
    with pytest.raises(WrongRole):
        do(session, f"deal_registration.{do_what}", ANN, document=second.id)
    do(session, f"deal_registration.{do_what}", BOSS, document=second.id, reason="They know them")
    deal = session.scalars(select(Deal)).one()  # one customer, one deal
    if do_what == "award":
        assert (first.state, second.state, deal.partner_id, second.deal_id) == ("refused", "held", south.id, deal.id)
    else:
        assert (first.state, second.state, deal.partner_id, second.deal_id) == ("held", "refused", north.id, None)
    assert (second.decided_by, second.reason) == ("Robin", "They know them")
    assert [one.what for one in history(session, "deal_registration", second.id)] == ["create", "contest", do_what]


def test_a_registration_holds_for_ninety_days(session: Session) -> None:
    north, south, acme = three(session)
    first = register(session, north, acme)
    for _ in range(13):
        advance(session, BOSS, to="week")
    today = DAY + datetime.timedelta(days=91)
    assert session.scalars(select(DealRegistration.id).where(partners.expired(today))).all() == [first.id]
    assert register(session, south, acme).state == "held"
    assert session.scalar(select(func.count()).select_from(Deal)) == 2
