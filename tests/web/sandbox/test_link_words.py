"""Messages as they are read."""

from __future__ import annotations

import datetime

from fastapi import FastAPI

from advisor.sandbox.bridge.tables import Message
from tests.web.sandbox.trying import DAY, Trier
from web.sandbox.chrome import writer
from web.sandbox.link_words import facts, kind, lines, moment, said, subject
from web.sandbox.visit import Visit


def test_values_lines_and_reasons_are_written_out(app: FastAPI) -> None:
    there = Trier(app)
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        body = {
            "sale": 3, "number": "SO-1", "gross": 123_456, "currency": "EUR", "promised": "2026-03-05",
            "state": "confirmed", "delivered": 25, "credit": True, "available": 250, "places": 2, "due": None,
            "order": {"number": "x"},
        }  # fmt: skip
        shown = {one.title: one.cell.text for one in facts(visit, body)}
        assert shown == {
            "Number": "SO-1", "Total": "EUR 1,234.56", "Currency": "EUR", "Promised for": "5 March 2026",
            "Status": "Confirmed", "Delivered": "25%", "Credit note": "Yes", "Free now": "2.5",
        }  # fmt: skip
        line = {"code": "v", "name": "Valve", "quantity": 150, "places": 2, "price": 100_050, "discount": 250}
        assert lines(visit, {"lines": [line], "currency": "EUR"}) == (("v", "Valve", "1.5", "10.005", "2.5"),)
        message = Message(subject="stock:7", kind="stock", body={"name": "Valve"}, reason="No {what}.",
                          values={"what": "idea"})  # fmt: skip
        assert (said(visit, message), subject(visit, message).text) == ("No idea.", "Valve")
        assert subject(visit, message).href.endswith("/d/item/7")
        assert subject(visit, Message(subject="deal:2", body={})).text == "Deal 2"
        assert kind("order_state", visit) == "State of an order"
        assert moment(writer(visit), datetime.datetime.combine(DAY, datetime.time(9, 5))) == "2 March 2026, 09:05"
        assert moment(writer(visit), None) == ""
