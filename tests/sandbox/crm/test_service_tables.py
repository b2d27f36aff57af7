"""The moment of a trial in SQL is that of its clock, and is compared with moments that were kept."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import insert, literal, select

from advisor.db import Database
from advisor.sandbox.core import clock
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.crm.service_tables import NOW, Article, Claim, Survey
from advisor.sandbox.crm.tables import Interaction
from tests.sandbox.crm.serving import at


@pytest.mark.parametrize("text", ["2026-03-02 00:00", "2026-03-02 23:59"])
def test_now_on_both_databases(books: Database, text: str) -> None:
    with books.session() as session:
        moment = at(session, text)
        assert session.scalar(select(NOW)) == moment == clock.now(session)
        values = {"channel": "chat", "way": "in", "text": "x"}
        for minutes in (-1, 0, 1):
            session.execute(insert(Interaction).values(at=moment + datetime.timedelta(minutes=minutes), **values))
        before = select(Interaction.id).where(Interaction.at < NOW)
        assert list(session.scalars(before)) == [1]
        assert session.scalar(select(literal(1)).where(moment == NOW)) == 1


def test_documents_are_known_by_their_kinds() -> None:
    assert (MODELS["article"], MODELS["survey"], MODELS["claim"]) == (Article, Survey, Claim)
