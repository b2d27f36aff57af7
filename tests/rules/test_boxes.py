"""The exact questions about boxes, against trying every point."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.cells import parse, parse_value
from advisor.facts import Derive, Fact, Value
from advisor.rules.boxes import Segment, TooManyBoxes, box, common, decides, space, uncovered
from advisor.rules.compile import Table, compiled
from advisor.rules.schema import Row, TableSpec
from tests.rules.naive import FACTS, built, tables
from tests.rules.test_decide import API, SUITE, rule

BUDGET = 100_000


def points(table: Table) -> list[dict[str, Value]]:
    """One point of every box: the product of the samples of the segments."""
    samples = [[segment.sample for segment in segments] for segments in space(table)]
    return [
        {fact: parse_value(text, FACTS[fact]) for fact, text in zip(table.reads, chosen, strict=True)}
        for chosen in product(*samples)
    ]


def small(table: Table) -> bool:
    size = 1
    for segments in space(table):
        size *= len(segments)
    return size <= 3000


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_questions_agree_with_trying_every_point(data: st.DataObject) -> None:
    table, _, default = data.draw(tables("F").filter(lambda drawn: small(drawn[0])))
    boxes = space(table)
    everywhere = points(table)
    matches = [table.match(point) for point in everywhere]

    gap = uncovered(boxes, table.every, BUDGET)
    assert (gap is None) == all(matches)
    if gap is not None:
        facts = {fact: parse_value(text, FACTS[fact]) for fact, text in zip(table.reads, gap, strict=True)}
        assert table.match(facts) == 0

    for row in range(min(len(table.rows), 8)):
        reached = any(mask & -mask == 1 << row for mask in matches)
        assert (uncovered(box(boxes, row), (1 << row) - 1, BUDGET) is not None) == reached
        both = any(mask >> row & 1 and mask & 1 for mask in matches)
        assert (common(boxes, (0, row)) is not None) == both

    outcomes = [*(row.then for row in table.rows), default]
    for place, fact in enumerate(table.reads):
        answers: dict[Any, list[Any]] = {}
        for point, mask in zip(everywhere, matches, strict=True):
            rest = tuple(value for other, value in point.items() if other != fact)
            answers.setdefault(rest, []).append(outcomes[(mask & -mask).bit_length() - 1])
        differs = any(answer != found[0] for found in answers.values() for answer in found)
        assert decides(boxes, place, outcomes, BUDGET) == differs


def test_samples_stand_for_their_segments() -> None:
    table = built("C", [rule(SUITE, trade="services, production", remote="true", staff="[10..50)", pain="> 3")])
    assert [[segment.sample for segment in segments] for segments in space(table)] == [
        ["retail", "services", "other", "unknown"],
        ["false", "true", "unknown"],
        ["1", "4", "unknown"],
        ["0", "10", "50", "unknown"],
    ]


def test_scales_have_nothing_between_whole_numbers() -> None:
    table = built("C", [rule(SUITE, pain="<= 2"), rule(API, pain=">= 3")])
    assert space(table) == ((Segment(1, "1"), Segment(2, "3"), Segment(0, "unknown")),)
    table = built("C", [rule(SUITE, staff="<= 2"), rule(API, staff=">= 3")])
    assert [segment.sample for segment in space(table)[0]] == ["0", "2.5", "3", "unknown"]


def test_counts_have_nothing_between_whole_numbers() -> None:
    count = Fact(id="count", kind="number", min=0, max=9, derive=Derive(count=("a", "b")))

    rows = (Row("r.a", 1, {"count": parse("(1..2)", count)}, SUITE, (), "", ""),)
    spec = TableSpec("t", "f", 1, "C", "before", {"count": 1}, {}, None, rows, ())
    assert [segment.sample for segment in space(compiled(spec, {"count": count}))[0]] == ["0", "2", "unknown"]


def test_facts_without_bounds_have_samples() -> None:
    free = Fact(id="free", kind="number")

    rows = (Row("r.a", 1, {"free": parse("[-5..5)", free)}, SUITE, (), "", ""),)
    spec = TableSpec("t", "f", 1, "C", "before", {"free": 1}, {}, None, rows, ())
    assert [segment.sample for segment in space(compiled(spec, {"free": free}))[0]] == ["-6", "-5", "5", "unknown"]


def test_the_budget_is_kept() -> None:
    table = built("F", [rule(SUITE, trade="retail", pain="5"), rule(API, remote="true", staff="1")])
    with pytest.raises(TooManyBoxes):
        uncovered(box(space(table), 0), 0b10, 0)
    with pytest.raises(TooManyBoxes):
        decides(space(table), 0, [SUITE, API, None], 0)


def test_wide_tables_need_few_steps() -> None:
    """A complete table that asks one input after the other: the sweep does not walk the product."""
    facts = list(FACTS)
    texts = {"trade": "retail", "country": "DE", "remote": "true", "pain": "1", "staff": "0", "budget": "0"}
    rows = [rule(SUITE, **{fact: texts[fact]}) for fact in facts]
    table = built("F", [*rows, rule(API)])
    assert uncovered(space(table), table.every, 50) is None
    assert uncovered(space(table), table.every >> 1, 50) is not None
