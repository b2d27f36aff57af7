"""What customers say: how many would recommend us, how satisfied they are with solutions, and their complaints."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from advisor import language as wording
from advisor.sandbox.core import clock
from advisor.sandbox.crm import feedback
from advisor.sandbox.crm.feedback import Opinion
from advisor.sandbox.crm.service_tables import Survey
from advisor.sandbox.crm.tables import Contact
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.insight_charts import Block, columns
from web.sandbox.pages import Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

YEAR = datetime.timedelta(days=365)
MOST = 12  # questions and complaints that are shown
HEIGHT = 30.0


@dataclass(frozen=True)
class Month:
    """`block` is the recommendation from -100 to 100, `below` when it is below nought."""

    name: str
    nps: str
    csat: str
    count: str
    block: Block
    below: bool


@dataclass(frozen=True)
class Asked:
    """A question, or the answer to it."""

    name: Cell
    customer: str
    on: str
    score: str
    comment: str
    ticket: Cell


@dataclass(frozen=True)
class FeedbackData:
    nps: str
    recommended: str
    csat: str
    rated: str
    months: tuple[Month, ...]
    open: tuple[Asked, ...]
    complaints: tuple[Asked, ...]
    ask: Place | None


def build(visit: Visit) -> FeedbackData:
    """Of the last twelve months."""
    session, write = visit.session, writer(visit)
    last = clock.today(session)
    first = last - YEAR
    total = feedback.opinion(session, first, last)
    return FeedbackData(
        _whole(total.nps, write),
        write.text("number", total.recommended),
        _average(total.csat, write),
        write.text("number", total.rated),
        _months(feedback.by_month(session, first, last), write),
        _asked(visit, write, complaints=False),
        _asked(visit, write, complaints=True),
        offer(visit, "feedback.ask"),
    )


def _whole(nps: float | None, write: Writer) -> str:
    """With its sign: promoters minus detractors."""
    if nps is None:
        return "–"
    return wording.signed(round(nps), write.language)


def _average(csat: float | None, write: Writer) -> str:
    return "–" if csat is None else wording.number(round(csat, 1), write.language, "0.0")


def _months(found: list[tuple[datetime.date, Opinion]], write: Writer) -> tuple[Month, ...]:
    blocks = columns([one.nps or 0 for _, one in found], HEIGHT, -100, 100)
    return tuple(
        Month(
            wording.part_of_date(first.strftime("%Y-%m"), write.language),
            _whole(one.nps, write),
            _average(one.csat, write),
            write.text("number", one.recommended + one.rated),
            block,
            (one.nps or 0) < 0,
        )
        for (first, one), block in zip(found, blocks, strict=True)
    )


def _asked(visit: Visit, write: Writer, *, complaints: bool) -> tuple[Asked, ...]:
    wanted = select(Survey, Contact.name).outerjoin(Contact, Contact.id == Survey.contact_id)
    which = Survey.complaint_id.is_not(None) if complaints else Survey.answered.is_(None)
    rows = visit.session.execute(wanted.where(which).order_by(Survey.id.desc()).limit(MOST))
    return tuple(
        Asked(
            Cell(labels.choice(one.kind, visit.words), href(visit, "survey", one.id)),
            name or "",
            write.text("date", one.answered or one.asked),
            "" if one.score is None else write.text("number", one.score),
            one.comment,
            Cell(visit.words("Ticket"), href(visit, "ticket", one.complaint_id)) if one.complaint_id else Cell(),
        )
        for one, name in rows
    )
