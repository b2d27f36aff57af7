"""How much was answered and solved in time, worked out by hand."""

from __future__ import annotations

import datetime

from advisor.db import Database
from advisor.sandbox.crm.service_figures import Kept, by_month, kept
from tests.sandbox.crm.serving import at, member, step, ticket

FIRST, LAST = datetime.date(2026, 3, 2), datetime.date(2026, 4, 30)


def test_in_time_and_too_late(books: Database) -> None:
    """Four tickets on a Monday at 9, normal ones to be answered by 17:00 and solved by Wednesday 17:00; one later."""
    with books.session() as session:
        assert kept(session, FIRST, LAST) == [Kept("", 0, 0, 0, 0, 0, None, None)]
        member(session, "Nia")
        at(session, "2026-03-02 09:00")
        good, slow, held = (ticket(session, channel=channel) for channel in ("email", "chat", "chat"))
        ticket(session, "urgent", priority="urgent", channel="phone")
        at(session, "2026-03-02 10:00")
        step(session, good, "answer", text="Yes?")
        step(session, held, "answer", text="Which one?", wait=True)
        at(session, "2026-03-02 12:00")
        step(session, good, "solve", solution="So.")
        at(session, "2026-03-03 10:00")
        step(session, slow, "solve", solution="So.")
        at(session, "2026-04-01 09:00")
        ticket(session, "fresh", channel="email")
        total = kept(session, FIRST, LAST)[0]
        assert total == Kept("", 5, 4, 2, 3, 2, (60 + 60 + 540) / 3, (180 + 540) / 2)
        assert (total.answer_share, total.solve_share) == (0.5, 2 / 3)
        by_channel = [(one.name, one.count, one.answered, one.solved) for one in kept(session, FIRST, LAST, "channel")]
        assert by_channel == [("chat", 2, 1, 1), ("email", 2, 1, 1), ("phone", 1, 0, 0)]
        by_priority = {one.name: one for one in kept(session, FIRST, LAST, "priority")}
        assert (by_priority["urgent"].answer_share, by_priority["urgent"].first_answer) == (0.0, None)
        assert [one.name for one in kept(session, FIRST, LAST, "owner")] == ["Nia", ""]
        assert [(day.month, one.count, one.answer_share) for day, one in by_month(session, FIRST, LAST)] == [
            (3, 4, 0.5),
            (4, 1, None),
        ]
        assert kept(session, LAST, LAST)[0].solve_share is None
