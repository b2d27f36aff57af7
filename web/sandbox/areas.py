"""All areas of the sandbox, in the order of the menu. Whoever imports this knows all lists, documents and forms."""

from __future__ import annotations

from web.sandbox import (
    registry,
    screens_assets,
    screens_buying,
    screens_contacts,
    screens_insight,
    screens_ledger,
    screens_link,
    screens_marketing,
    screens_people,
    screens_pipeline,
    screens_production,
    screens_projects,
    screens_selling,
    screens_service,
    screens_setup,
    screens_stock,
)
from web.sandbox.declared import Area

AREAS: tuple[Area, ...] = (
    screens_insight.AREA,
    screens_contacts.AREA,
    screens_pipeline.AREA,
    screens_marketing.AREA,
    screens_service.AREA,
    screens_selling.AREA,
    screens_buying.AREA,
    screens_stock.AREA,
    screens_people.AREA,
    screens_projects.AREA,
    screens_assets.AREA,
    screens_production.AREA,
    screens_ledger.AREA,
    screens_link.AREA,
    screens_setup.AREA,
)
for _area in AREAS:
    registry.add(_area)
