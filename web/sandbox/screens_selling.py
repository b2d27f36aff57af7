"""Selling: lists, documents and forms of orders, deliveries, invoices and payments; the board of deliveries and the
shop."""

from __future__ import annotations

from advisor.errors import mark
from advisor.sandbox.trade.tables import Invoice, Order
from web.sandbox.declared import Area, Reference, Special
from web.sandbox.selling_board import board
from web.sandbox.selling_documents import DOCUMENTS
from web.sandbox.selling_forms import FORMS
from web.sandbox.selling_lists import LISTS
from web.sandbox.selling_shop import shop

AREA = Area(
    screens=LISTS,
    documents=DOCUMENTS,
    forms=FORMS,
    specials=(
        Special(
            "delivery-board", mark("Delivery board"), "sales", "erp-warehouse", "sandbox/selling/board.html", board
        ),
        Special("shop", mark("Point of sale"), "sales", "erp-pos", "sandbox/selling/shop.html", shop),
    ),
    references=(
        Reference("payable_document", "invoice", Invoice, lambda t: t.state == "posted"),
        Reference("advance_order", "sale", Order, lambda t: t.state.in_(("confirmed", "ordered"))),
    ),
    choices={"card": mark("Card")},
    labels={
        "carrier": mark("Carrier"),
        "tracking": mark("Tracking number"),
        "planned": mark("Planned for"),
        "channel": mark("Channel"),
        "given": mark("Cash given"),
        "credit": mark("Credit note"),
        "override": mark("Go beyond the credit limit"),
        "write_off": mark("Write off the difference"),
    },
    events={
        "track": mark("Carrier or day changed"),
        "return": mark("Goods came back"),
        "sell": mark("Sold and paid"),
    },
)
