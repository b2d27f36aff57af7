"""The report for an auditor: sound books are green, and what somebody bent is told."""

from __future__ import annotations

import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.insight import compliance
from advisor.sandbox.insight.spans import Span
from tests.sandbox import buying, selling
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, do, supplier, units

D = datetime.date
MARCH = Span(D(2026, 3, 1), D(2026, 3, 31))


def test_sound_books_are_green(company: Session) -> None:
    found = compliance.report(company)
    assert [str(one) for checked in found for one in checked.findings] == []
    assert all(one.sound for one in found)
    assert {one.area for one in found} == {area for area, _ in compliance.AREAS}
    assert len({(one.area, one.check.name) for one in found}) == len(found) >= 20
    assert all(one.check.what.endswith(".") for one in found)


def test_empty_books_are_sound(session: Session) -> None:
    assert compliance.findings(session) == []
    assert compliance.span_of(session) is None


def test_what_was_bent_past_the_program_is_told(session: Session) -> None:
    selling.goods(session, "bolt", stock=5)
    assert compliance.findings(session) == []
    session.execute(text("UPDATE stock_balance SET value = value + 1"))
    session.expire_all()
    bent = [one for one in compliance.report(session) if not one.sound]
    assert {one.area for one in bent} == {"stock"}
    assert all(one.findings for one in bent)


def test_the_trail_says_who_did_what(session: Session) -> None:
    supplier(session, "mill")
    do(session, "party.create", BUYER, name="Depot", supplier=True)
    rows = session.scalars(compliance.trail()).all()
    assert [(one.actor, one.what, one.kind) for one in rows] == [
        ("Bo", "create", "party"),
        ("Robin", "create", "party"),
    ]
    assert [one.document for one in session.scalars(compliance.trail(actor="Bo"))] == [rows[0].document]
    assert session.scalars(compliance.trail(kind="sale")).all() == []
    assert len(session.scalars(compliance.trail(kind="party", document=rows[1].document)).all()) == 1
    assert session.scalars(compliance.trail(span=Span(D(2025, 1, 1), D(2025, 1, 2)))).all() == []
    assert compliance.actors(session) == ["Bo", "Robin"]
    assert compliance.span_of(session) == Span(DAY, DAY)


def test_taxes_by_code(books: Database) -> None:
    with books.session() as session:
        bolt = selling.goods(session, "bolt", tax="VAT", purchase_tax="VAT")
        advice = selling.goods(session, "advice", stock=0, kind="service", tax="REDUCED")
        order = selling.confirmed(session, selling.buyer(session), (bolt, 2), (advice, 1))
        selling.shipped(session, order)
        selling.posted(session, order)
        buying.whole(session, supplier(session, "mill"), (bolt, 10, 4))
        found = {one.code: one for one in compliance.taxes(session, MARCH)}
        assert (found["VAT"].sales_base, found["VAT"].sales_tax) == (2_000, 400)
        assert (found["VAT"].purchase_base, found["VAT"].purchase_tax) == (4_000, 800)
        assert (found["REDUCED"].sales_base, found["REDUCED"].sales_tax, found["REDUCED"].due) == (1_000, 100, 100)
        assert found["VAT"].due == -400
        assert compliance.taxes(session, Span(D(2026, 1, 1), D(2026, 2, 1))) == []


def test_a_credit_note_takes_its_tax_back(session: Session) -> None:
    invoice = selling.billed(session, selling.buyer(session), 100)
    assert compliance.taxes(session, MARCH) == []
    line = [{"text": "Advice", "price": units(50), "tax": "VAT"}]
    draft = do(session, "invoice.create", party=invoice.party_id, lines=line)
    do(session, "invoice.post", document=draft.id)
    assert compliance.taxes(session, MARCH)[0].due == 1_000
    do(session, "invoice.reverse", document=draft.id)
    assert [(one.sales_base, one.due) for one in compliance.taxes(session, MARCH)] == [(0, 0)]
