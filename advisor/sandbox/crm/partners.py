"""Partners and distributors: whom they serve, the deals they register, conflicts between channels."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, states
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.amounts import rounded, scaled
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect
from advisor.sandbox.crm import contacts, deals
from advisor.sandbox.crm.contact_tables import DealRegistration, PartnerCustomer, PartnerTerms
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.tables import Contact, Deal

MODELS |= {"partner": Contact}  # what the verbs of partners are about
HUNDRED = 10_000  # commission is kept in hundredths of a per cent


def set_terms(session: Session, by: Actor, *, partner: int, commission: Decimal) -> Contact:
    """What a partner gets of what is won with them, in per cent."""
    found = _partner(session, partner)
    share = scaled(commission, 2)
    if share is None or not 0 <= share <= HUNDRED:
        raise Refusal("A commission is from 0 to 100 per cent, with two decimals at most.", field="commission")
    terms = session.scalars(select(PartnerTerms).where(PartnerTerms.partner_id == found.id)).one_or_none()
    if terms is None:
        session.add(PartnerTerms(partner_id=found.id, commission=share))
    else:
        terms.commission = share
    events.record(session, by, "contact", found.id, "terms", {"commission": str(commission)}, contact=found.id)
    return found


def serve(session: Session, by: Actor, *, partner: int, customer: int) -> Contact:
    """A customer is served by a partner from now on. Raises Refusal when another partner does: they are asked first, or
    the customer is released."""
    found, served = _partner(session, partner), contacts.get(session, customer, lock=True)
    if served.id == found.id:
        raise Refusal("Choose two different contacts.", field="customer")
    other = server(session, served.id)
    if other is not None:
        raise Refusal(
            "{customer} is served by {partner}. Release the customer there first.",
            values={"customer": served.name, "partner": other.name},
            field="customer",
        )
    session.add(PartnerCustomer(partner_id=found.id, customer_id=served.id, since=clock.today(session)))
    events.record(session, by, "contact", served.id, "served", {"partner": found.id}, contact=served.id)
    return found


def release(session: Session, by: Actor, *, customer: int) -> Contact:
    """The partner who serves a customer does so no more."""
    served = contacts.get(session, customer, lock=True)
    row = session.scalars(select(PartnerCustomer).where(PartnerCustomer.customer_id == served.id)).one_or_none()
    if row is None:
        raise Refusal("No partner serves {customer}.", values={"customer": served.name}, field="customer")
    events.record(session, by, "contact", served.id, "released", {"partner": row.partner_id}, contact=served.id)
    session.delete(row)
    return served


def server(session: Session, customer: int) -> Contact | None:
    """The partner who serves a customer."""
    wanted = select(Contact).join(PartnerCustomer, PartnerCustomer.partner_id == Contact.id)
    return session.scalars(wanted.where(PartnerCustomer.customer_id == customer)).one_or_none()


def register_deal(
    session: Session,
    by: Actor,
    *,
    partner: int,
    contact: int,
    deal: int | None = None,
    name: str = "",
    amount: Decimal = Decimal(0),
    expected: datetime.date | None = None,
) -> DealRegistration:
    """A partner tells of a deal with a customer: one that is known, or a new one with a name and an amount. When
    another partner registered the same customer and that still holds, it waits for a decision and makes no deal."""
    teller, customer = _partner(session, partner), contacts.get(session, contact, lock=True)
    if teller.id == customer.id:
        raise Refusal("Choose two different contacts.", field="contact")
    today = clock.today(session)
    earlier = _holding(session, teller, customer, today)
    made = DealRegistration(
        state="held", on=today, partner_id=teller.id,
        until=today + datetime.timedelta(days=known(session, "protected_days")),
        contact_id=customer.id, name=name.strip()[:200] or customer.name,
        amount=deals.positive(amount, clock.trial(session).currency), expected=expected,
        against_id=None if earlier is None else earlier.id,
        deal_id=None if deal is None else _deal(session, deal, customer).id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    states.made(session, "deal_registration", made)
    events.record(session, by, "deal_registration", made.id, "create", contact=customer.id)
    if earlier is not None:
        states.fire(session, "deal_registration", made.id, "contest", SYSTEM)
    else:
        _give(session, by, made)
    return made


def _holding(session: Session, teller: Contact, customer: Contact, today: datetime.date) -> DealRegistration | None:
    """The oldest registration of the customer by another partner that still holds."""
    wanted = select(DealRegistration).where(
        DealRegistration.contact_id == customer.id,
        DealRegistration.partner_id != teller.id,
        DealRegistration.state == "held",
        DealRegistration.until >= today,
    )
    return session.scalars(wanted.order_by(DealRegistration.id)).first()


def _deal(session: Session, id: int, customer: Contact) -> Deal:
    found = session.get(Deal, id)
    if found is None or contacts.get(session, found.contact_id).id != customer.id:
        raise Refusal("This deal is with somebody else. Choose one of the customer's.", field="deal")
    return found


def _give(session: Session, by: Actor, registration: DealRegistration) -> None:
    """The deal becomes the partner's; it is made when there is none yet."""
    if registration.deal_id is None:
        made = deals.create(
            session, by, contact=registration.contact_id, name=registration.name, expected=registration.expected,
            source="partner", partner=registration.partner_id,
        )  # fmt: skip
        made.amount = registration.amount
        registration.deal_id = made.id
        session.flush()
    else:
        deals.change(session, by, document=registration.deal_id, partner=registration.partner_id)


