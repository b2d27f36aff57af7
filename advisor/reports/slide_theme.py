"""Master and layouts of a presentation: 16:9, in the colour of an organisation, mirrored for right-to-left readers."""

from __future__ import annotations

import io
from dataclasses import dataclass

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Package
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide, SlideLayout, SlideMaster
from pptx.util import Inches, Length

from advisor.reports.office import LINE, Script, paint, readable, unburden
from advisor.reports.slide_marks import drop, from_the_right, plain, remove_slide, to_layout, typed_later
from advisor.reports.slide_text import Box, colour_of

WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.6
TITLE = Box(MARGIN, 0.52, 10.5, 0.98)
AREA = Box(MARGIN, 1.72, WIDTH - 2 * MARGIN, 4.98)
FOOTER = Box(MARGIN, 6.93, 11.2, 0.4)
NUMBER = Box(WIDTH - MARGIN - 0.8, 6.93, 0.8, 0.4)
LOGO = Box(WIDTH - MARGIN - 1.3, 0.34, 1.3, 0.42)
COVER_PANEL = Box(0, 0, WIDTH, 4.7)
COVER_TITLE = Box(MARGIN + 0.2, 1.5, WIDTH - 2 * MARGIN - 0.4, 2.75)
COVER_TEXT = Box(MARGIN + 0.2, 5.0, 8.9, 1.6)
COVER_LOGO = Box(WIDTH - MARGIN - 2.8, 5.1, 2.6, 1.0)
ACCENT, RULE = Box(MARGIN, 0.36, 0.9, 0.07), Box(MARGIN, 6.84, WIDTH - 2 * MARGIN, 0.01)
COVER, LISTS, PLAIN = "Title Slide", "Two Content", "Title Only"
LAYOUTS = (COVER, LISTS, PLAIN)  # those that stay of the sample that python-pptx begins with
TYPED, SMALL = 16, 10  # points of what people type later, and of footers
HALVES = (
    Box(AREA.x, AREA.y, AREA.width / 2 - 0.3, AREA.height),
    Box(AREA.x + AREA.width / 2 + 0.3, AREA.y, AREA.width / 2 - 0.3, AREA.height),
)


_NAMES = {PP_PLACEHOLDER.FOOTER: "Footer", PP_PLACEHOLDER.SLIDE_NUMBER: "Number"}


@dataclass(frozen=True)
class Theme:
    """What slides look like: the language, and the colour of the organisation (RRGGBB)."""

    script: Script
    colour: str

    @property
    def accent(self) -> str:
        """The colour of the organisation where words bear it or stand on it."""
        return readable(self.colour)

    def place(self, box: Box) -> Box:
        """Where a box of left-to-right readers stands for the readers of this language."""
        return box.mirrored(WIDTH) if self.script.mirrored else box


def empty(theme: Theme) -> Package:
    """A presentation without slides, with three layouts of the sample: a cover, a finding with two lists, and a finding
    alone."""
    package = Presentation()
    package.slide_width, package.slide_height = Inches(WIDTH), Inches(HEIGHT)
    if theme.script.mirrored:
        from_the_right(package)
    for layout in list(package.slide_layouts):
        if layout.name not in LAYOUTS:
            package.slide_layouts.remove(layout)
    mirrored = theme.script.mirrored
    typed_later(package.slide_master.element, TYPED, mirrored=mirrored)
    _arrange(package.slide_master, theme)
    for layout in package.slide_layouts:
        typed_later(layout.element, TYPED, mirrored=mirrored)
        _arrange(layout, theme)
        _decorate(package, layout, theme)
    paint(package.slide_master.part.rels, theme.script, theme.colour)
    unburden(package.part.package._rels, "thumbnail")
    unburden(package.part.rels, "printerSettings")
    return package


def _arrange(owner: SlideMaster | SlideLayout, theme: Theme) -> None:
    """Places for words where our slides have them; none for a date, and none for footers on the cover."""
    cover = owner.name == COVER
    for shape in list(owner.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE or (cover and kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)):
            drop(shape)
            continue
        shape.name = _NAMES.get(kind, shape.name)
        at = theme.place(_box(kind, shape.placeholder_format.idx, cover=cover))
        shape.left, shape.top, shape.width, shape.height = inches(at)
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            typed_later(shape._element, SMALL, mirrored=theme.script.mirrored)
            outer = PP_ALIGN.LEFT if theme.script.mirrored else PP_ALIGN.RIGHT
            frame.paragraphs[0].alignment = outer if kind == PP_PLACEHOLDER.SLIDE_NUMBER else None
        elif kind == PP_PLACEHOLDER.CENTER_TITLE:
            frame.vertical_anchor = MSO_ANCHOR.BOTTOM


def _box(kind: PP_PLACEHOLDER, place: int, *, cover: bool) -> Box:
    """Where a placeholder stands."""
    if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
        return COVER_TITLE if cover else TITLE
    if kind == PP_PLACEHOLDER.FOOTER:
        return FOOTER
    if kind == PP_PLACEHOLDER.SLIDE_NUMBER:
        return NUMBER
    if kind == PP_PLACEHOLDER.SUBTITLE:
        return COVER_TEXT
    return AREA if kind == PP_PLACEHOLDER.BODY else HALVES[place - 1]


def _decorate(package: Package, layout: SlideLayout, theme: Theme) -> None:
    """A panel for the cover; a short line in the colour of the organisation above other titles, and a fine one above
    the footer. They are drawn on a slide, which is taken away again."""
    slide = package.slides.add_slide(layout)
    if layout.name == COVER:
        made = [rectangle(slide, theme, COVER_PANEL, theme.accent)]
    else:
        made = [rectangle(slide, theme, ACCENT, theme.colour), rectangle(slide, theme, RULE, LINE)]
    to_layout(made, layout)
    remove_slide(package, slide)


def rectangle(slide: Slide, theme: Theme, box: Box, colour: str, shape: MSO_SHAPE = MSO_SHAPE.RECTANGLE) -> Shape:
    """A filled shape without an outline and without the shadow of the theme."""
    made = slide.shapes.add_shape(shape, *inches(theme.place(box)))
    made.fill.solid()
    made.fill.fore_color.rgb = colour_of(colour)
    plain(made)
    made.line.fill.background()
    return made


def inches(box: Box) -> tuple[Length, Length, Length, Length]:
    """Left, top, width and height as the library takes them."""
    return Inches(box.x), Inches(box.y), Inches(box.width), Inches(box.height)


def saved(package: Package) -> bytes:
    out = io.BytesIO()
    package.save(out)
    return out.getvalue()
