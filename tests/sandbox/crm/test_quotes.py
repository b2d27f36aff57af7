"""Quotes: frozen when they are sent, approved, accepted, declined, revised."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import approving, events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm import quotes
from advisor.sandbox.crm.pipeline_tables import Quote
from advisor.sandbox.crm.tables import Deal, Interaction
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, SELLER, do, units
from tests.sandbox.pipeline import contact, deal, item, line, modules, quoted


@pytest.fixture
def offered(session: Session) -> Deal:
    """A deal over three pumps at 100."""
    return deal(session, contact(session), lines=[line(item(session), 3)])


def test_a_quote_has_the_lines_of_the_deal(session: Session, offered: Deal) -> None:
    quote = quoted(session, offered, tax=units("19"))
    assert (quote.number, quote.version, quote.state) == ("QU-0001", 1, "draft")
    assert (quote.net, quote.tax, quote.gross) == (30_000, 5_700, 35_700)
    assert quote.until == DAY + datetime.timedelta(days=30)
    do(session, "quote.change", SELLER, document=quote.id, tax=units(0), text="Dear Ann", until=DAY)
    assert (quote.gross, quote.text, quote.until) == (30_000, "Dear Ann", DAY)
    with pytest.raises(Refusal, match="day is over"):
        do(session, "quote.change", SELLER, document=quote.id, until=DAY - datetime.timedelta(days=1))
    with pytest.raises(Refusal, match="A tax is between"):
        quoted(session, offered, tax=units(-1))
    do(session, "deal.win", SELLER, document=offered.id)
    with pytest.raises(Refusal, match="decided"):
        quoted(session, offered)


def test_what_was_sent_does_not_change(session: Session, offered: Deal) -> None:
    quote = quoted(session, offered, text="Dear Ann")
    pump = offered.lines[0].item
    do(session, "quote.send", SELLER, document=quote.id)
    do(session, "item.change", item=pump.id, price=units(500))
    do(session, "deal.change", SELLER, document=offered.id, lines=[line(pump, 1)])
    assert (quote.state, quote.sent, quote.net, offered.amount) == ("sent", DAY, 30_000, 50_000)
    with pytest.raises(Refusal, match="Only a draft"):
        do(session, "quote.change", SELLER, document=quote.id, lines=[])
    (mail,) = session.scalars(select(Interaction)).all()
    assert (mail.way, mail.contact_id, mail.text) == ("out", offered.contact_id, "QU-0001\nDear Ann")


def test_an_empty_quote_is_not_sent(session: Session) -> None:
    quote = quoted(session, deal(session, contact(session), 100))
    with pytest.raises(Refusal, match="no lines"):
        do(session, "quote.send", SELLER, document=quote.id)


def test_acceptance_wins_the_deal_over_what_was_offered(session: Session, offered: Deal) -> None:
    quote = quoted(session, offered)
    do(session, "quote.send", SELLER, document=quote.id)
    do(session, "deal.change", SELLER, document=offered.id, lines=[line(offered.lines[0].item, 9)])
    do(session, "quote.accept", SELLER, document=quote.id)
    assert (quote.state, offered.state, offered.amount) == ("accepted", "won", 30_000)
    assert [one.quantity for one in offered.lines] == [3]


def test_acceptance_may_leave_the_deal_open(session: Session, offered: Deal) -> None:
    one, other = quoted(session, offered), quoted(session, offered)
    for quote in (one, other):
        do(session, "quote.send", SELLER, document=quote.id)
    do(session, "quote.accept", SELLER, document=one.id, win=False)
    assert (one.state, offered.state) == ("accepted", "prospecting")
    do(session, "deal.lose", SELLER, document=offered.id, reason="they went away")
    do(session, "quote.accept", SELLER, document=other.id)
    assert (other.state, offered.state) == ("accepted", "lost")


def test_a_quote_that_expired_is_revised(session: Session, offered: Deal) -> None:
    quote = quoted(session, offered, until=DAY, tax=units(10))
    do(session, "quote.send", SELLER, document=quote.id)
    assert quotes.shown_state(session, quote) == "sent"
    do(session, "clock.advance", to="day")
    assert quotes.shown_state(session, quote) == "expired"
    today = DAY + datetime.timedelta(days=1)
    assert session.scalars(select(Quote.id).where(quotes.expired(today))).all() == [quote.id]
    with pytest.raises(Refusal, match="held until 2026-03-02"):
        do(session, "quote.accept", SELLER, document=quote.id)
    do(session, "quote.revise", SELLER, document=quote.id)
    following, _ = quotes.of_deal(session, offered.id)
    assert (quote.state, following.state, following.previous_id) == ("replaced", "draft", quote.id)
    assert (following.number, following.version, following.gross) == ("QU-0001-2", 2, 33_000)
    do(session, "quote.send", SELLER, document=following.id)
    with pytest.raises(Refusal, match="Say why"):
        do(session, "quote.decline", SELLER, document=following.id, reason="")
    do(session, "quote.decline", SELLER, document=following.id, reason="too dear")
    assert (following.state, following.reason) == ("declined", "too dear")
    do(session, "quote.revise", SELLER, document=following.id)
    assert quotes.of_deal(session, offered.id)[0].number == "QU-0001-3"


def test_a_draft_that_lay_too_long_is_not_sent(session: Session, offered: Deal) -> None:
    quote = quoted(session, offered, until=DAY)
    do(session, "clock.advance", to="day")
    with pytest.raises(Refusal, match="is over"):
        do(session, "quote.send", SELLER, document=quote.id)


def test_a_large_discount_waits_for_the_manager(session: Session, offered: Deal) -> None:
    pump = offered.lines[0].item
    states = []
    for percent in ("10", "10.01"):
        do(session, "deal.change", SELLER, document=offered.id, lines=[line(pump, 3, discount=units(percent))])
        quote = quoted(session, offered)
        do(session, "quote.send", SELLER, document=quote.id)
        states.append(quote.state)
    assert states == ["sent", "waiting"]
    with pytest.raises(WrongRole):
        do(session, "quote.approve", SELLER, document=quote.id)
    do(session, "quote.reject", BOSS, document=quote.id, reason="too much")
    assert (quote.state, quote.sent) == ("draft", None)
    do(session, "quote.send", SELLER, document=quote.id)
    do(session, "quote.approve", BOSS, document=quote.id)
    assert (quote.state, quote.sent) == ("sent", DAY)


def test_without_approvals_it_is_sent(session: Session, offered: Deal) -> None:
    modules(session, "crm-contacts", "crm-pipeline", "crm-quotes-invoicing")
    do(session, "deal.change", SELLER, document=offered.id, lines=[line(offered.lines[0].item, 1, discount=units(50))])
    quote = quoted(session, offered)
    do(session, "quote.send", SELLER, document=quote.id)
    assert (quote.state, quotes.discount(quote)) == ("sent", 5_000)


def test_the_manager_decides_from_the_list_too(session: Session, offered: Deal) -> None:
    pump = offered.lines[0].item
    do(session, "deal.change", SELLER, document=offered.id, lines=[line(pump, 3, discount=units(50))])
    quote = quoted(session, offered)
    do(session, "quote.send", SELLER, document=quote.id, text="Dear Ann")
    (asked,) = approving.inbox(session, BOSS)
    assert (asked.kind, asked.document, asked.amount, asked.role) == ("quote", quote.id, quote.net, "manager")
    assert session.scalars(select(Interaction)).all() == [], "nothing is sent before"
    do(session, "approval.decide", BOSS, approval=asked.id, decision="approve", reason="an old friend")
    assert (quote.state, approving.inbox(session, BOSS)) == ("sent", [])
    assert [mail.text for mail in session.scalars(select(Interaction))] == ["QU-0001\nDear Ann"]


def test_the_manager_needs_nobody(session: Session, offered: Deal) -> None:
    pump = offered.lines[0].item
    do(session, "deal.change", SELLER, document=offered.id, lines=[line(pump, 3, discount=units(50))])
    quote = quoted(session, offered)
    do(session, "quote.send", BOSS, document=quote.id)
    assert quote.state == "sent"


def test_versions_are_a_chain_and_one_is_replaced_once(books: Database) -> None:
    with books.session() as session:
        made = deal(session, contact(session), lines=[line(item(session), 3, text="blue")])
        first = quoted(session, made, text="Dear Ann", tax=units(7))
        do(session, "quote.send", SELLER, document=first.id)
        do(session, "quote.revise", SELLER, document=first.id)
        with pytest.raises(Refusal, match="state it is in now"):
            do(session, "quote.revise", SELLER, document=first.id)
        second, _ = quotes.of_deal(session, made.id)
        assert (second.text, second.tax_rate, second.lines[0].text, second.owner) == (
            "Dear Ann",
            700,
            "blue",
            made.owner,
        )
        do(session, "quote.change", SELLER, document=second.id, lines=[line(item(session, "Hose"), 2)])
        assert (second.net, first.net) == (20_000, 30_000)
        history = [one.what for one in events.history(session, "quote", first.id)]
        assert history == ["create", "send", "revise"]


@pytest.mark.parametrize(("price", "percent", "tax", "gross"), [("0.99", "19", 19, 118), ("0.50", "5", 3, 53)])
def test_tax_is_rounded_half_up(session: Session, price: str, percent: str, tax: int, gross: int) -> None:
    made = deal(session, contact(session), lines=[line(item(session), 1, price=units(price))])
    quote = quoted(session, made, tax=units(percent))
    assert (quote.tax, quote.gross) == (tax, gross)
