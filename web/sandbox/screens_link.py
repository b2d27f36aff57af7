"""Integration: messages between the customer side and operations, and life without them."""

from __future__ import annotations

from advisor.errors import mark
from web.sandbox import link_flow, link_programs, link_typed
from web.sandbox.declared import Area, Special
from web.sandbox.labels import FIELDS
from web.sandbox.link_lists import LISTS, MODULE
from web.sandbox.link_message import CONFLICT, FORMS, MESSAGE
from web.sandbox.link_words import CHOICES

HELD = ("name", "email", "phone", "address", "city", "country", "tax_number", "group", "price")

AREA = Area(
    screens=LISTS,
    documents=(MESSAGE, CONFLICT),
    forms=FORMS,
    specials=(
        Special("link", mark("The link"), "link", MODULE, "sandbox/link/flow.html", link_flow.build),
        Special(
            "typed-twice", mark("Typed twice"), "link", "crm-pipeline", "sandbox/link/typed.html", link_typed.build
        ),
        Special(
            "programs",
            mark("For programs"),
            "link",
            link_programs.MODULE,
            "sandbox/link/programs.html",
            link_programs.build,
        ),
    ),
    choices=CHOICES | {f"field_{name}": FIELDS[name] for name in HELD},
    labels={
        "sale": mark("Sales order"),
    },
    events={
        "tell": mark("The other side was told"),
        "outage": mark("An outage began"),
        "outage_over": mark("The outage is over"),
        "retry": mark("Tried again"),
        "link": mark("Linked"),
        "drop": mark("Dropped"),
        "turn": mark("The other value holds"),
    },
    kinds={"message": mark("Message"), "conflict": mark("Conflict")},
    states={
        "delivered": mark("Delivered"),
        "dropped": mark("Dropped"),
        "parked": mark("Parked"),
        "in_production": mark("In production"),
        "shipped": mark("Shipped"),
    },
)
