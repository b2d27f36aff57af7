"""What is done on a page or by a program is heard on the other side at once; and it is done even if that fails."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from advisor.errors import NotFound
from advisor.sandbox.bridge import outbox
from advisor.sandbox.bridge.tables import Message
from advisor.sandbox.core.tables import Party
from advisor.sandbox.crm.tables import Contact, Item
from tests.sandbox.bridge.joint import contact
from tests.sandbox.selling import goods
from tests.web.sandbox.trying import Trier
from web.sandbox.link_after import hand_over
from web.sandbox.visit import Door


def test_pages_programs_and_the_clock_deliver(app: FastAPI) -> None:
    there = Trier(app)
    there.do("contact.create", name="Page", customer="1", email="s@x.example")
    done = there.client.post(f"{there.base}/api/contact.create", json={"name": "Program", "customer": True})
    assert done.status_code == 200
    with there.books.session() as session:
        assert set(session.scalars(select(Party.name))) == {"Page", "Program"}
        contact(session, "Clock")
    there.post("/clock", to="hour", key="")
    with there.books.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Party)) == 3


def test_what_is_free_is_heard_without_a_message_of_its_own(app: FastAPI) -> None:
    there = Trier(app, lambda session: goods(session, "valve", stock=5) and None)
    there.do("stock.scrap", product="1", location="1", quantity="2", reason="broken")
    there.post("/clock", to="hour", key="")
    with there.books.session(write=False) as session:
        assert session.scalars(select(Item.available)).one() in (3, 5)


def test_a_failure_keeps_the_message_and_the_work(app: FastAPI) -> None:
    """The trial is gone between the work and the delivery, as after a reset elsewhere."""
    there = Trier(app)
    door = Door(app.state.trials, "en", {}, {})
    with there.books.session() as session:
        contact(session, "Kept")
    assert outbox.wrote(session)
    with pytest.raises(NotFound), door.visit("x" * 32):
        pass
    hand_over(door, "x" * 32, session)  # nothing is raised
    with there.books.session(write=False) as later:
        assert later.scalars(select(Message.state)).all() == ["waiting"]
        assert later.scalars(select(Contact.name)).all() == ["Kept"]
    hand_over(door, there.secret, session)
    with there.books.session(write=False) as later:
        assert later.scalars(select(Message.state)).all() == ["delivered"]


def test_nothing_told_means_nothing_delivered(app: FastAPI) -> None:
    there = Trier(app, lambda session: contact(session) and None)
    with there.books.session() as session:
        pass
    hand_over(Door(app.state.trials, "en", {}, {}), there.secret, session)
    with there.books.session(write=False) as later:
        assert later.scalars(select(Message.state)).all() == ["waiting"]
