"""After the sale: warranty, repair, return."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.states import effect
from advisor.sandbox.crm import contacts, hours, team, tickets
from advisor.sandbox.crm.service_tables import Claim
from advisor.sandbox.crm.tables import Deal, Item, Ticket

Kind = Literal["warranty", "repair", "return"]
RETURNED = "returned"  # the event of goods that came back, with all that the other side needs


def open_claim(
    session: Session,
    by: Actor,
    *,
    kind: Kind,
    contact: int,
    item: int,
    bought: datetime.date,
    quantity: Decimal = Decimal(1),
    text: str = "",
    deal: int | None = None,
    ticket: int | None = None,
) -> Claim:
    """What a customer wants for something they bought on a day; quantity in units of the item."""
    if bought > clock.today(session):
        raise Refusal("It cannot have been bought after today. Correct the day.", field="bought")
    tickets.there(session, Item, item, "item")
    tickets.there(session, Deal, deal, "deal")
    tickets.there(session, Ticket, ticket, "ticket")
    what = session.get_one(Item, item)
    if kind == "return" and what.kind != "goods":
        raise Refusal("A service cannot be sent back. Open a ticket for a complaint.", field="kind")
    made = Claim(
        number=numbers.text(states.machines()["claim"].prefix, numbers.draw(session, "claim", clock.today(session))),
        state="open",
        kind=kind,
        on=clock.today(session),
        contact_id=contacts.get(session, contact).id,
        item_id=item,
        quantity=parts(what, quantity),
        bought=bought,
        ends=_ends(session, kind, what, bought),
        text=text.strip(),
        owner=team.first(session, by.name),
        deal_id=deal,
        ticket_id=ticket,
    )
    session.add(made)
    session.flush()
    events.record(session, by, "claim", made.id, "create", {"claim": kind}, contact=made.contact_id)
    return made


def _ends(session: Session, kind: Kind, item: Item, bought: datetime.date) -> datetime.date | None:
    """The last day of the warranty or for a return; a repair has none."""
    if kind == "warranty":
        return months_later(bought, item.warranty)
    return bought + datetime.timedelta(days=hours.policy(session).return_days) if kind == "return" else None


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@effect("claim.accept")
def accept(session: Session, claim: Claim, by: Actor, *, goodwill: bool = False) -> None:
    """Within the time for it; after that only as goodwill, by the manager."""
    over = claim.ends is not None and claim.ends < clock.today(session)
    if not over:
        return
    assert claim.ends is not None
    if not goodwill:
        raise Refusal(
            "The time for this ended on {day}. Refuse it, or let the manager accept it as goodwill.",
            values={"day": claim.ends.isoformat()},
            field="goodwill",
        )
    if not by.may(("manager",)):
        raise WrongRole("Only the manager accepts something as goodwill. Choose that role at the top of the page.")
    claim.goodwill = True


@effect("claim.refuse")
def refuse(session: Session, claim: Claim, by: Actor, *, reason: str) -> None:
    if not reason.strip():
        raise Refusal("Tell the customer why it is refused.", field="reason")
    claim.outcome, claim.done = reason.strip()[:400], clock.today(session)


@effect("claim.repair")
def repair(session: Session, claim: Claim, by: Actor) -> None:
    """It is being repaired, under warranty or for money."""
    if claim.kind == "return":
        raise Refusal("A return is not repaired. Finish it when the goods are here.")


@effect("claim.finish")
def finish(session: Session, claim: Claim, by: Actor, *, cost: Decimal = Decimal(0), outcome: str = "") -> None:
    """The customer has it back, or we have the goods. `cost` is what it cost us, in the company's currency. Of a return
    one more event tells all that is needed to take the goods into stock and the money back."""
    if cost < 0:
        raise Refusal("A cost is nought or more.", field="cost")
    if claim.kind == "repair" and claim.state == "accepted":
        raise Refusal("Nothing was repaired yet. Begin the repair first.")
    claim.cost = minor(cost, clock.trial(session).currency)
    claim.outcome, claim.done = outcome.strip()[:400], clock.today(session)
    if claim.kind == "return":
        item = session.get_one(Item, claim.item_id)
        values = {"item": item.id, "code": item.code, "quantity": claim.quantity, "deal": claim.deal_id}
        events.record(session, by, "claim", claim.id, RETURNED, values, contact=claim.contact_id)


@dataclass(frozen=True)
class ItemClaims:
    """How often something was claimed of an item since a day: by kind, still open, and what it cost in smallest
    units."""

    item: Item
    warranty: int
    repair: int
    back: int
    still: int
    cost: int

    @property
    def total(self) -> int:
        return self.warranty + self.repair + self.back


def by_item(session: Session, since: datetime.date, until: datetime.date, most: int = 200) -> list[ItemClaims]:
    """Items with claims, those with most first."""

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, 1)))

    wanted = (
        select(
            Item,
            number(Claim.kind == "warranty"),
            number(Claim.kind == "repair"),
            number(Claim.kind == "return"),
            number(Claim.state.in_(("open", "accepted", "in_repair"))),
            func.coalesce(func.sum(Claim.cost), 0),
        )
        .join(Claim, Claim.item_id == Item.id)
        .where(Claim.on.between(since, until))
        .group_by(Item.id)
        .order_by(func.count().desc(), Item.id)
        .limit(most)
    )
    return [ItemClaims(row[0], *map(int, row[1:])) for row in session.execute(wanted)]


VERBS = (("claim.open", open_claim, "crm-after-sales", ("service", "sales"), "claim"),)
