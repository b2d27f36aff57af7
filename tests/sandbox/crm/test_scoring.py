"""Points of a lead and their reasons."""

from __future__ import annotations

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.crm import scoring
from advisor.sandbox.crm.tables import Interaction
from tests.sandbox.making import SELLER, do, units
from tests.sandbox.pipeline import lead


def test_points_have_reasons(session: Session) -> None:
    made = lead(session, company="Acme", email="a@acme.example", employees=50, budget=units("9999.99"), source="web")
    found = scoring.reasons(session, made)
    assert [(one.when, one.value, one.points) for one in found] == [
        ("email", "a@acme.example", 10), ("company", "Acme", 10), ("employees", 50, 20), ("source", "web", 10),
    ]  # fmt: skip
    assert made.score == scoring.score(session, made) == 50
    do(session, "lead.change", SELLER, document=made.id, budget=units(10_000), source="referral", employees=49)
    assert made.score == 10 + 10 + 25 + 20


def test_who_answers_a_mail_is_more_promising(session: Session) -> None:
    made = lead(session, person="Ann")
    assert made.score == 0
    session.add(Interaction(at=clock.now(session), channel="email", way="in", text="Yes, please", lead_id=made.id))
    session.flush()
    scoring.rescore(session, made)
    assert made.score == 15


def test_rules_are_data_of_the_trial(session: Session) -> None:
    clock.trial(session).settings = {"scoring": [{"when": "phone", "points": 3}]}
    assert lead(session, company="Acme", phone="+49 30 123456").score == 3