@effect("deal_registration.award")
def award(session: Session, registration: DealRegistration, by: Actor, *, reason: str = "") -> None:
    """The manager gives the customer to who came later; the earlier registration holds no more, and its deal goes
    over, so that it is counted once."""
    against = registration.against_id
    if against is not None:
        earlier: DealRegistration = states.load(session, "deal_registration", against, lock=True)
        if earlier.state == "held":
            registration.deal_id = registration.deal_id or earlier.deal_id
            states.fire(session, "deal_registration", earlier.id, "refuse", by, reason=reason)
    _decided(registration, by, reason)
    _give(session, by, registration)


@effect("deal_registration.refuse")
def refuse(session: Session, registration: DealRegistration, by: Actor, *, reason: str = "") -> None:
    """It does not hold, or holds no more."""
    _decided(registration, by, reason)


def _decided(registration: DealRegistration, by: Actor, reason: str) -> None:
    registration.decided_by, registration.reason = by.name, reason.strip()[:400]


def expired(today: datetime.date) -> ColumnElement[bool]:
    """Whether a registration that held does so no more."""
    return and_(DealRegistration.state == "held", DealRegistration.until < today)


@dataclass(frozen=True)
class Sums:
    """Of a partner: customers served, open deals and their amount, won deals and their amount, and the commission on
    it, all amounts in smallest units of the trial's currency; `share` in hundredths of a per cent."""

    customers: int = 0
    open: int = 0
    pipeline: int = 0
    wins: int = 0
    won: int = 0
    share: int = 0

    @property
    def commission(self) -> int:
        return rounded(self.won * self.share, HUNDRED)


def sums(session: Session, partners: Sequence[int]) -> dict[int, Sums]:
    """What partners bring, by their ids."""
    served = PartnerCustomer.partner_id
    customers = _by(session, select(served, func.count()).where(served.in_(partners)).group_by(served))
    shares = _by(session, select(PartnerTerms.partner_id, PartnerTerms.commission))
    rows: dict[tuple[int | None, bool], tuple[int, int]] = {}
    wanted = select(Deal.partner_id, Deal.state, func.count(), func.sum(Deal.amount))
    for partner, state, count, amount in session.execute(
        wanted.where(Deal.partner_id.in_(partners), Deal.state != "lost").group_by(Deal.partner_id, Deal.state)
    ):
        before = rows.get((partner, state == "won"), (0, 0))
        rows[partner, state == "won"] = before[0] + count, before[1] + amount
    return {
        one: Sums(
            customers.get(one, 0), *rows.get((one, False), (0, 0)), *rows.get((one, True), (0, 0)), shares.get(one, 0)
        )
        for one in partners
    }


def _by(session: Session, query: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _partner(session: Session, id: int) -> Contact:
    found = contacts.get(session, id)
    if not found.partner:
        raise Refusal("{name} is no partner. Say so on the page of the contact first.",
                      values={"name": found.name}, field="partner")  # fmt: skip
    return found


VERBS = (
    ("partner.terms", set_terms, "crm-partner", ("manager",), "contact"),
    ("partner.serve", serve, "crm-partner", ("sales",), "contact"),
    ("partner.release", release, "crm-partner", ("sales",), "contact"),
    ("partner.register_deal", register_deal, "crm-partner", ("sales",), "deal_registration"),
)
