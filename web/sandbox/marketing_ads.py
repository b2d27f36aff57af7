"""What campaigns cost by channel and by day, and what a click, a lead and a won deal cost."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select

from advisor.errors import mark
from advisor.sandbox.crm import campaigns
from advisor.sandbox.crm.analytics import Span
from advisor.sandbox.crm.campaigns import Result
from advisor.sandbox.crm.marketing_tables import Spend
from advisor.sandbox.crm.tables import Campaign
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.insight_charts import stacked
from web.sandbox.marketing_parts import (
    Figure,
    Part,
    Report,
    Row,
    channel_word,
    heads,
    linked,
    listed,
    money,
    shown,
    span_of,
)
from web.sandbox.visit import Visit

MOST = 60
TITLES = (
    mark("Spent"), mark("Clicks"), mark("Cost per click"), mark("Leads"), mark("Cost per lead"), mark("Deals won"),
    mark("Cost per deal won"), mark("Revenue"),
)  # fmt: skip


def ads(visit: Visit) -> Report:
    """Campaigns that spent something; by channel and by campaign since they began, by day in the days chosen."""
    session, span = visit.session, span_of(visit)
    found = session.scalars(
        select(Campaign).where(Campaign.id.in_(select(Spend.campaign_id))).order_by(Campaign.id.desc())
    ).all()
    results = campaigns.results(session, [one.id for one in found])
    by_channel: dict[str, list[Result]] = defaultdict(list)
    for one in found:
        by_channel[one.channel].append(results[one.id])
    channels = [(_channel(visit, name), campaigns.total(several)) for name, several in sorted(by_channel.items())]
    single = [(linked(visit, "campaign", one.id, one.name), results[one.id]) for one in found[:MOST]]
    total = campaigns.total(results.values())
    words, write = visit.words, writer(visit)
    figures = (
        Figure(words("Spent"), money(visit, total.spent)),
        Figure(words("Clicks"), write.text("number", total.clicks)),
        Figure(words("Cost per click"), money(visit, total.per_click)),
        Figure(words("Cost per lead"), money(visit, total.per_lead)),
        Figure(words("Cost per deal won"), money(visit, total.per_won)),
    )
    parts = (
        _costs(visit, words("What does a channel cost?"), mark("Channel"), channels),
        _costs(visit, words("What does a campaign cost?"), mark("Campaign"), single),
        _days(visit, span),
    )
    return Report(f"{visit.base}/p/ads", figures, parts, *shown(visit, span))


def _channel(visit: Visit, name: str) -> Cell:
    return Cell(channel_word(name, visit.words), listed(visit, "campaigns", channel=name))


def _costs(visit: Visit, title: str, first: str, found: list[tuple[Cell, Result]]) -> Part:
    write = writer(visit)
    rows = tuple(
        Row((
            name, write.cell("money", one.spent), write.cell("number", one.clicks), write.cell("money", one.per_click),
            write.cell("number", one.leads), write.cell("money", one.per_lead), write.cell("number", one.won),
            write.cell("money", one.per_won), write.cell("money", one.revenue),
        ))
        for name, one in found
    )  # fmt: skip
    return Part(title, heads(visit, first, *TITLES), rows, empty=visit.words("No campaign spent anything yet."))


def _days(visit: Visit, span: Span) -> Part:
    """Spend and clicks of each day and channel."""
    write, words = writer(visit), visit.words
    amount, clicks = func.sum(Spend.amount), func.sum(Spend.clicks)
    wanted = (
        select(Spend.on, Campaign.channel, amount, clicks)
        .join(Campaign, Campaign.id == Spend.campaign_id)
        .where(Spend.on.between(span.first, span.last))
        .group_by(Spend.on, Campaign.channel)
        .order_by(Spend.on.desc(), Campaign.channel)
        .limit(MOST)
    )
    found = [
        (on, channel, Result(int(spent), int(count))) for on, channel, spent, count in visit.session.execute(wanted)
    ]
    most = max((one.spent for _, _, one in found), default=0)
    rows = tuple(
        Row(
            (
                write.cell("date", on), Cell(channel_word(channel, words)), write.cell("money", one.spent),
                write.cell("number", one.clicks), write.cell("money", one.per_click),
            ),
            tuple(stacked((one.spent,), most)),
        )
        for on, channel, one in found
    )  # fmt: skip
    titles = (mark("Date"), mark("Channel"), mark("Spent"), mark("Clicks"), mark("Cost per click"))
    empty = words("Nothing was spent in these days.")
    key = ((words("Spent"), "cost"),)
    found_heads = heads(visit, *titles, texts=2)
    return Part(words("What was spent on which day?"), found_heads, rows, key=key, empty=empty)
