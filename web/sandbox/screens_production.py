"""Planning and production: lists, pages, forms, and the words that belong to them."""

from __future__ import annotations

from advisor.errors import mark
from advisor.sandbox.plan.tables import WorkCentre
from web.sandbox import production_board, production_load, production_plan, production_upkeep
from web.sandbox.declared import Area, Reference, Special
from web.sandbox.production_documents import DOCUMENTS
from web.sandbox.production_forms import FORMS
from web.sandbox.production_lists import HINTS, SCREENS

PLANNING = "erp-production-planning"
HERE = "sandbox/production"

SPECIALS = (
    Special("planning", mark("Planner's desk"), "production", PLANNING, f"{HERE}/desk.html", production_plan.desk),
    Special("record", mark("Material record"), "production", PLANNING, f"{HERE}/record.html", production_plan.build),
    Special(
        "workshop",
        mark("Workshop board"),
        "production",
        "erp-work-orders",
        f"{HERE}/board.html",
        production_board.board,
    ),
    Special("floor", mark("Shop floor"), "production", "erp-work-orders", f"{HERE}/floor.html", production_board.floor),
    Special(
        "load", mark("Capacity and load"), "production", "erp-capacity", f"{HERE}/load.html", production_load.build
    ),
    Special(
        "upkeep",
        mark("Maintenance calendar"),
        "production",
        "erp-maintenance",
        f"{HERE}/upkeep.html",
        production_upkeep.build,
    ),
)

AREA = Area(
    screens=SCREENS,
    documents=DOCUMENTS,
    forms=FORMS,
    specials=SPECIALS,
    references=(Reference("centre", "work_centre", WorkCentre),),
    kinds={
        "planned_order": mark("Planned order"),
        "forecast": mark("Forecast"),
        "machine_message": mark("Message of a machine"),
    },
    choices={
        **HINTS,
        "day": mark("Days"),
        "week": mark("Weeks"),
        "all": mark("All"),
        "forward": mark("As early as possible"),
        "backward": mark("As late as the due date allows"),
        "used": mark("They are used up"),
        "back": mark("They go back to stock"),
        "decision.block": mark("They wait until they are put right"),
        "decision.return": mark("They go back to the supplier"),
        "decision.scrap": mark("They are thrown away"),
        "work_order": mark("Work order"),
        "shipment": mark("Delivery"),
        "receipt": mark("Goods receipt"),
    },
    labels={
        "bom": mark("Bill of materials"),
        "centre": mark("Work centre"),
        "work_order": mark("Work order"),
        "minutes": mark("Minutes"),
        "finding": mark("Finding"),
        "start": mark("Begins"),
        "until": mark("Until"),
    },
    events={
        "set_bom": mark("Parts and steps set"),
        "set_forecast": mark("Forecast set"),
        "machine": mark("Message of a machine"),
        "inspect": mark("Inspected"),
        "firm": mark("Taken up"),
        "plan": mark("Plan worked out"),
        "schedule": mark("Work scheduled"),
        "cost": mark("Standard cost taken over"),
    },
    transitions={
        "work_order.hold": mark("Let the inputs go"),
    },
)
