"""All areas of the sandbox, in the order of the menu. Whoever imports this knows all lists, documents and forms."""

from __future__ import annotations

from web.sandbox import (
    registry,
    screens_assets,
    screens_buying,
    screens_insight,
    screens_ledger,
    screens_people,
    screens_production,
    screens_projects,
    screens_selling,
    screens_setup,
    screens_stock,
)
from web.sandbox.declared import Area

AREAS: tuple[Area, ...] = (
    screens_insight.AREA,
    screens_selling.AREA,
    screens_buying.AREA,
    screens_stock.AREA,
    screens_people.AREA,
    screens_projects.AREA,
    screens_assets.AREA,
    screens_production.AREA,
    screens_ledger.AREA,
    screens_setup.AREA,
)
for _area in AREAS:
    registry.add(_area)
