"""For programs: the example on the page works as it stands, and works once."""

from __future__ import annotations

import html
import json
import re

from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.trade.tables import Order
from advisor.sandbox.verbs import run
from tests.web.sandbox.trying import Trier

BOSS = Actor("Robin", "manager")


def furnish(session: Session) -> None:
    run(session, "party.create", {"name": "Acme", "customer": True}, BOSS)
    run(session, "product.create", {"name": "Valve", "price": 12}, BOSS)


def test_the_example_works_as_it_stands(app: FastAPI) -> None:
    trier = Trier(app, furnish)
    page = html.unescape(trier.page("/p/programs").text)
    sent = re.search(r"curl -X POST http://testserver(\S+) .*?-d '(.*?)'", page, re.S)
    assert sent
    for _ in range(2):
        reply = trier.client.post(sent[1], json=json.loads(sent[2]), headers={"Idempotency-Key": "shop-4711"})
        assert reply.json() == {"kind": "sale", "id": 1}
    with trier.books.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Order)) == 1
    assert "party, lines" in page


def test_without_anything_to_sell_there_is_no_example(trier: Trier) -> None:
    page = trier.page("/p/programs").text
    assert "curl -X POST" not in page
    assert "deal.win" in page
