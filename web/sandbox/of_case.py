"""The sandbox of a case, as the pages of its result offer it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from advisor.questionnaire.schema import Answer
from advisor.recommendation.texts import Texts
from advisor.workspace.trial_answers import QUESTION
from advisor.workspace.trial_wishes import Wish
from advisor.workspace.trials import Trials
from web.result_pages import SandboxPart

ANSWERS = ("yes", "partly", "no")


def sandbox_part(
    trials: Trials, case: int, action: str, now: datetime, texts: Texts, answers: Mapping[str, Answer]
) -> SandboxPart:
    """`action` is where it is opened, `answers` are those of the case. What people thought is that of the newest trial
    that was judged."""
    there = trials.of_case(case, now)
    verdict = next((one.verdict for one in there if one.verdict), {})
    given = list(verdict.get("pains", {}).values())
    yes, partly, no = (given.count(answer) for answer in ANSWERS)
    said = str(verdict.get("outcome", ""))
    return SandboxPart(
        action,
        bool(there),
        (yes, partly, no),
        str(verdict.get("text", "")),
        outcome=texts.ask("questions", QUESTION, "options", said) if said else "",
        day=str(verdict.get("on", "")),
        taken=answers.get(QUESTION) == said,
    )


def outcome_of(trials: Trials, case: int, now: datetime) -> str:
    """The outcome of the newest trial that was judged; empty when there is none."""
    return next((str(one.verdict.get("outcome", "")) for one in trials.of_case(case, now) if one.verdict), "")


def secret_for(trials: Trials, wish: Wish, now: datetime, *, again: bool) -> str:
    """The secret of a sandbox of a case: that of the newest one when it is opened again, else of a new one."""
    there = trials.of_case(wish.case, now) if again and wish.case is not None else []
    return trials.again(there[0]) if there else trials.open(wish, now)
