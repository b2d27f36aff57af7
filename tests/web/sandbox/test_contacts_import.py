"""A file of contacts: sent, looked at, matched, taken in."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.routes.sandbox.test_importing import send
from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import Trier

FILE = b"Name;E-mail;Remark\nAcme;DESK@acme.example;old\nZoe;zoe@new.example;new\nBroken;none;\n"


def test_looked_at_matched_and_taken_in(app: FastAPI) -> None:
    there = Trier(app, clients)
    address = send(there, FILE).headers["location"].removeprefix(there.base)
    page = there.page(address)
    assert "This is no e-mail address" in page.text and "Acme Ltd" in page.text
    for said in ("New", "Skipped", "Not usable"):
        assert f">{said}</span> 1</li>" in page.text, said
    there.do(
        "contact_import.match", contact_import="1", columns=["name", "email", "-"], here="d/contact_import/1", key="m"
    )
    assert "Note: new" not in there.page(address).text
    sent = there.do("contact_import.take", contact_import="1", existing="skip", role="customer", key="t")
    assert sent.headers["location"] == f"{there.base}/d/contact_import/1?done=contact_import.take"
    done = there.page(address)
    assert "Take them in" not in done.text and "Taken in" in done.text
    assert "Zoe" in there.page("/l/contacts?customer=1").text
    assert "contacts.csv" in there.page("/p/import-contacts").text
