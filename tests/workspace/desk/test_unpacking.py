"""Archives that are damaged, forged or hostile: each is refused with what is wrong, and nothing is written."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from advisor.db import Database, open_database
from advisor.errors import BadInput
from advisor.migrations import upgrade
from advisor.recommendation.model import digest
from advisor.workspace.desk import archive, unpacking
from advisor.workspace.desk.archive import Wish, pack, zipped
from advisor.workspace.desk.restoring import restore
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord
from advisor.workspace.desk.unpacking import MOST_BYTES, unpack
from advisor.workspace.tables import CaseRecord
from tests.workspace.desk import clients, offices
from tests.workspace.desk.offices import NOW

CASE, VOICES, RESULT = "cases/1/case.json", "cases/1/voices.json", "cases/1/results/1.json"
Files = dict[str, bytes]


@cache
def sound() -> bytes:
    """The archive of a rich folder."""
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        database = open_database(f"sqlite:///{Path(home) / 'a.db'}")
        upgrade(database)
        with database.session() as session:
            folder = clients.rich(session, offices.organisation(session), offices.tokens())
            session.flush()
            body = pack(session, folder, Wish(), "content-1", NOW)
        database.close()
    return body


def opened() -> Files:
    with zipfile.ZipFile(io.BytesIO(sound())) as container:
        return {name: container.read(name) for name in container.namelist()}


def sealed(files: Files) -> bytes:
    """An archive of these files whose manifest fits, as someone would make it who knows how."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}
        for name, body in files.items()
        if name != "manifest.json"
    }
    return zipped({**files, "manifest.json": json.dumps(manifest).encode()})


def changed(name: str, change: Callable[[Any], Any]) -> bytes:
    """An archive with one JSON file changed and sealed again."""
    files = opened()
    plain = json.loads(files[name])
    change(plain)
    return sealed({**files, name: json.dumps(plain).encode()})


def refused(body: bytes) -> str:
    with pytest.raises(BadInput) as error:
        unpack(body)
    return error.value.message


def test_a_sound_archive_is_read() -> None:
    found = unpack(sound())
    assert found.folder.client == "پارس پمپ و Söhne"
    assert [case.case.title for case in found.cases] == ["CRM or ERP", "Second look"]
    assert unpack(sealed(opened())) == unpack(sealed(opened()))
    assert unpacking.is_archive(sound()) and not unpacking.is_archive(b"client,title\n")


