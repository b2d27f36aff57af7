"""Files are given back byte for byte to their owner only, are replaced when made anew, and are swept in time."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import Gone, NotFound
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.work.files import REMEMBERED, Made, file_of, files_of, keep_file, sweep
from advisor.workspace.work.tables import DONE, RUNNING, FileRecord, JobRecord
from tests.workspace.work.working import NOW, organisation

LATER = NOW + timedelta(days=7)
PDF = Made("Northwind – report.pdf", "application/pdf", bytes(range(256)) * 400)


def job(session: Session, owner: int, state: str = RUNNING) -> int:
    record = JobRecord(
        organisation_id=owner, kind="report", about="", arguments={}, state=state, error_values={}, created=NOW
    )
    session.add(record)
    session.flush()
    return record.id


def test_a_file_comes_back_as_it_was(database: Database, owner: int) -> None:
    with database.session() as session:
        number = keep_file(session, owner, PDF, NOW).id
    with database.session(write=False) as session:
        found = file_of(session, owner, number, LATER)
        assert (found.name, found.media_type, found.body) == (PDF.name, PDF.media_type, PDF.body)
        assert (found.size, found.digest) == (102_400, hashlib.sha256(PDF.body).hexdigest())
        assert (found.job_id, found.expires) == (None, None)


def test_a_file_of_another_is_not_there(database: Database, owner: int) -> None:
    other = organisation(database)
    with database.session() as session:
        number = keep_file(session, owner, PDF, NOW).id
        with pytest.raises(NotFound):
            file_of(session, other, number, NOW)
        with pytest.raises(NotFound):
            file_of(session, owner, number + 1, NOW)


def test_a_job_that_runs_twice_leaves_one_file_of_each_name(database: Database, owner: int) -> None:
    with database.session() as session:
        mine, other = job(session, owner), job(session, owner)
        first = keep_file(session, owner, PDF, NOW, job_id=mine, expires=NOW).id
        keep_file(session, owner, PDF, NOW, job_id=other)
        keep_file(session, owner, Made("b.docx", "application/msword", b"w"), NOW, job_id=mine)
        again = keep_file(session, owner, Made(PDF.name, "text/plain", b"new"), LATER, job_id=mine, expires=LATER)
        assert again.id == first
    with database.session(write=False) as session:
        found = files_of(session, mine)
        assert [(file.name, file.size) for file in found] == [(PDF.name, 3), ("b.docx", 1)]
        assert "body" not in found[0].__dict__  # not read before it is asked for
        kept = file_of(session, owner, first, NOW)
        assert (kept.body, kept.digest, kept.media_type) == (b"new", hashlib.sha256(b"new").hexdigest(), "text/plain")
        assert len(files_of(session, other)) == 1


def test_files_without_a_job_stand_beside_each_other(database: Database, owner: int) -> None:
    with database.session() as session:
        assert keep_file(session, owner, PDF, NOW).id != keep_file(session, owner, PDF, NOW).id


def test_a_file_whose_time_is_over_is_gone_before_it_is_swept(database: Database, owner: int) -> None:
    with database.session() as session:
        number = keep_file(session, owner, PDF, NOW, expires=LATER).id
    with database.session(write=False) as session:
        assert file_of(session, owner, number, LATER - timedelta(seconds=1)).size == 102_400
        with pytest.raises(Gone):
            file_of(session, owner, number, LATER)


def test_sweeping(database: Database, owner: int) -> None:
    with database.session() as session:
        old = job(session, owner, DONE)
        for name, expires in (("a", NOW), ("b", LATER), ("c", None)):
            keep_file(session, owner, Made(name, "text/plain", b""), NOW, job_id=old, expires=expires)
    with database.session() as session:
        assert sweep(session, NOW) == 1
        assert sweep(session, NOW) == 0
    with database.session() as session:
        assert [file.name for file in files_of(session, old)] == ["b", "c"]
        assert sweep(session, LATER) == 1
        assert [file.name for file in files_of(session, old)] == ["c"]


def test_old_jobs_are_swept_when_they_are_over_and_without_files(database: Database, owner: int) -> None:
    with database.session() as session:
        over, with_file, still_open = job(session, owner, DONE), job(session, owner, DONE), job(session, owner)
        keep_file(session, owner, PDF, NOW, job_id=with_file)
        sweep(session, NOW + REMEMBERED)
        assert set(session.scalars(select(JobRecord.id))) == {over, with_file, still_open}
        sweep(session, NOW + REMEMBERED + timedelta(seconds=1))
        assert set(session.scalars(select(JobRecord.id))) == {with_file, still_open}


def test_files_go_with_their_organisation_and_stay_without_their_job(database: Database, owner: int) -> None:
    with database.session() as session:
        made = job(session, owner, DONE)
        number = keep_file(session, owner, PDF, NOW, job_id=made).id
    with database.session() as session:
        session.delete(session.get_one(JobRecord, made))
    with database.session() as session:
        assert file_of(session, owner, number, NOW).job_id is None
        session.delete(session.get_one(OrganisationRecord, owner))
    with database.session(write=False) as session:
        assert session.get(FileRecord, number) is None
