"""Tickets: who takes them, when they must be answered and solved, what holding, escalating and closing do."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Event, Notice
from advisor.sandbox.crm import tickets
from advisor.sandbox.crm.service_tables import NOW
from advisor.sandbox.crm.tables import Interaction, Ticket
from tests.sandbox.crm.serving import AGENT, BOSS, article, at, contact, do, member, service, step, ticket
from tests.sandbox.making import BUYER


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def said(session: Session, made: Ticket) -> list[tuple[str, str, str]]:
    wanted = select(Interaction).where(Interaction.ticket_id == made.id).order_by(Interaction.id)
    return [(one.way, one.channel, one.text) for one in session.scalars(wanted)]


def test_a_ticket_is_answered_and_solved(session: Session) -> None:
    member(session, "Nia")
    acme = contact(session, "Acme")
    at(session, "2026-03-02 10:00")
    made = ticket(session, " Pump leaks ", text="It drips.", contact=acme.id, channel="email", category="pumps")
    assert (made.number, made.state, made.subject, made.owner) == ("TI-0001", "new", "Pump leaks", "")
    assert (made.answer_due, made.solve_due) == (moment("2026-03-03 10:00"), moment("2026-03-05 10:00"))
    at(session, "2026-03-02 11:30")
    step(session, made, "answer", text="We look into it.")
    assert (made.state, made.owner, made.answer_minutes) == ("in_progress", "Nia", 90)
    at(session, "2026-03-03 10:00")
    step(session, made, "answer", text="Which model?", channel="phone")
    assert (made.answered, made.answer_minutes) == (moment("2026-03-02 11:30"), 90)
    step(session, made, "solve", solution="Tighten the screw.")
    assert (made.state, made.solve_minutes, made.solution) == ("solved", 480, "Tighten the screw.")
    assert said(session, made) == [
        ("in", "email", "It drips."),
        ("out", "email", "We look into it."),
        ("out", "phone", "Which model?"),
        ("out", "email", "Tighten the screw."),
    ]
    told = session.scalars(select(Event.what).where(Event.contact_id == acme.id, Event.kind == "ticket"))
    assert list(told) == ["create", "answer", "answer", "solve"]


def test_s65_what_is_held_moves_the_moments(session: Session) -> None:
    """Round the clock, put on hold at 4:15, the customer answers at 5:00: from 16:00 to 16:45."""
    service(session, days=list(range(7)), hours=["00:00", "24:00"], answer={"normal": 8}, solve={"normal": 12})
    at(session, "2020-03-04 04:00")
    made = ticket(session)
    assert made.solve_due == moment("2020-03-04 16:00")
    step(session, made, "take", owner="")
    at(session, "2020-03-04 04:15")
    step(session, made, "hold", reason="no serial number")
    assert (made.state, made.held_since) == ("waiting", moment("2020-03-04 04:15"))
    at(session, "2020-03-04 05:00")
    step(session, made, "hear", text="Here is the number.")
    assert (made.state, made.held * 60, made.held_since) == ("in_progress", 2_700, None)
    assert (made.answer_due, made.solve_due) == (moment("2020-03-04 12:45"), moment("2020-03-04 16:45"))
    at(session, "2020-03-04 06:00")
    step(session, made, "solve", solution="Done.")
    assert made.solve_minutes == made.answer_minutes == 75


def test_waiting_for_the_customer_over_night(session: Session) -> None:
    """16:00 to 10:00 are two working hours; a moment that was met does not move."""
    at(session, "2026-03-02 15:00")
    made = ticket(session, priority="high")
    due = made.answer_due
    at(session, "2026-03-02 16:00")
    step(session, made, "answer", text="Which model?", wait=True)
    step(session, made, "answer", text="It is on the plate.", wait=True)
    assert made.state == "waiting"
    at(session, "2026-03-03 10:00")
    step(session, made, "answer", text="We found it ourselves.")
    assert (made.state, made.held, made.answer_due) == ("in_progress", 120, due)
    assert made.solve_due == moment("2026-03-03 17:00")


def test_the_customer_is_not_content(session: Session) -> None:
    made = ticket(session)
    step(session, made, "hear", text="And another thing.")
    assert made.state == "new"
    step(session, made, "solve", solution="Restart it.")
    step(session, made, "hear", text="No.", channel="chat")
    assert (made.state, made.solved, made.solution, made.solve_minutes) == ("in_progress", None, "", None)
    step(session, made, "solve", solution="Replace it.")
    step(session, made, "reopen", reason="not replaced")
    assert made.state == "in_progress"


def test_the_least_loaded_takes_it(session: Session) -> None:
    """Of the service, and of a level that is high enough."""
    for name, level in (("Nia", 1), ("Omar", 1), ("Petra", 2)):
        member(session, name, level)
    member(session, "Sam", role="sales")
    owners = []
    for _ in range(4):
        made = ticket(session)
        step(session, made, "take")
        owners.append(made.owner)
    assert owners == ["Nia", "Omar", "Petra", "Nia"]
    step(session, made, "take", owner="Sam")
    assert made.owner == "Sam"
    with pytest.raises(Refusal, match="works here"):
        step(session, made, "take", owner="Nobody")
    assert tickets.least_loaded(session, 2) == "Petra"
    assert tickets.least_loaded(session, 3) == ""


def test_escalated_by_hand_up_to_the_top(session: Session) -> None:
    member(session, "Petra", 2)
    made = ticket(session)
    step(session, made, "escalate", reason="too hard")
    assert (made.level, made.owner, made.state) == (2, "Petra", "new")
    step(session, made, "escalate")
    assert (made.level, made.owner) == (3, "Petra")
    with pytest.raises(Refusal, match="highest level"):
        step(session, made, "escalate")
    found = session.scalars(select(Notice).where(Notice.kind == tickets.ESCALATED).order_by(Notice.id))
    assert [(one.role, one.owner, one.document) for one in found] == [("service", "Petra", 1), ("manager", "", 1)]


def test_the_clock_escalates_what_is_late_once(books: Database) -> None:
    """Urgent: within one hour. What waits for the customer has time; what is met is left alone."""
    with books.session() as session:
        late, met, held = (ticket(session, priority="urgent") for _ in range(3))
        step(session, met, "answer", text="Yes?")
        step(session, held, "answer", text="Which model?", wait=True)
        do(session, "clock.advance", to="hour")
        assert (late.level, late.escalated) == (1, None)
        do(session, "clock.advance", to="hour")
        assert (late.level, met.level, held.level) == (2, 1, 1)
        assert late.escalated == clock.now(session)
        do(session, "clock.advance", to="day")
        assert (late.level, met.level, held.level) == (2, 2, 1)
        shown = dict(session.execute(select(Ticket.id, tickets.shown_state(NOW))).all())
        assert shown == {late.id: "late", met.id: "late", held.id: "waiting"}
        assert session.scalar(select(NOW)) == clock.now(session)
        assert set(session.scalars(select(Ticket.id).where(tickets.late(literal(clock.now(session)))))) == {1, 2}


def test_solved_tickets_are_closed_after_five_days(session: Session) -> None:
    made, other = ticket(session), ticket(session)
    step(session, made, "solve", solution="Restart it.")
    do(session, "clock.advance", to="day")
    step(session, other, "solve", solution="Restart it.")
    for _ in range(4):
        do(session, "clock.advance", to="day")
    assert (made.state, other.state) == ("closed", "solved")
    with pytest.raises(Refusal, match="state it is in"):
        step(session, made, "hear", text="Again.")


def test_solved_by_an_article(session: Session) -> None:
    known, draft = article(session, "A pump leaks", "Tighten the screw."), article(session, "Draft", published=False)
    made = ticket(session, channel="chat")
    for wrong in ({}, {"solution": " "}, {"article": draft.id}):
        with pytest.raises(Refusal):
            step(session, made, "solve", **wrong)
    with pytest.raises(NotFound):
        step(session, made, "solve", article=99)
    step(session, made, "solve", article=known.id)
    assert made.article_id == known.id
    assert said(session, made)[-1] == ("out", "chat", "A pump leaks\n\nTighten the screw.")


def test_what_cannot_be_asked(session: Session) -> None:
    with pytest.raises(Refusal, match="few words"):
        ticket(session, " ")
    with pytest.raises(Refusal, match="no such contact"):
        ticket(session, contact=99)
    with pytest.raises(NotFound):
        ticket(session, item=99)
    with pytest.raises(NotFound):
        ticket(session, deal=99)
    made = ticket(session)
    with pytest.raises(Refusal, match="Nothing was said"):
        step(session, made, "answer", text=" ")
    with pytest.raises(WrongRole):
        step(session, made, "answer", BUYER, text="Hello")
    assert tickets.next_due(made) == made.answer_due
    step(session, made, "answer", BOSS, text="Hello")
    assert tickets.next_due(made) == made.solve_due
    assert AGENT.name == "Nia"
