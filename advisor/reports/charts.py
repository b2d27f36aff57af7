"""Charts as small SVG drawings, made here so that a page needs no script.

Colours come from classes of `advisor.css`; presentation attributes stand in where no style sheet is loaded. Text is
never measured: labels stand on a line of their own or in a column of fixed width. In right-to-left languages x is
mirrored; the drawing itself is always laid out left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from advisor.language import digits

# Makes the start of words their right end, as the reader sees it, and orders mixed words from the right.
RIGHT_TO_LEFT = ' direction="rtl"'
INK, MUTED, LINE, SURFACE = "#1b2430", "#56606d", "#d6dbe1", "#ffffff"
CRM, ERP, BOTH, NONE = "#0f766e", "#4546b8", "#2a5f93", "#6b7280"
# Solid colour of every path, and the colour of its stripes where a second system follows later.
PATHS: dict[str, tuple[str, str | None]] = {
    "crm": (CRM, None),
    "erp": (ERP, None),
    "both": (BOTH, None),
    "phased-crm-first": (CRM, ERP),
    "phased-erp-first": (ERP, CRM),
    "not-yet": (NONE, None),
}
# Fills that are not of a path: the ground under bars, and the quadrants of the two axes as in `needs`.
_FILLS = {
    "track": LINE,
    "quadrant-0": "#f5f7f9",
    "quadrant-1": "#ececf8",
    "quadrant-2": "#eaeff4",
    "quadrant-3": "#e7f1f0",
}
_HUES = {CRM: "crm", ERP: "erp", BOTH: "both", NONE: "none"}


@dataclass(frozen=True)
class Bar:
    """One labelled bar; `share` from 0 to 1 of the full width, `text` is the value as shown."""

    path: str
    label: str
    share: float
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Pair:
    """Two values of one criterion, each from 0 to 1 of the full width, with the values as shown."""

    label: str
    first: float
    second: float
    first_text: str
    second_text: str


@dataclass
class Drawing:
    """An SVG of `width` by `height` units with its title and description; `id` makes its pattern ids unique."""

    id: str
    width: int
    height: int
    title: str
    desc: str
    mirrored: bool = False
    parts: list[str] = field(default_factory=list)

    def x(self, x: float, width: float = 0) -> float:
        return self.width - x - width if self.mirrored else x

    def rect(self, x: float, y: float, width: float, height: float, kind: str, *, radius: float = 3) -> None:
        """A box; `kind` is the name of its class, or `path:<id>` for the fill of a path."""
        if kind.startswith("path:"):
            solid, stripe = PATHS[kind[5:]]
            paint = f'fill="url(#{self.id}-{kind[5:]})"' if stripe else f'class="c-{_HUES[solid]}" fill="{solid}"'
        else:
            paint = f'class="c-{kind}" fill="{_FILLS.get(kind, SURFACE)}"'
        box = f'x="{self.x(x, width):.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"'
        self.parts.append(f"<rect {box} {paint}/>")

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", kind: str = "ink", size: int = 13) -> None:
        """Words on one line; `kind` is ink, muted or strong."""
        if self.mirrored and words.isdecimal():
            words = digits(words)
        weight = "600" if kind == "strong" else "400"
        look = f'class="c-{kind}" fill="{MUTED if kind == "muted" else INK}" font-size="{size}" font-weight="{weight}"'
        at = f'x="{self.x(x):.1f}" y="{y:.1f}" text-anchor="{anchor}"{RIGHT_TO_LEFT if self.mirrored else ""}'
        self.parts.append(f"<text {at} {look}>{escape(words)}</text>")

    def svg(self) -> Markup:
        head = (
            f'<svg class="chart" role="img" aria-labelledby="{self.id}-t {self.id}-d" direction="ltr" '
            f'viewBox="0 0 {self.width} {self.height}" xmlns="http://www.w3.org/2000/svg">'
            f'<title id="{self.id}-t">{escape(self.title)}</title><desc id="{self.id}-d">{escape(self.desc)}</desc>'
        )
        return Markup(head + self._patterns() + "".join(self.parts) + "</svg>")  # noqa: S704 - all words are escaped

    def _patterns(self) -> str:
        """Stripes for the paths that bring a second system later; they survive print in grey."""
        found = []
        for path, (solid, stripe) in PATHS.items():
            if stripe and f"url(#{self.id}-{path})" in "".join(self.parts):
                found.append(
                    f'<pattern id="{self.id}-{path}" width="10" height="10" patternUnits="userSpaceOnUse" '
                    f'patternTransform="rotate(45)">'
                    f'<rect width="10" height="10" class="c-{_HUES[solid]}" fill="{solid}"/>'
                    f'<rect width="3.5" height="10" class="c-{_HUES[stripe]}-lt" fill="{stripe}"/></pattern>'
                )
        return f"<defs>{''.join(found)}</defs>" if found else ""


def path_bars(id_: str, bars: Sequence[Bar], title: str, *, mirrored: bool = False) -> Markup:
    """A bar for each path: how often it comes first. Labels stand above their bars, so it fits any width."""
    step, width, room = 40, 340, 44
    desc = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    draw = Drawing(id_, width, step * len(bars), title, desc, mirrored)
    for i, bar in enumerate(bars):
        y = i * step
        draw.text(0, y + 14, bar.label, kind="strong" if bar.strong else "ink")
        draw.rect(0, y + 20, width - room, 12, "track")
        if bar.share > 0:
            draw.rect(0, y + 20, max(2.0, (width - room) * bar.share), 12, f"path:{bar.path}")
        draw.text(width, y + 31, bar.text, anchor="end", kind="strong" if bar.strong else "ink")
    return draw.svg()


@dataclass(frozen=True)
class Axes:
    """Words of the two-axis chart: the axes, the company's point, and the quadrants from low-low, clockwise."""

    across: str
    up: str
    point: str
    quadrants: tuple[str, str, str, str]


