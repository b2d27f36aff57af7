"""Whether production is in order: what is booked, in stock, held and planned agrees with the work orders."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Check, Finding, found
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.plan.boms import structure
from advisor.sandbox.plan.structure import loop
from advisor.sandbox.plan.tables import MachineMessage, PlannedOrder, Slot, WorkOrder, WorkStep
from advisor.sandbox.plan.work_costs import held
from advisor.sandbox.stock.tables import Move, Reservation


def _production(session: Session) -> Iterator[Finding]:
    """The account for production by work order, against what each order holds."""
    production = account(session, "production").id
    booked: dict[int | None, int] = dict(
        session.execute(
            select(Entry.source, func.sum(Line.amount))
            .join(Line, Line.entry_id == Entry.id)
            .where(Line.account_id == production, Entry.state == "posted", Entry.source_kind == "work_order")
            .group_by(Entry.source)
        ).all()
    )
    for order in session.scalars(select(WorkOrder).order_by(WorkOrder.id)):
        holds, books = held(order), booked.pop(order.id, 0)
        if holds != books:
            yield _differ("production", order, books, holds)
        if holds and order.state != "running":
            yield _differ("production", order, holds, 0)
    for unknown in booked:
        yield Finding("production", "Entries name the work order {id}, which does not exist.", {"id": unknown or 0})


def _differ(check: str, order: WorkOrder, found: int, expected: int) -> Finding:
    values: dict[str, str | int] = {"number": order.number or "", "found": found, "expected": expected}
    return Finding(check, "{number} has {found} where {expected} is right.", values)


def _output(session: Session) -> Iterator[Finding]:
    """What entered stock from production for each order."""
    moved = {
        (order, product): quantity
        for order, product, quantity in session.execute(
            select(Move.cause, Move.product_id, func.sum(Move.quantity))
            .join(WorkOrder, (WorkOrder.id == Move.cause) & (WorkOrder.product_id == Move.product_id))
            .where(Move.cause_kind == "work_order", Move.target_id == WorkOrder.location_id)
            .group_by(Move.cause, Move.product_id)
        )
    }
    for order in session.scalars(select(WorkOrder).order_by(WorkOrder.id)):
        stored = moved.get((order.id, order.product_id), 0)
        if stored != order.stored:
            yield _differ("output", order, order.stored, stored)


def _holds(session: Session) -> Iterator[Finding]:
    """Only released orders hold inputs, and only open ones take capacity."""
    wanted = (
        select(WorkOrder)
        .join(Reservation, (Reservation.kind == "work_order") & (Reservation.document == WorkOrder.id))
        .where(WorkOrder.state != "released")
    )
    for order in session.scalars(wanted).unique():
        yield Finding("inputs held", "{number} holds inputs though it is {state}.", _state(order))
    loaded = (
        select(WorkOrder)
        .join(WorkStep, WorkStep.work_order_id == WorkOrder.id)
        .join(Slot, Slot.step_id == WorkStep.id)
        .where(WorkOrder.state.in_(("done", "cancelled")))
    )
    for order in session.scalars(loaded).unique():
        yield Finding("capacity", "{number} takes capacity though it is {state}.", _state(order))


def _state(order: WorkOrder) -> dict[str, str | int]:
    return {"number": order.number or "", "state": order.state}


def _charged(session: Session) -> Iterator[Finding]:
    """An order that is done has booked all minutes that were reported."""
    wanted = (
        select(WorkOrder)
        .join(WorkStep, WorkStep.work_order_id == WorkOrder.id)
        .where(
            (WorkStep.charged > WorkStep.reported)
            | ((WorkOrder.state == "done") & (WorkStep.charged < WorkStep.reported))
        )
    )
    for order in session.scalars(wanted).unique():
        yield Finding("work booked", "{number} has booked other minutes than were reported.", _state(order))


def _structure(session: Session) -> Iterator[Finding]:
    shape = structure(session)
    path = loop(shape, shape)
    if path:
        yield Finding("structure", "A product goes into itself: {path}.", {"path": " > ".join(map(str, path))})


def _planned(session: Session) -> Iterator[Finding]:
    """A planned order serves no more than its quantity, and what it became exists."""
    for order in session.scalars(select(PlannedOrder).order_by(PlannedOrder.id)):
        served = sum(peg["quantity"] for peg in order.pegs)
        if served > order.quantity and order.made is None:
            values: dict[str, str | int] = {"id": order.id, "served": served, "quantity": order.quantity}
            yield Finding("planned", "The planned order {id} serves {served} with {quantity}.", values)
        if (order.made is None) != (order.made_kind == ""):
            yield Finding("planned", "The planned order {id} became something unknown.", {"id": order.id})


def _messages(session: Session) -> Iterator[Finding]:
    """Messages of machines for orders that run have been counted."""
    wanted = (
        select(MachineMessage)
        .join(WorkOrder, MachineMessage.work_order_id == WorkOrder.id)
        .where(WorkOrder.state == "running", MachineMessage.applied.is_(False))
    )
    for message in session.scalars(wanted):
        yield Finding("machines", "The message {key} was not counted.", {"key": message.key})


CHECKS = (
    Check("production", "The account for production holds what running work orders have cost.", _production),
    Check("output", "What work orders made is what entered stock for them.", _output),
    Check("inputs held", "Only released work orders hold inputs, and only open ones take capacity.", _holds),
    Check("work booked", "Reported minutes are booked once.", _charged),
    Check("structure", "No product goes into itself.", _structure),
    Check("planned", "Planned orders serve no more than they bring.", _planned),
    Check("machines", "Messages of machines are counted once their order runs.", _messages),
)


def check_plan(session: Session) -> list[Finding]:
    """What is wrong; nothing when production is in order."""
    return found(session, CHECKS)
