"""Accounts on the command line: a first owner, links for forgotten passwords, the check of the log."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from advisor.__main__ import main
from advisor.db import open_database
from tests.web.conftest import settings
from tests.web.walking import Page
from web.app import create_app

LINK = re.compile(r"http://127\.0\.0\.1:8000(/[a-z]{2}/desk/reset/[\w-]+)")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "ADVISOR_ORIGIN", "ADVISOR_MAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ADVISOR_HOME", str(tmp_path))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return code, said.out, said.err


def first(capsys: pytest.CaptureFixture[str]) -> str:
    """The path of the link of a new owner."""
    code, out, _ = run(capsys, "owner", "ada@example.org", "--organisation", "Nordlicht", "--name", "Ada")
    assert code == 0
    found = LINK.search(out)
    assert found is not None, out
    return found[1]


def test_the_first_owner_comes_in_by_the_link(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = first(capsys)
    with TestClient(create_app(settings(f"sqlite:///{home / 'advisor.db'}"))) as client:
        page = Page(client.get(path).text)
        fields = {name: values[0] for name, values in page.fields.items() if values and values[0]}
        password = "correct horse battery staple 9"
        sent = {**fields, **{name: password for name in page.fields if "password" in name}}
        done = client.post(path, data=sent)
        assert done.status_code == 200, done.text
        assert client.get(path).status_code in (404, 410), "a link works once"
    code, out, _ = run(capsys, "member", "list")
    assert code == 0
    assert "ada@example.org" in out
    assert "no password yet" not in out


def test_bad_input_is_one_sentence_and_leaves_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ("owner", "nobody", "--organisation", "Nordlicht"),
        ("owner", "ada@example.org", "--organisation", "  "),
        ("owner", "ada@example.org"),
        ("member", "reset", "nobody@example.org"),
        ("member",),
        ("audit", "export"),
        ("audit", "export", "--organisation", "7"),
    ):
        code, out, err = run(capsys, *arguments)
        assert code == 2, arguments
        assert out == ""
        assert len(err.splitlines()) == 1, err
    assert "Nobody is a member yet" in run(capsys, "member", "list")[1]


def test_a_forgotten_password_gets_a_new_link(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = first(capsys)
    code, out, _ = run(capsys, "member", "reset", "ADA@example.org", "--without-second")
    assert code == 0
    found = LINK.search(out)
    assert found is not None
    assert found[1] != earlier
    assert "second factor is off" in out


def test_the_log_is_verified_and_exported(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first(capsys)
    code, out, _ = run(capsys, "audit", "verify")
    assert (code, "whole" in out) == (0, True)
    code, out, _ = run(capsys, "audit", "export")
    assert code == 0
    assert [entry["action"] for entry in json.loads(out)] == ["organisation.founded", "member.joined"]
    code, out, _ = run(capsys, "audit", "export", "--format", "csv", "--organisation", "1")
    assert code == 0
    assert len(out.strip().splitlines()) == 3


def test_a_log_that_was_tampered_with_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first(capsys)
    database = open_database(f"sqlite:///{home / 'advisor.db'}")
    with database.session() as session:
        session.execute(text("UPDATE audit SET actor_name = 'nobody' WHERE number = 1"))
    database.close()
    code, out, _ = run(capsys, "audit", "verify")
    assert code == 1
    assert "entry 1" in out
