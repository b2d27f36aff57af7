"""Cases that leave and come in over the pages of the desk."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from advisor.workspace.access import audit
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.desk import casework, folders
from advisor.workspace.desk.tables import DeskCaseRecord
from advisor.workspace.desk.unpacking import MOST_BYTES
from advisor.workspace.work.tables import FileRecord
from tests.recommendation.samples import MAKER, SELLER
from tests.web import caseload, desking
from tests.web.desking import Member
from tests.web.walking import Page
from tests.workspace.desk.test_unpacking import sound
from web import desk
from web.security import MAX_BODY

TABLE = b"client,title,employees,colour\nNorthwind,First,48,red\nSouthwind,Second,many,blue\n"


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


@pytest.fixture
def number(app: FastAPI, ada: Member) -> int:
    """The folder of a client with a concluded case that has a voice, and an open one."""
    within = caseload.folder(app, ada, "Köhler & Söhne «پمپ»")
    case = caseload.case(app, ada, within, SELLER)
    caseload.ask(app, ada, case, {"employees": 12})
    caseload.conclude(app, ada, case, issue=True)
    caseload.case(app, ada, within, MAKER, "Second look")
    return within


def waiting(text: str) -> int:
    found = re.search(r'action="/en/desk/import/(\d+)"', text)
    assert found is not None, text
    return int(found[1])


def cases(app: FastAPI, member: Member) -> list[DeskCaseRecord]:
    with app.state.database.session(write=False) as session:
        return list(casework.search(session, member.organisation))


def actions(app: FastAPI, member: Member) -> list[str]:
    with app.state.database.session(write=False) as session:
        organisation = session.get_one(OrganisationRecord, member.organisation)
        assert audit.verify(session, organisation) is None
        return [entry.action for entry in audit.entries(session, member.organisation)]


def test_the_export_page_offers_what_is_there(ada: Member, number: int) -> None:
    page = Page(ada.get(f"/en/desk/export?client={number}").text)
    assert (page.mistakes, page.open) == ([], [])
    assert page.fields["client"] == [str(number)]
    assert "Köhler" in page.text and "pumps" in page.text
    for odd in ("x", "-1", "9" * 30, "<b>"):
        assert ada.get(f"/en/desk/export?client={odd}").status_code == 200


def test_an_empty_desk_exports_nothing_and_says_so(ada: Member) -> None:
    text = ada.get("/en/desk/export").text
    assert "There is no case to export yet." in text and "There is no client folder yet." in text


def test_a_table_is_saved_and_never_shown(app: FastAPI, ada: Member, number: int) -> None:
    reply = ada.get("/en/desk/export/cases.csv")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"].startswith('attachment; filename="Office')
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in reply.headers["cache-control"]
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert [(row["title"], row["status"]) for row in rows] == [("First look", "issued"), ("Second look", "draft")]
    assert caseload.FORBIDDEN not in reply.text
    assert actions(app, ada)[-1] == "cases.exported"


def test_data_and_what_is_asked_for(app: FastAPI, ada: Member, number: int) -> None:
    other = caseload.case(app, ada, caseload.folder(app, ada, "Away"), {"employees": "5"}, "Away")
    with app.state.database.session() as session:
        folders.move(casework.find(session, ada.organisation, other), "archived", desk.now())

    def titles(query: str) -> list[str]:
        reply = ada.get(f"/en/desk/export/cases.json?{query}")
        assert caseload.FORBIDDEN not in reply.text
        return sorted(case["title"] for case in json.loads(reply.text)["cases"])

    assert titles("") == ["First look", "Second look"]
    assert titles("shelf=archived") == ["Away"]
    assert titles("shelf=all") == ["Away", "First look", "Second look"]
    assert titles(f"shelf=all&client={number}") == ["First look", "Second look"]
    assert titles("tag=pumps&client=x") == [] == titles("tag=nothing") == titles("shelf=trash")
    assert ada.get("/en/desk/export/cases.exe").status_code == 404


def test_an_archive_has_a_name_in_every_script(app: FastAPI, ada: Member, number: int) -> None:
    reply = ada.get(f"/en/desk/clients/{number}/archive")
    assert reply.headers["content-type"] == "application/zip"
    disposition = reply.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="K_hler _ S_hne ')
    assert "filename*=UTF-8''K%C3%B6hler%20%26%20S%C3%B6hne%20" in disposition
    assert disposition.isascii() and disposition.count('"') == 2
    assert actions(app, ada)[-1] == "folder.exported"


@pytest.mark.parametrize(("query", "told"), [("", False), ("?comments=private", True), ("?comments=yes", False)])
def test_private_comments_only_when_they_are_ticked(ada: Member, number: int, query: str, told: bool) -> None:
    body = ada.get(f"/en/desk/clients/{number}/archive{query}").content
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        text = "".join(container.read(name).decode("utf-8", "replace") for name in container.namelist())
    assert (caseload.FORBIDDEN in text) is told


def test_a_viewer_takes_nothing_along(app: FastAPI, ada: Member, number: int) -> None:
    viewer = desking.enter(app, "viewer", ada)
    for path in ("/export", "/export/cases.csv", f"/clients/{number}/archive", "/import"):
        assert viewer.get(f"/en/desk{path}").status_code == 403
    assert caseload.upload(viewer, TABLE).status_code == 403


def test_a_folder_of_another_organisation_does_not_exist(app: FastAPI, ada: Member, number: int) -> None:
    grace = desking.enter(app)
    assert grace.get(f"/en/desk/clients/{number}/archive").status_code == 404
    assert json.loads(grace.get(f"/en/desk/export/cases.json?shelf=all&client={number}").text)["cases"] == []


def test_a_table_is_looked_through_before_anything_is_written(app: FastAPI, ada: Member) -> None:
    reply = caseload.upload(ada, TABLE)
    assert reply.status_code == 200
    page = Page(reply.text)
    assert (page.mistakes, page.open) == ([], [])
    for told in ("Northwind", "Southwind", "colour", "many", "is not a whole number"):
        assert told in reply.text
    assert cases(app, ada) == []
    assert (
        ada.post(f"/en/desk/import/{waiting(reply.text)}", act="make").headers["location"] == "/en/desk/import?done=2"
    )
    made = cases(app, ada)
    assert sorted(case.folder.client for case in made) == ["Northwind", "Southwind"]
    assert actions(app, ada)[-1] == "cases.imported"
    assert "2 cases were made." in ada.get("/en/desk/import?done=2").text


def test_a_file_is_made_once(app: FastAPI, ada: Member) -> None:
    file = waiting(caseload.upload(ada, TABLE).text)
    replies = [ada.post(f"/en/desk/import/{file}", act="make").status_code for _ in range(2)]
    assert replies == [303, 404]
    assert len(cases(app, ada)) == 2


def test_a_file_can_be_thrown_away(app: FastAPI, ada: Member) -> None:
    file = waiting(caseload.upload(ada, TABLE).text)
    assert ada.post(f"/en/desk/import/{file}", act="drop").headers["location"] == "/en/desk/import"
    assert ada.post(f"/en/desk/import/{file}", act="make").status_code == 404
    assert cases(app, ada) == []


def test_a_file_waits_for_its_own_organisation_and_an_hour(app: FastAPI, ada: Member) -> None:
    file = waiting(caseload.upload(ada, TABLE).text)
    assert desking.enter(app).post(f"/en/desk/import/{file}", act="make").status_code == 404
    with app.state.database.session() as session:
        session.execute(update(FileRecord).where(FileRecord.id == file).values(expires=desk.now()))
    assert ada.post(f"/en/desk/import/{file}", act="make").status_code == 410
    assert cases(app, ada) == []


def test_other_files_cannot_be_imported(app: FastAPI, ada: Member) -> None:
    file = waiting(caseload.upload(ada, TABLE).text)
    with app.state.database.session() as session:
        session.execute(update(FileRecord).where(FileRecord.id == file).values(media_type="text/csv"))
    assert ada.post(f"/en/desk/import/{file}", act="make").status_code == 404


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "The file is empty."),
        (b"title\nA\n", "no column"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"{}", "format must be"),
        (b"client\n" + b"A" * (2 * 2**20), "at most 2 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_beside_the_field(app: FastAPI, ada: Member, body: bytes, told: str) -> None:
    reply = caseload.upload(ada, body)
    assert reply.status_code == 422
    assert told in reply.text and 'aria-invalid="true"' in reply.text and 'id="file-error"' in reply.text
    with app.state.database.session(write=False) as session:
        kept = select(func.count()).where(FileRecord.organisation_id == ada.organisation)
        assert session.scalar(kept) == 0


def test_a_form_without_a_file(ada: Member) -> None:
    reply = ada.post("/en/desk/import")
    assert (reply.status_code, "Choose a file first." in reply.text) == (422, True)


def test_names_in_a_file_are_shown_as_text(ada: Member) -> None:
    body = b'client,title,<script>x\n<script>alert(1)</script>,"<img src=x>",y\n'
    text = caseload.upload(ada, body, '<svg onload="x">.csv').text
    assert "<script>alert" not in text and "<img src" not in text and "<svg onload" not in text
    assert "&lt;script&gt;alert" in text


def test_an_archive_comes_in_as_a_new_folder(app: FastAPI, ada: Member) -> None:
    reply = caseload.upload(ada, sound(), "pars.advisor.zip")
    assert reply.status_code == 200
    for told in ("پارس پمپ و Söhne", "CRM or ERP", "Private comments were left out of it."):
        assert told in reply.text
    assert "There is a folder of this name already" not in reply.text
    file = waiting(reply.text)
    location = ada.post(f"/en/desk/import/{file}", act="make").headers["location"]
    shown = ada.get(location)
    assert (shown.status_code, "CRM or ERP" in shown.text) == (200, True)
    assert actions(app, ada)[-1] == "folder.imported"
    (case,) = cases(app, ada)
    for path in ("", "/voices", "/differences", "/weights", "/overrides", "/result", "/reports"):
        assert ada.get(f"/en/desk/cases/{case.id}{path}").status_code == 200, path
    assert "There is a folder of this name already" in caseload.upload(ada, sound()).text


def test_what_left_comes_back_in_another_organisation(app: FastAPI, ada: Member, number: int) -> None:
    body = ada.get(f"/en/desk/clients/{number}/archive?comments=private").content
    grace = desking.enter(app)
    file = waiting(caseload.upload(grace, body, "x.zip").text)
    location = grace.post(f"/en/desk/import/{file}", act="make").headers["location"]
    again = grace.get(f"{location}/archive?comments=private").content

    def inside(archive: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(archive)) as container:
            return {name: container.read(name) for name in container.namelist() if name != "manifest.json"}

    assert inside(again) == inside(body)


def test_large_files_may_be_sent_here_and_nowhere_else(app: FastAPI, ada: Member, client: TestClient) -> None:
    archive = b"PK" + b"x" * (3 * 2**20)
    assert "damaged" in caseload.upload(ada, archive).text
    large = b"PK" + b"x" * MOST_BYTES
    assert caseload.upload(ada, large + b"x" * 100_000).status_code == 413
    field = "x" * (MAX_BODY + 1)
    assert ada.post("/en/desk/clients", client=field).status_code == 413
    stranger = client.post("/en/desk/import", content=b"x" * (MAX_BODY + 1))
    assert stranger.status_code == 413, "nobody sends so much who shows no session"


@pytest.fixture
def own(either: TestClient) -> Iterator[Member]:
    yield desking.enter(either.app)  # type: ignore[arg-type]


def test_on_each_database(own: Member) -> None:
    app: FastAPI = own.client.app  # type: ignore[assignment]
    file = waiting(caseload.upload(own, TABLE).text)
    assert own.post(f"/en/desk/import/{file}", act="make").status_code == 303
    first = own.get("/en/desk/export/cases.csv").content
    other = desking.enter(app)
    file = waiting(caseload.upload(other, first).text)
    assert other.post(f"/en/desk/import/{file}", act="make").status_code == 303
    assert other.get("/en/desk/export/cases.csv").content == first
