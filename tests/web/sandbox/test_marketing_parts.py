"""Pieces of marketing pages: days, addresses, conditions in words, offers for a contact."""

from __future__ import annotations

import datetime
from dataclasses import replace

from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.crm import segments
from advisor.sandbox.crm.segments import Condition
from advisor.sandbox.crm.tables import Contact
from tests.web.sandbox.marketed import shop
from web.sandbox.marketing_parts import FIELDS, TESTS, channel_word, heads, listed, money, offers, sentences, span_of
from web.sandbox.visit import Visit

D = datetime.date


def test_what_pages_share(app: FastAPI) -> None:
    there = shop(app)
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        span = span_of(visit)
        assert (span.first, span.last) == (D(2025, 10, 1), D(2026, 3, 10))
        asked = replace(visit, query={"on.from": "2026-02-01", "on.to": "2026-01-01"})
        assert span_of(asked).first == D(2026, 1, 1), "never the wrong way round"
        assert [head.end for head in heads(visit, "A", "B", "C", texts=2)] == [False, False, True]
        assert (money(visit, None), money(visit, 12345)) == ("–", "123.45 EUR")
        days = ("2026-01-01", "2026-01-31")
        assert listed(visit, "deals", state="won", closed=days).endswith(
            "/l/deals?state=won&closed.from=2026-01-01&closed.to=2026-01-31"
        )
        assert [channel_word(one, visit.words) for one in ("ads", "", "My uncle")] == [
            "Advertisements", "Unknown", "My uncle",
        ]  # fmt: skip
        ann, gus = (session.scalars(select(Contact).where(Contact.name == name)).one() for name in ("Ann", "Hana"))
        found = offers(visit, ann)
        assert [(one.text, one.discount, one.segment.text) for one in found] == [
            ("Free delivery in spring", "12.5 per cent off", "Buyers in Bern")
        ]
        assert found[0].why == "City is Bern; Number of deals won at least 1"
        assert offers(visit, gus) == []


def test_conditions_are_read_as_sentences(app: FastAPI) -> None:
    there = shop(app)
    written = (
        ("role", "is", "customer"), ("tier", "is_not", "gold"), ("open_ticket", "is", "yes"),
        ("won", "at_least", "1500.5"), ("industry", "has", "food"), ("consent", "is", "given"),
    )  # fmt: skip
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        asked = [Condition(field=one[0], test=one[1], value=one[2]) for one in written]  # type: ignore[arg-type]
        assert sentences(visit, asked) == [
            "Role is Customer", "Tier is not Gold", "Has an open ticket is Yes",
            "Amount of deals won at least 1,500.5 EUR", "Industry contains food", "Consent to mailings is Given",
        ]  # fmt: skip


def test_every_field_and_test_has_a_word() -> None:
    assert set(FIELDS) == set(segments.NAMES)
    assert set(TESTS) == {test for name in segments.NAMES for test in segments.fitting(name)}
