"""Worked cases of service, each a row of `service_cases.yaml`."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.crm import articles, channels, hours
from advisor.sandbox.crm.hours import Calendar, due, worked
from advisor.sandbox.crm.service_tables import Article
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.crm.serving import article, contact, heard, service, ticket

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("service_cases.yaml").read_text(encoding="utf-8"))


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@cache
def calendar(name: str) -> Calendar:
    raw = CASES["calendars"][name]
    opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in raw["hours"])
    return Calendar(frozenset(raw["days"]), opens, closes, frozenset(raw["holidays"]))


@pytest.mark.parametrize(("name", "start", "minutes", "end"), CASES["due"])
def test_due(name: str, start: str, minutes: int, end: str) -> None:
    assert due(moment(start), minutes, calendar(name)) == moment(end)
    assert worked(moment(start), moment(end), calendar(name)) == minutes


@pytest.mark.parametrize(("name", "start", "end", "minutes"), CASES["worked"])
def test_worked(name: str, start: str, end: str, minutes: int) -> None:
    assert worked(moment(start), moment(end), calendar(name)) == minutes


def test_settings_of_a_trial_give_the_same_calendars(session: Session) -> None:
    for name, raw in CASES["calendars"].items():
        service(session, **{**raw, "holidays": [str(day) for day in raw["holidays"]]})
        assert hours.policy(session).calendar == calendar(name)


def test_articles_are_found_in_every_language(session: Session) -> None:
    known = [article(session, title, text) for title, text in CASES["articles"]]

    def found(rows: list[Article]) -> list[int]:
        return [known.index(one) for one in rows]

    for text, expected in CASES["searches"]:
        assert found(articles.search(session, text)) == expected, text
    for text, expected in CASES["suggestions"]:
        assert found(articles.suggestions(session, text)) == expected, text


def test_senders(session: Session) -> None:
    for one in CASES["contacts"]:
        contact(session, **one, anyway=True)
    names = {row.id: row.name for row in session.scalars(select(Contact))}
    for sender, name in CASES["senders"]:
        assert names.get(channels.recognised(session, sender) or 0, "") == name, sender


def test_messages_go_to_the_ticket_that_they_are_about(session: Session) -> None:
    """A message that is about none of them makes a ticket of its own."""
    acme = contact(session, "Acme", email="desk@acme.example")
    known = [ticket(session, subject, contact=acme.id).id for subject in CASES["open"]]
    for text, place in CASES["messages"]:
        said = heard(session, "chat", "desk@acme.example", text)
        expected = None if place is None else known[place]
        assert (said.ticket_id if said.ticket_id in known else None) == expected, text
