"""What pages of service share: time in words, conversations, and what a customer has with us."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI

from advisor.sandbox.crm.hours import Calendar
from advisor.sandbox.crm.tables import Ticket
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox import service_parts
from web.sandbox.cells import Writer
from web.sandbox.visit import Visit

WRITE = Writer("en", str, "EUR")
NINE_TO_FIVE = Calendar(frozenset(range(5)), 9 * 60, 17 * 60)


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (59.4, "59 min"), (60, "1 h"), (61, "1 h 1 min"), (6_000, "100 h")]
)
def test_time_in_words(minutes: float, text: str) -> None:
    assert service_parts.span(minutes, WRITE) == text


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"2026-03-{text}")


@pytest.mark.parametrize(
    ("now", "held", "answered", "text", "tone"),
    [
        ("02 09:00", None, None, "4 h left", "good"),
        ("02 12:30", None, None, "30 min left", "warn"),
        ("02 13:00:30", None, None, "Late", "bad"),
        ("02 15:00", None, None, "2 h late", "bad"),
        ("03 10:00", None, None, "5 h late", "bad"),
        ("02 15:00", None, "02 10:00", "4 h left", "good"),
        ("04 15:00", "02 12:30", None, "On hold · 30 min left", ""),
        ("04 15:00", "02 14:00", None, "1 h late", "bad"),
    ],
)
def test_time_that_is_left(now: str, held: str | None, answered: str | None, text: str, tone: str) -> None:
    """To be answered on Monday at 13:00, solved on Tuesday at 11:00."""
    ticket = Ticket(
        state="waiting" if held else "in_progress",
        answer_due=moment("02 13:00"),
        solve_due=moment("03 11:00"),
        held_since=moment(held) if held else None,
        answered=moment(answered) if answered else None,
    )
    found = service_parts.left(ticket, moment(now), NINE_TO_FIVE, WRITE)
    assert (found.text, found.tone, found.answer) == (text, tone, answered is None)
    ticket.state = "solved"
    assert service_parts.left(ticket, moment(now), NINE_TO_FIVE, WRITE) == service_parts.Left()


def test_moments_and_channels_in_words() -> None:
    assert service_parts.at(moment("02 13:05"), WRITE) == "2 Mar 2026, 13:05"
    assert service_parts.at(moment("02 13:05"), Writer("fa", str, "EUR")) == "۱۴۰۴/۱۲/۱۱، ۱۳:۰۵"
    names = [service_parts.channel(name, str) for name in service_parts.CHANNELS]
    assert names == ["Telephone", "E-mail", "Chat", "Social network", "In person", "Website"]
    assert [one.chosen for one in service_parts.options("chat", str)] == [False, False, True, False, False, False]
    assert (service_parts.percent(None, "en"), service_parts.percent(0.25, "en")) == ("–", "25%")


def test_what_was_said(there: Trier) -> None:
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        with_hotel = service_parts.said_with(visit, 2)
        assert [(one.ticket.text, one.ours) for one in with_hotel] == [
            ("TI-0001", False),
            ("TI-0005", False),
            ("TI-0005", True),
            ("TI-0007", False),
        ]
        about = service_parts.said_in(visit, session.get_one(Ticket, 2))
        assert [(one.who, one.channel, one.ticket.text) for one in about] == [
            ("desk@north.example", "E-mail", ""),
            ("desk@north.example", "Chat", ""),
        ]


def test_what_a_customer_has_with_us(there: Trier) -> None:
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        north = service_parts.known(visit, session.get_one(Ticket, 2))
        assert north is not None
        assert (north.contact.text, north.open.text, north.overdue.text) == (
            "North Trading",
            "EUR 1,250.00",
            "EUR 250.00",
        )
        ((deal, amount, state),) = north.deals
        assert (deal.text, amount.text, state.text) == ("Pumps for the garden", "EUR 1,200.00", "Prospecting")
        assert [(number.text, subject) for number, subject, _ in north.tickets] == [("TI-0006", "Do you sell seeds?")]
        assert north.count == "1"
        cafe = service_parts.known(visit, session.get_one(Ticket, 3))
        assert cafe is not None
        assert (cafe.open.text, cafe.deals) == ("", ())
        assert service_parts.known(visit, Ticket(contact_id=None)) is None
