"""Documents go from state to state as the machines say, and not otherwise."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox import packages
from advisor.sandbox.core import clock, events, states
from advisor.sandbox.core.actors import ROLES, SYSTEM, Actor
from advisor.sandbox.core.refusals import ModuleOff, Refusal, WrongRole
from advisor.sandbox.core.states import Machine, flaws, machines
from advisor.sandbox.core.tables import Party
from advisor.sandbox.stock.tables import Count
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, SELLER, STOREKEEPER

TRAVEL: dict[str, Any] = {
    "kind": "trip",
    "module": "erp-travel",
    "prefix": "T",
    "states": ["home", "away", "lost"],
    "final": ["lost"],
    "initial": "home",
    "transitions": [
        {"do": "go", "source": "home", "target": "away", "who": ["sales"]},
        {"do": "return", "source": "away", "target": "home", "who": ["sales"]},
        {"do": "vanish", "source": "away", "target": "lost", "who": []},
    ],
}


def machine(**changes: Any) -> Machine:
    return Machine(**(TRAVEL | changes))


def step(**changes: Any) -> dict[str, Any]:
    return {"do": "go", "source": "home", "target": "away", "who": ["sales"]} | changes


@pytest.fixture
def count(session: Session) -> Count:
    """A document with few ties: a stock count without lines."""
    made = Count(location_id=1, on=DAY)
    session.add(made)
    session.flush()
    return made


def test_the_machines_of_the_file_are_sound() -> None:
    assert packages.PACKAGES
    assert flaws(dict(machines())) == []


def test_every_document_of_the_file_has_a_table() -> None:
    assert packages.PACKAGES
    assert set(machines()) <= set(states.MODELS)


def test_computed_states_refine_stored_ones_and_are_no_states_themselves() -> None:
    for one in machines().values():
        assert not set(one.computed) & set(one.states), one.kind
        assert set(one.computed.values()) <= set(one.states), one.kind


def test_numbers_of_documents_tell_kinds_apart() -> None:
    prefixes = [one.prefix for one in machines().values() if one.prefix]
    assert len(prefixes) == len(set(prefixes))


def test_effects_and_guards_of_the_program_are_all_used() -> None:
    """A function that no machine names would never be called."""
    assert packages.PACKAGES
    named = {step.effect for one in machines().values() for step in one.transitions}
    assert {name for name in states.EFFECTS if name.split(".")[0] in machines()} <= named
    guards = {f"{one.kind}.{name}" for one in machines().values() for step in one.transitions for name in step.guards}
    plain = {name.split(".")[1] for name in guards}
    assert {name for name in states.GUARDS if name not in guards and name not in plain} == set()


def test_a_sound_machine_has_no_flaws() -> None:
    assert flaws({"trip": machine()}) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"states": ["home", "away", "lost", "moon"], "final": ["lost", "moon"]}, "the state moon is not reached"),
        ({"final": []}, "the state lost has no way out"),
        ({"transitions": [*TRAVEL["transitions"], step(do="fly", target="mars")]}, "mars is not in the list"),
        ({"computed": {"late": "nowhere"}}, "the state nowhere is not in the list"),
        ({"transitions": [*TRAVEL["transitions"], step(do="fly", who=["pilot"])]}, "fly: the role pilot is unknown"),
        ({"transitions": [*TRAVEL["transitions"], step(do="fly", guards=["fuel"])]}, "fly: the guard fuel does not"),
        ({"transitions": [*TRAVEL["transitions"], step(do="fly", effect="trip.x")]}, "fly: the effect trip.x does"),
        (
            {"transitions": [*TRAVEL["transitions"], step(do="fly", target=["away", "lost"])]},
            "fly: several next states and no effect that chooses",
        ),
    ],
)
def test_flaws_are_found(changes: dict[str, Any], message: str) -> None:
    (found,) = flaws({"trip": machine(**changes)})
    assert found.kind == "trip"
    assert message in found.message


def test_a_transition_needs_its_fields() -> None:
    with pytest.raises(ValueError, match="colour"):
        machine(transitions=[step(colour="red")])


def test_a_document_goes_on_and_its_history_says_so(session: Session, count: Count) -> None:
    done = states.fire(session, "count", count.id, "cancel", STOREKEEPER)
    assert done is count
    assert count.state == "cancelled"
    (event,) = events.history(session, "count", count.id)
    assert (event.what, event.actor, event.values) == ("cancel", "Wen", {"from": "draft", "to": "cancelled"})


def test_a_state_that_was_left_is_told(session: Session, count: Count) -> None:
    states.fire(session, "count", count.id, "cancel", BOSS)
    with pytest.raises(Refusal, match="cannot be done in the state it is in now") as caught:
        states.fire(session, "count", count.id, "cancel", BOSS)
    assert caught.value.values == {"state": "cancelled", "do": "cancel"}


def test_only_those_named_may(session: Session, count: Count) -> None:
    with pytest.raises(WrongRole):
        states.fire(session, "count", count.id, "cancel", SELLER)
    assert count.state == "draft"
    assert events.history(session, "count", count.id) == []


def test_a_step_of_nobody_is_done_by_the_program_only(session: Session) -> None:
    own = machine().transition("vanish")
    for role in ROLES:
        with pytest.raises(WrongRole):
            states.permit(session, own, machine(), Actor("Eve", role))
    states.permit(session, own, machine(), SYSTEM)


@pytest.mark.parametrize(("modules", "allowed"), [([], True), (["erp-inventory"], True), (["erp-gl"], False)])
def test_a_module_that_is_off_does_nothing(session: Session, count: Count, modules: list[str], allowed: bool) -> None:
    clock.trial(session).modules = modules
    if allowed:
        assert states.fire(session, "count", count.id, "cancel", BOSS).state == "cancelled"
    else:
        with pytest.raises(ModuleOff):
            states.fire(session, "count", count.id, "cancel", BOSS)


def test_a_document_that_is_not_there_is_told(session: Session) -> None:
    with pytest.raises(NotFound):
        states.fire(session, "count", 99, "cancel", BOSS)


def test_a_document_of_another_kind_is_not_found(session: Session) -> None:
    """Sales and purchases share a table."""
    states.MODELS["kindred"] = states.MODELS["party"]
    try:
        with pytest.raises(NotFound):
            states.load(session, "kindred", 1)
    finally:
        del states.MODELS["kindred"]


def names(found: Iterator[states.Transition]) -> list[str]:
    return [one.do for one in found]


def test_what_can_be_done_is_offered(session: Session, count: Count) -> None:
    assert names(states.offers(session, count, "count", BOSS)) == ["start", "cancel"]
    assert names(states.offers(session, count, "count", SELLER)) == []
    clock.trial(session).modules = ["erp-gl"]
    assert names(states.offers(session, count, "count", BOSS)) == []
    clock.trial(session).modules = []
    count.state = "done"
    assert names(states.offers(session, count, "count", BOSS)) == []


def test_a_name_belongs_to_one_effect() -> None:
    with pytest.raises(AssertionError):
        states.effect("count.start")(lambda session, document, by: None)


def test_a_guard_of_a_kind_comes_before_the_one_for_all() -> None:
    states.GUARDS |= {"calm": lambda session, document: None, "trip.calm": lambda session, document: None}
    try:
        assert states.guard_of("trip", "calm") is states.GUARDS["trip.calm"]
        assert states.guard_of("count", "calm") is states.GUARDS["calm"]
    finally:
        del states.GUARDS["calm"], states.GUARDS["trip.calm"]


def test_a_document_of_this_transaction_is_not_locked_again(books: Database) -> None:
    """It is the same row for what follows at once; a later transaction reads it."""
    with books.session() as session:
        made = Party(code="p9", name="P9")
        session.add(made)
        session.flush()
        states.made(session, "party", made)
        assert states.load(session, "party", made.id, lock=True) is made
    with books.session() as session:
        assert states.load(session, "party", made.id, lock=True) is not made


def test_a_document_that_was_taken_back_is_not_there(books: Database) -> None:
    with books.session() as session:
        with contextlib.suppress(Refusal), session.begin_nested():
            made = Party(code="p9", name="P9")
            session.add(made)
            session.flush()
            states.made(session, "party", made)
            raise Refusal("no")
        with pytest.raises(NotFound):
            states.load(session, "party", made.id, lock=True)


def test_the_trial_comes_with_the_first_document(books: Database) -> None:
    with books.session() as session:
        session.add(Party(code="p9", name="P9"))
    with books.session() as session:
        found = states.load(session, "party", 1, lock=True)
        assert (found.code, session.info["trial"].currency) == ("p9", "EUR")
        assert states.load(session, "party", 1, lock=True) is found


def test_in_books_that_are_being_made_nothing_is_locked(session: Session) -> None:
    """A document that is known is not read again; otherwise each lock is a question to the database."""
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    known = states.load(session, "period", 1, lock=True)
    states.load(session, "period", 1, lock=True)
    assert len(asked) == 2
    states.alone(session)
    assert states.load(session, "period", 1, lock=True) is known
    assert len(asked) == 2
