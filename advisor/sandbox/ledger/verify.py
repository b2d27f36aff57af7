"""What must hold in the ledger at any time, worked out anew from its lines."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from advisor.errors import mark
from advisor.sandbox.core.findings import Check, Finding, found
from advisor.sandbox.ledger.accounts import NEED_PARTY
from advisor.sandbox.ledger.tables import Account, Entry, Line, Match, Period, Total


def verify(session: Session) -> list[Finding]:
    """What is wrong in the ledger; nothing in sound books."""
    return found(session, CHECKS)


def unbalanced(session: Session) -> Iterator[Finding]:
    """Posted entries whose debits and credits differ, in the books or in another currency."""
    wanted = select(Entry.number, func.sum(Line.amount)).join(Line).where(Entry.state == "posted")
    for number, rest in session.execute(wanted.group_by(Entry.id, Entry.number).having(func.sum(Line.amount) != 0)):
        yield Finding(
            "ledger.balance", mark("{entry} is out of balance by {rest}."), {"entry": number or "", "rest": rest}
        )
    foreign = (
        select(Entry.number, Line.currency)
        .join(Line)
        .where(Entry.state == "posted", Line.currency.is_not(None))
        .group_by(Entry.id, Entry.number, Line.currency)
        .having(func.sum(Line.foreign) != 0)
    )
    for number, currency in session.execute(foreign):
        values = {"entry": number or "", "currency": currency or ""}
        yield Finding("ledger.balance", mark("{entry} is out of balance in {currency}."), values)


def gaps(session: Session) -> Iterator[Finding]:
    """Numbers of a journal and month that are missing, or out of the order of days."""
    wanted = select(Entry.company_id, Entry.number, Entry.on).where(Entry.state == "posted")
    series = defaultdict(list)
    for company, number, on in session.execute(wanted):
        prefix, _, last = (number or "").rpartition("/")
        series[company, prefix].append((int(last), on))
    for (_, prefix), numbers in sorted(series.items()):
        numbers.sort()
        if [number for number, _ in numbers] != list(range(1, len(numbers) + 1)):
            yield Finding("ledger.numbers", mark("The numbers {series} have a gap."), {"series": prefix})
        if [on for _, on in numbers] != sorted(on for _, on in numbers):
            yield Finding("ledger.numbers", mark("The numbers {series} do not follow their days."), {"series": prefix})


def overmatched(session: Session) -> Iterator[Finding]:
    """Lines of which more is matched than they hold, and matches of lines that do not belong together."""
    for side, sign in ((Match.debit_id, 1), (Match.credit_id, -1)):
        wanted = (
            select(Line.id, Entry.number)
            .join(Match, side == Line.id)
            .join(Entry, Entry.id == Line.entry_id)
            .group_by(Line.id, Entry.number, Line.amount, Line.foreign)
            .having(
                or_(
                    func.sum(Match.amount) > Line.amount * sign,
                    func.coalesce(func.sum(Match.foreign), 0) > func.coalesce(Line.foreign, 0) * sign,
                )
            )
        )
        for line, number in session.execute(wanted):
            yield _of_line(mark("{entry}: more is matched than line {line} holds."), line, number)
    for line, number in session.execute(_strangers()):
        yield _of_line(mark("{entry}: line {line} is matched with one that is not its own."), line, number)


def _of_line(sentence: str, line: int, number: str | None) -> Finding:
    return Finding("ledger.matches", sentence, {"entry": number or "", "line": line})


def _strangers() -> Select[int, str | None]:
    debit, credit = aliased(Line), aliased(Line)
    return (
        select(debit.id, Entry.number)
        .join(Match, Match.debit_id == debit.id)
        .join(credit, credit.id == Match.credit_id)
        .join(Entry, Entry.id == debit.entry_id)
        .where(
            or_(
                debit.account_id != credit.account_id,
                func.coalesce(debit.party_id, 0) != func.coalesce(credit.party_id, 0),
                func.coalesce(debit.currency, "") != func.coalesce(credit.currency, ""),
            )
        )
    )


def stale_totals(session: Session) -> Iterator[Finding]:
    """Totals by day that differ from the lines."""
    lines = _sums(
        select(Entry.company_id, Entry.on, Line.account_id, func.coalesce(Line.cost_centre_id, 0),
               case((Entry.journal == "CLO", 1), else_=0), _side(1), _side(-1))
        .join(Line).where(Entry.state == "posted").group_by(*_numbers(5)), session)  # fmt: skip
    totals = _sums(
        select(Total.company_id, Total.on, Total.account_id, Total.cost_centre_id, Total.closing,
               func.sum(Total.debit), func.sum(Total.credit)).group_by(*_numbers(5)), session)  # fmt: skip
    names = {row.id: row.name for row in session.execute(select(Account.id, Account.name))}
    for key in sorted(set(lines) | set(totals)):
        if lines.get(key, (0, 0)) != totals.get(key, (0, 0)):
            values = {"account": names[key[2]], "day": key[1].isoformat()}
            yield Finding("ledger.totals", mark("The total of {account} on {day} differs from its lines."), values)


Key = tuple[int, datetime.date, int, int, int]  # company, day, account, cost centre, whether it closes a year


def _sums(wanted: Select[*tuple[Any, ...]], session: Session) -> dict[Key, tuple[int, int]]:
    rows = session.execute(wanted)
    return {(row[0], row[1], row[2], row[3], row[4]): (int(row[5]), int(row[6])) for row in rows}


def _numbers(count: int) -> Sequence[ColumnElement[int]]:
    return [literal_column(str(place + 1)) for place in range(count)]


def _side(sign: int) -> ColumnElement[int]:
    return func.sum(case((Line.amount * sign > 0, Line.amount * sign), else_=0))


def misplaced(session: Session) -> Iterator[Finding]:
    """Posted lines on groups, without a party where one is needed, or of a day outside their period."""
    groups = select(Account.parent).where(Account.parent != "")
    wanted = (
        select(Entry.number, Account.name)
        .join(Line, Line.entry_id == Entry.id)
        .join(Account, Account.id == Line.account_id)
        .join(Period, Period.id == Entry.period_id)
        .where(Entry.state == "posted")
        .where(
            or_(
                Account.code.in_(groups),
                (Account.use.in_(NEED_PARTY)) & Line.party_id.is_(None),
                ~Entry.on.between(Period.first, Period.last),
            )
        )
    )
    for number, account in session.execute(wanted):
        values = {"entry": number or "", "account": account}
        yield Finding("ledger.lines", mark("{entry} has a line on {account} that cannot be there."), values)


def unclosed(session: Session) -> Iterator[Finding]:
    """Drafts in months that are closed."""
    wanted = select(Period.first).join(Entry, Entry.period_id == Period.id)
    for first in session.scalars(wanted.where(Entry.state == "draft", Period.state != "open").distinct()):
        values = {"month": first.strftime("%Y-%m")}
        yield Finding("ledger.periods", mark("A draft is dated in {month}, which is closed."), values)


CHECKS = (
    Check("ledger.balance", mark("Debit equals credit in every entry and in each of its currencies."), unbalanced),
    Check("ledger.numbers", mark("The numbers of entries have no gap and follow their days."), gaps),
    Check("ledger.matches", mark("No line is settled by more than it holds, or by a stranger's."), overmatched),
    Check("ledger.totals", mark("The totals by day equal their lines."), stale_totals),
    Check("ledger.lines", mark("Every line is on an account and in a month where it can be."), misplaced),
    Check("ledger.periods", mark("A closed month holds no drafts."), unclosed),
)
