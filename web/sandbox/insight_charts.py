"""Drawings of reports as plain geometry: lines and bars in a box of 100 by `height`, from left to right.

Templates draw them as SVG that is stretched to the width it is given; words stand beside it as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 100.0


@dataclass(frozen=True)
class Line:
    """`points` of a polyline, `area` the path of what lies below it, `zero` where nought is, `end` its last point."""

    points: str
    area: str
    zero: float
    end: tuple[float, float]
    height: float


@dataclass(frozen=True)
class Block:
    """A rectangle of a drawing."""

    x: float
    y: float
    width: float
    height: float


def line(
    values: Sequence[float],
    height: float = 30.0,
    low: float | None = None,
    high: float | None = None,
    *,
    centred: bool = False,
) -> Line:
    """A line through values at equal distances; nought is always in the box. `low` and `high` widen the scale, so that
    several lines share it. `centred`: each value in the middle of its slot, as bars stand."""
    bottom = min([0.0, *values] if low is None else [0.0, low, *values])
    top = max([0.0, *values] if high is None else [0.0, high, *values])
    room = (top - bottom) or 1.0
    step = WIDTH / max(1, len(values) if centred else len(values) - 1)
    tall = [height - (value - bottom) / room * height for value in values]
    places = [(round((place + centred / 2) * step, 2), round(y, 2)) for place, y in enumerate(tall)]
    zero = round(height - (0.0 - bottom) / room * height, 2)
    points = " ".join(f"{x:g},{y:g}" for x, y in places)
    area = f"M{places[0][0]:g},{zero:g} L{points} L{places[-1][0]:g},{zero:g} Z" if places else ""
    return Line(points, area, zero, places[-1] if places else (0.0, zero), height)


def columns(values: Sequence[float], height: float, low: float, high: float, part: float = 0.7) -> list[Block]:
    """A bar for each value from nought, above or below it; each takes `part` of its slot. `low` is nought or less."""
    room = (high - low) or 1.0
    slot = WIDTH / max(1, len(values))
    zero = height + low / room * height
    blocks = []
    for place, value in enumerate(values):
        tall = abs(value) / room * height
        y = zero - tall if value > 0 else zero
        x = place * slot + slot * (1 - part) / 2
        blocks.append(Block(round(x, 2), round(y, 2), round(slot * part, 2), round(tall, 2)))
    return blocks


def stacked(parts: Sequence[float], most: float) -> list[Block]:
    """Parts of a bar one after the other, as long together as their sum is of `most`; parts below nought take none."""
    found, x = [], 0.0
    for part in parts:
        width = max(0.0, part) / most * WIDTH if most > 0 else 0.0
        found.append(Block(round(x, 2), 0.0, round(width, 2), 10.0))
        x += width
    return found
