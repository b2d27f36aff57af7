"""Completions of an interview: the answers that open questions can be given, at random or one and all.

Everything is in encoded facts, as `bulk.rank` takes them. The values of a number are those next to every limit that a
table, a band, a condition or a ratio names, and random ones between its bounds.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from itertools import product
from math import ceil, floor, isfinite, log, prod

import numpy as np

from advisor.questionnaire.columns import encoded
from advisor.questionnaire.flow import replay
from advisor.questionnaire.readings import facts_of
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.bulk import rank
from advisor.recommendation.content import Content
from advisor.scoring.model import Floats
from advisor.source import read
from tests.recommendation.samples import ROOT, random_answers, real, typed

Said = dict[str, Floats | float]


def said_by(content: Content, answers: Mapping[str, Answer]) -> dict[str, float]:
    """The encoded facts of the answers; NaN for what is open."""
    found: dict[str, float] = {}
    for question in content.questionnaire.questions:
        answer = answers.get(question.id)
        found.update(encoded(content.vocabulary, content.rates, question, answer))
    return found


def open_facts(content: Content, answers: Mapping[str, Answer]) -> dict[str, Question]:
    """The facts without an answer, each with its question."""
    questions = [q for q in content.questionnaire.questions if answers.get(q.id) is None]
    return {fact: question for question in questions for fact in facts_of(content.vocabulary, question)}


@cache
def limits_named(content: Content) -> dict[str, frozenset[float]]:
    """For each fact the limits that tables, bands and conditions name."""
    found: dict[str, set[float]] = {fact: set() for fact in content.vocabulary.facts}
    cells = [pair for t in content.tables.values() for row in t.rows for pair in row.when.items()]
    cells += [pair for q in content.questionnaire.questions if q.when for group in q.when.groups for pair in group]
    for fact, cell in cells:
        found[fact].update(edge for span in cell.spans for edge in span if isfinite(edge))
    for derived in content.vocabulary.derived:
        if derived.derive and derived.derive.bands:
            found[derived.derive.bands].update(derived.derive.at)
    return {fact: frozenset(edges) for fact, edges in found.items()}


def values(content: Content, fact: str, question: Question, known: Mapping[str, float]) -> Floats:
    """What an answer can make of a fact: all words and marks, and the numbers next to every limit."""
    if not content.vocabulary.facts[fact].numeric:
        return np.arange(float(len(content.vocabulary.facts[fact].values) or 2))
    if question.type == "scale":
        return np.arange(float(question.low), question.high + 1.0)
    edges = set(limits_named(content)[fact]) | {float(question.low), float(question.high)}
    for derived in content.vocabulary.derived:
        above, below = derived.derive.ratio if derived.derive and derived.derive.ratio else ("", "")
        for limit in limits_named(content)[derived.id]:
            if fact == above and known[below] > 0:
                edges.add(limit * known[below])
            elif fact == below and known[above] > 0 and limit > 0:
                edges.add(known[above] / limit)
    near = {float(whole) for edge in edges for whole in (floor(edge) - 1, floor(edge), ceil(edge), ceil(edge) + 1)}
    return np.array(sorted(whole for whole in near if question.low <= whole <= question.high))


def completions(content: Content, answers: Mapping[str, Answer], n: int, seed: int) -> Said:
    """`n` random completions: words and members of sets evenly, numbers next to limits or of any magnitude."""
    dice = np.random.default_rng(seed)
    known = said_by(content, answers)
    said: Said = dict(known)
    for fact, question in open_facts(content, answers).items():
        column = dice.choice(values(content, fact, question, known), n)
        if question.type in ("number", "money"):
            any_size = np.floor(np.exp(dice.uniform(log(max(question.low, 0.5)), log(question.high), n)))
            column = np.where(dice.random(n) < 0.5, column, np.maximum(any_size, question.low))
        said[fact] = column
    return said


def partly_unknown(content: Content, answers: Mapping[str, Answer], n: int, seed: int) -> Said:
    """`n` random completions in which each open question is left open with a chance that differs between them."""
    dice = np.random.default_rng(seed)
    said = completions(content, answers, n, seed)
    left, chance = {}, dice.random(n)
    for fact, question in open_facts(content, answers).items():
        if question.id not in left:
            left[question.id] = dice.random(n) < chance
        said[fact] = np.where(left[question.id], np.nan, said[fact])
    return said


def every_completion(content: Content, answers: Mapping[str, Answer]) -> tuple[Said, int]:
    """All completions, of numbers those next to a limit, and how many they are."""
    known = said_by(content, answers)
    facts = open_facts(content, answers)
    rows = np.array(list(product(*(values(content, fact, q, known) for fact, q in facts.items()))))
    return {**known, **{fact: rows[:, place].copy() for place, fact in enumerate(facts)}}, len(rows)


def outcomes(content: Content, said: Mapping[str, Floats | float], n: int, aspect: str) -> list[str]:
    """The path or deployment advised in each of `n` completions."""
    advised = rank(content, said, n, seed=1).advised
    options = np.array([getattr(option, aspect) for option in content.scheme.options])
    return [str(value) for value in options[advised]]


def without(answers: Mapping[str, Answer], count: int, seed: int, most: int = 0) -> dict[str, Answer]:
    """The answers less `count` random ones; with `most` they leave no more completions than that all together."""
    dice = random.Random(seed)
    while True:
        left_out = dice.sample(sorted(answers), count)
        rest = {key: answer for key, answer in answers.items() if key not in left_out}
        if not most or completions_left(rest) <= most:
            return rest


def completions_left(answers: Mapping[str, Answer]) -> int:
    content = real()
    known = said_by(content, answers)
    return prod(len(values(content, fact, q, known)) for fact, q in open_facts(content, answers).items())


@cache
def worked() -> dict[str, dict[str, Answer]]:
    """The answers of the worked cases in which everything is known, and random ones to what does not apply."""
    found = {}
    for file in sorted((ROOT / "tests" / "cases").glob("*.yaml")):
        answers = typed(read(file).data["answers"])
        replayed = replay(real().questionnaire, real().vocabulary, real().rates, answers)
        if not replayed.doubtful:
            found[file.stem] = random_answers(len(found), 0.0) | answers
    return found
