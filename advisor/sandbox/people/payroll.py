"""Pay of a month: a slip for everybody employed, then one balanced entry, then the wages are paid."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import shares
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, guard
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.periods import blocks_closing
from advisor.sandbox.ledger.posting import Item, Posting, post, reverse
from advisor.sandbox.ledger.tables import Entry, Line, Period
from advisor.sandbox.people.absences import unpaid
from advisor.sandbox.people.attendance import attended
from advisor.sandbox.people.depreciation import block
from advisor.sandbox.people.slips import Month, RateIn, rates, slip
from advisor.sandbox.people.staff import employed
from advisor.sandbox.people.tables import Employee, Payroll, Payslip

MODELS |= {"payroll": Payroll, "payslip": Payslip}

Weights = dict[int | None, int]


def create(session: Session, by: Actor, *, month: datetime.date) -> Payroll:
    """The run for the month in which the day lies, with its slips. Raises Refusal when the month has a run already."""
    first, last = block(month, 1)
    staff = _staff(session, first, last)
    taken = select(Payroll).where(Payroll.first == first, Payroll.state.not_in(("cancelled", "reversed")))
    other = session.scalars(taken).first()
    if other is not None:
        raise Refusal(
            "The pay of {month} is in {number} already. Open it, or cancel it first.",
            values={"month": f"{first:%Y-%m}", "number": other.number or ""},
            field="month",
        )
    number = numbers.text("PR-RUN", numbers.draw(session, "payroll", clock.today(session)))
    run = Payroll(first=first, last=last, number=number)
    run.slips = _slips(session, run, staff)
    session.add(run)
    session.flush()
    events.record(session, by, "payroll", run.id, "create", {"month": f"{first:%Y-%m}"})
    return run


def set_rates(session: Session, by: Actor, *, rates: list[RateIn]) -> None:
    """The table of deductions and employer's contributions that the next runs use."""
    trial = clock.trial(session)
    table = [one.model_dump(mode="json") for one in rates]
    trial.settings = {**trial.settings, "payroll": {**trial.settings.get("payroll", {}), "rates": table}}
    events.record(session, by, "trial", trial.id, "payroll_rates", {"rates": table})


def _staff(session: Session, first: datetime.date, last: datetime.date) -> list[Employee]:
    """Everybody employed in the month; locked, so that two runs for it cannot be made at once."""
    wanted = select(Employee).where(Employee.hired <= last).order_by(Employee.id).with_for_update()
    return [one for one in session.scalars(wanted) if employed(one, first, last)]


def _slips(session: Session, run: Payroll, staff: Sequence[Employee]) -> list[Payslip]:
    minutes = attended(session, run.first, run.last)
    without = unpaid(session, run.first, run.last)
    month, table = Month(run.first, run.last), rates(session)
    return [slip(one, month, table, minutes.get(one.id, 0), without.get(one.id, frozenset())) for one in staff]


@guard("has_slips", "payroll")
def has_slips(session: Session, run: Payroll) -> None:
    if not run.slips:
        raise Refusal("Nobody is employed in this month, so there is nothing to pay. Hire somebody first.")


@effect("payroll.compute")
def compute(session: Session, run: Payroll, by: Actor) -> None:
    """Work the slips out anew, after a file or the attendance was corrected."""
    for old in run.slips:
        session.delete(old)
    run.slips = _slips(session, run, _staff(session, run.first, run.last))


@effect("payroll.approve")
def approve(session: Session, run: Payroll, by: Actor) -> None:
    """The slips are right; nobody may be left with less than nothing."""
    short = next((one for one in run.slips if one.net < 0), None)
    if short is not None:
        person = session.get_one(Employee, short.employee_id)
        raise Refusal(
            "The deductions of {number} are more than the pay. Correct the staff file and compute the run again.",
            values={"number": person.number or ""},
        )


