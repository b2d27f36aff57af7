"""Mails that are handed over are taken once."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import ModuleOff
from advisor.sandbox.crm import mail_outbox
from advisor.sandbox.crm.marketing_tables import Mail
from tests.sandbox.crm.promoting import mailing, person, segment


def test_each_is_taken_once_and_settled(books: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_outbox, "MOST", 2)
    with books.session() as session:
        for name in ("Ann", "Bob", "Cid"):
            person(session, name)
        mailing(session, 0, segment=segment(session).id)
    with books.session() as session:
        first = mail_outbox.take(session)
        assert [one.to for one in first] == ["ann@example.org", "bob@example.org"]
    with books.session() as session:
        assert [one.to for one in mail_outbox.take(session)] == ["cid@example.org"]
        assert mail_outbox.take(session) == []
        mail_outbox.settle(session, {first[0].id: "sent", first[1].id: "failed"})
        mail_outbox.settle(session, {first[0].id: "queued"})
        assert session.scalars(select(Mail.state).order_by(Mail.id)).all() == ["sent", "failed", "sending"]
        assert mail_outbox.counts(session) == {"sent": 1, "failed": 1, "sending": 1}


def test_not_without_the_module(session: Session) -> None:
    clock.trial(session).modules = ["crm-contacts"]
    with pytest.raises(ModuleOff):
        mail_outbox.take(session)
