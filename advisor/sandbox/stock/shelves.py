"""Shelves: where in a warehouse goods stand. They are counted here and valued with the rest of the warehouse.

Goods that arrive stand on no shelf until they are put away. Those held for documents are picked in the order of the
shelves, the earlier reservation first; whatever else leaves is taken from the other end, so that it takes away nothing
that a picking list names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from advisor.sandbox.stock.tables import Balance, Location, Reservation, Shelved

Key = tuple[int, int]  # product, warehouse
Stack = list[tuple[int | None, int]]  # (shelf or none, quantity), in the order of picking


def spread(stack: Stack, held: Sequence[tuple[int, int]]) -> dict[int, Stack]:
    """From which shelf each of `held` (reservation, quantity) is taken, in their order."""
    left = [[shelf, there] for shelf, there in stack]
    found: dict[int, Stack] = {}
    for reservation, wanted in held:
        picks: Stack = []
        rest = wanted
        for one in left:
            taken = min(rest, one[1] or 0)
            if taken:
                picks.append((one[0], taken))
                one[1] = (one[1] or 0) - taken
                rest -= taken
        found[reservation] = picks
    return found


@dataclass
class Standing:
    """What stands where, of the products and warehouses that something leaves."""

    rows: dict[Key, dict[int, Shelved]] = field(default_factory=dict)
    loose: dict[Key, int] = field(default_factory=dict)
    picks: dict[Key, Stack] = field(default_factory=dict)

    def leave(self, product: int, warehouse: int, quantity: int) -> None:
        """Take `quantity` off: what was picked for the cause first, then what is on no shelf, then the last shelves."""
        rows = self.rows.get((product, warehouse))
        if not rows:
            return
        for shelf, there in self.picks.get((product, warehouse), []):
            quantity -= self._off((product, warehouse), shelf, min(quantity, there))
        for shelf in (None, *reversed(rows)):
            quantity -= self._off((product, warehouse), shelf, quantity)

    def _off(self, key: Key, shelf: int | None, wanted: int) -> int:
        if shelf is None:
            taken = min(wanted, self.loose[key])
            self.loose[key] -= taken
        else:
            taken = min(wanted, self.rows[key][shelf].quantity)
            self.rows[key][shelf].quantity -= taken
        return taken


def standing(
    session: Session, places: Mapping[str, Location], balances: Mapping[Key, Balance], document: tuple[str, int]
) -> Standing:
    """What stands where in the balances (locked by the caller), and what is picked for `document` (kind, id)."""
    if not any(one.kind == "shelf" for one in places.values()):
        return Standing()
    found = Standing(stacks := shelved(session, places.values(), list(balances)))
    for key, rows in stacks.items():
        found.loose[key] = balances[key].quantity - sum(row.quantity for row in rows.values())
    held = _held(session, list(stacks))
    for key, reservations in held.items():
        rows = stacks[key]
        stack: Stack = [*((shelf, row.quantity) for shelf, row in rows.items()), (None, found.loose[key])]
        own = {one.id for one in reservations if (one.kind, one.document) == document}
        picked = spread(stack, [(one.id, one.quantity) for one in reservations])
        found.picks[key] = [pick for id_, picks in picked.items() if id_ in own for pick in picks]
    return found


def shelved(session: Session, places: Iterable[Location], keys: Sequence[Key]) -> dict[Key, dict[int, Shelved]]:
    """What stands on the shelves, by product and warehouse, in the order of the shelves' codes."""
    shelves = {one.id: one for one in places if one.kind == "shelf"}
    wanted = select(Shelved).where(Shelved.product_id.in_({product for product, _ in keys}), Shelved.quantity > 0)
    found: dict[Key, dict[int, Shelved]] = defaultdict(dict)
    for row in sorted(
        session.scalars(wanted.execution_options(populate_existing=True)), key=lambda r: shelves[r.location_id].code
    ):
        parent = shelves[row.location_id].parent_id
        assert parent is not None
        if (row.product_id, parent) in keys:
            found[row.product_id, parent][row.location_id] = row
    return dict(found)


def _held(session: Session, keys: list[Key]) -> dict[Key, list[Reservation]]:
    found: dict[Key, list[Reservation]] = defaultdict(list)
    wanted = select(Reservation).where(tuple_(Reservation.product_id, Reservation.location_id).in_(keys))
    for one in session.scalars(wanted.order_by(Reservation.id)) if keys else ():
        found[one.product_id, one.location_id].append(one)
    return found
