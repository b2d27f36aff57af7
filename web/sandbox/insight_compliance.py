"""For an auditor: checks of all books with what they found, taxes by code, and who did what."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Event
from advisor.sandbox.insight import compliance, spans
from advisor.sandbox.insight.compliance import Checked, Taxed
from advisor.sandbox.insight.spans import Span
from web.sandbox import choosing, labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.documents import happened
from web.sandbox.pages import Choosable, Happened
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

PAGE = 60
MODULE = "erp-compliance"
AREAS: Mapping[str, str] = {
    "ledger": mark("Ledger"),
    "stock": mark("Stock"),
    "trade": mark("Sales and purchasing"),
    "production": mark("Production"),
    "people": mark("People, projects and assets"),
    "reports": mark("Reports"),
}


@dataclass(frozen=True)
class CheckRow:
    what: str
    sound: bool
    findings: tuple[str, ...]


@dataclass(frozen=True)
class CheckArea:
    title: str
    sound: bool
    checks: tuple[CheckRow, ...]


@dataclass(frozen=True)
class TaxRow:
    name: str
    rate: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Report:
    count: str
    wrong: int
    areas: tuple[CheckArea, ...]
    taxes: tuple[TaxRow, ...]
    span: str
    address: str
    first: str
    last: str
    trail: str
    query: str


def report(visit: Visit) -> Report:
    """All checks, run now; taxes of the month, or of the span that the address names."""
    found = compliance.report(visit.session)
    span = _span(visit.session, visit.query)
    return Report(
        writer(visit).text("number", len(found)),
        sum(not one.sound for one in found),
        _areas(visit, found),
        tuple(_tax(visit, one) for one in compliance.taxes(visit.session, span)),
        f"{wording.date(span.first, visit.language)} – {wording.date(span.last, visit.language)}",
        f"{visit.base}/p/compliance",
        shown_day(span.first, visit.language),
        shown_day(span.last, visit.language),
        f"{visit.base}/p/trail",
        f"on.from={span.first.isoformat()}&on.to={span.last.isoformat()}",
    )


def _span(session: Session, query: Mapping[str, str]) -> Span:
    last = day(query.get("on.to", "")) or clock.today(session)
    return Span(min(day(query.get("on.from", "")) or spans.year_start(session, last), last), last)


def _areas(visit: Visit, found: list[Checked]) -> tuple[CheckArea, ...]:
    areas = []
    for area, title in AREAS.items():
        mine = [one for one in found if one.area == area]
        rows = tuple(_check(visit, one) for one in mine)
        areas.append(CheckArea(visit.words(title), all(one.sound for one in mine), rows))
    return tuple(areas)


def _check(visit: Visit, one: Checked) -> CheckRow:
    told = tuple(visit.words(finding.sentence).format(**finding.values) for finding in one.findings[:20])
    return CheckRow(visit.words(one.check.what), one.sound, told)


def _tax(visit: Visit, one: Taxed) -> TaxRow:
    write = writer(visit)
    amounts = (one.sales_base, one.sales_tax, one.purchase_base, one.purchase_tax, one.due)
    rate = wording.percent(one.rate / 10_000, visit.language)
    return TaxRow(one.name, rate, tuple(write.cell("money", amount) for amount in amounts))


@dataclass(frozen=True)
class Trail:
    """A page of the history of everything, newest first."""

    address: str
    first: str
    last: str
    actors: tuple[Choosable, ...]
    kinds: tuple[Choosable, ...]
    events: tuple[Happened, ...]
    count: str
    before: str
    after: str
    query: str


def trail(visit: Visit) -> Trail:
    asked = {key: visit.query.get(key, "") for key in ("actor", "kind", "on.from", "on.to")}
    first, last = day(asked["on.from"]), day(asked["on.to"])
    span = Span(first or datetime.date.min, last or datetime.date.max) if first or last else None
    wanted = compliance.trail(span=span, actor=asked["actor"], kind=asked["kind"])
    count = visit.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    pages = max(1, math.ceil(count / PAGE))
    text = visit.query.get("page", "")
    page = min(max(int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1, 1), pages)
    rows = list(visit.session.scalars(wanted.limit(PAGE).offset((page - 1) * PAGE)))
    query = urlencode({key: value for key, value in asked.items() if value})
    return Trail(
        f"{visit.base}/p/trail",
        shown_day(first, visit.language) if first else "",
        shown_day(last, visit.language) if last else "",
        tuple(Choosable(one, one, one == asked["actor"]) for one in compliance.actors(visit.session)),
        _kinds(visit, asked["kind"]),
        _happened(visit, rows),
        writer(visit).text("number", count),
        f"?{query}&page={page - 1}" if page > 1 else "",
        f"?{query}&page={page + 1}" if page < pages else "",
        query,
    )


def _kinds(visit: Visit, chosen: str) -> tuple[Choosable, ...]:
    found = visit.session.scalars(select(Event.kind).distinct()).all()
    named = sorted((labels.kind(kind, visit.words), kind) for kind in found)
    return tuple(Choosable(kind, title, kind == chosen) for title, kind in named)


def _happened(visit: Visit, rows: list[Event]) -> tuple[Happened, ...]:
    names: dict[str, dict[int, str]] = {}
    for kind in {one.kind for one in rows}:
        names[kind] = choosing.names(
            visit.session, kind, [one.document for one in rows if one.kind == kind], visit.words
        )
    return tuple(happened(visit, one, _subject(visit, one, names[one.kind])) for one in rows)


def _subject(visit: Visit, one: Event, names: Mapping[int, str]) -> Cell:
    kind = labels.kind(one.kind, visit.words)
    name = names.get(one.document, "")
    shown = name if name.startswith(kind) else f"{kind} {name}".strip()
    return Cell(shown, href(visit, one.kind, one.document))


def _tax_rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": place, "rate": one.rate / 10_000, "due": one.due, **vars(one), "rate_share": one.rate / 10_000}
        for place, one in enumerate(compliance.taxes(session, _span(session, filters)))
    ]


FILES = (
    Screen(
        id="tax-rows", title=mark("Taxes"), group="insight", module=MODULE, hidden=True,
        columns=(
            Column("code", mark("Code")), Column("name", mark("Name")),
            Column("rate_share", mark("Rate"), kind="percent"),
            Column("sales_base", mark("Sales, base"), kind="money"),
            Column("sales_tax", mark("Sales, tax"), kind="money"),
            Column("purchase_base", mark("Purchases, base"), kind="money"),
            Column("purchase_tax", mark("Purchases, tax"), kind="money"),
            Column("due", mark("To be paid"), kind="money"),
        ),
        rows=_tax_rows, sort="code", filters=(Filter("on", mark("Date"), kind="days"),),
        empty=mark("No tax was booked in this span."),
    ),
    Screen(
        id="events", title=mark("Audit trail"), group="insight", module=MODULE, hidden=True,
        source=select(Event.id),
        columns=(
            Column("on", mark("Date"), Event.on, "date"),
            Column("actor", mark("Who"), Event.actor, searched=True),
            Column("role", mark("Role"), Event.role),
            Column("kind_of", mark("Kind"), Event.kind, "kind"),
            Column("document", mark("Document"), Event.document, "number"),
            Column("what", mark("What"), Event.what, searched=True),
        ),
        filters=(Filter("on", mark("Date"), Event.on, "days"),), sort="-on",
        empty=mark("Nothing was done yet."),
    ),
)  # fmt: skip
