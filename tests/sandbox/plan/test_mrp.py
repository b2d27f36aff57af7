"""Gross to net: published records to the unit, and what holds for every plan."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.plan.mrp import (
    MOST_LOTS,
    Demand,
    Item,
    Part,
    Receipt,
    advice,
    lots,
    pegs,
    plan,
    ready,
    record,
)
from advisor.sandbox.plan.structure import LoopError

SALE = ("sale", 1)


def needs(item: int, *by_bucket: int) -> list[Demand]:
    return [Demand(item, bucket, quantity, SALE) for bucket, quantity in enumerate(by_bucket) if quantity]


def test_s28_fixed_lot_with_a_scheduled_receipt() -> None:
    """Krajewski/Ritzman, item C "seat subassembly": https://it.scribd.com/presentation/353225171/Mrp (figure 1.5)."""
    item = Item(on_hand=37, lead=2, rule="fixed", lot=230)
    demand = needs(1, 150, 0, 0, 120, 0, 150, 120, 0)
    found = record(plan({1: item}, {}, demand, [Receipt(1, 0, 230, ("purchase", 1))]), 1, 8)
    assert found.gross == (150, 0, 0, 120, 0, 150, 120, 0)
    assert found.scheduled == (230, 0, 0, 0, 0, 0, 0, 0)
    assert found.projected == (117, 117, 117, 227, 227, 77, 187, 187)
    assert found.net == (0, 0, 0, 3, 0, 0, 43, 0)
    assert found.receipts == (0, 0, 0, 230, 0, 0, 230, 0)
    assert found.releases == (0, 230, 0, 0, 230, 0, 0, 0)
    assert found.overdue == 0


def test_s29_a_table_with_a_top_and_four_legs() -> None:
    """https://homeworksource.com/p/1100479/elsbeth-home-furnishing-ltd-assembles-dining-room-tables-usi"""
    table, top, leg = 1, 2, 3
    items = {table: Item(on_hand=4, lead=1), top: Item(on_hand=44, lead=3), leg: Item(on_hand=80, lead=2)}
    parts = {table: [Part(top, 1), Part(leg, 4)]}
    found = plan(items, parts, needs(table, 0, 0, 0, 0, 40, 0, 80))
    tables, tops, legs = (record(found, item, 7) for item in (table, top, leg))
    assert tables.gross == (0, 0, 0, 0, 40, 0, 80)
    assert tables.projected == (4, 4, 4, 4, 0, 0, 0)
    assert tables.net == tables.receipts == (0, 0, 0, 0, 36, 0, 80)
    assert tables.releases == (0, 0, 0, 36, 0, 80, 0)
    assert tops.gross == (0, 0, 0, 36, 0, 80, 0)
    assert tops.projected == (44, 44, 44, 8, 8, 0, 0)
    assert tops.net == (0, 0, 0, 0, 0, 72, 0)
    assert tops.releases == (0, 0, 72, 0, 0, 0, 0)
    assert legs.gross == (0, 0, 0, 144, 0, 320, 0)
    assert legs.projected == (80, 80, 80, 0, 0, 0, 0)
    assert legs.net == (0, 0, 0, 64, 0, 320, 0)
    assert legs.releases == (0, 64, 0, 320, 0, 0, 0)


def test_s24_three_levels() -> None:
    """ERPNext test_production_plan_with_multi_level_bom: P1 = 2 x P2, P2 = 3 x P3; 3 of P1 need 18 of P3."""
    found = plan({n: Item() for n in (1, 2, 3)}, {1: [Part(2, 2)], 2: [Part(3, 3)]}, needs(1, 3))
    assert [(order.item, order.quantity) for order in found.orders] == [(1, 3), (2, 6), (3, 18)]


def test_s24_a_part_of_several_assemblies_is_netted_once() -> None:
    """The kind of https://github.com/frappe/erpnext/issues/41579: 33 are needed in three places and on three levels, 15
    are there; 18 have to be made. Netting place by place would find 15 short of each, or forget the stock."""
    one, left, right, screw = 1, 2, 3, 4
    parts = {one: [Part(left, 1), Part(right, 1), Part(screw, 1)], left: [Part(screw, 4)], right: [Part(screw, 6)]}
    items = {one: Item(), left: Item(), right: Item(), screw: Item(on_hand=15)}
    found = plan(items, parts, needs(one, 3))
    assert record(found, screw, 1).gross == (33,)
    assert [order.quantity for order in found.orders if order.item == screw] == [18]


