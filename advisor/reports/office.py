"""What files for Word and PowerPoint have in common: letters that XML takes, fonts by language, colours, fixed bytes.

Office files embed no fonts, so those named here come with Office and with every system it runs on.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from advisor.language import RIGHT_TO_LEFT

INK, MUTED, LINE, WASH = "1B2430", "56606D", "D6DBE1", "F4F6F8"
GOOD, CAREFUL, BAD = "1E6B3A", "8A5A00", "A3261F"
LATIN, PERSIAN, CHINESE = "Calibri", "Tahoma", "Microsoft YaHei"
# The contrast with white that text needs: WCAG 2.2, success criterion 1.4.3.
LEAST_CONTRAST = 4.5
_EARLIEST = 1980  # the first year that a ZIP file can state
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})\Z")
# What XML 1.0 has no place for, and marks that would turn the order of everything behind them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e]")
_SPACES = re.compile("[ \t\n\r\u2028\u2029]+")
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


@dataclass(frozen=True)
class Script:
    """Fonts and language tags for one language: `complex` is the font of letters that run from right to left."""

    tag: str
    latin: str
    complex: str
    asian: str
    mirrored: bool


_TAGS = {"en": "en-GB", "ru": "ru-RU", "uk": "uk-UA", "zh": "zh-CN", "fa": "fa-IR"}


def script(language: str) -> Script:
    """A language that is not known is written as English."""
    tag = _TAGS.get(language, _TAGS["en"])
    return Script(tag, LATIN, PERSIAN, CHINESE, language in RIGHT_TO_LEFT)


def clean(text: str) -> str:
    """`text` on one line, without letters that XML forbids and without marks that force a direction. Spaces that no
    line may break at, such as those in large numbers, are kept."""
    return _SPACES.sub(" ", _FORBIDDEN.sub("", text)).strip(" ")


def short(text: str, most: int) -> str:
    """`text` with at most so many letters; where it is cut an ellipsis stands."""
    whole = clean(text)
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def hexed(colour: str, otherwise: str = "1F4F8F") -> str:
    """A colour written as #rrggbb in the form of office files, RRGGBB; `otherwise` when it is none."""
    found = _COLOUR.match(colour.strip())
    return found[1].upper() if found else otherwise


def tint(colour: str, share: float) -> str:
    """`colour` (RRGGBB) mixed with white: 0 gives white, 1 the colour itself."""
    return _joined(round(255 - (255 - part) * share) for part in _parts(colour))


def readable(colour: str) -> str:
    """`colour` (RRGGBB), darkened as far as words on white need."""
    found = colour
    while _contrast(found) < LEAST_CONTRAST:
        found = _joined(int(part * 0.92) for part in _parts(found))
    return found


def _contrast(colour: str) -> float:
    """With white, from 1 to 21; relative luminance as in WCAG 2.2."""
    linear = [(p / 255 / 12.92) if p / 255 <= 0.04045 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in _parts(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _joined(parts: Iterable[int]) -> str:
    return "".join(f"{part:02X}" for part in parts)


def repacked(data: bytes, day: date) -> bytes:
    """The same package, of which every part is dated `day`, so that equal contents are equal bytes; workbooks inside
    are treated alike."""
    stamp = (max(day.year, _EARLIEST), day.month, day.day, 0, 0, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in _ordered(old.namelist()):
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = repacked(part, day)
            elif name == "docProps/core.xml":
                part = _STAMPS.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode() + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, part)
    return out.getvalue()


def _ordered(names: list[str]) -> list[str]:
    """Programs look for the list of contents first."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", not name.startswith("_rels"), name))


def midnight(day: date) -> datetime:
    """The begin of a day, as the properties of a file state it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def unburden(relations: Any, *kinds: str) -> None:
    """Take parts out of a package that a library begins with; `relations` are those of the package or of a part, kinds
    the last word of their types."""
    for relation in list(relations.values()):
        if relation.reltype.rsplit("/", 1)[-1] in kinds:
            relations.pop(relation.rId)


def paint(relations: Any, fonts: Script, colour: str) -> None:
    """Our fonts and colour (RRGGBB) for the theme among the relations of a part."""
    for relation in relations.values():
        if relation.reltype.endswith("/theme"):
            relation.target_part._blob = themed(relation.target_part.blob, fonts, colour)


_LATIN_FONT = re.compile(rb'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*("[^>]*>)')
_ASIAN_FONT = re.compile(rb'(<a:ea typeface=")[^"]*(")')
_COMPLEX_FONT = re.compile(rb'(<a:cs typeface=")[^"]*(")')
_SCRIPT_FONT = re.compile(rb"<a:font script=[^>]*/>\s*")
_ACCENT = re.compile(rb"(<a:accent1>).*?(</a:accent1>)", re.DOTALL)


def themed(theme: bytes, fonts: Script, colour: str) -> bytes:
    """The theme of an office file with our fonts for every script and our colour (RRGGBB) as its first accent."""
    found = _SCRIPT_FONT.sub(b"", theme)
    for pattern, name in ((_LATIN_FONT, fonts.latin), (_ASIAN_FONT, fonts.asian), (_COMPLEX_FONT, fonts.complex)):
        found = pattern.sub(rb"\g<1>" + name.encode() + rb"\g<2>", found)
    return _ACCENT.sub(rb"\g<1>" + f'<a:srgbClr val="{colour}"/>'.encode() + rb"\g<2>", found)
