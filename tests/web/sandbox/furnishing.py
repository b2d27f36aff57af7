"""Books with something in them, for the tests of the ledger's pages."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.posting import Item, Posting, draft, post
from advisor.sandbox.ledger.tables import CostCentre, Line
from tests.sandbox.making import BOOKKEEPER, customer, do
from tests.web.sandbox.trying import DAY, Trier

BEFORE = DAY - datetime.timedelta(30)


def owed(session: Session, amount: int, party: int, text: str) -> Line:
    """An invoice of a month ago that was due half a month ago."""
    due = BEFORE + datetime.timedelta(14)
    items = [Item("receivable", amount, party=party, due=due, text=text), Item("revenue", -amount)]
    return post(session, Posting("SAL", BEFORE, items, text=text)).lines[0]


def paid(session: Session, amount: int, party: int) -> Line:
    items = [Item("receivable", -amount, party=party), Item("bank", amount)]
    return post(session, Posting("BNK", DAY, items, text="Transfer")).lines[0]


def fill(session: Session) -> None:
    """Acme owes 100.00 and 250.00 and paid 100.00; Bolt owes 40.00 and paid 30.00; dollars of Acme were matched with
    an exchange difference; rent went over its budget; a draft is out of balance."""
    acme, bolt = customer(session, "acme").id, customer(session, "bolt").id
    owed(session, 10000, acme, "INV-0001"), owed(session, 25000, acme, "INV-0002"), paid(session, 10000, acme)
    owed(session, 4000, bolt, "INV-0003"), paid(session, 3000, bolt)
    do(session, "rate.set", BOOKKEEPER, currency="USD", rate="1.25")
    dollars = [
        post(session, Posting("SAL", DAY, [Item("receivable", 8000, "USD", 10000, acme),
                                           Item("revenue", -8000, "USD", -10000)])).lines[0],
        post(session, Posting("BNK", DAY, [Item("receivable", -8500, "USD", -10000, acme),
                                           Item("bank", 8500, "USD", 10000)])).lines[0],
    ]  # fmt: skip
    do(session, "match.create", BOOKKEEPER, lines=[line.id for line in dollars])
    sales = session.scalars(select(CostCentre.id).where(CostCentre.code == "SALES")).one()
    rent = account(session, "expense").id
    do(session, "budget.set", BOOKKEEPER, account=rent, year=2026, amount=1200, cost_centre=sales)
    do(session, "budget.set", BOOKKEEPER, account=account(session, "revenue").id, year=2026, amount=1200)
    post(session, Posting("GEN", DAY, [Item("expense", 31500, cost_centre=sales), Item("bank", -31500)], text="Rent"))
    draft(session, Posting("GEN", DAY, [Item("expense", 5000), Item("bank", -4000)], text="Repair"))


def of_use(trier: Trier, use: str) -> int:
    """The id of the account of a use."""
    with trier.books.session(write=False) as session:
        return account(session, use).id
