"""The same thing is told once, whoever tells it."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from advisor.db import Database
from advisor.sandbox.bridge.tables import Link, Message
from advisor.sandbox.core import clock


@pytest.mark.parametrize("row", ["message", "link"])
def test_keys_are_unique(books: Database, row: str) -> None:
    def make() -> Message | Link:
        if row == "link":
            return Link(kind="contact", crm_id=1, erp_kind="party", erp_id=2)
        return Message(key="stock:1:0", side="erp", kind="stock", subject="stock:1", on=clock.now(session))

    with books.session() as session:
        session.add(make())
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(make())
            session.flush()