def test_every_damaged_byte_is_noticed() -> None:
    body = sound()
    step = max(1, len(body) // 150)
    noticed = 0
    whole = unpack(body)
    for place in range(0, len(body), step):
        hurt = body[:place] + bytes([body[place] ^ 0x55]) + body[place + 1 :]
        try:
            assert unpack(hurt) == whole, "what is not noticed changes nothing"  # times and comments of the zip
        except BadInput:
            noticed += 1
    assert noticed > 100


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_half_an_archive_is_none(share: float) -> None:
    assert "damaged" in refused(sound()[: int(len(sound()) * share)])


@pytest.mark.parametrize("name", [CASE, VOICES, RESULT, "folder.json", "cases/1/reports/1/1.pdf"])
def test_a_file_that_was_changed_does_not_fit_its_seal(name: str) -> None:
    files = opened()
    assert name in refused(zipped({**files, name: files[name] + b" "}))


@pytest.mark.parametrize("name", [CASE, VOICES, RESULT, "folder.json", "cases/1/reports/1/2.json"])
def test_a_file_that_is_missing(name: str) -> None:
    files = opened()
    del files[name]
    assert name in refused(zipped(files))
    assert "missing" in refused(sealed(files)) or "does not belong" in refused(sealed(files))


def test_a_forged_result_is_refused() -> None:
    def cheaper(plain: Any) -> None:
        plain["path"] = "crm"

    assert "hash it was stored with" in refused(changed(RESULT, cheaper))


def test_a_result_with_another_hash_than_its_case_names_is_refused() -> None:
    files = opened()
    plain = json.loads(files[RESULT])
    plain["seed"] = 7
    plain["hash"] = digest(plain)
    body = json.dumps(plain).encode()
    assert "hash it was stored with" in refused(sealed({**files, RESULT: body}))


@pytest.mark.parametrize(
    "name",
    [
        "../evil.json", "/etc/passwd", "cases/../../x.json", "cases/1/../1/case.json", "cases\\1\\case.json",
        "cases/01/case.json", "cases/1/results/1.json/", "cases/1/other.json", "C:/x.json", "cases/1/reports/1/1.exe2",
        "cases/1/case.json\n", "FOLDER.JSON", "cases/1000/case.json",
    ],
)  # fmt: skip
def test_names_that_do_not_belong_are_refused(name: str) -> None:
    for body in (sealed({**opened(), name: b"{}"}), zipped({**opened(), name: b"{}"})):
        assert "does not belong" in refused(body)


def test_a_case_too_many_does_not_belong() -> None:
    assert "does not belong" in refused(sealed({**opened(), "cases/9/voices.json": b"{}"}))
    assert "missing" in refused(sealed({**opened(), "cases/9/case.json": b"{}"}))


def test_the_same_name_twice_is_refused() -> None:
    out = io.BytesIO(sound())
    with zipfile.ZipFile(out, "a") as container, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        container.writestr("folder.json", b"{}")
    assert "twice" in refused(out.getvalue())


def test_a_bomb_is_not_unpacked() -> None:
    files = {**opened(), "cases/1/reports/1/1.pdf": b"\0" * (unpacking.MOST_UNPACKED + 1)}
    body = zipped(files)
    assert len(body) < 2**20
    assert "too large when it is unpacked" in refused(body)


def test_a_bomb_that_lies_about_its_size_is_damaged() -> None:
    body = bytearray(zipped({**opened(), "cases/1/reports/1/1.pdf": b"\0" * 5_000_000}))
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as container:
        entry = container.getinfo("cases/1/reports/1/1.pdf")
    for place in (entry.header_offset + 22, body.index(b"PK\x01\x02") + 24):
        body[place : place + 4] = struct.pack("<I", 10)
    assert refused(bytes(body))


def test_many_files_and_many_bytes_are_refused() -> None:
    many = {f"cases/1/results/{n}.json": b"" for n in range(1, unpacking.MOST_FILES + 1)}
    assert "too large" in refused(zipped({**opened(), **many}))
    assert "at most 20 MB" in refused(b"PK" + b"x" * MOST_BYTES)


def test_encrypted_or_strangely_packed_files_are_damaged() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("manifest.json", b"{}")
    body = bytearray(out.getvalue())
    body[6] |= 1  # the mark of encryption, in both places where it stands
    body[body.index(b"PK\x01\x02") + 8] |= 1
    assert "damaged" in refused(bytes(body))
    other = bytearray(out.getvalue())
    other[8] = other[other.index(b"PK\x01\x02") + 10] = 97
    assert "damaged" in refused(bytes(other))


@pytest.mark.parametrize("plain", [{}, [], {"format": "other"}, "text", {"format": "advisor-cases", "version": 1}])
def test_another_zip_is_not_ours(plain: Any) -> None:
    assert "not the archive of a client folder" in refused(zipped({"manifest.json": json.dumps(plain).encode()}))
    assert "not the archive" in refused(zipped({"folder.json": b"{}"}))
    assert "not the archive" in refused(zipped({"manifest.json": b"[" * 200_000}))


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_told(version: Any) -> None:
    files = opened()
    manifest = {**json.loads(files["manifest.json"]), "version": version}
    assert "another version" in refused(zipped({**files, "manifest.json": json.dumps(manifest).encode()}))


def put(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(plain: Any) -> None:
        for step in path[:-1]:
            plain = plain[step]
        plain[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (CASE, put("title", value="")),
        (CASE, put("title", value="x" * 201)),
        (CASE, put("title", value="nul\x00")),
        (CASE, put("title", value=5)),
        (CASE, put("extra", value=1)),
        (CASE, put("language", value="xx")),
        (CASE, put("track", value="other")),
        (CASE, put("tags", value=["x"] * 50)),
        (CASE, put("rule", value={"employees": "boss"})),
        (CASE, put("issued_result", value=9)),
        (CASE, put("issued_result", value=None)),
        (CASE, put("created", value="2026-12-01T09:00:00")),
        (CASE, put("created", value="yesterday")),
        (CASE, put("gaps", 0, "said", 0, "voice", value=40)),
        (CASE, put("overrides", "option", "reason", value="x" * 5000)),
        (CASE, put("overrides", "modules", value={"m": {"priority": "now"}})),
        (CASE, put("weighting", "says", value={"case": 99})),
        (CASE, put("weighting", "reason", value=None)),
        (CASE, put("reports", 0, "files", 0, "media_type", value="text/html")),
        (CASE, put("reports", 0, "result", value=3)),
        (CASE, put("answers", value={"note": "nul\x00"})),
        (VOICES, put("voices", value=[])),
        (VOICES, put("voices", 0, "role", value="sales")),
        (VOICES, put("voices", 1, "role", value="consultant")),
        (VOICES, put("voices", 1, "weight", value=0)),
        (VOICES, put("voices", 1, "weight", value=10)),
        (VOICES, put("voices", 1, "comment", value="x" * 4001)),
        (VOICES, put("voices", 1, "private", value="perhaps")),
        ("cases/1/remarks.json", put("remarks", 0, "due", value="soon")),
        ("folder.json", put("client", value="")),
        ("folder.json", put("archived", value="never")),
    ],
)
def test_what_does_not_have_its_shape_is_damaged(name: str, change: Callable[[Any], None]) -> None:
    told = refused(changed(name, change))
    assert "damaged or was changed" in told
    assert name in told


def test_an_address_that_could_inject_headers_is_refused() -> None:
    assert refused(changed(VOICES, put("voices", 1, "email", value="a@b.example\r\nBcc: all@c.example")))


def test_numbers_must_be_finite() -> None:
    files = opened()
    text = files[CASE].decode()
    assert '"consensus": ' in text
    start = text.index('"consensus": ') + len('"consensus": ')
    end = min(text.index(sign, start) for sign in ",\n")
    for number in ("NaN", "Infinity", "1e999"):
        assert CASE in refused(sealed({**files, CASE: (text[:start] + number + text[end:]).encode()}))


def test_half_characters_are_damaged() -> None:
    files = opened()
    text = files["folder.json"].decode().replace("پارس", "\\ud800")
    assert "folder.json" in refused(sealed({**files, "folder.json": text.encode()}))


def test_nothing_is_written_of_an_archive_that_fails_half_way(database: Database) -> None:
    """A secret that is taken already stops it in the middle; then nothing of it is there."""
    with database.session() as session:
        ours = offices.organisation(session).id
    found = unpack(sound())
    secrets = iter(["one", "two", "three", "one"])
    with pytest.raises(Exception, match=r"(?i)unique"), database.session() as session:
        restore(session, ours, found, lambda: next(secrets))
    with database.session(write=False) as session:
        for table in (FolderRecord, DeskCaseRecord, CaseRecord):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert archive.ENDING
