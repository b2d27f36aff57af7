"""What is written about the company: the tone over time, and the page of a mention."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.crm import mentions
from advisor.sandbox.crm.marketing_tables import Mention
from web.sandbox import labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.declared import DocumentPage, Field, Ref
from web.sandbox.insight_charts import stacked
from web.sandbox.marketing_lists import SOCIAL
from web.sandbox.marketing_parts import Figure, Part, Report, Row, heads, linked, listed
from web.sandbox.visit import Visit

BARS = {"good": "in", "neutral": "cost", "bad": "out"}
SHOWN = 12  # weeks, and mentions that wait


def voices(visit: Visit) -> Report:
    """How many wait, the tone of each week, and what waits for an answer."""
    write, words = writer(visit), visit.words
    weeks = mentions.by_week(visit.session)
    total = {tone: sum(week[tone] for week in weeks.values()) for tone in mentions.TONES}
    waiting = visit.session.scalar(select(func.count()).where(Mention.state == "new")) or 0
    figures = (
        Figure(words("Not answered yet"), write.text("number", waiting), href=listed(visit, "mentions", state="new")),
        *(
            Figure(
                labels.choice(f"tone.{tone}", words), write.text("number", count),
                href=listed(visit, "mentions", tone=f"tone.{tone}"),
            )
            for tone, count in total.items()
        ),
    )  # fmt: skip
    return Report(f"{visit.base}/p/voices", figures, (_waiting(visit), _weeks(visit, weeks)))


def _waiting(visit: Visit) -> Part:
    write, words = writer(visit), visit.words
    bad_first = (Mention.tone != "bad", Mention.on, Mention.id)
    wanted = select(Mention).where(Mention.state == "new").order_by(*bad_first).limit(SHOWN)
    rows = tuple(
        Row((
            linked(visit, "mention", one.id, one.text), Cell(one.author), write.cell("choice", one.network),
            write.cell("date", one.on), write.cell("choice", f"tone.{one.tone}"),
        ))
        for one in visit.session.scalars(wanted)
    )  # fmt: skip
    found = heads(visit, mark("Text"), mark("Author"), mark("Where"), mark("Date"), mark("Tone"), texts=5)
    return Part(words("What waits for an answer"), found, rows, empty=words("Everything was answered."))


def _weeks(visit: Visit, weeks: dict[datetime.date, dict[str, int]]) -> Part:
    write, words = writer(visit), visit.words
    most = max((sum(week.values()) for week in weeks.values()), default=0)
    rows = tuple(
        Row(
            (write.cell("date", monday), *(write.cell("number", count) for count in week.values())),
            tuple(stacked(tuple(week.values()), most)),
        )
        for monday, week in list(weeks.items())[: -SHOWN - 1 : -1]
    )
    names = [labels.CHOICES[f"tone.{tone}"] for tone in mentions.TONES]
    key = tuple((words(name), BARS[tone]) for tone, name in zip(mentions.TONES, names, strict=True))
    found = heads(visit, mark("Week from"), *names)
    return Part(words("The tone of each week"), found, rows, key=key, empty=words("Nothing was written yet."))


def _around_mention(_: Session, mention: Mention) -> Iterator[Ref]:
    if mention.ticket_id:
        yield Ref("ticket", mention.ticket_id)


MENTION = DocumentPage(
    kind="mention",
    module=SOCIAL,
    back="mentions",
    name="author",
    fields=(
        Field(mark("Text"), "text"),
        Field(mark("Where"), "network", "choice"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Tone"), lambda _, mention: f"tone.{mention.tone}", "choice"),
        Field(mark("Contact"), "contact_id", to="contact"),
        Field(mark("Answer"), "answer"),
    ),
    related=_around_mention,
)
