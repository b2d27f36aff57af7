"""Who is who on both sides, and fields that both sides hold: compared with what they last agreed on.

A field that one side changed is taken over by the other. When both changed it, its master wins and the conflict is
kept: sales decide who a customer is and how to reach them, operations decide on numbers of the tax office, products
and prices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge.tables import Conflict, Link, Retyped
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm import duplicates
from advisor.sandbox.crm.tables import Contact, Deal, Item
from advisor.sandbox.trade.tables import Order

PAIRS = {"contact": "party", "item": "product", "deal": "sale"}
MODELS: Mapping[str, type[Any]] = {
    "contact": Contact, "item": Item, "deal": Deal, "party": Party, "product": Product, "sale": Order,
}  # fmt: skip
MASTERS = {
    "contact": dict.fromkeys(("name", "email", "phone", "address", "city", "country"), "crm") | {"tax_number": "erp"},
    "item": {"name": "erp", "group": "erp", "price": "erp"},
}


class Orphan(Refusal):
    """A message names something that the other side does not know; `values` say what: unknown, id."""

    code = "orphan"


def link(session: Session, kind: str, crm_id: int) -> Link | None:
    """The link of a row of the customer side; what was typed a second time counts as well."""
    found = session.scalars(select(Link).where(Link.kind == kind, Link.crm_id == crm_id)).first()
    return found or _typed(session, kind, Retyped.crm_id == crm_id)


def link_to(session: Session, erp_kind: str, erp_id: int) -> Link | None:
    """The link of a row of operations; of a product that is several items the first."""
    wanted = select(Link).where(Link.erp_kind == erp_kind, Link.erp_id == erp_id).order_by(Link.id)
    found = session.scalars(wanted).first()
    kind = next(one for one, other in PAIRS.items() if other == erp_kind)
    return found or _typed(session, kind, Retyped.erp_id == erp_id)


def _typed(session: Session, kind: str, condition: Any) -> Link | None:
    """A link for what somebody typed on the other side; of a row that was typed twice only the first counts."""
    wanted = select(Retyped).where(Retyped.kind == kind, condition, Retyped.erp_id.is_not(None)).order_by(Retyped.id)
    typed = session.scalars(wanted).first()
    if typed is None or typed.erp_id is None:
        return None
    taken = (Link.kind == kind) & ((Link.crm_id == typed.crm_id) | (Link.erp_id == typed.erp_id))
    if session.scalars(select(Link.id).where(taken)).first() is not None:
        return None
    return join(session, kind, typed.crm_id, typed.erp_id)


def twin(session: Session, party: int) -> int | None:
    """The contact for whom somebody typed a customer, though there may be another one already."""
    wanted = select(Retyped.crm_id).where(Retyped.kind == "contact", Retyped.erp_id == party)
    return session.scalars(wanted).first()


def join(session: Session, kind: str, crm_id: int, erp_id: int) -> Link:
    """Say that both rows are the same thing. Raises Refusal when one of them is linked already; a product may be
    several items."""
    taken = (Link.kind == kind) & ((Link.crm_id == crm_id) | ((Link.erp_id == erp_id) & (Link.kind != "item")))
    if session.scalars(select(Link.id).where(taken)).first() is not None:
        raise Refusal("One of the two is linked already. Choose another.", field="party" if kind == "contact" else kind)
    made = Link(kind=kind, crm_id=crm_id, erp_kind=PAIRS[kind], erp_id=erp_id, agreed={}, heard=clock.now(session))
    session.add(made)
    session.flush()
    return made


@dataclass(frozen=True)
class Difference:
    """What each side has to take over, by field."""

    crm: Mapping[str, Any]
    erp: Mapping[str, Any]


def agree(session: Session, link: Link, crm: Any, erp: Any) -> Difference:
    """Compare two linked rows field by field and say what each has to take over; conflicts are kept."""
    to_crm: dict[str, Any] = {}
    to_erp: dict[str, Any] = {}
    agreed = dict(link.agreed)
    for field, master in MASTERS[link.kind].items():
        theirs, ours, known = getattr(crm, field), getattr(erp, field), agreed.get(field)
        value = _settled(theirs, ours, known)
        if value is None:
            value = theirs if master == "crm" else ours
            session.add(
                Conflict(
                    link_id=link.id,
                    field=field,
                    crm_value=str(theirs),
                    erp_value=str(ours),
                    kept=master,
                    at=clock.now(session),
                )
            )
        if theirs != value:
            to_crm[field] = value
        if ours != value:
            to_erp[field] = value
        agreed[field] = value
    link.agreed, link.heard = agreed, clock.now(session)
    return Difference(to_crm, to_erp)


def _settled(theirs: Any, ours: Any, known: Any) -> Any:
    """The value of a field that at most one side changed; none when both did. An empty one never was compared."""
    if ours in (theirs, known) or (known is None and ours == ""):
        return theirs
    if theirs == known or (known is None and theirs == ""):
        return ours
    return None


def match(session: Session, kind: str, body: Mapping[str, Any]) -> int | None:
    """The row of `kind` on the other side that a customer or product must be, none when it is new there: the one of the
    same code, tax number or e-mail that is linked to nothing yet.

    Raises Orphan when it could be several, or when others on its own side could be the same row.
    """
    own = PAIRS.get(kind) or next(one for one, other in PAIRS.items() if other == kind)
    for column in ("code", "tax_number", "email"):
        if not body.get(column):
            continue
        found = _unlinked(session, kind, column, body[column])
        rivals = _unlinked(session, own, column, body[column]) if found and column != "code" else []
        if len(found) > 1 or any(one != body["id"] for one in rivals):
            raise Orphan(
                "Several rows on the other side could be {name}. Link the right one.",
                values={"name": str(body["name"]), "unknown": kind, "id": int(body["id"])},
            )
        if found:
            return found[0]
    return None


def _unlinked(session: Session, kind: str, column: str, value: str) -> list[int]:
    """At most two rows with that code, tax number or e-mail that are linked to nothing."""
    model = MODELS[kind]
    side = Link.erp_id if kind in PAIRS.values() else Link.crm_id
    named = Link.erp_kind if kind in PAIRS.values() else Link.kind
    linked = exists().where(named == kind, side == model.id).correlate(model)
    asked = _same(kind, column, value)
    return list(session.scalars(select(model.id).where(asked, ~linked).order_by(model.id).limit(2)))


def _same(kind: str, column: str, value: str) -> ColumnElement[bool]:
    """Contacts keep their e-mail and tax number in one spelling as well, which is indexed."""
    if kind == "contact" and column != "code":
        spelled = duplicates.email_key(value) if column == "email" else duplicates.tax_key(value)
        return (Contact.email_key if column == "email" else Contact.tax_key) == spelled
    if column == "email":
        return func.lower(Party.email) == value.strip().lower()
    found: ColumnElement[bool] = getattr(MODELS[kind], column) == value
    return found


def free_code(session: Session, kind: str, code: str) -> str:
    """The code when nobody on the other side has it, else none, so that one is drawn."""
    model = MODELS[kind]
    return "" if session.scalars(select(model.id).where(model.code == code)).first() is not None else code
