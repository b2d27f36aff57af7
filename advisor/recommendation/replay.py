"""Proving a stored result: read it, check its hash, conclude again from its answers, and name what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from advisor.errors import BadInput
from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation, digest
from advisor.recommendation.tailoring import Unfit, fitting
from advisor.recommendation.telling.story import WORDED


@dataclass(frozen=True)
class Outcome:
    """`same` says whether both are equal to the byte; `differences` has one sentence for each field that is not."""

    same: bool
    differences: tuple[str, ...]


def stored(data: Any) -> Recommendation:
    """A recommendation from JSON values, words allowed; raises BadInput when it is none or was changed afterwards."""
    if not isinstance(data, dict) or "content_version" not in data:
        raise BadInput("This is not a recommendation. Give the file written by `advisor assess FILE --json`.")
    plain = {key: _without_words(value) if key in WORDED else value for key, value in data.items()}
    try:
        recommendation = Recommendation.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(f"The recommendation cannot be read: {where}: {first['msg']}.", field=where) from error
    if digest(plain) != recommendation.hash:  # of what was given: a field that was added later is not in an old file
        raise BadInput(
            "The recommendation was changed after it was made: its hash does not fit its content.", field="hash"
        )
    return recommendation


def _without_words(value: Any) -> Any:
    """An entry of the result, or a list of them, without the text that was added to show it."""
    if isinstance(value, list):
        return [_without_words(entry) if isinstance(entry, dict) else entry for entry in value]
    return {key: part for key, part in value.items() if key != "text"} if isinstance(value, dict) else value


def replay(content: Content, old: Recommendation) -> Outcome:
    """Conclude again from the answers of `old`, with the same samples, seed and tailoring."""
    answers = parse_all(content.questionnaire, old.answers)
    new = advise(content, answers, old.robustness.samples, old.seed, old.tailoring)
    if new == old:
        return Outcome(True, ())
    before, after = old.plain(), new.plain()
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key) and key != "hash"]
    return Outcome(False, tuple(_difference(key, before.get(key), after.get(key)) for key in keys))


def concluded(content: Content, stored: Recommendation, answers: Mapping[str, Answer]) -> Recommendation:
    """What `content` concludes from `answers` as `stored` was made: with its draws and what it still takes of its
    tailoring. Modules that do not go together any more are left as the rules have them."""
    kept = fitting(content, stored.tailoring) if stored.tailoring else None
    try:
        return advise(content, answers, stored.robustness.samples, stored.seed, kept)
    except Unfit:
        assert kept is not None  # without a tailoring nothing can be unfit
        bare = kept.model_copy(update={"modules": {}})
        return advise(content, answers, stored.robustness.samples, stored.seed, bare)


def _difference(key: str, before: Any, after: Any) -> str:
    if isinstance(before, str | int | float):
        return f"{key}: was {before}, is {after}."
    if isinstance(before, dict) and isinstance(after, dict):
        changed = [k for k in {**before, **after} if before.get(k) != after.get(k)]
        return f"{key}: " + "; ".join(f"{k} was {before.get(k)}, is {after.get(k)}" for k in changed[:8]) + "."
    return f"{key}: differs ({len(before or ())} entries then, {len(after or ())} now)."
