"""The trial balance as it is read: by kind of account with sums, each line leading to its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from advisor.errors import mark
from advisor.sandbox.insight.spans import year_start
from advisor.sandbox.ledger.balances import Balance, trial_balance
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import writer
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

KINDS = {
    "asset": mark("Assets"),
    "liability": mark("Liabilities"),
    "equity": mark("Equity"),
    "income": mark("Income"),
    "expense": mark("Expenses"),
}
Figures = tuple[Cell, Cell, Cell, Cell]  # opening, debit, credit, closing


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    href: str
    figures: Figures


@dataclass(frozen=True)
class Part:
    title: str
    rows: tuple[Row, ...]
    figures: Figures


@dataclass(frozen=True)
class Report:
    """`first` and `last` as they stand in the fields for days. `query` is the span as a part of an address."""

    address: str
    first: str
    last: str
    parts: tuple[Part, ...]
    figures: Figures
    balanced: bool
    query: str


def report(visit: Visit) -> Report:
    """From the beginning of the year until today, or as the address says."""
    last = day(visit.query.get("on.to", "")) or visit.today
    first = min(day(visit.query.get("on.from", "")) or year_start(visit.session, last), last)
    found = trial_balance(visit.session, first, last)
    span = {"on.from": first.isoformat(), "on.to": last.isoformat()}
    write = writer(visit)
    parts = []
    for kind, title in KINDS.items():
        rows = [row for row in found.rows if row.account.kind == kind]
        if rows:
            made = tuple(_row(visit, row, span, write) for row in rows)
            parts.append(Part(visit.words(title), made, _figures(rows, write)))
    return Report(
        f"{visit.base}/p/trial-balance",
        shown_day(first, visit.language),
        shown_day(last, visit.language),
        tuple(parts),
        _figures(found.rows, write),
        found.balanced,
        urlencode(span),
    )


def _row(visit: Visit, row: Balance, span: dict[str, str], write: Writer) -> Row:
    href = f"{visit.base}/l/ledger?{urlencode({'account': row.account.id, **span})}"
    return Row(row.account.code, row.account.name, href, _figures([row], write, blank=True))


def _figures(rows: Sequence[Balance], write: Writer, *, blank: bool = False) -> Figures:
    """The sums of accounts; with `blank` noughts are left out, except for the balance at the end."""

    def cell(amounts: Iterable[int]) -> Cell:
        return write.cell("money", sum(amounts) or (None if blank else 0))

    return (
        cell(row.opening for row in rows),
        cell(row.debit for row in rows),
        cell(row.credit for row in rows),
        write.cell("money", sum(row.closing for row in rows)),
    )
