"""Files of contacts as they are sent: their bytes, their size, and what is no table."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from httpx2 import Response

from advisor.errors import BadInput
from tests.web.sandbox.trying import Trier, sound
from web.routes.sandbox.importing import MOST_BYTES, decoded


def send(there: Trier, body: bytes, name: str = "contacts.csv", key: str = "k") -> Response:
    files = {"file": (name, body, "text/csv")}
    address = f"{there.base}/contacts/import"
    return there.client.post(address, data={"key": key}, files=files, follow_redirects=False)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Имя".encode(), "en"),
        ("\ufeffИмя".encode(), "en"),
        ("Имя".encode("cp1251"), "ru"),
        ("Имя".encode("utf-16"), "zh"),
        ("名称,邮箱".encode("gb18030"), "zh"),
    ],
)
def test_files_of_spreadsheets_are_read(body: bytes, language: str) -> None:
    assert decoded(body, language)[0] in "И名"


@pytest.mark.parametrize("body", [b"PK\x03\x04\0\0", b"  \n", b"a" * (MOST_BYTES + 1)])
def test_what_is_no_table_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        decoded(body, "en")


def test_sent_once_and_what_is_wrong_is_said_on_the_page(app: FastAPI) -> None:
    there = Trier(app)
    first, again = (send(there, b"Name\nAcme\n") for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (303, again.headers["location"])
    for body, said in ((b"", "Choose a file first."), (b"Name\n", "holds no contact"), (b'Name\n"x\n', "is not CSV")):
        refused = send(there, body, key="")
        assert refused.status_code in (409, 422)
        assert said in sound(refused).text
    assert there.post("/contacts/import").status_code == 422  # without a file
    assert there.get("/d/contact_import/1").status_code == 200
