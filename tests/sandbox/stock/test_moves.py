"""Moves: what they refuse, what they book, and who waits for whom."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, Short
from advisor.sandbox.ledger.posting import period_of
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.moves import Cause, Goods
from advisor.sandbox.stock.reserving import Want, reserve
from advisor.sandbox.stock.tables import Balance, Move, Reservation
from tests.sandbox.conftest import DAY
from tests.sandbox.making import product
from tests.sandbox.stock.stocking import balance, booked, day, held, place, put_in, sound, take_out

SHIPMENT = Cause("shipment", 1, "SH-0001", DAY)


def test_a_move_is_kept_with_its_cause(books: Database) -> None:
    with books.session() as session:
        good = product(session, "a")
        put_in(session, good, 5, 10)
        goods = [Goods(good, 2, place(session), place(session, "CUS"), line=7, project=3)]
        (done,) = moves.move(session, goods, SHIPMENT)
        made = done.id
    with books.session(write=False) as session:
        kept = session.get_one(Move, made)
        assert (kept.quantity, kept.value, kept.rounding, kept.line) == (2, 20_00, 0, 7)
        assert (kept.cause_kind, kept.cause, kept.on) == ("shipment", 1, DAY)
        entry = session.get_one(Entry, kept.entry_id)
        assert (entry.journal, entry.source_kind, entry.source, entry.text) == ("STK", "shipment", 1, "SH-0001")
        assert {(line.amount, line.product_id, line.project_id) for line in entry.lines} == {
            (-20_00, 1, None),
            (20_00, 1, 3),
        }


@pytest.mark.parametrize(
    ("code", "use"), [("SUP", "received"), ("CUS", "shipped"), ("PRO", "production"), ("LOS", "lost")]
)
def test_the_other_side_depends_on_the_place(session: Session, code: str, use: str) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    moves.move(session, [Goods(good, 2, place(session), place(session, code))], SHIPMENT)
    assert booked(session, use, good) == 20_00
    moves.move(session, [Goods(good, 1, place(session, code), place(session), 15_00)], SHIPMENT)
    assert booked(session, use, good) == 5_00
    assert held(session, good) == (4, 45_00)
    sound(session)


def test_several_goods_are_one_entry_and_come_back_in_their_order(session: Session) -> None:
    goods = [product(session, code) for code in "cab"]
    outside, inside = place(session, "SUP"), place(session)
    wanted = [Goods(one, 2, outside, inside, 100 * n, n) for n, one in enumerate(goods, 1)]
    done = moves.move(session, wanted, Cause("receipt", 1, "RC-0001", DAY))
    assert [(one.product_id, one.line, one.value) for one in done] == [(1, 1, 100), (2, 2, 200), (3, 3, 300)]
    assert len({one.entry_id for one in done}) == 1
    assert [entry.text for entry in moves.entry_of(session, "receipt", 1)] == ["RC-0001"]
    sound(session)


def test_one_product_may_leave_in_several_lines(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 3, "3.34")
    ends = place(session), place(session, "CUS")
    done = moves.move(session, [Goods(good, 1, *ends, line=1), Goods(good, 2, *ends, line=2)], SHIPMENT)
    assert [one.value for one in done] == [334, 668]
    assert held(session, good) == (0, 0)
    with pytest.raises(Short):
        moves.move(session, [Goods(good, 1, *ends), Goods(good, 1, *ends)], SHIPMENT)


def test_a_move_inside_books_nothing(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 3, 10)
    entries = session.scalar(select(func.count()).select_from(Entry))
    (done,) = moves.move(session, [Goods(good, 2, place(session), place(session, "WH2"))], SHIPMENT)
    assert (done.entry_id, done.value) == (None, 20_00)
    assert session.scalar(select(func.count()).select_from(Entry)) == entries
    assert (held(session, good), held(session, good, "WH2")) == ((1, 10_00), (2, 20_00))
    sound(session)


def test_too_little_is_told(session: Session) -> None:
    good = product(session, "bolt", places=1)
    put_in(session, good, "2.5", 10)
    with pytest.raises(Short) as caught:
        take_out(session, good, 3)
    assert str(caught.value) == "Only 2.5 of 3 of Bolt are in stock. Order more, or take less."
    sound(session)


def test_what_is_reserved_stays(session: Session) -> None:
    good = product(session, "bolt")
    put_in(session, good, 5, 10)
    for number in (12, 14):
        reserve(session, [Want(good, 2, place(session))], "shipment", number, f"SO-00{number}")
    with pytest.raises(Short) as caught:
        take_out(session, good, 2)
    assert str(caught.value) == (
        "Only 1 of 2 of Bolt are free; 4 are reserved for SO-0012, SO-0014. Order more, take less, or release a "
        "reservation."
    )
    assert take_out(session, good, 1).quantity == 1
    sound(session)


def test_goods_reserved_for_the_cause_are_used_up(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    reserve(session, [Want(good, 3, place(session))], "shipment", 1, "SO-0001")
    reserve(session, [Want(good, 1, place(session))], "shipment", 2, "SO-0002")
    moves.move(session, [Goods(good, 4, place(session), place(session, "CUS"))], SHIPMENT)
    assert [one.document for one in session.scalars(select(Reservation))] == [2]
    assert balance(session, good).reserved == 1
    sound(session)


@pytest.mark.parametrize("first", ["in", "out"])
def test_a_day_before_the_last_move_is_refused(books: Database, first: str) -> None:
    with books.session() as session:
        good = product(session, "bolt")
        put_in(session, good, 5, 10, on=day(-3))
        if first == "in":
            put_in(session, good, 5, 20, on=day(-1))
        else:
            take_out(session, good, 1, on=day(-1))
        before = held(session, good)
        for act in (put_in, take_out):
            arguments = (2, 10) if act is put_in else (2,)
            with pytest.raises(Refusal, match="Bolt was last moved on 2026-03-01") as caught:
                act(session, good, *arguments, on=day(-2))  # type: ignore[operator]
            assert caught.value.field == "on"
        assert held(session, good) == before
        assert take_out(session, good, 1, on=day(-1)).quantity == 1
        sound(session)


def test_another_warehouse_and_another_product_have_days_of_their_own(session: Session) -> None:
    one, other = product(session, "a"), product(session, "b")
    put_in(session, one, 5, 10)
    put_in(session, one, 5, 10, at="WH2", on=day(-2))
    put_in(session, other, 5, 10, on=day(-2))
    sound(session)


def test_a_transfer_into_the_past_of_its_target_is_refused(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10, on=day(-3))
    put_in(session, good, 5, 10, at="WH2", on=day(-1))
    cause = Cause("transfer", 1, "TR-0001", day(-2))
    with pytest.raises(Refusal, match="was last moved on"):
        moves.move(session, [Goods(good, 1, place(session), place(session, "WH2"))], cause)


def test_a_day_to_come_is_refused(session: Session) -> None:
    with pytest.raises(Refusal, match="on a day that is still to come") as caught:
        put_in(session, product(session, "a"), 5, 10, on=DAY + datetime.timedelta(days=1))
    assert caught.value.field == "on"


def test_a_closed_period_takes_no_goods(books: Database) -> None:
    with books.session() as session:
        good = product(session, "a")
        period_of(session, day(-5)).state = "closed"
    with pytest.raises(PeriodClosed), books.session() as session:
        put_in(session, good, 5, 10, on=day(-5))
    with books.session() as session:
        assert session.scalar(select(func.count()).select_from(Balance).where(Balance.quantity > 0)) == 0
        sound(session)


def test_a_service_is_not_moved(session: Session) -> None:
    work = product(session, "work", kind="service")
    with pytest.raises(Refusal, match="Work is a service and cannot be moved"):
        moves.move(session, [Goods(work, 1, place(session, "SUP"), place(session), 100)], SHIPMENT)


def test_goods_do_not_pass_by_our_places(session: Session) -> None:
    good = product(session, "a")
    with pytest.raises(Refusal, match="Goods go into a warehouse, out of one"):
        moves.move(session, [Goods(good, 1, place(session, "SUP"), place(session, "CUS"), 100)], SHIPMENT)


def test_the_first_place_of_a_kind_stands_for_all(session: Session) -> None:
    assert moves.place(session, "customer").code == "CUS"
    assert moves.place(session, "warehouse").code == "WH"


def test_locking_makes_what_is_missing_in_order(books: Database) -> None:
    with books.session() as session:
        ids = [product(session, code).id for code in "abc"]
        keys = [(ids[2], 1), (ids[0], 2), (ids[0], 1), (ids[2], 1)]
        found = moves.lock(session, keys)
        assert list(found) == sorted(set(keys))
        assert all((one.quantity, one.value, one.last) == (0, 0, None) for one in found.values())
        assert list(moves.lock(session, keys)) == sorted(set(keys))


def test_the_number_of_statements_does_not_grow_with_the_lines(postgres_books: Database) -> None:
    """SQLite cannot tell the keys of several new rows, so there each row is inserted by itself."""
    counted: list[str] = []
    with postgres_books.session() as session:
        goods = [product(session, f"a{n}") for n in range(20)]
        outside, inside = place(session, "SUP"), place(session)
        event.listen(postgres_books.engine, "before_cursor_execute", lambda *call: counted.append(call[2]))
        totals = []
        for some in (goods[:2], goods):
            counted.clear()
            wanted = [Goods(one, 1, outside, inside, 100) for one in some]
            moves.move(session, wanted, Cause("receipt", 1, "RC-0001", DAY))
            totals.append(len(counted))
    assert totals[1] <= totals[0] + 2, counted
    assert totals[0] <= 14, counted


def test_all_stock_of_a_product_can_be_valued_anew(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 4, 10)
    put_in(session, good, 2, 10, at="WH2")
    made = moves.revalue(session, good, 8_00_00, Cause("product", good.id, "a", DAY))
    assert [(one.quantity, one.value) for one in made] == [(0, 8_00), (0, 4_00)]
    assert (held(session, good), held(session, good, "WH2")) == ((4, 32_00), (2, 16_00))
    assert booked(session, "variance") == 12_00
    assert moves.revalue(session, good, 8_00_00, Cause("product", good.id, "a", DAY)) == []
    sound(session)
