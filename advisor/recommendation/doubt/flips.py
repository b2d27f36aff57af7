"""Flips: the smallest sets of changed answers that change the path or the deployment.

Found by trying, not by estimating: every set is judged by the same rules as the advice itself. For each aspect and each
kind (only what the company can change; anything) the search takes one change, then two, then three, and stops at the
first number at which something flips; so every set it names is minimal, and it has all of that size. Of sets with facts
of life those that the company could do without them are not repeated. Where many sets
provably cannot flip anything they are left out of the trial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.answers import plain
from advisor.questionnaire.columns import Replays, replay_columns
from advisor.questionnaire.ranges import limits
from advisor.questionnaire.readings import Columns, facts_of, read_columns
from advisor.questionnaire.schema import Answer
from advisor.recommendation.bulk import rank
from advisor.recommendation.doubt.bounds import Aspect, Proof, Range, prove
from advisor.recommendation.doubt.changes import Change, changes_of, facts_said
from advisor.recommendation.model import Flip
from advisor.recommendation.ranking import DIGITS, READINGS, Case, first_of, valued
from advisor.recommendation.verdict import judge
from advisor.scoring.model import NO_DEPLOYMENT, Floats

Kind = Literal["actionable", "fact"]
ASPECTS: tuple[Aspect, ...] = ("path", "deployment")
KINDS: tuple[Kind, ...] = ("actionable", "fact")
MOST_CHANGES = 3
# How many groups of questions and how many sets of answers are looked at for one size; with more the search says how
# far it went. Of two numbers the second is for cases in which something is not known: a set takes many times longer.
MOST_BOXES = 6_000
MOST_TRIALS = (20_000, 256)
PROVE_FROM = (2_000, 64)  # sets from which on it is worth proving first where nothing can flip
SMALL = (128, 16)  # sets that are sooner tried than proven
PARTS = 8
TOGETHER = 1024
BLOCK = 8192
# How many flips of one aspect and kind are kept, the nearest first.
MOST_KEPT = 6

Group = tuple[str, ...]
Rows = NDArray[np.intp]
Places = tuple[int, ...]
Box = tuple[Places, ...]  # of each question some of its changes: all sets with one of each
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Found:
    """`flips` in order of interest; `searched` maps aspect and kind to the size up to which every set was looked at."""

    flips: tuple[Flip, ...]
    searched: dict[str, int]


def find_flips(case: Case, answers: Mapping[str, Answer]) -> Found:
    """The flips of a case. What deploys nothing has no deployment to flip, nor is it one to flip to."""
    search = _Search(case, answers)
    hosted = case.content.scheme.options[case.advised].deployment != NO_DEPLOYMENT
    found: list[Flip] = []
    searched: dict[str, int] = {}
    for kind in KINDS:
        for aspect in ASPECTS if hosted else ASPECTS[:1]:
            flips, searched[f"{aspect}.{kind}"] = search.smallest(kind, aspect)
            found += flips
    return Found(tuple(found), searched)


class _Search:
    """Tries sets of changes. A set is a row of places in `changes`; outcomes are places of options."""

    def __init__(self, case: Case, answers: Mapping[str, Answer]) -> None:
        self.content = case.content
        self.advised = case.advised
        self.changes = changes_of(case, answers)
        self.trial = _Trial(case, facts_said(case.content, answers), [change.facts for change in self.changes])
        self.doubtful = bool(case.replayed.doubtful)
        self.widest = limits(case.content.questionnaire, case.content.vocabulary)
        self.hulls: dict[Places, list[tuple[str, float, float]]] = {}
        self.proofs: dict[tuple[Box, ...], Proof] = {}
        self.tried: dict[Box, Rows] = {}

    def smallest(self, kind: Kind, aspect: Aspect) -> tuple[list[Flip], int]:
        """The flips by fewest changes, and the size up to which every set was tried."""
        own: dict[str, list[int]] = {}
        for place, change in enumerate(self.changes):
            if kind in ("fact", change.question.nature):
                own.setdefault(change.question.id, []).append(place)
        each = [tuple(sorted(places, key=self._value)) for places in own.values()]
        for size in range(1, MOST_CHANGES + 1):
            if comb(len(each), size) > MOST_BOXES:
                return [], size - 1
            boxes: list[Box] = list(combinations(each, size))
            if _trials(boxes) > PROVE_FROM[self.doubtful]:
                boxes = self._open(boxes, aspect)
            if _trials(boxes) > MOST_TRIALS[self.doubtful]:
                return [], size - 1
            flipping = self._flipping(boxes, aspect)
            if flipping:
                return self._told(flipping, kind, aspect), size
        return [], MOST_CHANGES

    def _value(self, place: int) -> float:
        """Values next to each other are proven together; of a set there is no order."""
        facts = self.changes[place].facts
        return next(iter(facts.values())) if len(facts) == 1 else 0.0

    def _open(self, boxes: list[Box], aspect: Aspect) -> list[Box]:
        """What is left of the boxes when all is taken out that provably cannot change the aspect.

        Where what is not known may change it already, no more can be proven."""
        if self.doubtful and not self._proven([()], aspect)[0]:
            return boxes
        left: list[Box] = []
        while boxes:
            unproven = [box for box, stays in zip(boxes, self._proven(boxes, aspect), strict=True) if not stays]
            boxes = []
            for box in unproven:
                small = _trials([box]) <= SMALL[self.doubtful]
                (left if small else boxes).extend([box] if small else _split(box))
        return left

    def _proven(self, boxes: Sequence[Box], aspect: Aspect) -> list[bool]:
        """For each box whether no set in it can change the aspect."""
        found: list[bool] = []
        for start in range(0, len(boxes), TOGETHER):
            part = tuple(boxes[start : start + TOGETHER])
            if part not in self.proofs:
                self.proofs[part] = prove(self.content, self._ranges(part), len(part))
            found += self.proofs[part].holds(self.advised, aspect).tolist()
        return found

    def _ranges(self, boxes: Sequence[Box]) -> dict[str, Range]:
        """The range of every fact in each box."""
        said: dict[str, Range] = {}
        for fact, value in self.trial.said.items():
            low, high = self.widest[fact] if np.isnan(value) else (value, value)
            said[fact] = np.full(len(boxes), low), np.full(len(boxes), high)
        for row, box in enumerate(boxes):
            for places in box:
                for fact, low, high in self._hull(places):
                    said[fact][0][row], said[fact][1][row] = low, high
        return said

    def _hull(self, places: Places) -> list[tuple[str, float, float]]:
        """The facts of some changes of one question, from their least to their greatest value."""
        if places not in self.hulls:
            facts = [self.changes[place].facts for place in places]
            self.hulls[places] = [(f, min(one[f] for one in facts), max(one[f] for one in facts)) for f in facts[0]]
        return self.hulls[places]

    def _flipping(self, boxes: Sequence[Box], aspect: Aspect) -> list[tuple[list[int], str]]:
        """The sets that flip the aspect, and what it becomes; boxes tried before are not tried again."""
        sets = {box: np.array(list(product(*box)), dtype=np.intp) for box in boxes}
        new = [box for box in boxes if box not in self.tried]
        if new:
            outcome = self.trial.advised(np.concatenate([sets[box] for box in new]))
            ends = np.cumsum([len(sets[box]) for box in new])
            self.tried.update(zip(new, np.split(outcome, ends[:-1]), strict=True))
        options = self.content.scheme.options
        stays = (getattr(options[self.advised], aspect), NO_DEPLOYMENT)
        flips = np.array([getattr(option, aspect) not in stays for option in options])
        found = []
        for box, rows in sets.items():
            outcome = self.tried[box]
            turned = np.flatnonzero(flips[outcome])
            found += [(rows[place].tolist(), str(getattr(options[outcome[place]], aspect))) for place in turned]
        return found

    def _told(self, flipping: Iterable[tuple[list[int], str]], kind: Kind, aspect: Aspect) -> list[Flip]:
        """The nearest set for each group of questions and outcome, the nearest of all first."""
        nearest: dict[tuple[Group, str], tuple[float, Sequence[Change]]] = {}
        for row, became in flipping:
            one = [self.changes[place] for place in row]
            if kind == "fact" and all(change.question.nature == "actionable" for change in one):
                continue
            key = tuple(change.question.id for change in one), became
            step = sum(change.step for change in one)
            if key not in nearest or step < nearest[key][0]:
                nearest[key] = step, one
        ordered = sorted(nearest.items(), key=lambda entry: (entry[1][0], entry[0]))[:MOST_KEPT]
        return [
            Flip(changes={c.question.id: plain(c.answer) for c in one}, kind=kind, aspect=aspect, to=became)
            for (_, became), (_, one) in ordered
        ]


@dataclass(frozen=True)
class _Readings:
    """Cases with the same few readings: the values of each open fact, and how many of READINGS have them."""

    cases: Rows
    values: dict[str, Floats]
    counts: Rows


class _Trial:
    """What is advised when some of the facts that were said are `replaced` by others; a set is a row of their places.

    The results are those of `bulk.rank`. What a change leaves open, such as the follow-up of a question that was not
    asked before, is mostly little: its readings are the same few, and are judged once each.
    """

    def __init__(self, case: Case, said: Mapping[str, float], replaced: Sequence[Mapping[str, float]]) -> None:
        self.case, self.content, self.said = case, case.content, said
        self.facts = tuple(dict.fromkeys(fact for facts in replaced for fact in facts))
        self.given: Bools = np.zeros((len(replaced), len(self.facts)), dtype=np.bool_)
        self.values = np.full(self.given.shape, np.nan)
        place = {fact: at for at, fact in enumerate(self.facts)}
        for row, facts in enumerate(replaced):
            for fact, value in facts.items():
                self.given[row, place[fact]], self.values[row, place[fact]] = True, value
        self.samples: dict[tuple[str, float], Floats] = {}

    def advised(self, sets: Rows) -> Rows:
        """The option advised for each set."""
        parts = [self._part(sets[start : start + BLOCK]) for start in range(0, len(sets), BLOCK)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.intp)

    def _part(self, sets: Rows) -> Rows:
        columns, n = self._columns(sets), len(sets)
        if self.case.replayed.doubtful:
            return rank(self.content, columns, n, self.case.seed).advised
        replays = replay_columns(self.content.questionnaire, self.content.vocabulary, columns, n)
        out = np.empty(n, dtype=np.intp)
        known, doubtful = np.flatnonzero(~replays.doubtful), np.flatnonzero(replays.doubtful)
        if len(known):
            out[known] = first_of(*self._judged(replays.of(known), len(known)))
        if len(doubtful):
            readings, rest = self._readings(replays, doubtful)
            if readings:
                out[np.concatenate([r.cases for r in readings])] = self._read(columns, readings)
            if len(rest):
                out[rest] = rank(self.content, _of(columns, rest), len(rest), self.case.seed).advised
        return out

    def _columns(self, sets: Rows) -> Columns:
        """What is said in each set."""
        touched = np.flatnonzero(self.given[np.unique(sets)].any(axis=0))
        given, values = self.given[:, touched], self.values[:, touched]
        before = np.array([self.said[self.facts[place]] for place in touched])
        found = np.repeat(before[:, np.newaxis], len(sets), axis=1)
        for changed in sets.T:
            rows, places = np.nonzero(given[changed])
            found[places, rows] = values[changed[rows], places]
        return {**self.said, **{self.facts[place]: column for place, column in zip(touched, found, strict=True)}}

    def _judged(self, columns: Columns, n: int) -> tuple[Floats, Bools]:
        """Values and exclusions of the options, n x options, where all is known."""
        scheme = self.content.scheme
        verdict = judge(self.content.roles, scheme, columns, n)
        return np.round(valued(scheme, verdict), DIGITS), verdict.excluded

    def _readings(self, replays: Replays, doubtful: Rows) -> tuple[list[_Readings], Rows]:
        """The readings of the doubtful cases, of those together that have the same; and the cases for which they cannot
        be told, because whether a question is asked, or what is likely, rests on another open fact."""
        columns, n = replays.of(doubtful), len(doubtful)
        marks: dict[str, Floats] = {}
        lost = np.zeros(n, dtype=np.bool_)
        for question in self.content.questionnaire.questions:
            for fact in facts_of(self.content.vocabulary, question):
                unknown = np.isnan(columns[fact])
                if unknown.any():
                    by = columns[question.unknown_by[0]] if question.unknown_by else 0.0
                    marks[fact] = np.where(unknown, by, -1.0)
                    lost |= np.isnan(marks[fact])
                    if question.when is not None:
                        lost |= unknown & ~question.when.holds_columns(columns, n)
        told = np.flatnonzero(~lost)
        kinds, of = np.unique(np.array(list(marks.values())).T[told], axis=0, return_inverse=True)
        found = []
        for place, kind in enumerate(kinds.tolist()):
            own = doubtful[told[of.ravel() == place]]
            open_ = {fact: by for fact, by in zip(marks, kind, strict=True) if by >= 0.0}
            values, counts = np.unique(self._sampled(replays, own[:1], open_), axis=1, return_counts=True)
            found.append(_Readings(own, dict(zip(open_, values, strict=True)), counts))
        return found, doubtful[lost]

    def _sampled(self, replays: Replays, one: Rows, open_: Mapping[str, float]) -> Floats:
        """The readings of open facts, facts x READINGS; they are the same in every case with the same frequencies."""
        if not self.samples.keys() >= open_.items():
            bank, vocabulary = self.content.questionnaire, self.content.vocabulary
            read = read_columns(bank, vocabulary, replays.of(one), (1, READINGS), self.case.seed)
            self.samples |= {(fact, by): np.broadcast_to(read[fact], (READINGS,)) for fact, by in open_.items()}
        return np.array([self.samples[key] for key in open_.items()])

    def _read(self, said: Columns, readings: Sequence[_Readings]) -> Rows:
        """The options advised in the cases of `readings`, each read in every way once."""
        each = np.concatenate([np.full(len(r.cases), len(r.counts)) for r in readings])
        of, n = np.repeat(np.concatenate([r.cases for r in readings]), each), int(each.sum())
        columns = _of(said, of)
        end = 0
        for r in readings:
            start, end = end, end + len(r.cases) * len(r.counts)
            for fact, values in r.values.items():
                column = np.array(np.broadcast_to(columns[fact], (n,)))
                column[start:end] = np.tile(values, len(r.cases))
                columns[fact] = column
        full = replay_columns(self.content.questionnaire, self.content.vocabulary, columns, n).columns
        values, excluded = self._judged(full, n)
        weight = np.concatenate([np.tile(r.counts, len(r.cases)) for r in readings])
        first = np.cumsum(each) - each
        means = np.add.reduceat(values * weight[:, np.newaxis], first) / READINGS
        return first_of(np.round(means, DIGITS), np.logical_and.reduceat(excluded, first))


def _of(columns: Columns, cases: Rows) -> Columns:
    return {fact: c[cases] if isinstance(c, np.ndarray) else c for fact, c in columns.items()}


def _trials(boxes: Iterable[Box]) -> int:
    """How many sets the boxes hold."""
    return sum(prod(map(len, box)) for box in boxes)


def _split(box: Box) -> list[Box]:
    """The box in parts along the question with the most changes."""
    widest = max(range(len(box)), key=lambda place: len(box[place]))
    places = box[widest]
    size = -(-len(places) // PARTS)
    return [(*box[:widest], places[at : at + size], *box[widest + 1 :]) for at in range(0, len(places), size)]
