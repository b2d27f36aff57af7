"""What an organisation is called and how its reports look: logo, accent colour, disclaimer."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.errors import BadInput, mark
from advisor.workspace.access import members
from advisor.workspace.access.tables import OrganisationRecord

MOST_BYTES = 200 * 1024
SMALLEST, LARGEST = 16, 4000  # pixels of each side
MOST_PIXELS = 6_000_000
LONGEST_DISCLAIMER = 2000
PNG, JPEG = "image/png", "image/jpeg"
# What graphics and large letters need on white (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
LEAST_CONTRAST = 3.0
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended and progressive: what every program reads
_NO_PICTURE = mark("The logo must be a PNG or JPEG picture. What was sent is neither, or it is damaged.")


@dataclass(frozen=True)
class Logo:
    """A picture and what it was found to be; sides in pixels."""

    data: bytes
    type: str
    width: int
    height: int


def logo(data: bytes) -> Logo:
    """The picture in a file, judged by its bytes only; raises BadInput when it cannot be used."""
    if len(data) > MOST_BYTES:
        raise BadInput("The logo is too large: at most {size} KB.", field="logo", values={"size": MOST_BYTES // 1024})
    kind = PNG if data.startswith(_SIGNATURE) else JPEG
    size = _png(data) if kind == PNG else _jpeg(data)
    if size is None:
        raise BadInput(_NO_PICTURE, field="logo")
    width, height = size
    if not (min(size) >= SMALLEST and max(size) <= LARGEST and width * height <= MOST_PIXELS):
        raise BadInput(
            "Each side of the logo must have {least} to {most} pixels.",
            field="logo",
            values={"least": SMALLEST, "most": LARGEST},
        )
    return Logo(data, kind, width, height)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG file with their names, as long as each is whole (ISO/IEC 15948, 5.3)."""
    place = len(_SIGNATURE)
    while place + 12 <= len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        name, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        kept = data[place + 8 + length : place + 12 + length]
        if len(kept) != 4 or struct.unpack(">I", kept)[0] != zlib.crc32(name + body):
            return
        yield name, body
        place += 12 + length


def _png(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG that is whole from its header to its end."""
    parts = list(_chunks(data))
    names = [name for name, _ in parts]
    if len(parts) < 3 or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names or len(parts[0][1]) != 13:
        return None
    width, height = struct.unpack(">II", parts[0][1][:8])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG with a frame, a scan after it and an end (ITU-T T.81, annex B)."""
    if not data.startswith(b"\xff\xd8\xff") or not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        return None
    place, size = 2, None
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, (length,) = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])
        if marker == 0xDA:  # the scan: what follows is the picture itself
            return size
        if marker in _FRAMES and place + 9 <= len(data):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            size = (width, height)
        place += 2 + length
    return None


def colour(text: str) -> str:
    """A colour as #rrggbb, or empty for that of the house; raises BadInput when it is none or too light for paper."""
    plain = text.strip().casefold()
    if not plain:
        return ""
    if not _COLOUR.fullmatch(plain):
        raise BadInput("Write the colour like #17508f.", field="colour")
    if contrast_on_white(plain) < LEAST_CONTRAST:
        raise BadInput("This colour is too light to be read on white paper. Take a darker one.", field="colour")
    return plain


def contrast_on_white(plain: str) -> float:
    """From 1 to 21: contrast ratio of WCAG 2.2 between #rrggbb and white."""
    parts = (int(plain[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def disclaimer(text: str) -> str:
    """Lines without blanks at their ends; raises BadInput when there is too much."""
    lines = [" ".join(members.visible(line).split()) for line in text.replace("\r\n", "\n").split("\n")]
    plain = "\n".join(lines).strip()
    if len(plain) > LONGEST_DISCLAIMER:
        raise BadInput(
            "The disclaimer is too long: at most {most} characters.",
            field="disclaimer",
            values={"most": LONGEST_DISCLAIMER},
        )
    return plain


@dataclass(frozen=True)
class Look:
    """What an owner wants the organisation to be called and to look like, already found usable. `logo` None leaves the
    present one; `without_logo` takes it away."""

    name: str
    language: str
    colour: str
    disclaimer: str
    logo: Logo | None = None
    without_logo: bool = False


def apply(organisation: OrganisationRecord, look: Look) -> list[str]:
    """Change the organisation; the names of what changed."""
    before = {key: getattr(organisation, key) for key in ("name", "language", "colour", "disclaimer")}
    for key in before:
        setattr(organisation, key, getattr(look, key))
    changed = [key for key, value in before.items() if value != getattr(look, key)]
    if look.logo is not None:
        organisation.logo, organisation.logo_type = look.logo.data, look.logo.type
        changed.append("logo")
    elif look.without_logo and organisation.logo_type:
        organisation.logo, organisation.logo_type = None, ""
        changed.append("logo")
    return changed
