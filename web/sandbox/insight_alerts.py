"""All alerts of the day by who has to act, the notices that were kept of them, and what the sandbox leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from advisor.errors import mark
from advisor.sandbox.core.actors import ROLES
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.insight.alert import Alert
from advisor.sandbox.insight.alerts import alerts
from web.sandbox import labels
from web.sandbox.chrome import href, writer
from web.sandbox.insight_board import Warned, warned
from web.sandbox.insight_words import told
from web.sandbox.visit import Visit

KEPT = 40  # notices shown


@dataclass(frozen=True)
class RoleAlerts:
    role: str
    mine: bool
    alerts: tuple[Warned, ...]


@dataclass(frozen=True)
class Kept:
    """A notice: `over` when what it told of is over."""

    on: str
    title: str
    sentence: str
    role: str
    href: str
    over: bool


@dataclass(frozen=True)
class AlertData:
    groups: tuple[RoleAlerts, ...]
    notices: tuple[Kept, ...]


def build(visit: Visit) -> AlertData:
    """The role in which one acts comes first."""
    found = alerts(visit.session)
    order = sorted(ROLES, key=lambda role: role != visit.role)
    groups = [_group(visit, role, [one for one in found if one.role == role]) for role in order]
    return AlertData(tuple(one for one in groups if one.alerts), _notices(visit))


def _group(visit: Visit, role: str, found: Sequence[Alert]) -> RoleAlerts:
    shown = tuple(warned(visit, one) for one in found)
    return RoleAlerts(labels.role(role, visit.words), role == visit.role, shown)


def _notices(visit: Visit) -> tuple[Kept, ...]:
    write = writer(visit)
    rows = visit.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(KEPT))
    kept = []
    for one in rows:
        said = told(one.kind, one.values, write)
        where = href(visit, one.document_kind, one.document) if one.document_kind and one.document else ""
        role = labels.role(one.role, visit.words)
        kept.append(Kept(write.text("date", one.on), said.title, said.sentence, role, where, one.done))
    return tuple(kept)


@dataclass(frozen=True)
class Limit:
    what: str
    instead: str


# What a full system has and this one does not, and what stands in for it here.
LIMITS: tuple[tuple[str, str], ...] = (
    (mark("Lots, serial numbers and variants"), mark("Every product is one article with one unit.")),
    (mark("Tax and payroll law of a country"), mark("Rates are data that you can change; no return is filed.")),
    (mark("Freight and duties in the value of stock"), mark("They are booked as expenses.")),
    (mark("Delivery from a supplier straight to a customer"), mark("Goods go through a warehouse.")),
    (mark("Corrections of stock in the past"), mark("Moves follow the days; a correction is a move of today.")),
    (mark("Fields, forms and reports of your own"), mark("Every list leaves as CSV, XLSX and JSON.")),
    (mark("E-mail, bank and tax offices"), mark("Nothing leaves the sandbox; notices stand on the page of alerts.")),
    (mark("Rights of single persons"), mark("Seven roles; you change between them at the top of the page.")),
    (mark("Import of your own data"), mark("Each list has a form, and programs can send the same.")),
    (mark("Translation between currencies of the group"), mark("All companies keep books in one currency.")),
    (mark("Taxes due and orders not placed yet in the forecast of cash"), mark("Enter them as recurring items.")),
)  # fmt: skip


def limits(visit: Visit) -> tuple[Limit, ...]:
    return tuple(Limit(visit.words(what), visit.words(instead)) for what, instead in LIMITS)
