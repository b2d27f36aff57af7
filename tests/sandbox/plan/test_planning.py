"""Planning from documents to documents: sales and forecasts become planned orders, these requisitions and work."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import ModuleOff, Refusal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.mrp import record
from advisor.sandbox.plan.planning import hints, look
from advisor.sandbox.plan.tables import Forecast, PlannedOrder, WorkOrder
from advisor.sandbox.trade.tables import Requisition
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, FOREMAN, SELLER, customer, do, product, supplier
from tests.sandbox.plan.shop import fire, made_of, on_hand, order, planned, sound, stocked

DAYS = datetime.timedelta(days=1)
WEEK = 7 * DAYS


def sell(session: Session, made: Product, quantity: int, day: datetime.date) -> None:
    buyer = customer(session, f"c{day}")
    sale = do(session, "sale.create", party=buyer.id, wanted=day, lines=[{"product": made.id, "quantity": quantity}])
    do(session, "sale.confirm", document=sale.id)


def table_with_top_and_legs(session: Session) -> tuple[Product, Product, Product]:
    table = stocked(session, "table", 4, source="make", lead_days=7)
    top, leg = stocked(session, "top", 44, lead_days=21), stocked(session, "leg", 80, lead_days=14)
    made_of(session, table, (top, 1), (leg, 4))
    return table, top, leg


def test_s28_through_documents(session: Session) -> None:
    """A requisition is the scheduled receipt, forecasts the demand; the figures are those of the record."""
    seat = stocked(session, "seat", 37, lead_days=14, lot_rule="fixed", lot_size=230)
    do(session, "requisition.create", product=seat.id, quantity=230, needed=DAY)
    for week, quantity in ((1, 150), (4, 120), (6, 150), (7, 120)):
        do(session, "forecast.set", product=seat.id, on=DAY + (week - 1) * WEEK, quantity=quantity)
    do(session, "plan.run", bucket="week")
    found = look(session, "week")
    shown = record(found.plan, seat.id, 8)
    assert shown.projected == (117, 117, 117, 227, 227, 77, 187, 187)
    assert shown.releases == (0, 230, 0, 0, 230, 0, 0, 0)
    assert [(o.quantity, o.release, o.due) for o in planned(session)] == [
        (230, DAY + 1 * WEEK, DAY + 3 * WEEK),
        (230, DAY + 4 * WEEK, DAY + 6 * WEEK),
    ]
    sound(session)


def test_s29_through_documents(books: Database) -> None:
    with books.session() as session:
        table, top, leg = table_with_top_and_legs(session)
        sell(session, table, 40, DAY + 4 * WEEK)
        sell(session, table, 80, DAY + 6 * WEEK)
    with books.session() as session:
        do(session, "plan.run", bucket="week")
    with books.session() as session:
        assert [(o.product_id, o.source, o.quantity, (o.release - DAY) // WEEK + 1) for o in planned(session)] == [
            (table.id, "make", 36, 4),
            (table.id, "make", 80, 6),
            (top.id, "buy", 72, 3),
            (leg.id, "buy", 64, 2),
            (leg.id, "buy", 320, 4),
        ]
        assert not any(o.late for o in planned(session))
        sound(session)


def test_s24_through_documents(session: Session) -> None:
    """Three levels: 3 of P1 need a planned order of 18 for P3; 33 in all places with 15 in stock as well."""
    p1, p2, p3 = (stocked(session, code) for code in ("p1", "p2", "p3"))
    made_of(session, p1, (p2, 2))
    made_of(session, p2, (p3, 3))
    sell(session, p1, 3, DAY + WEEK)
    do(session, "plan.run")
    assert [(o.product_id, o.quantity) for o in planned(session)] == [(p1.id, 3), (p2.id, 6), (p3.id, 18)]
    left, right, screw = stocked(session, "left"), stocked(session, "right"), stocked(session, "screw", 15)
    made_of(session, left, (screw, 4))
    made_of(session, right, (screw, 6))
    made_of(session, p1, (left, 1), (right, 1), (screw, 1))
    do(session, "plan.run")
    assert [o.quantity for o in planned(session) if o.product_id == screw.id] == [18]


def test_pegs_lead_back_to_the_customer(session: Session) -> None:
    table, top, _ = table_with_top_and_legs(session)
    sell(session, table, 104, DAY + 8 * WEEK)
    do(session, "plan.run")
    first, second, _ = planned(session)
    assert first.pegs == [{"kind": "sale", "id": 1, "number": "SO-0001", "quantity": 100}]
    assert second.product_id == top.id
    assert second.pegs == [{"kind": "planned_order", "id": first.id, "number": "Table", "quantity": 56}]


def test_what_is_late_is_kept_and_said(session: Session) -> None:
    """Wanted in three days, but the legs alone take fourteen: every day is named, nothing is dropped."""
    table, _, leg = table_with_top_and_legs(session)
    do(session, "forecast.set", product=table.id, on=DAY + 3 * DAYS, quantity=34)
    do(session, "plan.run")
    made, bought = planned(session)
    assert (made.late, made.release, made.due, made.ready) == (True, DAY - 4 * DAYS, DAY + 3 * DAYS, DAY + 21 * DAYS)
    assert (bought.product_id, bought.quantity, bought.release, bought.ready) == (
        leg.id,
        40,
        DAY - 14 * DAYS,
        DAY + 14 * DAYS,
    )
    found = hints(session, look(session))
    assert [(h.what, h.product.code, h.planned) for h in found] == [
        ("release", "leg", DAY - 14 * DAYS),
        ("release", "table", DAY - 4 * DAYS),
    ]


def test_a_new_run_replaces_what_nobody_took_up(session: Session) -> None:
    table, _, _ = table_with_top_and_legs(session)
    sell(session, table, 40, DAY + 8 * WEEK)
    for _ in range(2):
        do(session, "plan.run")
        assert [o.quantity for o in planned(session)] == [36, 64]


def test_firm_orders_are_supply_for_the_next_run(books: Database) -> None:
    """What is made becomes a work order, what is bought a requisition; then nothing is missing any more."""
    with books.session() as session:
        table, _, leg = table_with_top_and_legs(session)
        sell(session, table, 40, DAY + 8 * WEEK)
        do(session, "plan.run")
    with books.session() as session:
        for one in planned(session):
            do(session, "plan.firm", FOREMAN, planned=one.id)
        work = session.scalars(select(WorkOrder)).one()
        asked = session.scalars(select(Requisition)).one()
        assert (work.product_id, work.quantity, work.due) == (table.id, 36, DAY + 8 * WEEK)
        assert (asked.product_id, asked.quantity, asked.needed) == (leg.id, 64, DAY + 7 * WEEK)
        assert (asked.origin_kind, work.origin_kind) == ("planned_order", "planned_order")
    with books.session() as session:
        do(session, "plan.run")
        assert [(o.made_kind, o.made) for o in planned(session)] == [("work_order", 1), ("requisition", 1)]
        with pytest.raises(Refusal, match="taken up already"):
            do(session, "plan.firm", planned=planned(session)[0].id)
        sound(session)


def test_another_quantity_may_be_taken_up(session: Session) -> None:
    table, _, _ = table_with_top_and_legs(session)
    sell(session, table, 14, DAY + 8 * WEEK)
    do(session, "plan.run")
    do(session, "plan.firm", planned=planned(session)[0].id, quantity=12)
    assert session.scalars(select(WorkOrder)).one().quantity == 12


def test_all_that_is_due_is_taken_up_at_once(session: Session) -> None:
    table, _, _ = table_with_top_and_legs(session)
    sell(session, table, 40, DAY + 8 * WEEK)
    do(session, "plan.run")
    with pytest.raises(Refusal, match="Nothing has to be released"):
        do(session, "plan.firm_all", BUYER, until=DAY)
    do(session, "plan.firm_all", BUYER, until=DAY + 9 * WEEK, kind="buy")
    assert [bool(o.made) for o in planned(session)] == [False, True]


def test_modules_that_are_off_are_not_reached_through_planning(session: Session) -> None:
    table, _, _ = table_with_top_and_legs(session)
    sell(session, table, 14, DAY + 8 * WEEK)
    do(session, "plan.run")
    trial(session).modules = ["erp-production-planning", "erp-procurement", "erp-inventory", "erp-master-data"]
    with pytest.raises(ModuleOff):
        do(session, "plan.firm", planned=planned(session)[0].id)


def test_open_work_is_supply_and_its_inputs_are_demand(session: Session) -> None:
    """Released or not, an order's inputs are needed once; in work they have left stock."""
    table, top, leg = table_with_top_and_legs(session)
    made = order(session, table, 20)
    for step in (None, "release", "start"):
        if step:
            fire(session, made, step)
        found = look(session)
        assert [(r.item, r.quantity) for r in found.situation.receipts] == [(table.id, 20)]
        needed = {(d.item, d.quantity) for d in found.situation.demands}
        assert needed == (set() if step == "start" else {(top.id, 20), (leg.id, 80)})
        assert found.plan.orders == []


