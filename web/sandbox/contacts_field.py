"""The day in the field: whom to see in order, and one form for what was agreed. Made for one hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor.sandbox.crm import team, visits
from advisor.sandbox.crm.deals import OPEN
from advisor.sandbox.crm.tables import Activity, Contact, Deal
from web.sandbox import labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href
from web.sandbox.contacts_links import place, telephone
from web.sandbox.contacts_work import member, owners
from web.sandbox.pages import Choosable
from web.sandbox.visit import Visit

FOLLOW_UPS = ("call", "mail", "meeting", "visit", "task")


@dataclass(frozen=True)
class Stop:
    """`deals` are open deals of the contact; `late` when it was due before."""

    id: int
    subject: Cell
    kind: str
    contact: Cell
    phone: Cell
    place: Cell
    note: str
    done: bool
    late: bool
    outcome: str
    key: str
    deals: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class FieldData:
    address: str
    query: str
    owners: tuple[Choosable, ...]
    stops: tuple[Stop, ...]
    done: tuple[Stop, ...]
    stages: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    leads: bool
    action: str
    unplanned: str


def build(visit: Visit) -> FieldData:
    asked = member(visit)
    owner = asked.name if asked else _busiest(visit) or next((one.name for one in team.active(visit.session)), "")
    found = visits.day(visit.session, owner, visit.today)
    deals = _deals(visit, [contact.id for _, contact in found if contact is not None])
    stops = [_stop(visit, activity, contact, deals) for activity, contact in found]
    stops.sort(key=lambda one: one.late)  # what is meant for today, then what was left over
    stages = OPEN if visit.on("crm-pipeline") else ()
    return FieldData(
        f"{visit.base}/p/field",
        f"?owner={asked.id}" if asked else "",
        owners(visit, owner),
        tuple(one for one in stops if not one.done),
        tuple(one for one in stops if one.done),
        tuple((one, labels.state("deal", one, visit.words)) for one in stages),
        tuple((one, labels.choice(one, visit.words)) for one in FOLLOW_UPS),
        visit.on("crm-leads"),
        f"{visit.base}/do/visit.log",
        f"{visit.base}/new/visit.log",
    )


def _busiest(visit: Visit) -> str:
    """Who has most to do outside today."""
    wanted = (
        select(Activity.owner)
        .where(Activity.state == "planned", Activity.due <= visit.today, Activity.kind.in_(visits.STOPS))
        .where(Activity.owner != "")
        .group_by(Activity.owner)
        .order_by(func.count().desc(), Activity.owner)
    )
    return visit.session.scalars(wanted).first() or ""


def _deals(visit: Visit, contacts: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Open deals by contact."""
    found: dict[int, list[tuple[int, str]]] = {}
    wanted = select(Deal).where(Deal.contact_id.in_(set(contacts)), Deal.state.in_(OPEN)).order_by(Deal.id)
    for deal in visit.session.scalars(wanted):
        name = f"{deal.name} · {labels.state('deal', deal.state, visit.words)}"
        found.setdefault(deal.contact_id, []).append((deal.id, name))
    return found


def _stop(visit: Visit, one: Activity, contact: Contact | None, deals: dict[int, list[tuple[int, str]]]) -> Stop:
    return Stop(
        one.id,
        Cell(one.subject, href(visit, "activity", one.id)),
        labels.choice(one.kind, visit.words),
        Cell() if contact is None else Cell(contact.name, href(visit, "contact", contact.id)),
        telephone("" if contact is None else contact.phone),
        place() if contact is None else place(contact.address, contact.city),
        one.note,
        one.state == "done",
        one.state == "planned" and one.due < visit.today,
        one.outcome,
        visit.key(),
        () if contact is None else tuple(deals.get(contact.id, ())),
    )
