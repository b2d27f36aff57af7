"""The price of not knowing: how far each open question could move the advice, and who could answer it.

For an open question every value that may stand behind it is put in, one after the other, while everything else stays as
uncertain as it is: the share of readings in which the advised path comes first then moves by so much, and the advice
itself may become another. Values between which no rule tells apart are put in once. A question with several members has
too many answers for that: none, each single one and all of them are put in. Where more is open than can be tried, the
rest is estimated from the readings at hand.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.facts import encode
from advisor.questionnaire.columns import replay_columns
from advisor.questionnaire.readings import Columns, Groups, facts_of, groups, read_columns
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.doubt.changes import facts_said, number_sight, word_sight
from advisor.recommendation.model import Unknown
from advisor.recommendation.ranking import DIGITS, READINGS, Case, first_of, valued
from advisor.recommendation.verdict import judge

# An estimated share is taken so many standard errors less extreme than it is, so that chance is not shown as a shift.
CHANCE = 1.0
# How many values are put in at most; questions said to be unknown and those with the largest estimate come first.
MOST_TRIALS = 48

Facts = dict[str, float]


@dataclass(frozen=True)
class _Price:
    """The range of the share of readings that the advised path wins, and the other paths advised for some value."""

    shift: float
    to: tuple[str, ...]


def price_of_not_knowing(case: Case, answers: Mapping[str, Answer]) -> tuple[Unknown, ...]:
    """Open questions that apply, the most decisive first."""
    applies = {q.id for q in case.replayed.applies}
    open_ = [question for question in case.replayed.doubtful if question.id in applies]
    if not open_:
        return ()
    estimate = _estimates(case, open_)
    order = sorted(open_, key=lambda q: (q.id not in answers, -estimate[q.id], q.id))
    tried = _tried(case, answers, order)
    found = []
    for question in open_:
        price = tried.get(question.id)
        found.append(
            Unknown(
                question=question.id,
                shift=round(price.shift if price else estimate[question.id], 2),
                who=question.who,
                said=question.id in answers,
                to=price.to if price else (),
                exact=price is not None and question.type != "choices",
            )
        )
    return tuple(sorted(found, key=lambda u: (-u.shift, u.question)))


def _tried(case: Case, answers: Mapping[str, Answer], order: Sequence[Question]) -> dict[str, _Price]:
    """The prices of as many questions as may be tried."""
    trials: list[Facts] = []
    where: dict[str, slice] = {}
    for question in order:
        own = _values(case, question)
        if len(own) == 1:  # whatever the answer, nothing sees a difference
            own = []
        if len(trials) + len(own) <= MOST_TRIALS:
            where[question.id] = slice(len(trials), len(trials) + len(own))
            trials += own
    shares, paths = _outcomes(case, answers, trials)
    now = case.content.scheme.options[case.advised].path
    return {
        key: _Price(
            shift=float(np.ptp(shares[own])) if len(shares[own]) else 0.0,
            to=tuple(dict.fromkeys(path for path in paths[own] if path != now)),
        )
        for key, own in where.items()
    }


def _values(case: Case, question: Question) -> list[Facts]:
    """What may stand behind an open question, as encoded facts, one for all values that are the same to the rules."""
    content = case.content
    if question.type == "choices":
        members = facts_of(content.vocabulary, question)
        seen = [m for m in members if len(set(word_sight(content, m))) > 1]
        agreed = {f"{question.fact}.{member}": there for member, there in question.agreed}
        seen = [m for m in seen if m not in agreed]
        chosen = [set(), *({m} for m in seen), *([set(members)] if len(seen) > 1 else [])]
        return [{m: float(agreed.get(m, m in some)) for m in members} for some in chosen]
    fact = content.vocabulary.facts[question.fact]
    values = [float(v) for v in encode(fact, [value for value, _ in question.may_be(case.replayed.facts)])]
    first: dict[Hashable, float] = {}
    if fact.numeric:
        sight, _ = number_sight(case, fact.id)
        for value in values:
            first.setdefault(sight(value), value)
    else:
        for value in values:
            first.setdefault(word_sight(content, fact.id)[int(value)], value)
    return [{fact.id: value} for value in first.values()]


def _outcomes(
    case: Case, answers: Mapping[str, Answer], trials: Sequence[Facts]
) -> tuple[NDArray[np.float64], list[str]]:
    """With each of the facts put in, the share of readings that the advised path wins, and the path advised then."""
    content, n = case.content, len(trials)
    if not n:
        return np.zeros(0), []
    said: Columns = dict(facts_said(content, answers))
    for fact in {fact for trial in trials for fact in trial}:
        said[fact] = np.array([trial.get(fact, said[fact]) for trial in trials])
    replays = replay_columns(content.questionnaire, content.vocabulary, said, n)
    columns = read_columns(content.questionnaire, content.vocabulary, replays.columns, (n, READINGS), case.seed)
    verdict = judge(content.roles, content.scheme, columns, n * READINGS)
    values = valued(content.scheme, verdict)
    options = content.scheme.options
    mine = case.members("path", options[case.advised].path)
    shares = mine[first_of(values, verdict.excluded)].reshape(n, READINGS).mean(axis=1)
    means = np.round(values.reshape(n, READINGS, -1).mean(axis=1), DIGITS)
    barred = np.asarray(verdict.excluded.reshape(n, READINGS, -1).all(axis=1))
    return shares, [options[option].path for option in first_of(means, barred).tolist()]


def _estimates(case: Case, open_: Sequence[Question]) -> dict[str, float]:
    """For each question the range of the shares that the advised path wins in the readings at hand, grouped by what the
    question would say, less what chance explains."""
    content = case.content
    mine = case.members("path", content.scheme.options[case.advised].path)
    sampled = groups(content.questionnaire, content.vocabulary, len(case.by_reading), case.seed)
    shifts = _shifts(sampled, mine[case.first])
    return {q.id: max(float(shifts[sampled.facts[f]]) for f in _drawn(case, q)) for q in open_}


def _drawn(case: Case, question: Question) -> tuple[str, ...]:
    """The samples that the readings take for a question: those for companies of its kind where that is known."""
    by = question.unknown_by
    if by is not None and (kind := case.replayed.facts.get(by[0])) is not None:
        return (f"{question.fact}|{kind}",)
    return facts_of(case.content.vocabulary, question)


def _shifts(sampled: Groups, wins: NDArray[np.bool_]) -> NDArray[np.float64]:
    """For every sampled fact the range of its groups' shares of wins, less what chance explains."""
    won = np.bincount(sampled.of.ravel(), weights=np.tile(wins, len(sampled.of)))
    shares = won / sampled.size
    overall = wins.mean()
    error = np.sqrt(overall * (1.0 - overall) / sampled.size)
    high = np.maximum.reduceat(shares - CHANCE * error, sampled.first)
    low = np.minimum.reduceat(shares + CHANCE * error, sampled.first)
    return np.asarray(np.maximum(0.0, high - low))
