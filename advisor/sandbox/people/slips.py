"""What somebody gets for a month: pay, allowance, deductions and what the employer adds, from a table of rates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.master import minor
from advisor.sandbox.people.inputs import WHOLE, share
from advisor.sandbox.people.tables import Employee, Payslip


class RateIn(BaseModel):
    """A deduction (side employee) or contribution (side employer): `percent` of the pay between two amounts a month,
    in the company's currency."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=80)
    side: Literal["employee", "employer"] = "employee"
    percent: Decimal
    above: Decimal = Decimal(0)
    up_to: Decimal | None = None


@dataclass(frozen=True)
class Rate:
    """The same in ten-thousandths and smallest units; `up_to` is empty when there is no upper limit."""

    name: str
    side: str
    share: int
    above: int = 0
    up_to: int | None = None

    def of(self, gross: int) -> int:
        top = gross if self.up_to is None else min(gross, self.up_to)
        return rounded(max(0, top - self.above) * self.share, WHOLE)


@dataclass(frozen=True)
class Month:
    first: datetime.date
    last: datetime.date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def rates(session: Session) -> list[Rate]:
    """The table of rates of the trial, `settings["payroll"]["rates"]`; empty when there is none."""
    trial = clock.trial(session)
    entered = [RateIn.model_validate(one) for one in trial.settings.get("payroll", {}).get("rates", [])]
    return [
        Rate(
            one.name,
            one.side,
            share(one.percent, "rates"),
            minor(one.above, trial.currency),
            None if one.up_to is None else minor(one.up_to, trial.currency),
        )
        for one in entered
    ]


def days_with_pay(employee: Employee, month: Month, unpaid: Set[datetime.date]) -> int:
    """Calendar days of the month on which somebody is employed, less those he is away without pay."""
    assert employee.hired is not None
    begin = max(month.first, employee.hired)
    end = month.last if employee.left is None else min(month.last, employee.left)
    return (end - begin).days + 1 - sum(begin <= day <= end for day in unpaid)


def slip(employee: Employee, month: Month, table: Sequence[Rate], minutes: int, unpaid: Set[datetime.date]) -> Payslip:
    """The slip for the month. A wage and an allowance count by calendar days with pay, pay by the hour by the minutes
    attended; the fixed deduction is not split."""
    days = days_with_pay(employee, month, unpaid)
    if employee.hourly:
        parts = [_part("hours", rounded(employee.hourly * minutes, 60))]
    else:
        parts = [_part("wage", rounded(employee.wage * days, month.length))]
    parts.append(_part("allowance", rounded(employee.allowance * days, month.length)))
    gross = sum(part["amount"] for part in parts)
    taken = [_part("fixed", -employee.deduction), _part("share", -rounded(gross * employee.deduction_share, WHOLE))]
    taken += [_part("rate", -one.of(gross), one.name) for one in table if one.side == "employee"]
    added = [_part("employer", one.of(gross), one.name) for one in table if one.side == "employer"]
    deductions = -sum(part["amount"] for part in taken)
    return Payslip(
        employee_id=employee.id,
        gross=gross,
        deductions=deductions,
        net=gross - deductions,
        employer=sum(part["amount"] for part in added),
        days=days,
        minutes=minutes,
        parts=[part for part in (*parts, *taken, *added) if part["amount"]],
    )


def _part(what: str, amount: int, name: str = "") -> dict[str, Any]:
    return {"what": what, "name": name, "amount": amount}
