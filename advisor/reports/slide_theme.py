"""Master and layouts of a presentation: 16:9, in the colour of an organisation, mirrored for right-to-left readers."""

from __future__ import annotations

import io
from dataclasses import dataclass

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Package
from pptx.util import Inches

from advisor.reports.office import INK, LINE, MUTED, Script, readable, themed
from advisor.reports.slide_text import NAMES, Box

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
EMU = 914400
# Layouts of the sample that python-pptx begins with, and what they are called here.
COVER, LISTS, PLAIN = "Title Slide", "Two Content", "Title Only"
LAYOUTS = {COVER: "Cover", LISTS: "Finding and two lists", PLAIN: "Finding"}
HALVES = (
    Box(AREA.x, AREA.y, AREA.width / 2 - 0.3, AREA.height),
    Box(AREA.x + AREA.width / 2 + 0.3, AREA.y, AREA.width / 2 - 0.3, AREA.height),
)


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
    """A presentation without slides, with three layouts: a cover, a finding with two lists, and a finding alone."""
    package = Presentation()
    package.slide_width, package.slide_height = Inches(WIDTH), Inches(HEIGHT)
    package.element.sldSz.attrib.pop("type", None)  # the sample says that it is 4:3
    if theme.script.mirrored:
        package.element.set("rtl", "1")
    for layout in list(package.slide_layouts):
        if layout.name not in LAYOUTS:
            package.slide_layouts.remove(layout)
    master = package.slide_master
    _shapes(master, _line(theme) + _title(theme, TITLE) + _body(theme, AREA, 1) + _around(theme))
    _styles(master, theme)
    made = {
        COVER: _panel(theme) + _title(theme, COVER_TITLE, "ctrTitle", white=True) + _subtitle(theme),
        LISTS: _title(theme)
        + "".join(_body(theme, box, place) for place, box in enumerate(HALVES, 1))
        + _around(theme),
        PLAIN: _title(theme) + _around(theme),
    }
    for layout in package.slide_layouts:
        _shapes(layout, made[layout.name])
        layout.name = LAYOUTS[layout.name]
        if layout.name == LAYOUTS[COVER]:
            layout._element.set("showMasterSp", "0")
    _unburden(package, theme)
    return package


def _unburden(package: Package, theme: Theme) -> None:
    """Our fonts and colour in the theme; nothing of the sample that says who made it, or how it was printed."""
    for relation in package.slide_master.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.THEME:
            part = relation.target_part
            part._blob = themed(part.blob, theme.script, theme.colour)
    for relations in (package.part.package._rels, package.part.rels):
        for relation in list(relations.values()):
            if relation.reltype.endswith(("thumbnail", "printerSettings")):
                relations.pop(relation.rId)


def _shapes(owner: object, made: str) -> None:
    """Put shapes in the place of those that a master or layout has."""
    tree = owner._element.cSld.spTree  # type: ignore[attr-defined]
    for shape in list(tree)[2:]:  # the first two are properties of the tree itself
        tree.remove(shape)
    for place, shape in enumerate(parse_xml(f"<p:spTree {NAMES}>{made}</p:spTree>"), 2):
        next(shape.iter("{*}cNvPr")).set("id", str(place))
        tree.append(shape)


def frame(theme: Theme, box: Box) -> str:
    """The place of a shape."""
    at = theme.place(box)
    numbers = [round(value * EMU) for value in (at.x, at.y, at.width, at.height)]
    return '<a:xfrm><a:off x="{}" y="{}"/><a:ext cx="{}" cy="{}"/></a:xfrm>'.format(*numbers)


def _placeholder(name: str, kind: str, place: str, body: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="0" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr><p:txBody>{body}</p:txBody></p:sp>"
    )


