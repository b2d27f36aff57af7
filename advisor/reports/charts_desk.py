"""Drawings of differing views: where each role stands on a line of answers, and how far the advice moves with them.

Words stand above what they name, so nothing is measured and every drawing fits a phone. Words, and roles joined to one
label, are given by whoever draws; positions are shares of the width from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from advisor.reports.charts import INK, Drawing

WIDTH = 340
ROOM = 9  # beside the line, so that a point at its end is whole
STEP = 36
MOST_STEPS = 12  # more marks than these would be a grey band
MIDDLE = (0.35, 0.65)  # words of a point between these stand over its middle


@dataclass(frozen=True)
class Stand:
    """Where someone stands: `place` from 0 to 1, the roles, and whether this answer counts."""

    place: float
    label: str
    counts: bool = False


def stands(id_: str, found: Sequence[Stand], steps: int, title: str, *, mirrored: bool = False) -> Markup:
    """A line for each answer with a point where it stands, the roles above it. `steps` is the number of answers that
    can be given, each with a mark (0: a line without marks). The band shows how far they are apart."""
    desc = "; ".join(stand.label for stand in found)
    draw = Drawing(id_, WIDTH, STEP * len(found) + 4, title, desc, mirrored)
    room = WIDTH - 2 * ROOM
    places = [stand.place for stand in found]
    first, last = min(places), max(places)
    draw.rect(ROOM + first * room, 0, max(2.0, (last - first) * room), STEP * len(found) + 4, "quadrant-2", radius=4)
    for i, stand in enumerate(found):
        y, x = i * STEP + 26.0, ROOM + stand.place * room
        draw.rect(ROOM, y - 1, room, 2, "track", radius=1)
        for mark in range(steps if steps <= MOST_STEPS else 0):
            draw.rect(ROOM + mark / max(1, steps - 1) * room - 1, y - 4, 2, 8, "track", radius=1)
        _point(draw, x, y, filled=stand.counts)
        _label(draw, stand, x, y - 12)
    return draw.svg()


def _point(draw: Drawing, x: float, y: float, *, filled: bool) -> None:
    """A full point for the answer that counts, a ring for the others."""
    at = f'cx="{draw.x(x):.1f}" cy="{y:.1f}"'
    draw.parts.append(f'<circle {at} r="7" class="c-point" fill="{INK}"/>')
    if not filled:
        draw.parts.append(f'<circle {at} r="4.5" class="c-paper" fill="#ffffff"/>')


def _label(draw: Drawing, stand: Stand, x: float, y: float) -> None:
    kind = "strong" if stand.counts else "ink"
    if MIDDLE[0] < stand.place < MIDDLE[1]:
        draw.text(x, y, stand.label, anchor="middle", kind=kind)
    elif stand.place <= MIDDLE[0]:
        draw.text(max(0.0, x - ROOM), y, stand.label, kind=kind)
    else:
        draw.text(min(float(WIDTH), x + ROOM), y, stand.label, anchor="end", kind=kind)


@dataclass(frozen=True)
class Effect:
    """In which shares of the readings, from 0 to 1, the advised path comes first: the least and the most of all
    answers, and in words."""

    low: float
    high: float
    text: str


def effect(id_: str, path: str, found: Effect, title: str, *, mirrored: bool = False) -> Markup:
    """How far the advice moves: of the whole width (100 of 100 readings) the part between the least and the most, in
    the colour of the path."""
    draw = Drawing(id_, WIDTH, 34, title, found.text, mirrored)
    draw.text(0, 12, found.text)
    draw.rect(0, 20, WIDTH, 12, "track")
    wide = max(3.0, (found.high - found.low) * WIDTH)
    draw.rect(min(found.low * WIDTH, WIDTH - wide), 20, wide, 12, f"path:{path}")
    return draw.svg()
