"""A guided tour sees what was done, whatever way it took, and is ticked, left, gone on with and begun anew."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.trials import tours
from advisor.sandbox.trials.scenarios import scenarios
from advisor.sandbox.verbs import run

BOSS = Actor("Iris", "manager")
STORY = "one-catalogue"


def asked(session: Session, verb: str, key: str, **entered: Any) -> int:
    return int(run(session, verb, entered, BOSS, key).get("id", 0))


def done(session: Session) -> list[bool]:
    tour = tours.current(session)
    assert tour is not None
    return [one.done for one in tours.standing_of(session, tour)]


def test_what_is_done_is_seen(session: Session) -> None:
    asked(session, "product.create", "before", code="kerb", name="Kerb")
    tour = tours.begin(session, STORY)
    assert done(session) == [False, False, False]
    product = asked(session, "product.create", "k1", code="edging", name="Edging")
    assert done(session) == [True, False, False]
    asked(session, "product.change", "k2", product=product, price=3)
    assert done(session) == [True, False, True]
    tours.finish(session)
    assert tour.finished is None
    tours.tick(session, "twice")
    tours.tick(session, "no such scene")
    tours.finish(session)
    assert tour.finished is not None
    assert tour.ticked == ["twice"]


def test_the_next_step_names_the_document_that_came_before(session: Session) -> None:
    tour = tours.begin(session, "asset-life")
    first = tours.standing_of(session, tour)[1]
    assert (first.verb, first.document) == ("asset.start", None)
    asset = asked(session, "asset.create", "a1", name="Forklift", cost=2400, months=24)
    assert tours.standing_of(session, tour)[1].document == ("asset", asset)


def test_one_is_open_at_a_time(session: Session) -> None:
    assert tours.current(session) is None
    tours.tick(session, "twice")  # without a tour nothing happens
    tours.begin(session, STORY)
    tours.tick(session, "twice")
    tours.begin(session, "asset-life")
    opened = tours.current(session)
    assert opened is not None
    assert opened.scenario == "asset-life"
    assert tours.resume(session, STORY).ticked == ["twice"]
    assert tours.begin(session, STORY).ticked == []
    assert tours.resume(session, "payday").scenario == "payday"
    tours.leave(session)
    assert tours.current(session) is None
    assert set(tours.stories(session)) == {STORY, "asset-life", "payday"}


def test_what_was_finished_is_not_offered_again(session: Session) -> None:
    chosen = [scenarios()[STORY], scenarios()["payday"]]
    tour = tours.begin(session, STORY)
    for scene in chosen[0].scenes:
        tours.tick(session, scene.key)
    tours.finish(session)
    assert tour.finished is not None
    assert tours.untold(chosen, tours.stories(session)) == chosen[1:]


def test_an_unknown_tour_is_told(session: Session) -> None:
    with pytest.raises(NotFound):
        tours.begin(session, "nothing")
