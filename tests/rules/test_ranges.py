"""Rows and sums of tables whose facts lie in ranges, held against every combination of values in them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.facts import encode
from advisor.rules.bulk import decide_columns, fires
from advisor.rules.compile import Column, Table, bits
from advisor.rules.ranges import Range, bounds, inputs, known, narrowed
from tests.recommendation.samples import real
from tests.rules.naive import FACTS, Rule, built, tables

MANY = 2_000
Span = tuple[float, float]


def rule(then: dict[str, float], **texts: str) -> Rule:
    return Rule(texts, {}, {"need": 0.0, "speed": 0.0} | then)


def stretches(column: Column, span: Span) -> list[float]:
    """One value of every stretch of a range in which the cells of a column do not change."""
    return [span[0], *(edge for edge in column.bounds if span[0] < edge <= span[1])]


def spans(fact: str) -> st.SearchStrategy[Span]:
    values = [0.0, 1.0, 1.5, 2.0, 2.25, 3.0, 4.0, 5.0, 60.0] if FACTS[fact].numeric else None
    places = encode(FACTS[fact], FACTS[fact].values or (False, True)).tolist() if values is None else values
    return st.tuples(st.sampled_from(places), st.sampled_from(places)).map(lambda pair: (min(pair), max(pair)))


@st.composite
def boxes(draw: st.DrawFn) -> dict[str, Span]:
    """A range for every fact; up to three of them have more than one value."""
    open_ = draw(st.sets(st.sampled_from(list(FACTS)), max_size=3))
    drawn = {fact: draw(spans(fact)) for fact in FACTS}
    return {fact: span if fact in open_ else (span[0], span[0]) for fact, span in drawn.items()}


def ranges(found: list[dict[str, Span]]) -> dict[str, float | Range]:
    return narrowed({fact: (_ends(found, fact, 0), _ends(found, fact, 1)) for fact in found[0]})


def _ends(found: list[dict[str, Span]], fact: str, end: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([box[fact][end] for box in found])


def everything(table: Table, box: dict[str, Span]) -> tuple[dict[str, np.ndarray], int]:  # type: ignore[type-arg]
    """Columns with every combination of stretches of the inputs, and how many they are."""
    rows = list(product(*(stretches(column, box[column.fact.id]) for column in table.columns)))
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), len(table.columns))
    return {column.fact.id: columns[:, place].copy() for place, column in enumerate(table.columns)}, len(rows)


@pytest.mark.parametrize("hit", ["C", "C+"])
@settings(deadline=None)
@given(data=st.data())
def test_rows_that_must_and_may_fire(hit: str, data: st.DataObject) -> None:
    table, _, _ = data.draw(tables(hit))
    found = data.draw(st.lists(boxes(), min_size=1, max_size=3))
    sure = known(table, ranges(found), len(found))
    for place, box in enumerate(found):
        columns, n = everything(table, box)
        fired = fires(table, columns, n)
        assert sure.must[:, place].tolist() == fired.all(axis=1).tolist()
        assert sure.may[:, place].tolist() == fired.any(axis=1).tolist()


@settings(deadline=None, max_examples=200)
@given(tables("C+"), st.lists(boxes(), min_size=1, max_size=3))
def test_sums_stay_between_their_bounds_and_reach_them_when_one_fact_is_open(
    drawn: tuple[Table, object, object], found: list[dict[str, Span]]
) -> None:
    table, _, default = drawn
    for name, (low, high) in bounds(table, ranges(found), len(found)).items():
        for place, box in enumerate(found):
            columns, n = everything(table, box)
            sums = decide_columns(table, columns, n)[name]
            assert low[place] <= sums.min()
            assert sums.max() <= high[place]
            if default is None and sum(a < b for a, b in box.values()) <= 1:
                assert (low[place], high[place]) == (sums.min(), sums.max())


def test_values_of_one_fact_do_not_come_together() -> None:
    """Each trade adds to the need, yet no company has two trades."""
    table = built(
        "C+",
        [
            rule({"need": 4.0}, trade="retail"),
            rule({"need": 9.0}, trade="services", remote="true"),
            rule({"need": 2.0}, trade="not(retail)"),
            rule({"speed": -3.0}, trade="production", pain=">= 3"),
        ],
    )
    open_trade = {"trade": (0.0, 3.0), "remote": (1.0, 1.0), "pain": (5.0, 5.0)}
    found = bounds(table, ranges([open_trade]), 1)
    assert [end.item() for end in found["need"]] == [12.0, 21.0]
    assert [end.item() for end in found["speed"]] == [-3.0, 0.0]
    both = bounds(table, ranges([open_trade | {"remote": (0.0, 1.0)}]), 1)
    assert [end.item() for end in both["need"]] == [12.0, 23.0]  # services wait for two facts: 4 and 9 may both come


def test_a_default_is_within_the_bounds_only_where_no_row_need_fire() -> None:
    table = built("C+", [rule({"need": 5.0}, pain=">= 3")], default={"need": 1.0, "speed": 7.0})
    cases = [{"pain": span} for span in ((1.0, 2.0), (1.0, 5.0), (3.0, 5.0))]
    found = bounds(table, ranges(cases), 3)
    assert found["speed"][0].tolist() == [0.0, 0.0, 0.0]
    assert found["speed"][1].tolist() == [7.0, 7.0, 0.0]
    assert found["need"][0].tolist() == [1.0, 1.0, 15.0]


def test_any_row_of_a_group() -> None:
    table = built("C", [rule({}, remote="true"), rule({}, pain=">= 3"), rule({}, pain=">= 3", trade="services")])
    found = known(table, ranges([{"remote": (0.0, 0.0), "pain": (2.0, 4.0), "trade": (1.0, 1.0)}]), 1)
    must, may = found.any_row([0b001, 0b010, 0b111, 0b000])
    assert must[:, 0].tolist() == [False, False, False, False]
    assert may[:, 0].tolist() == [False, True, True, False]
    sure = known(table, ranges([{"remote": (0.0, 0.0), "pain": (3.0, 4.0), "trade": (1.0, 2.0)}]), 1)
    must, may = sure.any_row([0b001, 0b010, 0b100])
    assert must[:, 0].tolist() == [False, True, False]
    assert may[:, 0].tolist() == [False, True, True]


def test_one_number_stands_for_a_range_of_one_value_in_all_cases() -> None:
    same, other, wide = np.full(2, 3.0), np.array([3.0, 4.0]), np.full(2, 9.0)
    found = narrowed({"same": (same, same), "differs": (other, other), "wide": (same, wide)})
    assert found["same"] == 3.0
    assert found["differs"] == (other, other) or found["differs"][0] is other  # type: ignore[index]
    assert found["wide"][1] is wide  # type: ignore[index]
    assert narrowed({}) == {}


@settings(deadline=None)
@given(tables("C+"), st.lists(boxes(), min_size=2, max_size=4))
def test_cases_do_not_touch_each_other(drawn: tuple[Table, object, object], found: list[dict[str, Span]]) -> None:
    table = drawn[0]
    together = bounds(table, ranges(found), len(found))
    for place, box in enumerate(found):
        alone = bounds(table, ranges([box]), 1)
        for name, (low, high) in together.items():
            assert (low[place], high[place]) == (alone[name][0].item(), alone[name][1].item())


def test_inputs_say_what_the_masks_say() -> None:
    for table in real().tables.values():
        for one, column in zip(inputs(table), table.columns, strict=True):
            assert [bits(mask) for mask in column.masks[:-1]] == [
                sorted({*range(len(table.rows))} - {*one.rows[~hits].tolist()}) for hits in one.hits
            ]


@pytest.mark.parametrize("seed", range(12))
def test_real_tables_by_sampling(seed: int) -> None:
    """Ranges of every width around random values; in each, as many random combinations as can be tried."""
    dice = np.random.default_rng(seed)
    content = real()
    for table in (*content.roles.scores, *content.roles.shifts, *content.roles.exclusions):
        box: dict[str, Span] = {}
        columns = {}
        for column in table.columns:
            top = len(column.fact.values) - 1.0 if column.fact.values else 1.0 if column.fact.kind == "boolean" else 0.0
            stops = [-1.0, *column.bounds, 1e9] if column.fact.numeric else list(np.arange(top + 1.0))
            first, last = sorted(dice.choice(stops, 2) if dice.random() < 0.4 else dice.choice(stops, 1).repeat(2))
            box[column.fact.id] = first, last
            columns[column.fact.id] = dice.choice(stretches(column, (first, last)), MANY)
        fired = fires(table, columns, MANY)
        sure = known(table, ranges([box]), 1)
        assert not (sure.must[:, [0]] & ~fired).any()
        assert not (fired & ~sure.may[:, [0]]).any()
        if table.spec.hit == "C+":
            sums = decide_columns(table, columns, MANY)
            for name, (low, high) in bounds(table, ranges([box]), 1).items():
                assert low[0] <= sums[name].min() <= sums[name].max() <= high[0]
