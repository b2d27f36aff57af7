"""A small company with people, contacts, work and partners, for tests of pages of customers."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from tests.sandbox.crm.meeting import ANN, activity, contact, member
from tests.sandbox.making import BOSS, do, units
from tests.web.sandbox.trying import DAY


def clients(session: Session) -> None:
    member(session)
    member(session, "Бея Ковальчук", "service")
    acme = contact(
        session, "Acme Ltd", customer=True, email="desk@acme.example", phone="+49 30 1234567", city="Ulm",
        address="Main road 1", owner="Ann",
    )  # fmt: skip
    lee = contact(session, "Ann Lee", kind="person", organisation=acme.id, email="lee@acme.example")
    contact(session, "ACME", phone="0049 30 1234567", city="Ulm")
    north, south = (contact(session, name, partner=True, city="Kyiv") for name in ("North", "South"))
    deal = do(session, "deal.create", ANN, contact=acme.id, name="Two machines", amount=units(5000))
    activity(session, "Send the offer", kind="mail", contact=lee.id, about_kind="deal", about=deal.id)
    late = activity(session, "Ask about the price", contact=acme.id)
    late.due = DAY - datetime.timedelta(days=3)
    activity(session, "Show the machine", kind="visit", contact=acme.id, note="Ring at the gate")
    activity(session, "Plan next quarter", kind="task", due=DAY + datetime.timedelta(days=4), owner="Бея Ковальчук")
    do(session, "partner.terms", BOSS, partner=north.id, commission=units(5))
    for partner in (north, south):
        do(session, "partner.register_deal", ANN, partner=partner.id, contact=acme.id, amount=units(900))
