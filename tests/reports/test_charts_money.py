"""The drawings of money and time: well-formed, described, inside their frame, to scale, mirrored, safe."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from advisor.reports import charts_money as charts
from advisor.reports.charts_money import NARROW, WIDE, Column, Limit, Mark, PhaseBar, RangeBar

SVG = "{http://www.w3.org/2000/svg}"
BARS = [
    RangeBar("crm", "CRM · Cloud service", 100, 200, 400, "EUR 100–400", strong=True),
    RangeBar("phased-erp-first", "ERP first, then CRM", 300, 500, 800, "EUR 300–800"),
]
PHASES = [
    PhaseBar("crm", "1 · CRM", "from month 0", 0, 4, 6.5, 2, gate=True),
    PhaseBar("erp", "2 · ERP", "from month 5", 5, 9, 18, 1, gate=False),
]
COLUMNS = [Column("1", 40, "40"), Column("2", 100, "100"), Column("3", 60, "60")]
LIMIT = Limit(50, 2, "You can give 50 days")


def parse(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def boxes(svg: Markup, kind: str) -> list[tuple[float, float]]:
    """Places and widths of the boxes of a class."""
    found = [r for r in parse(svg).iter(f"{SVG}rect") if r.get("class") == kind]
    return [(float(r.get("x", "0")), float(r.get("width", "0"))) for r in found]


def every_chart(width: int, mirrored: bool) -> list[Markup]:
    return [
        charts.ranges("a", BARS, "Cost", width=width, mark=Mark(350, "Your budget"), mirrored=mirrored),
        charts.ranges("b", BARS, "Cost", width=width, mirrored=mirrored),
        charts.ranges("c", [RangeBar("not-yet", "Not yet", 0, 0, 0, "EUR 0")], "Cost", width=width, mirrored=mirrored),
        charts.timeline("d", PHASES, "Months", "Time", width=width, mirrored=mirrored),
        charts.columns("e", COLUMNS, "Days", limit=LIMIT, width=width, mirrored=mirrored),
        charts.columns("f", [], "Days", width=width, mirrored=mirrored),
    ]


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_chart_is_well_formed_described_and_free_of_styles(width: int, mirrored: bool) -> None:
    for svg in every_chart(width, mirrored):
        root = parse(svg)
        named = (root.get("aria-labelledby") or "").split()
        assert [root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")] == named  # type: ignore[union-attr]
        assert root.findtext(f"{SVG}title")
        assert "style=" not in svg
        assert "<script" not in svg


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_everything_stays_inside(width: int, mirrored: bool) -> None:
    for svg in every_chart(width, mirrored):
        root = parse(svg)
        _, _, most, height = map(float, (root.get("viewBox") or "").split())
        for part in root:
            if part.tag == f"{SVG}rect":
                x, y = float(part.get("x", "0")), float(part.get("y", "0"))
                assert -0.1 <= x <= x + float(part.get("width", "0")) <= most + 0.1
                assert -0.1 <= y <= y + float(part.get("height", "0")) <= height + 0.1
            if part.tag == f"{SVG}text":
                assert 0 <= float(part.get("x", "0")) <= most
                assert 8 <= float(part.get("y", "0")) <= height


def test_all_words_are_in_the_description() -> None:
    svg = charts.ranges("a", BARS, "Cost", mark=Mark(350, "Your budget"))
    assert parse(svg).findtext(f"{SVG}desc") == (
        "CRM · Cloud service: EUR 100–400; ERP first, then CRM: EUR 300–800; Your budget"
    )
    assert parse(charts.columns("e", COLUMNS, "Days", limit=LIMIT)).findtext(f"{SVG}desc") == (
        "1: 40; 2: 100; 3: 60; You can give 50 days"
    )


def test_ranges_are_on_one_scale_from_zero() -> None:
    svg = charts.ranges("a", BARS, "Cost")
    (pale_x, pale), (mark, _) = boxes(svg, "c-crm")
    full = NARROW - 4
    assert pale_x == pytest.approx(100 / 800 * full, abs=0.1)
    assert pale == pytest.approx(300 / 800 * full, abs=0.1)
    assert mark + 2 == pytest.approx(200 / 800 * full, abs=0.1)


def test_the_budget_is_on_the_same_scale_and_always_seen() -> None:
    inside = boxes(charts.ranges("a", BARS, "Cost", mark=Mark(400, "Budget")), "c-point")
    assert inside[0][0] == pytest.approx((NARROW - 4) / 2, abs=0.1)
    assert inside[-1][0] == 0, "the key beside its words"
    beyond = boxes(charts.ranges("a", BARS, "Cost", mark=Mark(8000, "Budget")), "c-point")
    assert len(inside) == len(beyond) == 1 + len(BARS)
    pale = [w for _, w in boxes(charts.ranges("a", BARS, "Cost", mark=Mark(8000, "Budget")), "c-crm")]
    assert pale[0] == pytest.approx(300 / 8000 * (NARROW - 4), abs=0.1), "a large budget makes the ranges small"


def test_stripes_are_pale_and_their_mark_is_solid() -> None:
    svg = charts.ranges("a", BARS, "Cost")
    assert re.search(r'fill="url\(#a-phased-erp-first\)" fill-opacity="0\.\d+"', svg)
    assert len(boxes(svg, "c-erp")) == 2, "the solid stripe of the pattern, and the mark"


def test_nothing_is_drawn_for_nothing() -> None:
    svg = charts.ranges("a", [RangeBar("crm", "CRM", 0, 0, 0, "EUR 0")], "Cost")
    assert boxes(svg, "c-crm") == []


@settings(max_examples=60, deadline=None)
@given(
    low=st.integers(0, 10**9),
    likely=st.integers(0, 10**9),
    high=st.integers(0, 10**9),
    mark=st.none() | st.integers(0, 10**12),
)
def test_any_range_stays_in_order_and_inside(low: int, likely: int, high: int, mark: int | None) -> None:
    low, likely, high = sorted((low, likely, high))
    bar = RangeBar("both", "Both", low, likely, high, "EUR")
    svg = charts.ranges("a", [bar], "Cost", mark=None if mark is None else Mark(mark, "Budget"))
    for x, width in boxes(svg, "c-both"):
        assert -0.1 <= x <= x + width <= NARROW + 0.1


def test_phases_follow_each_other_on_one_line() -> None:
    svg = charts.timeline("d", PHASES, "Months", "Time")
    (first, first_pale), (_, first_likely) = boxes(svg, "c-crm")
    (second, second_pale), (_, second_likely) = boxes(svg, "c-erp")
    month = first_pale / 6.5
    assert second - first == pytest.approx(5 * month, abs=0.2)
    assert first_likely == pytest.approx(4 * month, abs=0.2)
    assert (second_pale, second_likely) == (pytest.approx(18 * month, abs=0.2), pytest.approx(9 * month, abs=0.2))


def test_waves_are_notches_and_gates_are_diamonds() -> None:
    svg = charts.timeline("d", PHASES, "Months", "Time")
    assert len(boxes(svg, "c-paper")) == 1
    assert svg.count("<path ") == 1
    (notch, _), (start, likely) = boxes(svg, "c-paper")[0], boxes(svg, "c-crm")[1]
    assert notch + 1 == pytest.approx(start + likely / 2, abs=0.1)


@pytest.mark.parametrize("end", [0.5, 3, 11, 30, 60, 200])
def test_the_axis_has_few_marks(end: float) -> None:
    svg = charts.timeline("d", [PhaseBar("erp", "1", "", 0, end, end, 1, gate=False)], "Months", "Time")
    shown = [
        int(t.text or "")
        for t in parse(svg).iter(f"{SVG}text")
        if (t.text or "").isdigit() and t.get("font-size") == "11"
    ]
    assert shown[0] == 0
    assert len(shown) <= 13
    assert shown == sorted(shown)
    assert shown[-1] <= max(1, end)


def test_columns_are_to_scale_and_what_is_too_much_is_dark() -> None:
    svg = charts.columns("e", COLUMNS, "Days", limit=LIMIT)
    tall = [float(r.get("height", "0")) for r in parse(svg).iter(f"{SVG}rect") if r.get("class") == "c-both"]
    assert tall[0] / tall[1] == pytest.approx(0.4, abs=0.01)
    dark = [float(r.get("height", "0")) for r in parse(svg).iter(f"{SVG}rect") if r.get("class") == "c-point"]
    assert dark[0] == pytest.approx(tall[1] / 2, abs=0.1), "the half of the second column above the limit"
    assert len(dark) == 2, "and the line; the third column stands behind the limit's end"


def test_the_line_ends_where_the_limit_does() -> None:
    svg = charts.columns("e", COLUMNS, "Days", limit=LIMIT)
    line = [width for _, width in boxes(svg, "c-point")][-1]
    assert line == pytest.approx(NARROW * 2 / 3, abs=0.1)


def test_many_columns_name_only_the_highest() -> None:
    bars = [Column(str(i + 1), 1000 + i % 7, f"{1000 + i % 7:,}") for i in range(24)]
    svg = charts.columns("e", bars, "Days")
    shown = [t.text for t in parse(svg).iter(f"{SVG}text")]
    assert shown.count("1,006") == 1
    assert "1,005" not in shown
    labels = [text for text in shown if text and text.isdigit()]
    assert 8 <= len(labels) <= 24


def test_colours_follow_the_systems() -> None:
    assert charts.colour_of(("crm",)) == "crm"
    assert charts.colour_of(("erp", "shared")) == "erp"
    assert charts.colour_of(("erp", "crm")) == "both"
    assert charts.colour_of(("shared",)) == "both"


def test_mirrored_charts_begin_at_the_right() -> None:
    plain, mirrored = (charts.timeline("d", PHASES, "Months", "Time", mirrored=m) for m in (False, True))
    (x, width), (other, same) = boxes(plain, "c-crm")[1], boxes(mirrored, "c-crm")[1]
    assert same == width
    assert other == pytest.approx(NARROW - x - width, abs=0.1)


def test_words_are_escaped() -> None:
    svg = charts.ranges("a", [RangeBar("crm", "<b>&", 1, 2, 3, '"3"')], "<i>", mark=Mark(1, "<u>"))
    assert "<b>" not in svg
    assert "<u>" not in svg
    assert parse(svg).findtext(f"{SVG}title") == "<i>"
