"""Integration: messages between the customer side and operations, and life without them."""

from __future__ import annotations

from web.sandbox.declared import Area

AREA = Area()
