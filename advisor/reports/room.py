"""How much room words take, roughly, so that a page of fixed size is given only what fits on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from math import ceil

# Letters of East Asian scripts are as wide as two of ours.
_WIDE = ("W", "F")


def width(text: str) -> int:
    """The width in letters of usual width."""
    return sum(2 if unicodedata.east_asian_width(sign) in _WIDE else 1 for sign in text)


def lines(text: str, letters: int) -> int:
    """How many lines of so many letters the text takes."""
    return max(1, ceil(width(text) / letters))


def fitting(items: Sequence[str], most: int, letters: int) -> tuple[str, ...]:
    """The first of the items that together take at most `most` lines; one that is too long is left out with all that
    follow it, so that the order of importance is never changed."""
    return tuple(_fitting(items, most, letters))


def _fitting(items: Sequence[str], most: int, letters: int) -> Iterator[str]:
    for item in items:
        most -= lines(item, letters)
        if most < 0:
            return
        yield item


def shortened(text: str, letters: int) -> str:
    """The text on one line of at most so many letters, cut with an ellipsis where it is longer."""
    line = " ".join(text.split())
    if width(line) <= letters:
        return line
    kept = ""
    for sign in line:
        if width(kept + sign) >= letters:
            break
        kept += sign
    return kept.rstrip() + "…"
