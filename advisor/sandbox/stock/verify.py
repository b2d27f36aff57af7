"""Whether stock is in order: moves, balances, layers, reservations, shelves and the ledger must agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Check, Finding, found
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.tables import Balance, Layer, Move, Reservation, Shelved

Key = tuple[int, int]  # product, place
ALL = 0  # instead of a place: all of them


def check_stock(session: Session) -> list[Finding]:
    """What is wrong; nothing when stock is in order."""
    return found(session, CHECKS)


def _differ(session: Session, check: str, have: Mapping[Key, int], expected: Mapping[Key, int]) -> Iterator[Finding]:
    wrong = [key for key in sorted({*have, *expected}) if have.get(key, 0) != expected.get(key, 0)]
    if not wrong:
        return
    codes = {row[0]: row[1] for row in session.execute(select(Product.id, Product.code))}
    places = {one.id: one.code for one in locations(session).values()}
    for key in wrong:
        values: dict[str, str | int] = {
            "product": codes.get(key[0], ""),
            "place": places.get(key[1], ""),
            "have": have.get(key, 0),
            "expected": expected.get(key, 0),
        }
        sentence = "{product} {place}: {have} instead of {expected}, in the smallest units."
        yield Finding(check, sentence, values)


def _moved(session: Session) -> tuple[dict[Key, int], dict[Key, int]]:
    """Quantities and values of all places, ours and those around, from the moves."""
    quantity: dict[Key, int] = defaultdict(int)
    value: dict[Key, int] = defaultdict(int)
    for place, sign in ((Move.target_id, 1), (Move.source_id, -1)):
        sums = select(Move.product_id, place, func.sum(Move.quantity), func.sum(Move.value))
        for product, where, moved, worth in session.execute(sums.group_by(Move.product_id, place)):
            quantity[product, where] += sign * moved
            value[product, where] += sign * worth
    return quantity, value


def _balances(session: Session) -> dict[Key, Balance]:
    rows = session.scalars(select(Balance).execution_options(populate_existing=True))
    return {(one.product_id, one.location_id): one for one in rows}


def _ours(session: Session) -> set[int]:
    return {one.id for one in locations(session).values() if one.kind == "warehouse"}


def quantities(session: Session) -> Iterator[Finding]:
    """Balances against moves."""
    ours = _ours(session)
    moved = {key: quantity for key, quantity in _moved(session)[0].items() if key[1] in ours}
    have = {key: one.quantity for key, one in _balances(session).items()}
    return _differ(session, "stock-quantities", have, moved)


def values(session: Session) -> Iterator[Finding]:
    """Balances against moves."""
    ours = _ours(session)
    moved = {key: value for key, value in _moved(session)[1].items() if key[1] in ours}
    have = {key: one.value for key, one in _balances(session).items()}
    return _differ(session, "stock-values", have, moved)


def everywhere(session: Session) -> Iterator[Finding]:
    """What is with us and what is with everybody else is nought together: no unit comes from nowhere."""
    ours = _ours(session)
    total: dict[Key, int] = defaultdict(int)
    for key, one in _balances(session).items():
        total[key[0], ALL] += one.quantity
    for key, quantity in _moved(session)[0].items():
        total[key[0], ALL] += 0 if key[1] in ours else quantity
    return _differ(session, "stock-everywhere", total, {})


def ledger(session: Session) -> Iterator[Finding]:
    """The value of each product against the account for stock."""
    have: dict[Key, int] = defaultdict(int)
    for key, one in _balances(session).items():
        have[key[0], ALL] += one.value
    booked = session.execute(
        select(Line.product_id, func.sum(Line.amount))
        .join(Entry)
        .where(Line.account_id == account(session, "stock").id, Entry.state == "posted", Entry.company_id == 1)
        .group_by(Line.product_id)
    )
    return _differ(session, "stock-ledger", have, {(product or 0, ALL): amount for product, amount in booked})


def layers(session: Session) -> Iterator[Finding]:
    """What is left of the receipts of FIFO products, against their balances."""
    fifo = set(session.scalars(select(Product.id).where(Product.valuation == "fifo")))
    sums = select(Layer.product_id, Layer.location_id, func.sum(Layer.quantity), func.sum(Layer.value))
    rows = session.execute(sums.group_by(Layer.product_id, Layer.location_id)).all()
    there = {key: one for key, one in _balances(session).items() if key[0] in fifo}
    have = {key: one.quantity for key, one in there.items()}
    yield from _differ(session, "stock-layers", {(row[0], row[1]): row[2] for row in rows}, have)
    worth = {key: one.value for key, one in there.items()}
    yield from _differ(session, "stock-layers", {(row[0], row[1]): row[3] for row in rows}, worth)


def reserved(session: Session) -> Iterator[Finding]:
    """What balances say is reserved, against the reservations."""
    sums = select(Reservation.product_id, Reservation.location_id, func.sum(Reservation.quantity))
    rows = session.execute(sums.group_by(Reservation.product_id, Reservation.location_id)).all()
    have = {key: one.reserved for key, one in _balances(session).items()}
    return _differ(session, "stock-reserved", have, {(row[0], row[1]): row[2] for row in rows})


def nothing(session: Session) -> Iterator[Finding]:
    """Nothing is worth nothing."""
    empty = {key: one.value for key, one in _balances(session).items() if not one.quantity}
    return _differ(session, "stock-nothing", empty, {})


def shelves(session: Session) -> Iterator[Finding]:
    """No more stands on the shelves of a warehouse than it holds."""
    parents = {one.id: one.parent_id or 0 for one in locations(session).values()}
    standing: dict[Key, int] = defaultdict(int)
    for row in session.scalars(select(Shelved).execution_options(populate_existing=True)):
        standing[row.product_id, parents[row.location_id]] += row.quantity
    balances = _balances(session)
    there = {key: balances[key].quantity if key in balances else 0 for key in standing}
    too_many = {key: quantity for key, quantity in standing.items() if quantity > there[key]}
    return _differ(session, "stock-shelves", too_many, {key: there[key] for key in too_many})


CHECKS = (
    Check("stock-quantities", "The quantity in each place is the sum of its moves.", quantities),
    Check("stock-values", "The value of each place is the sum of its moves.", values),
    Check("stock-everywhere", "The quantities of all places, ours and those around, are nought together.", everywhere),
    Check("stock-ledger", "The value of each product is what the ledger has on the account for stock.", ledger),
    Check("stock-layers", "What is left of receipts is what is in stock, for first in first out.", layers),
    Check("stock-reserved", "What is held is the sum of the reservations.", reserved),
    Check("stock-nothing", "A place that holds nothing of a product has no value of it.", nothing),
    Check("stock-shelves", "No more stands on shelves than the warehouse holds.", shelves),
)
