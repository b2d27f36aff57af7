"""A run: slips for everybody employed, one balanced entry by cost centre, wages paid through the ledger."""

from __future__ import annotations

import datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.tables import Entry, Period
from advisor.sandbox.people.payroll import owed
from advisor.sandbox.people.tables import Payroll, Payslip
from tests.sandbox.making import BOOKKEEPER, BOSS, do
from tests.sandbox.people.staffing import CLERK, DAY, balance, booked, centre, day, employee, sound, wait
from tests.sandbox.people.test_absences import ask
from tests.sandbox.people.test_attendance import stamped

FEBRUARY = datetime.date(2026, 2, 1)
LONG_AGO = datetime.date(2025, 1, 1)


def run(session: Session, month: datetime.date = FEBRUARY, post: bool = True) -> Payroll:
    made = do(session, "payroll.create", CLERK, month=month)
    if post:
        do(session, "payroll.approve", CLERK, document=made.id)
        do(session, "payroll.post", BOOKKEEPER, document=made.id)
    assert isinstance(made, Payroll)
    return made


def test_s57_two_employees_on_two_cost_centres(books: Database) -> None:
    """frappe/hrms payroll_entry/test_payroll_entry.py test_payroll_entry_with_employee_cost_center: salaries 124,800
    and 31,200, deductions 320 and 80, payable 155,600."""
    with books.session() as session:
        one, two = centre(session, "SALES"), centre(session, "PROD")
        employee(session, "Ada", hired=LONG_AGO, wage=78000, deduction=200, centres=[{"centre": one, "percent": 100}])
        employee(
            session,
            "Bea",
            hired=LONG_AGO,
            wage=78000,
            deduction=200,
            centres=[{"centre": one, "percent": 60}, {"centre": two, "percent": 40}],
        )
        made = run(session)
        assert made.number == "PR-RUN-0001"
        assert booked(session, "payroll", made.id) == [
            ("wages", 12480000),
            ("wages", 3120000),
            ("deductions", -32000),
            ("deductions", -8000),
            ("wages_payable", -15560000),
        ]
        assert balance(session, "wages", two) == 31200
        assert balance(session, "deductions", one) == -320
        assert sound(session) == []


def test_wages_are_paid_once(books: Database) -> None:
    with books.session() as session:
        employee(session, hired=LONG_AGO, wage=3000, deduction=500)
        made = run(session)
        assert owed(session, [made.id]) == {made.id: 250000}
        do(session, "payroll.pay", BOOKKEEPER, document=made.id)
        assert (balance(session, "bank"), balance(session, "wages_payable")) == (-2500, 0)
        assert owed(session, [made.id]) == {made.id: 0}
        with pytest.raises(Refusal, match="paid already"):
            do(session, "payroll.pay", BOOKKEEPER, document=made.id)


def test_who_came_or_left_gets_his_part(session: Session) -> None:
    employee(session, "Ada", hired=datetime.date(2026, 2, 15), wage=2800)
    bea = employee(session, "Bea", hired=LONG_AGO, wage=2800)
    do(session, "employee.leave", CLERK, document=bea.id, on=datetime.date(2026, 2, 7))
    employee(session, "Cem", hired=DAY, wage=2800)
    made = run(session, post=False)
    assert [(slip.days, slip.gross) for slip in made.slips] == [(14, 140000), (7, 70000)]


def test_unpaid_days_are_not_paid(session: Session) -> None:
    ada = employee(session, hired=LONG_AGO, wage=3100)
    ask(session, ada.id, 5, 9, BOSS, reason="unpaid")  # 7 to 11 March
    assert run(session, DAY, post=False).slips[0].gross == 260000


def test_the_hours_stamped_are_paid(session: Session) -> None:
    ada = employee(session, hourly=20)
    wait(session, day(1))
    stamped(session, ada.id, "2 08:00 come, 2 16:30 go, 3 22:00 come")
    made = run(session, DAY, post=False)
    assert (made.slips[0].gross, made.slips[0].minutes) == (17000, 510)


def test_slips_are_worked_out_anew(session: Session) -> None:
    ada = employee(session, hired=LONG_AGO, wage=3000)
    made = run(session, post=False)
    do(session, "employee.change", CLERK, employee=ada.id, wage=3300)
    employee(session, "Bea", hired=LONG_AGO, wage=1000)
    do(session, "payroll.compute", CLERK, document=made.id)
    assert [slip.gross for slip in made.slips] == [330000, 100000]
    assert len(session.scalars(select(Payslip)).all()) == 2


