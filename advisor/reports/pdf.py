"""PDF of a document (tagged, PDF/UA-1), and PNG of a drawing."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from advisor.errors import BadInput
from advisor.language import COMMAS, RIGHT_TO_LEFT, digits
from advisor.reports import typesetting
from advisor.reports.colours import readable
from advisor.reports.document import Block, Bullets, Document, Heading, Note, Paragraph, Text
from advisor.reports.glyphs import printable
from advisor.reports.room import shortened, width
from advisor.reports.typesetting import NotPrintable, Setting, families

POINTS_PER_INCH = 72
# Width of the page of a drawing in points; its height follows.
_DRAWING = """#let d = json(bytes(sys.inputs.data))
#set page(width: d.width * 1pt, height: auto, margin: 0pt, fill: white)
#image(bytes(d.svg), format: "svg", width: 100%)
"""
_WIDTH = 340
# A text of a mirrored drawing, as `charts` writes it.
_MIRRORED = re.compile(r'text-anchor="(start|end|middle)" direction="rtl"([^>]*)>([^<]*)<')
# Vowel signs of Arabic script: over a ligature of a drawing the typesetter loses what they stand for, and Persian is
# read without them.
_VOWELS = re.compile(r"[\u064b-\u0652]")
_ACROSS = {"start": "end", "end": "start", "middle": "middle"}
LEFT_TO_RIGHT, FROM_RIGHT, AS_FIRST, END = "\u2066", "\u2067", "\u2068", "\u2069"
# A sign stays before its number only in an isolated left-to-right run.
_SIGNED = re.compile(r"[+−][\d۰-۹٫٬.,]*[\d۰-۹]")
_LONG = re.compile(r"\S{25,}")
# Where a very long word is broken: after its own marks, else after so many letters.
_BREAKABLE = re.compile(r"([_./:-]|[^\s_./:-]{18})(?=\S)")
# Stands for a name of which nothing can be shown; accessible documents must have a title.
NAMELESS = "–"
# Sources stand in so many columns, in those of the annex before them if there is one.
_SOURCES = "sources"  # the key of that word in `Document.words`
SOURCE_COLUMNS = 3
LISTS = ("Bullets", "Sources")
RUNNING_TITLE, RUNNING_CLIENT, DISCLAIMER = 75, 40, 260
# Letters that the cover has room for in large, middle and small type, with their sizes in points.
_TITLE_SIZES = ((60, 32), (120, 25), (220, 19))
_SMALLEST_TITLE = 13
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def render(document: Document) -> bytes:
    """The document as PDF: the same bytes for the same document. Raises BadInput when its logo cannot be read, and
    NotPrintable when it cannot be set."""
    setting = Setting(_template(), _data(document))
    try:
        return typesetting.pdf(setting, date.fromisoformat(document.day))
    except NotPrintable as error:
        if document.brand.logo and "decode image" in str(error):
            raise _unreadable() from error
        raise


def png(svg: str, language: str, width_px: int) -> bytes:
    """One of our drawings as a PNG of that many pixels in width, on white. Raises NotPrintable."""
    data = {"svg": for_print(svg, language), "width": _WIDTH}
    return typesetting.png(Setting(_DRAWING, data), POINTS_PER_INCH * width_px / _WIDTH)


def for_print(svg: str, language: str) -> str:
    """A drawing of ours as the typesetter understands it: with our fonts, and without `direction`, which it does not
    know: where words start at their right end they are anchored there, and isolated from what is around them."""
    names = ", ".join(f"'{name}'" for name in families(language))
    fonts = printable(str(svg)).replace("<svg ", f'<svg font-family="{names}" ', 1)
    return _MIRRORED.sub(_from_the_right, fonts) if language in RIGHT_TO_LEFT else fonts


def _from_the_right(found: re.Match[str]) -> str:
    anchor, rest, words = found.groups()
    return f'text-anchor="{_ACROSS[anchor]}"{rest}>{FROM_RIGHT}{_VOWELS.sub("", words)}{END}<'


@cache
def _template() -> str:
    return (Path(__file__).resolve().parent / "report.typ").read_text(encoding="utf-8")


def _data(document: Document) -> dict[str, Any]:
    """What the template reads: plain values only, all words with signs that the fonts have."""
    language, brand = document.language, document.brand
    mirrored = language in RIGHT_TO_LEFT
    ours = document.title == document.verdict
    title = _words(document.title if ours else _isolated(document.title, mirrored=mirrored))
    running = shortened(_words(document.title), RUNNING_TITLE)
    client = _words(_isolated(document.client, mirrored=mirrored))
    return {
        "language": language,
        "direction": "rtl" if mirrored else "ltr",
        "families": families(language),
        "digits": digits("0123456789") if mirrored else "",
        "comma": COMMAS.get(language, ", "),
        "title": title or NAMELESS,
        "title_size": next((size for most, size in _TITLE_SIZES if width(title) <= most), _SMALLEST_TITLE),
        "verdict": "" if ours else _words(document.verdict),
        "kind": _words(document.kind),
        "client": client,
        "date": _words(document.date),
        "running": f"{FROM_RIGHT if ours and mirrored else AS_FIRST}{running}{END}" if mirrored else running,
        "running_client": _isolated(shortened(_words(document.client), RUNNING_CLIENT), mirrored=mirrored),
        "brand": _words(brand.name) or NAMELESS,
        "colour": readable(brand.colour),
        "disclaimer": shortened(_words(brand.disclaimer), DISCLAIMER),
        "logo": _logo(brand.logo),
        "contents": document.contents,
        "words": {key: _words(text) for key, text in document.words.items()},
        "blocks": _gathered(document),
    }


def _gathered(document: Document) -> list[dict[str, Any]]:
    """The blocks as the template reads them: lists of small type that follow each other, each with what leads to it,
    stand together in columns, and so do the sources at the end. A list that stands alone fills its columns evenly."""
    found: list[dict[str, Any]] = []
    leading: list[dict[str, Any]] = []
    for block in document.blocks:
        shown = _block(block, document.language)
        if isinstance(block, Bullets) and block.columns > 1:
            _annex(found, block.columns)["blocks"] += [*leading, shown]
            leading = []
        elif _leads(block):
            leading.append(shown)
        else:
            found += [*leading, shown]
            leading = []
    found += leading
    if document.contents and document.notes:
        _annex(found, SOURCE_COLUMNS)["blocks"] += _sources(document)
    return [shown for block in found for shown in _alone(block)]


def _alone(block: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands in the columns if it is only one list, else the block itself."""
    inside: list[dict[str, Any]] = block["blocks"] if block["kind"] == "Annex" else []
    return inside if [one["kind"] for one in inside if one["kind"] in LISTS] == ["Bullets"] else [block]


