"""A company with people, projects and assets that have lived for some weeks, for the tests of their pages."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache

from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from tests.sandbox.making import BOOKKEEPER, BOSS, FOREMAN, SELLER, customer, do, product
from tests.sandbox.people.staffing import CLERK, account, centre, employee
from tests.web.sandbox.trying import Trier

START = datetime.date(2025, 11, 1)
DAY = datetime.date(2026, 3, 2)


@cache
def looked_at(app: FastAPI) -> Trier:
    """A furnished trial that tests only look at."""
    return Trier(app, fill)


def fill(session: Session) -> None:
    people(session)
    work(session)
    money(session)
    assets(session)


def people(session: Session) -> None:
    """Ada, Bo and Cem; shifts and stamps of a week, leave and illness. Dee has applied."""
    sales, works = centre(session, "SALES"), centre(session, "PROD")
    split = [{"centre": sales, "percent": 60}, {"centre": works, "percent": 40}]
    ada = employee(
        session, "Ada Lund", hired=START, job="Engineer", department="Works", wage=4200, rate=55, centres=split
    )
    employee(session, "Bo Marsh", hired=START, job="Designer", department="Studio", wage=3600, rate=48, allowance=80)
    cem = employee(session, "Cem Aydin", hired=START, job="Fitter", department="Works", hourly=22, rate=30)
    do(session, "employee.create", CLERK, name="Dee Park", job="Clerk")
    for one in (ada, cem):
        do(session, "shift.plan", CLERK, employee=one.id, first=DAY, last=DAY + datetime.timedelta(days=30),
           begins="08:00", ends="16:30")  # fmt: skip
    for number in range(9):
        day = DAY + datetime.timedelta(days=number)
        trial(session).today = day
        if day.weekday() < 5:
            for time, kind in (("07:55" if number else "08:20", "come"), ("12:00", "go"), ("12:30", "come")):
                do(session, "stamp.create", CLERK, employee=ada.id, time=time, kind=kind)
            if number < 8:
                do(session, "stamp.create", CLERK, employee=ada.id, time="16:40", kind="go")
            if number in (1, 2, 7):
                do(session, "stamp.create", CLERK, employee=cem.id, time="08:00")
                do(session, "stamp.create", CLERK, employee=cem.id, time="14:00")
    for person, first, last, reason, by in (
        (2, 7, 11, "leave", BOSS),
        (3, 3, 4, "illness", BOSS),
        (1, 14, 18, "leave", SELLER),
    ):
        made = do(session, "absence.create", by, employee=person, first=DAY + datetime.timedelta(days=first),
                  last=DAY + datetime.timedelta(days=last), reason=reason)  # fmt: skip
        do(session, "absence.submit", by, document=made.id)
    do(session, "review.create", CLERK, employee=1, mark=5, agreed="Leads the tower")
    do(session, "review.create", CLERK, employee=3, mark=4, kind="training", agreed="Forklift licence")


def work(session: Session) -> None:
    """A tower that is billed by time and a bridge by milestones."""
    client = customer(session, "north", email="desk@north.example")
    service = product(session, "hour", kind="service", price=95, places=2, unit="hour")
    first, last = DAY - datetime.timedelta(days=30), DAY + datetime.timedelta(days=80)
    tower = do(session, "project.create", name="North tower", party=client.id, first=first, last=last, billing="time",
               product=service.id, rate=95, budget=4000)  # fmt: skip
    bridge = do(session, "project.create", name="Foot bridge", party=client.id, first=first, last=last, budget=9000)
    tasks = []
    for project, name, hours in (
        (tower, "Survey", 24),
        (tower, "Drawings", 60),
        (tower, "Details", 20),
        (bridge, "Deck", 80),
    ):
        tasks.append(do(session, "task.create", project=project.id, name=name, hours=hours,
                        parent=tasks[1].id if name == "Details" else None))  # fmt: skip
    for project in (tower, bridge):
        do(session, "project.start", document=project.id)
    for person, task, hours, days in ((1, 0, 8, 2), (1, 1, "7.5", 3), (2, 1, 6, 4), (3, 3, 8, 3)):
        for number in range(days):
            do(session, "timesheet.create", FOREMAN, employee=person, task=tasks[task].id, hours=Decimal(hours),
               on=DAY + datetime.timedelta(days=number))  # fmt: skip
    do(session, "milestone.create", project=bridge.id, name="Design agreed", amount=3000, on=DAY)
    do(session, "milestone.create", project=bridge.id, name="Deck laid", amount=9000, on=last, task=tasks[3].id)
    for person, project, percent in ((1, tower, 70), (1, bridge, 50), (2, tower, 60), (3, bridge, 100)):
        do(session, "allocation.create", employee=person, project=project.id, percent=percent,
           first=DAY + datetime.timedelta(days=7 if percent == 50 else 0),
           last=DAY + datetime.timedelta(days=40))  # fmt: skip
    do(session, "task.finish", document=tasks[0].id)
    for project in (tower, bridge):
        do(session, "project.bill", BOOKKEEPER, document=project.id)
    do(session, "invoice.post", BOOKKEEPER, document=1)
    do(session, "timesheet.create", FOREMAN, employee=2, task=tasks[1].id, hours=5)


def money(session: Session) -> None:
    """Rates, the pay of February paid and that of March drafted; one claim paid, one waiting."""
    rates = [
        {"name": "Income tax", "percent": "18", "above": 1000},
        {"name": "Pension fund", "percent": "9.3"},
        {"name": "Pension fund, company", "side": "employer", "percent": "9.3"},
    ]
    do(session, "payroll.set_rates", CLERK, rates=rates)
    run = do(session, "payroll.create", CLERK, month=datetime.date(2026, 2, 1))
    do(session, "payroll.approve", CLERK, document=run.id)
    do(session, "payroll.post", BOOKKEEPER, document=run.id)
    do(session, "payroll.pay", BOOKKEEPER, document=run.id)
    do(session, "payroll.create", CLERK, month=DAY)
    for person, amount, text, project in ((1, "64.30", "Train to the site", 1), (2, "420", "Plotter paper", None)):
        claim = do(session, "expense.create", SELLER, employee=person, account=account(session, "6230"), text=text,
                   amount=Decimal(amount), project=project, cost_centre=centre(session, "PROD"))  # fmt: skip
        do(session, "expense.submit", SELLER, document=claim.id)
    do(session, "expense.post", BOOKKEEPER, document=1)
    do(session, "expense.pay", BOOKKEEPER, document=1)


def assets(session: Session) -> None:
    """A press in use, a van that declines, and a saw that is only planned."""
    press = do(session, "asset.create", BOOKKEEPER, name="Press", category="Machines", cost=24000, residual=2400,
               months=60, start=datetime.date(2025, 7, 10), cost_centre=centre(session, "PROD"))  # fmt: skip
    van = do(session, "asset.create", BOOKKEEPER, name="Van", category="Vehicles", cost=30000, residual=3000, months=48,
             method="declining_linear", every=3, start=datetime.date(2026, 1, 1))  # fmt: skip
    do(session, "asset.create", BOOKKEEPER, name="Saw", cost=1800, months=36)
    for one in (press, van):
        do(session, "asset.start", BOOKKEEPER, document=one.id, paid="opening")
    do(session, "asset.depreciate", BOOKKEEPER)
