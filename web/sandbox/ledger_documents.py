"""Pages of the ledger's documents: an account, an entry, a month, a match, a payment term."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.periods import nothing_left_to_post
from advisor.sandbox.ledger.tables import Account, CostCentre, Entry, Line, Match, Period, TermPart
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Next, Query, Ref, Told
from web.sandbox.ledger_accounts import months
from web.sandbox.ledger_lists import ACCOUNT_NAME, CREDIT, DEBIT, DUES, FINANCE, GL, LINE_TEXT, standing
from web.sandbox.ledger_matching import undoing

ACCOUNT = DocumentPage(
    kind="account",
    module=GL,
    back="accounts",
    name=lambda _, account: f"{account.code} {account.name}",
    fields=(
        Field(mark("Kind"), "kind", "choice"),
        Field(mark("Lines are matched"), "open_items", "yes"),
        Field(mark("Balance"), lambda session, one: standing(session, [one.id]).get(one.id), "money"),
    ),
    lines=(
        Lines(
            mark("Latest lines"),
            lambda _, account: (
                select(Line.id)
                .join(Entry)
                .where(Line.account_id == account.id, Entry.state == "posted")
                .order_by(Entry.on.desc(), Line.id.desc())
                .limit(12)
            ),
            (
                Column("number", mark("Entry"), Entry.number, to="entry", key=Entry.id),
                Column("on", mark("Date"), Entry.on, "date"),
                Column("text", mark("Text"), LINE_TEXT),
                DEBIT,
                CREDIT,
            ),
            empty=mark("Nothing was booked on this account yet."),
        ),
    ),
    next=(Next("account.change", {"account": "id", "name": "name"}),),
    parts=(("sandbox/account_months.html", months),),
)


def _lines(_: Session, entry: Entry) -> Query:
    return (
        select(Line.id)
        .join(Account)
        .outerjoin(Party, Party.id == Line.party_id)
        .outerjoin(CostCentre, CostCentre.id == Line.cost_centre_id)
        .where(Line.entry_id == entry.id)
        .order_by(Line.id)
    )


def _around(session: Session, entry: Entry) -> Iterator[Ref]:
    """The document that made an entry, the entry that it reverses, and the one that reverses it."""
    if entry.source_kind and entry.source:
        yield Ref(entry.source_kind, entry.source)
    if entry.reverses_id:
        yield Ref("entry", entry.reverses_id)
    for number in session.scalars(select(Entry.id).where(Entry.reverses_id == entry.id)):
        yield Ref("entry", number)


def _said(session: Session, entry: Entry) -> Iterator[Told]:
    rest = sum(line.amount for line in entry.lines)
    if entry.state == "draft" and (rest or len(entry.lines) < 2):
        yield Told(mark("Debit and credit differ. Change the lines before you post this entry."))
    if session.scalar(select(Entry.id).where(Entry.reverses_id == entry.id)):
        yield Told(mark("This entry was reversed: together they change nothing."), "good")


ENTRY = DocumentPage(
    kind="entry",
    module=GL,
    back="entries",
    name=lambda _, entry: entry.number or f"#{entry.id}",
    fields=(
        Field(mark("Date"), "on", "date"),
        Field(mark("Journal"), "journal", "choice"),
        Field(mark("Text"), "text"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _lines,
            (
                Column("account", mark("Ledger account"), ACCOUNT_NAME, to="account", key=Account.id),
                Column("party", mark("Business partner"), Party.name, to="party", key=Party.id),
                Column("centre", mark("Cost centre"), CostCentre.code),
                Column("text", mark("Text"), Line.text),
                DEBIT,
                CREDIT,
                Column("foreign", mark("Other currency"), Line.foreign, "money", unit=Line.currency),
            ),
            empty=mark("This entry has no lines yet."),
        ),
    ),
    related=_around,
    told=_said,
    next=(Next("entry.remove", {"document": "id"}, states=("draft",)),),
)


def _left(session: Session, period: Period) -> Iterator[Told]:
    """Why a month cannot be closed yet."""
    if period.state == "open":
        try:
            nothing_left_to_post(session, period)
        except Refusal as refusal:
            yield Told(refusal.template, "warn", refusal.values)


def _drafts(_: Session, period: Period) -> Query:
    return select(Entry.id).where(Entry.period_id == period.id, Entry.state == "draft").order_by(Entry.on, Entry.id)


PERIOD = DocumentPage(
    kind="period",
    module=FINANCE,
    back="periods",
    name=lambda _, period: period.first.strftime("%Y-%m"),
    fields=(
        Field(mark("From"), "first", "date"),
        Field(mark("To"), "last", "date"),
        Field(
            mark("Entries"),
            lambda session, period: session.scalar(
                select(func.count()).select_from(Entry).where(Entry.period_id == period.id, Entry.state == "posted")
            ),
            "number",
        ),
    ),
    lines=(
        Lines(
            mark("Drafts"),
            _drafts,
            (Column("on", mark("Date"), Entry.on, "date"), Column("text", mark("Text"), Entry.text)),
            kind="entry",
        ),
    ),
    told=_left,
)


def _sides(_: Session, match: Match) -> Query:
    return (
        select(Line.id).join(Entry).where(Line.id.in_((match.debit_id, match.credit_id))).order_by(Line.amount.desc())
    )


def _named(session: Session, match: Match) -> str:
    """The numbers of both entries."""
    wanted = select(Entry.number).join(Line).where(Line.id.in_((match.debit_id, match.credit_id)))
    return " · ".join(number or "" for number in session.scalars(wanted.order_by(Line.amount.desc())))


def _party(session: Session, match: Match) -> int | None:
    return session.get_one(Line, match.debit_id).party_id


def _account(session: Session, match: Match) -> int:
    return session.get_one(Line, match.debit_id).account_id


def _booked(session: Session, match: Match) -> list[Ref]:
    """The entry of the exchange difference."""
    made = select(Entry.id).where(Entry.source_kind == "match", Entry.source == match.id).order_by(Entry.id)
    return [Ref("entry", number) for number in session.scalars(made)]


MATCH = DocumentPage(
    kind="match",
    module=DUES,
    back="matches",
    name=_named,
    fields=(
        Field(mark("Date"), "on", "date"),
        Field(mark("Business partner"), _party, to="party"),
        Field(mark("Ledger account"), _account, to="account"),
        Field(mark("Amount"), "amount", "money"),
    ),
    lines=(
        Lines(
            mark("What settles what"),
            _sides,
            (
                Column("number", mark("Entry"), Entry.number, to="entry", key=Entry.id),
                Column("on", mark("Date"), Entry.on, "date"),
                Column("text", mark("Text"), LINE_TEXT),
                DEBIT,
                CREDIT,
                Column("open", mark("Still open"), open_amount(), "money"),
            ),
        ),
    ),
    related=_booked,
    parts=(("sandbox/match.html", undoing),),
)

TERM = DocumentPage(
    kind="term",
    module=FINANCE,
    back="terms",
    fields=(Field(mark("Code"), "code"),),
    lines=(
        Lines(
            mark("What is due when"),
            lambda _, term: select(TermPart.id).where(TermPart.term_id == term.id).order_by(TermPart.position),
            (
                Column("part", mark("Part"), TermPart.kind, "choice"),
                Column("share", mark("Share"), TermPart.share / 10000.0, "percent"),
                Column("amount", mark("Amount"), func.nullif(TermPart.amount, 0), "money"),
                Column("months", mark("Months later"), func.nullif(TermPart.months, 0), "number"),
                Column("month_day", mark("On day of the month"), func.nullif(TermPart.month_day, 0), "number"),
                Column("days", mark("Days later"), TermPart.days, "lasting"),
            ),
        ),
    ),
)

DOCUMENTS = (ACCOUNT, ENTRY, PERIOD, MATCH, TERM)
