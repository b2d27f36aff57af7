"""Drawings of a workbook: native charts that follow its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart  # type: ignore[import-untyped]

from advisor.reports.sheet_parts import GREY, Page, directed

TITLE_ROW = 2  # of the page of the ranking: its best option
GRID = {"visible": True, "line": {"color": "#e3e7ed"}}
TINTS = (1.0, 0.6, 0.3)  # of the brand's colour, for parts on top of each other


@dataclass(frozen=True)
class Scale:
    """How amounts stand at an axis: their number format, and the sentence that names their unit."""

    form: str
    unit: str


@dataclass(frozen=True)
class Bars:
    """The values of the options on the page of the ranking: the name of the figure, the best option now, the first row
    of the table and how many of its rows are shown."""

    name: str
    best: str
    top: int
    shown: int


def value_bars(page: Page, bars: Bars) -> Chart:
    """Values of the options, the best first; the title names the best option now. `page` is that of the ranking."""
    last = bars.top + bars.shown - 1
    chart = _chart(page, "bar")
    font = page.book.font
    chart.add_series(
        {
            "name": bars.name,
            "categories": f"={page.area((bars.top, 7), (last, 7))}",
            "values": f"={page.area((bars.top, 3), (last, 3))}",
            "fill": {"color": page.book.brand.colour},
            "gap": 40,
            "data_labels": {"value": True, "num_format": "0.000", "font": font},
        }
    )
    title = {"name": f"={page.at(TITLE_ROW, 0).text}", "data": [bars.best]}
    chart.set_title({**title, "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({**_names(page), "line": {"none": True}})
    axis = {"min": 0, "visible": False, "major_gridlines": {"visible": False}, "num_font": font}
    chart.set_x_axis({**axis, "reverse": page.book.mirrored})
    chart.set_size({"width": 760, "height": 60 + 24 * bars.shown})
    return chart


def ranged_bars(page: Page, named: tuple[str, Scale], names: str, likely: str, distances: tuple[str, str]) -> Chart:
    """Likely values as bars with lines from low to high; `distances` are the ranges of likely less low, and high less
    likely. `named` is the title with the unit of the amounts."""
    chart, (title, scale) = _chart(page, "bar"), named
    bars = {"type": "custom", "minus_values": f"={distances[0]}", "plus_values": f"={distances[1]}"}
    chart.add_series(
        {
            "name": title,
            "categories": f"={names}",
            "values": f"={likely}",
            "fill": {"color": page.book.brand.colour},
            "gap": 50,
            "y_error_bars": {**bars, "line": {"color": GREY, "width": 1.25}},
        }
    )
    _titled(page, chart, f"{title} – {scale.unit.rstrip('.。')}")
    chart.set_y_axis({**_names(page), "crossing": "max"})
    chart.set_x_axis({**_amounts(page, scale.form), "reverse": page.book.mirrored})
    start = 0.04 if page.book.mirrored else 0.36
    chart.set_plotarea({"layout": {"x": start, "y": 0.11, "width": 0.6, "height": 0.78}})
    chart.set_legend({"none": True})
    return chart


def stacked_years(page: Page, named: tuple[str, Scale], rows: tuple[int, int], years: int) -> Chart:
    """The parts of each year on top of each other; the names of the parts stand in the first column, those of the years
    in the row above the first of `rows`."""
    chart, (title, scale) = _chart(page, "column", "stacked"), named
    head = rows[0] - 1
    for place, row in enumerate(range(rows[0], rows[1] + 1)):
        chart.add_series(
            {
                "name": f"={page.at(row, 0).text}",
                "categories": f"={page.area((head, 1), (head, years))}",
                "values": f"={page.area((row, 1), (row, years))}",
                "fill": {"color": tinted(page.book.brand.colour, TINTS[place % len(TINTS)])},
                "gap": 60,
            }
        )
    _titled(page, chart, f"{title} – {scale.unit.rstrip('.。')}")
    chart.set_x_axis({"num_font": page.book.font, "reverse": page.book.mirrored})
    chart.set_y_axis(_amounts(page, scale.form))
    chart.set_legend({"position": "bottom", "font": page.book.font})
    return chart


def tinted(colour: str, share: float) -> str:
    """A colour (#rrggbb) mixed with white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def _names(page: Page) -> dict[str, Any]:
    """The axis of bars that lie, each with its name, the first at the top."""
    return {"reverse": True, "num_font": page.book.font, "major_tick_mark": "none", "interval_unit": 1}


def _amounts(page: Page, scale: str) -> dict[str, Any]:
    return {"min": 0, "num_font": page.book.font, "num_format": scale, "major_gridlines": GRID, "line": {"none": True}}


def _chart(page: Page, kind: str, subtype: str = "") -> Chart:
    chart = page.book.file.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})
    assert chart is not None
    chart.show_hidden_data()  # names and distances stand in hidden columns
    chart.set_size({"width": 560, "height": 410})
    return chart


def _titled(page: Page, chart: Chart, title: str) -> None:
    chart.set_title(
        {
            "name": directed(title, page.book.language),
            "name_font": {**page.book.font, "size": 11, "bold": True},
            "overlay": False,
        }
    )
