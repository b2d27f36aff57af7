"""What a project brings and costs, as bars: revenue, and cost beside the planned one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.margin import by_person
from advisor.sandbox.people.tables import Employee, Project
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.projects_parts import figures
from web.sandbox.visit import Visit

WIDTH = 400.0  # of the longest bar
PARTS = ("time", "purchases", "expenses")


@dataclass(frozen=True)
class Piece:
    """A part of a bar: `kind` names its colour and pattern."""

    kind: str
    title: str
    amount: Cell
    x: float
    width: float


@dataclass(frozen=True)
class Spent:
    """The time of somebody on the project."""

    who: Cell
    hours: Cell
    cost: Cell


@dataclass(frozen=True)
class Chart:
    """`finding` says what the drawing shows; `planned` is where the planned cost ends, 0 without one."""

    finding: str
    revenue: Piece
    cost: tuple[Piece, ...]
    planned: float
    budget: Cell
    total: Cell
    margin: Cell
    unbilled: Cell
    people: tuple[Spent, ...]


def chart(visit: Visit, project: Project) -> Chart:
    """The drawing for the page of a project."""
    found, write, words = figures(visit.session, [project.id])[project.id], writer(visit), visit.words
    titles = (words("Time"), words("Purchases"), words("Expenses"))
    values = (found.time, found.purchases, found.expenses)
    largest = max(found.revenue, found.cost, found.budget, 1)
    pieces, x = [], 0.0
    for kind, title, value in zip(PARTS, titles, values, strict=True):
        width = max(0, value) / largest * WIDTH
        pieces.append(Piece(kind, title, write.cell("money", value), x, width))
        x += width
    return Chart(
        _finding(visit, found.margin, found.revenue, found.cost),
        Piece(
            "revenue",
            words("Revenue"),
            write.cell("money", found.revenue),
            0.0,
            max(0, found.revenue) / largest * WIDTH,
        ),
        tuple(pieces),
        found.budget / largest * WIDTH,
        write.cell("money", found.budget),
        write.cell("money", found.cost),
        write.cell("money", found.margin),
        write.cell("money", found.unbilled),
        tuple(_people(visit, project)),
    )


def _finding(visit: Visit, margin: int, revenue: int, cost: int) -> str:
    """One sentence: what is left so far."""
    words, write = visit.words, writer(visit)
    amount = f"{visit.currency} {write.text('money', abs(margin))}"
    if not revenue and not cost:
        return words("Nothing was invoiced or spent yet")
    if margin < 0:
        return words("So far it costs {amount} more than it brings").format(amount=amount)
    return words("So far it brings {amount} more than it costs").format(amount=amount)


def _people(visit: Visit, project: Project) -> list[Spent]:
    """Who spent time on it, by name."""
    times, write = by_person(visit.session, project.id), writer(visit)
    wanted = select(Employee.id, Party.name).join(Party, Party.id == Employee.party_id).where(Employee.id.in_(times))
    return [
        Spent(
            Cell(name, href(visit, "employee", key)),
            write.cell("number", hours(times[key][0])),
            write.cell("money", times[key][1]),
        )
        for key, name in visit.session.execute(wanted.order_by(Party.name, Employee.id))
    ]
