"""Tables of the customer side: what the database itself refuses, and how rows begin."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.crm import tables
from advisor.sandbox.crm.tables import Contact, Item, Member
from tests.sandbox.conftest import DAY


def test_every_document_is_known_by_its_kind() -> None:
    shared = {"member", "contact", "item", "lead", "deal", "activity", "campaign", "segment", "ticket", "interaction"}
    assert {kind: MODELS[kind].__module__ for kind in shared} == dict.fromkeys(shared, tables.__name__)
    assert shared <= set(Table.metadata.tables)


def test_names_and_codes_belong_to_one(session: Session) -> None:
    for first, second in (
        (Member(name="Ann", role="sales"), Member(name="Ann", role="service")),
        (Contact(code="C1", name="Acme", since=DAY), Contact(code="C1", name="Other", since=DAY)),
        (Item(code="I1", name="Valve"), Item(code="I1", name="Pump")),
    ):
        session.add(first)
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(second)
            session.flush()


def test_a_contact_begins_as_an_organisation_in_use_that_owes_nothing(session: Session) -> None:
    made = Contact(code="C1", name="Acme", since=DAY)
    session.add(made)
    session.flush()
    assert (made.kind, made.active, made.balance, made.overdue, made.consent) == ("organisation", True, 0, 0, "")
    assert not (made.lead or made.customer or made.supplier or made.employee or made.partner)
