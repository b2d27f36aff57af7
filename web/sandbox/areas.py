"""All areas of the sandbox, in the order of the menu. Whoever imports this knows all lists, documents and forms."""

from __future__ import annotations

from web.sandbox import registry, screens_ledger, screens_setup
from web.sandbox.declared import Area

AREAS: tuple[Area, ...] = (screens_ledger.AREA, screens_setup.AREA)
for _area in AREAS:
    registry.add(_area)
