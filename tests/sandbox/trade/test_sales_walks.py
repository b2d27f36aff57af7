"""Whatever is done to a few orders, in whatever order: the books stay sound, and at the end everything settles."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError
from advisor.sandbox.core.store import open_books
from advisor.sandbox.trade.progress import billed, delivered
from advisor.sandbox.trade.tables import Invoice, Order, Payment, Shipment
from tests.sandbox.making import do, units
from tests.sandbox.selling import balance, buyer, confirmed, fill, goods, sound

ACTS = (
    "reserve",
    "release",
    "ship",
    "part",
    "return",
    "plan",
    "invoice",
    "post",
    "drop",
    "reverse",
    "pay",
    "fail",
    "cut",
)
Step = tuple[str, int, int]
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(1, 3)), min_size=5, max_size=25)


def furnish(session: Session) -> None:
    """Two orders of goods whose values do not divide evenly: an average cost and layers."""
    average, layered = goods(session, "avg", stock=0, tax="VAT"), goods(session, "fifo", valuation="fifo", stock=0)
    for of, quantity, cost in ((average, 7, 3.33), (average, 9, 4.57), (layered, 5, 2), (layered, 11, 2.71)):
        fill(session, of, quantity, cost)
    party = buyer(session, term="HALF")
    confirmed(session, party, (average, 5), (layered, 6))
    confirmed(session, party, (layered, 4), (average, 3))


def act(session: Session, step: Step) -> None:
    """Do one thing to one document; what is refused changes nothing."""
    name, place, quantity = step
    with session.begin_nested():
        {"cut": _cut, "plan": _plan, "invoice": _invoice}.get(name, _other)(session, name, place, quantity)


def _pick(session: Session, table: type, place: int, *where: object) -> int:
    found = session.scalars(select(table.id).where(*where).order_by(table.id)).all()  # type: ignore[attr-defined]
    return int(found[place % len(found)]) if found else 99


def _cut(session: Session, name: str, place: int, quantity: int) -> None:
    do(session, "sale.shorten", document=_pick(session, Order, place))


def _plan(session: Session, name: str, place: int, quantity: int) -> None:
    do(session, "shipment.create", order=_pick(session, Order, place))


def _invoice(session: Session, name: str, place: int, quantity: int) -> None:
    do(session, "sale.invoice", document=_pick(session, Order, place))


def _other(session: Session, name: str, place: int, quantity: int) -> None:
    shipped, drafts = Shipment.state == "done", Invoice.state == "draft"
    if name in ("reserve", "release", "ship"):
        do(session, f"shipment.{name}", document=_pick(session, Shipment, place, ~shipped))
    elif name in ("part", "return"):
        one = session.get(Shipment, _pick(session, Shipment, place, shipped if name == "return" else ~shipped))
        if one is None:
            return
        lines = [{"line": one.lines[0].id, "quantity": units(quantity)}]
        do(session, "shipment.return" if name == "return" else "shipment.ship", document=one.id, lines=lines)
    elif name in ("post", "drop"):
        verb = "invoice.post" if name == "post" else "invoice.cancel"
        do(session, verb, document=_pick(session, Invoice, place, drafts))
    elif name == "reverse":
        do(session, "invoice.reverse", document=_pick(session, Invoice, place, Invoice.state == "posted"))
    elif name == "pay":
        invoice = _pick(session, Invoice, place, Invoice.state == "posted")
        made = do(session, "payment.create", invoice=invoice, amount=units(quantity * 17.77))
        do(session, "payment.clear", document=made.id, write_off=quantity == 3)
    else:
        do(session, "payment.fail", document=_pick(session, Payment, place, Payment.state == "cleared"))


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps)
def test_any_sequence_keeps_the_books_sound(blank_file: Path, tmp_path: Path, walk: list[Step]) -> None:
    books = open_books(f"sqlite:///{shutil.copy(blank_file, tmp_path / 'walk.db')}")
    try:
        with books.session() as session:
            furnish(session)
            for step in walk:
                try:
                    act(session, step)
                except AdvisorError:
                    session.expire_all()
                assert sound(session)
            finish(session)
            assert session.execute(select(delivered(), billed()).select_from(Order)).all() == [(True, True)] * 2
            assert balance(session, "shipped") == 0
            assert sound(session)
    finally:
        books.close()


def finish(session: Session) -> None:
    """Cut off what is not delivered, then invoice and credit what is left."""
    for order in session.scalars(select(Order.id)).all():
        for verb in ("sale.shorten", "sale.invoice"):
            try:
                with session.begin_nested():
                    do(session, verb, document=order)
            except AdvisorError:
                _deliver_something(session, order) if verb == "sale.shorten" else None
    for _ in range(3):  # a draft that became too large is dropped and made anew
        for draft in session.scalars(select(Invoice.id).where(Invoice.state == "draft").order_by(Invoice.id)).all():
            try:
                with session.begin_nested():
                    do(session, "invoice.post", document=draft)
            except AdvisorError:
                do(session, "invoice.cancel", document=draft)
        for order in session.scalars(select(Order.id)).all():
            _again(session, order)


def _again(session: Session, order: int) -> None:
    try:
        with session.begin_nested():
            do(session, "sale.invoice", document=order)
    except AdvisorError:
        session.expire_all()


def _deliver_something(session: Session, order: int) -> None:
    """An order of which nothing was delivered is not shortened but cancelled in life; here all of it is delivered."""
    waiting = session.scalars(select(Shipment).where(Shipment.order_id == order, Shipment.state != "done")).all()
    for one in waiting:
        if one.state == "waiting":
            do(session, "shipment.reserve", document=one.id)
        do(session, "shipment.ship", document=one.id)


def test_the_acts_are_all_known() -> None:
    assert len(set(ACTS)) == len(ACTS)
    with pytest.raises(KeyError):
        {"cut": _cut}["vanish"]
