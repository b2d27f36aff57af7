"""Budgets beside what was booked: the year so far or the whole of it, as bars."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor import language as wording
from advisor.sandbox.ledger.budgets import BUDGET, Use, policy, uses
from advisor.sandbox.ledger.tables import BudgetLine, Period
from web.sandbox import labels
from web.sandbox.asking import form_of
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.pages import Choosable, Form, Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

FULL = 100.0  # width of a budget in the drawing; bars may go beyond it by half
MOST = 150.0
NEAR = 90  # per cent from which a budget is nearly used up


@dataclass(frozen=True)
class Bar:
    """A budget: `width` is what is used of it in units of the drawing, `tone` good, warn or bad."""

    name: Cell
    centre: str
    budget: Cell
    actual: Cell
    rest: Cell
    percent: str
    width: float
    tone: str


@dataclass(frozen=True)
class Board:
    address: str
    years: tuple[Choosable, ...]
    versions: tuple[Choosable, ...]
    whole: bool
    span: str
    income: tuple[Bar, ...]
    costs: tuple[Bar, ...]
    over: int
    rule: str
    create: Place | None
    change: Form | None


def board(visit: Visit) -> Board:
    """Without anything in the address: this year until the end of this month."""
    year = _year(visit)
    version = visit.query.get("version", "") or BUDGET
    whole = visit.query.get("whole", "") == "1" or year != visit.today.year
    first, last = _span(visit, year, whole)
    found = uses(visit.session, first, last, version)
    costs = [one for one in found if one.account.kind != "income"]
    return Board(
        f"{visit.base}/p/budgets",
        tuple(_choosable(visit, one, year) for one in _years(visit)),
        tuple(Choosable(one, one, one == version) for one in _versions(visit)),
        whole,
        f"{wording.date(first, visit.language)} – {wording.date(last, visit.language)}",
        tuple(_bar(visit, one, earned=True) for one in found if one.account.kind == "income"),
        tuple(_bar(visit, one) for one in costs),
        sum(one.rest < 0 for one in costs),
        labels.choice(policy(visit.session), visit.words),
        offer(visit, "budget.set"),
        form_of(visit, "budget.policy") if visit.actor.may(("manager",)) else None,
    )


def _choosable(visit: Visit, year: int, chosen: int) -> Choosable:
    return Choosable(str(year), wording.part_of_date(str(year), visit.language), year == chosen)


def _year(visit: Visit) -> int:
    text = visit.query.get("year", "")
    known = _years(visit)
    return int(text) if text in map(str, known) else visit.today.year


def _years(visit: Visit) -> Sequence[int]:
    return visit.session.scalars(select(Period.year).distinct().order_by(Period.year)).all()


def _versions(visit: Visit) -> list[str]:
    wanted = select(BudgetLine.version).distinct().where(BudgetLine.version != BUDGET).order_by(BudgetLine.version)
    return [BUDGET, *visit.session.scalars(wanted)]


def _span(visit: Visit, year: int, whole: bool) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of the year, or of its part up to this month."""
    wanted = select(func.min(Period.first), func.max(Period.last)).where(Period.year == year)
    if not whole:
        wanted = wanted.where(Period.first <= visit.today)
    first, last = visit.session.execute(wanted).one()
    return first or visit.today, last or visit.today


def _bar(visit: Visit, use: Use, *, earned: bool = False) -> Bar:
    """Of income more than planned is good; of everything else it is an overrun."""
    write, percent = writer(visit), use.percent
    used = percent if percent is not None else (MOST if use.actual > 0 else 0)
    if earned:
        tone = "good" if used >= FULL else "going"
    else:
        tone = "bad" if use.rest < 0 else "warn" if used >= NEAR else "good"
    return Bar(
        Cell(f"{use.account.code} {use.account.name}", f"{visit.base}/d/account/{use.account.id}"),
        use.cost_centre.name if use.cost_centre else "",
        write.cell("money", use.budget),
        write.cell("money", use.actual),
        write.cell("money", use.rest),
        "" if percent is None else wording.percent(percent / 100, visit.language),
        min(max(float(used), 0.0), MOST),
        tone,
    )
