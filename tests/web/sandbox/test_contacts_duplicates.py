"""Possible duplicates, side by side: one is kept, or they are two."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import Trier
from web.sandbox.contacts_duplicates import PAGE


def test_pairs_are_merged_or_told_apart_on_the_page(app: FastAPI) -> None:
    there = Trier(app, clients)
    there.do("contact.create", name="Acme", kind="organisation")
    page = there.page("/p/duplicates")
    assert "The same telephone" in page.text and "The same name" in page.text
    assert page.text.count("Keep this one") >= 2
    sent = there.do("contact.distinct", contact="1", other="3", here="p/duplicates", key="a")
    assert sent.headers["location"].startswith(f"{there.base}/p/duplicates?")
    assert "The same telephone" not in there.page("/p/duplicates").text
    there.do("contact.merge", keep="1", other="6", here="p/duplicates", key="b")
    assert "No two contacts look the same." in there.page("/p/duplicates").text


def test_many_pairs_are_paged(app: FastAPI) -> None:
    def many(session: object) -> None:
        from tests.sandbox.crm.meeting import contact

        for number in range(PAGE + 1):
            for name in (f"Firm {number} Ltd", f"Firm {number} GmbH"):
                contact(session, name)  # type: ignore[arg-type]

    there = Trier(app, many)
    assert there.get("/p/duplicates").text.count("pair-why") == PAGE
    second = there.get("/p/duplicates?page=2").text
    assert second.count("pair-why") == 1 and 'rel="prev"' in second
    assert there.get("/p/duplicates?page=-1").status_code == 200
