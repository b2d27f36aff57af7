"""Native charts: bars that whoever has the slides can edit, with their numbers in the workbook behind them."""

from __future__ import annotations

from dataclasses import dataclass

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData, ChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_MARK
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.slide import Slide
from pptx.util import Pt

from advisor.reports.office import INK, clean
from advisor.reports.slide_marks import describe
from advisor.reports.slide_parts import Deck
from advisor.reports.slide_text import Box, colour_of
from advisor.reports.slide_theme import inches

# Number formats that write digits of another script: [$-3000429] are the Persian ones, as in Excel.
_DIGITS = {"fa-IR": "[$-3000429]"}


@dataclass(frozen=True)
class Series:
    """Bars of one kind: name, values in the order of the categories, and colour (RRGGBB)."""

    name: str
    values: tuple[float, ...]
    colour: str


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, the first category on top. `alt` stands for the chart where it is not seen, `form` is the number
    format of the labels, `points` are the colours of single bars of one series, `most` is the end of the axis."""

    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    form: str = "0"
    points: tuple[str, ...] = ()
    most: float | None = None
    size: float = 13


def add_bars(deck: Deck, slide: Slide, box: Box, bars: Bars) -> Chart:
    """Put the chart on a slide; in right-to-left languages its bars grow from the right."""
    form = _DIGITS.get(deck.theme.script.tag, "") + bars.form
    data: ChartData = CategoryChartData(number_format=form)  # type: ignore[no-untyped-call,assignment]
    data.categories = [_directed(deck, name) for name in bars.categories]
    for series in bars.series:
        data.add_series(_directed(deck, series.name), series.values)  # type: ignore[no-untyped-call]
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *inches(deck.theme.place(box)), data)
    describe(frame, clean(bars.alt))
    chart: Chart = frame.chart  # type: ignore[attr-defined]
    _letters(deck, chart, bars.size)
    _axes(deck, chart, bars)
    _paint(chart, bars, form)
    chart.has_title = False
    chart.has_legend = len(bars.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(bars.size)
    return chart


def _directed(deck: Deck, words: str) -> str:
    """Words of a chart: right-to-left ones with Latin words among them are marked as such, since a chart has no other
    way to say so."""
    found = clean(words)
    mixed = deck.theme.script.mirrored and any(letter.isascii() and letter.isalpha() for letter in found)
    return f"\u202b{found}\u202c" if mixed else found


def _letters(deck: Deck, chart: Chart, size: float) -> None:
    """All text of the chart; its fonts are those of the theme."""
    chart.font.size = Pt(size)
    chart.font.color.rgb = colour_of(INK)
    chart.font.language_id = MSO_LANGUAGE_ID.from_xml(deck.theme.script.tag)


def _axes(deck: Deck, chart: Chart, bars: Bars) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.format.line.fill.background()
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.has_major_gridlines = False
    values.minimum_scale = 0
    highest = max((value for series in bars.series for value in series.values), default=1)
    values.maximum_scale = bars.most if bars.most else max(1e-9, highest * 1.15)  # room for the label at the end
    values.has_major_gridlines = False
    values.visible = False
    if deck.theme.script.mirrored:
        values.reverse_order = True


def _paint(chart: Chart, bars: Bars, form: str) -> None:
    plot = chart.plots[0]
    plot.gap_width = 45 if len(bars.series) == 1 else 60
    plot.overlap = -5 if len(bars.series) > 1 else 0
    plot.vary_by_categories = False
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = form, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.show_value = True
    labels.font.size = Pt(bars.size - 1 if len(bars.series) == 1 else bars.size - 2)
    for made, series in zip(plot.series, bars.series, strict=True):
        made.format.fill.solid()
        made.format.fill.fore_color.rgb = colour_of(series.colour)
        made.invert_if_negative = False
        for place, colour in enumerate(bars.points):
            point = made.points[place].format.fill
            point.solid()
            point.fore_color.rgb = colour_of(colour)
