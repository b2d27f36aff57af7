"""Many companies at once on the desk: sent, followed, downloaded."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web import desking
from tests.web.conftest import settings
from tests.web.desking import Member
from tests.workspace.desk.test_portfolio import TABLE
from web.app import create_app

PATH = "/en/desk/portfolio"
PATIENCE = 60  # seconds for a job on a busy machine


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Member]:
    """In an application that runs its jobs."""
    with TestClient(create_app(settings(f"sqlite:///{tmp_path}/p.db"))) as client:
        yield desking.enter(client.app)  # type: ignore[arg-type]


def send(member: Member, name: str, body: bytes) -> int:
    form, files = {"csrf": member.csrf}, {"file": (name, body, "text/csv")}
    return member.client.post(PATH, data=form, files=files, follow_redirects=False).status_code


def finished(member: Member) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        text = str(member.get(f"{PATH}/part").text)
        if "data-poll" not in text:
            return text
        time.sleep(0.2)
    raise AssertionError(text)


def test_from_the_table_to_the_ranking(ada: Member) -> None:
    assert "Nothing was ranked yet" in ada.get(PATH).text
    assert send(ada, "Kunden März.csv", TABLE) == 303
    text = finished(ada)
    assert "Companies ranked: 2 of 3." in text
    links = re.findall(rf'href="({PATH}/\d+/\d+)"', text)
    assert len(links) == 2
    ranked = ada.get(links[0])
    assert ranked.headers["content-disposition"].startswith("attachment")
    assert ranked.text.splitlines()[0].startswith(("id", "row"))
    assert "was ranked" in ada.get("/en/desk/news").text
    job = links[0].split("/")[-2]
    assert ada.post(f"{PATH}/{job}/delete").status_code == 303
    assert ada.get(links[0]).status_code == 404


def test_a_table_that_cannot_be_read_fails_with_a_sentence(ada: Member) -> None:
    assert send(ada, "companies.parquet", b"no parquet at all") == 303
    text = finished(ada)
    assert "Failed" in text
    assert "Traceback" not in text


def test_other_files_are_refused_beside_the_field(ada: Member) -> None:
    reply = ada.client.post(PATH, data={"csrf": ada.csrf}, files={"file": ("x.exe", b"x", "text/csv")})
    assert reply.status_code == 422
    assert 'id="file-error"' in reply.text
    assert ada.post(PATH).status_code == 422


def test_the_empty_table_has_a_column_for_each_question(ada: Member) -> None:
    content = ada.client.app.state.content  # type: ignore[attr-defined]
    columns = ada.get(f"{PATH}/template.csv").text.strip().split(",")
    assert columns == ["id", *(question.id for question in content.questionnaire.questions)]
