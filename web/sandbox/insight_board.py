"""The first page of a trial: its figures, and what needs somebody now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.insight.alert import Alert
from advisor.sandbox.insight.alerts import MODULE, alerts
from advisor.sandbox.insight.board import Figure, board
from advisor.sandbox.trials import tours
from web.sandbox import labels, registry
from web.sandbox.cells import Writer, exact
from web.sandbox.chrome import href, writer
from web.sandbox.guide import offers
from web.sandbox.insight_charts import Line, line
from web.sandbox.insight_words import told
from web.sandbox.pages import Offered, Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

SHOWN = 6  # alerts on the first page


@dataclass(frozen=True)
class Naming:
    """What a figure is called, what its earlier value is, and where its documents are: the first list or page of
    `paths` that there is."""

    title: str
    before: str
    paths: tuple[str, ...]


_SAME = mark("Last month by this day: {value}")
_END = mark("End of last month: {value}")
NAMES: Mapping[str, Naming] = {
    "orders": Naming(mark("Orders this month"), _SAME, ("l/sales?state=confirmed",)),
    "revenue": Naming(mark("Revenue this month"), _SAME, ("p/profit-and-loss",)),
    "margin": Naming(mark("Gross margin this month"), _SAME, ("p/margins",)),
    "cash": Naming(mark("Cash"), _END, ("p/cash",)),
    "overdue": Naming(mark("Overdue receivables"), _END, ("p/aging",)),
    "stock": Naming(mark("Stock value"), _END, ("p/stock-value",)),
    "stock_days": Naming(mark("Stock lasts, days"), _END, ("p/reorder", "l/stock")),
    "late": Naming(mark("Late deliveries"), _END, ("l/deliveries",)),
    "work": Naming(mark("Work orders in hand"), _END, ("p/board", "l/work-orders")),
    "capacity": Naming(mark("Fullest week ahead"), "", ("p/load",)),
    "budget": Naming(mark("Budget used"), mark("Even use by today: {value}"), ("p/budgets",)),
}


@dataclass(frozen=True)
class Tile:
    """A figure as it is shown. `change` is how much it moved, `tone` good or bad where more is better or worse."""

    title: str
    value: str
    unit: str
    before: str
    change: str
    tone: str
    spark: Line | None
    href: str
    finding: str


@dataclass(frozen=True)
class Warned:
    """An alert as it is shown. `weight` 3 is the most pressing."""

    weight: int
    title: str
    sentence: str
    advice: str
    role: str
    document: str
    next: Place | None


@dataclass(frozen=True)
class Home:
    tiles: tuple[Tile, ...]
    warned: tuple[Warned, ...]
    more: int
    alerts: str
    watches: bool
    mine: int
    tours: tuple[Offered, ...]


def home(visit: Visit) -> Home:
    """Alerts for the role in which one acts come first; the manager sees all in the order of weight."""
    found = alerts(visit.session) if visit.on(MODULE) else []
    ranked = sorted(found, key=lambda one: one.role != visit.role) if visit.role != "manager" else found
    return Home(
        tuple(tile(visit, one) for one in board(visit.session) if one.id in NAMES),
        tuple(warned(visit, one) for one in ranked[:SHOWN]),
        max(0, len(found) - SHOWN),
        f"{visit.base}/p/alerts",
        visit.on(MODULE),
        sum(one.role == visit.role for one in found),
        () if tours.current(visit.session) else offers(visit),
    )


def tile(visit: Visit, one: Figure) -> Tile:
    naming, write = NAMES[one.id], writer(visit)
    value = _value(one, one.value, write)
    before = ""
    if naming.before and one.before is not None:
        before = visit.words(naming.before).format(value=_value(one, one.before, write))
    change, tone = _change(one, visit)
    return Tile(
        visit.words(naming.title),
        value,
        visit.currency if one.measure == "money" and one.value is not None else "",
        before,
        change,
        tone,
        line(one.trend) if len(one.trend) > 1 and any(one.trend) else None,
        _where(visit, naming.paths),
        visit.words("Development: {values}").format(
            values=wording.listed([_value(one, each, write) for each in one.trend], visit.language)
        ),
    )


def _value(one: Figure, value: float | None, write: Writer) -> str:
    if value is None:
        return "–"
    if one.measure == "share":
        return write.cell("percent", value).text
    if one.measure == "money":
        return whole(value, write)
    return write.text("number", round(value))


def whole(amount: float, write: Writer) -> str:
    """An amount in whole units, for a glance."""
    units = round(exact("money", round(amount), write.currency))
    shown = wording.number(abs(units), write.language, "#,##0")
    return f"−{shown}" if units < 0 else shown


def _change(one: Figure, visit: Visit) -> tuple[str, str]:
    """Against the earlier value: points of a share, per cent of everything else; without one nothing."""
    if one.value is None or one.before is None or one.value == one.before:
        return "", ""
    up = one.value > one.before
    tone = "" if not one.better else "good" if up == (one.better > 0) else "bad"
    if one.measure == "share":
        size = wording.percent(abs(one.value - one.before), visit.language)
    elif one.before:
        size = wording.percent(abs(one.value - one.before) / abs(one.before), visit.language)
    else:
        size = ""
    return f"{'↑' if up else '↓'} {size}".strip(), tone


def _where(visit: Visit, paths: tuple[str, ...]) -> str:
    """The first list or page that is declared and switched on."""
    for path in paths:
        kind, _, name = path.partition("/")
        known = (registry.SCREENS if kind == "l" else registry.SPECIALS).get(name.partition("?")[0])
        if known is not None and visit.on(known.module):
            return f"{visit.base}/{path}"
    return ""


def warned(visit: Visit, one: Alert) -> Warned:
    said = told(one.kind, one.values, writer(visit))
    return Warned(
        one.weight,
        said.title,
        said.sentence,
        said.advice,
        labels.role(one.role, visit.words),
        href(visit, one.kind_of, one.document) if one.document is not None else "",
        _next(visit, one),
    )


def _next(visit: Visit, one: Alert) -> Place | None:
    """The form of what helps, filled in as far as the alert knows."""
    if one.next == "requisition.create":
        return offer(visit, one.next, f"?product={one.about}&needed={one.values.get('day', '')}")
    if one.next == "aging":
        return Place(visit.words("Receivables by age"), f"{visit.base}/p/aging")
    return offer(visit, one.next) if one.next in registry.FORMS else None
