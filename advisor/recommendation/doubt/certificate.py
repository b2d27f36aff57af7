"""The stop certificate: proof that no completion of the open answers changes the path.

Branch and bound over boxes of open facts: a box is settled when the bounds of `bounds` prove the path
for all of it; otherwise it is split along its most influential open fact. The certificate is given only when every
box is settled. It covers every answer that can be given to every open question, those answered with "I don't know"
included.

It also covers that some of them are answered, or stay answered, with "I don't know". The advice then goes by means over
readings, and what is first in the mean need not be first in any reading: where a path is best in the cloud in some
readings and on own servers in others, another path may be second in all of them and first in the mean. So each option
of another path must be beaten by one and the same option of the advised path in all boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil, floor, isfinite

import numpy as np

from advisor.cells import Cell
from advisor.facts import Vocabulary, derive_columns
from advisor.questionnaire.columns import encoded
from advisor.questionnaire.ranges import limits
from advisor.questionnaire.readings import facts_of
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.bounds import Bools, Proof, Range, defence, prove
from advisor.recommendation.ranking import Case
from advisor.rules.compile import Table

# How many boxes may be looked at before the proof is given up; a proof that needs more is rarely found at all.
MOST_BOXES = 256
# Looking at many boxes costs little more than looking at one, so a few are split on before they are looked at.
TOGETHER = 128
FEW = 48
# For every fact that a question sets the lowest and highest encoded value, both whole numbers.
Box = dict[str, tuple[float, float]]


def certified(case: Case, answers: Mapping[str, Answer], most: int = MOST_BOXES) -> bool:
    """Whether it is proven that the open answers, whatever they are, leave the advised path as it is."""
    if not case.replayed.doubtful:
        return True
    scheme = case.content.scheme
    path = scheme.options[case.advised].path
    if any(scheme.options[first].path != path for first in set(case.first.tolist())):
        return False  # a reading is a counter-example
    return _all_settled(case, box_of(case.content, answers), most)


def _all_settled(case: Case, whole: Box, most: int) -> bool:
    """Whether the path is proven for a box, by looking at no more than `most` boxes."""
    content, order = case.content, [fact for fact in influence(case.content) if whole[fact][0] < whole[fact][1]]
    proof = _look(content, [whole], order)
    if proof.holds(case.advised, "path").all():
        return True
    defenders = defence(content.scheme.options, case.advised, "path")
    defenders = {rival: mine for rival, mine in defenders.items() if not proof.excluded[rival].all()}
    looked_at, waiting = 1, [whole]
    while waiting:
        batch, waiting = _split_on(content, waiting[-TOGETHER:], order), waiting[:-TOGETHER]
        looked_at += len(batch)
        if not batch or looked_at + 2 * len(waiting) > most:  # each box that waits has two parts at least
            return False
        proof = _look(content, batch, order)
        chosen = {rival: _steadiest(proof, rival, mine) for rival, mine in defenders.items()}
        defenders = {rival: (defender,) for rival, (defender, _) in chosen.items()}
        settled = np.all([stands for _, stands in chosen.values()], axis=0)
        waiting += [box for box, sure in zip(batch, settled.tolist(), strict=True) if not sure]
    return True


def _look(content: Content, boxes: Sequence[Box], order: Sequence[str]) -> Proof:
    """What is sure in boxes that differ by the facts of `order` only."""
    n = len(boxes)
    said: dict[str, Range] = {fact: (np.full(n, low), np.full(n, high)) for fact, (low, high) in boxes[0].items()}
    for fact in order:
        low, high = np.array([box[fact] for box in boxes]).T
        said[fact] = low, high
    return prove(content, said, n)


def _steadiest(proof: Proof, rival: int, defenders: Sequence[int]) -> tuple[int, Bools]:
    """The option that stands against a rival in most boxes, and in which."""
    stands = [(defender, proof.stands(defender, rival)) for defender in defenders]
    return max(stands, key=lambda pair: int(pair[1].sum()))


def _split_on(content: Content, boxes: list[Box], order: Sequence[str]) -> list[Box]:
    """The boxes in parts, and those in parts again while they are few; none when one of them has no parts."""
    parts = [split(content, box, order) for box in boxes]
    if not all(parts):
        return []
    found = [part for one in parts for part in one]
    while len(found) < FEW:
        more = [part for box in found for part in split(content, box, order) or [box]]
        if not len(found) < len(more) <= TOGETHER:
            break
        found = more
    return found


def box_of(content: Content, answers: Mapping[str, Answer]) -> Box:
    """The range of every fact that questions set: one value where it is known, all that can be said where it is not."""
    widest = limits(content.questionnaire, content.vocabulary)
    box: Box = {}
    for question in content.questionnaire.questions:
        known = {f"{question.fact}.{member}": float(there) for member, there in question.agreed}
        if answers.get(question.id) is not None:
            known = encoded(content.vocabulary, content.rates, question, answers[question.id])
        for fact in facts_of(content.vocabulary, question):
            value = known.get(fact, np.nan)
            box[fact] = widest[fact] if np.isnan(value) else (value, value)
    return box


def split(content: Content, box: Box, order: Sequence[str]) -> list[Box]:
    """The box in parts along the first fact of `order` that is open and can be split; none when there is no such fact.

    For every point of the box the parts hold one that the rules do not tell apart from it.
    """
    for fact in order:
        low, high = box[fact]
        if low < high and len(parts := _parts(content, box, fact)) > 1:
            return [{**box, fact: part} for part in parts]
    return []


def _parts(content: Content, box: Box, fact: str) -> list[tuple[float, float]]:
    """The range of a fact in parts: one value for all words that are the same to the rules, and numbers cut at every
    limit that a rule or a condition names."""
    if not content.vocabulary.facts[fact].numeric:
        return [(place, place) for place in words_of(content)[fact]]
    low, high = box[fact]
    named: set[int] = {ceil(edge) for edge in edges_of(content)[fact]}
    for edge, other, divided in _ratios(content).get(fact, ()):
        ends = [end for end in box[other] if isfinite(end)]
        if divided:
            named.update(ceil(edge * max(1.0, end)) for end in ends)
        else:
            named.update(floor(end / edge) + 1 for end in ends)
    cuts = sorted(float(cut) for cut in named if low < cut <= high)
    return list(zip([low, *cuts], [*(cut - 1.0 for cut in cuts), high], strict=True))


@lru_cache(maxsize=4)
def edges_of(content: Content) -> dict[str, tuple[float, ...]]:
    """For each numeric fact the values at which a decision table, a band or a condition of a question tells apart."""
    found: dict[str, set[float]] = {fact: set() for fact in content.vocabulary.facts}
    for table in _tables(content):
        for column in table.columns:
            found[column.fact.id].update(column.bounds)
    for fact, cell in _conditions(content):
        found[fact].update(edge for span in cell.spans for edge in span if isfinite(edge))
    for derived in content.vocabulary.derived:
        if derived.derive and derived.derive.bands:
            found[derived.derive.bands].update(derived.derive.at)
    return {fact: tuple(sorted(edges)) for fact, edges in found.items()}


@lru_cache(maxsize=4)
def _ratios(content: Content) -> dict[str, list[tuple[float, str, bool]]]:
    """For each number that a ratio reads: a limit of the ratio, the other number, and whether it is the one divided."""
    found: dict[str, list[tuple[float, str, bool]]] = {}
    for derived in content.vocabulary.derived:
        above, below = derived.derive.ratio if derived.derive and derived.derive.ratio else ("", "")
        for edge in edges_of(content)[derived.id] if above else ():
            if edge > 0.0:
                found.setdefault(above, []).append((edge, below, True))
                found.setdefault(below, []).append((edge, above, False))
    return found


@lru_cache(maxsize=4)
def words_of(content: Content) -> dict[str, tuple[float, ...]]:
    """For each fact that is no number the places of its values, one for all values that no rule, condition or derived
    fact tells apart."""
    vocabulary = content.vocabulary
    columns = [column for table in _tables(content) for column in table.columns]
    found: dict[str, tuple[float, ...]] = {}
    for name, fact in vocabulary.facts.items():
        if fact.numeric:
            continue
        if fact.kind == "boolean":
            found[name] = (0.0, 1.0)
            continue
        masks = [column for column in columns if column.fact.id == name]
        cells = [cell for read, cell in _conditions(content) if read == name]
        mapped = [other for other in vocabulary.derived if other.derive and name in other.derive.reads]
        first: dict[tuple[object, ...], float] = {}
        for place in map(float, range(len(fact.values))):
            seen = [
                *(column.mask_at(place) for column in masks),
                *(bool(cell.matches_column(place)) for cell in cells),
                *(float(derive_columns(vocabulary, other, {name: place})) for other in mapped),
            ]
            first.setdefault(tuple(seen), place)
        found[name] = tuple(first.values())
    return found


@lru_cache(maxsize=4)
def influence(content: Content) -> tuple[str, ...]:
    """The facts that questions set, by the points of all rows that read them, the weightiest first."""
    points: dict[str, float] = dict.fromkeys(content.vocabulary.facts, 0.0)
    for table in _tables(content):
        for row in table.rows:
            size = sum(abs(value) for value in row.then.values() if isinstance(value, float)) or 100.0
            for read in row.when:
                for fact in _roots(content.vocabulary, read):
                    points[fact] += size
    own = [fact for question in content.questionnaire.questions for fact in facts_of(content.vocabulary, question)]
    return tuple(sorted(own, key=lambda fact: -points[fact]))


def _tables(content: Content) -> tuple[Table, ...]:
    return (*content.roles.scores, *content.roles.shifts, *content.roles.exclusions)


def _conditions(content: Content) -> list[tuple[str, Cell]]:
    return [pair for q in content.questionnaire.questions if q.when for group in q.when.groups for pair in group]


def _roots(vocabulary: Vocabulary, name: str) -> set[str]:
    """The facts that questions set on which a fact rests, itself if it is one of them."""
    how = vocabulary.facts[name].derive
    return {name} if how is None else {root for read in how.reads for root in _roots(vocabulary, read)}
