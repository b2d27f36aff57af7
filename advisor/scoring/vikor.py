"""The second method, a cross-check: VIKOR (Opricovic & Tzeng, European Journal of Operational Research, 2004 and 2007).

It looks for the compromise that is closest to the best found under every criterion. With the gap of an option under a
criterion, from 0 for the best of the options compared to 1 for the worst of them,

    S = sum_c w_c gap_c        R = max_c w_c gap_c        Q = v (S - S*) / (S- - S*) + (1 - v) (R - R*) / (R- - R*)

where * is the least and - the greatest over the options; less is better in all three. Gaps depend on the options that
are compared, so leaving one out can turn the order of others; the method shown to the reader has no such reversal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.scoring.model import Floats

NORMALISATION = "linear-range"  # other normalisations change the order, so that a report has to name it
CLOSE = 1e-9  # what rounding may leave between equal numbers


@dataclass(frozen=True)
class Vikor:
    """Figures of every option, in the order given, and what follows from them.

    `s`, `r` and `q` as in the module; `ranking` are places of options, the best first; `compromise` those of them that
    are advised together, one where the advice is clear.
    """

    s: Floats
    r: Floats
    q: Floats
    ranking: tuple[int, ...]
    compromise: tuple[int, ...]

    @property
    def ranks(self) -> tuple[int, ...]:
        """The rank of every option, from 1, in the order given."""
        return tuple(int(rank) + 1 for rank in np.argsort(self.ranking))


def vikor(values: Floats, weights: Floats, v: float = 0.5, directions: Sequence[int] | None = None) -> Vikor:
    """Compare options under criteria of any scale; `values` is options x criteria, at least one of each.

    Weights need not add up to one. `v`, from 0 to 1, is the say of the mean gap against that of the worst gap.
    `directions` holds 1 where more is better and -1 where less is; without it more is always better. A criterion under
    which all options are equal has no gaps. Options with the same Q are ranked by S, then R, then as given.
    """
    good = values if directions is None else values * np.asarray(directions, dtype=np.float64)
    gaps = _shares(-good)
    weighted = gaps * (weights / weights.sum())
    s, r = weighted.sum(axis=1), weighted.max(axis=1)
    q = v * _shares(s) + (1.0 - v) * _shares(r)
    ranking = np.lexsort((r, s, q))
    return Vikor(s, r, q, tuple(map(int, ranking)), _compromise(s, r, q, ranking))


def _shares(numbers: Floats) -> Floats:
    """Numbers on the way from their least (0) to their greatest (1) along the first axis; 0 where all are equal.

    Numbers that differ by rounding only are equal, or that difference would be taken for the whole way.
    """
    span = np.ptp(numbers, axis=0)
    flat = span <= CLOSE * np.abs(numbers).max(axis=0)
    return np.asarray(np.where(flat, 0.0, (numbers - numbers.min(axis=0)) / np.where(flat, 1.0, span)))


def _compromise(s: Floats, r: Floats, q: Floats, ranking: NDArray[np.intp]) -> tuple[int, ...]:
    """The first option alone, if its advantage in Q is at least 1 / (options - 1) and it is also first by S or by R.

    Without that advantage, all options that are closer to it; with the advantage alone, the first two.
    """
    first = ranking[0]
    behind = q[ranking] - q[first]
    threshold = 1.0 / max(len(ranking) - 1, 1) - CLOSE
    close = int((behind < threshold).sum())
    stable = s[first] <= s.min() + CLOSE or r[first] <= r.min() + CLOSE
    return tuple(map(int, ranking[: close if close > 1 or stable else 2]))
