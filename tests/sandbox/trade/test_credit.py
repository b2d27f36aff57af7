"""How far the credit of a customer is used."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.trade.credit import Standing, check, plain, standing
from tests.sandbox.making import BOSS, SELLER, do, units
from tests.sandbox.selling import billed, buyer, confirmed, drafted, goods, paid, posted, shipped


def test_what_is_owed_and_ordered(session: Session) -> None:
    """Of an order of 5 at 10 with 20 % tax 2 are invoiced: 24.00 are owed, 36.00 are ordered."""
    party = buyer(session, credit_limit=units(100))
    order = confirmed(session, party, (goods(session, tax="VAT"), 5))
    assert standing(session, party) == Standing(0, 6000, 10000)
    shipped(session, order, 2)
    invoice = posted(session, order)
    assert standing(session, party) == Standing(2400, 3600, 10000)
    assert standing(session, party).left == 4000
    paid(session, invoice)
    assert standing(session, party) == Standing(0, 3600, 10000)


def test_what_will_not_be_delivered_is_not_ordered(session: Session) -> None:
    party = buyer(session, credit_limit=units(100))
    order = confirmed(session, party, (goods(session), 5))
    shipped(session, order, 2)
    do(session, "sale.shorten", document=order.id)
    assert standing(session, party).ordered == 2000


def test_money_on_account_adds_to_the_credit(session: Session) -> None:
    party = buyer(session, credit_limit=units(10))
    draft = do(session, "payment.create", party=party.id, amount=units(30))
    do(session, "payment.clear", document=draft.id)
    assert standing(session, party).left == 4000


def test_a_limit_in_another_currency(session: Session) -> None:
    """125 USD at 1.25 are 100 EUR."""
    do(session, "rate.set", currency="USD", rate=units("1.25"))
    party = buyer(session, credit_limit=units(125), currency="USD")
    billed(session, party, 50)
    assert standing(session, party) == Standing(4000, 0, 10000)


def test_drafts_and_other_customers_do_not_count(session: Session) -> None:
    party, one = buyer(session, credit_limit=units(100)), goods(session)
    drafted(session, party, (one, 5))
    billed(session, buyer(session, "c2"), 50)
    assert standing(session, party) == Standing(0, 0, 10000)


def test_exactly_the_limit_passes_and_a_cent_more_does_not(session: Session) -> None:
    party = buyer(session, credit_limit=units("49.99"))
    order = drafted(session, party, (goods(session), 5))
    with pytest.raises(Refusal, match=r"is 49\.99 EUR; 0\.00 are owed") as caught:
        check(session, order, SELLER, override=False)
    assert caught.value.field == "override"
    party.credit_limit = 5000
    check(session, order, SELLER, override=False)


def test_only_a_manager_goes_beyond(session: Session) -> None:
    order = drafted(session, buyer(session, credit_limit=units(1)), (goods(session), 5))
    with pytest.raises(Refusal):
        check(session, order, BOSS, override=False)
    with pytest.raises(Refusal):
        check(session, order, SELLER, override=True)
    check(session, order, BOSS, override=True)


def test_no_limit_is_no_check(session: Session) -> None:
    party = buyer(session)
    check(session, drafted(session, party, (goods(session, price=units(10**6)), 5)), SELLER, override=False)
    assert standing(session, party).limit == 0


@pytest.mark.parametrize(
    ("amount", "currency", "text"), [(12345, "EUR", "123.45"), (-5, "EUR", "-0.05"), (7, "JPY", "7")]
)
def test_plain_amounts(amount: int, currency: str, text: str) -> None:
    assert plain(amount, currency) == text
