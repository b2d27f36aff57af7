"""What pages of marketing share: figures, tables with bars, conditions in words, offers for a contact."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from advisor.errors import mark
from advisor.language import Words
from advisor.sandbox.core import clock
from advisor.sandbox.crm import segments
from advisor.sandbox.crm.analytics import Span
from advisor.sandbox.crm.segments import Condition
from advisor.sandbox.crm.tables import Contact, Segment
from web.sandbox import labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.insight_charts import Block
from web.sandbox.pages import Head, Place
from web.sandbox.typed import day, decimal, shown_day
from web.sandbox.visit import Visit

MONTHS_BACK = 6
OFFERS = "sandbox/marketing/offers.html"
# What conditions of segments look at, and how.
FIELDS = {
    "role": mark("Role"),
    "kind": mark("Kind"),
    "city": mark("City"),
    "country": mark("Country"),
    "industry": mark("Industry"),
    "source": mark("Where from"),
    "owner": mark("In charge"),
    "consent": mark("Consent to mailings"),
    "since": mark("Days since the first contact"),
    "deals": mark("Number of deals won"),
    "won": mark("Amount of deals won"),
    "last_won": mark("Days since the last deal won"),
    "last_activity": mark("Days since the last activity"),
    "tier": mark("Tier"),
    "points": mark("Points"),
    "open_ticket": mark("Has an open ticket"),
    "subscriber": mark("Has a subscription"),
    "loyalty": mark("Collects points"),
    "attended": mark("Came to an event"),
    "answered": mark("Answered a campaign"),
}
CHANNELS = {
    "": mark("Unknown"),
    "email": mark("E-mail"),
    "ads": mark("Advertisements"),
    "event": mark("Event"),
    "social": mark("Social network"),
    "phone": mark("Telephone"),
    "web": mark("Website"),
    "referral": mark("Recommendation"),
    "partner": mark("Partner"),
}
TESTS = {
    "is": mark("is"),
    "is_not": mark("is not"),
    "has": mark("contains"),
    "at_least": mark("at least"),
    "at_most": mark("at most"),
}
VALUES = {"yes": mark("Yes"), "no": mark("No"), "given": mark("Given"), "refused": mark("Refused")}


@dataclass(frozen=True)
class Figure:
    """A number at the top of a page, where it leads, and what it means."""

    title: str
    value: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Row:
    """Cells of a table, the first names the row; `bars` are drawn behind them."""

    cells: tuple[Cell, ...]
    bars: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Part:
    """A question as the heading, the finding, and the table. `key` names what the bars are, each with its tone: in,
    cost or out; `empty` is said when there are no rows."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    finding: str = ""
    key: tuple[tuple[str, str], ...] = ()
    empty: str = ""
    more: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Report:
    """A page of figures and parts; `first` and `last` are the days that can be chosen, empty when none can. `acts` are
    forms that it offers."""

    address: str
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
    first: str = ""
    last: str = ""
    acts: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Offered:
    """An offer for a contact, with the segment and its conditions as the reason."""

    text: str
    discount: str
    segment: Cell
    why: str


def span_of(visit: Visit) -> Span:
    """The days that the address names, else the last half year."""
    last = day(visit.query.get("on.to", "")) or clock.today(visit.session)
    month = last.year * 12 + last.month - MONTHS_BACK
    first = day(visit.query.get("on.from", "")) or datetime.date(month // 12, month % 12 + 1, 1)
    return Span(min(first, last), last)


def shown(visit: Visit, span: Span) -> tuple[str, str]:
    return shown_day(span.first, visit.language), shown_day(span.last, visit.language)


def heads(visit: Visit, *titles: str, texts: int = 1) -> tuple[Head, ...]:
    """Headings; all but the first `texts` stand at the end, as numbers do."""
    return tuple(Head(visit.words(title), end=place >= texts) for place, title in enumerate(titles))


def money(visit: Visit, amount: int | None) -> str:
    """An amount with the currency; a dash for none."""
    return "–" if amount is None else f"{writer(visit).text('money', amount)} {visit.currency}"


def linked(visit: Visit, kind: str, number: int, text: str) -> Cell:
    return Cell(text, href(visit, kind, number))


def listed(visit: Visit, screen: str, **filters: Any) -> str:
    """The address of a list with filters set; days are under `first` and `last` of a filter: on=(first, last)."""
    asked: dict[str, Any] = {}
    for name, value in filters.items():
        asked |= {f"{name}.from": value[0], f"{name}.to": value[1]} if isinstance(value, tuple) else {name: value}
    return f"{visit.base}/l/{screen}?{urlencode(asked)}"


def channel_word(name: str, words: Words) -> str:
    """A channel or a source of leads: in words when it is a usual one, else as it was typed."""
    return words(CHANNELS[name]) if name in CHANNELS else name


def sentences(visit: Visit, conditions: Sequence[Condition]) -> list[str]:
    """Conditions as they are read: Number of deals won at least 2."""
    words = visit.words
    return [f"{words(FIELDS[one.field])} {words(TESTS[one.test])} {_value(visit, one)}" for one in conditions]


def _value(visit: Visit, one: Condition) -> str:
    value, words = one.value.strip(), visit.words
    if one.field == "role":
        return labels.choice(f"role.{value}", words)
    if one.field == "tier":
        return labels.choice(f"tier.{value}", words)
    if value in VALUES:
        return words(VALUES[value])
    number = decimal(value, "en") if one.test in ("at_least", "at_most") else None
    if number is None:
        return labels.choice(value, words) if one.field == "kind" else value
    text = writer(visit).text("number", number)
    return f"{text} {visit.currency}" if one.field == "won" else text


def conditions(visit: Visit, segment: Segment) -> dict[str, Any]:
    """For the page of a segment: its conditions, and how many contacts fulfil them now."""
    written = segments.of(segment)
    return {"sentences": sentences(visit, written), "count": segments.size(visit.session, written)}


def offers(visit: Visit, contact: Contact) -> list[Offered]:
    """For the page of a contact: what is suggested to it, and why. Empty when segments are off."""
    return list(_offers(visit, contact)) if visit.on(segments.MODULE) else []


def _offers(visit: Visit, contact: Contact) -> Iterator[Offered]:
    for one, segment in segments.offers_for(visit.session, contact.id):
        percent = writer(visit).text("number", one.discount / 100)
        discount = visit.words("{percent} per cent off").format(percent=percent) if one.discount else ""
        why = "; ".join(sentences(visit, segments.of(segment)))
        yield Offered(one.text, discount, linked(visit, "segment", segment.id, segment.name), why)
