"""Insight: the first page, statements, cash, ages, margins, plans, the group, alerts, and what an auditor asks for."""

from __future__ import annotations

from advisor.errors import mark
from web.sandbox import (
    insight_aging,
    insight_alerts,
    insight_board,
    insight_cash,
    insight_compliance,
    insight_group,
    insight_margins,
    insight_planning,
    insight_statements,
)
from web.sandbox.declared import Area, Asked, FormSpec, Special
from web.sandbox.guide import TOURS

GL, BI = "erp-gl", "erp-bi"
PLANS = (
    FormSpec(
        "scenario.create",
        title=mark("New plan"),
        about=mark("A plan of the year from what was booked in the year before, or from another plan."),
        entries=(
            Asked("name"),
            Asked("year"),
            Asked("base", title=mark("From"), help=mark("“actual” for what was booked, or the name of a plan.")),
            Asked("income", title=mark("Income changes, per cent")),
            Asked("cost_of_sales", title=mark("Cost of sales changes, per cent")),
            Asked("expenses", title=mark("Other expenses change, per cent")),
            Asked("drivers", title=mark("Accounts that change otherwise"), more=True,
                  entries=(Asked("account"), Asked("percent", title=mark("Per cent")))),
        ),
    ),
    FormSpec("scenario.adopt", title=mark("Make it the budget"), button=mark("Make it the budget"),
             ask=mark("The budget of this year is replaced. Go on?")),
    FormSpec("scenario.remove", title=mark("Remove the plan"), button=mark("Remove the plan"), primary=False),
)  # fmt: skip

AREA = Area(
    screens=(
        *insight_statements.FILES,
        *insight_cash.FILES,
        *insight_aging.FILES,
        *insight_margins.FILES,
        *insight_group.FILES,
        *insight_compliance.FILES,
    ),
    documents=(insight_group.COMPANY,),
    forms=(*PLANS, *insight_group.FORMS),
    specials=(
        Special("home", mark("Overview"), "insight", "", "sandbox/insight/home.html", insight_board.home),
        TOURS,
        Special("alerts", mark("Alerts"), "insight", "erp-alerts", "sandbox/insight/alerts.html", insight_alerts.build),
        Special("profit-and-loss", mark("Profit and loss"), "insight", GL, "sandbox/insight/statement.html",
                insight_statements.income),
        Special("balance-sheet", mark("Balance sheet"), "insight", GL, "sandbox/insight/statement.html",
                insight_statements.sheet),
        Special("cash", mark("Cash ahead"), "insight", "erp-cash-flow", "sandbox/insight/cash.html",
                insight_cash.build),
        Special("aging", mark("Open items by age"), "insight", "erp-ar-ap", "sandbox/insight/aging.html",
                insight_aging.build),
        Special("margins", mark("Margins"), "insight", BI, "sandbox/insight/margins.html", insight_margins.build),
        Special("plans", mark("Plans and the books"), "insight", "erp-planning", "sandbox/insight/plans.html",
                insight_planning.build),
        Special("group", mark("Consolidation"), "insight", insight_group.MODULE, "sandbox/insight/group.html",
                insight_group.build),
        Special("compliance", mark("Checks of the books"), "insight", insight_compliance.MODULE,
                "sandbox/insight/compliance.html", insight_compliance.report),
        Special("trail", mark("Audit trail"), "insight", insight_compliance.MODULE, "sandbox/insight/trail.html",
                insight_compliance.trail),
        Special("limits", mark("What this sandbox leaves out"), "insight", "", "sandbox/insight/limits.html",
                insight_alerts.limits),
    ),
    choices={
        **{f"total.{name}": title for name, title in insight_statements.TITLES.items()},
        **{f"by.{name}": title for name, title in insight_margins.SUBJECTS.items()},
        "side.receivable": mark("Receivables"),
        "side.payable": mark("Payables"),
    },
    events={
        "plan": mark("Plan made"),
        "adopt": mark("Plan made the budget"),
        "drop_plan": mark("Plan removed"),
        "adjust": mark("Changed"),
        "book": mark("Entry booked"),
    },
)  # fmt: skip
