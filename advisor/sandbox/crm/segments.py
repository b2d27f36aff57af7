"""Segments: stored conditions over contacts and what they did, and offers for those who fulfil them.

A condition is {field, test, value}, all as text; a segment keeps a list of them as JSON and a contact fulfils it when
it fulfils each. Who does is found in SQL at the moment of use: nothing is copied. Fields are of four kinds:

    word    a column of the contact                       is, is_not, has
    yes     whether the contact is among some             is: yes or no
    total   a number or an amount summed over its rows    at_least, at_most
    days    how long ago something last happened          at_least, at_most (never happened: as long ago as can be)
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import LARGEST, scaled
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import loyalty
from advisor.sandbox.crm.marketing_tables import Guest, LoyaltyMember, Offer, Points, Response, Subscription
from advisor.sandbox.crm.tables import Activity, Contact, Deal, Segment, Ticket

MODULE, MARKETING = "crm-segmentation", ("marketing",)
Name = Literal[
    "role", "kind", "city", "country", "industry", "source", "owner", "consent", "since", "deals", "won", "last_won",
    "last_activity", "tier", "points", "open_ticket", "subscriber", "loyalty", "attended", "answered",
]  # fmt: skip
Test = Literal["is", "is_not", "has", "at_least", "at_most"]
Ids = Select[Any]
ROLES = ("lead", "customer", "supplier", "employee", "partner")
MOST = 12  # conditions of a segment
LONGEST_AGO = 40_000  # days


class Condition(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=200)
    field: Name
    test: Test
    value: str


@dataclass(frozen=True)
class Total:
    """`ids` selects contacts, grouped by them; `of` is what is summed up of each."""

    ids: Ids
    of: ColumnElement[Any]
    money: bool = False


WORDS = ("kind", "city", "country", "industry", "source", "owner", "consent")
FLAGS: dict[str, Callable[[], Ids]] = {
    "open_ticket": lambda: select(Ticket.contact_id).where(Ticket.state.not_in(("solved", "closed"))),
    "subscriber": lambda: select(Subscription.contact_id).where(Subscription.state != "ended"),
    "loyalty": lambda: select(LoyaltyMember.contact_id),
    "attended": lambda: select(Guest.contact_id).where(Guest.state == "attended"),
    "answered": lambda: select(Response.contact_id),
}
TOTALS: dict[str, Callable[[], Total]] = {
    "deals": lambda: Total(select(Deal.contact_id).where(Deal.state == "won"), func.count()),
    "won": lambda: Total(select(Deal.contact_id).where(Deal.state == "won"), func.sum(Deal.amount), money=True),
    "points": lambda: Total(select(Points.contact_id), func.sum(Points.points)),
}
AGO: dict[str, Callable[[datetime.date], Ids]] = {  # contacts with which it happened since a day
    "since": lambda day: select(Contact.id).where(Contact.since >= day),
    "last_won": lambda day: select(Deal.contact_id).where(Deal.state == "won", Deal.closed >= day),
    "last_activity": lambda day: select(Activity.contact_id).where(Activity.done >= day),
}
NAMES: tuple[str, ...] = get_args(Name)


def fitting(field: str) -> tuple[str, ...]:
    """The tests that fit a field."""
    if field in WORDS:
        return ("is", "is_not", "has")
    if field in ("role", "tier"):
        return ("is", "is_not")
    return ("is",) if field in FLAGS else ("at_least", "at_most")


def clause(session: Session, one: Condition) -> ColumnElement[bool]:
    """A condition over Contact. Raises Refusal for a test or value that does not fit the field."""
    value = one.value.strip()
    if one.test not in fitting(one.field):
        raise Refusal(
            "{field} is not tested with {test}. Use one of these: {tests}.",
            values={"field": one.field, "test": one.test, "tests": ", ".join(fitting(one.field))},
            field="conditions",
        )
    if one.field in WORDS:
        return _word(one, value)
    if one.field in ("role", "tier"):
        found = loyalty.in_tier(session, value) if one.field == "tier" else _role(value)
        return found if one.test == "is" else ~found
    if one.field in FLAGS:
        return _flag(one.field, value)
    return _ago(session, one, value) if one.field in AGO else _total(session, one, value)


def _word(one: Condition, value: str) -> ColumnElement[bool]:
    column = getattr(Contact, one.field)
    if one.test == "has":
        return or_(*(column.contains(way, autoescape=True) for way in {value, value.lower(), value.title()}))
    found: ColumnElement[bool] = column == value if one.test == "is" else column != value
    return found


def _role(value: str) -> ColumnElement[bool]:
    if value not in ROLES:
        raise Refusal(
            "There is no such role. Choose one of these: {roles}.",
            values={"roles": ", ".join(ROLES)},
            field="conditions",
        )
    found: ColumnElement[bool] = getattr(Contact, value).is_(True)
    return found


def _flag(field: str, value: str) -> ColumnElement[bool]:
    if value not in ("yes", "no"):
        raise Refusal("{field} is yes or no.", values={"field": field}, field="conditions")
    ids = FLAGS[field]()
    among = Contact.id.in_(ids.where(ids.selected_columns[0].is_not(None)))
    return among if value == "yes" else ~among


def _number(field: str, value: str) -> Decimal:
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or found < 0 or found > LARGEST:
        raise Refusal("{field} needs a number of nought or more.", values={"field": field}, field="conditions")
    return found


def _whole(field: str, value: str) -> int:
    found = scaled(_number(field, value), 0)
    if found is None:
        raise Refusal("{field} needs a whole number.", values={"field": field}, field="conditions")
    return found


def _total(session: Session, one: Condition, value: str) -> ColumnElement[bool]:
    """Contacts without any row count as nought."""
    total = TOTALS[one.field]()
    least = minor(_number(one.field, value), clock.trial(session).currency) if total.money else _whole(one.field, value)
    contact = total.ids.selected_columns[0]
    ids = total.ids.where(contact.is_not(None)).group_by(contact)
    if one.test == "at_most":
        return Contact.id.not_in(ids.having(total.of > least))
    return Contact.id.in_(ids.having(total.of >= least)) if least else true()


def _ago(session: Session, one: Condition, value: str) -> ColumnElement[bool]:
    days = min(_whole(one.field, value), LONGEST_AGO)
    day = clock.today(session) - datetime.timedelta(days=days)
    ids = AGO[one.field](day if one.test == "at_most" else day + datetime.timedelta(days=1))
    among = Contact.id.in_(ids.where(ids.selected_columns[0].is_not(None)))
    return among if one.test == "at_most" else ~among


def members(session: Session, conditions: Sequence[Condition]) -> Select[int]:
    """Contacts that fulfil all conditions now."""
    return select(Contact.id).where(Contact.active, *(clause(session, one) for one in conditions))


def of(segment: Segment) -> list[Condition]:
    return [Condition.model_validate(one) for one in json.loads(segment.conditions)]


def members_of(session: Session, segment: int) -> Select[int]:
    """Contacts in a segment now."""
    return members(session, of(get(session, segment)))


def size(session: Session, conditions: Sequence[Condition]) -> int:
    """How many contacts fulfil the conditions now."""
    return session.scalar(select(func.count()).select_from(members(session, conditions).subquery())) or 0


def get(session: Session, segment: int) -> Segment:
    """Raises NotFound."""
    found = session.get(Segment, segment)
    if found is None:
        raise NotFound("There is no such segment. Choose one from the list.", field="segment")
    return found


def create(session: Session, by: Actor, *, name: str, conditions: list[Condition], code: str = "") -> Segment:
    """A segment; without a code it gets the next one. Raises Refusal for conditions that cannot be tested."""
    made = Segment(code=_code(session, code), name=_named(name), conditions=_checked(session, conditions))
    session.add(made)
    session.flush()
    events.record(session, by, "segment", made.id, "create")
    return made


def change(session: Session, by: Actor, *, document: int, name: str, conditions: list[Condition]) -> Segment:
    """Another name, other conditions."""
    found = get(session, document)
    found.name, found.conditions = _named(name), _checked(session, conditions)
    events.record(session, by, "segment", found.id, "change")
    return found


def _named(name: str) -> str:
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    return name.strip()[:200]


def _checked(session: Session, conditions: Sequence[Condition]) -> str:
    if len(conditions) > MOST:
        raise Refusal("A segment has {most} conditions at most.", values={"most": MOST}, field="conditions")
    for one in conditions:
        clause(session, one)
    return json.dumps([one.model_dump() for one in conditions])


def _code(session: Session, code: str) -> str:
    known = code.strip()
    while not known or session.scalars(select(Segment.id).where(Segment.code == known)).first() is not None:
        if code.strip():
            raise Refusal("The code {code} is taken. Choose another.", values={"code": known}, field="code")
        known = f"S{numbers.draw(session, 'segment', clock.today(session)):04d}"
    return known


def offer(
    session: Session, by: Actor, *, segment: int, text: str, discount: Decimal = Decimal(0),
    until: datetime.date | None = None,
) -> Offer:  # fmt: skip
    """Suggest something to members of a segment, with a discount in per cent, perhaps until a day."""
    parts = scaled(discount, 2)
    if parts is None or not 0 <= parts <= 10_000:
        raise Refusal("A discount is from 0 to 100 per cent, with two decimals.", field="discount")
    if not text.strip():
        raise Refusal("A text is needed. Enter one.", field="text")
    made = Offer(segment_id=get(session, segment).id, text=text.strip()[:400], discount=parts, until=until)
    session.add(made)
    session.flush()
    events.record(session, by, "offer", made.id, "create")
    return made


def stop_offer(session: Session, by: Actor, *, document: int) -> Offer:
    found = session.get(Offer, document)
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    found.active = False
    events.record(session, by, "offer", found.id, "stop")
    return found


def offers_for(session: Session, contact: int) -> list[tuple[Offer, Segment]]:
    """What is suggested to a contact now; the conditions of the segment are the reason."""
    today = clock.today(session)
    wanted = (
        select(Offer, Segment)
        .join(Segment, Segment.id == Offer.segment_id)
        .where(Offer.active, or_(Offer.until.is_(None), Offer.until >= today))
        .order_by(Offer.discount.desc(), Offer.id)
    )
    among: dict[int, bool] = {}
    for _, segment in (rows := session.execute(wanted).all()):
        if segment.id not in among:
            mine = members(session, of(segment)).where(Contact.id == contact)
            among[segment.id] = session.scalars(mine).first() is not None
    return [(one, segment) for one, segment in rows if among[segment.id]]


VERBS = (
    ("segment.create", create, MODULE, MARKETING, "segment"),
    ("segment.change", change, MODULE, MARKETING, "segment"),
    ("offer.create", offer, MODULE, MARKETING, "offer"),
    ("offer.stop", stop_offer, MODULE, MARKETING, "offer"),
)
