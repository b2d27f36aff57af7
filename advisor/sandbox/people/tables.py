"""Tables of people, projects and fixed assets. Times are minutes, rates amounts for an hour, wages for a month."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Key, Kind, Name, State


class Employee(Table):
    """`centres` splits the wage over cost centres: {id: ten-thousandths}, together 10,000."""

    __tablename__ = "employee"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="applicant")
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), unique=True)
    position: Mapped[Name] = mapped_column("job", default="")
    department: Mapped[str] = mapped_column(String(80), default="")
    wage: Mapped[int] = mapped_column(default=0)
    hourly: Mapped[int] = mapped_column(default=0)  # pay for an hour attended, instead of a wage for the month
    allowance: Mapped[int] = mapped_column(default=0)  # a benefit each month, such as for meals
    rate: Mapped[int] = mapped_column(default=0)  # cost of an hour for projects
    deduction: Mapped[int] = mapped_column(default=0)  # fixed amount each month
    deduction_share: Mapped[int] = mapped_column(default=0)  # ten-thousandths of the wage
    week_minutes: Mapped[int] = mapped_column(default=2400)
    leave_days: Mapped[int] = mapped_column(default=25)  # working days of leave in a year
    centres: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hired: Mapped[datetime.date | None]
    left: Mapped[datetime.date | None]


class Shift(Table):
    """Working time planned for somebody; one that ends before it begins goes over midnight."""

    __tablename__ = "shift"
    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    begins: Mapped[int]  # minutes after midnight
    ends: Mapped[int]


class Stamp(Table):
    """Somebody comes or goes."""

    __tablename__ = "stamp"
    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    at: Mapped[datetime.datetime] = mapped_column("at_time", index=True)  # in the trial's own time
    kind: Mapped[Kind]  # come, go
    __table_args__ = (UniqueConstraint("employee_id", "at_time"),)


class Absence(Table):
    """Somebody is away for whole days."""

    __tablename__ = "absence"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    reason: Mapped[Kind] = mapped_column(default="leave")  # leave, illness, training, unpaid
    first: Mapped[datetime.date]
    last: Mapped[datetime.date]


class Review(Table):
    """A talk about somebody's performance or a training: a mark from 1 to 5 and what was agreed."""

    __tablename__ = "review"
    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    kind: Mapped[Kind] = mapped_column(default="talk")  # talk, training
    mark: Mapped[int]
    agreed: Mapped[str] = mapped_column(String(400), default="")
    __table_args__ = (CheckConstraint("mark BETWEEN 1 AND 5", name="mark"),)


class Payroll(Table):
    """The pay of a month: one slip for everybody employed, one balanced entry."""

    __tablename__ = "payroll"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    first: Mapped[datetime.date]
    last: Mapped[datetime.date]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    slips: Mapped[list[Payslip]] = relationship(order_by="Payslip.id")


class Payslip(Table):
    """`parts` says what it is made of: [{"what", "name", "amount"}], deductions below nought. `employer` is what the
    company pays on top."""

    __tablename__ = "payslip"
    id: Mapped[Key]
    payroll_id: Mapped[int] = mapped_column(ForeignKey("payroll.id"), index=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    gross: Mapped[int]
    deductions: Mapped[int]
    net: Mapped[int]
    employer: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)  # calendar days with pay
    minutes: Mapped[int] = mapped_column(default=0)  # attended
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    __table_args__ = (CheckConstraint("net = gross - deductions", name="net"),)


class Expense(Table):
    """Money that somebody spent for the company, on a department and maybe a project."""

    __tablename__ = "expense"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    on: Mapped[datetime.date] = mapped_column("on_day")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cost_centre_id: Mapped[int | None] = mapped_column(ForeignKey("cost_centre.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    text: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


class Project(Table):
    """`billing` by milestone or by time; `rate` is the price of an hour then."""

    __tablename__ = "project"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    name: Mapped[Name]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    billing: Mapped[Kind] = mapped_column(default="milestone")  # milestone, time
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))  # the service that invoices name
    rate: Mapped[int] = mapped_column(default=0)
    budget: Mapped[int] = mapped_column(default=0)  # planned cost
    first: Mapped[datetime.date]
    last: Mapped[datetime.date]


class Task(Table):
    __tablename__ = "task"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="open")
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    name: Mapped[Name]
    first: Mapped[datetime.date]
    last: Mapped[datetime.date]
    minutes: Mapped[int] = mapped_column(default=0)  # planned


class Timesheet(Table):
    """Time of somebody on a task; `cost` is frozen when it is entered, `invoice_line_id` when it is billed."""

    __tablename__ = "timesheet"
    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    minutes: Mapped[int]
    cost: Mapped[int]
    billable: Mapped[bool] = mapped_column(default=True)
    invoice_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"))
    text: Mapped[str] = mapped_column(String(200), default="")


class Milestone(Table):
    __tablename__ = "milestone"
    id: Mapped[Key]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[Name]
    on: Mapped[datetime.date] = mapped_column("on_day")
    amount: Mapped[int]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))  # it is reached when the task is done
    invoice_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"))


class Allocation(Table):
    """A share of somebody's working time (ten-thousandths) for a project over some days."""

    __tablename__ = "allocation"
    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    first: Mapped[datetime.date]
    last: Mapped[datetime.date]
    share: Mapped[int]


class Asset(Table):
    """A fixed asset. `method`: linear, declining with `factor` (ten-thousandths: 20000 is double), the same changing to
    linear when that is more, or written down by the rate that leads to the residual value. `part`: how a period in
    which it begins is counted: by days, by months, or in full."""

    __tablename__ = "asset"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    name: Mapped[Name]
    category: Mapped[str] = mapped_column(String(80), default="")
    cost: Mapped[int]
    residual: Mapped[int] = mapped_column(default=0)
    months: Mapped[int]
    every: Mapped[int] = mapped_column(default=1)  # months of one depreciation
    method: Mapped[Kind] = mapped_column(default="linear")  # linear, declining, declining_linear, written_down
    part: Mapped[Kind] = mapped_column(default="days")  # days, months, full
    factor: Mapped[int] = mapped_column(default=20000)
    start: Mapped[datetime.date]
    closed: Mapped[datetime.date | None]
    cost_centre_id: Mapped[int | None] = mapped_column(ForeignKey("cost_centre.id"))
    lines: Mapped[list[Depreciation]] = relationship(order_by="Depreciation.on", cascade="all, delete-orphan")
    revaluations: Mapped[list[Revaluation]] = relationship(order_by="Revaluation.id")


class Depreciation(Table):
    """What an asset loses until a day; booked when it has an entry."""

    __tablename__ = "depreciation"
    id: Mapped[Key]
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    amount: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    __table_args__ = (UniqueConstraint("asset_id", "on_day"), CheckConstraint("amount >= 0", name="amount"))


class Revaluation(Table):
    """A change of an asset's value: `reserve` is the part of `amount` in the revaluation reserve, the rest is in the
    result of the year."""

    __tablename__ = "revaluation"
    id: Mapped[Key]
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    amount: Mapped[int]
    reserve: Mapped[int]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
