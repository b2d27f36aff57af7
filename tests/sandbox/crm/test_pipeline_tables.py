"""Tables of quotes, invoices, targets and rules: what the database itself does not let happen, on both kinds."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Event
from advisor.sandbox.crm.pipeline_tables import CrmInvoice, Quote, QuoteLine, Rule, RuleRun, Target
from tests.sandbox.conftest import DAY
from tests.sandbox.making import SELLER, do, units
from tests.sandbox.pipeline import contact, deal, item, line, quoted


def refused(session: Session, row: Table) -> bool:
    """Whether the database refuses a row."""
    with session.begin_nested() as point:
        session.add(row)
        try:
            session.flush()
        except IntegrityError:
            point.rollback()
            return True
    return False


def test_documents_are_known_by_their_kinds() -> None:
    assert {kind: MODELS[kind] for kind in ("quote", "crm_invoice", "target", "rule")} == {
        "quote": Quote, "crm_invoice": CrmInvoice, "target": Target, "rule": Rule,
    }  # fmt: skip


def test_what_is_unique_is_unique(books: Database) -> None:
    with books.session() as session:
        made = deal(session, contact(session), lines=[line(item(session), 2)])
        first = quoted(session, made)
        do(session, "quote.send", SELLER, document=first.id)
        do(session, "quote.revise", SELLER, document=first.id)
        second = session.scalars(select(Quote).where(Quote.previous_id == first.id)).one()
        columns = {
            "state": "draft", "deal_id": made.id, "contact_id": made.contact_id, "on": DAY, "until": DAY,
            "currency": "EUR",
        }  # fmt: skip
        assert refused(session, Quote(number=second.number, **columns))
        assert refused(session, Quote(number="QU-9", previous_id=first.id, **columns)), "one version follows another"
        assert not refused(session, Quote(number="QU-9", **columns))
        assert not refused(session, Target(owner="Sam", month=DAY, amount=1))
        assert refused(session, Target(owner="Sam", month=DAY, amount=2))
        event = session.scalars(select(Event.id).where(Event.kind == "deal")).first()
        run = {"code": "x", "kind": "deal", "document": made.id, "on": DAY}
        assert not refused(session, RuleRun(event_id=event, **run))
        assert refused(session, RuleRun(event_id=event, **run)), "a rule does something once for an event"
        assert not refused(session, RuleRun(event_id=None, **run))
        assert not refused(session, RuleRun(event_id=None, **run)), "time may bring it about again"


def test_lines_belong_to_their_quote(session: Session) -> None:
    quote = quoted(session, deal(session, contact(session), lines=[line(item(session), 2)]))
    assert quote.lines[0].item.name == "Pump"
    do(session, "quote.change", SELLER, document=quote.id, lines=[line(item(session, "Hose"), 1, price=units(3))])
    assert [one.item.name for one in quote.lines] == ["Hose"]
    assert session.scalar(select(func.count()).select_from(QuoteLine)) == 1


@pytest.mark.parametrize("kind", ["quote", "crm_invoice"])
def test_amounts_beyond_32_bits_are_kept(books: Database, kind: str) -> None:
    """In rials or dong a few pumps are billions."""
    large = 10**12
    with books.session() as session:
        made = deal(session, contact(session), lines=[line(item(session), 2)])
        quote = quoted(session, made)
        quote.net = quote.gross = large
        session.flush()
        row: Quote | CrmInvoice = quote
        if kind == "crm_invoice":
            row = CrmInvoice(
                state="draft", quote_id=quote.id, contact_id=made.contact_id, on=DAY, due=DAY, currency="IRR",
                net=large, tax=0, gross=large,
            )  # fmt: skip
            session.add(row)
            session.flush()
        session.refresh(row)
        assert row.gross == large
