"""Cash ahead as a drawing: what comes and goes each week, what is there at its end, and what if."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.insight.cash import Flow, Forecast, Scenario, Week, forecast
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.declared import Column, Screen
from web.sandbox.insight_board import whole
from web.sandbox.insight_charts import Block, Line, columns, line
from web.sandbox.pages import Choosable
from web.sandbox.visit import Visit

HEIGHT = 60.0
LATE, SALES = (0, 7, 14, 30, 60), (-50, -30, -20, -10, 0, 10, 20, 30)
SOURCES: Mapping[str, str] = {
    "receivable": mark("Invoice"),
    "payable": mark("Supplier bill"),
    "sale": mark("Sales order"),
    "purchase": mark("Purchase order"),
    "wages": mark("Wages"),
    "recurring": mark("Recurring"),
}


@dataclass(frozen=True)
class Moved:
    what: str
    text: Cell
    on: datetime.date
    amount: Cell


@dataclass(frozen=True)
class WeekRow:
    first: datetime.date
    inflow: Cell
    outflow: Cell
    closing: Cell
    lowest: bool
    flows: tuple[Moved, ...]


@dataclass(frozen=True)
class Drawn:
    """Bars of what comes and goes, the line of what is there, and that of the plain forecast where a scenario differs.
    `mark` is the place of the lowest week in per cent of the width."""

    inflow: list[Block]
    outflow: list[Block]
    closing: Line
    plain: Line | None
    place: float
    top: str
    bottom: str


@dataclass(frozen=True)
class CashData:
    address: str
    late: tuple[Choosable, ...]
    sales: tuple[Choosable, ...]
    finding: str
    tone: str
    compared: str
    opening: Cell
    drawn: Drawn
    weeks: tuple[WeekRow, ...]
    query: str


def build(visit: Visit) -> CashData:
    scenario = _scenario(visit.query)
    found = forecast(visit.session, scenario)
    plain = found if scenario == Scenario() else forecast(visit.session)
    write = writer(visit)
    return CashData(
        f"{visit.base}/p/cash",
        tuple(Choosable(str(one), write.text("number", one), one == scenario.late) for one in LATE),
        tuple(Choosable(str(one), _signed(one, write), one == scenario.sales) for one in SALES),
        _finding(found, write),
        "bad" if found.lowest.closing < 0 else "good",
        _compared(found, plain, write),
        write.cell("money", found.opening),
        _drawn(found, plain, write),
        tuple(_week(visit, write, week, week is found.lowest) for week in found.weeks),
        f"late={scenario.late}&sales={scenario.sales}",
    )


def _scenario(query: Mapping[str, str]) -> Scenario:
    """What the address supposes, one of the choices offered; the plain forecast otherwise."""
    late, sales = query.get("late", ""), query.get("sales", "")
    return Scenario(
        int(late) if late in map(str, LATE) else 0,
        int(sales) if sales in map(str, SALES) else 0,
    )


def _signed(percent: int, write: Writer) -> str:
    shown = write.cell("percent", abs(percent) / 100).text
    return shown if not percent else f"{'+' if percent > 0 else '−'}{shown}"


def _finding(found: Forecast, write: Writer) -> str:
    low = found.lowest
    sentence = (
        mark("Money runs out: {amount} in the week of {day}.")
        if low.closing < 0
        else mark("Money lasts: at its lowest there are {amount}, in the week of {day}.")
    )
    amount = f"{write.text('money', low.closing)} {write.currency}"
    return write.words(sentence).format(amount=amount, day=write.text("date", low.span.first))


def _compared(found: Forecast, plain: Forecast, write: Writer) -> str:
    if found is plain:
        return ""
    less = plain.lowest.closing - found.lowest.closing
    return write.words("As it stands, the lowest would be {amount}; the difference is {less}.").format(
        amount=f"{write.text('money', plain.lowest.closing)} {write.currency}",
        less=f"{write.text('money', -less)} {write.currency}",
    )


def _drawn(found: Forecast, plain: Forecast, write: Writer) -> Drawn:
    """All on one scale. The line of a week stands in the middle of its bar."""
    closing, before = [week.closing for week in found.weeks], [week.closing for week in plain.weeks]
    inflow, outflow = [week.inflow for week in found.weeks], [week.outflow for week in found.weeks]
    low, high = min(0, *closing, *before, *outflow), max(0, *closing, *before, *inflow)
    place = found.weeks.index(found.lowest)
    return Drawn(
        columns(inflow, HEIGHT, low, high),
        columns(outflow, HEIGHT, low, high),
        line(closing, HEIGHT, low, high, centred=True),
        line(before, HEIGHT, low, high, centred=True) if found is not plain else None,
        round((place + 0.5) / len(closing) * 100, 2),
        whole(high, write),
        whole(low, write),
    )


def _week(visit: Visit, write: Writer, week: Week, lowest: bool) -> WeekRow:
    flows = tuple(_flow(visit, write, flow) for flow in week.flows)
    inflow, outflow = (write.cell("money", one or None) for one in (week.inflow, week.outflow))
    closing = write.cell("money", week.closing)
    return WeekRow(week.span.first, inflow, outflow, closing, lowest, flows)


def _flow(visit: Visit, write: Writer, flow: Flow) -> Moved:
    where = href(visit, flow.kind, flow.document) if flow.kind and flow.document else ""
    return Moved(visit.words(SOURCES[flow.source]), Cell(flow.text, where), flow.on, write.cell("money", flow.amount))


def _rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": place, "week": week.span.first, "inflow": week.inflow, "outflow": week.outflow, "closing": week.closing}
        for place, week in enumerate(forecast(session, _scenario(filters)).weeks)
    ]


FILES = (
    Screen(
        id="cash-weeks", title=mark("Cash ahead"), group="insight", module="erp-cash-flow", hidden=True,
        columns=(
            Column("week", mark("Week of"), kind="date"),
            Column("inflow", mark("Comes in"), kind="money"),
            Column("outflow", mark("Goes out"), kind="money"),
            Column("closing", mark("There at its end"), kind="money"),
        ),
        rows=_rows, sort="week", empty=mark("Nothing is expected to come or go."),
    ),
)  # fmt: skip
