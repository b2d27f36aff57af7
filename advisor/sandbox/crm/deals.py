"""Deals: stages, amount and probability; what they became on the other side is heard, never entered."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import update
from sqlalchemy.orm import Session, joinedload

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.amounts import bounded, rounded
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, guard
from advisor.sandbox.crm import contacts, team
from advisor.sandbox.crm.deal_lines import OfferedLine, copied, made
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.pipeline_tables import QuoteLine
from advisor.sandbox.crm.tables import Campaign, Deal, DealLine

Stage = Literal["prospecting", "qualification", "proposal", "negotiation"]
OPEN = ("prospecting", "qualification", "proposal", "negotiation")

states.LOADS |= {"deal": (joinedload(Deal.contact),)}


def create(
    session: Session,
    by: Actor,
    *,
    contact: int,
    name: str = "",
    lines: list[OfferedLine] | None = None,
    amount: Decimal = Decimal(0),
    expected: datetime.date | None = None,
    stage: Stage = "prospecting",
    owner: str = "",
    source: str = "",
    campaign: int | None = None,
    partner: int | None = None,
) -> Deal:
    """A deal with a contact; what it brings is the sum of its lines, else `amount` in the trial's currency. Without an
    owner it belongs to the owner of the contact, else to whoever enters it. Raises NotFound or Refusal."""
    buyer, today = contacts.get(session, contact), clock.today(session)
    deal = Deal(
        number=numbers.text("OP", numbers.draw(session, "deal", today)),
        state=stage,
        name=name.strip()[:200] or buyer.name,
        contact_id=buyer.id,
        contact=buyer,
        partner_id=None if partner is None else contacts.get(session, partner).id,
        on=today,
        moved=today,
        expected=expected or today + datetime.timedelta(days=known(session, "deal_days")),
        currency=clock.trial(session).currency,
        probability=probability(session, stage),
        owner=team.owner(session, owner) or team.first(session, buyer.owner, by.name),
        source=source.strip()[:40] or buyer.source,
        campaign_id=campaign_of(session, campaign),
        lines=made(session, DealLine, lines or []),
    )
    deal.amount = total(deal.lines) if lines else positive(amount, deal.currency)
    session.add(deal)
    session.flush()
    states.made(session, "deal", deal)
    events.record(session, by, "deal", deal.id, "create", {"to": stage}, contact=buyer.id)
    return deal


def change(
    session: Session,
    by: Actor,
    *,
    document: int,
    name: str | None = None,
    lines: list[OfferedLine] | None = None,
    amount: Decimal | None = None,
    expected: datetime.date | None = None,
    owner: str | None = None,
    probability: int | None = None,
    source: str | None = None,
    partner: int | None = None,
) -> Deal:
    """What is not given stays. The probability (per cent) holds until the deal moves on. Raises Refusal for a deal that
    is decided, or for another amount than that of its lines."""
    deal: Deal = states.load(session, "deal", document, lock=True)
    if deal.state not in OPEN:
        raise Refusal("This deal is decided. Open it again before you change it.")
    given: dict[str, Any] = {
        "name": None if name is None else name.strip()[:200] or deal.name,
        "expected": expected,
        "owner": None if owner is None else team.owner(session, owner),
        "probability": None if probability is None else share(probability),
        "source": None if source is None else source.strip()[:40],
        "partner_id": None if partner is None else contacts.get(session, partner).id,
    }
    if lines is not None:
        replace(session, deal, made(session, DealLine, lines))
    elif amount is not None and (wanted := positive(amount, deal.currency)) != deal.amount:
        if deal.lines:
            raise Refusal("The amount is the sum of the lines. Change the lines instead.", field="amount")
        given["amount"] = wanted
    changed = [field for field, value in given.items() if value is not None and value != getattr(deal, field)]
    for field in changed:
        setattr(deal, field, given[field])
    what = {"fields": [*changed, *(["lines"] if lines is not None else [])], "amount": deal.amount}
    events.record(session, by, "deal", deal.id, "change", what, contact=deal.contact_id)
    return deal


def replace(session: Session, deal: Deal, lines: Sequence[DealLine]) -> None:
    """Other lines of a deal, and the amount that follows; without any the amount stays."""
    deal.lines = list(lines)
    if lines:
        deal.amount = total(lines)
    session.flush()


def take(session: Session, deal: Deal, lines: Iterable[QuoteLine]) -> None:
    """The deal comes to what a quote offered."""
    replace(session, deal, copied(DealLine, lines))


def total(lines: Iterable[DealLine | QuoteLine]) -> int:
    return bounded(sum(line.net for line in lines))


def positive(amount: Decimal, currency: str) -> int:
    """An amount in smallest units. Raises Refusal below nought."""
    if amount < 0:
        raise Refusal("An amount is nought or more.", field="amount")
    return minor(amount, currency)


def share(percent: int) -> int:
    if not 0 <= percent <= 100:
        raise Refusal("A probability is between 0 and 100 per cent.", field="probability")
    return percent


def probability(session: Session, stage: str) -> int:
    """Per cent of a stage, as `crm.yaml` or the trial's settings say."""
    return int(known(session, "stages")[stage])


