"""Fixed assets: their list, page and forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.ledger.tables import CostCentre, Entry
from advisor.sandbox.people.assets import book_value, gross, written_off
from advisor.sandbox.people.tables import Asset, Depreciation, Revaluation
from web.sandbox.assets_chart import chart
from web.sandbox.declared import Area, Asked, Column, DocumentPage, Field, Filter, FormSpec, Lines, Screen, Told
from web.sandbox.people_forms import amount

MODULE = "erp-assets"


def _loaded(session: Session, ids: Sequence[int]) -> list[Asset]:
    wanted = select(Asset).where(Asset.id.in_(ids))
    return list(session.scalars(wanted.options(selectinload(Asset.lines), selectinload(Asset.revaluations))))


def _values(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """What each is worth in the books; nothing when it is gone."""
    return {one.id: 0 if one.state == "closed" else book_value(one) for one in _loaded(session, ids)}


def _used(session: Session, ids: Sequence[int]) -> dict[int, float]:
    """What is written off of what is to be written off."""
    found = {}
    for one in _loaded(session, ids):
        whole = gross(one) - one.residual
        if whole > 0:
            found[one.id] = min(1.0, written_off(one) / whole)
    return found


def _due(session: Session, asset: Asset) -> Iterator[Told]:
    """Depreciation whose day is over but that is not booked."""
    today = clock.today(session)
    count = sum(line.entry_id is None and line.amount > 0 and line.on <= today for line in asset.lines)
    if asset.state == "running" and count:
        yield Told(mark("Depreciation that is due and not booked: {count}. Book it."), "warn", {"count": count})
    if asset.state == "draft":
        yield Told(mark("It is written off once it is in use."), "good")


def _revalued(session: Session, asset: Asset | None) -> dict[str, Any]:
    return {} if asset is None else {"value": amount(session, book_value(asset)), "months": asset.months}


ASSETS = Screen(
    id="assets",
    title=mark("Fixed assets"),
    group="finance",
    module=MODULE,
    kind="asset",
    source=select(Asset.id).outerjoin(CostCentre, CostCentre.id == Asset.cost_centre_id),
    columns=(
        Column("name", mark("Name"), Asset.name, searched=True),
        Column("number", mark("Number"), Asset.number, searched=True),
        Column("category", mark("Group"), Asset.category, searched=True),
        Column("start", mark("In use from"), Asset.start, "date"),
        Column("cost", mark("Cost"), Asset.cost, "money"),
        Column("value", mark("Book value"), kind="money", later=_values),
        Column("used", mark("Written off"), kind="bar", later=_used),
        Column("centre", mark("Cost centre"), CostCentre.name),
        Column("state", mark("Status"), Asset.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Asset.state, "state"),
        Filter(
            "method",
            mark("Method"),
            Asset.method,
            choices=("linear", "declining", "declining_linear", "written_down"),
        ),
        Filter("start", mark("In use from"), Asset.start, "days"),
    ),
    sort="-number",
    create=("asset.create", "asset.depreciate"),
    empty=mark("Machines, vehicles and other things that last stand here. Enter the first one."),
)

ASSET = DocumentPage(
    kind="asset",
    module=MODULE,
    back="assets",
    name="name",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Group"), "category"),
        Field(mark("Cost"), "cost", "money"),
        Field(mark("Residual value"), "residual", "money"),
        Field(mark("Book value"), lambda _, one: None if one.state == "closed" else book_value(one), "money"),
        Field(mark("Method"), "method", "choice"),
        Field(mark("Life in months"), "months", "number"),
        Field(mark("In use from"), "start", "date"),
        Field(mark("Gone on"), "closed", "date"),
        Field(mark("Cost centre"), "cost_centre_id", to="cost_centre"),
    ),
    above=(("sandbox/asset_chart.html", chart),),
    lines=(
        Lines(
            mark("Changes of value"),
            lambda _, one: (
                select(Revaluation.id)
                .join(Entry, Entry.id == Revaluation.entry_id)
                .where(Revaluation.asset_id == one.id)
                .order_by(Revaluation.id)
            ),
            (
                Column("on", mark("Date"), Revaluation.on, "date"),
                Column("amount", mark("Change"), Revaluation.amount, "money"),
                Column("entry", mark("Entry"), Entry.number, to="entry", key=Entry.id),
            ),
        ),
        Lines(
            mark("Depreciation"),
            lambda _, one: (
                select(Depreciation.id)
                .outerjoin(Entry, Entry.id == Depreciation.entry_id)
                .where(Depreciation.asset_id == one.id)
                .order_by(Depreciation.on)
            ),
            (
                Column("on", mark("Date"), Depreciation.on, "date"),
                Column("amount", mark("Amount"), Depreciation.amount, "money"),
                Column(
                    "left",
                    mark("Left of the cost"),
                    select(Asset.cost).where(Asset.id == Depreciation.asset_id).scalar_subquery()
                    - func.sum(Depreciation.amount).over(partition_by=Depreciation.asset_id, order_by=Depreciation.on),
                    "money",
                ),
                Column(
                    "state", mark("Status"), case((Depreciation.entry_id.is_(None), "planned"), else_="posted"), "state"
                ),
                Column("entry", mark("Entry"), Entry.number, to="entry", key=Entry.id),
            ),
        ),
    ),
    told=_due,
)

FORMS = (
    FormSpec(
        "asset.create",
        title=mark("New asset"),
        entries=(
            Asked("name"),
            Asked("category", title=mark("Group")),
            Asked("cost", title=mark("Cost")),
            Asked("residual", help=mark("What it will be worth at the end of its life.")),
            Asked("months", help=mark("60 for five years.")),
            Asked("start", title=mark("In use from"), help=mark("Today if it is left empty.")),
            Asked("method"),
            Asked("cost_centre"),
            Asked("every", more=True),
            Asked("part", more=True),
            Asked("factor", more=True, help=mark("2 is double the linear rate.")),
        ),
    ),
    FormSpec(
        "asset.start",
        entries=(
            Asked("paid", title=mark("Paid by"), help=mark("A supplier bill has booked the cost already.")),
            Asked("on"),
            Asked("written_off_until", help=mark("For what was in use before: that part is taken over in one sum.")),
        ),
    ),
    FormSpec(
        "asset.revalue",
        entries=(Asked("value"), Asked("months"), Asked("residual", more=True), Asked("on", more=True)),
        start=_revalued,
    ),
    FormSpec(
        "asset.dispose",
        about=mark("It is written off until that day; what it brings beyond its book value is the result."),
        entries=(Asked("proceeds"), Asked("method"), Asked("on")),
        ask=mark("Is this asset sold or scrapped? That cannot be taken back."),
    ),
    FormSpec(
        "asset.depreciate",
        title=mark("Book depreciation"),
        about=mark("All depreciation that is due is booked, each on its own day. A new day does it by itself."),
        entries=(Asked("until", title=mark("Until"), help=mark("Today if it is left empty.")),),
    ),
)

AREA = Area(
    screens=(ASSETS,),
    documents=(ASSET,),
    forms=FORMS,
    choices={
        "linear": mark("Straight line"),
        "declining": mark("Declining balance"),
        "declining_linear": mark("Declining, then straight line"),
        "written_down": mark("Written-down value"),
        "days": mark("By days"),
        "months": mark("By months"),
        "full": mark("In full"),
        "bill": mark("A supplier bill"),
        "opening": mark("Opening balance"),
        "6": "6",
        "12": "12",
    },
    labels={
        "every": mark("Booked every so many months"),
        "factor": mark("Factor of a declining balance"),
        "months": mark("Life in months"),
        "part": mark("A period begun counts"),
        "proceeds": mark("What it brings"),
        "residual": mark("Residual value"),
        "value": mark("New value"),
        "written_off_until": mark("Written off before until"),
    },
    events={"depreciate": mark("Depreciation booked")},
    states={"asset.running": mark("In use"), "asset.closed": mark("Gone")},
    transitions={"asset.start": mark("Put into use"), "asset.dispose": mark("Sell or scrap")},
)
