"""The modules of the sandbox that have verbs; importing them also registers their effects, guards and tables.

Each lists its verbs as `VERBS`: rows of (name, function, module, roles, kind of the document).
"""

from __future__ import annotations

from types import ModuleType

from advisor.sandbox import days
from advisor.sandbox.bridge import (
    delivery,
    levels,
    outbox,
    resolving,
    retyping,
    to_customers,
    to_operations,
)
from advisor.sandbox.bridge import merging as bridge_merging  # noqa: F401 - merged contacts keep their links
from advisor.sandbox.bridge import tables as bridge_tables  # noqa: F401 - known to the database
from advisor.sandbox.core import approving, master, revising
from advisor.sandbox.crm import (
    activities,
    articles,
    campaigns,
    channels,
    claims,
    contacts,
    crm_invoices,
    deals,
    duplicates,
    feedback,
    hours,
    importing,
    items,
    leads,
    loyalty,
    mailings,
    marketing_events,
    mentions,
    merging,
    partners,
    quotes,
    segments,
    subscriptions,
    targets,
    team,
    tickets,
    visits,
    workflow,
)
from advisor.sandbox.crm import marketing_tables as crm_marketing_tables  # noqa: F401 - known to the database
from advisor.sandbox.crm import pipeline_tables as crm_pipeline_tables  # noqa: F401 - known to the database
from advisor.sandbox.crm import tables as crm_tables  # noqa: F401 - known to the database
from advisor.sandbox.insight import companies
from advisor.sandbox.insight import planning as company_planning
from advisor.sandbox.ledger import (
    budgets,
    charting,
    closing,
    currencies,
    entries,
    matching,
    periods,
    posting,
    suggesting,
    taxes,
    terms,
)
from advisor.sandbox.people import (
    absences,
    assets,
    attendance,
    billing,
    expenses,
    payroll,
    projects,
    resources,
    staff,
    tasks,
    timesheets,
    valuing,
)
from advisor.sandbox.plan import boms, machines, maintenance, planning, quality, scheduling, work_orders
from advisor.sandbox.plan import expected as plan_expected  # noqa: F401 - says what comes and goes
from advisor.sandbox.plan import tables as plan_tables  # noqa: F401 - known to the database
from advisor.sandbox.stock import adjusting, counts, moves, shelving, transfers
from advisor.sandbox.trade import (
    bill_posting,
    bills,
    invoices,
    paying,
    payments,
    purchase_returns,
    purchases,
    receipts,
    reminders,
    requisitions,
    returns,
    sales,
    shipments,
    shop,
    suppliers,
)
from advisor.sandbox.trade import expected as trade_expected  # noqa: F401 - says what comes and goes
from advisor.sandbox.trade import tables as trade_tables  # noqa: F401 - known to the database

PACKAGES: tuple[ModuleType, ...] = (
    days,
    master, revising, approving,
    posting, taxes, terms, currencies, matching, suggesting, entries, periods, closing, charting, budgets,
    moves, adjusting, counts, shelving, transfers,
    sales, shipments, returns, invoices, payments, shop, reminders,
    suppliers, requisitions, purchases, receipts, purchase_returns, bills, bill_posting, paying,
    staff, attendance, absences, payroll, expenses, assets, valuing,
    projects, tasks, timesheets, resources, billing,
    boms, planning, work_orders, scheduling, quality, maintenance, machines,
    company_planning, companies,
    team, contacts, duplicates, merging, importing, activities, partners, visits,
    items, leads, deals, quotes, crm_invoices, targets, workflow,
    segments, campaigns, mailings, marketing_events, loyalty, subscriptions, mentions,
    hours, tickets, channels, articles, feedback, claims,
    outbox, delivery, to_operations, to_customers, levels, resolving, retyping,
)  # fmt: skip
