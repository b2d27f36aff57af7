"""Geometry of drawings: nothing leaves the box, and parts have their proportions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.sandbox.insight_charts import Block, columns, line, stacked

VALUES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30)


def test_a_line_from_nought_to_its_highest() -> None:
    found = line([0, 5, 10], height=30)
    assert (found.points, found.zero, found.end) == ("0,30 50,15 100,0", 30, (100, 0))
    assert found.area == "M0,30 L0,30 50,15 100,0 L100,30 Z"


def test_values_below_nought_hang_from_the_line_of_nought() -> None:
    found = line([-10, 10], height=20)
    assert (found.points, found.zero) == ("0,20 100,0", 10)


def test_a_line_in_the_middle_of_bars() -> None:
    assert line([1, 1], 10, 0, 2, centred=True).points == "25,5 75,5"


def test_lines_that_share_a_scale() -> None:
    assert line([1], 10, -10, 10).zero == line([9], 10, -10, 10).zero == 5


def test_nothing_to_draw() -> None:
    assert line([]).points == ""
    assert line([0, 0]).points == "0,30 100,30"
    assert columns([], 30, 0, 1) == []
    assert stacked([1, 2], 0) == [Block(0, 0, 0, 10), Block(0, 0, 0, 10)]


@given(VALUES)
def test_no_point_leaves_the_box(values: list[float]) -> None:
    found = line(values, height=40)
    for point in found.points.split():
        x, y = map(float, point.split(","))
        assert -0.01 <= x <= 100.01
        assert -0.01 <= y <= 40.01
    assert -0.01 <= found.zero <= 40.01


@given(VALUES)
def test_no_bar_leaves_the_box(values: list[float]) -> None:
    for block in columns(values, 40, min(0, *values), max(0, *values)):
        assert block.y >= -0.02
        assert block.y + block.height <= 40.02
        assert 0 <= block.x <= block.x + block.width <= 100.01


def test_bars_stand_on_nought() -> None:
    above, below = columns([10, -10], 20, -10, 10, part=0.5)
    assert (above.y, above.height, below.y, below.height) == (0, 10, 10, 10)
    assert (above.x, above.width, below.x) == (12.5, 25, 62.5)


def test_parts_lie_end_to_end() -> None:
    assert [(one.x, one.width) for one in stacked([1, 0, 3], 8)] == [(0, 12.5), (12.5, 0), (12.5, 37.5)]
    assert [one.width for one in stacked([-5, 5], 5)] == [0, 100]
