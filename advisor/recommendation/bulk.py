"""Verdict and ranking of many companies at once, with the results of `ranking.compare`.

A company whose facts are all known is judged once; one with open facts in the same readings as `compare` takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.columns import replay_columns
from advisor.questionnaire.readings import Columns, read_columns
from advisor.recommendation.content import Content
from advisor.recommendation.ranking import DIGITS, READINGS, valued
from advisor.recommendation.verdict import judge
from advisor.scoring.model import Floats

BLOCK = 16384  # companies replayed and judged together, so that their columns stay in the processor's cache
CHUNK = 64  # companies whose readings are worked on together

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Ranked:
    """`values` and `barred` are companies x options, `scores` the means of every score."""

    values: Floats
    barred: NDArray[np.bool_]
    scores: dict[str, Floats]

    @cached_property
    def _offered(self) -> Floats:
        """Values, options x companies, below zero where barred."""
        return np.asarray(self.values.T - 2.0 * self.barred.T)

    @cached_property
    def advised(self) -> Places:
        """The option each company is advised to take."""
        return _first(self._offered)

    @cached_property
    def second(self) -> Places:
        """The option that comes next; where all others are barred, the advised one again."""
        everyone = np.arange(len(self.advised))
        others = self._offered.copy()
        others[self.advised, everyone] = -2.0
        found = _first(others)
        return np.where(others[found, everyone] < 0.0, self.advised, found)

    def of(self, options: Places) -> Floats:
        """The value of one option of each company."""
        return np.asarray(self.values[np.arange(len(options)), options])


def _first(offered: Floats) -> Places:
    """As `ranking.first_of`: the best option, of equals the earlier one. Counting the options before it takes no
    branches, so that it runs in vector registers."""
    best = offered.max(axis=0)
    place, found = np.zeros(len(best), dtype=np.uint8), np.zeros(len(best), dtype=np.bool_)
    for values in offered:
        found |= values == best
        place += ~found
    return place.astype(np.intp)


def rank(content: Content, said: Mapping[str, Floats | float], n: int, seed: int) -> Ranked:
    """Rank the options for `n` companies; `said` as for `advisor.questionnaire.columns.replay_columns`."""
    options = len(content.scheme.options)
    values, barred = np.empty((options, n)), np.empty((options, n), dtype=np.bool_)
    scores: dict[str, Floats] = {}
    for start in range(0, n, BLOCK):
        part = slice(start, min(start + BLOCK, n))
        here = {fact: c[part] if isinstance(c, np.ndarray) else c for fact, c in said.items()}
        for cases, found in _parts(content, here, part.stop - start, seed):
            values[:, part][:, cases] = found.values.T
            barred[:, part][:, cases] = found.barred.T
            for name, score in found.scores.items():
                scores.setdefault(name, np.empty(n))[part][cases] = score
    np.copyto(values, 0.0, where=barred)
    return Ranked(values.T, barred.T, scores)


def _parts(
    content: Content, said: Mapping[str, Floats | float], n: int, seed: int
) -> Iterator[tuple[Places | slice, Ranked]]:
    """The companies in groups that are judged in the same way, each with its ranking."""
    replays = replay_columns(content.questionnaire, content.vocabulary, said, n)
    if not replays.doubtful.any():
        yield slice(None), _judged(content, replays.columns, n, 1)
        return
    known, doubtful = np.flatnonzero(~replays.doubtful), np.flatnonzero(replays.doubtful)
    if len(known):
        yield known, _judged(content, replays.of(known), len(known), 1)
    for start in range(0, len(doubtful), CHUNK):
        cases = doubtful[start : start + CHUNK]
        shape = (len(cases), READINGS)
        columns = read_columns(content.questionnaire, content.vocabulary, replays.of(cases), shape, seed)
        yield cases, _judged(content, columns, *shape)


def _judged(content: Content, columns: Columns, cases: int, readings: int) -> Ranked:
    """The means over the readings of each case, those of the first case first."""
    verdict = judge(content.roles, content.scheme, columns, cases * readings)
    by_reading = valued(content.scheme, verdict)
    if readings == 1:
        return Ranked(np.round(by_reading, DIGITS), verdict.excluded, verdict.scores)
    return Ranked(
        values=np.round(by_reading.reshape(cases, readings, -1).mean(axis=1), DIGITS),
        barred=np.asarray(verdict.excluded.reshape(cases, readings, -1).all(axis=1)),
        scores={name: score.reshape(cases, readings).mean(axis=1) for name, score in verdict.scores.items()},
    )