def test_forecasts_are_used_up_by_orders_of_the_month(session: Session) -> None:
    chair = product(session, "chair")
    for day in (10, 20):
        do(session, "forecast.set", SELLER, product=chair.id, on=DAY.replace(day=day), quantity=50)
    sell(session, chair, 60, DAY.replace(day=12))
    found = look(session)
    assert sorted((d.cause[0], d.quantity) for d in found.situation.demands) == [("forecast", 40), ("sale", 60)]


def test_forecasts_are_set_and_taken_back(session: Session) -> None:
    chair = product(session, "chair")
    day = DAY + WEEK
    do(session, "forecast.set", product=chair.id, on=day, quantity=50)
    do(session, "forecast.set", product=chair.id, on=day, quantity=70)
    assert session.scalars(select(Forecast.quantity)).all() == [70]
    do(session, "forecast.set", product=chair.id, on=day, quantity=0)
    assert session.scalars(select(Forecast)).all() == []
    do(session, "forecast.set", product=chair.id, on=day, quantity=0)
    with pytest.raises(Refusal, match="for a day to come"):
        do(session, "forecast.set", product=chair.id, on=DAY - DAYS, quantity=1)
    with pytest.raises(NotFound):
        do(session, "forecast.set", product=99, on=day, quantity=1)