def weighted(deal: Deal) -> int:
    """Amount times probability, in smallest units, rounded."""
    return rounded(deal.amount * deal.probability, 100)


def campaign_of(session: Session, number: int | None) -> int | None:
    """The id of a campaign, or none. Raises NotFound."""
    if number is not None and session.get(Campaign, number) is None:
        raise NotFound("There is no such campaign here. Choose one from the list.", field="campaign")
    return number


@effect("deal.move")
def move(session: Session, deal: Deal, by: Actor, *, stage: Stage) -> str:
    """To another stage, with its probability."""
    if stage == deal.state:
        raise Refusal("The deal is in this stage already. Choose another one.", field="stage")
    _arrive(session, deal, stage)
    return stage


@effect("deal.win")
def win(session: Session, deal: Deal, by: Actor) -> None:
    """Whoever buys is a customer."""
    _arrive(session, deal, "won")
    deal.closed = clock.today(session)
    contacts.update(session, by, deal.contact, {"customer": True})


@effect("deal.lose")
def lose(session: Session, deal: Deal, by: Actor, *, reason: str) -> None:
    """Raises Refusal without a reason: nobody learns from a deal that was just lost."""
    _arrive(session, deal, "lost")
    deal.lost_reason, deal.closed = said(reason), clock.today(session)


def said(reason: str) -> str:
    """A reason. Raises Refusal when it is empty."""
    if not reason.strip():
        raise Refusal("Say why. A word or two is enough.", field="reason")
    return reason.strip()[:400]


@effect("deal.reopen")
def reopen(session: Session, deal: Deal, by: Actor) -> None:
    _arrive(session, deal, "negotiation")
    deal.closed, deal.lost_reason = None, ""
    deal.order_number, deal.order_state, deal.promised = "", "", None  # of the order that was cancelled, if any


def _arrive(session: Session, deal: Deal, stage: str) -> None:
    deal.probability, deal.moved = probability(session, stage), clock.today(session)


@guard("nothing_ordered", "deal")
def nothing_ordered(session: Session, deal: Deal) -> None:
    if deal.order_number and deal.order_state != "cancelled":
        raise Refusal(
            "The order {number} was made of this deal. Cancel the order instead.", values={"number": deal.order_number}
        )


def set_stage(session: Session, by: Actor, *, stage: Stage, probability: int) -> None:
    """How likely deals of a stage are won, in per cent. Open deals follow unless they have a probability of their own.
    Raises Refusal outside 0 to 100."""
    trial, before = clock.trial(session), known(session, "stages")[stage]
    own = trial.settings.get("stages", {})
    trial.settings = {**trial.settings, "stages": {**own, stage: share(probability)}}
    session.execute(update(Deal).where(Deal.state == stage, Deal.probability == before).values(probability=probability))
    events.record(session, by, "trial", trial.id, "stage", {"stage": stage, "probability": probability})


def mirror(
    session: Session,
    deal: Deal,
    *,
    order_number: str | None = None,
    order_state: str | None = None,
    promised: datetime.date | None = None,
    delivered: int | None = None,
    invoice_state: str | None = None,
    paid: int | None = None,
) -> None:
    """What was heard of the order of a deal: `delivered` in per cent, `paid` in smallest units. What is not given
    stays; nothing new leaves no trace."""
    given: dict[str, Any] = {
        "order_number": order_number, "order_state": order_state, "promised": promised, "delivered": delivered,
        "invoice_state": invoice_state, "paid": paid,
    }  # fmt: skip
    new = {field: value for field, value in given.items() if value is not None and value != getattr(deal, field)}
    for field, value in new.items():
        setattr(deal, field, value)
    if new:
        kept = {name: one.isoformat() if isinstance(one, datetime.date) else one for name, one in new.items()}
        events.record(session, SYSTEM, "deal", deal.id, "heard", kept, contact=deal.contact_id)


VERBS = (
    ("deal.create", create, "crm-pipeline", ("sales", "marketing", "service"), "deal"),
    ("deal.change", change, "crm-pipeline", ("sales",), "deal"),
    ("stage.set", set_stage, "crm-pipeline", ("manager",), ""),
)
