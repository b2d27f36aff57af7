"""Messages of machines: once each, in any order."""

from __future__ import annotations

from itertools import permutations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.plan.tables import MachineMessage, WorkOrder
from tests.sandbox.making import BUYER, do
from tests.sandbox.plan.shop import centre, fire, made_of, on_hand, order, sound, stocked


def planned(session: Session, quantity: int = 10) -> WorkOrder:
    """An order whose two steps are on one machine at 60.00 an hour."""
    wood = stocked(session, "wood", 100)
    made = stocked(session, "box")
    saw = centre(session, cost=60)
    made_of(session, made, (wood, 1), operations=[{"name": n, "centre": saw.id, "run": 5} for n in ("Cut", "Sand")])
    return order(session, made, quantity)


def send(session: Session, key: str, made: WorkOrder | None = None, **more: object) -> MachineMessage:
    entered = {"message": key, "centre": 1} | ({"work_order": made.id} if made else {}) | more
    found = do(session, "machine.report", **entered)
    assert isinstance(found, MachineMessage)
    return found


def test_a_message_counts_pieces_and_minutes(books: Database) -> None:
    with books.session() as session:
        made = fire(session, planned(session), "release", "start")
        message = send(session, "m1", good=6, scrap=1, minutes=40)
        assert (message.work_order_id, message.applied) == (made.id, True)
        send(session, "m2", good=3, minutes=20)
        assert (made.made, made.scrapped, [s.reported for s in made.steps]) == (9, 1, [60, 0])
        fire(session, made, "finish")
        assert (made.stored, made.cost_work) == (9, 60_00 + 50_00)  # 60 minutes reported, 50 as planned
        sound(session)


def test_a_repeated_message_changes_nothing(books: Database) -> None:
    with books.session() as session:
        made = fire(session, planned(session), "release", "start")
        first = send(session, "m1", made, good=6)
    with books.session() as session:
        again = send(session, "m1", session.get_one(WorkOrder, made.id), good=6)
        assert again.id == first.id
        assert session.get_one(WorkOrder, made.id).made == 6
        assert session.scalar(select(func.count()).select_from(MachineMessage)) == 1
        assert [e.what for e in history(session, "work_order", made.id)].count("machine") == 1


def test_a_key_is_for_one_message(session: Session) -> None:
    made = fire(session, planned(session), "release", "start")
    send(session, "m1", made, good=6)
    with pytest.raises(Refusal, match="was used for another message"):
        send(session, "m1", made, good=7)
    assert made.made == 6


@pytest.mark.parametrize("sequence", list(permutations(("m1", "m2", "start"))))
def test_the_order_of_messages_does_not_matter(session: Session, sequence: tuple[str, ...]) -> None:
    """Those that come before the order runs wait for it."""
    made = fire(session, planned(session), "release")
    for step in sequence:
        if step == "start":
            fire(session, made, "start")
        else:
            send(session, step, made, good=4, minutes=10)
    assert (made.made, made.steps[0].reported) == (8, 20)
    sound(session)


def test_minutes_go_to_the_step_that_is_open(session: Session) -> None:
    made = fire(session, planned(session), "release", "start")
    fire(session, made, "report", step=1, minutes=5, done=True)
    send(session, "m1", made, minutes=30)
    fire(session, made, "report", step=2, done=True)
    send(session, "m2", made, minutes=7)
    assert [s.reported for s in made.steps] == [5, 37]


def test_a_message_after_the_end_is_kept_and_changes_nothing(session: Session) -> None:
    made = fire(session, planned(session), "release", "start", "finish")
    message = send(session, "late", made, good=3, minutes=30)
    assert (message.applied, made.made) == (False, 10)
    assert on_hand(session, stocked(session, "other"))[0] == 0
    sound(session)


def test_the_machine_need_not_know_the_order(session: Session) -> None:
    made = planned(session)
    with pytest.raises(Refusal, match="work orders run at this work centre") as caught:
        send(session, "m1", good=1)
    assert caught.value.values["count"] == 0
    fire(session, made, "release", "start")
    assert send(session, "m1", good=1).work_order_id == made.id


@pytest.mark.parametrize(
    ("entered", "error", "sentence"),
    [
        ({"message": " "}, Refusal, "needs a key"),
        ({"message": "k" * 81}, Refusal, "needs a key"),
        ({"minutes": 1441}, Refusal, "between 0 and 1440"),
        ({"good": -1}, Refusal, "cannot be booked"),
        ({"centre": 9}, NotFound, "no such work centre"),
        ({"work_order": 9}, NotFound, "no such document"),
    ],
)
def test_messages_are_checked(
    session: Session, entered: dict[str, object], error: type[Exception], sentence: str
) -> None:
    made = fire(session, planned(session), "release", "start")
    with pytest.raises(error, match=sentence):
        do(session, "machine.report", **({"message": "m1", "centre": 1, "work_order": made.id} | entered))
    with pytest.raises(WrongRole):
        do(session, "machine.report", BUYER, message="m1", centre=1, work_order=made.id)
