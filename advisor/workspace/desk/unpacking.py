"""The archive of a client folder read again: every file is proven before anything is written, then all is written in
the session of the caller, or nothing.

A damaged, incomplete or carelessly changed archive is refused with what is wrong: each file has the SHA-256 that the
manifest names, and each result the hash that was made of it when it was stored. Who changes a result and works out all
hashes anew is not found out here, but by `advisor replay`.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from advisor.errors import BadInput
from advisor.questionnaire.merging import CONSULTANT
from advisor.recommendation.model import Recommendation, digest
from advisor.workspace.desk import archived
from advisor.workspace.desk.archived import (
    FOLDER,
    FORMAT,
    MANIFEST,
    MOST_CASES,
    NAME,
    VERSION,
    CaseFile,
    FolderFile,
    Manifest,
    RemarksFile,
    ResultFile,
    Shape,
    VoicesFile,
)

MOST_BYTES = 20 * 2**20
MOST_FILES = 3000
MOST_UNPACKED = 120 * 2**20
MOST_MANIFEST = 2**20
ZIP_BEGINS = b"PK"
_NUL = b"\\u0000"  # no database of ours keeps this sign in a text
_SHOWN = 100
_Any = TypeVar("_Any", bound=Shape)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Case:
    """A case of an archive with everything that belongs to it; bodies in the order in which the case names them."""

    case: CaseFile
    voices: VoicesFile
    remarks: RemarksFile
    results: tuple[str, ...]
    reports: tuple[tuple[bytes, ...], ...]


@dataclass(frozen=True)
class Unpacked:
    """A proven archive."""

    manifest: Manifest
    folder: FolderFile
    cases: tuple[Case, ...]


def is_archive(body: bytes) -> bool:
    """Whether bytes are meant to be an archive, rather than a table or data."""
    return body.startswith(ZIP_BEGINS)


def unpack(body: bytes) -> Unpacked:
    """Read and prove an archive; raises BadInput with what is wrong."""
    if len(body) > MOST_BYTES:
        raise BadInput("The file is too large: at most {size} MB.", field="file", values={"size": MOST_BYTES // 2**20})
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            files = _read(container)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise BadInput("The archive is damaged and cannot be opened. Download it once more.", field="file") from error
    manifest = _manifest(files)
    _prove(manifest, files)
    folder = _shape(FolderFile, FOLDER, files)
    count = sum(name.endswith("/case.json") for name in files)
    if count > MOST_CASES:
        raise BadInput("The archive holds more than {most} cases.", field="file", values={"most": MOST_CASES})
    cases = tuple(_case(number, files) for number in range(1, count + 1))
    if spare := files.keys() - {MANIFEST, FOLDER} - _named(cases):
        raise _strange(min(spare))
    return Unpacked(manifest, folder, cases)


def _read(container: zipfile.ZipFile) -> dict[str, bytes]:
    """All files by their names. What they say of their size is believed, because more than that is never read."""
    entries = container.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        values = {"size": MOST_UNPACKED // 2**20}
        raise BadInput("The archive is too large when it is unpacked: at most {size} MB.", field="file", values=values)
    files: dict[str, bytes] = {}
    for entry in entries:
        if entry.orig_filename != MANIFEST and not NAME.fullmatch(entry.orig_filename):
            raise _strange(entry.orig_filename)
        if entry.filename in files:
            raise BadInput("The archive holds “{file}” twice.", field="file", values={"file": entry.filename})
        files[entry.filename] = container.read(entry)
    return files


def _strange(name: str) -> BadInput:
    shown = name[:_SHOWN].encode("utf-8", "replace").decode()
    values = {"file": "".join(sign if sign.isprintable() else "?" for sign in shown)}
    return BadInput("The archive holds “{file}”, which does not belong to it.", field="file", values=values)


def _damaged(name: str) -> BadInput:
    return BadInput("“{file}” in the archive is damaged or was changed.", field="file", values={"file": name})


def _manifest(files: Mapping[str, bytes]) -> Manifest:
    """What is said to be in an archive; raises BadInput when it is none of ours, or of a version not known here."""
    try:
        plain = json.loads(files.get(MANIFEST, b"")[:MOST_MANIFEST])
        is_ours = isinstance(plain, dict) and plain.get("format") == FORMAT
    except (ValueError, RecursionError):
        is_ours = False
    if not is_ours:
        raise BadInput("This file is not the archive of a client folder.", field="file")
    if plain.get("version") != VERSION:
        raise BadInput("The archive is of another version of this program and cannot be read.", field="file")
    return _shape(Manifest, MANIFEST, files)


def _prove(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Exactly the files of the manifest are there, and unchanged."""
    for name in manifest.files:
        if name not in files:
            values = {"file": name[:_SHOWN]}
            raise BadInput("“{file}” is missing in the archive.", field="file", values=values)
    for name, body in files.items():
        if name == MANIFEST:
            continue
        if name not in manifest.files:
            raise _strange(name)
        seal = manifest.files[name]
        if (seal.size, seal.sha256) != (len(body), hashlib.sha256(body).hexdigest()):
            raise _damaged(name)


