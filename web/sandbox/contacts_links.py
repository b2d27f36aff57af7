"""Links that the device opens itself: a call, a mail, a place on its own map. Nobody else is asked."""

from __future__ import annotations

from urllib.parse import quote

from web.sandbox.cells import Cell


def telephone(number: str) -> Cell:
    """A number that can be called; digits of any script are understood."""
    digits = "".join(str(int(sign)) for sign in number if sign.isdecimal())
    plus = "+" if number.strip().startswith("+") else ""
    return Cell(number, f"tel:{plus}{digits}" if digits else "")


def place(*parts: str) -> Cell:
    """An address that the map of the device finds."""
    text = ", ".join(part for part in parts if part)
    return Cell(text, f"geo:0,0?q={quote(text)}" if text else "")
