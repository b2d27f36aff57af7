"""Service: tickets, channels, knowledge base, feedback, after-sales."""

from __future__ import annotations

from web.sandbox.declared import Area

AREA = Area()
