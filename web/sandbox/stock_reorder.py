"""What to order again, with bars that show stock against the reorder point; and the stock of one product to come."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.levels import Flow, Level, flows, levels
from advisor.sandbox.stock.reordering import Proposal, proposals
from web.sandbox import choosing, labels, tables
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable, Place
from web.sandbox.visit import Visit

REASON = mark("Stock falls below the reorder point.")
MOST = 60  # products that are shown although nothing is to be done
WEEKS = 8
HEIGHT = 60.0


@dataclass(frozen=True)
class Strip:
    """A bar in a box of 100: what is free, what is held, what comes in, one after the other; `point` is where the
    reorder point stands, `zero` whether there is nothing at all."""

    free: float
    held: float
    coming: float
    point: float


@dataclass(frozen=True)
class Line:
    """A product. Quantities as they are read; `lasts` the days for which the free stock lasts, `order` the form that
    orders it again."""

    product: Cell
    unit: str
    on_hand: str
    incoming: str
    outgoing: str
    used: str
    lead: str
    lasts: str
    soon: bool
    point: str
    quantity: str
    strip: Strip
    order: Place | None


@dataclass(frozen=True)
class ReorderData:
    """`days` of the past that the demand is from."""

    needed: tuple[Line, ...]
    enough: tuple[Line, ...]
    more: int
    days: str


def reorder(visit: Visit) -> ReorderData:
    """Every product that is kept in stock, those to be ordered first."""
    found = proposals(visit.session)
    write = writer(visit)
    needed = tuple(_line(visit, write, one) for one in found if one.quantity)
    rest = [one for one in found if not one.quantity and (one.point or one.level.on_hand or one.level.incoming)]
    enough = tuple(_line(visit, write, one) for one in rest[:MOST])
    days = write.text("lasting", found[0].days if found else 0)
    return ReorderData(needed, enough, max(len(rest) - MOST, 0), days)


def _line(visit: Visit, write: Writer, one: Proposal) -> Line:
    level, product = one.level, one.level.product

    def text(quantity: int) -> str:
        return write.text("quantity", quantity, product.places)

    return Line(
        Cell(product.name, href(visit, "product", product.id)),
        product.unit,
        text(level.on_hand),
        text(level.incoming),
        text(level.outgoing),
        text(one.used),
        write.text("lasting", one.lead_days),
        "" if one.lasts is None else write.text("lasting", one.lasts),
        one.lasts is not None and one.lasts <= one.lead_days,
        text(one.point),
        text(one.quantity) if one.quantity else "",
        _strip(level, one.point),
        _order(visit, one) if one.quantity else None,
    )


def _strip(level: Level, point: int) -> Strip:
    most = max(level.on_hand + level.incoming, point * 5 // 4, 1)
    free = max(level.free, 0)
    return Strip(*(round(100 * part / most, 1) for part in (free, level.reserved, level.incoming, point)))


def _order(visit: Visit, one: Proposal) -> Place | None:
    """The form that asks for it: to be made, or to be bought."""
    product = one.level.product
    filled = {"product": str(product.id), "quantity": shown(product, one.quantity)}
    if product.source == "make":
        return tables.offer(visit, "work_order.create", f"?{urlencode(filled)}")
    filled |= {"reason": visit.words(REASON)}
    if product.supplier_id:
        filled["supplier"] = str(product.supplier_id)
    return tables.offer(visit, "requisition.create", f"?{urlencode(filled)}")


@dataclass(frozen=True)
class Happening:
    """Goods that come or go, and what is there afterwards; `short` when that is below nought."""

    on: datetime.date
    late: bool
    what: str
    document: Cell
    change: str
    after: str
    short: bool
    low: bool


@dataclass(frozen=True)
class Outlook:
    """`points` of the line of what is there, in a box of 100 by 60; `safety` and `zero` are heights in it, `top` and
    `bottom` what stands at its edges. `finding` says in one sentence what matters, in `tone`."""

    products: tuple[Choosable, ...]
    name: str
    unit: str
    finding: str
    tone: str
    now: str
    points: str
    safety: float | None
    zero: float
    top: str
    bottom: str
    last: datetime.date
    happenings: tuple[Happening, ...]


EMPTY = mark("No product is kept in stock yet. Enter the first one.")
NOTHING = mark("Nothing is expected to come or to go: {quantity} {unit} stay.")
SHORT = mark("From {day} on too little is there: {quantity} {unit} are missing.")
LOW = mark("From {day} on less than the safety stock is there, with {quantity} {unit} at the lowest.")
FINE = mark("There is always enough, with {quantity} {unit} at the lowest.")


def outlook(visit: Visit) -> Outlook:
    """What will be there of one product, day by day, by what is ordered and promised now."""
    session = visit.session
    goods = choosing.options(session, choosing.REFERENCES["goods"])
    wanted = visit.query.get("product", "")
    asked = wanted if wanted in {value for value, _ in goods} else _busiest(session, goods)
    products = tuple(Choosable(value, label, value == asked) for value, label in goods)
    last = visit.today + datetime.timedelta(weeks=WEEKS)
    if not asked:
        return Outlook((), "", "", visit.words(EMPTY), "warn", "", "", None, HEIGHT, "", "", last, ())
    product = session.get_one(Product, int(asked))
    (level,) = levels(session, [product])
    expected = flows(session, {product.id})
    steps = _steps(level.on_hand, expected, visit.today)
    last = max([last, *(day for day, _ in steps)])
    sentence, tone = _finding(visit, product, steps, bool(expected))
    drawn = _drawn(steps, product.safety, visit.today, last)
    write = writer(visit)
    return Outlook(
        products, product.name, product.unit, sentence, tone,
        write.text("quantity", level.on_hand, product.places),
        drawn.points, drawn.safety, drawn.zero,
        write.text("quantity", drawn.top, product.places),
        write.text("quantity", drawn.bottom, product.places) if drawn.bottom else "",
        last,
        tuple(_happenings(visit, write, product, level.on_hand, expected)),
    )  # fmt: skip


def _busiest(session: Session, goods: Sequence[choosing.Choice]) -> str:
    """The product that most is expected of, which is where something can go wrong."""
    expected = Counter(flow.product for flow in flows(session))
    return max((value for value, _ in goods), key=lambda value: expected[int(value)], default="")


def _steps(there: int, expected: Sequence[Flow], today: datetime.date) -> list[tuple[datetime.date, int]]:
    """What is there at the end of each day on which something happens; what is overdue happens today."""
    found = {today: there}
    for flow in expected:
        there += flow.quantity
        found[max(flow.on, today)] = there
    return list(found.items())


def _finding(
    visit: Visit, product: Product, steps: Sequence[tuple[datetime.date, int]], moving: bool
) -> tuple[str, str]:
    words, write = visit.words, writer(visit)
    lowest = min(quantity for _, quantity in steps)
    first = next((day for day, quantity in steps if quantity < 0), None)
    low = next((day for day, quantity in steps if quantity < product.safety), None)
    template, tone, amount, day = FINE, "good", lowest, None
    if first is not None:
        template, tone, amount, day = SHORT, "bad", -lowest, first
    elif low is not None:
        template, tone, day = LOW, "warn", low
    elif not moving:
        template = NOTHING
    said = write.text("quantity", amount, product.places)
    shown_day = write.text("date", day) if day else ""
    return words(template).format(quantity=said, unit=product.unit, day=shown_day), tone


@dataclass(frozen=True)
class _Drawn:
    points: str
    safety: float | None
    zero: float
    top: int
    bottom: int


def _drawn(
    steps: Sequence[tuple[datetime.date, int]], safety: int, today: datetime.date, last: datetime.date
) -> _Drawn:
    """A line of stairs: nothing changes between two happenings."""
    top = max(1, safety, *(quantity for _, quantity in steps))
    bottom = min(0, *(quantity for _, quantity in steps))
    length = max((last - today).days, 1)

    def height(quantity: int) -> float:
        return round(HEIGHT * (top - quantity) / (top - bottom), 2)

    corners: list[str] = []
    before = steps[0][1]
    for day, quantity in steps:
        x = round(100 * (day - today).days / length, 2)
        corners += [f"{x:g},{height(before):g}", f"{x:g},{height(quantity):g}"]
        before = quantity
    corners.append(f"100,{height(before):g}")
    return _Drawn(" ".join(corners), height(safety) if safety else None, height(0), top, bottom)


def _happenings(visit: Visit, write: Writer, product: Product, there: int, expected: Sequence[Flow]) -> list[Happening]:
    found = []
    for flow in expected:
        there += flow.quantity
        sign = "+" if flow.quantity > 0 else ""
        found.append(
            Happening(
                flow.on,
                flow.on < visit.today,
                labels.kind(flow.kind, visit.words),
                Cell(flow.number, href(visit, flow.kind, flow.document)),
                sign + write.text("quantity", flow.quantity, product.places),
                write.text("quantity", there, product.places),
                there < 0,
                there < product.safety,
            )
        )
    return found
