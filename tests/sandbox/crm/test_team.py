"""Who works with customers: known by name, checked wherever an owner is named."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import team
from tests.sandbox.crm.meeting import member
from tests.sandbox.making import do


def test_people_come_change_and_leave(session: Session) -> None:
    ann, bea = member(session, " Ann "), member(session, "Bea", "service", level=2)
    assert (ann.name, ann.role, ann.level, bea.level) == ("Ann", "sales", 1, 2)
    assert [one.name for one in team.active(session)] == ["Ann", "Bea"]
    assert [one.name for one in team.active(session, "service")] == ["Bea"]
    for name in ("", "Ann"):
        with pytest.raises(Refusal):
            member(session, name)
    with pytest.raises(Refusal, match="from 1 to 9"):
        do(session, "member.change", member=ann.id, level=0)
    with pytest.raises(NotFound):
        do(session, "member.change", member=99, level=1)
    do(session, "member.change", member=ann.id, role="manager", active=False, level=1)
    assert history(session, "member", ann.id)[-1].values == {"fields": ["role", "active"]}
    do(session, "member.change", member=ann.id)
    assert len(history(session, "member", ann.id)) == 2  # nothing was different
    assert [one.name for one in team.active(session)] == ["Bea"]


def test_an_owner_is_somebody_who_works_here(session: Session) -> None:
    member(session), member(session, "Bea")
    assert team.owner(session, " Ann ") == "Ann"
    assert team.owner(session, "") == ""
    with pytest.raises(Refusal, match="name Zoe"):
        team.owner(session, "Zoe")
    assert team.first(session, "Zoe", "", "Bea", "Ann") == "Bea"
    assert team.first(session, "Zoe") == ""
