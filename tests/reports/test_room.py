"""Estimates of room: wide letters, lines, what fits in its order, and cutting to one line."""

from __future__ import annotations

import pytest

from advisor.reports.room import fitting, lines, shortened, width


@pytest.mark.parametrize(("text", "letters"), [("", 0), ("abc", 3), ("企业", 4), ("ERP 系统", 8), ("نیاز", 4)])
def test_letters_of_east_asia_are_twice_as_wide(text: str, letters: int) -> None:
    assert width(text) == letters


@pytest.mark.parametrize(("text", "count"), [("", 1), ("a" * 10, 1), ("a" * 11, 2), ("企" * 10, 2), ("a" * 100, 10)])
def test_lines_are_rounded_up(text: str, count: int) -> None:
    assert lines(text, 10) == count


def test_items_are_taken_in_their_order_until_the_room_is_full() -> None:
    items = ("a" * 10, "b" * 25, "c")
    assert fitting(items, 1, 10) == items[:1]
    assert fitting(items, 3, 10) == items[:1]
    assert fitting(items, 4, 10) == items[:2]
    assert fitting(items, 5, 10) == items
    assert fitting(items, 0, 10) == ()
    assert fitting(items, -3, 10) == ()
    assert fitting((), 5, 10) == ()


def test_a_short_item_never_passes_a_long_one_before_it() -> None:
    assert fitting(("a" * 99, "b"), 2, 10) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short", "Short"),
        ("two\n  lines", "two lines"),
        ("a" * 12, "a" * 9 + "…"),
        ("企业资源计划", "企业资源…"),
        ("", ""),
    ],
)
def test_one_line_is_cut_with_an_ellipsis(text: str, shown: str) -> None:
    assert shortened(text, 10) == shown
    assert width(shortened(text, 10)) <= 10
