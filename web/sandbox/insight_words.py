"""What alerts and notices say: what is wrong, and what to do about it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from advisor import language as wording
from advisor.errors import mark
from web.sandbox.cells import Writer

Values = Mapping[str, str | int]


@dataclass(frozen=True)
class Telling:
    """A sentence and an advice with places for values; `money`, `days`, `kinds`, `percent` and `numbers` name the
    values that are written as such, all others as they are."""

    title: str
    sentence: str
    advice: str
    money: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


TELLINGS: Mapping[str, Telling] = {
    "stock_out": Telling(
        mark("Stock will not do"),
        mark("{product}: {missing} too few for {number} on {day}."),
        mark("Buy by {latest} to have it in time."),
        days=("day", "latest"),
        numbers=("missing",),
    ),
    "stock_out.make": Telling(
        mark("Stock will not do"),
        mark("{product}: {missing} too few for {number} on {day}."),
        mark("Start production by {latest} to have it in time."),
        days=("day", "latest"),
        numbers=("missing",),
    ),
    "late_purchase": Telling(
        mark("A late purchase delays a delivery"),
        mark("{purchase} of {supplier} has been late since {since}; {number} cannot leave without {product}."),
        mark("Ask the supplier for a day, or buy elsewhere."),
        days=("since",),
    ),
    "late_delivery": Telling(
        mark("Late delivery"),
        mark("{number} for {party} should have left on {since}."),
        mark("Ship it, or tell the customer a new day."),
        days=("since",),
    ),
    "capacity": Telling(
        mark("Too much work for a work centre"),
        mark("{centre}: {percent} of its time is taken in the week of {day}."),
        mark("Move work to another week, or add hours."),
        days=("day",),
        percent=("percent",),
    ),
    "inspection": Telling(
        mark("A check failed"),
        mark("{product} failed {number}: {finding}"),
        mark("Decide what becomes of the goods."),
    ),
    "maintenance": Telling(
        mark("Maintenance is due"),
        mark("{name}, {centre}: due on {day}."),
        mark("Do it before it stops work."),
        days=("day",),
    ),
    "budget": Telling(
        mark("Budget exceeded"),
        mark("{account}: {used} are spent of {amount} planned until this month."),
        mark("Hold back spending, or have the budget raised."),
        money=("used", "amount"),
    ),
    "overdue": Telling(
        mark("A customer owes and waits for goods"),
        mark("{party} owes {amount}, overdue since {since}, and waits for {number}."),
        mark("Ask for payment before you deliver."),
        money=("amount",),
        days=("since",),
    ),
    "credit": Telling(
        mark("Credit limit exceeded"),
        mark("{party} owes and has ordered {over} more than the limit of {limit}."),
        mark("Have an invoice paid, or raise the limit."),
        money=("over", "limit"),
    ),
    "approval": Telling(
        mark("Waits for a decision"),
        mark("{kind} {number} over {amount}: asked by {asked_by} on {since}."),
        mark("Approve or reject it."),
        money=("amount",),
        days=("since",),
        kinds=("kind",),
    ),
    "approval.free": Telling(
        mark("Waits for a decision"),
        mark("{kind} {number}: asked by {asked_by} on {since}."),
        mark("Approve or reject it."),
        days=("since",),
        kinds=("kind",),
    ),
    # Notices of other packages
    "reminder": Telling(
        mark("Payment reminder"), mark("{number}: the customer was reminded."), mark("Call if it stays open.")
    ),
    "over_budget": Telling(
        mark("Order beyond the budget"), mark("{number} goes beyond the budget."), mark("Check whether it was wanted.")
    ),
    "month.over": Telling(
        mark("A month is over"), mark("It can be closed."), mark("Close it when everything is booked.")
    ),
    "rule": Telling(mark("Told by a rule"), mark("{name}: {document}"), mark("Look at it.")),
    "ticket.escalated": Telling(mark("Ticket escalated"), mark("{number}: {subject}"), mark("Answer the customer.")),
}


@dataclass(frozen=True)
class Told:
    title: str
    sentence: str
    advice: str


def told(kind: str, values: Values, write: Writer) -> Told:
    """What an alert, or a notice of it, says in the language of the writer. A value that an old notice lacks is left
    out."""
    name = kind.removeprefix("alert.")
    way = "free" if values.get("amount") == 0 else values.get("source", "")
    telling = TELLINGS.get(f"{name}.{way}") or TELLINGS.get(name)
    if telling is None:
        return Told(name, "", "")
    shown = _Shown({key: _shown(telling, key, value, write) for key, value in values.items()})
    if centre := shown.get("centre", "") if name == "budget" else "":
        shown["account"] = f"{shown['account']} ({centre})"
    sentence, advice = (write.words(text).format_map(shown) for text in (telling.sentence, telling.advice))
    return Told(write.words(telling.title), " ".join(sentence.split()), advice)


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _shown(telling: Telling, key: str, value: str | int, write: Writer) -> str:
    if key in telling.money:
        return f"{write.text('money', value)} {write.currency}"
    if key in telling.days:
        return write.text("date", datetime.date.fromisoformat(str(value)))
    if key in telling.kinds:
        return write.text("kind", value)
    if key in telling.percent:
        return write.cell("percent", int(value) / 100).text
    if key in telling.numbers:
        return write.text("number", Decimal(str(value)))
    return write.text("number", value) if isinstance(value, int) else str(value)


def percent(share: float, language: str) -> str:
    """With a true minus sign."""
    shown = wording.percent(abs(share), language)
    return f"−{shown}" if share < 0 else shown
