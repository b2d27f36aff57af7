"""Receivables and payables by how long they are overdue, for each party, with the documents behind."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from advisor.sandbox.insight.dues import Due, Side, dues

# The last day late of each bucket; what is not due yet comes before, what is older after.
EDGES = (30, 60, 90)
BUCKETS = ("not_due", "to_30", "to_60", "to_90", "older", "on_account")
ON_ACCOUNT = len(BUCKETS) - 1


@dataclass(frozen=True)
class Aged:
    """What a party owes, or is owed, by the names of `BUCKETS`; `on_account` is what was paid ahead or credited, below
    nought."""

    party: int
    name: str
    buckets: tuple[int, ...]
    items: tuple[Due, ...]

    @property
    def total(self) -> int:
        return sum(self.buckets)

    @property
    def overdue(self) -> int:
        return sum(self.buckets[1:ON_ACCOUNT])


@dataclass(frozen=True)
class Aging:
    """All parties with something open, the one that is most overdue first."""

    side: Side
    on: datetime.date
    parties: tuple[Aged, ...]

    @property
    def buckets(self) -> tuple[int, ...]:
        return tuple(sum(one.buckets[i] for one in self.parties) for i in range(len(BUCKETS)))

    @property
    def total(self) -> int:
        return sum(self.buckets)


def aging(session: Session, side: Side, on: datetime.date, *, company: int = 1) -> Aging:
    """As it was at the end of a day; the total is what stands on the account then."""
    return aged(dues(session, side, on, company=company), side, on)


def aged(found: Sequence[Due], side: Side, on: datetime.date) -> Aging:
    by_party: dict[int, list[Due]] = {}
    for one in found:
        by_party.setdefault(one.party, []).append(one)
    parties = [Aged(party, items[0].name, _sums(items, on), tuple(items)) for party, items in by_party.items()]
    return Aging(side, on, tuple(sorted(parties, key=lambda one: (-one.overdue, -one.total, one.name))))


def bucket(one: Due, on: datetime.date) -> int:
    """The place in `BUCKETS`."""
    if one.amount < 0:
        return ON_ACCOUNT
    days = one.late(on)
    return 0 if days <= 0 else 1 + sum(days > edge for edge in EDGES)


def _sums(items: Sequence[Due], on: datetime.date) -> tuple[int, ...]:
    sums = [0] * len(BUCKETS)
    for one in items:
        sums[bucket(one, on)] += one.amount
    return tuple(sums)
