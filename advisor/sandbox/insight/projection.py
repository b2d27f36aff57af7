"""When stock will run out: what is there, and day by day what is expected to come and to go. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.sandbox.stock.levels import Flow


@dataclass(frozen=True)
class Shortage:
    """The first goods that cannot leave as planned: on that day `missing` are not there (parts of the unit)."""

    flow: Flow
    missing: int

    @property
    def on(self) -> datetime.date:
        return self.flow.on


def first_shortage(on_hand: int, flows: Iterable[Flow], today: datetime.date) -> Shortage | None:
    """What comes on a day is there before what goes; what should have happened already is expected today."""
    rest = on_hand
    for flow in sorted(flows, key=lambda one: (max(one.on, today), one.quantity < 0, one.on, one.kind, one.document)):
        rest += flow.quantity
        if rest < 0 and flow.quantity < 0:
            return Shortage(flow, -rest)
    return None


def late(flows: Iterable[Flow], today: datetime.date) -> list[Flow]:
    """What should have come before today."""
    return [one for one in flows if one.quantity > 0 and one.on < today]


def delayed_by(on_hand: int, flows: Sequence[Flow], missing: Flow, today: datetime.date) -> Shortage | None:
    """What cannot leave if `missing` does not come; None when it does not matter, or when it is short anyhow."""
    if first_shortage(on_hand, flows, today) is not None:
        return None
    return first_shortage(on_hand, [one for one in flows if one is not missing], today)
