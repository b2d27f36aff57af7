"""Rows that forms choose from, and what documents are called."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from tests.sandbox.conftest import blank_file, session, sqlite_books
from tests.sandbox.making import customer, product, supplier
from web.sandbox import choosing

__all__ = ["blank_file", "session", "sqlite_books"]


def english(sentence: str) -> str:
    return sentence


def options(session: Session, name: str) -> list[str]:
    found = choosing.reference(name)
    assert found is not None
    return [text for _, text in choosing.options(session, found)]


def test_customers_and_suppliers_by_name(session: Session) -> None:
    customer(session, "zoe")
    customer(session, "abel")
    supplier(session, "mill")
    assert options(session, "customer") == ["Abel", "Zoe"]
    assert options(session, "supplier") == ["Mill"]
    assert options(session, "party") == ["Abel", "Mill", "Zoe"]


def test_what_is_no_longer_used_is_not_offered(session: Session) -> None:
    customer(session, "old").active = False
    product(session, "gone").active = False
    session.flush()
    assert options(session, "customer") == []
    assert options(session, "product") == []


def test_services_are_no_goods(session: Session) -> None:
    product(session, "advice", kind="service")
    product(session, "valve", source="make")
    assert options(session, "goods") == options(session, "made") == ["Valve"]


def test_accounts_by_code_without_groups(session: Session) -> None:
    found = options(session, "account")
    assert found[0] == "1000 Bank"
    assert "1 Assets" not in found
    assert found == sorted(found)


def test_places_of_ours_and_all(session: Session) -> None:
    assert "Main warehouse" in options(session, "location")
    assert "Suppliers" not in options(session, "location")
    assert "Suppliers" in options(session, "place")


def test_codes(session: Session) -> None:
    assert ("NET30", "30 days") in choosing.codes(session, choosing.CODED["term"])


def test_documents_of_every_kind_can_be_chosen(session: Session) -> None:
    sale = choosing.reference("sale")
    assert sale is not None
    assert sale.where is not None, "sales and purchases are in one table"
    assert options(session, "sale") == options(session, "invoice") == []
    assert choosing.reference("quantity") is None


@pytest.mark.parametrize(("typed", "found"), [("c1", 1), (" c1 ", 1), ("C1", 1), ("twin", None), ("nobody", None)])
def test_a_row_by_what_is_typed(session: Session, typed: str, found: int | None) -> None:
    customer(session, "c1")
    for code in ("t1", "t2"):
        session.add(Party(code=code, name="twin", customer=True))
    session.flush()
    reference = choosing.reference("customer")
    assert reference is not None
    assert choosing.find(session, reference, typed) == found


def test_whether_there_are_too_many(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    reference: Any = choosing.reference("party")
    for code in ("a", "b", "c"):
        customer(session, code)
    assert not choosing.many(session, reference)
    monkeypatch.setattr(choosing, "MOST", 2)
    assert choosing.many(session, reference)
    assert len(choosing.options(session, reference)) == 2


def test_names_of_rows(session: Session) -> None:
    made = customer(session, "acme")
    assert choosing.names(session, "party", [made.id, 99], english) == {made.id: "Acme"}
    assert choosing.names(session, "party", [], english) == {}
    assert choosing.names(session, "nothing", [7], english) == {7: "Nothing 7"}
    assert choosing.named(made, "party", english) == "Acme"


def test_a_document_without_number_is_told_by_its_kind() -> None:
    class Draft:
        number, id = None, 12

    assert choosing.named(Draft(), "invoice", english) == "Invoice 12"
