"""Material requirements: what has to be ordered or made, how much, and when to begin. Pure.

Time is counted in buckets (days or weeks) from the current one, 0. Demand and receipts that lie before it are due at
once and count in bucket 0; a release may lie before it: it is late, and it is kept.

Gross to net, bucket by bucket: net = gross requirements + safety stock - projected stock - scheduled receipts, rounded
up by the lot rule; the release lies the lead time earlier; releases are the gross requirements of the parts. Items are
taken in the order of their low-level code, so that a part used in several places is netted once. (J. Orlicky, Material
Requirements Planning, 1975, chapters 4 and 5.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from advisor.sandbox.plan.structure import levels

Rule = Literal["exact", "fixed", "minimum", "multiple"]
# What needs something: a document outside as (kind, id), or the place in `Plan.orders` of the order it goes into.
Cause = tuple[str, int] | int
MOST_LOTS = 50  # of fixed size for one shortage; more become one order, so that a plan stays readable


@dataclass(frozen=True, slots=True)
class Item:
    """`lead` in buckets; `lot` is what the lot rule is about, nought for none."""

    on_hand: int = 0
    safety: int = 0
    lead: int = 0
    rule: str = "exact"
    lot: int = 0


class Part(NamedTuple):
    """`quantity` of `item` goes into `per` of what is made."""

    item: int
    quantity: int
    per: int = 1


class Demand(NamedTuple):
    item: int
    bucket: int
    quantity: int
    cause: Cause


class Receipt(NamedTuple):
    """What is on order already."""

    item: int
    bucket: int
    quantity: int
    cause: tuple[str, int]


class Order(NamedTuple):
    """A planned order: there in bucket `due`, to be released in `release` (late when that is below nought)."""

    item: int
    due: int
    quantity: int
    release: int


@dataclass(frozen=True)
class Plan:
    """`orders` in the order of low-level codes, those of an item by date; `demands` with what comes from `orders`."""

    items: Mapping[int, Item]
    order_of: dict[int, Sequence[int]]  # places of an item's orders
    orders: Sequence[Order]
    demands: Mapping[int, Sequence[Demand]]
    receipts: Mapping[int, Sequence[Receipt]]


def plan(
    items: Mapping[int, Item],
    parts: Mapping[int, Sequence[Part]],
    demands: Iterable[Demand],
    receipts: Iterable[Receipt] = (),
) -> Plan:
    """Plan all items. `parts` says what goes into those that are made. Raises LoopError for an item in itself."""
    level = levels({item: [part.item for part in inside] for item, inside in parts.items()})
    needed: dict[int, list[Demand]] = defaultdict(list)
    for demand in demands:
        needed[demand.item].append(demand)
    coming: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        coming[receipt.item].append(receipt)
    orders: list[Order] = []
    order_of: dict[int, Sequence[int]] = {}
    for key in sorted(items, key=lambda one: level.get(one, 0)):
        made = _net(key, items[key], needed.get(key, ()), coming.get(key, ()))
        first = len(orders)
        orders += made
        order_of[key] = range(first, len(orders))
        for part in parts.get(key, ()) if made else ():
            inside, quantity, per = part
            needed[inside] += [
                Demand(inside, max(one.release, 0), -(-one.quantity * quantity // per), place)
                for place, one in enumerate(made, first)
            ]
    return Plan(items, order_of, orders, needed, coming)


def _net(key: int, item: Item, demands: Sequence[Demand], receipts: Sequence[Receipt]) -> list[Order]:
    change: dict[int, int] = defaultdict(int)
    change[0] = item.on_hand - item.safety
    for demand in demands:
        change[max(demand.bucket, 0)] -= demand.quantity
    for receipt in receipts:
        change[max(receipt.bucket, 0)] += receipt.quantity
    made: list[Order] = []
    above = 0  # projected stock above the safety stock
    for bucket in sorted(change):
        above += change[bucket]
        if above < 0:
            for lot in lots(item, -above):
                made.append(Order(key, bucket, lot, bucket - item.lead))
                above += lot
    return made


def lots(item: Item, short: int) -> list[int]:
    """The orders that cover a shortage. fixed: as many of that size as are needed; multiple: one of several."""
    if item.lot <= 0 or item.rule == "exact":
        return [short]
    if item.rule == "minimum":
        return [max(short, item.lot)]
    count = -(-short // item.lot)
    return [item.lot] * count if item.rule == "fixed" and count <= MOST_LOTS else [item.lot * count]


class Peg(NamedTuple):
    cause: Cause
    quantity: int


def pegs(planned: Plan, item: int) -> dict[int, list[Peg]]:
    """What each planned order of an item (by its place) is for: what is there or comes first serves first.

    Nothing is listed for what only restores the safety stock or fills a lot.
    """
    kept = planned.items[item]
    supplies: list[tuple[int, int, int | None, int]] = [(-1, -1, None, kept.on_hand)]
    supplies += [(max(one.bucket, 0), -1, None, one.quantity) for one in planned.receipts.get(item, ())]
    supplies += [(planned.orders[p].due, p, p, planned.orders[p].quantity) for p in planned.order_of[item]]
    supplies.sort(key=lambda one: one[:2])
    found: dict[int, list[Peg]] = {place: [] for place in planned.order_of[item]}
    place, rest = 0, supplies[0][3]
    for demand in sorted(planned.demands.get(item, ()), key=lambda one: max(one.bucket, 0)):
        wanted = demand.quantity
        while wanted:
            while not rest:
                place += 1
                rest = supplies[place][3]
            taken = min(rest, wanted)
            rest -= taken
            wanted -= taken
            order = supplies[place][2]
            if order is not None:
                found[order].append(Peg(demand.cause, taken))
    return found


def ready(planned: Plan) -> list[int]:
    """The bucket in which each planned order can be there at the earliest: `due`, or later where it or one of its
    parts has to begin in the past."""
    begin = [max(order.release, 0) for order in planned.orders]
    for item, places in reversed(planned.order_of.items()):
        lead = planned.items[item].lead
        late = [place for place in places if begin[place] + lead > planned.orders[place].due]
        if not late:
            continue
        found = pegs(planned, item)
        for place in late:
            for cause, _ in found[place]:
                if isinstance(cause, int):
                    begin[cause] = max(begin[cause], begin[place] + lead)
    return [start + planned.items[order.item].lead for start, order in zip(begin, planned.orders, strict=True)]


@dataclass(frozen=True)
class Record:
    """The table of one item, a value for each bucket from 0. `overdue` is what should have been released before."""

    gross: tuple[int, ...]
    scheduled: tuple[int, ...]
    projected: tuple[int, ...]
    net: tuple[int, ...]
    receipts: tuple[int, ...]
    releases: tuple[int, ...]
    overdue: int


def record(planned: Plan, item: int, buckets: int) -> Record:
    """The classic record of an item for that many buckets."""
    gross, scheduled, receipts, releases = ([0] * buckets for _ in range(4))
    orders = [planned.orders[place] for place in planned.order_of[item]]
    _add(gross, ((one.bucket, one.quantity) for one in planned.demands.get(item, ())))
    _add(scheduled, ((one.bucket, one.quantity) for one in planned.receipts.get(item, ())))
    _add(receipts, ((one.due, one.quantity) for one in orders))
    _add(releases, ((one.release, one.quantity) for one in orders if one.release >= 0))
    overdue = sum(one.quantity for one in orders if one.release < 0)
    kept = planned.items[item]
    projected, net, stock = [], [], kept.on_hand
    for place in range(buckets):
        stock += scheduled[place] - gross[place]
        net.append(max(kept.safety - stock, 0))
        stock += receipts[place]
        projected.append(stock)
    return Record(
        tuple(gross), tuple(scheduled), tuple(projected), tuple(net), tuple(receipts), tuple(releases), overdue
    )


def _add(row: list[int], found: Iterable[tuple[int, int]]) -> None:
    for bucket, quantity in found:
        if bucket < len(row):
            row[max(bucket, 0)] += quantity


class Advice(NamedTuple):
    """What should be done about a receipt: `what` is late (its day is over), expedite, postpone or cancel; `needed` the
    bucket in which it is needed, None for cancel; `quantity` the part of it that is meant."""

    what: Literal["late", "expedite", "postpone", "cancel"]
    receipt: Receipt
    needed: int | None
    quantity: int


def advice(planned: Plan) -> list[Advice]:
    """Where the dates of what is on order do not fit the demand. Planned orders are not counted as supply here, because
    a receipt that comes earlier makes them needless."""
    found: list[Advice] = []
    for item, receipts in planned.receipts.items():
        found += _advice(planned.items[item], planned.demands.get(item, ()), receipts)
    return found


def _advice(item: Item, demands: Sequence[Demand], receipts: Sequence[Receipt]) -> Iterable[Advice]:
    wanted = sorted((max(one.bucket, 0), one.quantity) for one in demands)
    free, place = item.on_hand - item.safety, 0
    for receipt in sorted(receipts, key=lambda one: one.bucket):
        while place < len(wanted) and free >= wanted[place][1]:
            free -= wanted[place][1]
            place += 1
        # The first demand that what is there before this receipt does not cover; the safety stock is needed at once.
        needed = 0 if free < 0 else wanted[place][0] if place < len(wanted) else None
        due = max(receipt.bucket, 0)
        if receipt.bucket < 0:
            yield Advice("late", receipt, needed, receipt.quantity)
        if needed is None:
            yield Advice("cancel", receipt, None, receipt.quantity)
        elif needed != due:
            yield Advice("expedite" if needed < due else "postpone", receipt, needed, receipt.quantity)
        free += receipt.quantity
