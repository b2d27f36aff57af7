"""What the advice owes to the weights: central weights, and the smallest change of one weight that turns it.

One criterion's share of the total weight is moved, in every reading to the same, while the others keep their
proportions. Shares are told to a hundredth of a percent; of all of them, up and down, the nearest is found at which
another path is advised. Stretches in which provably none is are not looked at more closely.

With t = share / (1 - share), m the largest of the other weights and a their largest weighted gap, the evenness of an
option with gap g under the criterion is 1 - max(a, t g) / max(m, t): it falls until t = m, and rises from there. The
weighted mean is a straight line in the share. So both are bounded between two shares by what they are at these, and
where t = m.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.recommendation.model import CentralWeights, WeightFlip
from advisor.recommendation.ranking import DIGITS, Case, first_of
from advisor.scoring.model import NOT_YET, Floats

UNITS = 10_000  # shares are whole numbers of these
MOST_SHARE = 0.8  # a weight beyond this is no judgement a board would make
MOST_KEPT = 4
STEPS = 8  # parts of a stretch that is looked at more closely
ROOM = 2_048  # stretches times readings that are looked at together, at least four stretches
LEAST_LEAD = 1e-8  # a provable lead must be larger than what values are rounded to

Bools = NDArray[np.bool_]


def central_weights(case: Case) -> tuple[CentralWeights, ...]:
    """For every path that came first in some draw the weights under which it did, on average, in order of share."""
    scheme = case.content.scheme
    found = []
    for path in scheme.paths:
        members = case.members("path", path)
        weights = case.found.central_of(members)
        if weights is not None:
            share = float(case.shares[members].sum())
            rounded = {c.id: round(float(w), 4) for c, w in zip(scheme.criteria, weights, strict=True)}
            found.append(CentralWeights(path=path, share=round(share, 4), weights=rounded))
    return tuple(sorted(found, key=lambda c: (-c.share, c.path)))


def weight_flips(case: Case) -> tuple[WeightFlip, ...]:
    """The nearest shares of single weights, up or down, at which another path is advised; the smallest change first.

    None for a criterion of which the mean share, put into every reading, already turns the advice."""
    now = case.verdict.weights.mean(axis=0)
    scheme = case.content.scheme
    return tuple(
        WeightFlip(
            criterion=scheme.criteria[turn.place].id,
            now=round(float(now[turn.place]), 4),
            needed=turn.needed / UNITS,
            to=turn.path,
        )
        for turn in _nearest(_Weighing(case), UNITS * now)
    )


class _Turn(NamedTuple):
    """The nearest whole share of one criterion, in one direction, at which another path is advised."""

    distance: float
    place: int
    upwards: bool
    needed: int
    path: str


class _Stretch(NamedTuple):
    """Shares of one criterion, in units, of which some may turn the advice; `near` itself does not."""

    distance: float
    place: int
    near: float
    far: int

    def points(self) -> Floats:
        """`near` and whole shares up to `far`, the last of them repeated where there are few."""
        way = np.linspace(self.near, self.far, STEPS + 1)[1:]
        return np.concatenate([[self.near], np.ceil(way - 1e-6) if self.far > self.near else np.floor(way + 1e-6)])


def _nearest(weighing: _Weighing, now: Floats) -> list[_Turn]:
    """Best first: the nearest stretch is always looked at next, until enough turns are nearer than any stretch left."""
    waiting = [_Stretch(0.0, place, float(at), far) for place, at in enumerate(now) for far in _ends(float(at))]
    found: dict[tuple[int, bool], _Turn] = {}
    while waiting:
        kept = sorted(found.values())[:MOST_KEPT]
        reach = kept[-1].distance if len(kept) == MOST_KEPT else float("inf")
        batch: list[_Stretch] = []
        while waiting and len(batch) < weighing.together:
            stretch = heappop(waiting)
            known = found.get((stretch.place, stretch.far > stretch.near))
            if stretch.distance < (min(reach, known.distance) if known else reach):
                batch.append(stretch)
        for stretch, points, paths, safe in weighing.looked_at(batch):
            turned = next((i for i, path in enumerate(paths) if path), len(points) - 1)
            if paths[turned] and turned:
                distance = abs(float(points[turned] - now[stretch.place]))
                turn = _Turn(distance, stretch.place, stretch.far > stretch.near, int(points[turned]), paths[turned])
                found[turn.place, turn.upwards] = min(turn, found.get((turn.place, turn.upwards), turn))
            for i in range(turned):
                near, far = float(points[i]), int(points[i + 1])
                if not safe[i] and abs(far - near) > 1.0:
                    heappush(waiting, _Stretch(abs(near - float(now[stretch.place])), stretch.place, near, far))
    return sorted(found.values())[:MOST_KEPT]


def _ends(at: float) -> list[int]:
    """The ends of the shares that are looked at, seen from the present one."""
    return [end for end in (0, round(MOST_SHARE * UNITS)) if abs(end - at) >= 1.0 and (end == 0 or end > at)]


class _Weighing:
    """Values of the options as functions of the share of one criterion. Arrays are criteria x readings x options."""

    def __init__(self, case: Case) -> None:
        scheme, weights = case.content.scheme, case.verdict.weights
        nothing = next(i for i, option in enumerate(scheme.options) if option.path == NOT_YET)
        values = np.where(case.verdict.excluded[:, :, np.newaxis], case.matrix[:, [nothing]], case.matrix)
        self.case, self.balance = case, scheme.balance
        self.together = max(4, ROOM // len(weights))
        self.mine = case.members("path", scheme.options[case.advised].path) & ~case.barred
        self.rivals = ~case.members("path", scheme.options[case.advised].path) & ~case.barred
        criteria = range(weights.shape[1])
        rest = [np.where(np.arange(weights.shape[1]) == place, 0.0, weights) for place in criteria]
        rest = [others / others.sum(axis=1, keepdims=True) for others in rest]
        self.others = np.array([(others[:, np.newaxis] * values).sum(axis=2).mean(axis=0) for others in rest])
        self.own = values.mean(axis=0).T
        self.worst = np.array([(others[:, np.newaxis] * (1.0 - values)).max(axis=2) for others in rest])
        self.gap = np.ascontiguousarray((1.0 - values).transpose(2, 0, 1))
        self.most = np.array([others.max(axis=1) for others in rest])[:, :, np.newaxis]

    def looked_at(self, batch: Sequence[_Stretch]) -> list[tuple[_Stretch, Floats, list[str], Bools]]:
        """For each stretch its points, the other path advised at each (none where it is the advised one), and between
        which of them provably no other is."""
        if not batch:
            return []
        place = np.array([stretch.place for stretch in batch])
        points = np.array([stretch.points() for stretch in batch])
        shares = points / UNITS
        means = (1.0 - shares)[..., np.newaxis] * self.others[place][:, np.newaxis] + (
            shares[..., np.newaxis] * self.own[place][:, np.newaxis]
        )
        even = self._even(place, shares)
        values = (1.0 - self.balance) * means + self.balance * even.mean(axis=1)
        options = self.case.content.scheme.options
        first = first_of(np.round(values, DIGITS), self.case.barred)
        paths = [["" if self.mine[i] else options[i].path for i in row] for row in first.tolist()]
        safe = self._safe(means, *self._between(place, shares, even))
        return list(zip(batch, points, paths, safe, strict=True))

    def _even(self, place: NDArray[np.intp], shares: Floats) -> Floats:
        """Evenness, stretches x readings x points x options."""
        t = (shares / (1.0 - shares))[:, np.newaxis, :, np.newaxis]
        worst = np.maximum(self.worst[place][:, :, np.newaxis], t * self.gap[place][:, :, np.newaxis])
        return np.asarray(1.0 - worst / np.maximum(self.most[place][:, :, np.newaxis], t))

    def _between(self, place: NDArray[np.intp], shares: Floats, even: Floats) -> tuple[Floats, Floats]:
        """The least and the most evenness between neighbouring points, means over the readings."""
        ends = even[:, :, :-1], even[:, :, 1:]
        t = (shares / (1.0 - shares))[:, np.newaxis, :, np.newaxis]
        lower, upper = np.minimum(t[:, :, :-1], t[:, :, 1:]), np.maximum(t[:, :, :-1], t[:, :, 1:])
        most = self.most[place][:, :, np.newaxis]
        bottom = 1.0 - np.maximum(self.worst[place][:, :, np.newaxis] / most, self.gap[place][:, :, np.newaxis])
        least = np.where((lower < most) & (most < upper), bottom, np.minimum(*ends))
        return least.mean(axis=1), np.maximum(*ends).mean(axis=1)

    def _safe(self, means: Floats, least: Floats, most: Floats) -> Bools:
        """Where every rival is surely behind one of the options of the advised path, stretches x parts."""
        mine, rivals = means[:, :, self.mine, np.newaxis], means[:, :, np.newaxis, self.rivals]
        lead = np.minimum((mine - rivals)[:, :-1], (mine - rivals)[:, 1:])
        even = least[:, :, self.mine, np.newaxis] - most[:, :, np.newaxis, self.rivals]
        ahead = (1.0 - self.balance) * lead + self.balance * even > LEAST_LEAD
        return np.asarray(np.all(np.any(ahead, axis=2), axis=2))
