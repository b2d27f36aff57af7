"""Lists of the general ledger: accounts, entries, the journal, an account's lines, open items, matches, months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party
from advisor.sandbox.insight.spans import year_start
from advisor.sandbox.ledger.accounts import NEED_PARTY
from advisor.sandbox.ledger.balances import trial_balance
from advisor.sandbox.ledger.journal import account_ledger
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Account, CostCentre, Entry, Line, Match, Period, Total
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.typed import day

GL, FINANCE, DUES = "erp-gl", "erp-finance", "erp-ar-ap"
MOST_LINES = 100_000
DEBIT = Column("debit", mark("Debit"), case((Line.amount > 0, Line.amount)), "money")
CREDIT = Column("credit", mark("Credit"), case((Line.amount < 0, -Line.amount)), "money")
NUMBER = func.coalesce(Entry.number, "#" + cast(Entry.id, String))
LINE_TEXT = func.coalesce(func.nullif(Line.text, ""), Entry.text)
ACCOUNT_NAME = Account.code + " " + Account.name


def standing(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Debit less credit of what is posted."""
    wanted = select(Total.account_id, func.sum(Total.debit - Total.credit)).where(Total.company_id == 1)
    rows = session.execute(wanted.where(Total.account_id.in_(ids)).group_by(Total.account_id))
    return {row[0]: row[1] for row in rows}


ACCOUNTS = Screen(
    id="accounts",
    title=mark("Chart of accounts"),
    group="finance",
    module=GL,
    kind="account",
    source=select(Account.id),
    columns=(
        Column("code", mark("Code"), Account.code, searched=True),
        Column("name", mark("Name"), Account.name, searched=True),
        Column("kind_of", mark("Kind"), Account.kind, "choice"),
        Column("open_items", mark("Lines are matched"), Account.open_items, "yes"),
        Column("balance", mark("Balance"), kind="money", later=standing),
    ),
    filters=(
        Filter("kind_of", mark("Kind"), Account.kind, choices=("asset", "liability", "equity", "income", "expense")),
        Filter("active", mark("In use"), Account.active, "yes"),
    ),
    sort="code",
    create=("account.create", "entry.opening"),
    empty=mark("The accounts of the general ledger stand here."),
)


