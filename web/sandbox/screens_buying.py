"""Purchasing: requests, orders, receipts, bills, suppliers; approvals; and what is to be paid."""

from __future__ import annotations

from advisor.errors import mark
from advisor.sandbox.trade.tables import Order
from web.sandbox.buying_documents import DOCUMENTS
from web.sandbox.buying_forms import FORMS
from web.sandbox.buying_inbox import inbox
from web.sandbox.buying_lists import LISTS, PROCUREMENT
from web.sandbox.buying_payments import proposal
from web.sandbox.buying_suppliers import suppliers
from web.sandbox.declared import Area, Reference, Special

SPECIALS = (
    Special(
        "suppliers", mark("Supplier performance"), "purchasing", PROCUREMENT, "sandbox/buying/suppliers.html", suppliers
    ),
    Special(
        "payment_proposal",
        mark("Payment proposal"),
        "purchasing",
        "erp-ar-ap",
        "sandbox/buying/payment_proposal.html",
        proposal,
    ),
    Special("approvals", mark("Approvals"), "insight", "erp-workflow", "sandbox/buying/approvals.html", inbox),
)

AREA = Area(
    screens=LISTS,
    documents=DOCUMENTS,
    forms=FORMS,
    specials=SPECIALS,
    references=(
        Reference("purchase_draft", "purchase", Order, lambda t: (t.kind == "purchase") & (t.state == "draft")),
        Reference("purchase_open", "purchase", Order, lambda t: (t.kind == "purchase") & (t.state == "ordered")),
    ),
    labels={
        "minimum": mark("From a quantity of"),
        "rejected": mark("Sent back at the door"),
        "until": mark("Due until"),
        "credits_first": mark("Use up credit notes first"),
        "decision": mark("Decision"),
        "requisition": mark("Purchase request"),
        "purchase": mark("Purchase order"),
        "receipt": mark("Goods receipt"),
        "bill": mark("Supplier bill"),
        "supplier_price": mark("Supplier price"),
    },
    events={
        "ask": mark("Approval asked for"),
        "decide": mark("Decided"),
        "purchase.order": mark("Submitted"),
        "bill.post": mark("Posting asked for"),
        "receipt.return": mark("Returned"),
        "supplier_price.set": mark("Price entered"),
        "differs": mark("Blocked: it differs from the order"),
        "over_budget": mark("Ordered beyond the budget"),
        "reject_goods": mark("Goods sent back at the door"),
    },
    choices={"approve": mark("Approve"), "reject": mark("Reject")},
    kinds={"supplier_price": mark("Supplier price")},
    states={"withdrawn": mark("Withdrawn"), "approval.pending": mark("Waiting")},
    transitions={
        "bill.reject": mark("Send back"),
        "purchase.reject": mark("Send back"),
        "receipt.return": mark("Return to the supplier"),
        "bill.credit": mark("Credit note"),
        "supplier_price.set": mark("New price of a supplier"),
        "supplier_price.remove": mark("Remove the price"),
        "approval.decide": mark("Decided"),
    },
)
