"""What the tables themselves refuse, whatever a program does."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from advisor.db import Database
from advisor.sandbox.people.tables import Depreciation, Payslip, Review, Stamp
from tests.sandbox.people.staffing import DAY, employee
from tests.sandbox.people.test_assets import asset


@pytest.mark.parametrize("mark", [0, 6])
def test_a_mark_is_from_one_to_five(books: Database, mark: int) -> None:
    with pytest.raises(IntegrityError, match="mark"), books.session() as session:
        session.add(Review(employee_id=employee(session).id, on=DAY, mark=mark))
        session.flush()


def test_a_slip_adds_up(books: Database) -> None:
    with pytest.raises(IntegrityError), books.session() as session:
        session.add(Payslip(payroll_id=1, employee_id=employee(session).id, gross=10, deductions=3, net=8))
        session.flush()


@pytest.mark.parametrize("amount", [-1, 5])
def test_an_asset_loses_value_once_a_day_and_never_gains_it(books: Database, amount: int) -> None:
    with pytest.raises(IntegrityError), books.session() as session:
        made = asset(session)
        on = made.lines[0].on if amount > 0 else datetime.date(2030, 1, 1)
        session.add(Depreciation(asset_id=made.id, on=on, amount=amount))
        session.flush()


def test_nobody_stamps_twice_in_a_minute(books: Database) -> None:
    with pytest.raises(IntegrityError), books.session() as session:
        values: dict[str, Any] = {
            "employee_id": employee(session).id,
            "at": datetime.datetime.combine(DAY, datetime.time(9)),
        }
        session.add_all([Stamp(kind="come", **values), Stamp(kind="go", **values)])
        session.flush()
