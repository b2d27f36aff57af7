"""A service with customers: tickets in every state, messages, articles, answers to questions, claims."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.crm.service_tables import Survey
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.serving import AGENT, article, at, contact, do, heard, item, member, step, ticket
from tests.sandbox.making import units


def furnish(session: Session) -> None:
    """Contacts 1 to 3, items 1 and 2, tickets TI-0001 to TI-0006, claims WC-0001 to WC-0003. It is Tuesday, 10:00."""
    at(session, "2026-03-02 09:00")
    for name, level in (("Nia", 1), ("Omar", 1), ("Petra", 2)):
        member(session, name, level)
    north = contact(session, "North Trading", email="desk@north.example", phone="+43 316 100200", customer=True)
    hotel = contact(session, "Hotel Astoria", email="post@astoria.example", customer=True)
    cafe = contact(session, "Café Central", customer=True)
    north.balance, north.overdue = 125_000, 25_000
    pump, hose = item(session, "Garden pump", warranty=24), item(session, "Hose")
    known = article(session, "A pump leaks", "Tighten the screw at the back.\nThen test it.")
    article(session, "Opening hours", "From nine to five.")
    article(session, "Spare parts", published=False)
    do(
        session, "deal.create", name="Pumps for the garden", contact=north.id, amount=units(1200),
        expected=DAY + datetime.timedelta(days=30),
    )  # fmt: skip
    urgent = ticket(
        session, "Cellar under water", contact=hotel.id, priority="urgent", channel="phone", category="pumps"
    )
    first = heard(session, "email", "desk@north.example", "The pump is leaking badly\nSince Monday.")
    heard(session, "chat", "desk@north.example", "Our pump keeps leaking!")
    waiting = ticket(session, "Wrong invoice", contact=cafe.id, channel="branch", category="invoices")
    step(session, waiting, "answer", text="Which invoice?", wait=True)
    solved = ticket(session, "Hose too short", contact=cafe.id, item=hose.id, category="hoses")
    step(session, solved, "take", owner="Omar")
    step(session, solved, "solve", solution="We sent a longer one.")
    closed = ticket(session, "Pump makes noise", contact=hotel.id, item=pump.id, channel="web")
    step(session, closed, "solve", article=known.id)
    step(session, closed, "close")
    low = ticket(session, "Do you sell seeds?", contact=north.id, priority="low", channel="social")
    step(session, low, "take", owner="Petra")
    heard(session, "social", "@gardener", "Do you deliver on Sundays?")
    do(session, "feedback.ask", AGENT, contact=north.id)
    asked = session.scalars(select(Survey).order_by(Survey.id)).all()
    do(session, "feedback.answer", AGENT, survey=asked[0].id, score=2, comment="Still noisy")
    do(session, "feedback.ask", AGENT, contact=hotel.id)
    do(session, "feedback.answer", AGENT, survey=asked[1].id, score=10)
    for kind, what, bought in (
        ("warranty", pump, DAY - datetime.timedelta(days=100)),
        ("warranty", pump, DAY - datetime.timedelta(days=1_000)),
        ("return", hose, DAY),
    ):
        do(session, "claim.open", AGENT, kind=kind, contact=hotel.id, item=what.id, bought=bought, text="Broken")
    at(session, "2026-03-03 10:00")
    assert (urgent.number, first.ticket_id, north.id, pump.id) == ("TI-0001", 2, 1, 1)
