"""Plans of the year beside the books: results month by month, and one plan line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.insight import planning, spans
from advisor.sandbox.insight.planning import ACTUAL, Outlook
from advisor.sandbox.ledger.budgets import BUDGET
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import writer
from web.sandbox.insight_board import whole
from web.sandbox.insight_charts import Line, line
from web.sandbox.insight_statements import TITLES
from web.sandbox.pages import Choosable, Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

HEIGHT = 50.0


@dataclass(frozen=True)
class Course:
    """The result since the beginning of the year as a line; `number` is its look, 0 the books. `width` is the part of
    the drawing that it covers, as months of twelve."""

    name: str
    number: int
    line: Line
    end: str
    months: int


@dataclass(frozen=True)
class PlanRow:
    title: str
    total: bool
    cells: tuple[Cell, ...]
    deviation: str
    tone: str


@dataclass(frozen=True)
class PlanData:
    """`version` is the plan that the table shows; without any plan there is nothing but an offer to make one."""

    address: str
    version: str
    versions: tuple[Choosable, ...]
    finding: str
    tone: str
    courses: tuple[Course, ...]
    table: tuple[tuple[str, tuple[Cell, ...]], ...]
    top: str
    bottom: str
    done: str
    rows: tuple[PlanRow, ...]
    create: Place | None
    change: tuple[Place, ...]


def build(visit: Visit) -> PlanData:
    session, today = visit.session, visit.today
    year = planning.year_of(session, today)
    names = planning.versions(session, year)
    wanted = visit.query.get("version", "")
    version = wanted if wanted in names else names[0] if names else ""
    outlook = planning.outlook(session, version, today) if version else None
    results = planning.results(session, today, names)
    write = writer(visit)
    finding, tone = _finding(visit, outlook, write)
    low = min([0, *(amount for amounts in results.values() for amount in amounts)])
    high = max([0, *(amount for amounts in results.values() for amount in amounts)])
    return PlanData(
        f"{visit.base}/p/plans",
        _name(visit, version),
        tuple(Choosable(name, _name(visit, name), name == version) for name in names),
        finding,
        tone,
        _courses(visit, results, (low, high), write),
        _table(visit, results, write),
        whole(high, write),
        whole(low, write),
        wording.date(outlook.done, visit.language) if outlook else "",
        _rows(visit, outlook, write) if outlook else (),
        offer(visit, "scenario.create", f"?year={year}"),
        _changes(visit, version, year),
    )


def _name(visit: Visit, version: str) -> str:
    return visit.words("Budget") if version == BUDGET else version


def _month(visit: Visit, place: int) -> str:
    """A month of the financial year, the first one 0."""
    first = spans.later(spans.year_start(visit.session, visit.today), place)
    return wording.part_of_date(first.strftime("%Y-%m"), visit.language)


def _changes(visit: Visit, version: str, year: int) -> tuple[Place, ...]:
    if not version or version == BUDGET:
        return ()
    found = (offer(visit, f"scenario.{do}", f"?name={version}&year={year}") for do in ("adopt", "remove"))
    return tuple(one for one in found if one is not None)


def _courses(
    visit: Visit, results: Mapping[str, Sequence[int]], scale: tuple[int, int], write: Writer
) -> tuple[Course, ...]:
    """The books last, so that their line lies on top."""
    order = [*(name for name in results if name != ACTUAL), ACTUAL]
    found = []
    for number, name in enumerate(order, 1):
        amounts = results[name]
        if amounts:
            title = visit.words("Booked") if name == ACTUAL else _name(visit, name)
            drawn = line([0.0, *map(float, amounts)], HEIGHT, *map(float, scale))
            found.append(Course(title, 0 if name == ACTUAL else number, drawn, whole(amounts[-1], write), len(amounts)))
    return tuple(found)


def _table(
    visit: Visit, results: Mapping[str, Sequence[int]], write: Writer
) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    return tuple(
        (
            _month(visit, place),
            tuple(
                write.cell("money", results[name][place] if place < len(results[name]) else None)
                for name in (*(one for one in results if one != ACTUAL), ACTUAL)
                if results[name]
            ),
        )
        for place in range(12)
    )


def _finding(visit: Visit, outlook: Outlook | None, write: Writer) -> tuple[str, str]:
    """Whether the result so far is above or below the plan, and what the year comes to if the rest goes as planned."""
    if outlook is None:
        return "", ""
    place = next(i for i, row in enumerate(outlook.statement.rows) if row.key == "result" and row.total)
    actual, planned = outlook.statement.rows[place].amounts[:2]
    sentence = (
        mark("The result is {amount} above “{plan}”. If the rest goes as planned, the year ends with {expected}.")
        if actual >= planned
        else mark("The result is {amount} below “{plan}”. If the rest goes as planned, the year ends with {expected}.")
    )
    told = visit.words(sentence).format(
        amount=f"{write.text('money', abs(actual - planned))} {visit.currency}",
        plan=_name(visit, outlook.version),
        expected=f"{write.text('money', outlook.expected(place))} {visit.currency}",
    )
    return told, "good" if actual >= planned else "warn"


def _rows(visit: Visit, outlook: Outlook, write: Writer) -> tuple[PlanRow, ...]:
    rows = []
    for place, row in enumerate(outlook.statement.rows):
        actual, planned, year = row.amounts[:3]
        title = visit.words(TITLES[row.key]) if row.total else f"{row.key} {row.name}"
        costs = row.key in ("cost_of_sales", "expenses") or (not row.total and row.key[:1] in "56")
        difference = actual - planned
        counts = planned > 0 and abs(difference) * 200 >= planned  # what is rounded to nought is not said
        tone = "" if not counts else "bad" if (difference > 0) == costs else "good"
        shown = wording.percent(abs(difference) / planned, visit.language) if counts else ""
        deviation = f"{'+' if difference > 0 else '−'}{shown}" if shown else ""
        amounts = (actual, planned, year, outlook.expected(place))
        rows.append(PlanRow(title, row.total, tuple(write.cell("money", one) for one in amounts), deviation, tone))
    return tuple(rows)
