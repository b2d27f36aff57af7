"""Master data is changed: only what is given, and nothing that the books rest on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Party, Product
from tests.sandbox.making import FOREMAN, SELLER, customer, do, product, supplier, units


def test_what_is_not_given_stays(books: Database) -> None:
    with books.session() as session:
        made = customer(session, "acme", email="old@acme.example", city="Lviv")
        do(session, "party.change", SELLER, party=made.id, email=" new@acme.example ", supplier=True)
    with books.session(write=False) as session:
        kept = session.get_one(Party, made.id)
        assert (kept.name, kept.email, kept.city, kept.customer, kept.supplier) == (
            "Acme", "new@acme.example", "Lviv", True, True,
        )  # fmt: skip


def test_an_empty_text_is_a_value(session: Session) -> None:
    made = customer(session, "acme", email="old@acme.example")
    do(session, "party.change", party=made.id, email="", city="Odesa")
    assert (made.email, made.city) == ("", "Odesa")


def test_a_credit_limit_is_in_the_currency_of_the_party(session: Session) -> None:
    made = customer(session, "acme", currency="JPY")
    do(session, "party.change", party=made.id, credit_limit="5000")
    assert made.credit_limit == 5000
    with pytest.raises(Refusal, match="finer than the smallest unit of JPY"):
        do(session, "party.change", party=made.id, credit_limit="0.5")


def test_a_product_gets_another_price_and_supplier(session: Session) -> None:
    mill = supplier(session, "mill")
    made = product(session, "rope", places=2, price=units(3), lead_days=4)
    do(
        session, "product.change", FOREMAN, product=made.id, price="3.5", supplier=mill.id, safety="2.25",
        lot_rule="multiple", lot_size="10", inspect=True, source="make",
    )  # fmt: skip
    assert (made.price, made.supplier_id, made.safety, made.lot_size) == (35000, mill.id, 225, 1000)
    assert (made.lot_rule, made.inspect, made.source, made.lead_days) == ("multiple", True, "make", 4)


def test_what_is_no_longer_used_can_come_back(session: Session) -> None:
    made = product(session, "rope")
    do(session, "product.change", product=made.id, active=False)
    assert not made.active
    do(session, "product.change", product=made.id, active=True)
    assert made.active


@pytest.mark.parametrize("column", ["kind", "places", "valuation", "code", "cost", "unit"])
def test_what_the_books_rest_on_cannot_be_changed(session: Session, column: str) -> None:
    made = product(session, "rope")
    with pytest.raises(BadInput) as caught:
        do(session, "product.change", product=made.id, **{column: "x"})
    assert caught.value.field == column


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"supplier": 99}, "supplier"),
        ({"lead_days": -1}, "lead_days"),
        ({"price": Decimal(-1)}, "price"),
        ({"safety": Decimal("0.5")}, "quantity"),
    ],
)
def test_what_cannot_be(session: Session, given: dict[str, Any], field: str) -> None:
    made = product(session, "bolt", price=units(2))
    with pytest.raises(Refusal) as caught:
        do(session, "product.change", product=made.id, **given)
    assert caught.value.field == field
    assert session.get_one(Product, made.id).price == 20000


def test_a_supplier_is_one_who_supplies(session: Session) -> None:
    only = customer(session, "acme")
    made = product(session, "bolt")
    with pytest.raises(Refusal, match="no such supplier"):
        do(session, "product.change", product=made.id, supplier=only.id)


def test_the_history_says_which_fields_were_changed(session: Session) -> None:
    made = customer(session, "acme", city="Lviv")
    do(session, "party.change", party=made.id, city="Odesa", phone="1", email="")
    do(session, "party.change", party=made.id, city="Odesa")
    found = [event for event in events.history(session, "party", made.id) if event.what == "change"]
    assert [event.values for event in found] == [{"fields": ["phone", "city"]}]
    assert events.timeline(session, made.id)[0].what == "change"


def test_who_may(session: Session) -> None:
    made = customer(session, "acme")
    with pytest.raises(WrongRole):
        do(session, "party.change", FOREMAN, party=made.id, name="X")


@pytest.mark.parametrize("verb", ["party.change", "product.change"])
def test_what_is_not_there(session: Session, verb: str) -> None:
    with pytest.raises(NotFound):
        do(session, verb, **{verb.partition(".")[0]: 99})
