"""What the other side of the bridge knows, as a piece of the pages of contacts, deals, tickets, parties and orders."""

from __future__ import annotations

from typing import Any

from web.sandbox.visit import Visit

TEMPLATE = "sandbox/link/other_side.html"


def other_side(visit: Visit, document: Any) -> None:
    """Nothing yet."""
