"""A document for Word, with styles, captions, contents and linked sources that a consultant can go on editing."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import docx
from docx.document import Document as Package
from docx.enum.section import WD_SECTION
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.section import Section, _Footer, _Header
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph as Line

from advisor.reports import word_fields as fields
from advisor.reports.document import Beside, Block, Brand, Document, Heading, Note
from advisor.reports.office import clean, hexed, midnight, paint, repacked, script, short, unburden
from advisor.reports.pdf import png
from advisor.reports.word_blocks import Pen, Printer, heading_name, source_name
from advisor.reports.word_styles import Look, dress

# The words that the renderer itself needs, with the English sentence that stands in where `Document.words` lacks one.
WORDS = {
    "figure": "Figure",
    "table": "Table",
    "contents": "Contents",
    "sources": "Sources",
    "prepared_for": "Prepared for",
    "version": "Version of questions and rules",
    "reference": "Fingerprint of the result",
}
DRAWING_DPI = 200
LOGO_HEIGHT, LOGO_WIDTH = Mm(12), Mm(52)  # at most
LONGEST_RUNNING = 90  # letters of a title that are repeated on each page
SOURCE_COLUMNS = 2
FIRST_SOURCE = 10_000  # numbers of bookmarks below are those of headings
EMU_IN_INCH = 914_400
SAMPLE = ("stylesWithEffects", "customXml", "webSettings")  # parts of the sample that python-docx begins with
_BROKEN = (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError, ZeroDivisionError)


def render(document: Document) -> bytes:
    """The document as DOCX; equal documents give equal bytes. Raises NotPrintable when a drawing cannot be set."""
    package, day = docx.Document(), date.fromisoformat(document.day)
    look = Look(script(document.language), hexed(document.brand.colour))
    ids = dress(package, look)
    paint(package.part.rels, look.script, look.colour)
    unburden(package.part.package.rels, "thumbnail")
    unburden(package.part.rels, *SAMPLE)
    labels = {key: document.words.get(key, words) for key, words in WORDS.items()}
    known = frozenset(note.number for note in document.notes)
    printer = Printer(
        package, Pen(look.script, ids), look, labels, known, lambda svg, width: _drawn(svg, document.language, width)
    )
    _lay_out(package, document, printer.pen)
    first, rest = _parted(document)
    (_cover if document.contents else _head)(package, document, printer)
    printer.blocks(package, first)
    if document.contents:
        _contents(package, printer, document)
    printer.blocks(package, rest)
    if document.notes:
        _sources(package, printer, document.notes)
    _describe(package, document, day)
    out = io.BytesIO()
    package.save(out)
    return repacked(out.getvalue(), day)


def _parted(document: Document) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What stands before the contents, the first section, and what stands behind them. A short document begins below
    its head, on the same page."""
    blocks = document.blocks
    if not document.contents:
        return tuple(replace(b, fresh=False) if isinstance(b, Heading) else b for b in blocks[:1]), blocks[1:]
    sections = [place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    second = sections[1] if len(sections) > 1 else len(blocks)
    return blocks[:second], blocks[second:]


def _cover(package: Package, document: Document, printer: Printer) -> None:
    """A page of its own."""
    pen, labels = printer.pen, printer.labels
    _logo(pen.line(package, "Cover Line"), document.brand)
    pen.write(pen.line(package, "Cover Kind"), document.kind)
    pen.write(pen.line(package, "Title"), document.title)
    if clean(document.verdict) and document.verdict != document.title:
        pen.write(pen.line(package, "Answer"), document.verdict)
    if clean(document.client):
        pen.write(pen.line(package, "Cover Line"), labels["prepared_for"])
        pen.write(pen.line(package, "Subtitle"), document.client)
    pen.write(pen.line(package, "Cover Line"), _dated(document))
    for key, words in (("version", document.version), ("reference", document.reference)):
        if clean(words):
            line = pen.line(package, "Cover Small")
            pen.write(line, f"{labels[key]}: ")
            pen.write(line, words, ltr=True)


def _head(package: Package, document: Document, printer: Printer) -> None:
    """Two lines above the text of a short document."""
    if document.brand.logo:
        _logo(printer.pen.line(package, "Cover Line"), document.brand)
    if clean(document.verdict):
        printer.pen.write(printer.pen.line(package, "Subtitle"), document.title)
    said = (clean(document.kind), short(document.client, LONGEST_RUNNING), _dated(document))
    printer.pen.write(printer.pen.line(package, "Cover Line"), " · ".join(filter(None, said)))


def _dated(document: Document) -> str:
    return " · ".join(filter(None, (clean(document.date), clean(document.brand.name))))


def _drawn(svg: str, language: str, width: Length) -> bytes:
    return png(svg, language, round(width / EMU_IN_INCH * DRAWING_DPI))


def _logo(line: Line, brand: Brand) -> None:
    """The logo, as large as fits; nothing without one, or when the file is no image."""
    if not brand.logo:
        return
    try:
        shape = line.add_run().add_picture(io.BytesIO(brand.logo))
    except _BROKEN:
        return
    times = min(LOGO_HEIGHT / max(1, shape.height), LOGO_WIDTH / max(1, shape.width))
    shape.width, shape.height = Length(max(1, round(shape.width * times))), Length(max(1, round(shape.height * times)))
    fields.describe(shape, clean(brand.name))


def _contents(package: Package, printer: Printer, document: Document) -> None:
    """The table of contents as a field that the program fills with page numbers; until then it lists the sections and
    links to them."""
    title = printer.pen.line(package, "TOC Heading")
    title.paragraph_format.page_break_before = True
    printer.pen.write(title, printer.labels["contents"])
    lines = [(number, words) for number, (level, words) in enumerate(_headings(document.blocks), 1) if level == 1]
    if document.notes:
        lines.append((0, printer.labels["sources"]))
    line = printer.pen.line(package, "toc 1")
    fields.begin_field(line, 'TOC \\o "1-1" \\h \\z \\u')
    for place, (number, words) in enumerate(lines):
        line = printer.pen.line(package, "toc 1") if place else line
        fields.link(line, printer.pen.write(line, words), anchor=heading_name(number))
    fields.end_field(line)


def _headings(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Level and words of all headings, in the order in which they are printed."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block.level, block.words
        elif isinstance(block, Beside):
            for column in block.columns:
                yield from _headings(column)


def _sources(package: Package, printer: Printer, notes: Sequence[Note]) -> None:
    """All sources with their numbers, in small type and two columns."""
    line = printer.pen.line(package, "Heading 1")
    printer.pen.write(line, printer.labels["sources"])
    fields.bookmark(line, FIRST_SOURCE, heading_name(0))
    section = package.add_section(WD_SECTION.CONTINUOUS)
    section.different_first_page_header_footer = False
    fields.columns(section, SOURCE_COLUMNS)
    for note in notes:
        line = printer.pen.line(package, "Source")
        printer.pen.write(line, str(note.number), ltr=True, strong=True)
        fields.bookmark(line, FIRST_SOURCE + note.number, source_name(note.number))
        line.add_run().add_tab()
        printer.pen.write(line, note.words)
        if url := clean(note.url):
            printer.pen.write(line, " ")
            fields.link(line, printer.pen.write(line, url, ltr=True, style="Hyperlink"), url=url)


def _lay_out(package: Package, document: Document, pen: Pen) -> None:
    """A4 with a header, and a footer that counts pages; the first page of a document with a cover has no header."""
    section: Section = package.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(21)
    section.top_margin, section.bottom_margin = (Mm(22), Mm(20)) if document.contents else (Mm(17), Mm(16))
    section.header_distance = section.footer_distance = Mm(10) if document.contents else Mm(8)
    section.different_first_page_header_footer = document.contents
    if pen.script.mirrored:
        fields.turn(section._sectPr)
    title = " · ".join(filter(None, (short(document.client, LONGEST_RUNNING), short(document.title, LONGEST_RUNNING))))
    line = _own(section.header)
    pen.write(line, document.brand.name, strong=True)
    line.add_run().add_tab()
    pen.write(line, short(title, LONGEST_RUNNING))
    _foot(section.footer, document, pen)
    if document.contents:
        pen.dressed(_own(section.first_page_header), "Normal")
        _foot(section.first_page_footer, document, pen)


def _own(part: _Header | _Footer) -> Line:
    part.is_linked_to_previous = False
    line: Line = part.paragraphs[0]
    return line


def _foot(part: _Footer, document: Document, pen: Pen) -> None:
    """The disclaimer on lines of its own, below them the date and “3 / 14”."""
    line = _own(part)
    if clean(document.brand.disclaimer):
        pen.write(line, document.brand.disclaimer)
        line = pen.dressed(part.add_paragraph(), "Footer")
    pen.write(line, document.date)
    line.add_run().add_tab()
    fields.field(line, "PAGE", pen.write(line, "1", ltr=True))
    pen.write(line, " / ")
    fields.field(line, "NUMPAGES", pen.write(line, "1", ltr=True))


def _describe(package: Package, document: Document, day: date) -> None:
    """The properties of the file."""
    about = package.core_properties
    about.title, about.subject = short(document.title, 250), short(document.kind, 250)
    about.author = about.last_modified_by = short(document.brand.name, 250)
    about.comments, about.keywords, about.category = "", short(document.reference, 250), ""
    about.language = script(document.language).tag
    about.created = about.modified = midnight(day)
    about.revision = 1
