"""Contacts from a file: columns by name in five languages, looked at first, taken in once."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import BadInput, NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import importing
from advisor.sandbox.crm.contact_tables import ContactImport
from advisor.sandbox.crm.tables import Contact
from advisor.sandbox.verbs import run
from tests.sandbox.crm.meeting import ANN, contact
from tests.sandbox.making import do

FILE = """Name;Company;E-Mail;Phone;Country;Shoe size
Acme Ltd;;a@acme.example;+49 30 1234567;Germany;42
Ann Lee;New Works;lee@new.example;;UA;
Ann Lee;New Works;LEE@new.example;+380 44 123 45 67;UA;

;;nobody@acme.example;;;
Broken;;no address;;;
Far away;;;;Atlantis;
"Quoted; name";;;;;
"""


def sent(session: Session, text: str = FILE) -> ContactImport:
    made = do(session, "contact_import.create", ANN, name="list.csv", rows=importing.read(text))
    assert isinstance(made, ContactImport)
    return made


@pytest.mark.parametrize(
    "heads",
    [
        ["Name", "E-mail", "Telephone", "City", "Tax number"],
        ["Название", "Почта", "Телефон", "Город", "ИНН"],
        ["Назва", "Пошта", "Телефон", "Місто", "ЄДРПОУ"],
        ["名称", "邮箱", "电话", "城市", "税号"],
        ["نام", "ایمیل", "تلفن", "شهر", "شماره مالیاتی"],
    ],
)
def test_columns_are_known_by_name_in_five_languages(heads: list[str]) -> None:
    assert importing.matched(heads) == ["name", "email", "phone", "city", "tax_number"]


def test_no_word_names_two_fields() -> None:
    words = [word for words in importing.known()["fields"].values() for word in words]
    assert len(words) == len(set(words))
    assert set(importing.fields()) - set(importing.LENGTHS) == {"kind"}


def test_the_sign_between_cells_is_found() -> None:
    assert importing.read("a,b\n\n1, 2 \n") == importing.read("a\tb\n1\t2") == [["a", "b"], ["1", "2"]]
    with pytest.raises(BadInput, match="Line 2"):
        importing.read('a,b\n"1,2\n')


def test_what_it_would_do_is_said_before(session: Session) -> None:
    here = contact(session, "Acme", email="A@acme.example")
    rows = importing.look(session, sent(session))
    assert [(row.line, row.action, row.wrong.field if row.wrong else None) for row in rows] == [
        (2, "skip", None), (3, "make", None), (4, "skip", None), (5, "wrong", "name"), (6, "wrong", "email"),
        (7, "wrong", "country"), (8, "make", None),
    ]  # fmt: skip
    assert rows[0].existing is here and "Shoe size" not in rows[0].values


def test_taken_in_once_and_thrown_away(session: Session) -> None:
    here = contact(session, "Acme", email="a@acme.example")
    found = sent(session)
    answers = [run(session, "contact_import.take", {"contact_import": found.id, "existing": "fill", "role": "customer"},
                   ANN, "key") for _ in range(2)]  # fmt: skip
    assert answers[0] == answers[1]
    assert (found.state, found.made, found.filled, found.skipped, found.wrong, found.rows) == ("taken", 2, 2, 0, 3, [])
    assert (here.name, here.phone, here.country, here.phone_key) == ("Acme", "+49 30 1234567", "DE", "49301234567")
    lee, works, quoted = (
        session.scalars(select(Contact).where(Contact.name == name)).one()
        for name in ("Ann Lee", "New Works", "Quoted; name")
    )
    assert (lee.kind, lee.organisation_id, lee.phone, lee.customer) == ("person", works.id, "+380 44 123 45 67", True)
    assert (works.kind, works.customer, quoted.kind, quoted.customer) == ("organisation", True, "organisation", True)
    with pytest.raises(Refusal, match="already"):
        do(session, "contact_import.take", ANN, contact_import=found.id)


def test_skipped_ones_stay_as_they_are(session: Session) -> None:
    here = contact(session, "Acme", email="a@acme.example")
    found = sent(session)
    do(session, "contact_import.take", ANN, contact_import=found.id)
    assert (here.phone, found.skipped, found.filled) == ("", 2, 0)


def test_columns_are_chosen(session: Session) -> None:
    found = sent(session, "Who,Where\nAcme,Ulm\n")
    assert found.columns == ["-", "-"]
    with pytest.raises(Refusal, match="holds the name"):
        do(session, "contact_import.take", ANN, contact_import=found.id)
    for wrong in (["name"], ["name", "name"], ["name", "shoe"]):
        with pytest.raises((BadInput, Refusal)):
            do(session, "contact_import.match", ANN, contact_import=found.id, columns=wrong)
    do(session, "contact_import.match", ANN, contact_import=found.id, columns=["name", "city"])
    do(session, "contact_import.take", ANN, contact_import=found.id)
    assert session.scalars(select(Contact.city)).all() == ["Ulm"]


def test_what_is_not_wanted_is_thrown_away(session: Session) -> None:
    found = sent(session)
    do(session, "contact_import.drop", ANN, contact_import=found.id)
    assert (found.state, found.rows) == ("dropped", [])
    with pytest.raises(NotFound):
        do(session, "contact_import.drop", ANN, contact_import=99)


@pytest.mark.parametrize("rows", [[], [["name"]], [["name"]] * 1002, [["x"] * 41] * 2])
def test_files_are_bounded(session: Session, rows: list[list[str]]) -> None:
    with pytest.raises(Refusal):
        do(session, "contact_import.create", ANN, name="x", rows=rows)
