"""Every action of people needs its role and its module."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError, NotFound
from advisor.sandbox.core import states
from advisor.sandbox.core.actors import ROLES, Actor
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import ModuleOff, WrongRole
from advisor.sandbox.core.states import machines
from advisor.sandbox.modules import module_ids
from advisor.sandbox.people import (
    absences,
    assets,
    attendance,
    expenses,
    payroll,
    projects,
    resources,
    staff,
    tasks,
    timesheets,
)
from advisor.sandbox.verbs import Change, Verb, check, run, verbs
from tests.sandbox.making import BOSS

MODULES = (staff, attendance, absences, payroll, expenses, assets, projects, tasks, timesheets, resources)
KINDS = ("employee", "absence", "payroll", "expense", "project", "task", "asset")
NAMES = sorted(
    [row[0] for module in MODULES for row in module.VERBS]
    + [f"{kind}.{step.do}" for kind in KINDS for step in machines()[kind].transitions]
)
# The least that each asks for, so that the door is reached.
ENTERED: dict[str, dict[str, object]] = {
    "employee.create": {"name": "Ada"},
    "employee.change": {"employee": 1},
    "review.create": {"employee": 1, "mark": 3},
    "stamp.create": {"employee": 1, "time": "08:00"},
    "stamp.remove": {"stamp": 1, "reason": "Wrong"},
    "shift.plan": {"employee": 1, "first": "2026-03-02", "begins": "08:00", "ends": "16:00"},
    "absence.create": {"employee": 1, "first": "2026-03-02", "last": "2026-03-03"},
    "payroll.create": {"month": "2026-03-02"},
    "payroll.set_rates": {"rates": []},
    "expense.create": {"employee": 1, "account": 1, "amount": "5", "text": "Taxi"},
    "expense.pay_all": {"employee": 1},
    "asset.create": {"name": "Press", "cost": "5", "months": 3},
    "asset.depreciate": {},
    "asset.revalue": {"document": 1, "value": "5"},
    "project.create": {"name": "Tower", "party": 1, "last": "2026-05-01"},
    "project.change": {"project": 1},
    "milestone.create": {"project": 1, "name": "Roof", "amount": "5", "on": "2026-04-01"},
    "milestone.remove": {"milestone": 1},
    "task.create": {"project": 1, "name": "Plan"},
    "task.change": {"task": 1},
    "timesheet.create": {"employee": 1, "task": 1, "hours": "2"},
    "timesheet.week": {"employee": 1, "first": "2026-03-02", "rows": []},
    "timesheet.remove": {"timesheet": 1},
    "allocation.create": {"employee": 1, "project": 1, "percent": "50"},
    "allocation.change": {"allocation": 1},
    "allocation.remove": {"allocation": 1},
}


def entered(name: str) -> dict[str, object]:
    return ENTERED.get(name, {"document": 1})


def verb(name: str) -> Verb:
    return verbs()[name]


def test_all_actions_are_known_by_name() -> None:
    assert set(NAMES) <= set(verbs())
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_an_action_knows_its_module_and_its_roles(name: str) -> None:
    assert verb(name).module in module_ids()
    assert set(verb(name).who) <= set(ROLES)
    assert verb(name).who


@pytest.mark.parametrize("name", NAMES)
def test_the_least_that_is_asked_is_enough(name: str) -> None:
    assert check(verb(name), entered(name))


def attempt(session: Session, name: str, by: Actor) -> None:
    """Come to the door: a transition is asked for before its document, which is not there."""
    found = verb(name)
    if isinstance(found, Change):
        states.permit(session, machines()[found.kind].transition(found.do), machines()[found.kind], by)
    else:
        run(session, name, entered(name), by)


@pytest.mark.parametrize("name", NAMES)
def test_another_role_is_refused(session: Session, name: str) -> None:
    others = [role for role in ROLES if role not in verb(name).who and role != "manager"]
    for role in others:
        with pytest.raises(WrongRole):
            attempt(session, name, Actor("Sam", role))
    assert others or len(verb(name).who) >= len(ROLES) - 1


@pytest.mark.parametrize("name", NAMES)
def test_without_its_module_it_is_refused(session: Session, name: str) -> None:
    trial(session).modules = [one for one in module_ids() if one != verb(name).module]
    with pytest.raises(ModuleOff):
        attempt(session, name, BOSS)


@pytest.mark.parametrize("name", [name for name in NAMES if entered(name) == {"document": 1}])
def test_a_document_that_is_not_there_is_told(session: Session, name: str) -> None:
    with pytest.raises(NotFound):
        run(session, name, {"document": 12345}, BOSS)


@pytest.mark.parametrize("name", [name for name in NAMES if 1 in entered(name).values()])
def test_a_number_of_nothing_is_told_in_a_sentence(session: Session, name: str) -> None:
    """Whatever row an input names: a wrong one gives a sentence with what to do, never a fault."""
    with pytest.raises(AdvisorError) as caught:
        run(session, name, entered(name), BOSS)
    assert caught.value.status in (404, 409)
    assert caught.value.message.endswith(".")
