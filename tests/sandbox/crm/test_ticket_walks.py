"""Tickets in any order of steps: what must hold after each of them, whatever people do."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, states
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import hours, tickets
from advisor.sandbox.crm.hours import Policy, worked
from advisor.sandbox.crm.tables import Interaction, Ticket
from tests.sandbox.crm.serving import AGENT, do, member, ticket

MINUTES_A_DAY = 24 * 60
STEPS: dict[str, dict[str, Any]] = {
    "take": {},
    "answer": {"text": "We look into it."},
    "answer and wait": {"text": "Which model?", "wait": True},
    "hear": {"text": "And now?", "channel": "chat"},
    "hold": {"reason": "spare part"},
    "escalate": {},
    "solve": {"solution": "Restart it."},
    "reopen": {"reason": "not solved"},
    "close": {},
}
walks = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 2_000)), min_size=3, max_size=12)


def later(session: Session, minutes: int) -> None:
    """Let so many minutes pass, without the jobs of the clock."""
    trial = clock.trial(session)
    days, trial.minute = divmod(trial.minute + minutes, MINUTES_A_DAY)
    trial.today += datetime.timedelta(days=days)
    session.flush()


def messages(session: Session, made: Ticket) -> int:
    return session.scalar(select(func.count()).where(Interaction.ticket_id == made.id)) or 0


def sound(made: Ticket, rules: Policy) -> None:
    """The moments are as many working minutes after the opening as the priority gives, and what was held."""
    calendar = rules.calendar
    assert (made.held_since is not None) is (made.state == "waiting")
    assert (made.solved is not None) is (made.state in ("solved", "closed"))
    assert (made.solve_minutes is not None) is (made.solved is not None)
    assert (made.answer_minutes is not None) is (made.answered is not None)
    assert bool(made.solution) is (made.solved is not None)
    assert worked(made.opened, made.solve_due, calendar) == rules.solve[made.priority] + made.held
    if made.answered is None:
        assert worked(made.opened, made.answer_due, calendar) == rules.answer[made.priority] + made.held
    if made.solved is not None:
        assert made.solve_minutes == worked(made.opened, made.solved, calendar) - made.held
    assert 1 <= made.level <= tickets.TOP


def walked(session: Session, made: Ticket, name: str) -> bool:
    """Try a step; whether it was done. Only what the machine does not offer, or a ticket at the top, is refused."""
    what = name.partition(" ")[0]
    offered = {step.do for step in states.offers(session, made, "ticket", AGENT)}
    try:
        do(session, f"ticket.{what}", AGENT, document=made.id, **STEPS[name])
    except Refusal:
        assert what not in offered or (what == "escalate" and made.level == tickets.TOP), (made.state, name)
        return False
    assert what in offered
    return True


def test_whatever_people_do(session: Session) -> None:
    member(session, "Nia")
    member(session, "Petra", 2)
    rules = hours.policy(session)
    seen: set[str] = set()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(walks, st.sampled_from(sorted(rules.solve)))
    def walk(steps: list[tuple[str, int]], priority: str) -> None:
        made = ticket(session, priority=priority)
        for name, minutes in steps:
            later(session, minutes)
            before, said = made.solve_due, messages(session, made)
            if walked(session, made, name):
                seen.add(made.state)
                grown = messages(session, made) - said
                assert grown == (1 if name.split()[0] in ("answer", "hear", "solve") else 0)
            assert made.solve_due >= before
            sound(made, rules)

    walk()
    assert {"in_progress", "waiting", "solved"} <= seen
