"""Interviews of which some answers are left open: for every fact the range of values it can still take.

A range is a pair of encoded values (`advisor.facts.encode`), both included; positions of an enum between the two count
as possible. Ranges may be too wide, never too narrow, so that what holds for all values of a range holds for whatever
the open answers turn out to be.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from advisor.cells import Cell, When, domain
from advisor.facts import Derive, Fact, Vocabulary
from advisor.questionnaire.readings import code_otherwise, facts_of
from advisor.questionnaire.schema import Questionnaire

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Range = tuple[Floats, Floats]
Ranges = dict[str, Range]


def limits(questionnaire: Questionnaire, vocabulary: Vocabulary) -> dict[str, tuple[float, float]]:
    """The lowest and highest encoded value that an answer can give to each fact that a question sets."""
    found: dict[str, tuple[float, float]] = {}
    for question in questionnaire.questions:
        for name in facts_of(vocabulary, question):
            fact = vocabulary.facts[name]
            if fact.numeric and question.type == "money":  # in euros, whatever the currency of the answer
                found[name] = (float(fact.min or 0.0), float("inf") if fact.max is None else float(fact.max))
            elif fact.numeric:
                found[name] = (float(question.low), float(question.high))
            else:
                found[name] = (0.0, float(len(domain(fact)) - 1))
    return found


def replay_ranges(questionnaire: Questionnaire, vocabulary: Vocabulary, said: Mapping[str, Range], n: int) -> Ranges:
    """All facts of `n` interviews from the ranges of the facts that questions set, each a pair of n numbers.

    Where a condition surely fails the fact is `otherwise`; where that is open it may be either.
    """
    ranges: Ranges = {}
    for question in questionnaire.questions:
        own = facts_of(vocabulary, question)
        if question.when is None:
            ranges.update((fact, said[fact]) for fact in own)
            continue
        _derive(vocabulary, ranges)
        holds, fails = surely(question.when, ranges, n)
        for fact in own:
            low, high = said[fact]
            other = code_otherwise(vocabulary, fact, question)
            least = np.where(holds, low, np.minimum(low, other))
            most = np.where(holds, high, np.maximum(high, other))
            ranges[fact] = (np.where(fails, other, least), np.where(fails, other, most))
    _derive(vocabulary, ranges)
    return ranges


def surely(when: When, ranges: Mapping[str, Range], n: int) -> tuple[Bools, Bools]:
    """Where a condition holds for all values of the ranges, and where it fails for all of them."""
    holds, fails = np.zeros(n, dtype=np.bool_), np.ones(n, dtype=np.bool_)
    for group in when.groups:
        every, failed = np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        for fact, cell in group:
            inside, outside = _cell(cell, ranges[fact])
            every &= inside
            failed |= outside
        holds |= every
        fails &= failed
    return holds, fails


def _cell(cell: Cell, between: Range) -> tuple[Bools, Bools]:
    """Where every value of the range matches, and where none does."""
    low, high = between
    inside: Bools = np.zeros(low.shape, dtype=np.bool_)
    outside: Bools = np.ones(low.shape, dtype=np.bool_)
    for first, end in cell.spans:
        inside = inside | ((low >= first) & (high < end))
        outside = outside & ((high < first) | (low >= end))
    return inside, outside


def _derive(vocabulary: Vocabulary, ranges: Ranges) -> None:
    """Add the derived facts whose every source is there."""
    for fact in vocabulary.derived:
        if fact.id not in ranges and fact.derive and all(source in ranges for source in fact.derive.reads):
            ranges[fact.id] = _derived(vocabulary, fact, fact.derive, [ranges[s] for s in fact.derive.reads])


def _derived(vocabulary: Vocabulary, fact: Fact, how: Derive, parts: list[Range]) -> Range:
    low, high = parts[0]
    if how.bands:
        at = np.array(how.at)
        return (
            np.searchsorted(at, low, side="right").astype(np.float64),
            np.searchsorted(at, high, side="right").astype(np.float64),
        )
    if how.map:
        place = {value: float(i) for i, value in enumerate(fact.values)}
        to = np.array([place[how.lookup.get(v, str(how.default))] for v in vocabulary.facts[how.map].values])
        known = low == high
        given = to[np.where(known, low, 0).astype(np.intp)]
        return np.where(known, given, 0.0), np.where(known, given, float(len(fact.values) - 1))
    if how.ratio:
        least, most = parts[1]
        return low / np.maximum(1.0, most), high / np.maximum(1.0, least)
    return np.sum([part[0] for part in parts], axis=0), np.sum([part[1] for part in parts], axis=0)