def needs(id_: str, customer: int, operations: int, words: Axes, title: str, *, mirrored: bool = False) -> Markup:
    """The company's needs from 0 to 100 on two axes: customer side across, operations up."""
    left, top, side = 44, 8, 280
    values = [digits(str(value)) if mirrored else str(value) for value in (customer, operations)]
    desc = f"{words.across}: {values[0]}. {words.up}: {values[1]}."
    draw = Drawing(id_, 340, 328, title, desc, mirrored)
    half = side / 2
    for i, (dx, dy) in enumerate(((0, half), (0, 0), (half, 0), (half, half))):
        draw.rect(left + dx + 1, top + dy + 1, half - 2, half - 2, f"quadrant-{i}", radius=6)
        draw.text(left + dx + half / 2, top + dy + 22, words.quadrants[i], anchor="middle", kind="muted", size=12)
    for value in (0, 50, 100):
        at = value / 100 * side
        draw.text(left + at, top + side + 16, str(value), anchor="middle", kind="muted", size=11)
        drop = 10 if value == 100 else 4
        draw.text(left - 6, top + side - at + drop, str(value), anchor="end", kind="muted", size=11)
    draw.text(left + half, top + side + 36, words.across, anchor="middle")
    centre = f"{draw.x(12):.1f} {top + half:.1f}"
    turn = 90 if mirrored else -90
    draw.parts.append(
        f'<text transform="translate({centre}) rotate({turn})" text-anchor="middle"{RIGHT_TO_LEFT if mirrored else ""} '
        f'class="c-ink" fill="{INK}" '
        f'font-size="13">{escape(words.up)}</text>'
    )
    names = (top + 22.0, top + half + 22.0)
    _point(draw, left + customer / 100 * side, top + side - operations / 100 * side, words.point, names)
    return draw.svg()


def _point(draw: Drawing, x: float, y: float, label: str, names: tuple[float, float]) -> None:
    """The company, labelled on the side where there is room, clear of the names of quadrants at heights `names`."""
    draw.parts.append(f'<circle cx="{draw.x(x):.1f}" cy="{y:.1f}" r="9" class="c-point" fill="{INK}"/>')
    anchor, step = ("end", -15) if x > draw.width / 2 else ("start", 15)
    beside = min(names, key=lambda name: abs(name - y))
    baseline = beside + 20 if abs(beside - (y + 5)) < 18 else y + 5
    draw.text(x + step, baseline, label, anchor=anchor, kind="strong")


@dataclass(frozen=True)
class Rivals:
    """The two options compared: ids of their paths, and their names."""

    first: str
    second: str
    first_name: str
    second_name: str


def comparison(
    id_: str, pairs: Sequence[Pair], rivals: Rivals, title: str, width: int = 340, *, mirrored: bool = False
) -> Markup:
    """Two bars for each criterion, the advice above, the second choice below. Wide ones have labels beside the bars."""
    column = 190 if width > 500 else 0
    step = 36 if column else 60
    desc = "; ".join(f"{p.label}: {p.first_text} / {p.second_text}" for p in pairs)
    draw = Drawing(id_, width, 30 + step * len(pairs), title, desc, mirrored)
    _key(draw, rivals, column)
    room = width - column - 48
    for i, pair in enumerate(pairs):
        y = 34 + i * step
        draw.text(0, y + (19 if column else 11), pair.label)
        base = y if column else y + 17
        bars = ((pair.first, pair.first_text, rivals.first), (pair.second, pair.second_text, rivals.second))
        for line, (share, shown, path) in enumerate(bars):
            draw.rect(column, base + line * 15, max(2.0, room * share), 12, f"path:{path}", radius=2)
            kind = "muted" if line else "strong"
            draw.text(column + max(2.0, room * share) + 6, base + line * 15 + 11, shown, kind=kind, size=12)
    return draw.svg()


def _key(draw: Drawing, rivals: Rivals, column: int) -> None:
    """Which bar is which; beside each other where there is room, short enough for a phone."""
    for line, (path, name) in enumerate(((rivals.first, rivals.first_name), (rivals.second, rivals.second_name))):
        x = column + line * (draw.width - column) / 2
        draw.rect(x, 2, 14, 12, f"path:{path}", radius=2)
        draw.text(x + 20, 13, name, kind="muted" if line else "strong", size=12)
