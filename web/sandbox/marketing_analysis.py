"""Analyses: from lead to won deal, who comes back, which channel brings what, and why deals are lost."""

from __future__ import annotations

import datetime

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.crm import analytics
from advisor.sandbox.crm.analytics import Cohort, Span, Stage
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.insight_charts import stacked
from web.sandbox.marketing_parts import Part, Report, Row, channel_word, heads, listed, money, shown, span_of
from web.sandbox.pages import Head, Place
from web.sandbox.visit import Visit

STAGES = {
    "leads": mark("Leads"),
    "qualified": mark("Qualified"),
    "deals": mark("Deals"),
    "won": mark("Deals won"),
}
COHORTS = 12
LATER = 6  # months after the first that a cohort shows
REASONS = 15


def analysis(visit: Visit) -> Report:
    """The days are those of leads, and of deals that were won or lost."""
    span = span_of(visit)
    first, last = shown(visit, span)
    parts = (_funnel(visit, span), _channels(visit, span), _cohorts(visit), _lost(visit, span))
    return Report(f"{visit.base}/p/analysis", (), parts, first, last)


def _percent(visit: Visit, part: int, whole: int) -> str:
    return wording.percent(part / whole, visit.language) if whole else "–"


def _funnel(visit: Visit, span: Span) -> Part:
    stages, write, words = analytics.funnel(visit.session, span), writer(visit), visit.words
    days = (span.first.isoformat(), span.last.isoformat())
    leads = listed(visit, "leads", on=days) if visit.on("crm-leads") else ""
    before = (stages[0], *stages)
    rows = tuple(_stage(visit, one, earlier, stages[0], leads) for one, earlier in zip(stages, before, strict=False))
    finding = ""
    if stages[0].count:
        share = _percent(visit, stages[-1].count, stages[0].count)
        finding = words("{won} of {leads} leads became a won deal: {share}.").format(
            won=write.text("number", stages[-1].count), leads=write.text("number", stages[0].count), share=share
        )
    titles = (mark("Step"), mark("Count"), mark("Of the step before"), mark("Days since the step before"))
    return Part(
        words("How many leads become customers?"), heads(visit, *titles), rows if stages[0].count else (), finding,
        ((words("Count"), "in"),), words("No lead came in these days."),
    )  # fmt: skip


def _stage(visit: Visit, one: Stage, earlier: Stage, first: Stage, leads: str) -> Row:
    write = writer(visit)
    share = "" if one is first else _percent(visit, one.count, earlier.count)
    days = "" if one.days is None else write.text("number", round(one.days, 1))
    cells = (
        Cell(visit.words(STAGES[one.name]), leads), write.cell("number", one.count), Cell(share, end=True),
        Cell(days, end=True),
    )  # fmt: skip
    return Row(cells, tuple(stacked((one.count,), first.count)))


def _channels(visit: Visit, span: Span) -> Part:
    found, write, words = analytics.attribution(visit.session, span), writer(visit), visit.words
    most = max((max(one.first, one.equal) for one in found), default=0)
    rows = tuple(
        Row(
            (
                Cell(channel_word(one.channel, words)),
                write.cell("number", one.leads), write.cell("number", one.won), write.cell("money", one.first),
                write.cell("money", one.equal),
            ),
            tuple(stacked((one.equal,), most)),
        )
        for one in found
    )  # fmt: skip
    total = sum(one.equal for one in found)
    ends = (sum(one.leads for one in found), sum(one.won for one in found))
    sums = (Cell(words("Total")), *(write.cell("number", one) for one in ends), *[write.cell("money", total)] * 2)
    days = (span.first.isoformat(), span.last.isoformat())
    more = (Place(words("Deals won"), listed(visit, "deals", state="won", closed=days)),)
    titles = (
        mark("Channel"), mark("Leads"), mark("Deals won"), mark("Revenue, by the first touch"),
        mark("Revenue, by equal shares"),
    )  # fmt: skip
    finding = words("Both ways of sharing add up to what was won: {amount}.").format(amount=money(visit, total))
    return Part(
        words("Which channel brings what?"), heads(visit, *titles), (*rows, Row(sums)) if rows else (), finding,
        ((words("Revenue, by equal shares"), "in"),), words("No lead and no won deal in these days."), more,
    )  # fmt: skip


def _cohorts(visit: Visit) -> Part:
    """Customers by the month of the first purchase, and how many of them bought in the months after."""
    found, words = analytics.cohorts(visit.session, COHORTS), visit.words
    titles = heads(visit, mark("First purchase"), mark("Customers"))
    months = [words("Month {n}").format(n=wording.number(n, visit.language)) for n in range(1, LATER + 1)]
    ends = tuple(Head(title, end=True) for title in months)
    rows = tuple(_cohort(visit, one) for one in found)
    more = (Place(words("Customer value"), f"{visit.base}/l/customer-value"),)
    empty = words("A customer is somebody with a deal that was won. Win the first one.")
    return Part(words("Who comes back?"), (*titles, *ends), rows, empty=empty, more=more)


def _cohort(visit: Visit, one: Cohort) -> Row:
    after = one.bought[1 : LATER + 1]
    cells = [Cell(_percent(visit, count, one.size), end=True) for count in after]
    cells += [Cell(end=True)] * (LATER - len(cells))
    last = (one.first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
    there = listed(visit, "customer-value", first=(one.first.isoformat(), last.isoformat()))
    name = Cell(wording.part_of_date(one.first.strftime("%Y-%m"), visit.language), there)
    return Row((name, writer(visit).cell("number", one.size), *cells))


def _lost(visit: Visit, span: Span) -> Part:
    found, write, words = analytics.lost(visit.session, span), writer(visit), visit.words
    most = max((one.amount for one in found), default=0)
    days = (span.first.isoformat(), span.last.isoformat())
    there = listed(visit, "deals", state="lost", closed=days)
    rows = tuple(
        Row(
            (Cell(one.reason, there), write.cell("number", one.deals), write.cell("money", one.amount)),
            tuple(stacked((one.amount,), most)),
        )
        for one in found[:REASONS]
    )
    return Part(
        words("Why are deals lost?"), heads(visit, mark("Reason"), mark("Deals"), mark("Amount")), rows,
        key=((words("Amount"), "out"),), empty=words("No deal was lost in these days."),
    )  # fmt: skip
