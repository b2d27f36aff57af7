"""Many interviews replayed at once: the vectorised twin of `advisor.questionnaire.flow.replay`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.facts import Vocabulary
from advisor.money import Rates
from advisor.questionnaire.answers import fact_value
from advisor.questionnaire.readings import Columns, Floats, code_otherwise, derive_missing, encode_facts, facts_of
from advisor.questionnaire.schema import Answer, Question, Questionnaire


def encoded(vocabulary: Vocabulary, rates: Rates, question: Question, answer: Answer) -> dict[str, float]:
    """The encoded facts that one answer sets; NaN for "I don't know"."""
    value: Any = fact_value(answer, rates)
    if question.type == "choices":
        members = vocabulary.expand(question.fact, value)
        return {fact: np.nan if member is None else float(member) for fact, member in members.items()}
    return encode_facts(vocabulary, {question.fact: value})


@dataclass(frozen=True)
class Replays:
    """`columns` holds every fact, encoded as by `advisor.facts.encode`: one number for all cases, or one a case, NaN
    where it is unknown; `doubtful` says of each case whether the fact of some question is unknown."""

    columns: Columns
    doubtful: NDArray[np.bool_]

    def of(self, cases: NDArray[np.intp]) -> Columns:
        """The columns of some cases only."""
        return {fact: c[cases] if isinstance(c, np.ndarray) else c for fact, c in self.columns.items()}


def replay_columns(
    questionnaire: Questionnaire, vocabulary: Vocabulary, said: Mapping[str, Floats | float], n: int
) -> Replays:
    """Walk the bank once for `n` cases.

    `said` maps the facts that questions set (members of sets one by one) to what was answered: one number for all
    cases or one a case; what is missing or NaN was not answered or is not known.
    """
    columns: Columns = {}
    doubtful = np.zeros(n, dtype=np.bool_)
    for question in questionnaire.questions:
        own = facts_of(vocabulary, question)
        applies = _applies(vocabulary, columns, question, said, n)
        agreed = {f"{question.fact}.{member}": float(there) for member, there in question.agreed}
        for fact in own:
            column = said.get(fact, np.nan)
            if fact in agreed:
                column = np.where(np.isnan(column), agreed[fact], column)
            if applies is not None:
                holds, open_ = applies
                column = np.where(holds, column, code_otherwise(vocabulary, fact, question))
                if open_.any():
                    column[open_] = np.nan
            columns[fact] = column
        doubtful |= np.isnan(columns[next((fact for fact in own if fact not in agreed), own[0])])
    derive_missing(vocabulary, columns, {}, None)
    return Replays(_narrowed(columns), doubtful)


def _applies(
    vocabulary: Vocabulary, columns: Columns, question: Question, said: Mapping[str, Floats | float], n: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """For which cases the question applies, and for which that is not known; None when it applies to all. One that is
    not asked applies where `said` has an answer."""
    if not question.asked:
        answered = np.broadcast_to(~np.isnan(said.get(question.fact, np.nan)), n)
        return None if answered.all() else (answered, np.zeros(n, dtype=np.bool_))
    if question.when is None:
        return None
    derive_missing(vocabulary, columns, {}, question.when.reads)
    holds = question.when.holds_columns(columns, n)
    return None if holds.all() else (holds, ~(holds | question.when.fails_columns(columns, n)))


def _narrowed(columns: Columns) -> Columns:
    """Derived from numbers that hold for all cases is a number that holds for all cases."""
    return {fact: c if isinstance(c, np.ndarray) and c.ndim else float(c) for fact, c in columns.items()}
