"""Inspections hold back what they are about, until they pass or it is decided what happens to the goods."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.tables import Inspection, WorkOrder
from advisor.sandbox.stock.verify import check_stock
from advisor.sandbox.trade.tables import Shipment
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, STOREKEEPER, customer, do, product, supplier
from tests.sandbox.plan.shop import fire, made_of, on_hand, order, sound, stocked


def inspections(session: Session) -> list[Inspection]:
    return list(session.scalars(select(Inspection).order_by(Inspection.id)))


def arriving(session: Session, *lines: tuple[Product, int]) -> Shipment:
    """A receipt that waits for goods at 2.00 each."""
    seller = supplier(session)
    wanted = [{"product": good.id, "quantity": quantity, "price": 2} for good, quantity in lines]
    bought = do(session, "purchase.create", party=seller.id, lines=wanted)
    do(session, "purchase.order", document=bought.id)
    return session.scalars(select(Shipment).order_by(Shipment.id.desc())).first() or pytest.fail("no receipt")


def leaving(session: Session, good: Product, quantity: int) -> Shipment:
    buyer = customer(session)
    sale = do(session, "sale.create", party=buyer.id, lines=[{"product": good.id, "quantity": quantity}])
    do(session, "sale.confirm", document=sale.id)
    return session.scalars(select(Shipment).where(Shipment.order_id == sale.id)).one()


def decide(session: Session, one: Inspection, verdict: str, **more: object) -> Inspection:
    found = do(session, f"inspection.{verdict}", STOREKEEPER, document=one.id, **more)
    assert isinstance(found, Inspection)
    return found


def test_goods_that_arrive_wait_for_their_inspection(books: Database) -> None:
    with books.session() as session:
        bolt, nut = product(session, "bolt", inspect=True), product(session, "nut")
        receipt = arriving(session, (bolt, 10), (nut, 20))
        (one,) = inspections(session)
        assert (one.product_id, one.for_kind, one.document, one.number) == (bolt.id, "receipt", receipt.id, "QC-0001")
        with pytest.raises(Refusal, match="has to pass first") as caught:
            do(session, "receipt.receive", document=receipt.id)
        assert caught.value.values["number"] == "QC-0001"
        decide(session, one, "pass", finding="All within tolerance")
        do(session, "receipt.receive", document=receipt.id)
        assert (on_hand(session, bolt)[0], on_hand(session, nut)[0]) == (10, 20)
        assert (one.inspector, one.decided) == ("Wen", DAY)
        assert [e.what for e in history(session, "receipt", receipt.id)][-2:] == ["inspect", "receive"]


def test_goods_that_failed_stay_outside_until_they_are_put_right(session: Session) -> None:
    bolt = product(session, "bolt", inspect=True)
    receipt = arriving(session, (bolt, 10))
    (one,) = inspections(session)
    decide(session, one, "fail", finding="Thread is cut too deep.")
    with pytest.raises(Refusal, match="failed") as caught:
        do(session, "receipt.receive", document=receipt.id)
    assert caught.value.values["finding"] == "Thread is cut too deep."
    decide(session, one, "repeat")
    assert (one.state, one.decided) == ("pending", None)
    decide(session, one, "pass")
    do(session, "receipt.receive", document=receipt.id)
    assert on_hand(session, bolt) == (10, 0, 20_00)


def test_failed_goods_go_back_and_are_awaited_again(books: Database) -> None:
    """Of two products that came one fails: the other is taken in, the failed one is due again and inspected again."""
    with books.session() as session:
        bolt, nut = product(session, "bolt", inspect=True), product(session, "nut")
        receipt = arriving(session, (bolt, 10), (nut, 20))
        decide(session, inspections(session)[0], "fail", finding="Rust.", decision="return")
        assert (on_hand(session, bolt)[0], on_hand(session, nut)) == (0, (20, 0, 40_00))
        session.refresh(receipt)
        again = session.scalars(select(Shipment).where(Shipment.state == "waiting")).one()
        assert (receipt.state, [(line.product_id, line.quantity) for line in again.lines]) == ("done", [(bolt.id, 10)])
        second = inspections(session)[1]
        assert (second.state, second.document) == ("pending", again.id)
        with pytest.raises(Refusal, match="were returned or scrapped"):
            decide(session, inspections(session)[0], "repeat")
        assert check_stock(session) == []


def test_a_part_of_the_goods_goes_back(session: Session) -> None:
    bolt = product(session, "bolt", inspect=True)
    arriving(session, (bolt, 10))
    with pytest.raises(Refusal, match="has only"):
        decide(session, inspections(session)[0], "fail", finding="Rust.", decision="return", quantity=11)
    decide(session, inspections(session)[0], "fail", finding="Rust.", decision="return", quantity=3)
    assert on_hand(session, bolt)[0] == 7


def test_all_goods_of_a_delivery_are_decided_before_some_go_back(session: Session) -> None:
    bolt, nut = product(session, "bolt", inspect=True), product(session, "nut", inspect=True)
    arriving(session, (bolt, 10), (nut, 20))
    first, second = inspections(session)
    with pytest.raises(Refusal, match="waits for the inspection"):
        decide(session, first, "fail", finding="Rust.", decision="return")
    session.expire_all()
    decide(session, second, "pass")
    decide(session, first, "fail", finding="Rust.", decision="return")
    assert (on_hand(session, bolt)[0], on_hand(session, nut)[0]) == (0, 20)


def running(session: Session) -> WorkOrder:
    wood = stocked(session, "wood", 100, 3)
    made = stocked(session, "box", inspect=True)
    made_of(session, made, (wood, 2))
    return fire(session, order(session, made, 10), "release", "start")


def test_finished_goods_wait_for_their_inspection(session: Session) -> None:
    made = running(session)
    (one,) = inspections(session)
    for step, entered in (("deliver", {"quantity": 4}), ("finish", {})):
        with pytest.raises(Refusal, match="has to pass first"):
            fire(session, made, step, **entered)
    decide(session, one, "pass")
    fire(session, made, "deliver", quantity=4)
    assert fire(session, made, "finish").state == "done"
    sound(session)


def test_scrap_of_production_leaves_good_pieces_to_bear_it(session: Session) -> None:
    made = running(session)
    decide(session, inspections(session)[0], "fail", finding="Split.", decision="scrap", quantity=4)
    fire(session, made, "finish")
    box = session.get_one(Product, made.product_id)
    assert (on_hand(session, box), made.scrapped) == ((6, 0, 60_00), 4)
    sound(session)


def test_production_can_fail_as_a_whole(session: Session) -> None:
    made = running(session)
    fire(session, made, "report", good=10)
    decide(session, inspections(session)[0], "fail", finding="Split.", decision="scrap")
    fire(session, made, "finish")
    assert (made.made, made.scrapped, made.cost_out) == (0, 10, 60_00)
    assert on_hand(session, session.get_one(Product, made.product_id))[0] == 0
    sound(session)


def test_a_failed_inspection_holds_a_shipment_back(books: Database) -> None:
    """The case of Tryton quality/tests/scenario_quality_control_shipment.rst: asked for by hand."""
    with books.session() as session:
        bolt = stocked(session, "bolt", 10, 2)
        shipment = leaving(session, bolt, 6)
        one = do(session, "inspection.create", STOREKEEPER, for_kind="shipment", document=shipment.id, product=bolt.id)
        do(session, "shipment.reserve", document=shipment.id)
        decide(session, one, "fail", finding="Wrong colour.")
        for step in ("pack", "ship"):
            with pytest.raises(Refusal, match="failed"):
                do(session, f"shipment.{step}", document=shipment.id)
        decide(session, one, "repeat")
        decide(session, one, "pass")
        do(session, "shipment.ship", document=shipment.id)
        assert on_hand(session, bolt)[0] == 4


def test_bad_goods_of_a_shipment_are_scrapped_and_others_inspected(session: Session) -> None:
    bolt = stocked(session, "bolt", 10, 2)
    shipment = leaving(session, bolt, 6)
    one = do(session, "inspection.create", for_kind="shipment", document=shipment.id, product=bolt.id)
    do(session, "shipment.reserve", document=shipment.id)
    decide(session, one, "fail", finding="Dented.", decision="scrap", quantity=2)
    session.refresh(shipment)
    assert (on_hand(session, bolt), shipment.state) == ((8, 0, 16_00), "waiting")
    second = inspections(session)[1]
    decide(session, second, "pass")
    do(session, "shipment.reserve", document=shipment.id)
    do(session, "shipment.ship", document=shipment.id)
    assert on_hand(session, bolt)[0] == 2
    assert check_stock(session) == []


def test_which_documents_are_inspected_is_a_setting(session: Session) -> None:
    bolt = stocked(session, "bolt", 10, 2, inspect=True)
    leaving(session, bolt, 1)
    assert inspections(session) == []
    trial(session).settings = {"inspections": ["shipment"]}
    buyer = customer(session, "c2")
    sale = do(session, "sale.create", party=buyer.id, lines=[{"product": bolt.id, "quantity": 1}])
    do(session, "sale.confirm", document=sale.id)
    arriving(session, (bolt, 5))
    assert [one.for_kind for one in inspections(session)] == ["shipment"]


def test_without_the_module_nothing_waits(session: Session) -> None:
    bolt = product(session, "bolt", inspect=True)
    trial(session).modules = ["erp-inventory", "erp-procurement", "erp-master-data", "erp-warehouse"]
    receipt = arriving(session, (bolt, 10))
    assert inspections(session) == []
    do(session, "receipt.receive", document=receipt.id)


@pytest.mark.parametrize("decision", ["scrap", "block"])
def test_what_does_not_fit_is_refused(session: Session, decision: str) -> None:
    bolt = product(session, "bolt", inspect=True)
    receipt = arriving(session, (bolt, 10))
    (one,) = inspections(session)
    with pytest.raises(Refusal, match="Say what was found"):
        decide(session, one, "fail", finding=" ", decision=decision)
    if decision == "scrap":
        with pytest.raises(Refusal, match="not taken in"):
            decide(session, one, "fail", finding="Rust.", decision=decision)
    with pytest.raises(WrongRole):
        do(session, "inspection.pass", BUYER, document=one.id)
    nut = product(session, "nut")
    with pytest.raises(Refusal, match="not on this document"):
        do(session, "inspection.create", for_kind="receipt", document=receipt.id, product=nut.id)
    with pytest.raises(NotFound):
        do(session, "inspection.create", for_kind="work_order", document=99, product=nut.id)


def test_what_is_done_is_not_inspected_any_more(session: Session) -> None:
    made = running(session)
    (one,) = inspections(session)
    with pytest.raises(Refusal, match="can go back to a supplier"):
        decide(session, one, "fail", finding="Split.", decision="return")
    session.expire_all()
    decide(session, one, "pass")
    fire(session, made, "finish")
    with pytest.raises(Refusal, match="nothing left to wait for"):
        do(session, "inspection.create", for_kind="work_order", document=made.id, product=made.product_id)
