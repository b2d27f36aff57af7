"""Bills of materials and work centres."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.errors import BadInput, NotFound
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.boms import bom_of, needs, roll_up, step_minutes, structure
from tests.sandbox.making import BUYER, FOREMAN, do, product, units
from tests.sandbox.plan.shop import centre, made_of, stocked


@pytest.fixture
def wheel(session: Session) -> Product:
    """A wheel of 1 rim (12.00) and 36 spokes (0.25), twelve minutes of setup and 7.5 for each at 40.00 an hour."""
    rim, spoke, made = (
        product(session, "rim", cost=12),
        product(session, "spoke", cost="0.25"),
        product(session, "wheel"),
    )
    saw = centre(session, "lace", cost=40)
    steps = [{"name": "Lace", "centre": saw.id, "setup": 12, "run": "7.5"}]
    made_of(session, made, (rim, 1), (spoke, 36), operations=steps)
    return made


def test_a_product_with_a_bill_of_materials_is_made(session: Session, wheel: Product) -> None:
    assert wheel.source == "make"
    bom = bom_of(session, wheel)
    assert [line.quantity for line in bom.lines] == [1, 36]
    assert (bom.operations[0].position, bom.operations[0].setup, bom.operations[0].run) == (1, 12, 750)


def test_quantities_are_rounded_up_to_what_can_be_counted(session: Session) -> None:
    """Ten litres of paint need 3 tins: one litre needs a whole tin, twenty litres six."""
    tin, paint = product(session, "tin"), product(session, "paint", places=1)
    do(session, "bom.set", product=paint.id, quantity=10, lines=[{"product": tin.id, "quantity": 3}])
    bom = bom_of(session, paint)
    assert needs(bom, 10) == [(tin.id, 1)]
    assert needs(bom, 200) == [(tin.id, 6)]


def test_the_same_part_twice_is_needed_once(session: Session) -> None:
    bolt, box = product(session, "bolt"), product(session, "box")
    made_of(session, box, (bolt, 2), (bolt, 3))
    assert needs(bom_of(session, box), 4) == [(bolt.id, 20)]


def test_minutes_of_a_step_are_begun_ones(session: Session, wheel: Product) -> None:
    step = bom_of(session, wheel).operations[0]
    assert [step_minutes(step, wheel, n) for n in (1, 2, 3)] == [20, 27, 35]


def test_costs_are_rolled_up_from_the_bottom(session: Session, wheel: Product) -> None:
    """12 + 36 x 0.25 = 21; 20 minutes at 40 an hour = 13.333; a bicycle has two wheels and a frame of 80."""
    frame, bicycle = product(session, "frame", cost=80), product(session, "bicycle")
    made_of(session, bicycle, (wheel, 2), (frame, 1))
    costs = roll_up(session)
    assert (costs[wheel.id].material, costs[wheel.id].work) == (21_00_00, 13_33_33)
    assert costs[bicycle.id].total == 2 * 34_33_33 + 80_00_00
    assert do(session, "bom.take_cost", product=wheel.id).cost == 34_33_33


def test_setup_is_spread_over_the_usual_lot(session: Session) -> None:
    """An hour of setup and a minute for each, in lots of 20 at 40.00 an hour: 80 minutes are 53.33, 2.67 for one."""
    part, made = product(session, "part"), product(session, "made", lot_rule="multiple", lot_size=20)
    saw = centre(session, "saw", cost=40)
    made_of(session, made, (part, 1), operations=[{"name": "Saw", "centre": saw.id, "setup": 60, "run": 1}])
    assert roll_up(session)[made.id].work == 2_66_67


def test_a_changed_bill_is_that_of_its_product(session: Session, wheel: Product) -> None:
    rim, tyre = product(session, "rim3"), product(session, "tyre")
    line = {"product": rim.id, "quantity": 1}
    with pytest.raises(Refusal, match="is not that of") as caught:
        do(session, "bom.set", bom=bom_of(session, wheel).id, product=tyre.id, lines=[line])
    assert caught.value.values == {"product": "Tyre"}
    do(session, "bom.set", bom=bom_of(session, wheel).id, product=wheel.id, lines=[line])
    assert structure(session)[wheel.id] == [rim.id]


def test_a_standard_cost_stays_while_goods_are_there_at_it(session: Session) -> None:
    part, made = product(session, "part", cost=3), stocked(session, "made", 2, 9, valuation="standard")
    made_of(session, made, (part, 1))
    with pytest.raises(Refusal, match="Use up"):
        do(session, "bom.take_cost", product=made.id)
    assert made.cost == 9_00_00


def test_a_new_bill_takes_the_place_of_the_old_one(session: Session, wheel: Product) -> None:
    rim = product(session, "rim2")
    made_of(session, wheel, (rim, 1))
    bom = bom_of(session, wheel)
    assert structure(session)[wheel.id] == [rim.id]
    assert bom.operations == []


def test_a_loop_is_refused_and_its_path_named(session: Session) -> None:
    seat, frame, bolt = (product(session, code) for code in ("seat", "frame", "bolt"))
    made_of(session, seat, (frame, 1))
    made_of(session, frame, (bolt, 8))
    with pytest.raises(Refusal) as caught:
        made_of(session, bolt, (seat, 1))
    assert caught.value.values["path"] == "Bolt → Seat → Frame → Bolt"
    with pytest.raises(Refusal, match="would go into itself"):
        made_of(session, seat, (seat, 1))


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({"lines": []}, "needs a part or a step"),
        ({"lines": [{"product": 2, "quantity": 1}]}, "is a service"),
        ({"quantity": 0, "lines": [{"product": 3, "quantity": 1}]}, "cannot be booked"),
        ({"lines": [{"product": 3, "quantity": "0.5"}]}, "counted with 0 decimals"),
        ({"product": 2, "lines": [{"product": 3, "quantity": 1}]}, "is not made"),
    ],
)
def test_what_cannot_be_made_is_refused(session: Session, entered: dict[str, object], sentence: str) -> None:
    product(session, "chair")
    product(session, "polish", kind="service")
    product(session, "leg")
    with pytest.raises(Refusal) as caught:
        do(session, "bom.set", **({"product": 1} | entered))
    assert sentence in caught.value.message


def test_unknown_rows_are_told(session: Session) -> None:
    chair, leg = product(session, "chair"), product(session, "leg")
    with pytest.raises(NotFound, match="no such product"):
        do(session, "bom.set", product=chair.id, lines=[{"product": 99, "quantity": 1}])
    with pytest.raises(NotFound, match="no such work centre"):
        made_of(session, chair, (leg, 4), operations=[{"name": "Saw", "centre": 7}])
    with pytest.raises(BadInput) as caught:
        made_of(session, chair, (leg, 4), operations=[{"name": "Saw", "centre": 1, "run": "0.125"}])
    assert caught.value.field == "operations.0.run"
    with pytest.raises(Refusal, match="no bill of materials"):
        bom_of(session, leg)


def test_work_centres(session: Session) -> None:
    saw = do(session, "work_centre.create", FOREMAN, name=" Saw ", cost="45.50")
    assert (saw.code, saw.name, saw.minutes, saw.cost) == ("WC01", "Saw", 480, 4550)
    changed = do(session, "work_centre.change", FOREMAN, centre=saw.id, minutes=960)
    assert (changed.minutes, changed.cost) == (960, 4550)
    assert do(session, "work_centre.change", FOREMAN, centre=saw.id, cost=units("50")).cost == 5000
    for entered, sentence in (({"minutes": 1441}, "1440"), ({"cost": -1}, "nought or more")):
        with pytest.raises(Refusal, match=sentence):
            do(session, "work_centre.change", FOREMAN, centre=saw.id, **entered)
    with pytest.raises(Refusal, match="is taken"):
        do(session, "work_centre.create", FOREMAN, name="Saw", code="WC01")
    with pytest.raises(Refusal, match="name is needed"):
        do(session, "work_centre.create", FOREMAN, name=" ")
    with pytest.raises(WrongRole):
        do(session, "work_centre.create", BUYER, name="Saw")
