"""When the steps of work orders are done: placed in the capacity that work centres have, and what their load is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import ModuleOff, Refusal
from advisor.sandbox.core.states import need_module
from advisor.sandbox.plan.boms import centres
from advisor.sandbox.plan.capacity import Need, NoCapacityError, Placed, backward, forward
from advisor.sandbox.plan.tables import Maintenance, Slot, WorkCentre, WorkOrder, WorkStep
from advisor.sandbox.plan.workdays import Workdays, workdays

OPEN = ("planned", "released", "running")
Direction = Literal["forward", "backward"]


@dataclass(frozen=True)
class Shop:
    """The work centres concerned, when they work, and the minutes of each day that are taken."""

    centres: dict[int, WorkCentre]
    calendar: Workdays
    taken: dict[tuple[int, datetime.date], int]

    def free(self, centre: int, day: datetime.date) -> int:
        return self.centres[centre].minutes - self.taken.get((centre, day), 0)

    def needs(self, order: WorkOrder) -> list[Need]:
        """What is left of the steps of an order."""
        return [
            Need(step.centre_id, max(step.minutes - step.reported, 0), self.centres[step.centre_id].minutes)
            for step in _left(order)
        ]

    def put(self, order: WorkOrder, placed: list[Placed]) -> None:
        """Write where the steps are, in place of where they were."""
        for step, where in zip(_left(order), placed, strict=True):
            step.on, step.until = where.first, where.last
            step.slots = [Slot(centre_id=step.centre_id, on=piece.on, minutes=piece.minutes) for piece in where.pieces]
            for piece in where.pieces:
                key = step.centre_id, piece.on
                self.taken[key] = self.taken.get(key, 0) + piece.minutes

    def tried(self, act: Callable[[], list[Placed]]) -> list[Placed]:
        """Raises Refusal where a centre has no time at all."""
        try:
            return act()
        except NoCapacityError as error:
            raise Refusal(
                "{centre} has no time left for this work. Give it more minutes a day, or cancel its maintenance.",
                values={"centre": self.centres[error.centre].name},
            ) from error


def _left(order: WorkOrder) -> list[WorkStep]:
    return [step for step in order.steps if not step.done]


def place(session: Session, order: WorkOrder, start: datetime.date) -> None:
    """Plan the steps of an order from a day on: in the capacity that is left where the module for it is on, else as
    if the work centres had nothing else to do. Raises Refusal."""
    if not _left(order):
        return
    shop = _shop(session, [order], start, finite=_finite(session))
    shop.put(order, shop.tried(lambda: forward(shop.needs(order), shop.free, shop.calendar, start)))
    session.flush()


def schedule(session: Session, by: Actor, *, direction: Direction = "forward") -> None:
    """Place what is left of all open orders anew: those that run first, then the one that is due first.

    forward: as early as possible; backward: as late as the due date allows, but not before today. Orders that have
    not started get the day of their first step as start.
    """
    orders = sorted(_open_orders(session), key=lambda one: (one.state != "running", one.due, one.id))
    shop, today = _shop(session, orders, clock.today(session), finite=True), clock.today(session)
    for order in orders:
        needs = shop.needs(order)
        placed = shop.tried(lambda: forward(needs, shop.free, shop.calendar, today))  # noqa: B023 - called at once
        if direction == "backward" and order.due > today:
            late = shop.tried(lambda: backward(needs, shop.free, shop.calendar, order.due))  # noqa: B023
            placed = late if late and late[0].first >= today else placed
        shop.put(order, placed)
        if placed and order.state != "running":
            order.start = placed[0].first
    session.flush()
    trial = clock.trial(session)
    events.record(session, by, "trial", trial.id, "schedule", {"orders": len(orders), "direction": direction})


def clear(order: WorkOrder) -> None:
    """The order takes no capacity any more."""
    for step in order.steps:
        step.slots = []


def _open_orders(session: Session) -> list[WorkOrder]:
    wanted = select(WorkOrder).where(WorkOrder.state.in_(OPEN)).order_by(WorkOrder.id).with_for_update()
    loaded = wanted.options(selectinload(WorkOrder.steps).selectinload(WorkStep.slots))
    return list(session.scalars(loaded.execution_options(populate_existing=True)))


def _shop(session: Session, orders: Collection[WorkOrder], start: datetime.date, *, finite: bool) -> Shop:
    """Locks the work centres, so that two orders do not get the same minutes."""
    known = centres(session, {step.centre_id for order in orders for step in order.steps}, lock=True)
    taken: dict[tuple[int, datetime.date], int] = {}
    if finite and known:
        ours = {step.id for order in orders for step in order.steps}
        for centre, day, minutes, step in session.execute(
            select(Slot.centre_id, Slot.on, Slot.minutes, Slot.step_id).where(
                Slot.centre_id.in_(known), Slot.on >= start
            )
        ):
            if step not in ours:
                taken[centre, day] = taken.get((centre, day), 0) + minutes
        for centre, day, minutes in session.execute(_upkeep().where(Maintenance.on >= start)):
            taken[centre, day] = taken.get((centre, day), 0) + minutes
    return Shop(known, workdays(session), taken)


def _upkeep() -> Select[int, datetime.date, int]:
    planned = Maintenance.state.in_(("planned", "running"))
    return select(Maintenance.centre_id, Maintenance.on, Maintenance.minutes).where(planned)


def _finite(session: Session) -> bool:
    try:
        need_module(session, "erp-capacity")
    except ModuleOff:
        return False
    return True


@dataclass(frozen=True)
class Load:
    """Minutes of a work centre in a span of days: what it has, what orders and what maintenance take."""

    centre: WorkCentre
    first: datetime.date
    last: datetime.date
    capacity: int
    orders: int
    maintenance: int

    @property
    def taken(self) -> int:
        return self.orders + self.maintenance

    @property
    def over(self) -> int:
        """Minutes that orders need beyond what is there."""
        return max(self.taken - self.capacity, 0) if self.orders else 0


def load(session: Session, first: datetime.date, spans: int, days: int = 7) -> list[Load]:
    """The load of all work centres in `spans` spans of `days` days from `first` on, by centre and then by time."""
    last = first + datetime.timedelta(days=spans * days - 1)
    rows = session.execute(
        select(Slot.centre_id, Slot.on, func.sum(Slot.minutes))
        .where(Slot.on >= first, Slot.on <= last)
        .group_by(Slot.centre_id, Slot.on)
    )
    work = _spread(rows, first, days)
    upkeep = _spread(session.execute(_upkeep().where(Maintenance.on >= first, Maintenance.on <= last)), first, days)
    calendar = workdays(session)
    starts = [first + datetime.timedelta(days=number * days) for number in range(spans)]
    opened = [sum(calendar.open(start + datetime.timedelta(days=n)) for n in range(days)) for start in starts]
    return [
        Load(
            centre,
            start,
            start + datetime.timedelta(days=days - 1),
            centre.minutes * opened[place],
            work.get((centre.id, place), 0),
            upkeep.get((centre.id, place), 0),
        )
        for centre in session.scalars(select(WorkCentre).order_by(WorkCentre.code))
        for place, start in enumerate(starts)
    ]


def _spread(
    rows: Iterable[tuple[int, datetime.date, int]], first: datetime.date, days: int
) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for centre, on, minutes in rows:
        key = centre, (on - first).days // days
        found[key] = found.get(key, 0) + minutes
    return found


@dataclass(frozen=True)
class Conflict:
    """A day on which a work centre has more to do than it can; `numbers` are those of the work orders."""

    centre: WorkCentre
    on: datetime.date
    over: int
    numbers: tuple[str, ...]


def conflicts(session: Session, first: datetime.date, last: datetime.date) -> list[Conflict]:
    """The days from first to last that cannot be kept, by day."""
    days = (last - first).days + 1
    over = [one for one in load(session, first, days, 1) if one.over]
    if not over:
        return []
    wanted = (
        select(Slot.centre_id, Slot.on, WorkOrder.number)
        .join(WorkStep, Slot.step_id == WorkStep.id)
        .join(WorkOrder, WorkStep.work_order_id == WorkOrder.id)
        .where(Slot.on >= first, Slot.on <= last)
        .order_by(WorkOrder.id)
    )
    named: dict[tuple[int, datetime.date], list[str]] = {}
    for centre, on, number in session.execute(wanted):
        named.setdefault((centre, on), []).append(number or "")
    found = [
        Conflict(one.centre, one.first, one.over, tuple(dict.fromkeys(named[one.centre.id, one.first]))) for one in over
    ]
    return sorted(found, key=lambda one: (one.on, one.centre.code))


def late(session: Session) -> list[tuple[WorkOrder, datetime.date]]:
    """Open orders whose last step ends after the day they are due, with that day; longest overdue first."""
    end = func.max(WorkStep.until)
    wanted = (
        select(WorkOrder, end)
        .join(WorkStep, WorkStep.work_order_id == WorkOrder.id)
        .where(WorkOrder.state.in_(OPEN))
        .group_by(WorkOrder.id)
        .having(end > WorkOrder.due)
        .order_by(WorkOrder.due, WorkOrder.id)
    )
    return [(order, day) for order, day in session.execute(wanted)]


VERBS = (("capacity.schedule", schedule, "erp-capacity", ("production",), ""),)