def _shape(kind: type[_Any], name: str, files: Mapping[str, bytes]) -> _Any:
    if name not in files:
        raise BadInput("“{file}” is missing in the archive.", field="file", values={"file": name})
    try:
        found = kind.model_validate_json(files[name])
    except (ValidationError, ValueError) as error:
        raise _damaged(name) from error
    if _NUL in files[name]:
        raise _damaged(name)
    return found


def _case(number: int, files: Mapping[str, bytes]) -> Case:
    case = _shape(CaseFile, archived.case_file(number, "case"), files)
    voices = _shape(VoicesFile, archived.case_file(number, "voices"), files)
    remarks = _shape(RemarksFile, archived.case_file(number, "remarks"), files)
    _fits(number, case, voices)
    results = tuple(_result(number, place, one, files) for place, one in _counted(case.results))
    reports = tuple(
        tuple(_body(archived.report_file(number, group, place, file.name), files) for place, file in _counted(r.files))
        for group, r in _counted(case.reports)
    )
    return Case(case, voices, remarks, results, reports)


def _fits(number: int, case: CaseFile, voices: VoicesFile) -> None:
    """Raises BadInput unless everything that is named by a number is there, and the first voice is the consultant's."""
    if [place for place, voice in enumerate(voices.voices) if voice.role == CONSULTANT] != [0]:
        raise _damaged(archived.case_file(number, "voices"))
    results = range(1, len(case.results) + 1)
    named = [one for one in (case.issued_result, *(made.result for made in case.reports)) if one is not None]
    said = [one.voice for gap in case.gaps for one in gap.said]
    unissued = case.issued is not None and case.issued_result is None
    if unissued or not all(one in results for one in named) or any(one > len(voices.voices) for one in said):
        raise _damaged(archived.case_file(number, "case"))


def _counted(items: tuple[_T, ...]) -> enumerate[_T]:
    return enumerate(items, start=1)


def _body(name: str, files: Mapping[str, bytes]) -> bytes:
    if name not in files:
        raise BadInput("“{file}” is missing in the archive.", field="file", values={"file": name})
    return files[name]


def _result(number: int, place: int, told: ResultFile, files: Mapping[str, bytes]) -> str:
    """The text of a stored result whose hash is that of what it says, and the one that the case names."""
    name = archived.result_file(number, place)
    body = _body(name, files)
    try:
        plain = json.loads(body)
        Recommendation.model_validate_json(body)
        fits = digest(plain) == plain["hash"] == told.hash and plain["content_version"] == told.content_version
    except (ValueError, RecursionError) as error:
        raise _damaged(name) from error
    if not fits or _NUL in body:
        values = {"file": name}
        raise BadInput("The result “{file}” does not have the hash it was stored with.", field="file", values=values)
    return body.decode()


def _named(cases: tuple[Case, ...]) -> set[str]:
    """The names of all files that cases are made of."""
    found = set()
    for number, one in enumerate(cases, start=1):
        found |= {archived.case_file(number, kind) for kind in ("case", "voices", "remarks")}
        found |= {archived.result_file(number, place) for place in range(1, len(one.results) + 1)}
        for group, reports in _counted(one.case.reports):
            found |= {archived.report_file(number, group, place, f.name) for place, f in _counted(reports.files)}
    return found
