"""The look of an organisation: pictures by their bytes, colours by their contrast."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import pytest

from advisor.errors import BadInput
from advisor.workspace.access import branding
from advisor.workspace.access.branding import JPEG, MOST_BYTES, PNG, Look
from advisor.workspace.access.tables import OrganisationRecord
from tests.workspace.access.people import NOW


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 32, height: int = 16, extra: bytes = b"") -> bytes:
    """A black picture in shades of grey."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * min(width, 50)) * min(height, 50))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 32, height: int = 16, frame: int = 0xC0) -> bytes:
    """The skeleton of one: an APP0 segment, a frame, a scan, an end."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    size = b"\xff" + bytes([frame]) + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + app + size + b"\xff\xda" + struct.pack(">H", 8) + b"\1\1\0\0\x3f\0" + b"\x55\xaa" + b"\xff\xd9"


def refused(data: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        branding.logo(data)
    assert caught.value.field == "logo"
    return caught.value.message


@pytest.mark.parametrize(("data", "kind"), [(png(), PNG), (jpeg(), JPEG), (jpeg(frame=0xC2), JPEG)])
def test_pictures_are_known_by_their_bytes(data: bytes, kind: str) -> None:
    found = branding.logo(data)
    assert (found.type, found.width, found.height, found.data) == (kind, 32, 16, data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n",
        png()[:-5],
        png()[:-12],
        png().replace(b"IDAT", b"IDAX"),
        png()[:40] + b"\0" + png()[41:],
        b"\xff\xd8\xff" + b"\0" * 40 + b"\xff\xd9",
        jpeg()[:-2],
        jpeg(frame=0xC9),
        b"\xff\xd8\xff\xda\0\x02\xff\xd9",
        b"\xff\xd8\xff\xe0\0\0\xff\xd9",
    ],
)
def test_damaged_and_other_files_are_refused(data: bytes) -> None:
    assert "PNG or JPEG" in refused(data)


@pytest.mark.parametrize(
    ("width", "height"), [(15, 100), (100, 15), (4001, 100), (100, 4001), (3000, 3000), (2**31, 2**31)]
)
def test_sides_are_bounded(width: int, height: int) -> None:
    assert "16 to 4000 pixels" in refused(png(width, height))


def test_size_is_bounded() -> None:
    assert branding.logo(png(extra=chunk(b"tEXt", b"a" * (MOST_BYTES - 200)))).type == PNG
    assert "at most 200 KB" in refused(png(extra=chunk(b"tEXt", b"a" * MOST_BYTES)))


@pytest.mark.parametrize(("text", "plain"), [("", ""), ("  ", ""), ("#17508F ", "#17508f"), ("#000000", "#000000")])
def test_colours(text: str, plain: str) -> None:
    assert branding.colour(text) == plain


@pytest.mark.parametrize("text", ["17508f", "#123", "red", "#17508g", "#17508f;", "url(x)", "#ffffff", "#ffee00"])
def test_colours_that_are_none_or_too_light(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        branding.colour(text)
    assert caught.value.field == "colour"


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#ff0000", 4.0)]
)
def test_contrast_as_published(colour: str, ratio: float) -> None:
    """The ratios that WCAG's own definition gives for well-known colours."""
    assert branding.contrast_on_white(colour) == pytest.approx(ratio, abs=0.005)


def test_disclaimers_keep_their_lines() -> None:
    assert branding.disclaimer("  One.  \r\nTwo\u202e  three.\n\n") == "One.\nTwo three."
    assert branding.disclaimer("می\u200cکند") == "می\u200cکند"
    assert len(branding.disclaimer("a" * 2000)) == 2000
    with pytest.raises(BadInput, match="at most 2000"):
        branding.disclaimer("a" * 2001)


def test_what_changed_is_told() -> None:
    record = OrganisationRecord(name="A", language="en", colour="", disclaimer="", logo=None, logo_type="", created=NOW)
    look = Look("A", "en", "", "")
    assert branding.apply(record, look) == []
    picture = branding.logo(png())
    assert branding.apply(record, replace(look, name="B", colour="#17508f", logo=picture)) == [
        "name",
        "colour",
        "logo",
    ]
    assert (record.name, record.colour, record.logo, record.logo_type) == ("B", "#17508f", picture.data, PNG)
    assert branding.apply(record, replace(look, name="B", colour="#17508f")) == [], "the logo stays"
    assert record.logo_type == PNG
    assert branding.apply(record, replace(look, name="B", colour="#17508f", without_logo=True)) == ["logo"]
    assert (record.logo, record.logo_type) == (None, "")
    assert branding.apply(record, replace(look, name="B", colour="#17508f", without_logo=True)) == []
