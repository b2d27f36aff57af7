"""Readings of unknown answers: "don't know" is not a middle value but the distribution declared with its question.

A reading is one way the open facts could be. Readings are drawn by systematic sampling, so that n of them hold each
value in its declared proportion, and every question has its own stream, so that answering one question leaves the
readings of the others as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.facts import Value, Vocabulary, derive_columns, encode
from advisor.questionnaire.flow import Replay
from advisor.questionnaire.schema import Question, Questionnaire

Floats = NDArray[np.float64]
Columns = dict[str, Floats | float]


def readings(questionnaire: Questionnaire, vocabulary: Vocabulary, replayed: Replay, n: int, seed: int) -> Columns:
    """Facts as columns encoded as by `advisor.facts.encode`: one number where known, n numbers where not."""
    columns: Columns = dict(encode_facts(vocabulary, replayed.facts))
    samples = _samples(questionnaire, vocabulary, n, seed)
    changed: set[str] = set()
    for question in replayed.doubtful:
        applies = None
        if question.when is not None:
            _derive(vocabulary, columns, changed, n)  # a condition may read derived facts
            applies = question.when.holds_columns(columns, n)
        for own in facts_of(vocabulary, question):
            column = samples[own]
            columns[own] = column if applies is None else np.where(applies, column, _code(vocabulary, own, question))
            changed.add(own)
    _derive(vocabulary, columns, changed, n)
    return columns


def _derive(vocabulary: Vocabulary, columns: Columns, changed: set[str], n: int) -> None:
    """Compute the derived facts that read a changed fact and whose every source is there."""
    for fact in vocabulary.derived:
        reads = fact.derive.reads if fact.derive else ()
        if fact.id in changed or not changed.intersection(reads):
            continue
        parts = {r: np.broadcast_to(columns[r], n) for r in reads}
        if not any(np.isnan(part[0]) for part in parts.values()):
            columns[fact.id] = derive_columns(vocabulary, fact, parts)
            changed.add(fact.id)


def encode_facts(vocabulary: Vocabulary, facts: dict[str, Value]) -> dict[str, float]:
    """Every fact as one number; unknown is NaN."""
    places = _places(vocabulary)
    return {
        fact: np.nan if value is None else (places[fact][value] if isinstance(value, str) else float(value))
        for fact, value in facts.items()
    }


@lru_cache(maxsize=4)
def _places(vocabulary: Vocabulary) -> dict[str, dict[str, float]]:
    return {f.id: {value: float(i) for i, value in enumerate(f.values)} for f in vocabulary.facts.values()}


def facts_of(vocabulary: Vocabulary, question: Question) -> tuple[str, ...]:
    """The scalar facts a question sets: its own, or the members of its set."""
    members = vocabulary.sets.get(question.fact)
    return tuple(f"{question.fact}.{m}" for m in members) if members else (question.fact,)


def _code(vocabulary: Vocabulary, fact: str, question: Question) -> float:
    """The encoded value of `fact` when `question` does not apply."""
    value = question.otherwise
    if isinstance(value, frozenset):
        return float(fact.rpartition(".")[2] in value)
    return float(encode(vocabulary.facts[fact], [value])[0])


@lru_cache(maxsize=8)
def _samples(questionnaire: Questionnaire, vocabulary: Vocabulary, n: int, seed: int) -> dict[str, Floats]:
    """One column of n sampled values for every fact that a question sets."""
    columns: dict[str, Floats] = {}
    for place, question in enumerate(questionnaire.questions):
        generator = np.random.Generator(np.random.PCG64([seed, place]))
        if question.type == "choices":
            chances = dict(question.unknown)
            for member in vocabulary.sets[question.fact]:
                share = chances.get(member, 0) / 100.0
                columns[f"{question.fact}.{member}"] = (_spread(generator, n) < share).astype(np.float64)
            continue
        values = encode(vocabulary.facts[question.fact], [value for value, _ in question.unknown])
        shares = np.cumsum([weight for _, weight in question.unknown], dtype=np.float64)
        columns[question.fact] = values[np.searchsorted(shares / shares[-1], _spread(generator, n), side="right")]
    return columns


@dataclass(frozen=True)
class Groups:
    """The readings grouped by the value of each sampled fact, all groups in one row.

    `of` is facts x n: the group each reading belongs to. `first` holds the first group of each fact, `size` the number
    of readings in each group.
    """

    facts: dict[str, int]
    of: NDArray[np.intp]
    first: NDArray[np.intp]
    size: NDArray[np.intp]


@lru_cache(maxsize=8)
def groups(questionnaire: Questionnaire, vocabulary: Vocabulary, n: int, seed: int) -> Groups:
    """How the n readings of `seed` divide by the value of each fact."""
    samples = _samples(questionnaire, vocabulary, n, seed)
    rows, first, total = [], [], 0
    for column in samples.values():
        values, group = np.unique(column, return_inverse=True)
        rows.append(group + total)
        first.append(total)
        total += len(values)
    of = np.array(rows)
    return Groups({fact: i for i, fact in enumerate(samples)}, of, np.array(first), np.bincount(of.ravel()))


def _spread(generator: np.random.Generator, n: int) -> Floats:
    """n numbers spread evenly over 0 to 1, in random order."""
    return (generator.permutation(n) + 0.5) / n
