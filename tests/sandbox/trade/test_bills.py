"""Drafts of bills: from what was received, for costs without an order, and the supplier's number once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import CostCentre
from advisor.sandbox.trade.tables import Invoice
from tests.sandbox.buying import arrived, billed, bolt, drafted, ordered, posted, smith
from tests.sandbox.making import BOOKKEEPER, BUYER, STOREKEEPER, do, product, units


def quantities(bill: Invoice) -> list[tuple[int | None, int]]:
    return [(line.product_id, line.quantity) for line in bill.lines]


def test_what_is_received_and_not_billed(books: Database) -> None:
    with books.session() as session:
        bolts, nuts = bolt(session, purchase_tax="VAT"), bolt(session, code="nut")
        order = ordered(session, smith(session, term="NET30"), (bolts, 10, 4), (nuts, 5, 1), reference="Q-7")
        arrived(session, order, (bolts, 6))
        bill = billed(session, order, reference="R-1")
        assert quantities(bill) == [(bolts.id, 6)]
        assert (bill.kind, bill.state, bill.number, bill.term, bill.reference) == (
            "bill", "draft", None, "NET30", "R-1",
        )  # fmt: skip
        assert (bill.net, bill.tax, bill.gross) == (2_400, 480, 2_880)


def test_the_button_of_the_order(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 4))
    arrived(session, order)
    do(session, "purchase.bill", BUYER, document=order.id, reference="R-1")
    bill = session.scalars(select(Invoice)).one()
    assert (bill.order_id, bill.reference, bill.net) == (order.id, "R-1", 4_000)


def test_a_second_draft_takes_what_the_first_left(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order)
    billed(session, order, (goods, 4, 4))
    assert quantities(billed(session, order)) == [(goods.id, 6)]
    with pytest.raises(Refusal, match="Nothing of PO-0001 is received and not billed"):
        billed(session, order)


def test_no_lines_mean_all_that_is_not_billed(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order)
    bill = do(session, "bill.create", BOOKKEEPER, purchase=order.id, lines=[])
    assert quantities(bill) == [(goods.id, 10)]


def test_services_are_billed_without_a_receipt(session: Session) -> None:
    help_ = product(session, "help", kind="service")
    order = ordered(session, smith(session), (help_, 3, 50), (bolt(session), 1, 1))
    assert quantities(billed(session, order)) == [(help_.id, 3)]


def test_only_what_is_ordered_is_billed(session: Session) -> None:
    order = drafted(session, smith(session), (bolt(session), 1, 1))
    with pytest.raises(Refusal, match="Order it first"):
        billed(session, order)


def test_lines_by_order_line_and_with_a_discount(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 4))
    arrived(session, order)
    lines = [{"order_line": order.lines[0].id, "quantity": units(2), "discount": units(10), "tax": "REDUCED"}]
    bill = do(session, "bill.create", BOOKKEEPER, purchase=order.id, lines=lines)
    assert (bill.net, bill.tax, bill.lines[0].order_line_id) == (720, 72, order.lines[0].id)
    with pytest.raises(NotFound, match="no such line"):
        do(session, "bill.create", BOOKKEEPER, purchase=order.id, lines=[{"order_line": 99}])


def test_a_bill_without_an_order(books: Database) -> None:
    with books.session() as session:
        rent = account(session, "expense").id
        centre = session.scalars(select(CostCentre.id)).first()
        lines = [
            {"text": "Rent of March", "price": "1200.00", "account": rent, "cost_centre": centre, "tax": "VAT"},
            {"text": "Cleaning", "quantity": "2.5", "price": "30"},
        ]
        bill = do(session, "bill.create", BOOKKEEPER, party=smith(session).id, lines=lines, term="NET30")
        assert (bill.order_id, bill.net, bill.tax, bill.term) == (None, 127_500, 24_000, "NET30")
        assert [line.quantity for line in bill.lines] == [100, 250]
        assert [line.account_id for line in bill.lines] == [rent, None]


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ({"price": 1}, Refusal, "a product or a text"),
        ({"text": "Rent"}, Refusal, "needs a price"),
        ({"text": "Rent", "price": 1, "account": 99}, NotFound, "no such account"),
        ({"text": "Rent", "price": 1, "cost_centre": 99}, NotFound, "no such cost centre"),
        ({"product": 99, "price": 1}, NotFound, "no such product"),
        ({"text": "Rent", "price": 1, "tax": "SALT"}, Refusal, "no tax SALT"),
    ],
)
def test_wrong_lines_are_told(session: Session, line: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        do(session, "bill.create", BOOKKEEPER, party=smith(session).id, lines=[line])


def test_somebody_must_have_sent_it(session: Session) -> None:
    with pytest.raises(Refusal, match="needs a supplier or an order"):
        do(session, "bill.create", BOOKKEEPER, lines=[])
    with pytest.raises(WrongRole):
        do(session, "bill.create", STOREKEEPER, party=smith(session).id, lines=[])


def rent_of(session: Session, party: int, reference: str, **more: Any) -> Invoice:
    lines = [{"text": "Rent", "price": 100}]
    made = do(session, "bill.create", BOOKKEEPER, party=party, lines=lines, reference=reference, **more)
    assert isinstance(made, Invoice)
    return made


def test_the_number_of_a_supplier_comes_once(books: Database) -> None:
    with books.session() as session:
        one, two = smith(session, code="one").id, smith(session, code="two").id
        posted(session, rent_of(session, one, " 4711 "))
        rent_of(session, two, "4711")  # of somebody else
    with books.session() as session, pytest.raises(Refusal, match=r"4711 is entered already \(BILL-0001\)"):
        rent_of(session, one, "4711")


def test_a_cancelled_bill_frees_its_number(session: Session) -> None:
    party = smith(session).id
    do(session, "bill.cancel", BOOKKEEPER, document=rent_of(session, party, "4711").id)
    assert rent_of(session, party, "4711").state == "draft"


def test_a_draft_is_changed(session: Session) -> None:
    party = smith(session).id
    bill, other = rent_of(session, party, "1"), rent_of(session, party, "2")
    lines = [{"text": "Rent", "price": 300}]
    do(session, "bill.change", BOOKKEEPER, bill=bill.id, lines=lines, reference="3", term="NET0")
    assert (bill.net, bill.reference, bill.term, len(bill.lines)) == (30_000, "3", "NET0", 1)
    with pytest.raises(Refusal, match="entered already"):
        do(session, "bill.change", BOOKKEEPER, bill=other.id, reference="3")
    assert [one.what for one in events.history(session, "bill", bill.id)] == ["create", "change"]


def test_other_lines_of_a_bill_of_an_order(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order)
    bill = billed(session, order)
    do(session, "bill.change", BOOKKEEPER, bill=bill.id, lines=[{"product": goods.id, "quantity": 3, "price": "3.99"}])
    assert (quantities(bill), bill.net, bill.lines[0].order_line_id) == ([(goods.id, 3)], 1_197, order.lines[0].id)


def test_what_is_posted_is_not_changed(session: Session) -> None:
    bill = posted(session, rent_of(session, smith(session).id, "1"))
    with pytest.raises(Refusal, match="Only a draft can be changed"):
        do(session, "bill.change", BOOKKEEPER, bill=bill.id, reference="2")


def test_an_empty_bill_is_not_posted(session: Session) -> None:
    bill = do(session, "bill.create", BOOKKEEPER, party=smith(session).id)
    with pytest.raises(Refusal, match="no lines"):
        posted(session, bill)


def test_an_invoice_is_no_bill(session: Session) -> None:
    bill = rent_of(session, smith(session).id, "1")
    bill.kind = "invoice"
    session.flush()
    with pytest.raises(NotFound):
        do(session, "bill.change", BOOKKEEPER, bill=bill.id, reference="2")
