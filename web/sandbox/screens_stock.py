"""Stock: lists, pages and forms of levels, moves, counts, transfers and shelves; what to order, pick and put away."""

from __future__ import annotations

from advisor.errors import mark
from advisor.sandbox.stock.tables import Location
from web.sandbox import stock_reorder, stock_value, stock_walk
from web.sandbox.declared import Area, Reference, Special
from web.sandbox.stock_documents import DOCUMENTS
from web.sandbox.stock_forms import FORMS
from web.sandbox.stock_lists import CHAIN, LISTS, STOCK, WAREHOUSE

HERE = "sandbox/stock"

SPECIALS = (
    Special("reorder", mark("Order again"), "stock", STOCK, f"{HERE}/reorder.html", stock_reorder.reorder),
    Special("outlook", mark("Stock to come"), "stock", CHAIN, f"{HERE}/outlook.html", stock_reorder.outlook),
    Special("stock-value", mark("Value of stock"), "stock", STOCK, f"{HERE}/value.html", stock_value.value),
    Special("picking", mark("Picking list"), "stock", WAREHOUSE, f"{HERE}/picking.html", stock_walk.picking),
    Special("put-away", mark("To be put away"), "stock", WAREHOUSE, f"{HERE}/put_away.html", stock_walk.away),
)

AREA = Area(
    screens=LISTS,
    documents=DOCUMENTS,
    forms=FORMS,
    specials=SPECIALS,
    references=(
        Reference("shelf", "location", Location, lambda t: t.kind == "shelf", lambda t: t.code),
        Reference("warehouse", "location", Location, lambda t: t.kind == "warehouse"),
    ),
    choices={
        "shelf": mark("Shelf"),
        "A": "A",
        "B": "B",
        "C": "C",
    },
    labels={
        "capacity": mark("Units that fit"),
        "counted": mark("Counted"),
        "shelf": mark("Shelf"),
        "skip_uncounted": mark("Leave out what was not counted"),
        "warehouse": mark("Warehouse"),
        "count": mark("Stock count"),
    },
    events={
        "opening": mark("Opening stock entered"),
        "scrap": mark("Scrapped"),
        "put": mark("Put on the shelf"),
        "take": mark("Taken off the shelf"),
        "enter": mark("Counted"),
    },
)
