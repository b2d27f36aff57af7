"""Feedback of customers: satisfaction with a ticket, and whether they would recommend us."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, extract, func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.crm import hours, tickets
from advisor.sandbox.crm.service_tables import Survey
from advisor.sandbox.crm.tables import Contact, Ticket

MODULE = "crm-feedback"
SCALES = {"csat": (1, 5), "nps": (0, 10)}
COMPLAINT = 2  # a score that is not above it makes a ticket
PROMOTER, DETRACTOR = 9, 6  # from the one on they recommend us, up to the other they warn of us


@effect("ticket.close")
def close(session: Session, ticket: Ticket, by: Actor) -> None:
    """Ask the customer how satisfied they are with the solution, once for each ticket."""
    on = clock.trial(session).modules
    asked = select(Survey.id).where(Survey.ticket_id == ticket.id)
    if ticket.contact_id is not None and (not on or MODULE in on) and session.scalars(asked).first() is None:
        _ask(session, by, "csat", ticket.contact_id, ticket.id)


def _ask(session: Session, by: Actor, kind: str, contact: int, ticket: int | None) -> Survey:
    made = Survey(kind=kind, contact_id=contact, ticket_id=ticket, asked=clock.today(session))
    session.add(made)
    session.flush()
    events.record(session, by, "survey", made.id, "create", contact=contact)
    return made


def ask(session: Session, by: Actor, *, contact: int) -> Survey:
    """Ask a customer now whether they would recommend us."""
    if session.get(Contact, contact) is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.", field="contact")
    return _ask(session, by, "nps", contact, None)


def ask_due(session: Session) -> int:
    """Ask a few customers each day, those first who have waited longest: nobody soon after the first purchase, and
    nobody twice in some months or after they unsubscribed. How many were asked."""
    rule, today = hours.settings(session)["survey"], clock.today(session)
    last = (
        select(func.max(Survey.asked))
        .where(Survey.contact_id == Contact.id, Survey.kind == "nps")
        .correlate(Contact)
        .scalar_subquery()
    )
    before = today - datetime.timedelta(days=rule["every"])
    wanted = (
        select(Contact.id)
        .where(Contact.active, Contact.customer, Contact.unsubscribed.is_(None))
        .where(Contact.since <= today - datetime.timedelta(days=rule["after"]), func.coalesce(last, before) <= before)
        .order_by(last.is_not(None), last, Contact.id)
        .limit(rule["most"])
    )
    found = list(session.scalars(wanted))
    for contact in found:
        _ask(session, SYSTEM, "nps", contact, None)
    return len(found)


def answer(session: Session, by: Actor, *, survey: int, score: int, comment: str = "") -> Survey:
    """What the customer says. A very bad score makes a ticket, so that somebody gets in touch."""
    found = session.get(Survey, survey, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.", field="survey")
    if found.answered is not None:
        raise Refusal("This question was answered already. Thank you.")
    least, most = SCALES[found.kind]
    if not least <= score <= most:
        raise Refusal("Choose a number from {least} to {most}.", values={"least": least, "most": most}, field="score")
    found.score, found.comment, found.answered = score, comment.strip(), clock.today(session)
    if score <= COMPLAINT:
        found.complaint_id = _complaint(session, by, found).id
    events.record(session, by, "survey", found.id, "answer", {"score": score}, contact=found.contact_id)
    return found


def _complaint(session: Session, by: Actor, survey: Survey) -> Ticket:
    about = session.get(Ticket, survey.ticket_id) if survey.ticket_id else None
    said = survey.comment.splitlines()[0] if survey.comment else ""
    return tickets.open_ticket(
        session, by, subject=said or (about.subject if about else f"{survey.kind.upper()} {survey.score}"),
        text=survey.comment, contact=survey.contact_id, channel="web", priority="high", category="complaint",
        item=about.item_id if about else None, deal=about.deal_id if about else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Opinion:
    """Answers of a span. `nps` are promoters minus detractors in per cent, from -100 to 100; `csat` is the average of
    1 to 5; none where nobody answered."""

    recommended: int
    nps: float | None
    rated: int
    csat: float | None


def opinion(session: Session, first: datetime.date, last: datetime.date) -> Opinion:
    """What was answered from one day to another."""
    return next((found for _, found in _opinions(session, first, last, monthly=False)), Opinion(0, None, 0, None))


def by_month(session: Session, first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, Opinion]]:
    """The same of each month in which somebody answered, by its first day."""
    return _opinions(session, first, last, monthly=True)


def _opinions(
    session: Session, first: datetime.date, last: datetime.date, *, monthly: bool
) -> list[tuple[datetime.date, Opinion]]:
    nps = Survey.kind == "nps"
    year, month = extract("year", Survey.answered), extract("month", Survey.answered)
    keys = (year, month) if monthly else ()
    wanted = (
        select(
            func.count(case((nps, 1))),
            func.count(case((nps & (Survey.score >= PROMOTER), 1))),
            func.count(case((nps & (Survey.score <= DETRACTOR), 1))),
            func.count(case((~nps, 1))),
            func.sum(case((~nps, Survey.score))),
            *keys,
        )
        .where(Survey.answered.between(first, last))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [(_month(row[5:], first), _opinion(row[:5])) for row in session.execute(wanted)]


def _month(key: Sequence[int], first: datetime.date) -> datetime.date:
    return datetime.date(int(key[0]), int(key[1]), 1) if key else first


def _opinion(row: Sequence[int | None]) -> Opinion:
    recommended, promoters, detractors, rated, total = (int(one or 0) for one in row)
    return Opinion(
        recommended,
        100 * (promoters - detractors) / recommended if recommended else None,
        rated,
        total / rated if rated else None,
    )


ASKERS = ("service", "sales", "marketing")
VERBS = (
    ("feedback.ask", ask, MODULE, ASKERS, "survey"),
    ("feedback.answer", answer, MODULE, ASKERS, "survey"),
)
