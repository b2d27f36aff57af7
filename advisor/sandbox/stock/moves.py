"""Moves: the only writer of quantities and of the value of stock. What changes the value is booked in the same
transaction."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from advisor.sandbox.core import reference
from advisor.sandbox.core.amounts import PRICE_PARTS, price_of, rounded, worth
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.refusals import Refusal, Short
from advisor.sandbox.core.store import add_missing
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.stock import guards as _guards  # noqa: F401 - the database guards what was moved
from advisor.sandbox.stock import shelves
from advisor.sandbox.stock.tables import Balance, Location, Move, Reservation
from advisor.sandbox.stock.valuation import Piece, put, restate, take

# Where the other side of a change of stock value is booked, by the kind of the place outside.
COUNTER = {"supplier": "received", "customer": "shipped", "production": "production", "lost": "lost"}


@dataclass(frozen=True)
class Goods:
    """Something to be moved. `value` is what goods that come in are worth (needed when they come from outside), or what
    goods that go back to a supplier were worth when they came (else they leave at what they are worth now); `line` the
    line of the document that moves it; `counter` the use of the account of the other side where it is not that of the
    place outside."""

    product: Product
    quantity: int
    source: Location
    target: Location
    value: int | None = None
    line: int | None = None
    project: int | None = None
    counter: str = ""


@dataclass(frozen=True)
class Cause:
    """The document that moves goods, its number for the entry, and the day."""

    kind: str
    document: int
    number: str
    on: datetime.date


def locations(session: Session) -> dict[str, Location]:
    """All places by code, read once in a session."""
    found = session.info.get("locations")
    if found is None:
        found = session.info["locations"] = {
            one.code: one for one in reference.rows(session, select(Location).order_by(Location.id))
        }
    assert isinstance(found, dict)
    return found


def place(session: Session, kind: str) -> Location:
    """The first place of a kind, such as the one that stands for all customers."""
    return next(one for one in locations(session).values() if one.kind == kind)


def lock(session: Session, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Balance]:
    """The balances of (product, location), made where missing, locked in the order of products until the end."""
    wanted = sorted(set(keys))
    query = (
        select(Balance)
        .where(tuple_(Balance.product_id, Balance.location_id).in_(wanted))
        .order_by(Balance.product_id, Balance.location_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {(b.product_id, b.location_id): b for b in session.scalars(query)}
    missing = [key for key in wanted if key not in found]
    if not missing:
        return found
    rows: list[dict[str, Any]] = [
        {"product_id": p, "location_id": place_id, "quantity": 0, "reserved": 0, "value": 0} for p, place_id in missing
    ]
    add_missing(session, Balance, rows)
    return {(b.product_id, b.location_id): b for b in session.scalars(query)}


def move(session: Session, goods: Sequence[Goods], cause: Cause) -> list[Move]:
    """Move goods and book what changes the value of stock, all in one entry; one move for each of `goods`, in their
    order. Goods reserved for the cause are used up.

    Call it once in an action: what it locks stays locked in the order of products, a second call would break it. Raises
    Short when a place holds too little that is free, Refusal for a day before the last move of a product or to come.
    """
    if cause.on > today(session):
        raise Refusal(
            "Goods cannot be moved on a day that is still to come. Choose today or an earlier day.", field="on"
        )
    balances = lock(
        session, [(g.product.id, p.id) for g in goods for p in (g.source, g.target) if p.kind == "warehouse"]
    )
    standing = shelves.standing(session, locations(session), balances, (cause.kind, cause.document))
    _use_up(session, cause, balances)
    moves: list[Move] = []
    items: list[Item] = []
    for one in goods:
        done, booked = _one(session, one, cause, balances)
        standing.leave(one.product.id, one.source.id, one.quantity)
        moves.append(done)
        items += [item for item in booked if item.amount]
    return _kept(session, moves, items, cause)


def revalue(session: Session, product: Product, cost: int, cause: Cause) -> list[Move]:
    """All that is there of a product is worth `cost` for one unit (hundredths of the smallest unit) from now on; the
    difference is booked."""
    ours = [one.id for one in locations(session).values() if one.kind == "warehouse"]
    lost = place(session, "lost").id
    moves: list[Move] = []
    items: list[Item] = []
    for (_, place_id), balance in lock(session, [(product.id, one) for one in ours]).items():
        change = worth(product, balance.quantity, cost) - balance.value
        if not change:
            continue
        _in_order(product, balance, cause)
        restate(session, product, balance, balance.value + change)
        balance.last = cause.on
        ends = (lost, place_id) if change > 0 else (place_id, lost)
        moves.append(_move(product, 0, ends, abs(change), cause))
        items += [Item("stock", change, product=product.id), Item("variance", -change, product=product.id)]
    return _kept(session, moves, items, cause)


def _kept(session: Session, moves: list[Move], items: list[Item], cause: Cause) -> list[Move]:
    if items:
        entry = post(session, Posting("STK", cause.on, items, cause.kind, cause.document, cause.number))
        for done in moves:
            done.entry_id = entry.id
    session.add_all(moves)
    session.flush()
    return moves


def _move(
    product: Product, quantity: int, ends: tuple[int, int], value: int, cause: Cause, line: int | None = None
) -> Move:
    unit = rounded(price_of(product, quantity, value), PRICE_PARTS)
    even = worth(product, quantity, unit * PRICE_PARTS) if quantity else value
    return Move(
        on=cause.on,
        product_id=product.id,
        source_id=ends[0],
        target_id=ends[1],
        quantity=quantity,
        value=value,
        rounding=value - even,
        cause_kind=cause.kind,
        cause=cause.document,
        line=line,
    )


def _one(
    session: Session, goods: Goods, cause: Cause, balances: dict[tuple[int, int], Balance]
) -> tuple[Move, list[Item]]:
    product, inside = goods.product, goods.source.kind == "warehouse"
    if product.kind != "goods":
        raise Refusal("{product} is a service and cannot be moved.", values={"product": product.name})
    if "warehouse" not in (goods.source.kind, goods.target.kind):
        raise Refusal("Goods go into a warehouse, out of one, or from one to another. Choose one.", field="location")
    pieces = _out(session, goods, cause, balances[product.id, goods.source.id]) if inside else []
    value = sum(piece.value for piece in pieces) if inside else goods.value or 0
    given = value if goods.value is None else goods.value
    if goods.target.kind == "warehouse":
        value = _in(session, goods, cause, balances[product.id, goods.target.id], pieces or None)
    ends = (goods.source.id, goods.target.id)
    return _move(product, goods.quantity, ends, value, cause, goods.line), _booked(goods, value, given)


def _out(session: Session, goods: Goods, cause: Cause, balance: Balance) -> list[Piece]:
    _in_order(goods.product, balance, cause)
    if goods.quantity > balance.quantity - balance.reserved:
        raise short(session, goods.product, balance, goods.quantity)
    pieces = take(session, goods.product, balance, goods.quantity, goods.value)
    balance.quantity -= goods.quantity
    balance.value -= sum(piece.value for piece in pieces)
    balance.last = cause.on
    return pieces


def _in(session: Session, goods: Goods, cause: Cause, balance: Balance, pieces: list[Piece] | None) -> int:
    """The value that enters; of goods with a standard cost that of the standard."""
    _in_order(goods.product, balance, cause)
    if pieces is None:
        assert goods.value is not None and goods.value >= 0, "goods from outside need a value"
        standard = goods.product.valuation == "standard"
        value = worth(goods.product, goods.quantity, goods.product.cost) if standard else goods.value
        pieces = [Piece(goods.quantity, value, cause.on)]
    value = sum(piece.value for piece in pieces)
    balance.quantity += goods.quantity
    balance.value += value
    balance.last = cause.on
    put(session, goods.product, balance, pieces)
    return value


def _in_order(product: Product, balance: Balance, cause: Cause) -> None:
    if balance.last is not None and cause.on < balance.last:
        raise Refusal(
            "{product} was last moved on {day}; its value would have to be worked out anew from there. Book this move "
            "on that day or later, or reverse the later moves first.",
            values={"product": product.name, "day": balance.last.isoformat()},
            field="on",
        )


def _booked(goods: Goods, value: int, given: int) -> list[Item]:
    """The two sides of a change of stock value, the difference to a standard cost apart; nothing for a move inside."""
    ours = [place_ for place_ in (goods.source, goods.target) if place_.kind == "warehouse"]
    if len(ours) != 1:
        return []
    sign = 1 if goods.target.kind == "warehouse" else -1
    outside = goods.source if sign == 1 else goods.target
    product = goods.product.id
    return [
        Item("stock", sign * value, product=product),
        Item(goods.counter or COUNTER[outside.kind], -sign * given, product=product, project=goods.project),
        Item("variance", sign * (given - value), product=product),
    ]


def _use_up(session: Session, cause: Cause, balances: dict[tuple[int, int], Balance]) -> None:
    """Take back what is reserved for the cause, because it leaves now."""
    places = {place_id for _, place_id in balances}
    used = session.execute(
        delete(Reservation)
        .where(
            Reservation.kind == cause.kind,
            Reservation.document == cause.document,
            Reservation.product_id.in_({product for product, _ in balances}),
            Reservation.location_id.in_(places),
        )
        .returning(Reservation.product_id, Reservation.location_id, Reservation.quantity),
        execution_options={"synchronize_session": "fetch"},
    )
    for product, place_id, quantity in used:
        balances[product, place_id].reserved -= quantity


def short(session: Session, product: Product, balance: Balance, wanted: int) -> Short:
    """Why there is not enough: what is there, and for whom the rest is held."""
    rows = session.scalars(
        select(Reservation).where(Reservation.product_id == product.id, Reservation.location_id == balance.location_id)
    ).all()
    values: dict[str, str | int] = {
        "product": product.name,
        "free": shown(product, balance.quantity - balance.reserved),
        "wanted": shown(product, wanted),
        "reserved": shown(product, balance.reserved),
        "documents": ", ".join(dict.fromkeys(row.number for row in rows)),
    }
    if not rows:
        return Short("Only {free} of {wanted} of {product} are in stock. Order more, or take less.", values=values)
    return Short(
        "Only {free} of {wanted} of {product} are free; {reserved} are reserved for {documents}. Order more, take "
        "less, or release a reservation.",
        values=values,
    )


def entry_of(session: Session, kind: str, document: int) -> list[Entry]:
    """The entries that a document made, in the order of their posting."""
    wanted = select(Entry).where(Entry.source_kind == kind, Entry.source == document).order_by(Entry.id)
    return list(session.scalars(wanted))
