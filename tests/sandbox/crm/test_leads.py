"""Enquiries: whose they are, how soon they are answered, and what becomes of them."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm import leads
from advisor.sandbox.crm.tables import Activity, Contact, Deal, Interaction
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, SELLER, do, units
from tests.sandbox.pipeline import MARKETER, colleague, contact, lead, modules

NINE = datetime.datetime.combine(DAY, datetime.time(9))


def test_an_enquiry_comes_in(session: Session) -> None:
    made = lead(session, company=" Acme ", person="Ann", email="ann@acme.example", wish="Pumps", budget=units(500))
    assert (made.number, made.state, made.company, made.budget) == ("LD-0001", "new", "Acme", 50_000)
    assert (made.on, made.at, made.owner, made.answered) == (DAY, NINE, "", None)
    assert leads.named(lead(session, person="Bob")) == "Bob"
    with pytest.raises(Refusal, match="is needed"):
        lead(session, phone="123456")
    with pytest.raises(Refusal, match="nought or more"):
        lead(session, person="Bob", employees=-1)


def test_the_least_busy_seller_gets_it(books: Database) -> None:
    with books.session() as session:
        modules(session, "crm-contacts", "crm-activities", "crm-leads")  # no rule assigns
        first = lead(session, person="Nobody sells")
        with pytest.raises(Refusal, match="Nobody sells here yet"):
            do(session, "lead.assign", SELLER, document=first.id)
        for name in ("Sam", "Lee"):
            colleague(session, name)
        colleague(session, "Mia", "marketing")
        made = [lead(session, person=str(number)) for number in range(4)]
        for one in made:
            do(session, "lead.assign", SELLER, document=one.id)
        assert [one.owner for one in made] == ["Sam", "Lee", "Sam", "Lee"]
        do(session, "lead.lose", SELLER, document=made[3].id, reason="a test")
        assert leads.least_busy(session) == "Lee"
        do(session, "lead.assign", SELLER, document=first.id, owner="Mia")
        assert (first.owner, first.state) == ("Mia", "working")


def test_the_first_answer_counts(session: Session) -> None:
    made = lead(session, person="Ann", email="ann@acme.example")
    for _ in range(2):
        do(session, "clock.advance", to="hour")
    do(session, "lead.answer", SELLER, document=made.id, text="Hello")
    assert made.state == "working"
    assert made.answered is not None
    assert made.answered - made.at == datetime.timedelta(hours=2)
    do(session, "lead.qualify", SELLER, document=made.id)
    do(session, "clock.advance", to="day")
    do(session, "lead.answer", SELLER, document=made.id, channel="phone", text="Hello again")
    assert (made.state, made.answered.date()) == ("qualified", DAY)
    said = session.scalars(select(Interaction).where(Interaction.lead_id == made.id).order_by(Interaction.id)).all()
    assert [(one.way, one.channel, one.text) for one in said] == [
        ("out", "email", "Hello"),
        ("out", "phone", "Hello again"),
    ]


def test_conversion_makes_organisation_person_and_deal_once(books: Database) -> None:
    with books.session() as session:
        sam = colleague(session, "Sam")
        made = lead(
            session, company="Acme", person="Ann", email="ann@acme.example", phone="+49 30 1234567", budget=units(700),
            source="fair", owner=sam,
        )  # fmt: skip
        do(session, "lead.answer", SELLER, document=made.id, text="Hello")
        planned = do(session, "activity.create", SELLER, subject="Call", about_kind="lead", about=made.id)
        do(session, "lead.convert", SELLER, document=made.id, name="Pumps for Acme")
        acme, ann = session.scalars(select(Contact).order_by(Contact.id)).all()
        assert (acme.name, acme.kind, acme.lead, acme.owner, acme.source) == ("Acme", "organisation", True, sam, "fair")
        assert (ann.name, ann.kind, ann.organisation_id, ann.email) == ("Ann", "person", acme.id, "ann@acme.example")
        deal = session.get_one(Deal, made.deal_id)
        assert (deal.name, deal.contact_id, deal.amount, deal.owner) == ("Pumps for Acme", acme.id, 70_000, sam)
        assert (made.state, made.contact_id) == ("converted", acme.id)
        session.refresh(planned)
        assert planned.contact_id == session.scalar(select(Interaction.contact_id)) == acme.id
        with pytest.raises(Refusal, match="state it is in now"):
            do(session, "lead.convert", SELLER, document=made.id)


def test_the_same_mail_is_the_same_contact_the_same_telephone_is_not(session: Session) -> None:
    acme = contact(session, "Acme", phone="+49 30 1234567")
    ann = contact(session, "Ann", kind="person", organisation=acme.id, email="Ann@acme.example")
    again = lead(session, person="A. Smith", email="ann@ACME.example", company="Acme Ltd")
    do(session, "lead.convert", SELLER, document=again.id, deal=False)
    assert (again.contact_id, again.deal_id) == (acme.id, None)
    neighbour = lead(session, company="Neighbour", phone="+49 (0)30 123 45 67")
    assert leads.by_phone(session, neighbour) == [acme]
    do(session, "lead.convert", SELLER, document=neighbour.id, amount=units(5))
    assert neighbour.contact_id not in (acme.id, ann.id)
    assert session.get_one(Deal, neighbour.deal_id).amount == 500
    chosen = lead(session, person="Zed")
    do(session, "lead.convert", SELLER, document=chosen.id, contact=ann.id, deal=False)
    assert chosen.contact_id == ann.id
    alone = lead(session, email="x@y.example")
    do(session, "lead.convert", SELLER, document=alone.id, deal=False)
    assert session.get_one(Contact, alone.contact_id).kind == "person"
    assert session.scalar(select(func.count()).select_from(Contact)) == 4
    assert session.scalar(select(func.count()).select_from(Activity)) == 4  # a rule wants every enquiry called back


def test_lost_for_a_reason_and_revived(session: Session) -> None:
    made = lead(session, person="Ann")
    with pytest.raises(Refusal, match="Say why"):
        do(session, "lead.lose", SELLER, document=made.id, reason="  ")
    do(session, "lead.lose", SELLER, document=made.id, reason="no budget")
    assert (made.state, made.lost_reason) == ("lost", "no budget")
    with pytest.raises(Refusal, match="Revive it"):
        do(session, "lead.change", SELLER, document=made.id, city="Graz")
    do(session, "lead.revive", SELLER, document=made.id)
    do(session, "lead.change", SELLER, document=made.id, city="Graz")
    assert (made.state, made.lost_reason, made.city) == ("working", "", "Graz")


def test_without_a_pipeline_only_the_contact_is_made(session: Session) -> None:
    modules(session, "crm-contacts", "crm-leads")
    made = lead(session, company="Acme", city="Graz", phone="+43 316 123456")
    do(session, "lead.convert", SELLER, document=made.id)
    acme = session.get_one(Contact, made.contact_id)
    assert (made.state, made.deal_id, acme.city, acme.phone) == ("converted", None, "Graz", "+43 316 123456")


def test_changes_of_an_enquiry_change_its_points(session: Session) -> None:
    sam = colleague(session, "Sam")
    made = lead(session, company="Acme", email="a@acme.example")
    assert (made.owner, made.score) == (sam, 20)
    do(session, "lead.change", SELLER, document=made.id, company="", person="Ann", phone="0316 123456")
    assert (made.company, made.person, made.score) == ("", "Ann", 20)
    do(session, "lead.change", SELLER, document=made.id, person="Ann")
    changes = [one.values for one in events.history(session, "lead", made.id) if one.what == "change"]
    assert changes == [{"fields": ["company", "person", "phone"]}]
    with pytest.raises(Refusal, match="is needed"):
        do(session, "lead.change", SELLER, document=made.id, person="", email="")


def test_who_may_do_what(session: Session) -> None:
    made = lead(session, person="Ann")
    with pytest.raises(WrongRole):
        do(session, "lead.convert", MARKETER, document=made.id)
    do(session, "lead.qualify", MARKETER, document=made.id)
    with pytest.raises(WrongRole):
        do(session, "lead.create", BOOKKEEPER, person="Bob")
    assert made.state == "qualified"
