"""Trade with a sister company: what is booked here is booked in its books the other way round.

Both sides use accounts of their own (receivable from and payable to sisters, revenue from and cost of sisters), so that
a consolidation can take them out against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.trade.tables import Invoice, Payment

# What the other side books for what is booked here; the rest of an invoice is revenue to one and cost to the other.
OPPOSITE = {
    "sister_receivable": "sister_payable",
    "sister_payable": "sister_receivable",
    "tax_sale": "tax_purchase",
    "tax_purchase": "tax_sale",
    "bank": "bank",
    "cash": "cash",
    "write_off": "write_off",
}
REST = {"sister_payable": "sister_cost", "sister_receivable": "sister_revenue"}


def mirror(session: Session, document: Invoice | Payment, posting: Posting) -> Entry | None:
    """Book in the sister's books what `posting` booked here for an invoice, a bill or a payment of hers; nothing for
    other parties. Cost of sales and stock stay out: they are no business of hers."""
    sister = document.party.sister_id
    if sister is None:
        return None
    if sister == posting.company:
        raise Refusal("A company does no business with itself. Choose another party.", field="party")
    items = [found for item in posting.items if (found := _mirrored(session, item)) is not None]
    items += _rest(items)
    return post(session, replace(posting, items=items, company=sister, reverses=None))


def _mirrored(session: Session, item: Item) -> Item | None:
    use = item.account if isinstance(item.account, str) else chart(session).by_id[item.account].use
    if use not in OPPOSITE:
        return None
    foreign = None if item.foreign is None else -item.foreign
    return Item(
        OPPOSITE[use], -item.amount, item.currency, foreign, item.party, tax=item.tax, due=item.due, text=item.text
    )


def _rest(items: Sequence[Item]) -> list[Item]:
    """What balances the mirrored items."""
    amount = -sum(item.amount for item in items)
    foreign = -sum(item.foreign or 0 for item in items)
    if not amount and not foreign:
        return []
    owed = next(item for item in items if item.account in REST)
    assert isinstance(owed.account, str)
    return [
        replace(owed, account=REST[owed.account], amount=amount, foreign=foreign if owed.currency else None, due=None)
    ]
