"""Cases with answers and results put on a member's desk without the questions in between, and files that are sent."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from httpx2 import Response

from advisor.questionnaire.answers import plain
from advisor.workspace.desk import casework, concluding, folders, voices
from advisor.workspace.desk.voices import Invited
from tests.recommendation.samples import typed
from tests.web.desking import Member
from web import desk

FEW = 128  # samples of a result
FORBIDDEN = "for you alone: my boss is the problem"


def folder(app: FastAPI, member: Member, client: str = "Example Works") -> int:
    with app.state.database.session() as session:
        return folders.create(session, member.organisation, client, "Makes pumps", desk.now()).id


def case(
    app: FastAPI, member: Member, within: int, raw: dict[str, Any] | None = None, title: str = "First look"
) -> int:
    """A case with the consultant's own answers."""
    with app.state.database.session() as session:
        place = folders.find(session, member.organisation, within)
        made = casework.create(session, place, title, ["pumps"], desk.token, desk.now())
        own = voices.of_case(session, made)[0]
        own.case.raw_answers = {key: plain(answer) for key, answer in typed(raw or {}).items()}
        return made.id


def conclude(app: FastAPI, member: Member, number: int, *, issue: bool = False) -> int:
    """The number of a new result of a case."""
    content = app.state.content
    with app.state.database.session(write=False) as session:
        gathered = concluding.gather(session, content, casework.find(session, member.organisation, number))
    worked = concluding.work_out(content, gathered, FEW)
    with app.state.database.session() as session:
        record = casework.find(session, member.organisation, number)
        concluding.store(session, record, worked, desk.now())
        if issue:
            casework.issue(session, record, desk.now())
        return casework.results(session, record)[0].id


def ask(app: FastAPI, member: Member, number: int, answers: dict[str, Any], name: str = "Olga") -> None:
    """A voice of sales that has handed in plain answers, with a comment that is private."""
    with app.state.database.session() as session:
        record = casework.find(session, member.organisation, number)
        who = Invited(name, "sales", f"{name.lower()}@client.example")
        voice, _ = voices.invite(session, app.state.content.questionnaire, record, who, desk.token, desk.now())
        voice.case.raw_answers = answers
        voices.hand_in(voice, record, FORBIDDEN, desk.now(), private=True)


def upload(member: Member, body: bytes, name: str = "cases.csv") -> Response:
    return member.client.post(
        "/en/desk/import", data={"csrf": member.csrf}, files={"file": (name, body)}, follow_redirects=False
    )
