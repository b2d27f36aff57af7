"""The look of a Word document: the styles that Word has anyway in our letters and colours, and a few of our own.

Sizes and distances are in points.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as Package
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, CharacterStyle, ParagraphStyle

from advisor.reports import word_fields as fields
from advisor.reports.office import BAD, CAREFUL, GOOD, INK, LINE, MUTED, Script, readable, tint

TABLE, LAYOUT, TILES = "Advisor Table", "Advisor Layout", "Advisor Tiles"
TEXT_WIDTH = Mm(168)  # between the margins of A4
# Styles of the tones of a text.
TONES = {"plain": "Normal", "answer": "Answer", "good": "Note Good", "careful": "Note Careful", "bad": "Note Bad"}
# Persian letters in Tahoma look as large as Latin ones in Calibri that are larger by a tenth.
PERSIAN_SHARE = 0.92
ACCENT = "accent"  # stands for the colour of the organisation


@dataclass(frozen=True)
class Look:
    """What the styles depend on: the language, and the colour of the organisation (RRGGBB)."""

    script: Script
    colour: str

    @property
    def accent(self) -> str:
        """The colour of the organisation where it colours words."""
        return readable(self.colour)


@dataclass(frozen=True)
class Form:
    """One style of paragraphs: its size, the space above and below, its colour, and the style that it builds on."""

    name: str
    size: float
    before: float = 0
    after: float = 0
    colour: str = INK
    bold: bool = False
    line: float = 1.05
    base: str = "Normal"


FORMS = (
    Form("Normal", 10, after=5, base=""),
    Form("Title", 30, after=10, colour=ACCENT, bold=True),
    Form("Subtitle", 14, after=3),
    Form("Cover Kind", 12, before=150, after=8, colour=MUTED),
    Form("Cover Line", 10.5, after=2, colour=MUTED),
    Form("Cover Small", 8, after=1, colour=MUTED),
    Form("Space", 4, line=0.9),
    Form("Heading 1", 18, before=18, after=7, colour=ACCENT, bold=True),
    Form("Heading 2", 13, before=12, after=4, colour=ACCENT, bold=True),
    Form("Heading 3", 11, before=9, after=3, bold=True),
    Form("TOC Heading", 18, after=8, colour=ACCENT, bold=True),
    Form("toc 1", 10.5, after=4),
    Form("Caption", 9, before=7, after=3, bold=True),
    Form("Figure", 10, before=1, after=7, line=1),
    Form("List Bullet", 10, after=3),
    Form("List Number", 10, after=3),
    Form("List Dense", 8, line=1, base="List Bullet"),
    Form("Answer", 13, after=7),
    Form("Note Good", 10, before=3, after=7),
    Form("Note Careful", 10, before=3, after=7),
    Form("Note Bad", 10, before=3, after=7),
    Form("Header", 8.5, colour=MUTED, line=1),
    Form("Footer", 8, colour=MUTED, line=1),
    Form("Source", 8, after=2, line=1),
    Form("Table Text", 9, line=1),
    Form("Table Dense", 8, line=1),
    Form("Tile Name", 8.5, colour=MUTED, line=1),
    Form("Tile Value", 15, bold=True, line=1),
    Form("Tile Text", 11, bold=True, line=1),
)
_STAYING = ("Default Paragraph Font", "Normal Table", "No List")
_KEPT = ("Heading 1", "Heading 2", "Heading 3", "TOC Heading", "Caption")


def dress(package: Package, look: Look) -> dict[str, str]:
    """Give a new document the styles that the printer uses, and take away all others of the sample, which Word has in
    store anyway. The ids of the styles by their names."""
    fields.set_up(package, look.script)
    for style in list(package.styles):
        if style.name not in _STAYING and not any(style.name == form.name for form in FORMS):
            style.delete()
    for form in FORMS:
        _dress(package, form, look)
    if look.script.mirrored:
        fields.turn(package.styles["Normal"].element.get_or_add_pPr())
    _details(package, look)
    for name, colour in (("Quiet", MUTED), ("Hyperlink", look.accent), ("Source Number", look.accent)):
        made = package.styles.add_style(name, WD_STYLE_TYPE.CHARACTER, builtin=name == "Hyperlink")
        assert isinstance(made, CharacterStyle)
        made.font.color.rgb = RGBColor.from_string(colour)
        made.font.superscript = True if name == "Source Number" else None
    _tables(package, look)
    return {style.name: style.style_id for style in package.styles if style.name}


def _dress(package: Package, form: Form, look: Look) -> None:
    styles = package.styles
    known = form.name in styles
    style = styles[form.name] if known else styles.add_style(form.name, WD_STYLE_TYPE.PARAGRAPH, form.name == "toc 1")
    assert isinstance(style, ParagraphStyle)
    fields.bare(style)
    style.base_style = styles[form.base] if form.base else None
    style.hidden, style.quick_style = False, True
    style.font.size = Pt(form.size)
    fields.complex_size(style, form.size * (PERSIAN_SHARE if look.script.mirrored else 1))
    style.font.bold = style.font.cs_bold = form.bold
    style.font.color.rgb = RGBColor.from_string(look.accent if form.colour == ACCENT else form.colour)
    space = style.paragraph_format
    space.space_before, space.space_after, space.line_spacing = Pt(form.before), Pt(form.after), form.line
    space.keep_with_next = form.name in _KEPT


def _details(package: Package, look: Look) -> None:
    """Tabs, indents and lines."""
    for name, leader in (("Header", None), ("Footer", None), ("toc 1", WD_TAB_LEADER.DOTS)):
        stops = _paragraphs(package, name).paragraph_format.tab_stops
        stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, leader or WD_TAB_LEADER.SPACES)
    fields.paragraph_line(_paragraphs(package, "Header"), "bottom", LINE, 0.5)
    source = _paragraphs(package, "Source").paragraph_format
    source.left_indent, source.first_line_indent = Pt(20), Pt(-20)
    side = "right" if look.script.mirrored else "left"
    for name, colour in (("Note Good", GOOD), ("Note Careful", CAREFUL), ("Note Bad", BAD)):
        style = _paragraphs(package, name)
        fields.paragraph_line(style, side, colour, 3, tint(colour, 0.07))
        style.paragraph_format.left_indent, style.paragraph_format.right_indent = Pt(8.5), Pt(3)


def _paragraphs(package: Package, name: str) -> ParagraphStyle:
    style = package.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _tables(package: Package, look: Look) -> None:
    """Fine lines between rows; the first row is shaded by the printer. Tiles have a line above; columns beside each
    other have none."""
    rule = (0.5, LINE)
    fields.table_look(_table(package, TABLE), {"top": rule, "bottom": rule, "insideH": rule}, 40, 85)
    fields.table_look(_table(package, LAYOUT), {}, 0, 120)
    fields.table_look(_table(package, TILES), {"top": (2.25, look.colour)}, 28, 113)


def _table(package: Package, name: str) -> BaseStyle:
    made = package.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    assert isinstance(made, CharacterStyle)  # which styles of tables are in the library
    made.base_style = package.styles["Normal Table"]
    return made