@pytest.mark.parametrize(
    ("item", "short", "expected"),
    [
        (Item(), 7, [7]),
        (Item(rule="fixed", lot=0), 7, [7]),
        (Item(rule="fixed", lot=10), 7, [10]),
        (Item(rule="fixed", lot=10), 25, [10, 10, 10]),
        (Item(rule="minimum", lot=10), 7, [10]),
        (Item(rule="minimum", lot=10), 25, [25]),
        (Item(rule="multiple", lot=10), 25, [30]),
        (Item(rule="multiple", lot=10), 30, [30]),
        (Item(rule="fixed", lot=1), MOST_LOTS + 1, [MOST_LOTS + 1]),
    ],
)
def test_lot_rules(item: Item, short: int, expected: list[int]) -> None:
    assert lots(item, short) == expected


def test_safety_stock_is_kept_and_restored_at_once() -> None:
    item = Item(on_hand=8, safety=10, lead=1)
    found = record(plan({1: item}, {}, needs(1, 0, 0, 5)), 1, 3)
    assert found.net == (2, 0, 5)
    assert found.projected == (10, 10, 10)
    assert (found.overdue, found.releases) == (2, (0, 5, 0))


def test_what_should_have_been_released_is_kept() -> None:
    """Three buckets too late, through two levels; the part cannot be there before its own lead time."""
    items = {1: Item(lead=4), 2: Item(lead=2)}
    found = plan(items, {1: [Part(2, 1)]}, needs(1, 0, 10))
    assert [(o.item, o.due, o.release) for o in found.orders] == [(1, 1, -3), (2, 0, -2)]
    assert record(found, 1, 2).overdue == 10
    assert ready(found) == [6, 2]


def test_demand_and_receipts_of_days_gone_by_count_now() -> None:
    demand = [Demand(1, -5, 10, SALE)]
    found = plan({1: Item(lead=1)}, {}, demand, [Receipt(1, -2, 4, ("purchase", 1))])
    assert [(o.due, o.quantity, o.release) for o in found.orders] == [(0, 6, -1)]
    shown = record(found, 1, 2)
    assert (shown.gross, shown.scheduled) == ((10, 0), (4, 0))


def test_part_quantities_are_rounded_up_for_each_order() -> None:
    """Three of the part go into two of the product: one product takes two."""
    found = plan({1: Item(), 2: Item()}, {1: [Part(2, 3, 2)]}, needs(1, 1, 1, 2))
    assert [o.quantity for o in found.orders if o.item == 2] == [2, 2, 3]


def test_pegs_name_the_demand_behind_an_order() -> None:
    demand = [Demand(1, 0, 5, ("sale", 1)), Demand(1, 1, 5, ("sale", 2)), Demand(1, 2, 5, ("sale", 3))]
    found = plan({1: Item(on_hand=7, rule="multiple", lot=6)}, {}, demand)
    assert [(o.due, o.quantity) for o in found.orders] == [(1, 6), (2, 6)]
    assert pegs(found, 1) == {0: [(("sale", 2), 3), (("sale", 3), 3)], 1: [(("sale", 3), 2)]}


def test_pegs_lead_from_a_part_to_the_order_it_goes_into() -> None:
    found = plan({1: Item(), 2: Item()}, {1: [Part(2, 2)]}, needs(1, 3))
    assert pegs(found, 2) == {1: [(0, 6)]}
    assert found.orders[0].item == 1


