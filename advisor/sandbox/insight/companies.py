"""Companies of the group: made here, booked in, and what a consolidation must know of them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, master
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Company, Party
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.entries import LineIn
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.ledger.tables import Entry

MODELS |= {"company": Company}
MODULE = "erp-multi-company"
OWN = 1  # the trial's own company


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    code: str,
    share: int = 100,
    paid: Decimal = Decimal(0),
    account: int | None = None,
) -> Company:
    """A sister with books of her own, and the contact under which the own company trades with her. `share` per cent of
    her belong to the group; `paid` was paid for them and stands on `account` of the own company.

    Raises Refusal for a code that is taken or a share outside 1 to 100.
    """
    if not name.strip() or not code.strip():
        raise Refusal("A company needs a name and a code. Enter both.", field="name")
    taken = select(Company.id).where(Company.code == code.strip())
    if session.scalars(taken).first() is not None or _party(session, code.strip()) is not None:
        raise Refusal("The code {code} is taken. Choose another.", values={"code": code.strip()}, field="code")
    if not 1 <= share <= 100:
        raise Refusal("A share is between 1 and 100 per cent. Correct it.", field="share")
    made = Company(code=code.strip(), name=name.strip(), share=share)
    session.add(made)
    session.flush()
    session.add(Party(code=made.code, name=made.name, customer=True, supplier=True, sister_id=made.id))
    _note(session, made, {"paid": _minor(session, paid), "account": _asset(session, account)})
    events.record(session, by, "company", made.id, "create", {"share": share})
    return made


def adjust(
    session: Session,
    by: Actor,
    *,
    company: int,
    share: int | None = None,
    unrealised: Decimal | None = None,
    paid: Decimal | None = None,
    account: int | None = None,
) -> Company:
    """What a consolidation must know: the share of the group, the profit of this company that still lies in stock of
    the others, and what was paid for it."""
    found = of(session, company)
    if share is not None:
        if not 1 <= share <= 100 or found.id == OWN:
            raise Refusal("A share is between 1 and 100 per cent. Correct it.", field="share")
        found.share = share
    values: dict[str, Any] = {}
    if unrealised is not None:
        values["unrealised"] = _minor(session, unrealised)
    if paid is not None:
        values["paid"] = _minor(session, paid)
    if account is not None:
        values["account"] = _asset(session, account)
    _note(session, found, values)
    events.record(session, by, "company", found.id, "adjust", {"share": found.share} | values)
    return found


def book(
    session: Session,
    by: Actor,
    *,
    company: int,
    lines: list[LineIn],
    on: datetime.date | None = None,
    text: str = "",
) -> Entry:
    """Post an entry in the books of a company of the group. Raises Unbalanced, PeriodClosed or Refusal."""
    found, day = of(session, company), on or clock.today(session)
    items = [_item(session, line) for line in lines]
    entry = post(session, Posting("GEN", day, items, text=text.strip(), company=found.id))
    events.record(session, by, "company", found.id, "book", {"number": entry.number})
    return entry


def of(session: Session, company: int) -> Company:
    """Raises NotFound."""
    found = session.get(Company, company)
    if found is None:
        raise NotFound("There is no such company here. Choose one from the list.", field="company")
    return found


def noted(session: Session, company: Company) -> dict[str, Any]:
    """What was said about a company: unrealised, paid (smallest unit), account (id)."""
    found: dict[str, Any] = clock.trial(session).settings.get("group", {}).get(company.code, {})
    return found


def _note(session: Session, company: Company, values: dict[str, Any]) -> None:
    trial = clock.trial(session)
    group = trial.settings.get("group", {})
    known = {**group.get(company.code, {}), **{key: value for key, value in values.items() if value is not None}}
    trial.settings = {**trial.settings, "group": {**group, company.code: known}}


def _minor(session: Session, amount: Decimal) -> int:
    if amount < 0:
        raise Refusal("An amount here is nought or more. Correct it.", field="amount")
    return master.minor(amount, clock.trial(session).currency)


def _asset(session: Session, account: int | None) -> int | None:
    if account is None:
        return None
    found = chart(session).by_id.get(account)
    if found is None or found.kind != "asset" or found.code in chart(session).groups:
        raise Refusal("What was paid for a company stands on an account of assets. Choose one.", field="account")
    return account


def _party(session: Session, code: str) -> int | None:
    return session.scalars(select(Party.id).where(Party.code == code)).first()


def _item(session: Session, line: LineIn) -> Item:
    if line.account not in chart(session).by_id:
        raise NotFound("There is no such account here. Choose one from the list.", field="account")
    if line.party is not None and session.get(Party, line.party) is None:
        raise NotFound("There is no such business partner here. Choose one from the list.", field="party")
    currency = clock.trial(session).currency
    amount = master.minor(line.debit, currency) - master.minor(line.credit, currency)
    return Item(line.account, amount, party=line.party, cost_centre=line.cost_centre, project=line.project,
                due=line.due, text=line.text)  # fmt: skip


WHO = ("accounting",)
VERBS = (
    ("company.create", create, MODULE, ("manager",), "company"),
    ("company.adjust", adjust, MODULE, WHO, "company"),
    ("company.book", book, MODULE, WHO, "entry"),
)
