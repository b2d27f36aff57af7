"""The drawings: well-formed, described, to scale, safe, and mirrored for right-to-left."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from advisor.reports import charts
from advisor.reports.charts import Axes, Bar, Drawing, Pair, Rivals

SVG = "{http://www.w3.org/2000/svg}"
AXES = Axes("Customer side", "Operations", "Your company", ("Little need", "ERP side", "Both sides", "CRM side"))
RIVALS = Rivals("erp", "phased-erp-first", "ERP", "ERP first, then CRM")
BARS = [Bar("erp", "ERP", 0.5, "50", strong=True), Bar("crm", "CRM", 0.25, "25"), Bar("not-yet", "Not yet", 0.0, "0")]
PAIRS = [Pair("Operations covered", 1.0, 0.5, "20", "10"), Pair("Quick result", 0.1, 0.2, "2", "4")]


def parse(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def boxes(svg: Markup, kind: str) -> list[float]:
    """Widths of the boxes of a class."""
    return [float(r.get("width", "0")) for r in parse(svg).iter(f"{SVG}rect") if r.get("class") == kind]


def every_chart(mirrored: bool = False) -> list[Markup]:
    return [
        charts.path_bars("a", BARS, "Paths", mirrored=mirrored),
        charts.needs("b", 40, 90, AXES, "Needs", mirrored=mirrored),
        charts.comparison("c", PAIRS, RIVALS, "Compared", 340, mirrored=mirrored),
        charts.comparison("d", PAIRS, RIVALS, "Compared", 680, mirrored=mirrored),
    ]


@pytest.mark.parametrize("mirrored", [False, True])
def test_every_chart_is_well_formed_and_described(mirrored: bool) -> None:
    for svg in every_chart(mirrored):
        root = parse(svg)
        named = (root.get("aria-labelledby") or "").split()
        assert [root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")] == named  # type: ignore[union-attr]
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}desc")
        assert "style=" not in svg
        assert "<script" not in svg


@pytest.mark.parametrize("mirrored", [False, True])
def test_boxes_stay_inside(mirrored: bool) -> None:
    for svg in every_chart(mirrored):
        root = parse(svg)
        _, _, width, height = map(float, (root.get("viewBox") or "").split())
        for part in root:
            if part.tag == f"{SVG}rect":
                x, y = float(part.get("x", "0")), float(part.get("y", "0"))
                assert 0 <= x <= x + float(part.get("width", "0")) <= width + 0.1
                assert 0 <= y <= y + float(part.get("height", "0")) <= height + 0.1


def test_bars_are_to_scale() -> None:
    svg = charts.path_bars("a", BARS, "Paths")
    (full, *_), (erp,), (crm,) = boxes(svg, "c-track"), boxes(svg, "c-erp"), boxes(svg, "c-crm")
    assert erp == pytest.approx(full / 2, abs=0.1)
    assert crm == pytest.approx(full / 4, abs=0.1)
    assert boxes(svg, "c-none") == [], "nothing is drawn for nothing"


def test_a_share_above_nothing_is_always_seen() -> None:
    svg = charts.path_bars("a", [Bar("crm", "CRM", 0.0001, "0")], "Paths")
    assert boxes(svg, "c-crm") == [2.0]


def test_paths_with_a_second_system_are_striped() -> None:
    svg = charts.path_bars("a", [Bar("phased-erp-first", "ERP first, then CRM", 0.6, "60")], "Paths")
    assert 'fill="url(#a-phased-erp-first)"' in svg
    assert '<pattern id="a-phased-erp-first"' in svg
    assert "<pattern" not in charts.path_bars("a", BARS, "Paths")


def test_every_path_has_its_own_look() -> None:
    assert len(set(charts.PATHS.values())) == len(charts.PATHS) == 6


@settings(max_examples=60, deadline=None)
@given(customer=st.integers(0, 100), operations=st.integers(0, 100), mirrored=st.booleans())
def test_the_point_stands_where_the_needs_are(customer: int, operations: int, mirrored: bool) -> None:
    root = parse(charts.needs("n", customer, operations, AXES, "Needs", mirrored=mirrored))
    corners = list(root.iter(f"{SVG}rect"))
    low = min(float(r.get("x", "0")) for r in corners)
    high = max(float(r.get("x", "0")) + float(r.get("width", "0")) for r in corners)
    circle = root.find(f"{SVG}circle")
    assert circle is not None
    across = (float(circle.get("cx", "0")) - low) / (high - low)
    assert across == pytest.approx((1 - customer / 100) if mirrored else customer / 100, abs=0.01)
    top = min(float(r.get("y", "0")) for r in corners)
    bottom = max(float(r.get("y", "0")) + float(r.get("height", "0")) for r in corners)
    assert (bottom - float(circle.get("cy", "0"))) / (bottom - top) == pytest.approx(operations / 100, abs=0.01)


@settings(max_examples=60, deadline=None)
@given(customer=st.integers(0, 100), operations=st.integers(0, 100))
def test_the_company_never_covers_the_name_of_a_quadrant(customer: int, operations: int) -> None:
    root = parse(charts.needs("n", customer, operations, AXES, "Needs"))
    heights = {t.text: float(t.get("y", "0")) for t in root.iter(f"{SVG}text") if t.get("y")}
    own = heights[AXES.point]
    assert min(abs(own - heights[name]) for name in AXES.quadrants) >= 13


def test_words_are_escaped() -> None:
    svg = charts.path_bars("a", [Bar("crm", "<b>&", 0.5, '"5"')], "<script>x</script>")
    assert "<b>" not in svg
    assert parse(svg).findtext(f"{SVG}title") == "<script>x</script>"


def test_a_comparison_shows_both_values_of_each_criterion() -> None:
    for width in (340, 680):
        svg = charts.comparison("c", PAIRS, RIVALS, "Compared", width)
        shown = [t.text for t in parse(svg).iter(f"{SVG}text")]
        assert {"20", "10", "2", "4", "ERP", "ERP first, then CRM"} <= set(shown)
        _stripe, _key, *first = boxes(svg, "c-erp")
        _key, *second = map(float, re.findall(r'width="([\d.]+)" height="12.0" rx="2" fill="url', svg))
        assert first[0] == pytest.approx(2 * second[0], abs=0.2)


def test_wide_comparisons_have_a_column_of_labels() -> None:
    tall, flat = (
        float((parse(charts.comparison("c", PAIRS, RIVALS, "x", w)).get("viewBox") or "").split()[3])
        for w in (340, 680)
    )
    assert tall > flat


def test_mirroring_turns_the_ends_of_texts() -> None:
    plain, mirrored = Drawing("a", 100, 10, "t", "d"), Drawing("a", 100, 10, "t", "d", mirrored=True)
    for draw in (plain, mirrored):
        draw.text(10, 5, "x", anchor="start")
    assert 'x="10.0" y="5.0" text-anchor="start"' in plain.svg()
    assert 'x="90.0" y="5.0" text-anchor="start" direction="rtl"' in mirrored.svg(), "its start is its right end"
