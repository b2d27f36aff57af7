"""The forecast as a drawing with its table, by month and by seller; every figure leads to its deals."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from babel.dates import format_date
from persiantools.jdatetime import JalaliDate
from sqlalchemy import select

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.crm.forecast import Sums, forecast
from advisor.sandbox.crm.tables import Member
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import writer
from web.sandbox.insight_charts import Block, columns
from web.sandbox.pages import Choosable
from web.sandbox.visit import Visit

HEIGHT = 60.0


@dataclass(frozen=True)
class Span:
    """A month or a seller: what is expected, weighted, won."""

    name: str
    deals: Cell
    amount: Cell
    weighted: Cell
    won: Cell
    expected: Cell


@dataclass(frozen=True)
class Bars:
    """Of each month: all that is open, the weighted part of it on top of what was won."""

    open: list[Block]
    weighted: list[Block]
    won: list[Block]


@dataclass(frozen=True)
class ForecastData:
    finding: str
    overdue: Span | None
    months: tuple[Span, ...]
    whole: Span
    sellers: tuple[Span, ...]
    bars: Bars
    top: str
    owners: tuple[Choosable, ...]
    address: str


def build(visit: Visit) -> ForecastData:
    members = visit.session.execute(select(Member.id, Member.name).order_by(Member.name)).all()
    names = {str(number): name for number, name in members}
    ids = {name: number for number, name in names.items()}
    chosen = visit.query.get("owner", "") if visit.query.get("owner", "") in names else ""
    found, write = forecast(visit.session, names.get(chosen)), writer(visit)
    whole = _span(visit, write, visit.words("Together"), found.whole, chosen)
    most = max([1, *(max(one.amount, one.expected) for one in found.months)])
    return ForecastData(
        _finding(write, found.whole),
        _span(visit, write, visit.words("Overdue"), found.overdue, chosen, late=True) if found.overdue.deals else None,
        tuple(_span(visit, write, month_name(one, visit.language), one, chosen) for one in found.months),
        whole,
        tuple(
            _span(visit, write, name or visit.words("Nobody"), sums, ids.get(name, "") or "-")
            for name, sums in found.sellers.items()
        ),
        Bars(
            columns([one.amount for one in found.months], HEIGHT, 0, most, 0.8),
            columns([one.expected for one in found.months], HEIGHT, 0, most, 0.5),
            columns([one.won for one in found.months], HEIGHT, 0, most, 0.5),
        ),
        write.text("money", most),
        tuple(Choosable(number, name, number == chosen) for number, name in names.items()),
        f"{visit.base}/p/forecast",
    )


def month_name(span: Sums, language: str) -> str:
    """Such as March 2026; in Persian the Jalali months in which it begins and ends, in figures."""
    if language == "fa":
        first, last = (JalaliDate(day) for day in (span.first, span.last))  # type: ignore[no-untyped-call]
        return wording.digits(f"{first.strftime('%Y/%m/%d')} – {last.strftime('%m/%d')}")
    return format_date(span.first, "LLLL y" if language != "zh" else "y年M月", locale=wording.locale(language))


def _finding(write: Writer, whole: Sums) -> str:
    sentence = mark("Until {day} {expected} {currency} are likely: {won} won, {weighted} from {count} open deals.")
    return write.words(sentence).format(
        day=write.text("date", whole.last),
        expected=write.text("money", whole.expected),
        currency=write.currency,
        won=write.text("money", whole.won),
        weighted=write.text("money", whole.weighted),
        count=write.text("number", whole.deals),
    )


def _span(visit: Visit, write: Writer, name: str, sums: Sums, owner: str, *, late: bool = False) -> Span:
    """`owner` is the id of a seller, "-" of nobody, empty of all."""
    days = {"overdue": "1"} if late else {
        "expected.from": max(sums.first, visit.today).isoformat(), "expected.to": sums.last.isoformat()
    }  # fmt: skip
    theirs = {"nobody": "1"} if owner == "-" else {"owner": owner} if owner else {}
    open_ones = f"{visit.base}/l/deals?{urlencode({'open': '1'} | days | theirs)}"
    closed = {"closed.from": sums.first.isoformat(), "closed.to": sums.last.isoformat()}
    won_ones = f"{visit.base}/l/deals?{urlencode({'state': 'won'} | closed | theirs)}"

    def cell(value: int, where: str, kind: str = "money") -> Cell:
        return Cell(write.text(kind, value) if value else "", where if value else "", end=True)

    return Span(
        name,
        cell(sums.deals, open_ones, "number"),
        cell(sums.amount, open_ones),
        cell(sums.weighted, open_ones),
        cell(sums.won, won_ones),
        cell(sums.expected, ""),
    )
