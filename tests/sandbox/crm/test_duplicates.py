"""Two spellings of the same are found to be the same; two that only look alike are told, not refused."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.sandbox.crm import duplicates
from advisor.sandbox.crm.duplicates import email_key, name_key, phone_key, tax_key
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.meeting import contact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH", "MULLER, SOHNE"),
        ("Acme Ltd.", "ACME Limited"),
        ("Dupont S.A.", "dupont"),
        ("Schmidt GmbH & Co. KG", "Schmidt"),
        ("ООО «Ромашка»", "Ромашка"),
        ("ТОВ «Зоря»", "Зоря"),
        ("Елка", "Ёлка"),
        ("北京光明科技有限公司", "北京光明科技"),
        ("شرکت فولاد كاوه (سهامی خاص)", "فولاد کاوه"),
        ("Lee, Ann", "Ann Lee"),
    ],
)
def test_names_without_their_dress(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


def test_names_that_are_not_the_same() -> None:
    assert name_key("Acme") != name_key("Acma")
    assert name_key("GmbH") == "gmbh"  # nothing but a legal form is a name after all
    assert name_key("公司") == "公司"


@pytest.mark.parametrize(
    ("typed", "country", "key"),
    [
        ("+49 (0)30 / 123-45 67", "", "49301234567"),
        ("0049 30 1234567", "FR", "49301234567"),
        ("030 1234567", "DE", "49301234567"),
        ("8 (495) 123-45-67", "RU", "74951234567"),
        ("۰۲۱ ۱۲۳۴۵۶۷۸", "IR", "982112345678"),
        ("030 1234567", "", "0301234567"),
        ("911 234 567", "ES", "34911234567"),
        ("12-34", "DE", ""),
        ("", "", ""),
    ],
)
def test_telephone_numbers_in_digits(typed: str, country: str, key: str) -> None:
    assert phone_key(typed, country) == key


def test_addresses_and_tax_numbers() -> None:
    assert email_key(" Ann+news@Acme.Example ") == "ann+news@acme.example"
    assert tax_key("de 123.456-789") == "DE123456789"


def test_who_is_alike_the_surest_first(session: Session) -> None:
    contact(session, "Acme Ltd", phone="+49 30 1234567")
    second = contact(session, "Other", email="a@acme.example")
    asked = Contact(name="ACME", email="A@acme.example", phone="", tax_number="", country="", active=True)
    duplicates.set_keys(asked)
    found = duplicates.alike(session, asked)
    assert [(one.contact.code, one.keys) for one in found] == [("C0002", ("email_key",)), ("C0001", ("name_key",))]
    assert duplicates.sure(session, asked) is second
    assert duplicates.alike(session, Contact(email_key="", tax_key="", phone_key="", name_key="")) == []


def test_groups_tell_each_pair_once_and_leave_out_who_is_out_of_use(session: Session) -> None:
    contact(session, "Acme Ltd", email="a@acme.example")
    contact(session, "Acme", email="A@acme.example", anyway=True)
    contact(session, "Other", phone="+49 30 1234567")
    contact(session, "Another", phone="0049 30 1234567")
    gone = contact(session, "Gone")
    contact(session, "Gone GmbH")
    gone.active = False
    duplicates.set_keys(gone)
    found = duplicates.groups(session)
    assert [(one.key, [c.code for c in one.contacts]) for one in found] == [
        ("email_key", ["C0001", "C0002"]),
        ("phone_key", ["C0003", "C0004"]),
    ]


def test_somebody_is_not_the_organisation_they_belong_to(session: Session) -> None:
    school = contact(session, "Lakeside School", phone="+49 30 1234567")
    ann = contact(session, "Ann Lee", kind="person", organisation=school.id, phone="+49 30 1234567")
    bob = contact(session, "Bob Lee", kind="person", phone="+49 30 1234567")
    assert duplicates.belong(ann, school)
    assert duplicates.belong(school, ann)
    assert not duplicates.belong(ann, bob)
    assert [one.contact for one in duplicates.alike(session, ann)] == [bob]
    assert [one.contact for one in duplicates.alike(session, school)] == [bob]


def test_groups_are_found_in_the_index_of_their_key(session: Session) -> None:
    """However many contacts there are: the search for equal keys reads one index and sorts nothing."""
    rows = [{"name": f"n{n}", "name_key": f"n{n // 2}", "code": f"x{n}", "since": DAY} for n in range(50)]
    session.execute(Contact.__table__.insert(), rows)
    plan = session.execute(
        text(
            "EXPLAIN QUERY PLAN SELECT name_key FROM contact WHERE name_key != '' GROUP BY name_key HAVING count(*) > 1"
        )
    ).all()
    assert "COVERING INDEX ix_contact_name_key" in str(plan)
    assert len(duplicates.groups(session, most=20)) == 20
