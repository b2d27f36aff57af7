"""What the pages of a result say of their sandboxes."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from advisor.recommendation.texts import Texts
from advisor.workspace.trial_answers import QUESTION
from advisor.workspace.trial_wishes import Wish
from advisor.workspace.trials import Trials
from web.sandbox.of_case import outcome_of, sandbox_part, secret_for

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TEXTS = cast(Texts, SimpleNamespace(ask=lambda *path: "/".join(path)))


class Noted:
    """Trials of which each case has those that are listed."""

    def __init__(self, *verdicts: dict[str, Any]) -> None:
        self.rows = [SimpleNamespace(id=number, verdict=verdict) for number, verdict in enumerate(verdicts)]

    def of_case(self, _case: int, _now: datetime) -> list[Any]:
        return self.rows

    def again(self, record: Any) -> str:
        return f"again {record.id}"

    def open(self, wish: Wish, _now: datetime) -> str:
        return f"new {wish.industry}"


def of(*verdicts: dict[str, Any]) -> Trials:
    return cast(Trials, Noted(*verdicts))


def test_the_newest_verdict_is_told() -> None:
    assert not sandbox_part(of(), 1, "/x", NOW, TEXTS, {}).there
    judged = {"pains": {"a": "yes", "b": "partly", "c": "yes"}, "text": "Good"}
    part = sandbox_part(of({}, judged, {"pains": {"a": "no"}}), 1, "/x", NOW, TEXTS, {})
    assert (part.there, part.solved, part.said) == (True, (2, 1, 0), "Good")
    assert (part.outcome, part.taken) == ("", False), "one that was judged before outcomes were kept"


def test_whether_the_outcome_counts_as_an_answer_is_told() -> None:
    trials = of({"pains": {"a": "no"}, "outcome": "no", "on": "2026-03-01"}, {"outcome": "yes"})
    for answers, taken in ({QUESTION: "no"}, True), ({QUESTION: "not_tried"}, False), ({}, False):
        part = sandbox_part(trials, 1, "/x", NOW, TEXTS, answers)
        assert (part.outcome, part.day, part.taken) == (f"questions/{QUESTION}/options/no", "2026-03-01", taken)
    assert outcome_of(trials, 1, NOW) == "no"
    assert outcome_of(of({}), 1, NOW) == ""


def test_one_is_opened_again_or_anew() -> None:
    wish = Wish("plant", "en", case=1)
    assert secret_for(of({}, {}), wish, NOW, again=True) == "again 0"
    assert secret_for(of({}), wish, NOW, again=False) == "new plant"
    assert secret_for(of(), wish, NOW, again=True) == "new plant"
