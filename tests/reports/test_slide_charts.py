"""Native charts: our numbers in their workbooks, axes from zero, labels in the digits of the language, mirrored."""

from __future__ import annotations

import io

import openpyxl
import pytest
from pptx.chart.chart import Chart
from pptx.oxml.ns import qn

from advisor.reports import slides
from advisor.reports.slide_charts import Bars, Series, add_bars
from advisor.reports.slide_parts import Deck
from advisor.reports.slide_text import Box
from advisor.reports.slide_theme import PLAIN
from tests.reports.offices import blank

BARS = Bars("CRM 1.5, ERP 3", ("CRM", "ERP"), (Series("Value", (1.5, 3), "112233"),), "0.0", ("AA0000", "00AA00"))
TWO = Bars("two", ("ERP اول", "فعلاً نه"), (Series("ERP اول", (1, 2), "112233"), Series("b", (3, 4), "445566")))


def drawn(made: Deck, bars: Bars) -> Chart:
    return add_bars(made, made.slide(PLAIN, "A finding"), Box(1, 2, 5, 4), bars)


def book(chart: Chart) -> list[tuple[object, ...]]:
    """The rows of the workbook behind a chart."""
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert sheet is not None
    return list(sheet.values)


def test_the_workbook_holds_the_numbers() -> None:
    assert book(drawn(blank(), BARS)) == [(None, "Value"), ("CRM", 1.5), ("ERP", 3)]


def test_the_chart_shows_them() -> None:
    plot = drawn(blank(), BARS).plots[0]
    assert list(plot.categories) == ["CRM", "ERP"]
    assert list(plot.series[0].values) == [1.5, 3]
    assert plot.has_data_labels
    assert plot.data_labels.number_format == "0.0"


def test_axes_begin_at_zero_and_leave_room_for_labels() -> None:
    chart = drawn(blank(), BARS)
    assert chart.value_axis.minimum_scale == 0
    assert chart.value_axis.maximum_scale == pytest.approx(3 * 1.15)
    assert drawn(blank(), Bars("x", ("a",), (Series("b", (0,), "112233"),))).value_axis.maximum_scale > 0
    assert drawn(blank(), Bars("x", ("a",), (Series("b", (5,), "112233"),), most=100)).value_axis.maximum_scale == 100


def test_the_first_category_is_on_top() -> None:
    assert drawn(blank(), BARS).category_axis.reverse_order


def test_points_have_their_colours() -> None:
    fills = [drawn(blank(), BARS).plots[0].series[0].points[place].format.fill.fore_color.rgb for place in (0, 1)]
    assert [str(one) for one in fills] == ["AA0000", "00AA00"]


def test_only_several_series_need_a_legend() -> None:
    assert not drawn(blank(), BARS).has_legend
    assert drawn(blank(), TWO).has_legend


@pytest.mark.parametrize(("language", "mirrored", "form"), [("en", False, "0"), ("fa", True, "[$-3000429]0")])
def test_persian_bars_grow_from_the_right_with_persian_digits(language: str, mirrored: bool, form: str) -> None:
    chart = drawn(blank(language), TWO)
    assert chart.value_axis.reverse_order == mirrored
    assert chart.plots[0].data_labels.number_format == form


def test_mixed_names_are_marked_as_persian() -> None:
    names = list(drawn(blank("fa"), TWO).plots[0].categories)
    assert names == ["\u202bERP اول\u202c", "فعلاً نه"]
    assert list(drawn(blank("en"), BARS).plots[0].categories) == ["CRM", "ERP"]


def test_letters_are_those_of_the_theme_and_tagged_with_the_language() -> None:
    looks = drawn(blank("zh"), BARS).part._element.find(qn("c:txPr"))
    letters = next(looks.iter(qn("a:defRPr")))
    assert (letters.get("lang"), letters.get("sz")) == ("zh-CN", "1300")
    assert next(looks.iter(qn("a:latin")), None) is None


def test_charts_have_words_for_those_who_do_not_see_them() -> None:
    made = blank()
    drawn(made, BARS)
    frame = next(shape for shape in made.package.slides[0].shapes if shape.has_chart)
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "CRM 1.5, ERP 3"


def test_control_characters_in_names_are_dropped() -> None:
    bars = Bars("x", ("a\x00<b>",), (Series("s\x07", (1,), "112233"),))
    assert book(drawn(blank(), bars)) == [(None, "s"), ("a<b>", 1)]


def test_pages_stand_in_the_order_of_a_talk() -> None:
    assert [page.__name__ for page in slides.PAGES] == [
        "cover", "decision", "judgement", "needs", "reasons", "options", "sure", "modules", "roadmap", "cost", "risks",
    ]  # fmt: skip
