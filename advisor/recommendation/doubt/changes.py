"""What could be answered otherwise: for each given answer the other answers that the rules tell apart.

A word can be replaced by any other, a mark or a number by any other, of a set one member can be added or taken away.
Answers between which no rule, no condition of a question and no derived fact tells apart are one change; of the numbers
among them the nearest to the present one stands for all, or a round one behind it. Ratios are told apart for the other
number as it is, so that changes of two numbers that make a ratio need not hold every pair of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from math import ceil, floor, isfinite, log

import numpy as np

from advisor.money import Money
from advisor.questionnaire.columns import encoded
from advisor.questionnaire.readings import facts_of
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.certificate import edges_of
from advisor.recommendation.ranking import Case

Sight = Callable[[float], Hashable]
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Change:
    """One answer replaced by another; `facts` are the encoded facts it sets, `step` how far it is from the present one
    (marks on a scale, orders of magnitude of a number, otherwise one)."""

    question: Question
    answer: Answer
    facts: Mapping[str, float]
    step: float


def changes_of(case: Case, answers: Mapping[str, Answer]) -> list[Change]:
    """Every change of one known answer to a question that applies, those of one question the nearest first."""
    content = case.content
    found: list[Change] = []
    for question in case.replayed.applies:
        present = answers.get(question.id)
        if present is None:
            continue
        others = sorted(_others(case, question, present), key=lambda other: other[1])
        for answer, step in others:
            found.append(Change(question, answer, encoded(content.vocabulary, content.rates, question, answer), step))
    return found


def _others(case: Case, question: Question, present: Answer) -> Iterator[tuple[Answer, float]]:
    if isinstance(present, frozenset):
        for member in question.choices:
            sight = word_sight(case.content, f"{question.fact}.{member}")
            if sight[0] != sight[1]:
                yield present ^ {member}, 1.0
    elif isinstance(present, bool):
        sight = word_sight(case.content, question.fact)
        if sight[0] != sight[1]:
            yield not present, 1.0
    elif isinstance(present, str):
        yield from ((word, 1.0) for word in _words(case.content, question, present))
    elif isinstance(present, Money):
        yield from _amounts(case, question, present)
    elif present is not None:
        yield from _numbers(case, question, present)


def _words(content: Content, question: Question, present: str) -> list[str]:
    """One word, the first, of those that are the same to the rules, without those that are as the present one."""
    sight = word_sight(content, question.fact)
    place = {word: at for at, word in enumerate(content.vocabulary.facts[question.fact].values)}
    first: dict[Hashable, str] = {sight[place[present]]: present}
    for word in question.choices:
        first.setdefault(sight[place[word]], word)
    return [word for word in first.values() if word != present]


def _numbers(case: Case, question: Question, present: int) -> Iterator[tuple[Answer, float]]:
    """Whole numbers; of the larger ones a round one."""
    sight, limits = number_sight(case, question.fact)
    for number in _nearest(sight, limits, present):
        if not question.low <= number <= question.high:
            continue
        if question.type == "scale":
            yield number, float(abs(number - present))
            continue
        further = int(_rounded(Decimal(number), ROUND_CEILING)) if number > present else number
        fits = further <= question.high and sight(further) == sight(number)
        yield (further if fits else number), _step(number, present)


def _amounts(case: Case, question: Question, present: Money) -> Iterator[tuple[Answer, float]]:
    """Whole units of the currency of the answer that are, as whole euros, what the rules tell apart: the nearest, or a
    round one. An amount of euros just under a limit stays as it is."""
    sight, limits = number_sight(case, question.fact)
    rate = case.content.rates.per_euro[present.currency]
    here = int(case.content.rates.euros(present))
    for euros in _nearest(sight, limits, here):
        up = euros > here
        exact = ((euros - HALF if up else euros + HALF) * rate).to_integral_value(ROUND_CEILING) - (0 if up else 1)
        further = exact if rate == 1 and not up else _rounded(exact, ROUND_CEILING if up else ROUND_FLOOR)
        for number in (further, exact):
            amount = Money.of(number, present.currency)
            same = sight(case.content.rates.euros(amount)) == sight(euros)
            if question.low <= number <= question.high and same:
                yield amount, _step(euros, here)
                break


def _step(number: int, present: int) -> float:
    """Orders of magnitude, and a tenth for being changed at all."""
    return abs(log((number + 1) / (present + 1))) + 0.1


def _rounded(number: Decimal, how: str) -> Decimal:
    """To two significant digits."""
    return number.quantize(Decimal(1).scaleb(number.adjusted() - 1), how) if number.adjusted() > 1 else number


def _nearest(sight: Sight, limits: Collection[float], present: int) -> list[int]:
    """Of all whole numbers that are the same to the rules the nearest to the present one, which is left out itself.

    What is the same lies in one stretch, and its end is next to a limit."""
    beside = {number for limit in limits for number in range(floor(limit) - 1, ceil(limit) + 2)}
    first: dict[Hashable, int] = {sight(present): present}
    for number in sorted(beside, key=lambda number: (abs(number - present), number)):
        first.setdefault(sight(number), number)
    return [number for number in first.values() if number != present]


def number_sight(case: Case, fact: str) -> tuple[Sight, Collection[float]]:
    """What the rules see of a number: its place between the limits of the fact, and of each ratio that it makes; and
    about where these limits are."""
    edges, ratios = edges_of(case.content), _ratios(case, fact)
    limits = set(edges[fact])
    for derived, others, over in ratios:
        if over:
            limits.update(edge * max(1.0, other) for edge in edges[derived] for other in others)
        else:
            limits.update(other / edge for edge in edges[derived] if edge > 0 for other in others)

    def seen(number: float) -> Hashable:
        places = [bisect_right(edges[fact], number)]
        for derived, others, over in ratios:
            shares = (number / max(1.0, other) if over else other / max(1.0, number) for other in others)
            places += [bisect_right(edges[derived], share) for share in shares]
        return tuple(places)

    return seen, {limit for limit in limits if isfinite(limit)}


def _ratios(case: Case, fact: str) -> list[tuple[str, list[float], bool]]:
    """The ratios that a fact is part of: their id, the values of the other part, and whether the fact is above it."""
    found = []
    for derived in case.content.vocabulary.derived:
        above, below = derived.derive.ratio if derived.derive and derived.derive.ratio else ("", "")
        if fact in (above, below):
            found.append((derived.id, _values(case, below if fact == above else above), fact == above))
    return found


def _values(case: Case, fact: str) -> list[float]:
    """A number as it is known, or all that "I don't know" may stand for in any company."""
    known = case.replayed.facts.get(fact)
    if isinstance(known, float | int):
        return [float(known)]
    question = next(q for q in case.content.questionnaire.questions if q.fact == fact)
    chances = [question.unknown, *(question.unknown_by[1].values() if question.unknown_by else ())]
    return sorted({float(value) for chance in chances for value, _ in chance if isinstance(value, float | int)})


@lru_cache(maxsize=1024)
def word_sight(content: Content, fact: str) -> tuple[Hashable, ...]:
    """What the rules see of each value of a word or of yes and no: rows and conditions that it matches, itself or by
    the facts derived from it. Two values that look the same are the same to the rules."""
    own = content.vocabulary.facts[fact]
    seen = []
    for place, value in enumerate(own.values or (False, True)):
        look: list[Hashable] = [*_masks(content, fact, float(place))]
        for derived in content.vocabulary.dependants.get(fact, ()):
            if derived.derive and derived.derive.map == fact and derived.id not in content.vocabulary.dependants:
                word = derived.derive.lookup.get(str(value), derived.derive.default)
                look += _masks(content, derived.id, float(derived.values.index(str(word))))
            else:
                look.append(place)
        seen.append(tuple(look))
    return tuple(seen)


def _masks(content: Content, fact: str, value: float) -> list[Hashable]:
    tables = (*content.roles.scores, *content.roles.shifts, *content.roles.exclusions)
    found: list[Hashable] = [
        column.mask_at(value) for table in tables for column in table.columns if column.fact.id == fact
    ]
    for question in content.questionnaire.questions:
        for group in question.when.groups if question.when else ():
            found += [bool(cell.matches_column(value)) for name, cell in group if name == fact]
        if question.unknown_by is not None and question.unknown_by[0] == fact:
            found.append(value)
    return found


def facts_said(content: Content, answers: Mapping[str, Answer]) -> dict[str, float]:
    """The encoded facts that `answers` set; NaN for what is not answered or not known."""
    said: dict[str, float] = {}
    for question in content.questionnaire.questions:
        said.update(dict.fromkeys(facts_of(content.vocabulary, question), np.nan))
        if question.id in answers:
            said.update(encoded(content.vocabulary, content.rates, question, answers[question.id]))
    return said
