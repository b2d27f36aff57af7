"""Marketing: segments, campaigns, mailings, events, loyalty, subscriptions, analytics."""

from __future__ import annotations

from web.sandbox.declared import Area

AREA = Area()
