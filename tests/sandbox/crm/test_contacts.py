"""Contacts: what is entered, refused, changed; who may get mail; where merged ones are found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm import contacts
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.meeting import ANN, contact, member
from tests.sandbox.making import do


def test_a_new_contact_gets_code_keys_and_day(books: Database) -> None:
    with books.session() as session:
        member(session)
        acme = contact(session, " Acme Ltd ", email=" A@Acme.example", customer=True, partner=True, owner="Ann")
        assert (acme.code, acme.name, acme.email, acme.email_key) == (
            "C0001", "Acme Ltd", "A@Acme.example", "a@acme.example",
        )  # fmt: skip
        assert (acme.since, acme.customer, acme.partner, acme.lead, acme.owner) == (DAY, True, True, False, "Ann")
        lee = contact(session, "Ann Lee", kind="person", organisation=acme.id, code="C0002")
        assert (lee.organisation_id, lee.code) == (acme.id, "C0002")
        assert contact(session, "Third").code == "C0003"  # the drawn one was taken
        assert [(one.what, one.contact_id) for one in history(session, "contact", acme.id)] == [("create", acme.id)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "acme"}, "email"),
        ({"email": "a b@acme.example"}, "email"),
        ({"code": "C0001"}, "code"),
        ({"owner": "Zoe"}, "owner"),
        ({"organisation": 1}, "organisation"),
        ({"organisation": 2, "kind": "person"}, "organisation"),
        ({"organisation": 99, "kind": "person"}, "contact"),
        ({"email": "a@ACME.example"}, "email"),
        ({"tax_number": "DE-1 2"}, "tax_number"),
    ],
)
def test_what_cannot_be_entered(session: Session, given: dict[str, object], field: str) -> None:
    contact(session, "Acme", email="a@acme.example", tax_number="DE12")
    contact(session, "Lee", kind="person")
    with pytest.raises(Refusal) as refused:
        contact(session, **{"name": "New", **given})  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_duplicate_is_named_and_may_be_entered_anyway(session: Session) -> None:
    contact(session, "Acme", email="a@acme.example", phone="+49 30 1234567")
    with pytest.raises(Refusal, match="the same e-mail") as refused:
        contact(session, "New", email="A@acme.example")
    assert refused.value.values["name"] == "Acme" and refused.value.values["code"] == "C0001"
    session.rollback()
    contact(session, "Acme", email="a@acme.example")
    contact(session, "ACME Ltd", phone="0049 30 1234567")  # name and telephone only warn
    assert contact(session, "New", email="A@acme.example", anyway=True).email_key == "a@acme.example"


def test_what_is_changed_is_told_and_checked_again(session: Session) -> None:
    acme, other = contact(session, "Acme", email="a@acme.example"), contact(session, "Other")
    do(session, "contact.change", ANN, contact=other.id, phone="+49 30 1234567", supplier=True, name="Other")
    assert (other.phone_key, other.supplier) == ("49301234567", True)
    assert history(session, "contact", other.id)[-1].values == {"fields": ["supplier", "phone"]}
    with pytest.raises(Refusal):
        do(session, "contact.change", ANN, contact=other.id, email="A@acme.example")
    session.rollback()
    acme, other = contact(session, "Acme", email="a@acme.example"), contact(session, "Other")
    do(session, "contact.change", ANN, contact=other.id, email="A@acme.example", anyway=True)
    do(session, "contact.change", ANN, contact=other.id, note="A note changes nothing about that")
    do(session, "contact.change", ANN, contact=acme.id, active=False)
    assert (acme.active, acme.email_key, acme.name_key) == (False, "", "")


def test_an_owner_who_left_stays_until_somebody_else_is_named(session: Session) -> None:
    ann = member(session)
    acme = contact(session, owner="Ann")
    do(session, "member.change", member=ann.id, active=False)
    do(session, "contact.change", ANN, contact=acme.id, owner="Ann", city="Ulm")
    assert (acme.owner, acme.city) == ("Ann", "Ulm")
    with pytest.raises(Refusal):
        contact(session, "New", owner="Ann")


def test_who_may_get_mailings(session: Session) -> None:
    never, given, refused, left = (contact(session, name, email=f"{name}@a.example") for name in "abcd")
    contact(session, "No address")
    out = contact(session, "Out", email="out@a.example")
    do(session, "contact.consent", ANN, contact=given.id, consent="given")
    do(session, "contact.consent", ANN, contact=refused.id, consent="refused")
    do(session, "contact.unsubscribe", ANN, contact=left.id)
    do(session, "contact.unsubscribe", ANN, contact=left.id)
    do(session, "contact.change", ANN, contact=out.id, active=False)
    every = session.scalars(select(Contact)).all()
    assert [one.name for one in every if contacts.may_mail(one)] == ["a", "b"]
    assert session.scalars(select(Contact.name).where(contacts.mailable()).order_by(Contact.id)).all() == ["a", "b"]
    assert (never.consent, left.unsubscribed) == ("", DAY)
    assert [one.what for one in history(session, "contact", left.id)] == ["create", "unsubscribe"]
    do(session, "contact.consent", ANN, contact=left.id, consent="given")
    assert contacts.may_mail(left)
    assert history(session, "contact", left.id)[-1].what == "consent_given"


def test_only_those_who_meet_customers(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "contact.create", Actor("Wen", "warehouse"), name="Acme")
    with pytest.raises(Refusal, match="no such contact"):
        do(session, "contact.unsubscribe", ANN, contact=99)


def test_two_who_enter_the_same_contact_at_once(postgres_books: Database) -> None:
    def enter(name: str) -> str:
        try:
            with postgres_books.session() as session:
                contact(session, name, email="a@acme.example")
        except Refusal:
            return "refused"
        return "entered"

    with postgres_books.session() as session:
        contact(session, "First")  # the sequence of codes has begun
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, ("Acme", "Acme Ltd"))) == ["entered", "refused"]
