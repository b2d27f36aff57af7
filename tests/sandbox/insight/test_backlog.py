"""Open orders: what is still to be invoiced, and when it is due."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.insight import backlog
from advisor.sandbox.ledger.tables import Rate
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine
from tests.sandbox.insight.posting import DAY, party

D = datetime.date
NEXT = D(2026, 3, 20)


def goods(session: Session, code: str = "bolt", **columns: object) -> Product:
    made = Product(code=code, name=code.title(), **columns)
    session.add(made)
    session.flush()
    return made


def order(session: Session, who: Party, lines: list[dict[str, object]], kind: str = "sale", **columns: object) -> Order:
    """A confirmed order; each line has product, quantity and price in cents, without tax."""
    state = backlog.OPEN_STATE[kind]  # type: ignore[index]
    values: dict[str, object] = {"on": DAY, "currency": "EUR", "promised": NEXT, "location_id": 1, "number": "O-1"}
    made = Order(kind=kind, state=state, party_id=who.id, **values | columns)
    for line in lines:
        quantity, price = int(str(line["quantity"])), int(str(line.pop("price")))
        made.lines.append(OrderLine(price=price * 100, net=quantity * price, **line))
    made.net = sum(line.net for line in made.lines)
    made.gross = made.net if "gross" not in columns else int(str(columns["gross"]))
    session.add(made)
    session.flush()
    session.expire_all()
    return made


def test_what_is_not_invoiced_in_proportion(session: Session) -> None:
    bolt, buyer = goods(session), party(session, "acme", customer=True)
    order(session, buyer, [{"product_id": bolt.id, "quantity": 10, "price": 100, "invoiced": 4, "dropped": 1}],
          gross=1200, term="NET30")  # fmt: skip
    (one,) = backlog.open_orders(session, "sale", DAY)
    assert (one.number, one.name, one.to_invoice, one.day, one.term) == ("O-1", "Acme", 600, NEXT, "NET30")


def test_an_order_that_is_late_is_expected_today(session: Session) -> None:
    bolt, buyer = goods(session), party(session, "acme", customer=True)
    order(session, buyer, [{"product_id": bolt.id, "quantity": 1, "price": 100}], promised=D(2026, 2, 1))
    assert backlog.open_orders(session, "sale", DAY)[0].day == DAY


def test_done_and_draft_orders_are_not_open(session: Session) -> None:
    bolt, buyer = goods(session), party(session, "acme", customer=True)
    order(session, buyer, [{"product_id": bolt.id, "quantity": 2, "price": 100, "invoiced": 2, "moved": 2}])
    order(session, buyer, [{"product_id": bolt.id, "quantity": 2, "price": 100}], number="O-2").state = "draft"
    session.flush()
    assert backlog.open_orders(session, "sale", DAY) == []


def test_other_currencies_come_at_the_rate_of_today(session: Session) -> None:
    bolt, buyer = goods(session), party(session, "acme", customer=True)
    session.add(Rate(currency="USD", on=D(2026, 1, 1), units=1_250_000))
    order(session, buyer, [{"product_id": bolt.id, "quantity": 1, "price": 1000}], currency="USD")
    assert backlog.open_orders(session, "sale", DAY)[0].to_invoice == 800


def test_purchases_and_sales_are_apart(session: Session) -> None:
    bolt, seller = goods(session), party(session, "mill", supplier=True)
    order(session, seller, [{"product_id": bolt.id, "quantity": 9, "price": 1}], "purchase")
    assert [one.kind for one in backlog.open_orders(session, "purchase", DAY)] == ["purchase"]
    assert backlog.open_orders(session, "sale", DAY) == []


def test_drafts_of_invoices_without_an_order(session: Session) -> None:
    buyer = party(session, "acme", customer=True)
    common = {"kind": "invoice", "party_id": buyer.id, "currency": "EUR", "term": "NET30"}
    session.add(Invoice(gross=500, **common))
    session.add(Invoice(gross=70, credit=True, **common))
    session.add(Invoice(gross=90, state="posted", number="INV-1", on=DAY, **common))
    session.flush()
    (one,) = backlog.drafts(session, "sale", DAY)
    assert (one.to_invoice, one.day, one.kind, one.name) == (500, DAY, "invoice", "Acme")
    assert backlog.drafts(session, "purchase", DAY) == []


def test_the_day_of_an_order_without_a_promise(session: Session) -> None:
    made = Order(on=DAY, wanted=None, promised=None)
    assert backlog.promised(made) == DAY
    made.wanted = NEXT
    assert backlog.promised(made) == NEXT


def test_terms_say_when_an_invoice_will_be_due(session: Session) -> None:
    known = backlog.terms(session)
    assert backlog.instalments(known, "HALF", 101, DAY) == [(DAY, 51), (D(2026, 4, 1), 50)]
    assert backlog.instalments(known, "", 101, DAY) == [(DAY, 101)]
