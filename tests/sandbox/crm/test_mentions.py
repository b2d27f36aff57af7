"""What is written about the company comes in by day, in the language of the trial, and is answered."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import mentions
from advisor.sandbox.crm.marketing_tables import Mention
from advisor.sandbox.crm.mentions import LANGUAGES, TONES, feed
from advisor.sandbox.crm.tables import Interaction, Ticket
from tests.sandbox.crm.promoting import MIA, after, person, to_day
from tests.sandbox.making import do


def test_the_feed_is_whole_in_every_language() -> None:
    keys = [one["key"] for one in feed()]
    assert len(keys) == len(set(keys)) >= 20
    assert {one["tone"] for one in feed()} == set(TONES)
    assert [one["day"] for one in feed()] == sorted(one["day"] for one in feed())
    for language in LANGUAGES:
        texts = feed(language)
        assert list(texts) == keys, language
        assert all("{company}" in text for text in texts.values()), language


def test_they_come_in_by_day_and_once(books: Database) -> None:
    with books.session() as session:
        assert mentions.bring_in(session) == 0
        to_day(session, clock.today(session) + datetime.timedelta(days=2))
        early = [one for one in feed() if one["day"] <= 2]
        assert [mentions.bring_in(session), mentions.bring_in(session)] == [len(early), 0]
        found = session.scalars(select(Mention).order_by(Mention.on, Mention.id)).all()
        assert (found[0].state, found[0].tone, "Example Works" in found[0].text) == ("new", "good", True)
        assert [(one.on - clock.trial(session).first_day).days for one in found] == [one["day"] for one in early]
        weeks = mentions.by_week(session)
        assert sum(sum(one.values()) for one in weeks.values()) == len(early)
        assert all(week.weekday() == 0 for week in weeks)


def test_they_go_on_after_the_months_that_were_played(session: Session) -> None:
    trial = clock.trial(session)
    begun = trial.first_day
    to_day(session, begun + datetime.timedelta(days=91))
    played = mentions.bring_in(session)
    trial.first_day = trial.today
    assert (mentions.bring_in(session), played < len(feed())) == (0, True)
    to_day(session, trial.today + datetime.timedelta(days=14))
    assert mentions.bring_in(session) == len(feed()) - played
    assert session.scalar(select(func.max(Mention.on))) == begun + datetime.timedelta(days=feed()[-1]["day"])


def test_the_texts_are_in_the_language_of_the_trial(session: Session) -> None:
    clock.trial(session).language = "uk"
    after(session, 1)
    assert "«Example Works»" in (session.scalars(select(Mention.text)).first() or "")


def test_answer_ticket_link_and_ignore(session: Session) -> None:
    ann = person(session, "Ann")
    after(session, 4)
    good, bad, other, *_ = session.scalars(select(Mention).order_by(Mention.id)).all()
    do(session, "mention.link", MIA, document=bad.id, contact=ann.id)
    assert (bad.state, bad.contact_id) == ("new", ann.id)
    do(session, "mention.ticket", MIA, document=bad.id)
    ticket = session.scalars(select(Ticket)).one()
    assert (bad.state, bad.ticket_id, ticket.contact_id, ticket.channel) == ("answered", ticket.id, ann.id, "social")
    assert (ticket.priority, ticket.text) == ("high", bad.text)
    with pytest.raises(Refusal, match="text is needed"):
        do(session, "mention.answer", MIA, document=good.id, text=" ")
    do(session, "mention.answer", MIA, document=good.id, text="Thank you")
    do(session, "mention.ignore", MIA, document=other.id)
    assert (good.state, good.answer, other.state) == ("answered", "Thank you", "ignored")
    said = session.scalars(select(Interaction).where(Interaction.channel == "social").order_by(Interaction.id)).all()
    assert [(one.way, one.contact_id, one.ticket_id) for one in said] == [
        ("in", ann.id, ticket.id),
        ("out", None, None),
    ]


def test_a_ticket_first_and_the_contact_later(session: Session) -> None:
    ann = person(session, "Ann")
    after(session, 1)
    one = session.scalars(select(Mention)).first()
    assert one is not None
    do(session, "mention.ticket", MIA, document=one.id)
    do(session, "mention.link", MIA, document=one.id, contact=ann.id)
    said = session.scalars(select(Interaction)).one()
    assert (said.way, said.ticket_id, one.state, one.contact_id) == ("in", one.ticket_id, "answered", ann.id)
