"""Other currencies: rates from a day on, and amounts in the currency of the books."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from babel.numbers import get_currency_precision, list_currencies
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import bounded, scaled
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.ledger.apportioning import apportion, nearest
from advisor.sandbox.ledger.tables import Rate

MODELS |= {"rate": Rate}
MILLION = 1_000_000  # parts in which rates are kept


def company_amount(session: Session, amount: int, currency: str, on: datetime.date) -> int:
    """`amount` of `currency` in the currency of the books at the rate of the day, both in smallest units.

    Raises Refusal when no rate is known on that day.
    """
    return bounded(nearest(amount * factor(session, currency, on)))


def company_amounts(session: Session, amounts: Sequence[int], currency: str, on: datetime.date) -> list[int]:
    """The same for parts of a whole: the results add up to what their sum comes to."""
    one = factor(session, currency, on)
    return apportion(nearest(sum(amounts) * one), [amount * one for amount in amounts])


def foreign_amount(session: Session, amount: int, currency: str, on: datetime.date) -> int:
    """`amount` of the books in `currency`, both in smallest units. Raises Refusal like company_amount."""
    return bounded(nearest(amount / factor(session, currency, on)))


def factor(session: Session, currency: str, on: datetime.date) -> Fraction:
    """Smallest units of the currency of the books for one smallest unit of `currency`."""
    ours = clock.trial(session).currency
    if currency == ours:
        return Fraction(1)
    places = get_currency_precision(ours) - get_currency_precision(currency)
    return Fraction(MILLION, rate(session, currency, on)) * Fraction(10) ** places


def rate(session: Session, currency: str, on: datetime.date) -> int:
    """Millionths of a unit of `currency` for one unit of the currency of the books. Raises Refusal."""
    wanted = select(Rate.units).where(Rate.currency == currency, Rate.on <= on).order_by(Rate.on.desc()).limit(1)
    found = session.scalar(wanted)
    if found is None:
        raise Refusal(
            "No rate of {currency} is known on {day}. Enter one, or choose another date.",
            values={"currency": currency, "day": on.isoformat()},
            field="currency",
        )
    return found


def set_rate(session: Session, by: Actor, *, currency: str, rate: Decimal, on: datetime.date | None = None) -> Rate:
    """From `on` (today) one unit of the currency of the books is `rate` units of `currency`; booked entries stay."""
    units = scaled(rate, 6)
    if units is None or not 0 < units < 10**15:
        raise Refusal("A rate is above nought, with six decimals at most.", field="rate")
    if currency not in list_currencies() or currency == clock.trial(session).currency:
        raise Refusal(
            "{currency} is no other currency. Enter a code such as USD.",
            values={"currency": currency},
            field="currency",
        )
    day = on or clock.today(session)
    found = session.scalars(select(Rate).where(Rate.currency == currency, Rate.on == day)).one_or_none()
    if found is None:
        found = Rate(currency=currency, on=day, units=units)
        session.add(found)
    found.units = units
    session.flush()
    events.record(session, by, "rate", found.id, "set", {"currency": currency, "rate": f"{rate:f}"})
    return found


VERBS = (("rate.set", set_rate, "erp-finance", ("accounting",), "rate"),)