def _totals(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The sum of the debits of entries."""
    wanted = select(Line.entry_id, func.sum(Line.amount)).where(Line.entry_id.in_(ids), Line.amount > 0)
    return {row[0]: row[1] for row in session.execute(wanted.group_by(Line.entry_id))}


ENTRIES = Screen(
    id="entries",
    title=mark("Journal entries"),
    group="finance",
    module=GL,
    kind="entry",
    source=select(Entry.id),
    columns=(
        Column("number", mark("Number"), NUMBER, searched=True),
        Column("on", mark("Date"), Entry.on, "date"),
        Column("journal", mark("Journal"), Entry.journal, "choice"),
        Column("text", mark("Text"), Entry.text, searched=True),
        Column("made", mark("Made by"), Entry.source_kind, "kind"),
        Column("amount", mark("Amount"), kind="money", later=_totals),
        Column("state", mark("Status"), Entry.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Entry.state, "state"),
        Filter("journal", mark("Journal"), Entry.journal,
               choices=("SAL", "PUR", "BNK", "STK", "GEN", "PAY", "AST", "CLO")),
        Filter("on", mark("Date"), Entry.on, "days"),
    ),
    sort="-on",
    create=("entry.create", "entry.opening"),
    empty=mark("What was booked stands here. Post an invoice, or enter the first entry by hand."),
)  # fmt: skip

JOURNAL = Screen(
    id="journal",
    title=mark("General journal"),
    group="finance",
    module=GL,
    source=select(Line.id)
    .join(Entry)
    .join(Account)
    .outerjoin(Party, Party.id == Line.party_id)
    .outerjoin(CostCentre, CostCentre.id == Line.cost_centre_id)
    .where(Entry.state == "posted", Entry.company_id == 1),
    columns=(
        Column("number", mark("Entry"), Entry.number, to="entry", key=Entry.id, searched=True),
        Column("on", mark("Date"), Entry.on, "date"),
        Column("account", mark("Ledger account"), ACCOUNT_NAME, to="account", key=Account.id, searched=True),
        Column("text", mark("Text"), LINE_TEXT, searched=True),
        Column("party", mark("Business partner"), Party.name, to="party", key=Party.id, searched=True),
        Column("centre", mark("Cost centre"), CostCentre.code),
        DEBIT,
        CREDIT,
    ),
    filters=(
        Filter("account", mark("Ledger account"), Line.account_id, "row", reference="account"),
        Filter("party", mark("Business partner"), Line.party_id, "row", reference="party"),
        Filter("centre", mark("Cost centre"), Line.cost_centre_id, "row", reference="cost_centre"),
        Filter("on", mark("Date"), Entry.on, "days"),
    ),
    sort="-on",
    empty=mark("Every posted line stands here, whoever made it."),
)


def _lines_of(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines of the account that is chosen, each with what stands on it afterwards."""
    account = filters.get("account", "")
    if not (account.isascii() and account.isdecimal() and len(account) < 10):
        return []
    first = day(filters.get("on.from", "")) or year_start(session, clock.today(session))
    last = day(filters.get("on.to", "")) or clock.today(session)
    found = account_ledger(session, int(account), first, last, limit=MOST_LINES)
    opening = {"id": 0, "number": "", "on": first, "made": "opening", "balance": found.opening}
    rows = [
        {
            "id": row.line, "made": row.kind, "number": row.number, "number__key": row.entry, "on": row.on,
            "text": row.text, "party": row.party, "debit": row.amount if row.amount > 0 else None,
            "credit": -row.amount if row.amount < 0 else None, "balance": row.balance,
        }
        for row in found.rows
    ]  # fmt: skip
    return [opening, *rows] if found.opening or rows else []


LEDGER = Screen(
    id="ledger",
    title=mark("Account ledger"),
    group="finance",
    module=GL,
    rows=_lines_of,
    columns=(
        Column("number", mark("Entry"), to="entry"),
        Column("on", mark("Date"), kind="date"),
        Column("made", mark("Made by"), kind="kind"),
        Column("text", mark("Text")),
        Column("party", mark("Business partner")),
        Column("debit", mark("Debit"), kind="money"),
        Column("credit", mark("Credit"), kind="money"),
        Column("balance", mark("Balance"), kind="money"),
    ),
    filters=(
        Filter("account", mark("Ledger account"), kind="row", reference="account"),
        Filter("on", mark("Date"), kind="days"),
    ),
    sort="on",
    about=mark("One account, line after line, with what stands on it after each. Credit balances have a minus."),
    empty=mark("Choose an account to see its lines."),
)


def _balance_rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    first = day(filters.get("on.from", "")) or year_start(session, clock.today(session))
    last = day(filters.get("on.to", "")) or clock.today(session)
    return [
        {
            "id": row.account.id, "code": row.account.code, "name": row.account.name, "opening": row.opening,
            "debit": row.debit, "credit": row.credit, "closing": row.closing,
        }
        for row in trial_balance(session, first, last).rows
    ]  # fmt: skip


BALANCES = Screen(  # the report as a file
    id="account-balances",
    title=mark("Trial balance"),
    group="finance",
    module=GL,
    kind="account",
    rows=_balance_rows,
    columns=(
        Column("code", mark("Code")),
        Column("name", mark("Name")),
        Column("opening", mark("Opening balance"), kind="money"),
        Column("debit", mark("Debit"), kind="money"),
        Column("credit", mark("Credit"), kind="money"),
        Column("closing", mark("Closing balance"), kind="money"),
    ),
    filters=(Filter("on", mark("Date"), kind="days"),),
    sort="code",
    empty=mark("Nothing is posted yet."),
    hidden=True,
)


def _late(session: Session, ids: Sequence[int]) -> dict[int, int | None]:
    """Days after the day on which a line was due; nothing before it."""
    today = clock.today(session)
    rows = session.execute(select(Line.id, func.coalesce(Line.due, Entry.on)).join(Entry).where(Line.id.in_(ids)))
    return {line: max((today - due).days, 0) or None for line, due in rows}


OPEN = Screen(
    id="open-items",
    title=mark("Open items"),
    group="finance",
    module=DUES,
    source=select(Line.id)
    .join(Entry)
    .join(Account)
    .outerjoin(Party, Party.id == Line.party_id)
    .where(Entry.state == "posted", Entry.company_id == 1, Account.use.in_(NEED_PARTY), open_amount() != 0),
    columns=(
        Column("number", mark("Entry"), Entry.number, to="entry", key=Entry.id, searched=True),
        Column("party", mark("Business partner"), Party.name, to="party", key=Party.id, searched=True),
        Column("text", mark("Text"), LINE_TEXT, searched=True),
        Column("due", mark("Due"), func.coalesce(Line.due, Entry.on), "date"),
        Column("late", mark("Days overdue"), kind="lasting", later=_late),
        Column("amount", mark("Amount"), Line.amount, "money"),
        Column("open", mark("Open"), open_amount(), "money"),
    ),
    filters=(
        Filter("account", mark("Ledger account"), Line.account_id, "row", reference="matched"),
        Filter("party", mark("Business partner"), Line.party_id, "row", reference="party"),
        Filter("due", mark("Due"), func.coalesce(Line.due, Entry.on), "days"),
    ),
    sort="due",
    about=mark("What customers, suppliers and staff still owe or are owed. Match payments with what they pay."),
    empty=mark("Nothing is open. Posted invoices and bills stand here until they are paid."),
)

_debit, _credit = aliased(Line), aliased(Line)
_invoice, _payment = aliased(Entry), aliased(Entry)
MATCHES = Screen(
    id="matches",
    title=mark("Matches"),
    group="finance",
    module=DUES,
    kind="match",
    source=select(Match.id)
    .join(_debit, _debit.id == Match.debit_id)
    .join(_credit, _credit.id == Match.credit_id)
    .join(_invoice, _invoice.id == _debit.entry_id)
    .join(_payment, _payment.id == _credit.entry_id)
    .outerjoin(Party, Party.id == _debit.party_id),
    columns=(
        Column("on", mark("Date"), Match.on, "date"),
        Column("party", mark("Business partner"), Party.name, to="party", key=Party.id, searched=True),
        Column("debit", mark("Debit"), _invoice.number, to="entry", key=_invoice.id, searched=True),
        Column("credit", mark("Credit"), _payment.number, to="entry", key=_payment.id, searched=True),
        Column("amount", mark("Amount"), Match.amount, "money"),
    ),
    filters=(
        Filter("party", mark("Business partner"), _debit.party_id, "row", reference="party"),
        Filter("on", mark("Date"), Match.on, "days"),
    ),
    sort="-on",
    empty=mark("Which payment settled which invoice stands here."),
)


def _entries_in(session: Session, ids: Sequence[int]) -> dict[int, int]:
    wanted = select(Entry.period_id, func.count()).where(Entry.period_id.in_(ids), Entry.state == "posted")
    return {row[0]: row[1] for row in session.execute(wanted.group_by(Entry.period_id))}


PERIODS = Screen(
    id="periods",
    title=mark("Months of the books"),
    group="finance",
    module=FINANCE,
    kind="period",
    source=select(Period.id),
    columns=(
        Column("first", mark("From"), Period.first, "date"),
        Column("last", mark("To"), Period.last, "date"),
        Column("entries", mark("Entries"), kind="number", later=_entries_in),
        Column("state", mark("Status"), Period.state, "state"),
    ),
    filters=(Filter("state", mark("Status"), Period.state, "state"),),
    sort="first",
    create=("period.add_year",),
    empty=mark("The months in which can be booked stand here."),
    hidden=True,
)

LISTS = (ACCOUNTS, ENTRIES, JOURNAL, LEDGER, OPEN, MATCHES, BALANCES, PERIODS)
