"""The second phase brings what happened before it; a module that was not advised can be looked at and left again."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import ModuleOff, Refusal
from advisor.sandbox.crm.tables import Contact
from advisor.sandbox.trials import phases
from advisor.sandbox.verbs import run

BOSS = Actor("Robin", "manager")
ADVISED = {"erp-sales-orders": 1, "int-crm-erp": 1, "crm-contacts": 2, "crm-leads": 3}


def test_what_joins_the_halves_comes_with_the_second() -> None:
    first, second = phases.of_phases(ADVISED, 1), phases.of_phases(ADVISED, 2)
    assert "erp-inventory" in first, "what it needs"
    assert not {"int-crm-erp", "crm-contacts"}.intersection(first)
    assert {"int-crm-erp", "crm-contacts"} <= set(second)
    assert "crm-leads" not in second


def test_the_next_phase_hears_of_what_happened(session: Session) -> None:
    trial(session).modules = list(phases.of_phases(ADVISED, 1))
    run(session, "party.create", {"name": "Early", "customer": True, "email": "early@acme.example"}, BOSS)
    assert set(phases.added(session, ADVISED)) == {"int-api", "int-crm-erp", "crm-contacts"}
    came = phases.switch_on(session, ADVISED)
    assert came["customer"] == 1
    assert session.scalars(select(Contact.name)).all() == ["Early"]
    assert (trial(session).phase, trial(session).settings["came"]) == (2, came)
    assert phases.switch_on(session, ADVISED) == {}, "the third adds modules and nothing waits"
    with pytest.raises(Refusal, match="no further phase"):
        phases.switch_on(session, ADVISED)


def test_all_on_has_no_phases(session: Session) -> None:
    assert phases.added(session, ADVISED) == ()
    with pytest.raises(Refusal, match="on already"):
        phases.peek(session, "crm-leads")


def test_a_module_is_looked_at_and_left(session: Session) -> None:
    base = phases.of_phases({"erp-gl": 1}, 1)
    trial(session).modules = list(base)
    with pytest.raises(ModuleOff):
        run(session, "lead.create", {"company": "Lee"}, BOSS)
    phases.peek(session, "crm-leads")
    phases.peek(session, "crm-nurturing")
    run(session, "lead.create", {"company": "Lee"}, BOSS)
    assert phases.peeked(session) == ("crm-leads", "crm-nurturing")
    phases.leave(session, "crm-leads", base)
    assert (phases.peeked(session), tuple(trial(session).modules)) == ((), base), "what needs it goes with it"
    for module, error in (("crm-magic", NotFound), ("erp-gl", Refusal)):
        with pytest.raises(error):
            phases.peek(session, module)
    with pytest.raises(Refusal, match="switched on to look"):
        phases.leave(session, "erp-gl", base)
