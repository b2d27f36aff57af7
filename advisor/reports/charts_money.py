"""Drawings of money and time: ranges of cost, phases on a line of months, and what each quarter asks for.

Uncertainty is always drawn: a pale bar from the low to the high end, and a mark at the likely value. Scales begin at
zero. Every drawing exists wide and narrow (for phones); words stand above what they name, so nothing is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from advisor.reports.charts import INK, MUTED, SURFACE, Drawing

NARROW, WIDE = 340, 680
PALE = 0.38
_FILLS = {"point": INK, "muted": MUTED, "paper": SURFACE}
# Months between the marks of the axis: the first of these that leaves room.
STEPS = (1, 3, 6, 12, 24)
# Phases bear the colours of the paths that bring the same systems.
_FIRST = {"phased-crm-first": "crm", "phased-erp-first": "erp"}  # solid, where stripes could not be seen
_COLOURS = {("crm",): "crm", ("erp",): "erp", ("crm", "erp"): "both"}


@dataclass(frozen=True)
class RangeBar:
    """A range of whole amounts with the words at its side; `path` gives its colour."""

    path: str
    label: str
    low: int
    likely: int
    high: int
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Mark:
    """An amount that all ranges are compared with."""

    value: int
    label: str


@dataclass(frozen=True)
class PhaseBar:
    """A phase in months: begin, likely and latest end; `waves` groups go live one after the other; `gate` when it ends
    with conditions for going on."""

    path: str
    label: str
    text: str
    start: float
    likely: float
    high: float
    waves: int
    gate: bool


@dataclass(frozen=True)
class Column:
    """A quarter: its short name, its value, and the value as shown."""

    label: str
    value: int
    text: str


@dataclass(frozen=True)
class Limit:
    """What no column should pass, in the first `columns` of them, with its words."""

    value: int
    columns: int
    label: str


def colour_of(systems: Sequence[str]) -> str:
    """The path whose colour a phase with these systems bears."""
    named = tuple(sorted(system for system in systems if system in ("crm", "erp")))
    return _COLOURS.get(named, "both")


def ranges(
    id_: str,
    bars: Sequence[RangeBar],
    title: str,
    *,
    width: int = NARROW,
    mark: Mark | None = None,
    mirrored: bool = False,
) -> Markup:
    """A range for each bar from zero on one scale, and the mark across all of them."""
    head, step = (24 if mark else 0), (40 if width == WIDE else 54)
    desc = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    if mark:
        desc += f"; {mark.label}"
    draw = Drawing(id_, width, head + step * len(bars) + 2, title, desc, mirrored)
    most = max([1, *(bar.high for bar in bars), mark.value if mark else 0])
    scale = (width - 4) / most
    for i, bar in enumerate(bars):
        y = head + i * step
        kind = "strong" if bar.strong else "ink"
        draw.text(0, y + 13, bar.label, kind=kind)
        below = y + 13 if width == WIDE else y + 30
        draw.text(
            width if width == WIDE else 0, below, bar.text, anchor="end" if width == WIDE else "start", kind="muted"
        )
        _range(draw, bar, below + 7, scale)
        if mark:
            box(draw, min(mark.value * scale, width - 2), below + 3, 2, 20, "point")
    if mark:
        box(draw, 0, 1, 2, 14, "point")
        draw.text(8, 12, mark.label, kind="strong", size=12)
    return draw.svg()


def _range(draw: Drawing, bar: RangeBar, y: float, scale: float) -> None:
    draw.rect(0, y, draw.width, 12, "track", radius=2)
    if not bar.high:
        return
    pale(draw, bar.low * scale, y, max(2.0, (bar.high - bar.low) * scale), f"path:{bar.path}")
    draw.rect(max(0.0, bar.likely * scale - 2), y - 2, 4, 16, f"path:{_FIRST.get(bar.path, bar.path)}", radius=1)


def box(draw: Drawing, x: float, y: float, width: float, height: float, kind: str) -> None:
    """A line or mark in the colour of words (`point`), of quiet words (`muted`) or of the page (`paper`)."""
    at = f'x="{draw.x(x, width):.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    draw.parts.append(f'<rect {at} class="c-{kind}" fill="{_FILLS[kind]}"/>')


def pale(draw: Drawing, x: float, y: float, width: float, kind: str) -> None:
    """A box of 12 units that shows how far a value may go."""
    draw.rect(x, y, width, 12, kind, radius=2)
    draw.parts[-1] = draw.parts[-1].replace("/>", f' fill-opacity="{PALE}"/>')


def timeline(
    id_: str, phases: Sequence[PhaseBar], axis: str, title: str, *, width: int = NARROW, mirrored: bool = False
) -> Markup:
    """Phases below each other on one line of months: solid to the likely end, pale to the latest, notched by waves,
    and a diamond where conditions decide about going on."""
    step = 46 if width == WIDE else 62
    desc = "; ".join(f"{phase.label}: {phase.text}" for phase in phases)
    draw = Drawing(id_, width, step * len(phases) + 40, title, desc, mirrored)
    end = max([1.0, *(phase.start + phase.high for phase in phases)])
    scale = (width - 24) / end
    _months(draw, end, scale, step * len(phases) + 2, axis)
    for i, phase in enumerate(phases):
        y, x = i * step, 8 + phase.start * scale
        draw.text(0, y + 13, phase.label, kind="strong")
        if width == WIDE:
            draw.text(width, y + 13, phase.text, anchor="end", kind="muted", size=12)
        else:
            draw.text(0, y + 29, phase.text, kind="muted", size=12)
            y += 16
        kind = f"path:{phase.path}"
        if phase.high > phase.likely:
            pale(draw, x, y + 21, phase.high * scale, kind)
        likely = max(2.0, phase.likely * scale)
        draw.rect(x, y + 21, likely, 12, kind, radius=2)
        for wave in range(1, phase.waves):
            box(draw, x + likely * wave / phase.waves - 1, y + 21, 2, 12, "paper")
        if phase.gate:
            _diamond(draw, x + likely, y + 27)
    return draw.svg()


def _months(draw: Drawing, end: float, scale: float, y: float, axis: str) -> None:
    """The line of months with marks at whole steps, the words of the axis below."""
    step = next((s for s in STEPS if s * scale >= 26), STEPS[-1])
    box(draw, 8, y, end * scale, 1, "muted")
    for month in range(0, int(end) + 1, step):
        box(draw, 8 + month * scale, y, 1, 4, "muted")
        draw.text(8 + month * scale, y + 17, str(month), anchor="middle", kind="muted", size=11)
    draw.text(draw.width / 2, y + 34, axis, anchor="middle", kind="muted", size=12)


def _diamond(draw: Drawing, x: float, y: float) -> None:
    x, r = draw.x(x), 8
    draw.parts.append(f'<path d="M{x:.1f} {y - r:.1f}l{r} {r}l-{r} {r}l-{r} -{r}z" class="c-point" fill="{INK}"/>')


def columns(
    id_: str,
    bars: Sequence[Column],
    title: str,
    *,
    limit: Limit | None = None,
    width: int = NARROW,
    mirrored: bool = False,
) -> Markup:
    """A column for each quarter from zero. What goes beyond the limit is drawn dark, and its value is said above it."""
    top, tall = 40, 130
    desc = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    if limit:
        desc += f"; {limit.label}"
    draw = Drawing(id_, width, top + tall + 22, title, desc, mirrored)
    most = max([1, *(bar.value for bar in bars), limit.value if limit else 0])
    slot = width / max(1, len(bars))
    wide = min(44.0, slot * 0.72)
    said = _said(bars, slot)
    for i, bar in enumerate(bars):
        over = limit is not None and i < limit.columns and bar.value > limit.value
        x, height = i * slot + (slot - wide) / 2, bar.value / most * tall
        draw.rect(x, top + tall - height, wide, height, "path:both", radius=2)
        if over and limit:
            extra = (bar.value - limit.value) / most * tall
            box(draw, x, top + tall - height, wide, extra, "point")
        if i in said:
            draw.text(x + wide / 2, top + tall - height - 5, bar.text, anchor="middle", kind="ink", size=11)
        if i % ceil(18 / slot) == 0:
            draw.text(x + wide / 2, top + tall + 16, bar.label, anchor="middle", kind="muted", size=11)
    box(draw, 0, top + tall, width, 1, "muted")
    if limit:
        y = top + tall - limit.value / most * tall
        box(draw, 0, y - 1, min(limit.columns, len(bars)) * slot, 2, "point")
        draw.text(0, 12, limit.label, kind="strong", size=12)
    return draw.svg()


def _said(bars: Sequence[Column], slot: float) -> set[int]:
    """Columns whose value is written above them: all where there is room, else the highest."""
    if not bars:
        return set()
    if slot >= max(len(bar.text) for bar in bars) * 7:
        return set(range(len(bars)))
    return {max(range(len(bars)), key=lambda i: bars[i].value)}
