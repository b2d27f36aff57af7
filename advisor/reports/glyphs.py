"""Which characters the fonts of the documents can show, and text without those they cannot.

A typesetter leaves out a missing glyph without a word, so a name in a script that no font has would vanish. Here it
turns into boxes that can be seen.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
# Stands for a character that no font has.
BOX = "□"
# Join or part letters, order directions, and blanks: they have no glyph of their own and need none.
_SILENT = frozenset("\n\t \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2066\u2067\u2068\u2069\u202f\u3000")
# Invisible signs that would order whole lines anew, or belong to pictures that are not shown.
_DROPPED = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0xFE00, 0xFE10), 0x061C, 0x20E3, 0xFEFF, 0xFFFC)))


@cache
def characters() -> frozenset[str]:
    """Every character that at least one font of the folder can show."""
    found: set[str] = set()
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        found |= covered(path)
    return frozenset(sign for sign in found if unicodedata.category(sign) not in ("Cc", "Cf") and sign not in _DROPPED)


def covered(path: Path) -> frozenset[str]:
    """The characters for which a TrueType file has a glyph, by its `cmap` table (OpenType 1.9, formats 4 and 12)."""
    data = path.read_bytes()
    start = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[str] = set()
    for i in range(count):
        (offset,) = struct.unpack_from(">I", data, start + 4 + 8 * i + 4)
        (kind,) = struct.unpack_from(">H", data, start + offset)
        codes = {4: _format_4, 12: _format_12}.get(kind)
        if codes is not None:
            found.update(chr(code) for code in codes(data, start + offset))
    return frozenset(found)


def _table(data: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    for i in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        if name == tag:
            return int(offset)
    raise ValueError(f"no table {tag!r}")


def _format_4(data: bytes, at: int) -> Iterator[int]:
    """Segments of codes up to 0xFFFF; the last one only marks the end."""
    (twice,) = struct.unpack_from(">H", data, at + 6)
    n = twice // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + twice)
    deltas = struct.unpack_from(f">{n}H", data, at + 16 + 2 * twice)
    places = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{n}H", data, places)
    for i in range(n):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                (glyph,) = struct.unpack_from(">H", data, places + 2 * i + offsets[i] + 2 * (code - starts[i]))
                if not glyph:
                    continue
            if (glyph + deltas[i]) & 0xFFFF:
                yield code


def _format_12(data: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    for i in range(count):
        first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * i)
        yield from range(first, last + 1)


def printable(text: str) -> str:
    """The text as the fonts can show it: composed where they have the whole letter, a box for what they lack, and
    nothing for signs that control and do not show."""
    known, composed = characters(), unicodedata.normalize("NFC", text)
    if all(sign in known for sign in composed):
        return composed
    return "".join(_shown(sign, known) for sign in composed)


def _shown(sign: str, known: frozenset[str]) -> str:
    if sign in known or sign in _SILENT:
        return sign
    if sign in _DROPPED or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Mn", "Me"):
        return ""
    return BOX
