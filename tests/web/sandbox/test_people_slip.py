"""A slip as it is read adds up from top to bottom."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.people.tables import Payslip
from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.visiting import visit
from web.sandbox.people_slip import PARTS, slip


def test_pay_deductions_and_what_the_company_adds(app: FastAPI) -> None:
    with visit(looked_at(app)) as seen:
        found = slip(seen, seen.session.get_one(Payslip, 2))
    assert [(row.title, row.amount, row.kind) for row in found.rows] == [
        ("Wage", "3,600.00", "plain"),
        ("Allowance", "80.00", "plain"),
        ("Gross pay", "3,680.00", "sum"),
        ("Income tax", "−482.40", "plain"),
        ("Pension fund", "−342.24", "plain"),
        ("Net pay", "2,855.36", "last"),
    ]
    assert [(row.title, row.amount) for row in found.employer] == [
        ("Gross pay", "3,680.00"),
        ("Pension fund, company", "342.24"),
        ("Cost to the company", "4,022.24"),
    ]


def test_without_contributions_there_is_one_part_only(app: FastAPI) -> None:
    with visit(looked_at(app)) as seen:
        one = Payslip(
            gross=100, net=90, deductions=10, employer=0, parts=[{"what": "fixed", "name": "", "amount": -10}]
        )
        found = slip(seen, one)
    assert [row.title for row in found.rows] == ["Gross pay", "Deduction a month", "Net pay"]
    assert found.employer == ()


@pytest.mark.parametrize("what", ["wage", "hours", "allowance", "fixed", "share"])
def test_every_part_has_a_name(what: str) -> None:
    assert PARTS[what]
