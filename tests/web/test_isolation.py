"""One organisation never sees or changes what belongs to another, whatever address it asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from advisor.db import Base
from advisor.workspace.access.tables import AuditRecord, OrganisationRecord, SessionRecord
from advisor.workspace.desk.tables import DeskCaseRecord, RemarkRecord, VoiceRecord
from advisor.workspace.work.tables import FileRecord, JobRecord
from tests.web import desking
from tests.web.desk_access import ACCESS, PUBLIC
from tests.web.desking import Member

# Words that stand in everything that is theirs, and in nothing else.
CANARY = "Zanzibar"
ROUTES = sorted((method, path) for (method, path), who in ACCESS.items() if who != PUBLIC and "{" in path)
LISTS = ("/desk", "/desk?q=" + CANARY, "/desk?shelf=archived", "/desk/trash", "/desk/news", "/desk/export/cases.csv")
MORE = ("/desk/export/cases.json", "/desk/organisation/audit.csv", "/desk/organisation/members", "/desk/compare")
FORM: dict[str, Any] = {
    "client": "Mine", "title": "Mine", "tags": "mine", "shelf": "trash", "copy": "Mine", "name": "Mine",
    "role": "sales", "weight": "2", "language": "en", "email": "", "text": "mine", "done": "yes",
    "reason": "for no good reason at all", "who": "case", "method": "direct", "path": "crm", "deployment": "saas",
    "module": "erp-inventory", "priority": "must", "kind": "board", "kinds": "board",
}  # fmt: skip


class Theirs:
    """An organisation that has everything, and the numbers of its rows by the names of places in paths."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.owner = desking.enter(app, name=f"{CANARY} Owner")
        folder = desking.folder(self.owner, f"{CANARY} Works")
        case = desking.case(self.owner, folder, f"{CANARY} question")
        desking.answer(self.owner, case)
        link = desking.ask(self.owner, case, f"{CANARY} Voice")
        self.owner.client.post(f"{link}/hand-in", data={"comment": f"{CANARY} comment"})
        desking.concluded(self.owner, case)
        self.owner.post(f"/en/desk/cases/{case}/remarks", text=f"{CANARY} remark", task="yes")
        desking.ask(self.owner, case, f"{CANARY} Late", "finance")
        self.owner.post(f"/en/desk/cases/{case}/reports", kinds="json", kind="json", language="en")
        with app.state.database.session(write=False) as session:
            of = VoiceRecord.desk_case_id == case
            job = session.scalar(select(JobRecord.id).where(JobRecord.organisation_id == self.owner.organisation))
            self.numbers = {
                "number": [folder, case, self.owner.id],
                "voice": list(session.scalars(select(VoiceRecord.id).where(of))),
                "remark": list(session.scalars(select(RemarkRecord.id).where(RemarkRecord.desk_case_id == case))),
                "job": [job or 1],
                "file": [session.scalar(select(func.max(FileRecord.id))) or 1],
                "ending": ["csv", "json"],
                "token": ["x" * 20],
            }
            self.case = case

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row that can be theirs, but for what reading changes."""
        with self.app.state.database.session(write=False) as session:
            found = {}
            for table in Base.metadata.sorted_tables:
                if table.name in (SessionRecord.__tablename__, "sign_in_attempts", "job_runners", "setup_codes"):
                    continue
                rows = session.execute(select(table)).all()
                found[table.name] = [tuple(map(repr, row)) for row in rows if self.owns(table.name, row._mapping)]
            return found

    def owns(self, table: str, row: Any) -> bool:
        if table == OrganisationRecord.__tablename__:
            return bool(row["id"] == self.owner.organisation)
        if "organisation_id" in row:
            return bool(row["organisation_id"] == self.owner.organisation)
        if table == DeskCaseRecord.__tablename__:
            return bool(row["id"] == self.case)
        return bool(row.get("desk_case_id") == self.case) if "desk_case_id" in row else False


@pytest.fixture(scope="module")
def theirs(app: FastAPI) -> Theirs:
    return Theirs(app)


@pytest.fixture(scope="module")
def mallory(app: FastAPI) -> Member:
    """An owner elsewhere, with a case of her own."""
    member = desking.enter(app, name="Mallory")
    number = desking.case(member)
    desking.answer(member, number)
    desking.ask(member, number)
    return member


def filled(path: str, numbers: dict[str, list[Any]], draw: st.DataObject) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(draw.draw(st.sampled_from(numbers[found[1]]), found[1])), path)


@settings(max_examples=150, deadline=None)
@given(route=st.sampled_from(ROUTES), language=st.sampled_from(["", "/en", "/fa"]), data=st.data())
def test_nothing_of_theirs_is_shown_or_changed(
    theirs: Theirs, mallory: Member, route: tuple[str, str], language: str, data: st.DataObject
) -> None:
    method, template = route
    before = theirs.state()
    path = language + filled(template, theirs.numbers, data)
    reply = mallory.get(path) if method == "GET" else mallory.post(path, **FORM)
    assert reply.status_code < 500, (path, reply.text)
    assert CANARY not in reply.text, path
    assert theirs.state() == before, path


@pytest.mark.parametrize("route", ROUTES)
def test_rows_of_others_lead_nowhere(route: tuple[str, str], theirs: Theirs, mallory: Member) -> None:
    """Not found, never forbidden: even that something exists is theirs alone."""
    method, template = route
    if "session" in template or "{ending}" in template:
        return
    path = re.sub(r"\{(\w+)\}", lambda found: str(theirs.numbers[found[1]][-1]), template)
    path = path.replace("/cases/" + str(theirs.owner.id), f"/cases/{theirs.case}")
    path = path.replace("/clients/" + str(theirs.owner.id), f"/clients/{theirs.numbers['number'][0]}")
    reply = mallory.get(path) if method == "GET" else mallory.post(path, **FORM)
    assert reply.status_code in (303, 404), (path, reply.status_code, reply.text)
    assert CANARY not in reply.text


@pytest.mark.parametrize("path", LISTS + MORE)
def test_no_list_names_what_is_theirs(path: str, theirs: Theirs, mallory: Member) -> None:
    assert CANARY in theirs.owner.get(f"/en{path}").text or path in ("/desk?shelf=archived", "/desk/trash")
    text = mallory.get(f"/en{path}").text
    assert CANARY not in text.replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "")


def test_links_of_voices_lead_to_their_own_case_only(app: FastAPI, theirs: Theirs, mallory: Member) -> None:
    own = desking.case(mallory)
    link = desking.ask(mallory, own)
    assert CANARY not in mallory.client.get(f"{link}/welcome").text
    assert mallory.get(f"/en/desk/compare?case={own}&case={theirs.case}").status_code in (200, 404)
    assert CANARY not in mallory.get(f"/en/desk/compare?case={own}&case={theirs.case}").text
    with app.state.database.session(write=False) as session:
        log = session.scalars(select(AuditRecord).where(AuditRecord.organisation_id == mallory.organisation))
        entries = list(log)
        assert entries
        assert all(CANARY not in entry.object_name for entry in entries)
