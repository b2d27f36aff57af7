"""The drawings of differing views: well-formed, described, inside their frame, to scale, mirrored, safe."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from advisor.reports.charts import PATHS
from advisor.reports.charts_desk import MOST_STEPS, ROOM, WIDTH, Effect, Stand, effect, stands

SVG = "{http://www.w3.org/2000/svg}"
FOUND = [Stand(0.0, "Sales, Sales"), Stand(0.5, "Finance", counts=True), Stand(1.0, "Management")]


def parse(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def circles(svg: Markup, kind: str) -> list[tuple[float, float]]:
    found = [circle for circle in parse(svg).iter(f"{SVG}circle") if circle.get("class") == kind]
    return [(float(circle.attrib["cx"]), float(circle.attrib["cy"])) for circle in found]


def boxes(svg: Markup, kind: str) -> list[tuple[float, float]]:
    """Start and width of every box of a kind."""
    found = [box for box in parse(svg).iter(f"{SVG}rect") if box.get("class") == kind]
    return [(float(box.attrib["x"]), float(box.attrib["width"])) for box in found]


def words(svg: Markup) -> list[ElementTree.Element]:
    return list(parse(svg).iter(f"{SVG}text"))


def test_everyone_stands_where_they_stand() -> None:
    svg = stands("s", FOUND, 5, "Where each role stands")
    assert [x for x, _ in circles(svg, "c-point")] == [ROOM, WIDTH / 2, WIDTH - ROOM]
    assert [text.text for text in words(svg)] == ["Sales, Sales", "Finance", "Management"]
    assert [text.get("text-anchor") for text in words(svg)] == ["start", "middle", "end"]
    assert parse(svg).findtext(f"{SVG}title") == "Where each role stands"
    assert parse(svg).findtext(f"{SVG}desc") == "Sales, Sales; Finance; Management"


def test_the_answer_that_counts_is_full_and_strong_the_others_are_rings() -> None:
    svg = stands("s", FOUND, 5, "t")
    full = {y for _, y in circles(svg, "c-point")} - {y for _, y in circles(svg, "c-paper")}
    assert full == {circles(svg, "c-point")[1][1]}
    assert [text.get("class") for text in words(svg)] == ["c-ink", "c-strong", "c-ink"]


def test_the_band_reaches_from_the_first_to_the_last() -> None:
    ((start, width),) = boxes(stands("s", [Stand(0.25, "a"), Stand(0.75, "b")], 5, "t"), "c-quadrant-2")
    assert start == pytest.approx(ROOM + (WIDTH - 2 * ROOM) / 4)
    assert width == pytest.approx((WIDTH - 2 * ROOM) / 2)


@pytest.mark.parametrize(("steps", "marks"), [(0, 0), (2, 2), (5, 5), (MOST_STEPS, MOST_STEPS), (MOST_STEPS + 1, 0)])
def test_each_answer_that_can_be_given_has_its_mark(steps: int, marks: int) -> None:
    """A line for each who stands there, and on it the marks."""
    svg = stands("s", FOUND, steps, "t")
    narrow = [box for box in boxes(svg, "c-track") if box[1] == 2]
    assert len(narrow) == marks * len(FOUND)
    assert len(boxes(svg, "c-track")) - len(narrow) == len(FOUND)


def test_read_from_the_right_it_begins_at_the_right() -> None:
    svg = stands("s", FOUND, 5, "t", mirrored=True)
    assert [x for x, _ in circles(svg, "c-point")] == [WIDTH - ROOM, WIDTH / 2, ROOM]
    assert all(text.get("direction") == "rtl" for text in words(svg))


def test_words_of_different_answers_stand_apart() -> None:
    heights = [float(text.attrib["y"]) for text in words(stands("s", [Stand(0.5, str(i)) for i in range(7)], 5, "t"))]
    assert all(after - before >= 20 for before, after in pairwise(heights))


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.integers(0, 20),
    st.booleans(),
    st.text(max_size=30),
)
def test_all_is_inside_the_frame(places: list[float], steps: int, mirrored: bool, label: str) -> None:
    label = "".join(sign for sign in label if sign.isprintable())
    svg = stands("s", [Stand(place, label) for place in places], steps, label, mirrored=mirrored)
    width, height = map(float, parse(svg).attrib["viewBox"].split()[2:])
    for x, y in circles(svg, "c-point"):
        assert 7 <= x <= width - 7
        assert 7 <= y <= height - 7
    for start, wide in (*boxes(svg, "c-track"), *boxes(svg, "c-quadrant-2")):
        assert -0.1 <= start <= start + wide <= width + 0.1
    for text in words(svg):
        assert 0 <= float(text.attrib["x"]) <= width
        assert 8 <= float(text.attrib["y"]) <= height


@pytest.mark.parametrize("path", PATHS)
def test_the_effect_is_to_scale_in_the_colour_of_the_path(path: str) -> None:
    svg = effect("e", path, Effect(0.25, 0.75, "Comes first in 25 to 75 of 100 readings"), "ERP first")
    _, bar = parse(svg).iter(f"{SVG}rect") if f"e-{path}" not in svg else list(parse(svg).iter(f"{SVG}rect"))[-2:]
    assert (float(bar.attrib["x"]), float(bar.attrib["width"])) == (WIDTH / 4, WIDTH / 2)
    assert bar.attrib["fill"] == f"url(#e-{path})" or bar.attrib["class"].startswith("c-")
    assert [text.text for text in words(svg)] == ["Comes first in 25 to 75 of 100 readings"]
    assert parse(svg).findtext(f"{SVG}title") == "ERP first"


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_an_effect_of_nothing_can_still_be_seen(share: float) -> None:
    bar = list(parse(effect("e", "crm", Effect(share, share, "the same"), "t")).iter(f"{SVG}rect"))[-1]
    assert float(bar.attrib["width"]) == 3
    assert 0 <= float(bar.attrib["x"]) <= WIDTH - 3


def test_words_of_people_are_escaped() -> None:
    svg = stands("s", [Stand(0.1, "<script>alert(1)</script>")], 0, '"><b>')
    assert "<script" not in svg
    assert words(svg)[0].text == "<script>alert(1)</script>"
    assert "<b>" not in effect("e", "crm", Effect(0, 1, "<b>"), "<b>")