def test_hints_about_purchases(session: Session) -> None:
    """One too late, one nobody needs, one a fortnight too early; a few days too early are not worth a word."""
    seller = supplier(session)
    slow, spare, early, near = (product(session, code) for code in ("slow", "spare", "early", "near"))
    for one, day in ((slow, 20), (spare, 5), (early, 2), (near, 2)):
        bought = do(
            session,
            "purchase.create",
            party=seller.id,
            wanted=DAY + day * DAYS,
            lines=[{"product": one.id, "quantity": 10}],
        )
        do(session, "purchase.order", document=bought.id)
    for one, day in ((slow, 10), (early, 20), (near, 5)):
        do(session, "forecast.set", product=one.id, on=DAY + day * DAYS, quantity=10)
    do(session, "plan.run")
    found = hints(session, look(session))
    assert [(h.what, h.product.code, h.number, h.needed) for h in found if h.kind == "purchase"] == [
        ("expedite", "slow", "PO-0001", DAY + 10 * DAYS),
        ("cancel", "spare", "PO-0002", None),
        ("postpone", "early", "PO-0003", DAY + 20 * DAYS),
    ]


def test_planned_orders_without_a_run(session: Session) -> None:
    do(session, "plan.run")
    assert session.scalars(select(PlannedOrder)).all() == []
    with pytest.raises(NotFound):
        do(session, "plan.firm", planned=1)


def at_once(books: Database, verb: str, **entered: object) -> list[str]:
    """What two people are told who do the same in the same moment; nothing for the one who did it."""
    barrier = Barrier(2)

    def one(_: int) -> str:
        try:
            with books.session() as session:
                barrier.wait(timeout=30)
                do(session, verb, **entered)
        except Refusal as refused:
            return refused.message
        return ""

    with ThreadPoolExecutor(2) as people:
        return sorted(people.map(one, range(2)))


def test_two_people_take_up_a_planned_order_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        table, _, _ = table_with_top_and_legs(session)
        sell(session, table, 40, DAY + 8 * WEEK)
        do(session, "plan.run")
        first = planned(session)[0].id
    done, refused = at_once(postgres_books, "plan.firm", planned=first)
    assert done == ""
    assert "taken up already" in refused
    with postgres_books.session(write=False) as session:
        assert len(session.scalars(select(WorkOrder)).all()) == 1


def test_two_people_start_a_work_order_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        table, top, _ = table_with_top_and_legs(session)
        found = fire(session, order(session, table, 20), "release")
    done, refused = at_once(postgres_books, "work_order.start", document=found.id)
    assert done == ""
    assert "cannot be done in the state" in refused
    with postgres_books.session(write=False) as session:
        assert on_hand(session, session.get_one(Product, top.id))[:2] == (24, 0)
        sound(session)