@effect("payroll.post")
def post_run(session: Session, run: Payroll, by: Actor, *, on: datetime.date | None = None) -> None:
    """One entry for the month: pay and contributions as cost of each cost centre, against what is owed."""
    day = on or min(run.last, clock.today(session))
    run.entry_id = post(session, Posting("PAY", day, _items(session, run), "payroll", run.id, run.number or "")).id


def _items(session: Session, run: Payroll) -> list[Item]:
    cost: Weights = defaultdict(int)
    kept: Weights = defaultdict(int)
    for one, weights in _weighted(session, run):
        centres = list(weights)
        split = list(weights.values())
        for centre, amount in zip(centres, shares(one.gross + one.employer, split), strict=True):
            cost[centre] += amount
        for centre, amount in zip(centres, shares(one.deductions + one.employer, split), strict=True):
            kept[centre] += amount
    items = [Item("wages", amount, cost_centre=centre) for centre, amount in _sorted(cost)]
    items += [Item("deductions", -amount, cost_centre=centre) for centre, amount in _sorted(kept)]
    return [*items, Item("wages_payable", -sum(one.net for one in run.slips))]


def _weighted(session: Session, run: Payroll) -> list[tuple[Payslip, Weights]]:
    """Each slip with the weights of the cost centres that bear it."""
    ids = [one.employee_id for one in run.slips]
    wanted = select(Employee.id, Employee.centres).where(Employee.id.in_(ids))
    centres: dict[int, dict[str, int]] = dict(session.execute(wanted).all())
    found = []
    for one in run.slips:
        weights: Weights = {int(centre): weight for centre, weight in sorted(centres[one.employee_id].items())}
        found.append((one, weights or {None: 1}))
    return found


def _sorted(amounts: Weights) -> list[tuple[int | None, int]]:
    return sorted(amounts.items(), key=lambda pair: (pair[0] is None, pair[0]))


@effect("payroll.pay")
def pay(
    session: Session,
    run: Payroll,
    by: Actor,
    *,
    on: datetime.date | None = None,
    method: Literal["bank", "cash"] = "bank",
) -> None:
    """The net wages of the run leave the bank or the till."""
    open_amount = owed(session, [run.id]).get(run.id, 0)
    if open_amount <= 0:
        raise Refusal("The wages of this run are paid already.")
    items = [Item("wages_payable", open_amount), Item(method, -open_amount)]
    post(session, Posting("BNK", on or clock.today(session), items, "payroll", run.id, run.number or ""))


def owed(session: Session, runs: Sequence[int]) -> dict[int, int]:
    """What is still to be paid of each run that was posted, in the smallest unit; nought when it is paid."""
    query = (
        select(Entry.source, -func.sum(Line.amount))
        .join(Line, Line.entry_id == Entry.id)
        .where(
            Entry.source_kind == "payroll",
            Entry.source.in_(runs),
            Entry.state == "posted",
            Line.account_id == account(session, "wages_payable").id,
        )
        .group_by(Entry.source)
    )
    return {source: int(amount) for source, amount in session.execute(query) if source is not None}


@effect("payroll.reverse")
def reverse_run(session: Session, run: Payroll, by: Actor, *, on: datetime.date | None = None) -> None:
    """Take a posted run back; the month can then be run again. Raises Refusal once wages were paid."""
    if owed(session, [run.id]).get(run.id, 0) != sum(one.net for one in run.slips):
        raise Refusal("The wages of this run are paid. Correct the pay in the run of the next month.")
    assert run.entry_id is not None
    reverse(session, session.get_one(Entry, run.entry_id), on or clock.today(session))


@blocks_closing
def nothing_approved(session: Session, period: Period) -> None:
    """Raises Refusal while the pay of the month is approved but not posted."""
    wanted = select(Payroll.number).where(Payroll.state == "approved", Payroll.last.between(period.first, period.last))
    number = session.scalars(wanted).first()
    if number is not None:
        raise Refusal("The pay in {number} is approved but not posted. Post or cancel it.", values={"number": number})


VERBS = (
    ("payroll.create", create, "erp-payroll", ("people",), "payroll"),
    ("payroll.set_rates", set_rates, "erp-payroll", ("people",), ""),
)