def test_rates_become_deductions_and_contributions(session: Session) -> None:
    rates = [
        {"name": "Tax", "percent": 10, "above": 1000},
        {"name": "Pension", "side": "employer", "percent": "18.6"},
    ]
    do(session, "payroll.set_rates", CLERK, rates=rates)
    employee(session, hired=LONG_AGO, wage=3000)
    made = run(session)
    assert [(slip.deductions, slip.net, slip.employer) for slip in made.slips] == [(20000, 280000, 55800)]
    assert balance(session, "wages") == Decimal("3558")
    assert balance(session, "deductions") == Decimal("-758")
    assert sound(session) == []


def test_a_month_is_run_once(session: Session) -> None:
    employee(session, hired=LONG_AGO, wage=3000)
    made = run(session, post=False)
    with pytest.raises(Refusal, match="2026-02 is in PR-RUN-0001 already"):
        run(session, datetime.date(2026, 2, 28))
    do(session, "payroll.cancel", CLERK, document=made.id)
    assert run(session).number == "PR-RUN-0002"


def test_a_posted_run_is_taken_back_before_it_is_paid(session: Session) -> None:
    employee(session, hired=LONG_AGO, wage=3000)
    made = run(session)
    do(session, "payroll.reverse", BOOKKEEPER, document=made.id)
    assert (made.state, balance(session, "wages"), balance(session, "wages_payable")) == ("reversed", 0, 0)
    again = run(session)
    do(session, "payroll.pay", BOOKKEEPER, document=again.id)
    with pytest.raises(Refusal, match="are paid"):
        do(session, "payroll.reverse", BOOKKEEPER, document=again.id)


def test_a_run_with_nobody_is_not_approved(session: Session) -> None:
    made = run(session, post=False)
    with pytest.raises(Refusal, match="Nobody is employed"):
        do(session, "payroll.approve", CLERK, document=made.id)


def test_nobody_is_left_with_less_than_nothing(session: Session) -> None:
    employee(session, hired=LONG_AGO, wage=100, deduction=200)
    made = run(session, post=False)
    with pytest.raises(Refusal, match="The deductions of EMP-0001 are more than the pay"):
        do(session, "payroll.approve", CLERK, document=made.id)


def test_the_cost_belongs_to_the_month(session: Session) -> None:
    employee(session, hired=LONG_AGO, wage=3000)
    days = []
    for month in (FEBRUARY, DAY):
        made = run(session, month)
        assert made.entry_id is not None
        days.append(session.get_one(Entry, made.entry_id).on)
    assert days == [datetime.date(2026, 2, 28), DAY]  # March is not over


def test_an_approved_run_keeps_the_month_open(session: Session) -> None:
    employee(session, hired=LONG_AGO, wage=3000)
    made = run(session, post=False)
    do(session, "payroll.approve", CLERK, document=made.id)
    period = session.scalars(select(Period).where(Period.first == FEBRUARY)).one()
    with pytest.raises(Refusal, match="PR-RUN-0001 is approved but not posted"):
        do(session, "period.close", BOOKKEEPER, document=period.id)
    do(session, "payroll.post", BOOKKEEPER, document=made.id)
    do(session, "period.close", BOOKKEEPER, document=period.id)


def test_people_do_not_book_and_the_books_do_not_pay_people(session: Session) -> None:
    employee(session, hired=LONG_AGO, wage=3000)
    with pytest.raises(WrongRole):
        do(session, "payroll.create", BOOKKEEPER, month=FEBRUARY)
    made = run(session, post=False)
    do(session, "payroll.approve", CLERK, document=made.id)
    with pytest.raises(WrongRole):
        do(session, "payroll.post", CLERK, document=made.id)


def test_two_who_run_the_same_month_at_once_make_one_run(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        employee(session, hired=LONG_AGO, wage=3000)
    ready, told = Barrier(2), []

    def attempt() -> None:
        ready.wait()
        try:
            with postgres_books.session() as session:
                run(session, post=False)
        except Refusal as refusal:
            told.append(refusal.message)

    threads = [Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    with postgres_books.session(write=False) as session:
        assert len(session.scalars(select(Payroll)).all()) == 1


@pytest.mark.parametrize("wage", [Decimal("0.01"), Decimal("3333.33"), Decimal("1234.56")])
def test_the_split_over_cost_centres_loses_no_cent(session: Session, wage: Decimal) -> None:
    codes = ("SALES", "PROD", "ADMIN")
    shares = [
        {"centre": centre(session, code), "percent": percent}
        for code, percent in zip(codes, ("33.33", "33.33", "33.34"), strict=True)
    ]
    for name in ("Ada", "Bea", "Cem"):
        employee(session, name, hired=LONG_AGO, wage=wage, centres=shares)
    run(session)
    assert balance(session, "wages") == 3 * wage
    assert sum(balance(session, "wages", centre(session, code)) for code in codes) == 3 * wage
    assert sound(session) == []
