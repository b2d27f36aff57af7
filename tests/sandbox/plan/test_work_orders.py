"""Work orders: goods and money from the release to the last piece."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, Short, WrongRole
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Line
from advisor.sandbox.plan.tables import Slot
from advisor.sandbox.stock.moves import entry_of
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.stock.verify import check_stock
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, FOREMAN, do, units
from tests.sandbox.plan.shop import centre, fire, made_of, on_hand, order, sound, stocked

DAYS = datetime.timedelta(days=1)


def booked(session: Session, use: str) -> int:
    """Balance of an account."""
    return sum(session.scalars(select(Line.amount).where(Line.account_id == account(session, use).id)))


def cabinet(session: Session) -> tuple[Product, Product, Product]:
    """S22: five of component 1 at 1.00 and 150 cm of component 2 at 5.00 a metre; 20 and 6 metres are there."""
    one = stocked(session, "component-1", 20, 1)
    two = stocked(session, "component-2", 6, 5, unit="metre", places=2)
    made = stocked(session, "product", source="make", lead_days=1)
    made_of(session, made, (one, 5), (two, "1.5"))
    return made, one, two


def test_s22_production(books: Database) -> None:
    """Tryton production/tests/scenario_production.rst."""
    with books.session() as session:
        made, one, two = cabinet(session)
        found = order(session, made, 2, due=DAY + 10 * DAYS)
        assert found.start == DAY + 9 * DAYS
        fire(session, found, "release")
        assert (on_hand(session, one)[1], on_hand(session, two)[1]) == (10, 300)
        fire(session, found, "start")
        assert (found.cost_in, booked(session, "production")) == (25_00, 25_00)
        assert (on_hand(session, one), on_hand(session, two)) == ((10, 0, 10_00), (300, 0, 15_00))
        fire(session, found, "finish")
        assert on_hand(session, made) == (2, 0, 25_00)
        assert on_hand(session, made)[2] // 2 == 12_50
        assert booked(session, "production") == 0
        assert (found.state, found.made, found.finished) == ("done", 2, DAY)
        sound(session)
        assert check_stock(session) == []


@pytest.fixture
def bench(session: Session) -> Product:
    """A bench of four planks at 3.00; sawing takes 10 minutes and 6 for each at 30.00 an hour, gluing 12 for each at
    20.00."""
    plank = stocked(session, "plank", 100, 3)
    made = stocked(session, "bench", lead_days=2)
    saw, glue = centre(session, "saw", cost=30), centre(session, "glue", cost=20)
    steps = [
        {"name": "Saw", "centre": saw.id, "setup": 10, "run": 6},
        {"name": "Glue", "centre": glue.id, "run": 12},
    ]
    made_of(session, made, (plank, 4), operations=steps)
    return made


def test_output_costs_inputs_and_work(session: Session, bench: Product) -> None:
    """40 planks 120.00; 70 minutes of sawing 35.00; 120 of gluing 40.00."""
    found = fire(session, order(session, bench, 10), "release", "start", "finish")
    assert (found.cost_in, found.cost_work, found.cost_out) == (120_00, 75_00, 195_00)
    assert on_hand(session, bench) == (10, 0, 195_00)
    assert (booked(session, "work"), booked(session, "production")) == (-75_00, 0)
    sound(session)


def test_reported_minutes_count_instead_of_planned_ones(session: Session, bench: Product) -> None:
    """Sawing took 90 minutes in two parts, 45.00; gluing as planned."""
    found = fire(session, order(session, bench, 10), "release", "start")
    fire(session, found, "report", step=1, minutes=50)
    assert (found.cost_work, booked(session, "production")) == (25_00, 145_00)
    sound(session)
    fire(session, found, "report", step=1, minutes=40, done=True)
    do(session, "work_centre.change", centre=found.steps[0].centre_id, cost=99)
    fire(session, found, "finish")
    assert (found.cost_work, [step.reported for step in found.steps]) == (85_00, [90, 120])
    assert session.scalars(select(Slot)).all() == []
    sound(session)


def test_scrap_is_borne_by_good_pieces(session: Session, bench: Product) -> None:
    found = fire(session, order(session, bench, 10), "release", "start", "finish", made=8, scrapped=2)
    assert on_hand(session, bench) == (8, 0, 195_00)
    assert (found.made, found.scrapped) == (8, 2)
    sound(session)


def test_reported_pieces_are_what_was_made(session: Session, bench: Product) -> None:
    found = fire(session, order(session, bench, 10), "release", "start")
    fire(session, found, "report", good=3, scrap=1)
    fire(session, found, "report", good=4)
    fire(session, found, "finish")
    assert (found.made, found.scrapped, found.stored) == (7, 1, 7)
    assert on_hand(session, bench) == (7, 0, 120_00 + 28_00 + 32_00)  # 8 of 10 pieces were worked on
    sound(session)


def test_parts_are_delivered_at_their_share(session: Session, bench: Product) -> None:
    """Four of ten at two fifths of what was spent so far, the rest takes all that comes later."""
    found = fire(session, order(session, bench, 10), "release", "start")
    fire(session, found, "report", step=1, minutes=60)
    fire(session, found, "deliver", quantity=4)
    assert on_hand(session, bench) == (4, 0, 60_00)
    assert booked(session, "production") == 90_00
    sound(session)
    fire(session, found, "finish")
    assert on_hand(session, bench) == (10, 0, 190_00)
    assert found.cost_work == 70_00
    sound(session)


def test_more_than_is_to_come_is_not_delivered(session: Session, bench: Product) -> None:
    found = fire(session, order(session, bench, 10), "release", "start")
    fire(session, found, "report", scrap=2)
    with pytest.raises(Refusal) as caught:
        fire(session, found, "deliver", quantity=8)
    assert (caught.value.values["rest"], caught.value.field) == ("8", "quantity")
    fire(session, found, "deliver", quantity=7)
    with pytest.raises(Refusal, match="are in stock already"):
        fire(session, found, "finish", made=6)


def test_inputs_that_were_not_used_go_back(session: Session, bench: Product) -> None:
    """Six of ten were made: 16 planks come back at what they left with."""
    plank = session.scalars(select(Product).where(Product.code == "plank")).one()
    found = fire(session, order(session, bench, 10), "release", "start", "finish", made=6, leftover="back")
    assert on_hand(session, plank) == (76, 0, 228_00)
    assert on_hand(session, bench) == (6, 0, 72_00 + 21_00 + 24_00)
    assert found.cost_in == 72_00
    sound(session)
    assert check_stock(session) == []


def test_when_nothing_was_made_it_is_a_loss(session: Session, bench: Product) -> None:
    found = fire(session, order(session, bench, 10), "release", "start", "finish", made=0, scrapped=10)
    assert on_hand(session, bench)[0] == 0
    assert (booked(session, "lost"), booked(session, "production")) == (195_00, 0)
    assert found.state == "done"
    sound(session)


def test_a_standard_cost_leaves_the_difference_as_variance(session: Session) -> None:
    part = stocked(session, "part", 10, 4)
    made = stocked(session, "made", cost=5, valuation="standard")
    made_of(session, made, (part, 1))
    fire(session, order(session, made, 10), "release", "start", "finish")
    assert on_hand(session, made) == (10, 0, 50_00)
    assert booked(session, "variance") == -10_00
    sound(session)


def test_layers_of_inputs_are_used_first_in_first_out(session: Session) -> None:
    part = stocked(session, "part", 4, 10, valuation="fifo")
    where = session.scalars(select(Balance.location_id)).first()
    do(session, "stock.opening", product=part.id, location=where, quantity=4, cost=20)
    made = stocked(session, "made")
    made_of(session, made, (part, 1))
    found = fire(session, order(session, made, 6), "release", "start", "finish", made=3, leftover="back")
    assert on_hand(session, made) == (3, 0, 40_00)  # half of 4 x 10 + 2 x 20
    assert found.cost_out == 40_00
    assert check_stock(session) == []
    sound(session)


def test_a_missing_input_is_named(session: Session, bench: Product) -> None:
    found = order(session, bench, 26)
    with pytest.raises(Short) as caught:
        fire(session, found, "release")
    assert (caught.value.values["free"], caught.value.values["wanted"]) == ("100", "104")


def test_two_orders_do_not_hold_the_same_inputs(session: Session, bench: Product) -> None:
    first, second = order(session, bench, 20), order(session, bench, 10)
    fire(session, first, "release")
    with pytest.raises(Short, match="are reserved") as caught:
        fire(session, second, "release")
    assert caught.value.values["documents"] == "WO-0001"
    fire(session, first, "hold")
    fire(session, second, "release")
    assert (first.state, second.state) == ("planned", "released")
    sound(session)


def test_a_cancelled_order_holds_nothing(session: Session, bench: Product) -> None:
    plank = session.scalars(select(Product).where(Product.code == "plank")).one()
    found = fire(session, order(session, bench, 10), "release", "cancel")
    assert on_hand(session, plank) == (100, 0, 300_00)
    assert session.scalars(select(Slot)).all() == []
    with pytest.raises(Refusal, match="cannot be done in the state"):
        fire(session, found, "release")
    sound(session)


def test_what_is_running_is_finished_not_cancelled(session: Session, bench: Product) -> None:
    found = fire(session, order(session, bench, 1), "release", "start")
    with pytest.raises(Refusal, match="cannot be done in the state"):
        fire(session, found, "cancel")


def test_every_entry_names_the_order(session: Session, bench: Product) -> None:
    found = fire(session, order(session, bench, 10), "release", "start", "finish")
    assert [(e.journal, e.text) for e in entry_of(session, "work_order", found.id)] == [
        ("STK", "WO-0001"),
        ("GEN", "WO-0001"),
        ("STK", "WO-0001"),
    ]


def test_days_follow_from_the_lead_time(session: Session, bench: Product) -> None:
    assert (order(session, bench, 1).start, order(session, bench, 1).due) == (DAY, DAY + 2 * DAYS)
    later = order(session, bench, 1, start=DAY + 5 * DAYS)
    assert later.due == DAY + 7 * DAYS
    with pytest.raises(Refusal, match="due before it begins"):
        order(session, bench, 1, start=DAY + 5 * DAYS, due=DAY)


@pytest.mark.parametrize(
    ("entered", "error", "sentence"),
    [
        ({"minutes": -5, "step": 1}, Refusal, "nought or more"),
        ({"minutes": 5}, Refusal, "which step"),
        ({"step": 9, "minutes": 5}, NotFound, "no such step"),
        ({"good": -1}, Refusal, "cannot be booked"),
    ],
)
def test_reports_are_checked(
    session: Session, bench: Product, entered: dict[str, object], error: type[Exception], sentence: str
) -> None:
    found = fire(session, order(session, bench, 10), "release", "start")
    with pytest.raises(error, match=sentence):
        fire(session, found, "report", **entered)


def test_who_may(session: Session, bench: Product) -> None:
    with pytest.raises(WrongRole):
        do(session, "work_order.create", BUYER, product=bench.id, quantity=1)
    assert do(session, "work_order.create", FOREMAN, product=bench.id, quantity=1).number == "WO-0001"
    with pytest.raises(NotFound, match="no such warehouse"):
        order(session, bench, 1, location=999)
    with pytest.raises(NotFound, match="no such product"):
        do(session, "work_order.create", product=999, quantity=units(1))
