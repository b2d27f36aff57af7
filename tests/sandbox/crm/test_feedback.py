"""Feedback: who is asked when, what a bad answer leads to, and the figures."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import feedback
from advisor.sandbox.crm.feedback import Opinion
from advisor.sandbox.crm.service_tables import Survey
from advisor.sandbox.crm.tables import Ticket
from tests.sandbox.crm.serving import AGENT, at, contact, do, item, service, step, ticket

FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def surveys(session: Session) -> list[Survey]:
    return list(session.scalars(select(Survey).order_by(Survey.id)))


def closed(session: Session, acme: int | None, **more: object) -> Ticket:
    made = ticket(session, contact=acme, **more)
    step(session, made, "solve", solution="Done.")
    step(session, made, "close")
    return made


def answered(session: Session, survey: Survey, score: int, comment: str = "") -> Survey:
    made = do(session, "feedback.answer", AGENT, survey=survey.id, score=score, comment=comment)
    assert isinstance(made, Survey)
    return made


def test_a_closed_ticket_is_asked_about_once(session: Session) -> None:
    acme = contact(session, "Acme")
    made = closed(session, acme.id)
    closed(session, None)
    asked = surveys(session)
    assert [(one.kind, one.contact_id, one.ticket_id) for one in asked] == [("csat", acme.id, made.id)]
    assert answered(session, asked[0], 4, " Fine ").comment == "Fine"
    with pytest.raises(Refusal, match="answered already"):
        answered(session, asked[0], 5)
    assert asked[0].complaint_id is None


def test_nobody_is_asked_where_feedback_is_off(session: Session) -> None:
    clock.trial(session).modules = ["crm-contacts", "crm-service"]
    closed(session, contact(session, "Acme").id)
    assert surveys(session) == []


def test_a_bad_answer_makes_a_ticket(session: Session) -> None:
    acme, pump = contact(session, "Acme"), item(session, "Pump")
    first = closed(session, acme.id, item=pump.id)
    made = answered(session, surveys(session)[0], 2, "Still leaking\nand nobody came")
    complaint = session.get_one(Ticket, made.complaint_id)
    assert (complaint.subject, complaint.contact_id, complaint.item_id) == ("Still leaking", acme.id, first.item_id)
    assert (complaint.priority, complaint.category, complaint.state) == ("high", "complaint", "new")
    asked = do(session, "feedback.ask", AGENT, contact=acme.id)
    assert session.get_one(Ticket, answered(session, asked, 0).complaint_id).subject == "NPS 0"


@pytest.mark.parametrize(("kind", "score"), [("csat", 0), ("csat", 6), ("nps", -1), ("nps", 11)])
def test_scores_have_their_scale(session: Session, kind: str, score: int) -> None:
    acme = contact(session, "Acme")
    if kind == "csat":
        closed(session, acme.id)
    else:
        do(session, "feedback.ask", AGENT, contact=acme.id)
    with pytest.raises(Refusal, match="Choose a number"):
        answered(session, surveys(session)[0], score)


def test_what_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        do(session, "feedback.answer", AGENT, survey=9, score=5)
    with pytest.raises(NotFound):
        do(session, "feedback.ask", AGENT, contact=9)


def test_a_few_customers_are_asked_each_day(session: Session) -> None:
    """Not at once after the first purchase, not twice in half a year, not who unsubscribed."""
    service(session, survey={"after": 2, "every": 5, "most": 2})
    for name in ("A", "B", "C"):
        contact(session, name, customer=True)
    quiet = contact(session, "Quiet", customer=True)
    do(session, "contact.unsubscribe", contact=quiet.id)
    contact(session, "Lead")
    counts = []
    for _ in range(7):
        do(session, "clock.advance", to="day")
        counts.append(len(surveys(session)))
    assert counts == [0, 2, 3, 3, 3, 3, 5]
    assert [one.contact_id for one in surveys(session)] == [1, 2, 3, 1, 2]


def test_figures_by_month(books: Database) -> None:
    """Promoters from 9, detractors to 6: of 10, 9, 8, 6 and 0 it is nought; of 10 alone it is a hundred."""
    with books.session() as session:
        acme = contact(session, "Acme")
        assert feedback.opinion(session, FIRST, LAST) == Opinion(0, None, 0, None)
        for day, scores in (("2026-03-02", (10, 9, 8, 6, 0)), ("2026-04-01", (10,))):
            at(session, f"{day} 10:00")
            for score in scores:
                answered(session, do(session, "feedback.ask", AGENT, contact=acme.id), score)
        for score in (5, 4):
            closed(session, acme.id)
            answered(session, surveys(session)[-1], score)
        closed(session, acme.id)
        assert feedback.opinion(session, FIRST, LAST) == Opinion(6, pytest.approx(100 / 6), 2, 4.5)
        assert feedback.by_month(session, FIRST, LAST) == [
            (datetime.date(2026, 3, 1), Opinion(5, 0.0, 0, None)),
            (datetime.date(2026, 4, 1), Opinion(1, 100.0, 2, 4.5)),
        ]
        assert feedback.opinion(session, datetime.date(2026, 4, 2), LAST).recommended == 0
