"""Ranges of facts: never too narrow, whatever the open answers turn out to be; exact where everything is known."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from advisor.cells import parse_when
from advisor.questionnaire.columns import replay_columns
from advisor.questionnaire.ranges import Range, limits, replay_ranges, surely
from advisor.questionnaire.readings import facts_of
from tests.questionnaire.conftest import Bank

POINTS = 60
BOXES = 40


def banks(small: Any, real: Any) -> list[Bank]:
    return [small, real]


def random_box(bank: Bank, dice: random.Random) -> dict[str, tuple[float, float]]:
    """A range for every fact that a question sets: a single value, all that can be said, or a part of it."""
    box = {}
    for fact, (low, high) in limits(bank.questionnaire, bank.vocabulary).items():
        top = min(high, low + 1_000_000)
        first, second = sorted((drawn(bank, fact, low, top, dice), drawn(bank, fact, low, top, dice)))
        box[fact] = dice.choice([(first, first), (low, top), (first, second)])
    return box


def drawn(bank: Bank, fact: str, low: float, high: float, dice: random.Random) -> float:
    """A value between the two: a position or a whole number; numbers are drawn small as often as large."""
    numeric = bank.vocabulary.facts[fact].numeric
    top = min(high, low + dice.choice([3, 30, 300, 10_000_000])) if numeric else high
    return float(dice.randint(int(low), int(top)))


def completions(bank: Bank, box: dict[str, tuple[float, float]], dice: random.Random) -> dict[str, Any]:
    """What could be said to all questions within the box, its corners among them."""
    said = {fact: [low, high] for fact, (low, high) in box.items()}
    for fact, (low, high) in box.items():
        said[fact] += [drawn(bank, fact, low, high, dice) for _ in range(POINTS - 2)]
        dice.shuffle(said[fact])
    return {fact: np.array(values) for fact, values in said.items()}


def ranges_of(bank: Bank, boxes: list[dict[str, tuple[float, float]]]) -> dict[str, Range]:
    said = {
        fact: (np.array([box[fact][0] for box in boxes]), np.array([box[fact][1] for box in boxes]))
        for fact in boxes[0]
    }
    return replay_ranges(bank.questionnaire, bank.vocabulary, said, len(boxes))


def replayed(bank: Bank, said: dict[str, Any]) -> dict[str, Any]:
    found = replay_columns(bank.questionnaire, bank.vocabulary, said, POINTS).columns
    return {fact: np.broadcast_to(column, POINTS) for fact, column in found.items()}


def test_every_completion_lies_in_the_ranges(small: Any, real: Any) -> None:
    """Soundness: for random boxes and random completions inside, every fact is within its range."""
    for bank in banks(small, real):
        dice = random.Random(1)
        boxes = [random_box(bank, dice) for _ in range(BOXES)]
        ranges = ranges_of(bank, boxes)
        for place, box in enumerate(boxes):
            for fact, column in replayed(bank, completions(bank, box, dice)).items():
                if fact not in ranges:
                    assert bank.vocabulary.facts[fact].set_by == "choice"
                    continue
                low, high = (np.broadcast_to(end, BOXES)[place] for end in ranges[fact])
                assert (low <= column).all(), (fact, low, column.min())
                assert (column <= high).all(), (fact, high, column.max())


def test_a_box_of_one_point_has_ranges_of_one_point(small: Any, real: Any) -> None:
    for bank in banks(small, real):
        dice = random.Random(2)
        box = {fact: (low, low) for fact, (low, _) in random_box(bank, dice).items()}
        exact = replayed(bank, completions(bank, box, dice))
        for fact, (low, high) in ranges_of(bank, [box]).items():
            assert low[0] == high[0] == exact[fact][0], fact


def test_a_part_of_a_box_has_no_wider_ranges(small: Any, real: Any) -> None:
    for bank in banks(small, real):
        dice = random.Random(3)
        whole = [random_box(bank, dice) for _ in range(BOXES)]
        parts = [{fact: (low, drawn(bank, fact, low, high, dice)) for fact, (low, high) in b.items()} for b in whole]
        outer, inner = ranges_of(bank, whole), ranges_of(bank, parts)
        for fact, (low, high) in outer.items():
            assert (low <= inner[fact][0]).all(), fact
            assert (inner[fact][1] <= high).all(), fact


def test_boxes_judged_together_are_as_judged_alone(real: Any) -> None:
    dice = random.Random(4)
    boxes = [random_box(real, dice) for _ in range(5)]
    together = ranges_of(real, boxes)
    for place, box in enumerate(boxes):
        for fact, (low, high) in ranges_of(real, [box]).items():
            ends = [np.broadcast_to(end, len(boxes))[place] for end in together[fact]]
            assert ends == [low[0], high[0]], fact


CELLS = [
    {"trade": "retail"},
    {"trade": "not(making)", "sellers": "[3..40)"},
    [{"trade": "services"}, {"sellers": "> 100", "export": "true"}],
    [{"team": "big"}, {"mood": ">= 4", "pains.quotes": "false"}],
    {"purse": "(0..5000]"},
    {"home": "NO"},
]


@pytest.mark.parametrize("cells", CELLS)
def test_surely_agrees_with_every_point(cells: Any, small: Any) -> None:
    """Where it says that a condition holds, it holds at all points of the box; where it says it fails, at none; and
    over many boxes it says both."""
    when = parse_when(cells, small.vocabulary)
    dice = random.Random(5)
    boxes = [random_box(small, dice) for _ in range(10 * BOXES)]
    ranges = ranges_of(small, boxes)
    holds, fails = surely(when, ranges, len(boxes))
    assert not (holds & fails).any()
    assert holds.any()
    assert fails.any()
    for place, box in enumerate(boxes):
        points = {fact: np.array(column) for fact, column in replayed(small, completions(small, box, dice)).items()}
        told = when.holds_columns(points, POINTS)
        assert told.all() or not holds[place]
        assert not told.any() or not fails[place]


@pytest.mark.parametrize("cells", CELLS)
def test_surely_is_certain_of_every_single_point(cells: Any, small: Any) -> None:
    when = parse_when(cells, small.vocabulary)
    dice = random.Random(6)
    said = completions(small, {**random_box(small, dice), **limits_of(small)}, dice)
    facts = {fact: column for fact, column in replayed(small, said).items() if fact != "chosen_path"}
    holds, fails = surely(when, {fact: (column, column) for fact, column in facts.items()}, POINTS)
    assert np.array_equal(holds, when.holds_columns(facts, POINTS))
    assert np.array_equal(fails, ~holds)


def limits_of(bank: Bank) -> dict[str, tuple[float, float]]:
    return limits(bank.questionnaire, bank.vocabulary)


def test_limits_are_what_can_be_answered(small: Any) -> None:
    assert limits_of(small) == {
        "trade": (0.0, 2.0),
        "sellers": (0.0, 1000.0),
        "export": (0.0, 1.0),
        "pains.returns": (0.0, 1.0),
        "pains.quotes": (0.0, 1.0),
        "pains.billing": (0.0, 1.0),
        "mood": (1.0, 5.0),
        "purse": (0.0, 1_000_000.0),
        "home": (0.0, 2.0),
    }


def test_limits_cover_every_question_of_the_real_bank(real: Any) -> None:
    own = [fact for question in real.questionnaire.questions for fact in facts_of(real.vocabulary, question)]
    assert list(limits_of(real)) == own
    assert all(low < high for low, high in limits_of(real).values())


@pytest.mark.parametrize(
    ("said", "fact", "low", "high"),
    [
        ({"trade": (2, 2)}, "sellers", 0, 0),  # makers have no sellers, whatever is said
        ({"trade": (2, 2)}, "team", 0, 0),
        ({"trade": (0, 1), "sellers": (5, 8)}, "sellers", 5, 8),
        ({"trade": (0, 2), "sellers": (5, 8)}, "sellers", 0, 8),  # asked or not is open
        ({"trade": (0, 0), "sellers": (5, 40)}, "team", 1, 2),
        ({"trade": (1, 1)}, "export", 0, 0),
        ({"trade": (0, 0), "export": (1, 1)}, "export", 1, 1),
        ({"trade": (0, 0), "sellers": (40, 40), "pains.billing": (1, 1)}, "pain_count", 1, 3),
        ({"trade": (1, 1), "sellers": (2, 2)}, "pain_count", 1, 1),  # not asked, so returns are taken
    ],
)
def test_ranges_of_the_small_bank(
    said: dict[str, tuple[float, float]], fact: str, low: float, high: float, small: Any
) -> None:
    found = ranges_of(small, [{**limits_of(small), **{key: (float(a), float(b)) for key, (a, b) in said.items()}}])
    assert [float(end[0]) for end in found[fact]] == [low, high]


def test_ratios_and_maps_of_the_real_bank(real: Any) -> None:
    """A larger budget and fewer users are the larger budget a user; the regime follows a known country only."""
    box = {**limits_of(real), "budget": (1000.0, 9000.0), "users": (10.0, 50.0)}
    found = ranges_of(real, [box])
    assert [float(end[0]) for end in found["budget_per_user"]] == [20.0, 900.0]
    regimes = real.vocabulary.facts["data_regime"].values
    assert [float(end[0]) for end in found["data_regime"]] == [0.0, len(regimes) - 1]
    ukraine = float(real.vocabulary.facts["country"].values.index("UA"))
    known = ranges_of(real, [{**box, "country": (ukraine, ukraine)}])
    assert [regimes[int(end[0])] for end in known["data_regime"]] == ["ukraine"] * 2


def test_one_way_that_surely_holds_is_enough(small: Any) -> None:
    """Several conditions: one that surely holds is enough, and all must surely fail."""
    when = parse_when([{"trade": "retail"}, {"sellers": "> 3"}], small.vocabulary)
    trade = (np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.0, 2.0, 2.0, 2.0]))
    sellers = (np.array([0.0, 0.0, 4.0, 0.0]), np.array([9.0, 3.0, 9.0, 3.0]))
    holds, fails = surely(when, {"trade": trade, "sellers": sellers}, 4)
    assert holds.tolist() == [True, False, True, False]
    assert fails.tolist() == [False, True, False, False]
