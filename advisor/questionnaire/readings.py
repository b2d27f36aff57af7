"""Readings of unknown answers: "don't know" is not a middle value but the distribution declared with its question.

A reading is one way the open facts could be. Readings are drawn by systematic sampling, so that n of them hold each
value in its declared proportion, and every question has its own stream, so that answering one question leaves the
readings of the others as they were.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.facts import Value, Vocabulary, derive_columns, encode
from advisor.questionnaire.flow import Replay
from advisor.questionnaire.schema import Chances, Question, Questionnaire

Floats = NDArray[np.float64]
Columns = dict[str, Floats | float]


def readings(questionnaire: Questionnaire, vocabulary: Vocabulary, replayed: Replay, n: int, seed: int) -> Columns:
    """Facts as columns encoded as by `advisor.facts.encode`: one number where known, n numbers where not."""
    facts = dict(encode_facts(vocabulary, replayed.facts))
    return read_columns(questionnaire, vocabulary, facts, (1, n), seed)


def read_columns(
    questionnaire: Questionnaire,
    vocabulary: Vocabulary,
    columns: Mapping[str, Floats | float],
    shape: tuple[int, int],
    seed: int,
) -> Columns:
    """The same for several cases: `shape` is cases and readings; a column has one number for all cases, or one a case.

    The result has one number where a fact is known and the same in all, else cases x readings numbers, the readings of
    the first case first. Every case has the same readings of what is unknown, so that cases differ by their facts only.
    """
    cases, n = shape
    samples = _samples(questionnaire, vocabulary, n, seed)
    out: Columns = {}
    for question in questionnaire.questions:
        own = facts_of(vocabulary, question)
        open_ = [fact for fact in own if np.isnan(columns[fact]).any()]
        applies = None
        if open_ and question.when is not None:
            derive_missing(vocabulary, out, columns, question.when.reads)
            applies = question.when.holds_columns(out, cases * n)
        for fact in own:
            known = columns[fact]
            spread = np.repeat(known, n) if isinstance(known, np.ndarray) else known
            if fact in open_:
                column = np.tile(samples[fact], cases)
                if question.unknown_by is not None:
                    derive_missing(vocabulary, out, columns, question.unknown_by[:1])
                    column = _by(question, samples, column, out[question.unknown_by[0]])
                if applies is not None:
                    column = np.where(applies, column, code_otherwise(vocabulary, fact, question))
                spread = np.where(np.isnan(spread), column, spread)
            out[fact] = spread
    derive_missing(vocabulary, out, columns, None)
    return out


def derive_missing(
    vocabulary: Vocabulary, out: Columns, known: Mapping[str, Floats | float], wanted: Collection[str] | None
) -> None:
    """Compute into `out` the derived facts that are not there yet, all of them or those that `wanted` rest on.

    A derived fact that `known` holds as one number is taken as it is.
    """
    for fact in vocabulary.derived:
        if fact.id in out or (wanted is not None and fact.id not in wanted and not _feeds(vocabulary, fact.id, wanted)):
            continue
        taken = known.get(fact.id, np.nan)
        if not isinstance(taken, np.ndarray) and not np.isnan(taken):
            out[fact.id] = taken
        elif fact.derive is not None and all(source in out for source in fact.derive.reads):
            out[fact.id] = derive_columns(vocabulary, fact, out)


def _feeds(vocabulary: Vocabulary, fact: str, wanted: Collection[str]) -> bool:
    return any(other.id in wanted for other in vocabulary.dependants.get(fact, ()))


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


def code_otherwise(vocabulary: Vocabulary, fact: str, question: Question) -> float:
    """The encoded value of `fact` when `question` does not apply."""
    value = question.otherwise
    if isinstance(value, frozenset):
        return float(fact.rpartition(".")[2] in value)
    return float(encode(vocabulary.facts[fact], [value])[0])


@lru_cache(maxsize=8)
def _samples(questionnaire: Questionnaire, vocabulary: Vocabulary, n: int, seed: int) -> dict[str, Floats]:
    """One column of n sampled values for every fact that a question sets."""
    columns: dict[str, Floats] = {}
    streams = sorted(questionnaire.questions, key=lambda q: not q.asked)  # what is not asked shifts no other stream
    for place, question in enumerate(streams):
        generator = np.random.Generator(np.random.PCG64([seed, place]))
        if question.type == "choices":
            percent = dict(question.unknown)
            for member in vocabulary.sets[question.fact]:
                share = percent.get(member, 0) / 100.0
                columns[f"{question.fact}.{member}"] = (_spread(generator, n) < share).astype(np.float64)
            continue
        spread = _spread(generator, n)
        columns[question.fact] = _drawn(vocabulary, question.fact, question.unknown, spread)
        for value, chances in question.unknown_by[1].items() if question.unknown_by else ():
            columns[f"{question.fact}|{value}"] = _drawn(vocabulary, question.fact, chances, spread)
    return columns


def _drawn(vocabulary: Vocabulary, fact: str, chances: Chances, spread: Floats) -> Floats:
    """The values at the places of `spread` (0 to 1) when they are laid out in proportion to their frequencies."""
    values = encode(vocabulary.facts[fact], [value for value, _ in chances])
    shares = np.cumsum([weight for _, weight in chances], dtype=np.float64)
    return np.asarray(values[np.searchsorted(shares / shares[-1], spread, side="right")])


def _by(question: Question, samples: dict[str, Floats], column: Floats, by: Floats | float) -> Floats:
    """The column with the samples that belong to each reading's value of the fact that the frequencies depend on."""
    assert question.unknown_by is not None
    for place, value in enumerate(question.unknown_by[1]):
        own = samples[f"{question.fact}|{value}"]
        column = np.where(np.equal(by, place), np.tile(own, len(column) // len(own)), column)
    return column


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