def test_advice_about_what_is_on_order() -> None:
    """A receipt that is late, one that comes too late, one too early, one that nothing needs."""
    late = plan({1: Item()}, {}, needs(1, 0, 5), [Receipt(1, -1, 5, ("purchase", 1))])
    assert [(a.what, a.needed) for a in advice(late)] == [("late", 1), ("postpone", 1)]
    slow = plan({1: Item()}, {}, needs(1, 0, 5), [Receipt(1, 4, 5, ("purchase", 1))])
    assert [(a.what, a.needed) for a in advice(slow)] == [("expedite", 1)]
    early = plan({1: Item()}, {}, needs(1, 0, 0, 0, 5), [Receipt(1, 1, 5, ("purchase", 1))])
    assert [(a.what, a.needed) for a in advice(early)] == [("postpone", 3)]
    spare = plan({1: Item(on_hand=5)}, {}, needs(1, 5), [Receipt(1, 1, 5, ("purchase", 1))])
    assert [(a.what, a.needed) for a in advice(spare)] == [("cancel", None)]


def test_a_receipt_that_restores_the_safety_stock_is_needed_now() -> None:
    found = plan({1: Item(on_hand=2, safety=5)}, {}, [], [Receipt(1, 2, 3, ("purchase", 1))])
    assert [(a.what, a.needed) for a in advice(found)] == [("expedite", 0)]


def test_a_loop_is_refused() -> None:
    with pytest.raises(LoopError):
        plan({1: Item(), 2: Item()}, {1: [Part(2, 1)], 2: [Part(1, 1)]}, needs(1, 1))


quantities = st.integers(0, 50)
items = st.builds(
    Item,
    on_hand=quantities,
    safety=st.integers(0, 10),
    lead=st.integers(0, 3),
    rule=st.sampled_from(["exact", "fixed", "minimum", "multiple"]),
    lot=st.integers(0, 20),
)
shapes = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 5)), max_size=8)
demands = st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 8), st.integers(1, 40)), max_size=12)


@given(st.lists(items, min_size=5, max_size=5), shapes, demands, demands)
def test_every_plan_covers_what_is_needed(
    kept: list[Item],
    edges: list[tuple[int, int, int]],
    wanted: list[tuple[int, int, int]],
    coming: list[tuple[int, int, int]],
) -> None:
    """Never below the safety stock, never more than a lot above what is needed, every unit of demand pegged once."""
    parts: dict[int, list[Part]] = {}
    for upper, lower, quantity in edges:
        if upper < lower:
            parts.setdefault(upper, []).append(Part(lower, quantity))
    found = plan(
        dict(enumerate(kept)),
        parts,
        [Demand(*one, SALE) for one in wanted],
        [Receipt(*one, ("purchase", 1)) for one in coming],
    )
    for number, item in enumerate(kept):
        shown = record(found, number, 10)
        assert all(stock >= item.safety for stock in shown.projected)
        extra = max(item.lot, 1) if item.rule in ("fixed", "minimum", "multiple") else 1
        for stock, net, received in zip(shown.projected, shown.net, shown.receipts, strict=True):
            assert not received or (net and stock - item.safety < extra)
        dependent = sum(
            -(-o.quantity * p.quantity // p.per)
            for o in found.orders
            for p in parts.get(o.item, ())
            if p.item == number
        )
        own = sum(quantity for product, _, quantity in wanted if product == number)
        assert sum(shown.gross) == own + dependent
        served = pegs(found, number)
        assert all(sum(p.quantity for p in row) <= found.orders[place].quantity for place, row in served.items())
    assert all(there >= order.due for there, order in zip(ready(found), found.orders, strict=True))


def test_ten_thousand_items_on_five_levels_are_planned(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints how long it takes; a limit in seconds would test the machine."""
    size = 2000
    kept = {n: Item(on_hand=n % 50, safety=n % 5, lead=1 + n % 3, rule="multiple", lot=10) for n in range(5 * size)}
    parts = {
        n: [Part((n // size + 1) * size + (n * step + step) % size, 1 + n % 3) for step in (1, 7, 13)]
        for n in range(4 * size)
    }
    wanted = [Demand(n, bucket, 1 + n % 20, SALE) for n in range(size) for bucket in range(0, 12, 3)]
    begin = time.process_time()
    found = plan(kept, parts, wanted)
    took = time.process_time() - begin
    with capsys.disabled():
        print(f"\nmrp: {len(kept)} items, {len(found.orders)} planned orders in {took:.2f} s of one core")
    assert {order.item // size for order in found.orders} == {0, 1, 2, 3, 4}
    for number in (0, size, 4 * size):
        assert min(record(found, number, 12).projected) >= kept[number].safety
