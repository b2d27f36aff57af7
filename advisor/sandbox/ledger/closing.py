"""The end of a year: income and expenses are brought to nought, and their difference to equity."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import fire
from advisor.sandbox.ledger.balances import CLOSING
from advisor.sandbox.ledger.periods import nothing_left_to_post
from advisor.sandbox.ledger.posting import Item, Posting, post, reverse
from advisor.sandbox.ledger.tables import Account, Entry, Period, Total

RESULT = ("income", "expense")


def close(session: Session, by: Actor, *, year: int) -> Period:
    """Move the result of a year to equity on its last day and close its months; receivables and all else stay.

    Gives the last month. Raises Refusal when something is left to post, or when the year before is not closed.
    """
    periods = _periods(session, year)
    last = periods[-1]
    if last.state != "open":
        raise Refusal("The last month of {year} is closed already. Open it again first.", values={"year": year})
    for period in periods:
        if period.state == "open":
            nothing_left_to_post(session, period)
    if any(_results(session, earlier=year).values()):
        raise Refusal("The result of the year before is not moved to equity yet. Close that year first.", field="year")
    for company, rests in _by_company(_results(session, year=year)).items():
        items = [Item(account, -rest) for account, rest in rests.items()]
        items.append(Item("profit", sum(rests.values())))
        post(session, Posting(CLOSING, last.last, items, "year", year, str(year), company))
    for period in periods:
        if period.state == "open":
            fire(session, "period", period.id, "close", by)
    events.record(session, by, "period", last.id, "year_end", {"year": year})
    return last


def reopen(session: Session, by: Actor, *, year: int) -> Period:
    """Take the end of a year back: its last month is open again. Raises Refusal when it was not closed, when the year
    after it was, or when the month is locked."""
    last = _periods(session, year)[-1]
    if _closing_entries(session, year + 1):
        raise Refusal("The year after it was closed. Open that one again first.", field="year")
    entries = _closing_entries(session, year)
    if last.state == "open" or not entries:
        raise Refusal("This year is not closed, so there is nothing to take back.", field="year")
    fire(session, "period", last.id, "reopen", by)
    for entry in entries:
        reverse(session, entry, last.last)
    events.record(session, by, "period", last.id, "year_reopened", {"year": year})
    return last


def _periods(session: Session, year: int) -> list[Period]:
    """The months of a year, held. Raises NotFound."""
    wanted = select(Period).where(Period.year == year).order_by(Period.first).with_for_update()
    found = list(session.scalars(wanted.execution_options(populate_existing=True)))
    if not found:
        raise NotFound("The books have no such year. Choose another.", field="year")
    return found


def _results(session: Session, *, year: int | None = None, earlier: int | None = None) -> dict[tuple[int, int], int]:
    """What stands on accounts of the result from a year, or from all years before one; by company and account."""
    wanted = (
        select(Total.company_id, Total.account_id, func.sum(Total.debit - Total.credit))
        .join(Account, Account.id == Total.account_id)
        .join(Period, Period.id == Total.period_id)
        .where(Account.kind.in_(RESULT), Period.year == year if earlier is None else Period.year < earlier)
        .group_by(Total.company_id, Total.account_id)
        .order_by(Total.company_id, Total.account_id)
    )
    return {(company, account): int(rest) for company, account, rest in session.execute(wanted) if rest}


def _by_company(results: dict[tuple[int, int], int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for (company, account), rest in results.items():
        found.setdefault(company, {})[account] = rest
    return found


def _closing_entries(session: Session, year: int) -> list[Entry]:
    """The entries that close a year and were not reversed."""
    taken = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    wanted = select(Entry).where(Entry.source_kind == "year", Entry.source == year, Entry.reverses_id.is_(None))
    return list(session.scalars(wanted.where(Entry.id.not_in(taken)).order_by(Entry.id)))


VERBS = (
    ("year.close", close, "erp-finance", ("accounting",), "period"),
    ("year.reopen", reopen, "erp-finance", ("manager",), "period"),
)
