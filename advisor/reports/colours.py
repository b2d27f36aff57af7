"""Colours of an organisation made fit for print: dark enough to be read on white, and to carry white words."""

from __future__ import annotations

import re

DEFAULT = "#1f4f8f"
# Least contrast of words on their ground (WCAG 2.2, success criterion 1.4.3).
LEAST_CONTRAST = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEP = 0.94


def readable(colour: str) -> str:
    """The colour as #rrggbb, darkened until its contrast to white is enough; the default one if it is no colour."""
    if not _HEX.fullmatch(colour):
        return DEFAULT
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    while contrast_to_white(parts) < LEAST_CONTRAST:
        parts = [int(part * _STEP) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast_to_white(parts: list[int]) -> float:
    """Contrast of red, green and blue from 0 to 255 to white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(part / 255) for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
