"""Parties and products."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core import events
from advisor.sandbox.core.master import minor, price
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party, Product
from tests.sandbox.making import customer, do, product, supplier, units


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("12.34", "EUR", 1234), ("-0.5", "USD", -50), ("500", "JPY", 500), ("1.234", "KWD", 1234), ("0", "EUR", 0)],
)
def test_an_amount_in_smallest_units(amount: str, currency: str, expected: int) -> None:
    assert minor(Decimal(amount), currency) == expected


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "EUR"), ("0.5", "JPY"), ("1E-99", "EUR")])
def test_finer_amounts_are_refused(amount: str, currency: str) -> None:
    with pytest.raises(Refusal, match=f"finer than the smallest unit of {currency}"):
        minor(Decimal(amount), currency)


@pytest.mark.parametrize(("amount", "currency", "expected"), [("1.0417", "EUR", 10417), ("2", "JPY", 200)])
def test_a_price_has_two_more_decimals(amount: str, currency: str, expected: int) -> None:
    assert price(Decimal(amount), currency) == expected


@pytest.mark.parametrize(("amount", "currency"), [("0.00001", "EUR"), ("-1", "EUR"), ("0.001", "JPY")])
def test_other_prices_are_refused(amount: str, currency: str) -> None:
    with pytest.raises(Refusal, match="A price is nought or more") as caught:
        price(Decimal(amount), currency)
    assert caught.value.field == "price"


@pytest.mark.parametrize("function", [minor, price])
def test_amounts_that_no_book_holds_are_refused(function: object) -> None:
    assert callable(function)
    with pytest.raises(Refusal, match="too large"):
        function(Decimal("1E20"), "EUR")


def test_a_party_may_be_several_things(session: Session) -> None:
    made = do(session, "party.create", name=" Acme ", customer=True, supplier=True, lead_days=5, credit_limit="250.50")
    assert (made.name, made.customer, made.supplier, made.employee) == ("Acme", True, True, False)
    assert (made.lead_days, made.credit_limit) == (5, 25050)
    assert [(one.what, one.party_id) for one in events.history(session, "party", made.id)] == [("create", made.id)]


def test_codes_are_given_where_none_is_entered(session: Session) -> None:
    customer(session, "P0002")
    assert [do(session, "party.create", name="Acme").code for _ in range(2)] == ["P0001", "P0003"]
    assert [do(session, "product.create", name="Bolt").code for _ in range(2)] == ["A0001", "A0002"]


@pytest.mark.parametrize("verb", ["party.create", "product.create"])
def test_a_code_is_taken_once(session: Session, verb: str) -> None:
    do(session, verb, name="One", code="x")
    with pytest.raises(Refusal, match="The code x is taken") as caught:
        do(session, verb, name="Two", code="x")
    assert caught.value.field == "code"


@pytest.mark.parametrize("verb", ["party.create", "product.create"])
def test_a_name_is_needed(session: Session, verb: str) -> None:
    with pytest.raises(Refusal, match="A name is needed") as caught:
        do(session, verb, name="  ")
    assert caught.value.field == "name"


def test_a_credit_limit_is_in_the_party_s_currency(session: Session) -> None:
    assert customer(session, "a", currency="JPY", credit_limit="500").credit_limit == 500
    with pytest.raises(Refusal):
        customer(session, "b", currency="JPY", credit_limit="0.5")


def test_a_product_is_kept_as_it_was_entered(session: Session) -> None:
    seller = supplier(session)
    made = product(
        session,
        "cable",
        unit="m",
        places=2,
        price="5.005",
        cost="2",
        valuation="fifo",
        supplier=seller.id,
        lead_days=3,
        lot_rule="multiple",
        lot_size=units(100),
        safety=units("12.5"),
    )
    kept = session.get_one(Product, made.id)
    assert (kept.price, kept.cost, kept.valuation) == (50050, 20000, "fifo")
    assert (kept.lot_size, kept.safety, kept.supplier_id, kept.lead_days) == (10000, 1250, seller.id, 3)


@pytest.mark.parametrize("field", ["lot_size", "safety"])
def test_lots_and_safety_stock_are_in_units(session: Session, field: str) -> None:
    assert getattr(product(session, "a", **{field: units(0)}), field) == 0
    with pytest.raises(Refusal, match="counted with 0 decimals"):
        product(session, "b", **{field: units("0.5")})
    with pytest.raises(Refusal, match="cannot be booked"):
        product(session, "c", **{field: units(-1)})


def test_a_supplier_of_a_product_is_one(session: Session) -> None:
    for wrong in (customer(session).id, 99):
        with pytest.raises(Refusal, match="There is no such supplier") as caught:
            product(session, "bolt", supplier=wrong)
        assert caught.value.field == "supplier"
    assert session.query(Product).count() == 0
    assert session.query(Party).count() == 1
