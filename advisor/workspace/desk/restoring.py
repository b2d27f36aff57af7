"""A proven archive of a client folder written into an organisation: new numbers and secrets, all else as it was.

The session is an argument; the caller commits, so that either everything is there or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from advisor.workspace import cases
from advisor.workspace.desk import made, remarks
from advisor.workspace.desk.archived import CaseFile, RemarkFile, ReportsFile, VoiceFile
from advisor.workspace.desk.casework import Token
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord, RemarkRecord, VoiceRecord
from advisor.workspace.desk.unpacking import Case, Unpacked
from advisor.workspace.tables import CaseRecord, StoredRecommendation
from advisor.workspace.work.files import Made, keep_file
from advisor.workspace.work.tables import DONE, JobRecord


def restore(session: Session, organisation: int, found: Unpacked, token: Token) -> FolderRecord:
    """A new folder with everything of the archive. Tasks go to the members of the same name, if there are."""
    told = found.folder
    folder = FolderRecord(
        organisation_id=organisation,
        client=told.client,
        about=told.about,
        created=told.created,
        archived=told.archived,
    )
    session.add(folder)
    session.flush()
    members = {member.name.casefold(): member.id for member in remarks.colleagues(session, organisation)}
    writer = _Writer(session, folder, members, token)
    for case in found.cases:
        writer.case(case)
    session.flush()
    return folder


@dataclass(frozen=True)
class _Writer:
    session: Session
    folder: FolderRecord
    members: dict[str, int]
    token: Token

    def case(self, it: Case) -> None:
        told = it.case
        own = self._answers(told.track, told.language, told.answers, told.created)
        results = [self._result(own, it, place) for place in range(len(it.results))]
        record = DeskCaseRecord(folder_id=self.folder.id, case_id=own.id, title=told.title, tags=list(told.tags))
        record.rule = dict(told.rule)
        record.weighting = told.weighting.model_dump(exclude_unset=True)
        record.overrides = told.overrides.model_dump(exclude_unset=True, exclude_none=True)
        record.gaps = []
        record.created, record.changed, record.archived = told.created, told.changed, told.archived
        record.issued = told.issued
        record.issued_id = results[told.issued_result - 1] if told.issued_result else None
        self.session.add(record)
        self.session.flush()
        voices = [self._voice(record, voice) for voice in it.voices.voices]
        record.gaps = _gaps(told, voices)
        for remark in it.remarks.remarks:
            self._remark(record, remark)
        for reports, bodies in zip(told.reports, it.reports, strict=True):
            self._reports(record, reports, bodies, results)

    def _answers(self, track: str, language: str, answers: dict[str, Any], created: datetime) -> CaseRecord:
        record = cases.create(self.session, self.token(), track, language, created)
        record.raw_answers = dict(answers)
        return record

    def _result(self, own: CaseRecord, it: Case, place: int) -> int:
        """The number of a stored result, whose bytes stay as they were."""
        told = it.case.results[place]
        stored = StoredRecommendation(
            case_id=own.id,
            content_version=told.content_version,
            hash=told.hash,
            body=it.results[place],
            created=told.created,
        )
        self.session.add(stored)
        self.session.flush()
        return stored.id

    def _voice(self, record: DeskCaseRecord, told: VoiceFile) -> int:
        own = self._answers(told.track, told.language, told.answers, told.created)
        voice = VoiceRecord(
            desk_case_id=record.id,
            case_id=own.id,
            role=told.role,
            name=told.name,
            email=told.email,
            weight=told.weight,
            invited=told.invited,
            reminded=told.reminded,
            handed_in=told.handed_in,
            comment=told.comment,
            private=told.private,
        )
        self.session.add(voice)
        self.session.flush()
        return voice.id

    def _remark(self, record: DeskCaseRecord, told: RemarkFile) -> None:
        self.session.add(
            RemarkRecord(
                desk_case_id=record.id,
                author=told.author,
                text=told.text,
                task=told.task,
                assigned_id=self.members.get(told.assigned.casefold()),
                due=told.due,
                created=told.created,
                done=told.done,
            )
        )
        self.session.flush()  # one after the other, so that their numbers keep the order

    def _reports(
        self, record: DeskCaseRecord, told: ReportsFile, bodies: tuple[bytes, ...], results: list[int]
    ) -> None:
        """Reports stay downloadable: they are kept as the files of a job that is done."""
        asked = {"case": record.id, "language": told.language, "title": told.title, "day": told.day.isoformat()}
        job = JobRecord(
            organisation_id=self.folder.organisation_id,
            kind=made.KIND,
            about=record.title,
            arguments=asked | {"kinds": list(told.kinds), "result": results[told.result - 1] if told.result else None},
            state=DONE,
            done=len(bodies),
            total=len(bodies),
            result={},
            created=told.created,
            started=told.created,
            finished=told.created,
        )
        self.session.add(job)
        self.session.flush()
        for file, body in zip(told.files, bodies, strict=True):
            kept = Made(file.name, file.media_type, body)
            keep_file(self.session, self.folder.organisation_id, kept, file.created, job_id=job.id)


def _gaps(told: CaseFile, voices: list[int]) -> list[dict[str, Any]]:
    """Differences whose voices are named by their new numbers."""
    return [
        gap.model_dump(mode="json")
        | {"said": [one.model_dump(mode="json") | {"voice": str(voices[one.voice - 1])} for one in gap.said]}
        for gap in told.gaps
    ]
