"""Messages of all channels: who it was, which ticket it is about, and how often customers say it again."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import channels
from advisor.sandbox.crm.channels import Repeats
from advisor.sandbox.crm.tables import Interaction, Ticket
from tests.sandbox.crm.serving import AGENT, at, contact, do, heard, item, step, ticket

LONG_AGO = datetime.datetime.fromisoformat("2026-01-01")


def test_senders_are_known_by_address_and_number(session: Session) -> None:
    """By telephone only when exactly one contact has it."""
    acme = contact(session, "Acme", email="Desk@Acme.example", phone="+43 316 100 200")
    for name in ("North", "South"):
        contact(session, name, phone="+43 1 555 555", anyway=True)
    known = {
        " desk@acme.EXAMPLE ": acme.id,
        "0043 316 100200": acme.id,
        "+43 1 555555": None,
        "+43 1 555556": None,
        "other@acme.example": None,
        "Somebody": None,
    }
    assert {sender: channels.recognised(session, sender) for sender in known} == known


def test_a_message_makes_a_ticket_or_goes_to_the_one_about_the_same(session: Session) -> None:
    acme = contact(session, "Acme", email="desk@acme.example")
    pump = item(session, "Pump")
    first = heard(session, "email", "desk@acme.example", "The cellar pump is leaking badly\nSince Monday.")
    made = session.get_one(Ticket, first.ticket_id)
    assert (made.subject, made.contact_id, made.channel) == ("The cellar pump is leaking badly", acme.id, "email")
    again = heard(session, "chat", "Desk@acme.example", "Our pump keeps leaking!")
    assert (again.ticket_id, again.contact_id) == (made.id, acme.id)
    other = heard(session, "phone", "desk@acme.example", "Where is our invoice?")
    assert other.ticket_id not in (None, made.id)
    named = heard(session, "branch", "the boss", f"I come because of {made.number}", contact=acme.id)
    assert named.ticket_id == made.id
    about = heard(session, "web", "desk@acme.example", "Broken", item=pump.id)
    assert session.get_one(Ticket, about.ticket_id).item_id == pump.id
    assert heard(session, "web", "desk@acme.example", "Help", item=pump.id).ticket_id == about.ticket_id


def test_what_waited_goes_on_when_the_customer_speaks(session: Session) -> None:
    acme = contact(session, "Acme", email="desk@acme.example")
    at(session, "2026-03-02 10:00")
    made = ticket(session, "Leaking pump in the cellar", contact=acme.id)
    step(session, made, "answer", text="Which model?", wait=True)
    due = made.solve_due
    at(session, "2026-03-02 12:00")
    heard(session, "email", "desk@acme.example", "The leaking pump is a P-40.")
    assert (made.state, made.held, made.held_since) == ("in_progress", 120, None)
    assert made.solve_due == due + datetime.timedelta(hours=2)
    step(session, made, "answer", text="Thank you.")
    last = session.scalars(select(Interaction).order_by(Interaction.id.desc())).first()
    assert last is not None
    assert (last.way, last.channel, last.contact_id) == ("out", "email", acme.id)


def test_unknown_senders_wait_to_be_linked(session: Session) -> None:
    unknown = heard(session, "social", "@gardener", "Do you sell pumps?")
    assert (unknown.contact_id, unknown.ticket_id, unknown.sender) == (None, None, "@gardener")
    assert session.scalars(select(Ticket)).all() == []
    acme = contact(session, "Acme")
    do(session, "interaction.link", AGENT, interaction=unknown.id, contact=acme.id)
    assert unknown.contact_id == acme.id
    assert session.get_one(Ticket, unknown.ticket_id).subject == "Do you sell pumps?"
    with pytest.raises(Refusal, match="known already"):
        do(session, "interaction.link", AGENT, interaction=unknown.id, contact=acme.id)
    with pytest.raises(NotFound):
        do(session, "interaction.link", AGENT, interaction=99, contact=acme.id)
    with pytest.raises(Refusal, match="Nothing was said"):
        heard(session, "chat", "@gardener", " ")


def test_how_often_customers_say_it_again(session: Session) -> None:
    """On another channel within a week; the same channel, or later, is no repetition."""
    acme = contact(session, "Acme", email="desk@acme.example")
    at(session, "2026-03-02 10:00")
    twice, slow, same, silent = (ticket(session, f"{what} broken", contact=acme.id) for what in "ABCD")
    assert channels.repeats(session, LONG_AGO) == Repeats(4, 0)
    step(session, same, "hear", text="Hello?")
    step(session, silent, "answer", text="Hello!", channel="email")
    at(session, "2026-03-09 10:00")
    step(session, twice, "hear", text="I called already.", channel="chat")
    at(session, "2026-03-09 10:01")
    step(session, slow, "hear", text="I called last week.", channel="email")
    assert channels.repeats(session, LONG_AGO) == Repeats(4, 1)
    assert channels.repeats(session, datetime.datetime.fromisoformat("2026-03-09")) == Repeats(2, 0)
