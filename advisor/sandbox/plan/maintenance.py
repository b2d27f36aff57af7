"""Maintenance of work centres: planned once or again and again; it takes capacity, and may cost something."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect
from advisor.sandbox.ledger.accounts import account, chart
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.plan.boms import centres
from advisor.sandbox.plan.tables import Maintenance

MODELS |= {"maintenance": Maintenance}
ACCOUNT = "6240"  # maintenance and repair in the standard chart; without it other expenses
MOST_MINUTES = 24 * 60


def create(
    session: Session, by: Actor, *, centre: int, name: str, on: datetime.date, minutes: int, every: int = 0
) -> Maintenance:
    """Plan maintenance that takes `minutes` of a day of a work centre; with `every` the next one follows that many
    days later."""
    centres(session, [centre])
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    if on < clock.today(session):
        raise Refusal("Maintenance is planned for today or later. Choose a later date.", field="on")
    if not 0 < minutes <= MOST_MINUTES:
        raise Refusal("Maintenance takes between 1 and 1440 minutes of a day. Split it over several.", field="minutes")
    if not 0 <= every <= 3660:
        raise Refusal("It can be repeated after 3660 days at most; nought means not at all.", field="every")
    return _plan(session, by, Maintenance(centre_id=centre, name=name.strip(), on=on, minutes=minutes, every=every))


def _plan(session: Session, by: Actor, made: Maintenance) -> Maintenance:
    made.number = numbers.text("MO", numbers.draw(session, "maintenance", clock.today(session)))
    session.add(made)
    session.flush()
    events.record(session, by, "maintenance", made.id, "create")
    return made


@effect("maintenance.finish")
def finish(
    session: Session,
    maintenance: Maintenance,
    by: Actor,
    *,
    minutes: int | None = None,
    cost: Decimal = Decimal(0),
    on: datetime.date | None = None,
) -> None:
    """What it took. `cost` of own people is taken from the work account; what others did comes with their bill. The
    next one is planned where it repeats itself."""
    day = on or clock.today(session)
    spent = maintenance.minutes if minutes is None else minutes
    if spent < 0 or cost < 0:
        raise Refusal("Minutes and cost are nought or more. Correct them.", field="minutes")
    maintenance.spent, maintenance.done = spent, day
    maintenance.cost = minor(cost, clock.trial(session).currency)
    if maintenance.cost:
        _book(session, maintenance, day)
    if maintenance.every:
        following = maintenance.on + datetime.timedelta(days=maintenance.every)
        while following <= day:
            following += datetime.timedelta(days=maintenance.every)
        repeated = Maintenance(
            centre_id=maintenance.centre_id,
            name=maintenance.name,
            on=following,
            minutes=maintenance.minutes,
            every=maintenance.every,
        )
        _plan(session, by, repeated)


def _book(session: Session, maintenance: Maintenance, day: datetime.date) -> None:
    expense = next((one for one in chart(session).by_id.values() if one.code == ACCOUNT), account(session, "expense"))
    items = [Item(expense.id, maintenance.cost), Item("work", -maintenance.cost)]
    post(session, Posting("GEN", day, items, "maintenance", maintenance.id, maintenance.number or ""))


def overdue(session: Session) -> list[Maintenance]:
    """What should have been done before today, longest waiting first."""
    wanted = select(Maintenance).where(
        Maintenance.state.in_(("planned", "running")), Maintenance.on < clock.today(session)
    )
    return list(session.scalars(wanted.order_by(Maintenance.on, Maintenance.id)))


VERBS = (("maintenance.create", create, "erp-maintenance", ("production",), "maintenance"),)
