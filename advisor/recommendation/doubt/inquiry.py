"""What to ask next: the questions whose answers are expected to settle most.

The lead of the advised path over the best other path differs between the readings of what is open. The share of this
variance that goes away, on average, when a question is answered is its expected information (the correlation ratio of
Pearson, with the adjustment for small groups of Kelley 1935). The short track begins with the required questions, goes
on with the most informative ones, and ends when the path is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.flow import Replay, replay
from advisor.questionnaire.readings import facts_of, groups, readings
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.ranking import DIGITS, SEED, first_of, valued
from advisor.recommendation.verdict import judge
from advisor.scoring.model import Floats

READINGS = 512  # more than for advice: the order of questions rests on differences between groups of readings
TOGETHER = 3  # of so many of the most informative questions those on the same page are asked together


@dataclass(frozen=True)
class Agenda:
    """The questions a track asks, in order; None for all. `share` is that of the readings in which the advised path
    comes first, as far as it was worked out, and `settled` whether it is high enough for the track to end."""

    wanted: tuple[str, ...] | None
    settled: bool = False
    share: float = 0.0


@dataclass(frozen=True)
class Outlook:
    """The lead of the advised path in each reading, and the share of readings in which it comes first."""

    lead: Floats
    share: float


def agenda(content: Content, answers: Mapping[str, Answer], track: str) -> Agenda:
    """What `track` asks: what was answered, in that order, and what is to be answered next."""
    if not content.questionnaire.tracks[track].enough:
        return Agenda(None)
    return _agenda(content, tuple(answers.items()), track)


@lru_cache(maxsize=256)
def _agenda(content: Content, items: tuple[tuple[str, Answer], ...], track: str) -> Agenda:
    bank, answers = content.questionnaire, dict(items)
    start = tuple(q.id for q in bank.start)
    if not answers.keys() >= set(start):
        return Agenda(tuple(dict.fromkeys((*start, *answers))))
    replayed = replay(bank, content.vocabulary, content.rates, answers)
    open_ = [q for q in replayed.applies if q.id not in answers]
    view = outlook(content, replayed)
    if view.share >= bank.tracks[track].enough or not open_ or len(answers) >= bank.tracks[track].most:
        return Agenda(tuple(answers), view.share >= bank.tracks[track].enough, view.share)
    best = list(information(content, view, open_))[:TOGETHER]
    room = bank.tracks[track].most - len(answers)
    proposed = [q for q in best if bank.by_id[q].page == bank.by_id[best[0]].page][:room]
    return Agenda((*answers, *proposed), False, view.share)


def outlook(content: Content, replayed: Replay, seed: int = SEED) -> Outlook:
    """How the advice stands in many readings of what is open, at the stated weights."""
    n = READINGS
    columns = readings(content.questionnaire, content.vocabulary, replayed, n, seed)
    verdict = judge(content.roles, content.scheme, columns, n)
    values = valued(content.scheme, verdict)
    barred = np.asarray(verdict.excluded.all(axis=0))
    advised = int(first_of(np.round(values.mean(axis=0), DIGITS), barred))
    options = content.scheme.options
    mine = np.array([option.path == options[advised].path for option in options])
    offered = np.where(verdict.excluded, -1.0, values)
    lead = offered[:, mine].max(axis=1) - offered[:, ~mine].max(axis=1)
    return Outlook(lead, float(mine[offered.argmax(axis=1)].mean()))


def information(content: Content, view: Outlook, questions: Iterable[Question]) -> dict[str, float]:
    """The share of the variance of the lead that each question explains, 0 to 1, the most informative first; of a
    question with several members the best of them."""
    sampled = groups(content.questionnaire, content.vocabulary, len(view.lead), SEED)
    found = {
        q.id: max(_explained(sampled.of[sampled.facts[f]], view.lead) for f in facts_of(content.vocabulary, q))
        for q in questions
    }
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _explained(group: NDArray[np.intp], lead: Floats) -> float:
    """The share of the variance of `lead` between groups, less what groups of this size explain by chance."""
    _, members = np.unique(group, return_inverse=True)
    sizes = np.bincount(members)
    means = np.bincount(members, lead) / sizes
    total = float(((lead - lead.mean()) ** 2).sum())
    if total < 10.0**-DIGITS or len(sizes) < 2:
        return 0.0
    within = total - float((sizes * (means - lead.mean()) ** 2).sum())
    return max(0.0, 1.0 - (within / (len(lead) - len(sizes))) / (total / (len(lead) - 1)))
