"""Whatever is done in whatever order: the checks of people and of the ledger find nothing."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError
from advisor.sandbox.core.actors import SYSTEM
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.findings import found
from advisor.sandbox.ledger import verify as ledger
from advisor.sandbox.people import verify
from advisor.sandbox.people.assets import post_due
from advisor.sandbox.people.tables import (
    Absence,
    Asset,
    Employee,
    Expense,
    Milestone,
    Payroll,
    Project,
    Task,
    Timesheet,
)
from advisor.sandbox.trade.tables import Invoice
from tests.sandbox.making import BOOKKEEPER, BOSS, customer, do
from tests.sandbox.people.staffing import CLERK, account, centre, wait

STEPS = 70


class Walk:
    """A random walk: each step does one thing with rows that are there, and may be refused."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.chance = session, random.Random(seed)
        self.party = customer(session).id
        self.done: list[str] = []
        self.refused: list[str] = []

    def any(self, table: type) -> int:
        ids = list(self.session.scalars(select(table.id).order_by(table.id)))  # type: ignore[attr-defined]
        return self.chance.choice(ids) if ids else 1

    def amount(self, most: int) -> Decimal:
        return Decimal(self.chance.randint(1, most * 100)) / 100

    def day(self, least: int, most: int) -> datetime.date:
        return today(self.session) + datetime.timedelta(days=self.chance.randint(least, most))

    def step(self) -> None:
        act = self.chance.choice(ACTS)
        with self.session.begin_nested() as point:
            try:
                act(self)
                self.session.flush()
                self.done.append(act.__name__)
            except AdvisorError as refused:
                point.rollback()
                self.session.expire_all()
                self.session.info.clear()
                self.refused.append(f"{act.__name__}: {refused.message}")


def hires(walk: Walk) -> None:
    split = [(33, 67), (50, 50), (100, 0)][walk.chance.randint(0, 2)]
    codes = ("SALES", "PROD")
    shares = [{"centre": centre(walk.session, c), "percent": p} for c, p in zip(codes, split, strict=True) if p]
    made = do(
        walk.session,
        "employee.create",
        CLERK,
        name=f"Person {walk.chance.random()}",
        wage=walk.amount(5000),
        rate=walk.amount(80),
        deduction=walk.amount(200),
        deduction_percent=walk.chance.randint(0, 40),
        centres=shares,
    )
    do(walk.session, "employee.hire", CLERK, document=made.id, on=walk.day(-40, 0))


def leaves(walk: Walk) -> None:
    do(walk.session, "employee.leave", CLERK, document=walk.any(Employee), on=walk.day(-5, 5))


def is_away(walk: Walk) -> None:
    first = walk.day(-3, 20)
    last = first + datetime.timedelta(days=walk.chance.randint(0, 6))
    reason = walk.chance.choice(("leave", "illness", "unpaid"))
    made = do(walk.session, "absence.create", BOSS, employee=walk.any(Employee), first=first, last=last, reason=reason)
    do(walk.session, "absence.submit", BOSS, document=made.id)


def returns(walk: Walk) -> None:
    do(walk.session, "absence.cancel", CLERK, document=walk.any(Absence))


def stamps(walk: Walk) -> None:
    time = f"{walk.chance.randint(0, 23)}:{walk.chance.randint(0, 59):02d}"
    do(walk.session, "stamp.create", CLERK, employee=walk.any(Employee), time=time, on=walk.day(-2, 0))


def runs(walk: Walk) -> None:
    do(walk.session, "payroll.create", CLERK, month=walk.day(-30, 0))


def goes_on_with_pay(walk: Walk) -> None:
    """Mostly the next step, sometimes any."""
    number = walk.any(Payroll)
    run = walk.session.get(Payroll, number)
    usual = {"draft": "approve", "approved": "post", "posted": "pay"}.get(run.state if run else "", "cancel")
    any_step = walk.chance.choice(("compute", "approve", "post", "pay", "reverse", "cancel"))
    do(walk.session, f"payroll.{usual if walk.chance.random() < 0.7 else any_step}", BOSS, document=number)


def spends(walk: Walk) -> None:
    made = do(
        walk.session,
        "expense.create",
        BOSS,
        employee=walk.any(Employee),
        account=account(walk.session, walk.chance.choice(("6200", "6230", "6240"))),
        amount=walk.amount(400),
        text="Something",
        project=walk.chance.choice((None, walk.any(Project))),
    )
    do(walk.session, "expense.submit", BOSS, document=made.id)


def goes_on_with_claims(walk: Walk) -> None:
    verb = walk.chance.choice(("post", "post", "pay", "reverse"))
    do(walk.session, f"expense.{verb}", BOSS, document=walk.any(Expense))


def begins_a_project(walk: Walk) -> None:
    made = do(
        walk.session,
        "project.create",
        name="Work",
        party=walk.party,
        last=walk.day(10, 60),
        billing=walk.chance.choice(("time", "milestone")),
        rate=walk.amount(120),
        budget=walk.amount(5000),
    )
    do(walk.session, "project.start", document=made.id)
    do(walk.session, "task.create", project=made.id, name="Begin", hours=walk.chance.randint(0, 40))


