"""A client folder as one file: everything that belongs to one client, to be kept or taken to another installation.

A zip of JSON files (`advisor.workspace.desk.archived`). It holds no secret of a link and no password, and comments that
are private only when that is asked for. The same folder at the same moment gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from advisor.errors import BadInput
from advisor.language import LANGUAGES
from advisor.workspace.access.tables import MemberRecord
from advisor.workspace.cases import moment
from advisor.workspace.desk import archived, casework, made, remarks, voices
from advisor.workspace.desk.archived import (
    FOLDER,
    FORMAT,
    MANIFEST,
    MOST_CASES,
    VERSION,
    CaseFile,
    FolderFile,
    GapFile,
    Manifest,
    Overrides,
    RemarkFile,
    RemarksFile,
    ReportFile,
    ReportsFile,
    ResultFile,
    Said,
    Seal,
    Shape,
    VoiceFile,
    VoicesFile,
    Weighting,
)
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord, VoiceRecord
from advisor.workspace.tables import StoredRecommendation
from advisor.workspace.work.tables import FileRecord, JobRecord

ENDING = ".advisor.zip"
# The first moment that a zip can name; the real one stands in the manifest.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Wish:
    """What an archive is to hold beside what it always holds."""

    private_comments: bool = False
    reports: bool = True


def pack(session: Session, folder: FolderRecord, wish: Wish, content_version: str, now: datetime) -> bytes:
    """The archive of a folder with all its cases that were not thrown away. Raises BadInput when there are too many, or
    when the folder itself was thrown away."""
    if folder.trashed is not None:
        raise BadInput("This folder lies in the trash. Take it out first.")
    found = [*casework.of_folder(session, folder), *casework.of_folder(session, folder, "archived")]
    if len(found) > MOST_CASES:
        values = {"most": MOST_CASES}
        raise BadInput("An archive holds at most {most} cases. Put some into another folder first.", values=values)
    files: dict[str, bytes] = {FOLDER: as_json(_folder(folder))}
    for number, record in enumerate(sorted(found, key=lambda case: case.id), start=1):
        files |= _Packer(session, folder.organisation_id, wish, number).case(record)
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        content_version=content_version,
        made=now,
        client=folder.client,
        private_comments=wish.private_comments,
        files={name: Seal(sha256=hashlib.sha256(body).hexdigest(), size=len(body)) for name, body in files.items()},
    )
    return zipped({MANIFEST: as_json(manifest), **files})


def as_json(shape: Shape) -> bytes:
    """One byte form for equal values, made to be read by people too."""
    plain = shape.model_dump(mode="json")
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files in their order, without times and rights of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            container.writestr(entry, body)
    return out.getvalue()


def _folder(folder: FolderRecord) -> FolderFile:
    return FolderFile(
        client=folder.client, about=folder.about, created=moment(folder.created), archived=_maybe(folder.archived)
    )


def _maybe(when: datetime | None) -> datetime | None:
    return moment(when) if when else None


@dataclass(frozen=True)
class _Packer:
    """Packs one case, the `number`th of its archive."""

    session: Session
    organisation: int
    wish: Wish
    number: int

    def case(self, record: DeskCaseRecord) -> dict[str, bytes]:
        """The files of a case by their names."""
        spoken = voices.of_case(self.session, record)
        stored = tuple(reversed(casework.results(self.session, record)))
        places = {result.id: place for place, result in enumerate(stored, start=1)}
        jobs = reversed(made.of_case(self.session, self.organisation, record.id)) if self.wish.reports else ()
        reports = [(job, files) for job in jobs if (files := self._files(job))]
        case = self._case(record, spoken, stored)
        case = case.model_copy(update={"reports": tuple(_reports(job, files, places) for job, files in reports)})
        own = [self._voice(voice) for voice in spoken]
        found = {
            archived.case_file(self.number, "case"): as_json(case),
            archived.case_file(self.number, "voices"): as_json(VoicesFile(voices=tuple(own))),
            archived.case_file(self.number, "remarks"): as_json(self._remarks(record)),
        }
        for place, result in enumerate(stored, start=1):
            found[archived.result_file(self.number, place)] = result.body.encode()
        for group, (_, files) in enumerate(reports, start=1):
            for place, file in enumerate(files, start=1):
                found[archived.report_file(self.number, group, place, file.name)] = file.body
        return found

    def _case(
        self, record: DeskCaseRecord, spoken: tuple[VoiceRecord, ...], stored: tuple[StoredRecommendation, ...]
    ) -> CaseFile:
        numbers = {str(voice.id): place for place, voice in enumerate(spoken, start=1)}
        issued = next((place for place, one in enumerate(stored, start=1) if one.id == record.issued_id), None)
        return CaseFile(
            title=record.title,
            tags=tuple(record.tags),
            language=record.case.language,
            track=record.case.track,
            answers=record.case.raw_answers,
            rule=record.rule,
            weighting=Weighting.model_validate(record.weighting),
            overrides=Overrides.model_validate(record.overrides),
            gaps=tuple(_gap(gap, numbers) for gap in record.gaps),
            created=moment(record.created),
            changed=moment(record.changed),
            archived=_maybe(record.archived),
            issued=_maybe(record.issued),
            issued_result=issued,
            results=tuple(
                ResultFile(content_version=one.content_version, hash=one.hash, created=moment(one.created))
                for one in stored
            ),
            reports=(),
        )

    def _voice(self, voice: VoiceRecord) -> VoiceFile:
        hidden = voice.private and not self.wish.private_comments
        return VoiceFile(
            role=voice.role,
            name=voice.name,
            email=voice.email,
            weight=voice.weight,
            language=voice.case.language,
            track=voice.case.track,
            answers=voice.case.raw_answers,
            created=moment(voice.case.created),
            invited=moment(voice.invited),
            reminded=_maybe(voice.reminded),
            handed_in=_maybe(voice.handed_in),
            comment="" if hidden else voice.comment,
            private=voice.private,
        )

    def _remarks(self, record: DeskCaseRecord) -> RemarksFile:
        found = sorted(remarks.of_case(self.session, record), key=lambda remark: remark.id)
        members = MemberRecord.id, MemberRecord.name
        ours = select(*members).where(MemberRecord.organisation_id == self.organisation)
        names = {row.id: row.name for row in self.session.execute(ours)}
        kept = [
            RemarkFile(
                author=one.author,
                text=one.text,
                task=one.task,
                assigned=names.get(one.assigned_id, "") if one.assigned_id else "",
                due=one.due,
                created=moment(one.created),
                done=_maybe(one.done),
            )
            for one in found
        ]
        return RemarksFile(remarks=tuple(kept))

    def _files(self, job: JobRecord) -> tuple[FileRecord, ...]:
        wanted = select(FileRecord).where(FileRecord.job_id == job.id).options(undefer(FileRecord.body))
        return tuple(self.session.scalars(wanted.order_by(FileRecord.id)))


def _gap(gap: dict[str, Any], numbers: dict[str, int]) -> GapFile:
    """A difference whose voices are named by their place; what a withdrawn voice said is left away."""
    said = [Said(**one | {"voice": numbers[one["voice"]]}) for one in gap["said"] if one["voice"] in numbers]
    return GapFile(**gap | {"said": tuple(said)})


def _reports(job: JobRecord, files: tuple[FileRecord, ...], places: dict[int, int]) -> ReportsFile:
    asked = job.arguments
    language = asked.get("language", "en")
    return ReportsFile(
        created=moment(job.created),
        language=language if language in LANGUAGES else "en",
        title=asked.get("title", ""),
        day=asked["day"],
        kinds=tuple(asked.get("kinds", ())),
        result=places.get(asked.get("result", 0)),
        files=tuple(
            ReportFile(name=file.name, media_type=file.media_type, created=moment(file.created)) for file in files
        ),
    )
