"""The map of differing views: how far the advice would move if each voice were right, and what to talk about.

Every answer that was given to a disputed question is put in, one after the other, while everything else stays as it was
merged. All sides are worked out with few draws and the same seed, so that they can be compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.errors import BadInput
from advisor.questionnaire.merging import Dispute, Merged, Said
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.what_if import SAMPLES, outcome
from advisor.recommendation.ranking import SEED, compare
from advisor.recommendation.tailoring import Tailoring, tailored

MEETING = 30
LEAST_MINUTES = 3  # nothing is settled in less
MOST_MINUTES = 15  # beyond that a question needs figures or a pilot, not more talk
LONGEST = 480
LEAST_SHIFT = 0.005  # what is shown as 0 percent is no effect
DIGITS = 4


@dataclass(frozen=True)
class View:
    """One of the answers to a disputed question, the roles that gave it, and what follows if it is true: the path that
    is advised, and the share of readings in which the path that is advised now comes first."""

    answer: Answer
    roles: tuple[str, ...]
    path: str
    share: float


@dataclass(frozen=True)
class Gap:
    """A disputed question: who `said` what, by role, and what follows from each answer (`views`).

    `shift` is the range of the shares of the views, 0 to 1; `to` the paths that an answer would make the advice;
    `consensus` from 0 to 1; `owner` the role that decides (empty: nobody) and `decided` what counts (None: it is open).
    """

    question: str
    said: tuple[Said, ...]
    views: tuple[View, ...]
    shift: float
    to: tuple[str, ...]
    consensus: float
    owner: str
    decided: Answer

    @property
    def moves(self) -> bool:
        """Whether it makes a difference who is right."""
        return bool(self.to) or self.shift >= LEAST_SHIFT


@dataclass(frozen=True)
class Item:
    """A question to talk about, and for how many minutes."""

    gap: Gap
    minutes: int


@dataclass(frozen=True)
class Agenda:
    """What to talk about, in order; `later` would move the advice but does not fit in; `idle` has no effect."""

    items: tuple[Item, ...]
    later: tuple[Gap, ...]
    idle: tuple[Gap, ...]

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)


def gaps(content: Content, merged: Merged, tailoring: Tailoring | None = None, seed: int = SEED) -> tuple[Gap, ...]:
    """All disputed questions, those that move the advice most first, of equals those with the least consensus.

    `content` is that of the rules; the voices come from `merged`, own weights from `tailoring`.
    """
    weights = tailoring.weights if tailoring else {}
    content = tailored(content, Tailoring(spread=merged.spread, weights=weights))
    now = outcome(compare(content, merged.answers, SAMPLES, seed)).path
    found = [_gap(content, merged, dispute, now, seed) for dispute in merged.disputed]
    return tuple(sorted(found, key=lambda gap: (-gap.shift, gap.consensus)))


def _gap(content: Content, merged: Merged, dispute: Dispute, now: str, seed: int) -> Gap:
    views = []
    for answer in dict.fromkeys(one.answer for one in dispute.said):
        case = compare(content, {**merged.answers, dispute.question: answer}, SAMPLES, seed)
        shares = content.scheme.share_by("path", case.shares)
        path = content.scheme.options[case.advised].path
        roles = tuple(dict.fromkeys(one.role for one in dispute.said if one.answer == answer))
        views.append(View(answer, roles, path, round(shares[now], DIGITS)))
    return Gap(
        question=dispute.question,
        said=dispute.said,
        views=tuple(views),
        shift=round(max(v.share for v in views) - min(v.share for v in views), DIGITS),
        to=tuple(dict.fromkeys(v.path for v in views if v.path != now)),
        consensus=dispute.consensus,
        owner=dispute.owner,
        decided=dispute.decided,
    )


def agenda(found: Iterable[Gap], minutes: int = MEETING) -> Agenda:
    """What to talk about in a meeting of so many minutes: first what could change the path, then what moves the advice
    most; each in proportion to its shift, in whole minutes. There are as many items as have room for the least time;
    one that cannot change the path must deserve a minute by its part of all shifts."""
    if not LEAST_MINUTES <= minutes <= LONGEST:
        values = {"least": LEAST_MINUTES, "most": LONGEST}
        raise BadInput("A meeting takes from {least} to {most} minutes.", field="minutes", values=values)
    all_gaps = list(found)
    moving = sorted((gap for gap in all_gaps if gap.moves), key=lambda gap: (not gap.to, -gap.shift, gap.consensus))
    whole = sum(gap.shift for gap in moving)
    worth = [gap for gap in moving if gap.to or minutes * gap.shift >= whole][: minutes // LEAST_MINUTES]
    times = _shared(minutes, [gap.shift for gap in worth])
    return Agenda(
        items=tuple(Item(gap, time) for gap, time in zip(worth, times, strict=True)),
        later=tuple(gap for gap in moving if gap not in worth),
        idle=tuple(gap for gap in all_gaps if not gap.moves),
    )


def _shared(minutes: int, shifts: Sequence[float]) -> list[int]:
    """The minutes minute by minute: each goes to whom most of a proportional share is missing (the method of Webster
    and Sainte-Laguë), from the least time up to the most."""
    times = [LEAST_MINUTES] * len(shifts)
    for _ in range(minutes - sum(times)):
        short = [i for i, time in enumerate(times) if time < MOST_MINUTES]
        if not short:
            break
        times[max(short, key=lambda i: (shifts[i] / (2 * times[i] + 1), -i))] += 1
    return times
