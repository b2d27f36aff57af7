"""Finance: the ledger's lists, documents, forms, and its pages: trial balance, matching, budgets, the year."""

from __future__ import annotations

from advisor.errors import mark
from advisor.sandbox.ledger.accounts import NEED_PARTY
from advisor.sandbox.ledger.tables import Account
from web.sandbox.declared import Area, Reference, Special
from web.sandbox.ledger_budgets import board
from web.sandbox.ledger_documents import DOCUMENTS
from web.sandbox.ledger_forms import FORMS
from web.sandbox.ledger_lists import LISTS
from web.sandbox.ledger_matching import matching
from web.sandbox.ledger_setup import LISTS as SETUP
from web.sandbox.ledger_trial import report
from web.sandbox.ledger_years import years

AREA = Area(
    screens=(*LISTS, *SETUP),
    documents=DOCUMENTS,
    forms=FORMS,
    specials=(
        Special("trial-balance", mark("Trial balance"), "finance", "erp-gl", "sandbox/trial_balance.html", report),
        Special("matching", mark("Matching"), "finance", "erp-ar-ap", "sandbox/matching.html", matching),
        Special("budgets", mark("Budgets"), "finance", "erp-budgeting", "sandbox/budgets.html", board),
        Special("years", mark("Months and year end"), "finance", "erp-finance", "sandbox/years.html", years),
    ),
    references=(Reference("matched", "account", Account, lambda t: t.use.in_(NEED_PARTY)),),
    choices={
        "share": mark("Share of the total"),
        "share_of_rest": mark("Share of the rest"),
        "amount": mark("A fixed amount"),
        "rest": mark("All that is left"),
        "ignore": mark("Pass"),
        "warn": mark("Pass with a warning"),
        "stop": mark("Are refused"),
    },
    labels={"write_off": mark("Write off what is left")},
    events={
        "opening": mark("Opening balances booked"),
        "remove": mark("Removed"),
        "set": mark("Rate entered"),
        "budget": mark("Budget entered"),
        "budget_policy": mark("Rule for budgets changed"),
        "year_end": mark("Year closed"),
        "year_reopened": mark("Year opened again"),
    },
)