def _leads(block: Block) -> bool:
    """Whether a block belongs to the one that follows it and to none above."""
    if isinstance(block, Heading):
        return block.level > 1
    return isinstance(block, Paragraph) and block.close


def _annex(found: list[dict[str, Any]], columns: int) -> dict[str, Any]:
    """The columns that the last block is, or new ones after it."""
    if not found or found[-1]["kind"] != "Annex":
        found.append({"kind": "Annex", "columns": columns, "blocks": []})
    return found[-1]


def _sources(document: Document) -> list[dict[str, Any]]:
    heading = Heading(1, document.words[_SOURCES])
    comma = COMMAS.get(document.language, ", ")
    notes = [
        {"number": n.number, "words": _words(_once(n, comma)), "url": n.url, "shown": _address(n.url)}
        for n in document.notes
    ]
    return [_block(heading, document.language), {"kind": "Sources", "notes": notes}]


def _once(note: Note, comma: str) -> str:
    """The words of a source without the place with which its address begins, which is not said twice."""
    return note.words.removeprefix(_host(note.url) + comma)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")


def _address(url: str) -> str:
    """An address as it is read: without its scheme, and with places to break it."""
    return _LONG.sub(lambda found: _BREAKABLE.sub("\\1\u200b", found[0]), url.partition("://")[2].rstrip("/"))


def _logo(logo: bytes) -> list[int] | None:
    """The bytes of a logo as numbers. Raises BadInput when they begin like neither a PNG nor a JPEG file."""
    if not logo:
        return None
    if not logo.startswith(_SIGNATURES):
        raise _unreadable()
    return list(logo)


def _unreadable() -> BadInput:
    return BadInput("The logo cannot be read. Use another PNG or JPEG file.", field="logo")


def _block(block: Block, language: str) -> dict[str, Any]:
    return {"kind": type(block).__name__, **_fields(block, language)}


def _fields(node: Any, language: str) -> dict[str, Any]:
    return {field.name: _plain(getattr(node, field.name), language) for field in fields(node)}


def _plain(value: Any, language: str) -> Any:
    """Blocks, runs and what they hold as values of JSON."""
    if isinstance(value, Markup):
        return for_print(value, language)
    if isinstance(value, str):
        return _words(value, mirrored=language in RIGHT_TO_LEFT)
    if isinstance(value, Text):
        words = f"{LEFT_TO_RIGHT}{value.words}{END}" if value.ltr else value.words
        return _fields(value, language) | {"words": _words(words, mirrored=language in RIGHT_TO_LEFT)}
    if is_dataclass(value):
        return _block(value, language)  # type: ignore[arg-type]
    if isinstance(value, tuple | frozenset):
        return [_plain(item, language) for item in value]
    return value


def _words(text: str, *, mirrored: bool = False) -> str:
    """Words that can be set: boxes for missing signs, places to break in very long words, signs kept with numbers."""
    shown = _LONG.sub(lambda found: _BREAKABLE.sub("\\1\u200b", found[0]), printable(text))
    return _SIGNED.sub(f"{LEFT_TO_RIGHT}\\g<0>{END}", shown) if mirrored else shown


def _isolated(text: str, *, mirrored: bool) -> str:
    """Words of a user, whose direction must not order what stands around them."""
    return f"{AS_FIRST}{text}{END}" if mirrored and text else text