def _title(theme: Theme, box: Box | None = None, kind: str = "title", *, white: bool = False) -> str:
    place = frame(theme, box) if box else ""
    colour = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
    style = f'<a:lvl1pPr><a:defRPr sz="3600">{colour}</a:defRPr></a:lvl1pPr>' if white else ""
    anchor = "b" if white else "ctr"
    body = f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
    return _placeholder("Title", f'type="{kind}"', place, f"{body}<a:lstStyle>{style}</a:lstStyle><a:p/>")


def _subtitle(theme: Theme) -> str:
    body = '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:normAutofit/></a:bodyPr><a:lstStyle/><a:p/>'
    return _placeholder("Subtitle", 'type="subTitle" idx="1"', frame(theme, COVER_TEXT), body)


def _body(theme: Theme, box: Box, place: int) -> str:
    body = '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"><a:normAutofit/></a:bodyPr><a:lstStyle/><a:p/>'
    return _placeholder(f"List {place}", f'type="body" sz="half" idx="{place}"', frame(theme, box), body)


def _around(theme: Theme) -> str:
    """Footer and number of the slide."""
    return footer(theme, "") + number(theme)


def footer(theme: Theme, paragraphs: str) -> str:
    """The placeholder of the footer with its paragraphs."""
    body = f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>{paragraphs or "<a:p/>"}'
    return _placeholder("Footer", 'type="ftr" sz="quarter" idx="11"', frame(theme, FOOTER), body)


def number(theme: Theme) -> str:
    """The placeholder of the number of the slide, which the program fills."""
    align = "l" if theme.script.mirrored else "r"
    style = f'<a:rPr lang="{theme.script.tag}" sz="1000"><a:solidFill><a:srgbClr val="{MUTED}"/></a:solidFill></a:rPr>'
    shown = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">{style}<a:t>‹#›</a:t></a:fld>'
    body = (
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="{align}"/>{shown}</a:p>'
    )
    return _placeholder("Number", 'type="sldNum" sz="quarter" idx="12"', frame(theme, NUMBER), body)


def _rect(theme: Theme, name: str, box: Box, colour: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="0" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{frame(theme, box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _line(theme: Theme) -> str:
    """A short line in the colour of the organisation above titles, and a fine one above the footer."""
    return _rect(theme, "Accent", Box(MARGIN, 0.36, 0.9, 0.07), theme.colour) + _rect(
        theme, "Rule", Box(MARGIN, 6.84, WIDTH - 2 * MARGIN, 0.01), LINE
    )


def _panel(theme: Theme) -> str:
    return _rect(theme, "Panel", COVER_PANEL, theme.accent)


def _styles(master: object, theme: Theme) -> None:
    """How titles, lists and all other text look: fonts of the theme, direction of the language."""
    align, direction = ("r", "1") if theme.script.mirrored else ("l", "0")
    fonts = '<a:latin typeface="+{0}-lt"/><a:ea typeface="+{0}-ea"/><a:cs typeface="+{0}-cs"/>'

    def level(size: int, font: str, more: str = "") -> str:
        fill = f'<a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
        return (
            f'<a:lvl1pPr algn="{align}" rtl="{direction}" eaLnBrk="1" latinLnBrk="0" hangingPunct="1"><a:buNone/>'
            f'<a:defRPr sz="{size}" kern="1200"{more}>{fill}{fonts.format(font)}</a:defRPr></a:lvl1pPr>'
        )

    bold = ' b="1"'
    made = (
        f"<p:txStyles {NAMES}><p:titleStyle>{level(2400, 'mj', bold)}</p:titleStyle>"
        f"<p:bodyStyle>{level(1600, 'mn')}</p:bodyStyle><p:otherStyle>{level(1600, 'mn')}</p:otherStyle></p:txStyles>"
    )
    element = master._element  # type: ignore[attr-defined]
    old = element.find("{*}txStyles")
    element.replace(old, parse_xml(made))


def saved(package: Package) -> bytes:
    out = io.BytesIO()
    package.save(out)
    return out.getvalue()
