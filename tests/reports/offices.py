"""Documents and slides for the tests of printers: hand-made ones with all kinds of blocks, and those of results."""

from __future__ import annotations

import datetime
import io
import zipfile
from functools import cache
from xml.etree import ElementTree

from markupsafe import Markup
from PIL import Image

from advisor.reports import charts, slides
from advisor.reports.document import (
    Beside,
    Block,
    Brand,
    Bullets,
    Cover,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Runs,
    Table,
    Text,
    Tiles,
)
from advisor.reports.material import material
from advisor.reports.office import script
from advisor.reports.slide_parts import Deck
from advisor.reports.slide_theme import Theme, empty
from tests.recommendation.advices import advice
from tests.recommendation.samples import real
from web.render import translations

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DAY = datetime.date(2026, 11, 20)
# What people enter, by accident or not: markup, control characters, marks that turn the order, no end, nothing to see.
HOSTILE = (
    "<w:p>&amp;</w:t> \"quoted\" 'too' ]]>",
    "bell\x07 null\x00 escape\x1b form\x0c feed \ufffe",
    "\u202egnorw\u202c \u202dway\u202c \u200f\u200e round",
    "Endless" * 120,
    "many words " * 60,
    "emoji 🏭 and شرکت and 公司",
    "#read(1) {{ 7*7 }} =1+1 @SUM",
    "\n\t line\nbreaks\r\n",
)


@cache
def logo() -> bytes:
    """A PNG of 300 by 80 pixels."""
    out = io.BytesIO()
    Image.new("RGB", (300, 80), (138, 31, 79)).save(out, "PNG")
    return out.getvalue()


def brand(**changes: object) -> Brand:
    found: dict[str, object] = {"name": "North & Partners", "colour": "#8a1f4f", "disclaimer": "For planning only."}
    return Brand(**(found | {"logo": logo()} | changes))  # type: ignore[arg-type]


def runs(words: str, *notes: int) -> Runs:
    return (Text(words, notes),)


@cache
def drawing() -> Markup:
    bars = [charts.Bar("erp", "ERP", 0.5, "50", strong=True), charts.Bar("phased-crm-first", "CRM", 0.25, "25")]
    return charts.path_bars("paths", bars, "Paths")


def table(rows: int = 3, *, dense: bool = False) -> Table:
    cells = tuple((runs(f"Row {place}", 2), runs(str(place))) for place in range(rows))
    return Table("Costs by year", ("Kind", "Sum"), cells, ("start", "end"), frozenset({1}), (3, 1), dense=dense)


def blocks() -> tuple[Block, ...]:
    """Every kind of block at least once, in three sections."""
    figure = Figure(drawing(), "How often each path comes first", "CRM 25, ERP 50", 0.6)
    return (
        Heading(1, "The decision", fresh=True),
        Paragraph(runs("Start with an ERP."), "answer", close=True),
        Paragraph((Text("Clear. ", strong=True), Text("It holds.", (1,)), Text(" Quietly", quiet=True)), "good"),
        Paragraph(runs("Mind the budget."), "careful"),
        Paragraph(runs("Too dear."), "bad"),
        Tiles((("Path", "ERP"), ("How sure", "84 of 100"))),
        Heading(1, "Why?"),
        Bullets((runs("Stock is counted by hand.", 1, 3), runs("Margins are not known.")), numbered=True),
        Beside(((Heading(3, "Left"), figure), (Bullets((runs("one"), runs("two"))), table())), (1, 2)),
        Bullets((runs("First again"),), numbered=True),
        Heading(2, "Figures"),
        figure,
        table(40, dense=True),
        Heading(1, "Where does it come from?"),
        Paragraph((Text("sha256:abc", ltr=True), Text("two\nlines"))),
    )


def document(language: str = "en", **changes: object) -> Document:
    found: dict[str, object] = {
        "language": language,
        "title": "Start with an ERP in the cloud",
        "kind": "Full report",
        "client": "Müller & Söhne",
        "date": "20 November 2026",
        "day": DAY.isoformat(),
        "brand": brand(),
        "blocks": blocks(),
        "notes": tuple(Note(n, f"Source {n}", f"https://example.org/{n}?a=1&b=2" * (n != 2)) for n in (1, 2, 3)),
        "reference": "sha256:0123",
        "version": "2026-11-22+b5d",
        "contents": True,
    }
    return Document(**(found | changes))  # type: ignore[arg-type]


def cover(**changes: object) -> Cover:
    return Cover(**({"client": "Müller & Söhne", "title": "", "day": DAY, "brand": brand()} | changes))  # type: ignore[arg-type]


def blank(language: str = "en") -> Deck:
    """Slides in the making, none of them made yet."""
    theme = Theme(script(language), "8A1F4F")
    words = translations(language).gettext
    return Deck(empty(theme), theme, material(real(), advice("distributor-many-warehouses"), language, words, cover()))


@cache
def deck(name: str, language: str = "en") -> bytes:
    """The slides of a worked case."""
    return slides.render(real(), advice(name), language, translations(language).gettext, cover())


def part(data: bytes, name: str) -> ElementTree.Element:
    """A part of an office file as XML."""
    return ElementTree.fromstring(raw(data, name))


def raw(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def dated(data: bytes) -> list[tuple[tuple[int, ...], str]]:
    """When each part says that it was made, and its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(entry.date_time, entry.filename) for entry in package.infolist()]


def said(element: ElementTree.Element) -> str:
    """All words of an element of Word, in order."""
    return "".join(text.text or "" for text in element.iter(f"{W}t"))
