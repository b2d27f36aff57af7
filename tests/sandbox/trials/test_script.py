"""Scripts are played through the verbs, and a step that goes otherwise than it says is told."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import ContentBroken
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party
from advisor.sandbox.trials.script import Player
from tests.sandbox.conftest import DAY

WORDS = {"baker": "Baker", "shop": "Shop {n}"}
MAKE = {"do": "party.create", "with": {"code": "b", "name": "~baker"}, "as": "first"}


def played(session: Session, *steps: dict[str, Any], seed: int = 1) -> Player:
    player = Player(session, WORDS, DAY, seed)
    player.play(steps)
    return player


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Party.name).order_by(Party.id)))


def test_a_step_is_done(session: Session) -> None:
    assert played(session, MAKE).named == {"first": ("party", 1)}
    assert names(session) == ["Baker"]


def test_steps_are_repeated_with_their_number(session: Session) -> None:
    step = {"do": "party.create", "with": {"code": "s{n}", "name": "~shop"}, "as": "shop{n}"}
    player = played(session, {"repeat": 3, "steps": [step]})
    assert names(session) == ["Shop 1", "Shop 2", "Shop 3"]
    assert player.value("@shop2") == 2


def test_numbers_in_words_have_the_digits_of_the_language(session: Session) -> None:
    player = Player(session, WORDS, DAY, language="fa")
    assert (player.value("~shop", 12), player.value("s{n}", 12)) == ("Shop ۱۲", "s12")


def test_the_clock_goes_on(session: Session) -> None:
    played(session, {"at": "D+4"})
    assert clock.today(session) == DAY + datetime.timedelta(days=4)


def test_values_are_resolved(session: Session) -> None:
    player = played(session, MAKE)
    values = {"a": "@b", "b": "@first", "c": "D-2", "d": ["@1000", 5], "e": "as it is"}
    years = player.value(["@this-year", "@next-year"])
    found = player.value(values)
    assert (found["a"], found["b"]) == (1, 1)
    assert found["c"] == DAY - datetime.timedelta(days=2)
    assert found["d"][1:] == [5]
    assert found["e"] == "as it is"
    assert years == [DAY.year, DAY.year + 1]


def test_variety_follows_the_seed(session: Session) -> None:
    def draws(seed: int) -> list[Any]:
        player = Player(session, WORDS, DAY, seed)
        return [player.value(["@between", 1, 100]) for _ in range(5)] + [player.value(["@pick", ["a", "b", "c"]])]

    assert draws(3) == draws(3)
    assert draws(3) != draws(4)


def test_a_refusal_can_be_expected(session: Session) -> None:
    played(session, MAKE, {**MAKE, "refused": "refused"})
    assert names(session) == ["Baker"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (MAKE, "The code b is taken"),
        ({"do": "party.create", "with": {"name": "Else"}, "refused": "refused"}, "it was not refused"),
        ({**MAKE, "refused": "short"}, "is taken"),
        ({"do": "party.destroy"}, "no action with this name"),
    ],
)
def test_a_step_that_goes_otherwise_is_told(session: Session, step: dict[str, Any], why: str) -> None:
    with pytest.raises(ContentBroken, match=why):
        played(session, MAKE, step)


def test_what_is_expected_is_looked_at(session: Session) -> None:
    see = {"see": "first.name", "equals": "Baker"}
    count = {"count": "party", "where": {"name": "Baker"}, "equals": 1}
    played(session, {**MAKE, "expect": [see, count]})


@pytest.mark.parametrize(
    "expected", [{"see": "first.name", "equals": "Butcher"}, {"count": "party", "equals": 2}], ids=["see", "count"]
)
def test_what_is_otherwise_is_told(session: Session, expected: dict[str, Any]) -> None:
    with pytest.raises(ContentBroken, match=r"Step 1 \(party.create\): .* not "):
        played(session, {**MAKE, "expect": [expected]})
