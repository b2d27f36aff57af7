"""A member at the desk of a running application: signed in without the door, with a client and cases to work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from advisor.db import Database
from advisor.questionnaire.merging import CONSULTANT
from advisor.recommendation.content import Content
from advisor.workspace.access import members, sessions
from advisor.workspace.desk import casework, concluding, folders, voices
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord
from advisor.workspace.desk.voices import Invited
from web import desk
from web.signed import cookie_name

FEW = 256  # samples of a result
SECRET = "my dear client must never see this: FORBIDDEN-WORDS"


@dataclass
class Office:
    """A signed-in member. `client` sends the cookie with everything; `send` adds the token of the session."""

    app: FastAPI
    client: TestClient
    organisation: int
    member: int
    csrf: str

    @classmethod
    def open(cls, app: FastAPI, name: str, role: str = "consultant", organisation: int | None = None) -> Office:
        """A new member called `name` of this organisation, or of a new one."""
        now, secret = datetime.now(UTC), desk.token() + desk.token()
        with app.state.database.session() as session:
            of = session.get(members.OrganisationRecord, organisation) if organisation else None
            of = of or members.found(session, f"{name} & Partners", "en", now)
            member = members.add(session, of, name, f"{desk.token()}@example.org", role, now)
            sessions.begin(session, member, secret, "Firefox", True, now)
            found = of.id, member.id
        client = TestClient(app, raise_server_exceptions=False, cookies={cookie_name(app.state.settings): secret})
        return cls(app, client, *found, sessions.csrf(secret))

    @property
    def database(self) -> Database:
        found: Database = self.app.state.database
        return found

    @property
    def content(self) -> Content:
        found: Content = self.app.state.content
        return found

    def get(self, path: str, status: int = 200) -> Any:
        response = self.client.get(f"/en/desk{path}", follow_redirects=False)
        assert response.status_code == status, response.text
        return response

    def send(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **more: Any) -> Any:
        """Post a form; `status` is what must come back."""
        fields = {"csrf": self.csrf, **(data or {})}
        response = self.client.post(f"/en/desk{path}", data=fields, follow_redirects=False, **more)
        assert response.status_code == status, response.text
        return response

    def upload(self, body: bytes, name: str = "cases.csv", status: int = 200) -> Any:
        return self.send("/import", status=status, files={"file": (name, body)})

    def folder(self, client: str = "Example Works") -> int:
        with self.database.session() as session:
            return folders.create(session, self.organisation, client, "Makes pumps", desk.now()).id

    def case(self, folder: int, answers: dict[str, Any] | None = None, title: str = "First look") -> int:
        """A case with the consultant's own answers (plain values)."""
        with self.database.session() as session:
            within = folders.find(session, self.organisation, folder)
            record = casework.create(session, within, title, ["pumps"], desk.token, desk.now())
            _own(session.scalars(select(VoiceRecord).where(VoiceRecord.desk_case_id == record.id)).all(), answers or {})
            return record.id

    def conclude(self, case: int) -> int:
        """The number of a new result of a case."""
        with self.database.session(write=False) as session:
            gathered = concluding.gather(session, self.content, casework.find(session, self.organisation, case))
        worked = concluding.work_out(self.content, gathered, FEW)
        with self.database.session() as session:
            record = casework.find(session, self.organisation, case)
            concluding.store(session, record, worked, desk.now())
            return casework.results(session, record)[0].id

    def ask(self, case: int, answers: dict[str, Any], name: str = "Olga", role: str = "sales") -> None:
        """A voice that has handed in, with a comment that is private."""
        with self.database.session() as session:
            record = casework.find(session, self.organisation, case)
            who = Invited(name, role, f"{name.lower()}@client.example")
            voice, _ = voices.invite(session, self.content.questionnaire, record, who, desk.token, desk.now())
            voice.case.raw_answers = answers
            voices.hand_in(voice, record, SECRET, desk.now(), private=True)

    def record(self, case: int) -> DeskCaseRecord:
        with self.database.session(write=False) as session:
            return casework.find(session, self.organisation, case)


def _own(found: Any, answers: dict[str, Any]) -> None:
    next(voice for voice in found if voice.role == CONSULTANT).case.raw_answers = answers