def has_a_milestone(walk: Walk) -> None:
    on = walk.day(-2, 10)
    task = walk.chance.choice((None, walk.any(Task)))
    do(
        walk.session,
        "milestone.create",
        project=walk.any(Project),
        name="Reached",
        amount=walk.amount(3000),
        on=on,
        task=task,
    )


def loses_a_milestone(walk: Walk) -> None:
    do(walk.session, "milestone.remove", milestone=walk.any(Milestone))


def works(walk: Walk) -> None:
    do(
        walk.session,
        "timesheet.create",
        BOSS,
        employee=walk.any(Employee),
        task=walk.any(Task),
        hours=Decimal(walk.chance.randint(1, 900)) / 100,
        billable=walk.chance.random() > 0.2,
        on=walk.day(-3, 0),
    )


def loses_time(walk: Walk) -> None:
    do(walk.session, "timesheet.remove", BOSS, timesheet=walk.any(Timesheet))


def goes_on_with_tasks(walk: Walk) -> None:
    verb = walk.chance.choice(("finish", "finish", "reopen", "cancel"))
    do(walk.session, f"task.{verb}", BOSS, document=walk.any(Task))


def bills(walk: Walk) -> None:
    do(walk.session, "project.bill", BOSS, document=walk.any(Project))


def goes_on_with_invoices(walk: Walk) -> None:
    verb = walk.chance.choice(("post", "post", "cancel", "reverse"))
    do(walk.session, f"invoice.{verb}", BOSS, document=walk.any(Invoice))


def buys_an_asset(walk: Walk) -> None:
    cost = walk.amount(20_000)
    made = do(
        walk.session,
        "asset.create",
        BOOKKEEPER,
        name="Machine",
        cost=cost,
        residual=(cost / walk.chance.randint(2, 9)).quantize(Decimal("0.01")),
        months=walk.chance.randint(1, 60),
        every=walk.chance.choice((1, 3, 12)),
        method=walk.chance.choice(("linear", "declining", "declining_linear", "written_down")),
        part=walk.chance.choice(("days", "months", "full")),
        start=walk.day(-50, 10),
    )
    do(walk.session, "asset.start", BOOKKEEPER, document=made.id, paid=walk.chance.choice(("bank", "opening")))


def values_an_asset(walk: Walk) -> None:
    do(
        walk.session,
        "asset.revalue",
        BOOKKEEPER,
        document=walk.any(Asset),
        value=walk.amount(20_000),
        months=walk.chance.choice((None, walk.chance.randint(1, 80))),
    )


def sells_an_asset(walk: Walk) -> None:
    do(walk.session, "asset.dispose", BOOKKEEPER, document=walk.any(Asset), proceeds=walk.amount(9000))


def sleeps(walk: Walk) -> None:
    wait(walk.session, walk.day(1, 12))
    post_due(walk.session, SYSTEM, today(walk.session))


ACTS: tuple[Callable[[Walk], None], ...] = (
    hires, leaves, is_away, returns, stamps, runs, goes_on_with_pay, goes_on_with_pay, goes_on_with_pay,
    spends, spends, goes_on_with_claims, goes_on_with_claims, begins_a_project, has_a_milestone, has_a_milestone,
    loses_a_milestone, works, works, works, works, loses_time, goes_on_with_tasks, bills, bills, bills,
    goes_on_with_invoices, goes_on_with_invoices, buys_an_asset, values_an_asset, sells_an_asset, sleeps,
)  # fmt: skip


def sound(session: Session) -> list[str]:
    session.expire_all()
    return [str(one) for one in (*found(session, verify.CHECKS), *found(session, ledger.CHECKS))]


@pytest.mark.parametrize("seed", range(6))
def test_the_books_stay_sound(sqlite_books: Database, seed: int) -> None:
    with sqlite_books.session() as session:
        walk = Walk(session, seed)
        for begin in (hires, hires, hires, begins_a_project, begins_a_project, buys_an_asset, runs, works):
            begin(walk)
        for number in range(STEPS):
            walk.step()
            if number % 10 == 9:
                assert sound(session) == [], walk.done[-10:]
        assert len(walk.done) > STEPS // 3, walk.refused
        assert len(set(walk.done)) > len(set(ACTS)) // 2, walk.refused


def test_refusals_change_nothing(sqlite_books: Database) -> None:
    """What was refused leaves the books as they were, entry by entry."""
    with sqlite_books.session() as session:
        walk = Walk(session, 99)
        hires(walk)
        before = session.execute(select(Employee.id, Employee.state)).all()
        for act in (leaves_nobody, pays_nothing, bills_nothing):
            with pytest.raises(AdvisorError), session.begin_nested():
                act(walk)
        session.expire_all()
        assert session.execute(select(Employee.id, Employee.state)).all() == before
        assert sound(session) == []


def leaves_nobody(walk: Walk) -> None:
    do(walk.session, "employee.leave", CLERK, document=999)


def pays_nothing(walk: Walk) -> None:
    do(walk.session, "expense.pay_all", BOOKKEEPER, employee=walk.any(Employee))


def bills_nothing(walk: Walk) -> None:
    begins_a_project(walk)
    bills(walk)
