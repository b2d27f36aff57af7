"""How well suppliers deliver, beside each other: on time, without rejects, at the agreed price."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor import language as wording
from advisor.sandbox.trade.performance import Performance, performance
from advisor.sandbox.trade.purchase_progress import awaited
from advisor.sandbox.trade.tables import Order
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

MONTHS = (3, 12)
GOOD, FAIR = 9_500, 8_000  # ten-thousandths of receipts on time
DEAR = 200  # ten-thousandths above the agreed price that are worth a look
REJECTED = 200


@dataclass(frozen=True)
class Judged:
    """A supplier: shares as they are read, empty without anything to judge by; `width` of the bar of receipts on time
    from nought to 100 and its `tone`; `late` says how many days early or late on average."""

    name: Cell
    receipts: str
    on_time: str
    width: float
    tone: str
    late: str
    rejected: Cell
    price: Cell
    underway: str


@dataclass(frozen=True)
class Suppliers:
    """`spans` are the months to choose from with the address of each and whether it is shown. `finding` says in one
    sentence who is best."""

    spans: tuple[tuple[str, str, bool], ...]
    rows: tuple[Judged, ...]
    finding: str
    target: float


def suppliers(visit: Visit) -> Suppliers:
    months = 12 if visit.query.get("months") == "12" else 3
    first = visit.today - datetime.timedelta(days=30 * months)
    found = sorted(
        performance(visit.session, first, visit.today),
        key=lambda one: (-(one.on_time if one.on_time is not None else -1), one.supplier.name),
    )
    open_ = _underway(visit)
    return Suppliers(
        tuple((_span(visit, n), f"{visit.base}/p/suppliers?months={n}", n == months) for n in MONTHS),
        tuple(_judged(visit, one, open_.get(one.supplier.id, 0)) for one in found),
        _finding(visit, found),
        GOOD / 100,
    )


def _span(visit: Visit, months: int) -> str:
    return visit.words("Last 3 months") if months == 3 else visit.words("Last 12 months")


def _underway(visit: Visit) -> dict[int, int]:
    """Orders whose goods are still to come, by supplier."""
    wanted = select(Order.party_id, func.count()).where(Order.kind == "purchase", Order.state == "ordered", awaited())
    return {row[0]: row[1] for row in visit.session.execute(wanted.group_by(Order.party_id))}


def _judged(visit: Visit, one: Performance, underway: int) -> Judged:
    write = writer(visit)
    share = one.on_time
    return Judged(
        Cell(one.supplier.name, href(visit, "party", one.supplier.id)),
        write.text("number", one.receipts),
        "" if share is None else wording.percent(share / 10_000, visit.language),
        0 if share is None else share / 100,
        "plain" if share is None else "good" if share >= GOOD else "warn" if share >= FAIR else "bad",
        _late(visit, one.days),
        _share(visit, one.rejected, REJECTED),
        _share(visit, one.price, DEAR),
        write.text("number", underway) if underway else "",
    )


def _late(visit: Visit, days: float | None) -> str:
    if days is None or abs(days) < 0.05:
        return ""
    number = writer(visit).text("number", round(abs(days), 1))
    if days > 0:
        return visit.words("{n} days late on average").format(n=number)
    return visit.words("{n} days early on average").format(n=number)


def _share(visit: Visit, share: int | None, limit: int) -> Cell:
    """A share with its sign; worth a look from a limit on."""
    if share is None:
        return Cell()
    shown = wording.percent(abs(share) / 10_000, visit.language)
    return Cell(f"−{shown}" if share < 0 else shown, end=True, below=share >= limit)


def _finding(visit: Visit, found: list[Performance]) -> str:
    judged = [one for one in found if one.on_time is not None]
    if not judged:
        return ""
    best, worst = judged[0], judged[-1]
    share = wording.percent((best.on_time or 0) / 10_000, visit.language)
    if len(judged) > 1 and (worst.on_time or 0) < FAIR:
        low = wording.percent((worst.on_time or 0) / 10_000, visit.language)
        sentence = visit.words("{best} delivers {share} on time, {worst} only {low}.")
        return sentence.format(best=best.supplier.name, share=share, worst=worst.supplier.name, low=low)
    return visit.words("{best} delivers {share} on time.").format(best=best.supplier.name, share=share)
