"""A seller's desk: leads, deals in every stage, quotes in every state, a target, a simple invoice."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, SELLER, do, units
from tests.sandbox.pipeline import CRM_ONLY, colleague, contact, deal, item, lead, line, quoted

DAYS = datetime.timedelta(days=1)


def furnish(session: Session) -> None:
    """Deals OP-0001 to OP-0008, quotes QU-0001 to QU-0004, leads LD-0001 to LD-0004."""
    sam, lee = colleague(session, "Sam"), colleague(session, "Lee")
    acme = contact(session, "Acme", city="Lviv", email="desk@acme.example", owner=sam, phone="+380 44 123 45 67")
    north, hotel = contact(session, "North Trading", owner=lee), contact(session, "Hotel Astoria")
    pump = item(session, "Pump", 1250, group="Pumps", warranty=24)
    hose = item(session, "Hose", 9.5, places=2, unit="metre")
    work = item(session, "Installation", 80, kind="service", unit="hour")
    pump.available, pump.promised = 2, DAY + 9 * DAYS
    first = deal(session, acme, name="Pumps for the plant", lines=[line(pump, 4), line(work, 16, discount=units(5))])
    deal(session, hotel, 8000, owner=sam, expected=DAY - 3 * DAYS, stage="qualification")
    offered = deal(session, north, name="Hoses", lines=[line(hose, 120.5)], stage="proposal", expected=DAY + 40 * DAYS)
    large = deal(session, acme, 64_000, stage="negotiation", source="fair")
    cheap = deal(session, hotel, name="Discounted", lines=[line(pump, 1, discount=units(20))], stage="proposal")
    won = deal(session, north, name="Spare parts", lines=[line(pump, 2)], stage="negotiation")
    lost = deal(session, hotel, 500)
    deal(session, acme, 1200, owner="", stage="prospecting")
    sent = quoted(session, offered, tax=units(20), text="Dear Ms North,\nas agreed.")
    do(session, "quote.send", SELLER, document=sent.id)
    do(session, "quote.send", SELLER, document=quoted(session, cheap).id)
    accepted = quoted(session, won)
    for step in ("send", "accept"):
        do(session, f"quote.{step}", SELLER, document=accepted.id)
    quoted(session, first)
    do(session, "deal.lose", SELLER, document=lost.id, reason="too late")
    do(session, "target.set", BOSS, owner=lee, month=DAY, amount=units(5000))
    lead(session, company="Harbour Ltd", person="Ann", email="ann@harbour.example", employees=80, budget=units(20_000))
    asked = lead(session, person="Bob", phone="+380 44 123 45 67", source="web")
    do(session, "lead.answer", SELLER, document=asked.id, text="Hello Bob")
    gone = lead(session, company="Gone")
    do(session, "lead.lose", SELLER, document=gone.id, reason="a test")
    do(session, "lead.convert", SELLER, document=lead(session, company="Mill", email="m@mill.example").id)
    invoiced(session, accepted.id)
    trial(session).today = DAY + 25 * DAYS
    assert large.moved == DAY


def invoiced(session: Session, quote: int) -> None:
    """As in a company without an ERP."""
    kept, trial(session).modules = trial(session).modules, CRM_ONLY
    do(session, "quote.invoice", SELLER, document=quote)
    do(session, "crm_invoice.send", SELLER, document=1)
    trial(session).modules = kept
