"""Pipeline: leads, deals, quotes, forecast, targets and rules."""

from __future__ import annotations

from web.sandbox.declared import Area

AREA = Area()
