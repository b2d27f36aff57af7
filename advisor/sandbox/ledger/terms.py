"""Payment terms: what is due when, to the last cent."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded, scaled
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.ledger.tables import Term, TermPart

MODELS |= {"term": Term}
WHOLE = 10_000  # ten-thousandths in which shares are kept

Instalment = tuple[datetime.date, int]


def instalments(session: Session, code: str, total: int, on: datetime.date) -> list[Instalment]:
    """When how much of `total` is due, in order of the term; the amounts add up to it exactly. Without a code all is
    due on the day itself. Parts of nought are left out.

    Raises Refusal for a term that does not exist.
    """
    if not code:
        return [(on, total)]
    return split(term(session, code).parts, total, on)


def term(session: Session, code: str) -> Term:
    """Raises Refusal when there is none."""
    wanted = select(Term).where(Term.code == code).options(joinedload(Term.parts))
    found = session.scalars(wanted).unique().one_or_none()
    if found is None:
        raise Refusal("There is no payment term {term}. Choose one from the list.", values={"term": code}, field="term")
    return found


def split(parts: Sequence[TermPart], total: int, on: datetime.date) -> list[Instalment]:
    """`total` by the parts of a term; the last one takes what is left."""
    sign, rest = (-1 if total < 0 else 1), abs(total)
    found = []
    for place, part in enumerate(parts):
        amount = rest if place == len(parts) - 1 else min(_amount(part, abs(total), rest), rest)
        rest -= amount
        found.append((due(part, on), sign * amount))
    return [one for one in found if one[1]] or found[-1:]


def _amount(part: TermPart, total: int, rest: int) -> int:
    if part.kind == "share":
        return rounded(total * part.share, WHOLE)
    if part.kind == "share_of_rest":
        return rounded(rest * part.share, WHOLE)
    return part.amount if part.kind == "amount" else rest


def due(part: TermPart, on: datetime.date) -> datetime.date:
    """`months` later, on the `month_day` of that month (31 is its last day), and then `days` more."""
    years, month = divmod(on.month - 1 + part.months, 12)
    last = calendar.monthrange(on.year + years, month + 1)[1]
    day = datetime.date(on.year + years, month + 1, min(part.month_day or on.day, last))
    return day + datetime.timedelta(days=part.days)


class PartIn(BaseModel):
    """A part of a term: `percent` of the total or of the rest, a fixed `amount`, or all that is left."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["share", "share_of_rest", "amount", "rest"] = "rest"
    percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    days: int = 0
    months: int = 0
    month_day: int = 0


def create(session: Session, by: Actor, *, code: str, name: str, parts: list[PartIn]) -> Term:
    """A payment term. Raises Refusal unless its last part, and no other, takes the rest."""
    code = code.strip()
    if not code or session.scalars(select(Term.id).where(Term.code == code)).first() is not None:
        raise Refusal("The code {code} is taken. Choose another.", values={"code": code}, field="code")
    if [part.kind == "rest" for part in parts] != [False] * (len(parts) - 1) + [True]:
        raise Refusal("The last part of a payment term takes the rest, and only the last. Correct it.", field="parts")
    currency = clock.trial(session).currency
    made = Term(code=code, name=name.strip() or code)
    made.parts = [_part(place, part, currency) for place, part in enumerate(parts)]
    session.add(made)
    session.flush()
    events.record(session, by, "term", made.id, "create", {"code": code})
    return made


def _part(position: int, part: PartIn, currency: str) -> TermPart:
    share = scaled(part.percent, 2)
    if share is None or not 0 <= share <= WHOLE:
        raise Refusal("A share is between 0 and 100 per cent, with two decimals at most.", field="parts")
    if part.amount < 0 or not 0 <= part.days <= 3650 or not 0 <= part.months <= 120 or not 0 <= part.month_day <= 31:
        raise Refusal("A part of a payment term lies in the ten years after the invoice. Correct it.", field="parts")
    return TermPart(
        position=position,
        kind=part.kind,
        share=share,
        amount=minor(part.amount, currency),
        days=part.days,
        months=part.months,
        month_day=part.month_day,
    )


VERBS = (("term.create", create, "erp-finance", ("accounting",), "term"),)
