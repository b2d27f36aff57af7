"""The archive of a client folder: what is in it, what never is, and that it comes back as it was on every database."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database, open_database
from advisor.errors import BadInput
from advisor.migrations import upgrade
from advisor.recommendation.model import digest
from advisor.workspace.desk import archive, archived, casework, folders
from advisor.workspace.desk.archive import Wish, pack
from advisor.workspace.desk.restoring import restore
from advisor.workspace.desk.tables import FolderRecord
from advisor.workspace.desk.unpacking import unpack
from tests.workspace.desk import clients, offices
from tests.workspace.desk.clients import FORBIDDEN, LATER, OPEN_WORDS, SECRET
from tests.workspace.desk.offices import NOW

EVERYTHING = Wish(private_comments=True)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def packed(session: Session, folder: FolderRecord, wish: Wish = EVERYTHING) -> bytes:
    session.flush()
    session.expire_all()
    return pack(session, folder, wish, "content-1", NOW)


def files(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        assert container.testzip() is None
        return {name: container.read(name) for name in container.namelist()}


def read(body: bytes, name: str) -> Any:
    return json.loads(files(body)[name])


def test_what_is_in_an_archive(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    body = packed(session, folder)
    assert sorted(files(body)) == [
        "cases/1/case.json",
        "cases/1/remarks.json",
        "cases/1/reports/1/1.pdf",
        "cases/1/reports/1/2.json",
        "cases/1/results/1.json",
        "cases/1/results/2.json",
        "cases/1/voices.json",
        "cases/2/case.json",
        "cases/2/remarks.json",
        "cases/2/voices.json",
        "folder.json",
        "manifest.json",
    ], "two cases; the one in the trash stays behind"
    case = read(body, "cases/1/case.json")
    assert (case["title"], case["issued_result"], len(case["results"])) == ("CRM or ERP", 1, 2)
    assert case["overrides"]["option"]["reason"] == "A sister company runs both already."
    assert case["weighting"]["says"] == {"case": 2}
    assert case["gaps"] and {one["voice"] for gap in case["gaps"] for one in gap["said"]} <= {1, 2, 3, 4}
    assert case["reports"][0]["result"] == 1 and case["reports"][0]["language"] == "fa"
    voices = read(body, "cases/1/voices.json")["voices"]
    assert [voice["role"] for voice in voices] == ["consultant", "sales", "it", "hr"]
    assert voices[1]["handed_in"] == "2026-12-01T09:00:00Z" and voices[3]["handed_in"] is None
    assert [one["text"] for one in read(body, "cases/1/remarks.json")["remarks"]] == [
        "Ask about the warehouse",
        "Call them",
    ]
    assert read(body, "cases/2/case.json")["archived"] == "2026-12-01T12:00:00Z"


def test_results_are_there_byte_for_byte(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    found = files(packed(session, folder))
    stored = casework.results(session, clients.cases_of(session, folder)[0])
    assert [found[f"cases/1/results/{n}.json"].decode() for n in (1, 2)] == [one.body for one in reversed(stored)]
    for n in (1, 2):
        plain = json.loads(found[f"cases/1/results/{n}.json"])
        assert digest(plain) == plain["hash"]


def test_the_manifest_seals_every_other_file(session: Session) -> None:
    body = packed(session, clients.rich(session, offices.organisation(session), offices.tokens()))
    manifest = read(body, "manifest.json")
    assert (manifest["format"], manifest["version"]) == (archived.FORMAT, archived.VERSION)
    assert manifest["files"].keys() == files(body).keys() - {"manifest.json"}
    assert manifest["content_version"] == "content-1"


def test_private_comments_stay_behind_unless_they_are_asked_for(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    without = files(packed(session, folder, Wish()))
    assert not any(FORBIDDEN in body.decode("utf-8", "replace") for body in without.values())
    assert OPEN_WORDS in without["cases/1/voices.json"].decode()
    assert read(packed(session, folder, Wish()), "manifest.json")["private_comments"] is False
    with_them = packed(session, folder)
    assert FORBIDDEN in files(with_them)["cases/1/voices.json"].decode()
    assert read(with_them, "manifest.json")["private_comments"] is True


def test_no_secret_digest_or_password_is_in_it(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    text = b"".join(files(packed(session, folder)).values()).decode("utf-8", "replace")
    case = clients.cases_of(session, folder)[0]
    for hidden in (SECRET, "secret-of-a-case", case.case.secret_digest, "secret_digest", "password", "ada@"):
        assert hidden not in text


def test_reports_can_stay_behind(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    body = packed(session, folder, Wish(reports=False))
    assert not [name for name in files(body) if "/reports/" in name]
    assert unpack(body).cases[0].reports == ()


def test_the_same_folder_gives_the_same_bytes(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    assert packed(session, folder) == packed(session, folder)


def test_an_empty_folder_and_one_in_the_trash(session: Session) -> None:
    folder = offices.folder(session)
    assert unpack(packed(session, folder)).cases == ()
    folders.move(folder, "trash", NOW)
    with pytest.raises(BadInput, match="trash"):
        packed(session, folder)


def test_a_withdrawn_voice_is_missing_among_the_differences_too(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    case = clients.cases_of(session, folder)[0]
    gap = {**case.gaps[0], "said": [*case.gaps[0]["said"], {**case.gaps[0]["said"][0], "voice": "999"}]}
    case.gaps = [gap]
    told = unpack(packed(session, folder)).cases[0].case.gaps[0]
    assert len(told.said) == len(gap["said"]) - 1


def there(database: Database, body: bytes, name: str) -> bytes:
    """Restored in a new organisation of a database, and packed again."""
    with database.session() as session:
        ours = offices.organisation(session, name)
        offices.member(session, ours, "Ada")
        number = restore(session, ours.id, unpack(body), offices.tokens()).id
        organisation = ours.id
    with database.session(write=False) as session:
        return pack(session, folders.find(session, organisation, number), EVERYTHING, "content-1", NOW)


def test_from_sqlite_to_postgresql_and_back_it_is_equal(tmp_path: Path, postgres_url: str) -> None:
    one, other, third = (
        open_database(url)
        for url in (f"sqlite:///{tmp_path / 'one.db'}", postgres_url, f"sqlite:///{tmp_path / 'third.db'}")
    )
    for database in (one, other, third):
        upgrade(database)
    with one.session() as session:
        body = packed(session, clients.rich(session, offices.organisation(session), offices.tokens()))
    moved = there(other, body, "Elsewhere")
    back = there(third, moved, "Back")
    assert files(moved) == files(body)
    assert moved == body == back
    for database in (one, other, third):
        database.close()


def test_names_of_reports_lead_nowhere() -> None:
    for name in ("../../etc/passwd", "a.pdf/../../x", "x.tar.gz2", "noending", "a.PDF"):
        made = archived.report_file(1, 1, 1, name)
        assert archived.NAME.fullmatch(made), made
        assert ".." not in made
    assert archive.ENDING.endswith(".zip")


def test_times_are_told_in_one_zone(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    case = read(packed(session, folder), "cases/1/case.json")
    for moment in (case["created"], case["changed"], case["issued"], *(r["created"] for r in case["results"])):
        assert moment.endswith("Z"), moment
    assert case["issued"] == LATER.isoformat().replace("+00:00", "Z")
