"""Reports that were made of a case: found by their own case only, and removed with their files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.reports.printers import KINDS, MEDIA_TYPES
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.desk import made
from advisor.workspace.desk.made import KIND
from advisor.workspace.work.files import Made, files_of, keep_file
from advisor.workspace.work.tables import CANCELLED, DONE, FAILED, RUNNING, WAITING, FileRecord, JobRecord
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def job(session: Session, of: OrganisationRecord, case: int, state: str = DONE, kind: str = KIND) -> JobRecord:
    """A job with two files."""
    record = JobRecord(organisation_id=of.id, kind=kind, about="x", arguments={"case": case}, state=state, created=NOW)
    session.add(record)
    session.flush()
    for name in ("a.pdf", "b.pdf"):
        keep_file(session, of.id, Made(name, "application/pdf", b"%PDF"), NOW, job_id=record.id)
    return record


def test_jobs_of_a_case_the_newest_first(session: Session) -> None:
    ours, others = offices.organisation(session), offices.organisation(session, "Südwind")
    first, second = job(session, ours, 7), job(session, ours, 7, RUNNING)
    job(session, ours, 70)
    job(session, others, 7)
    job(session, ours, 7, kind="invitations")
    assert made.of_case(session, ours.id, 7) == (second, first)
    assert made.of_case(session, ours.id, 8) == ()
    assert made.find(session, ours.id, 7, first.id) is first


def test_jobs_of_others_are_not_found(session: Session) -> None:
    ours, others = offices.organisation(session), offices.organisation(session, "Südwind")
    mine, foreign, other = job(session, ours, 7), job(session, others, 7), job(session, ours, 7, kind="invitations")
    wrong = ((ours.id, 8, mine.id), (ours.id, 7, foreign.id), (ours.id, 7, other.id), (ours.id, 7, 999))
    for organisation, case, number in wrong:
        with pytest.raises(NotFound):
            made.find(session, organisation, case, number)


@pytest.mark.parametrize("state", [DONE, FAILED, CANCELLED])
def test_what_is_over_can_be_removed(session: Session, state: str) -> None:
    ours = offices.organisation(session)
    gone, kept = job(session, ours, 7, state), job(session, ours, 7)
    made.remove(session, gone)
    assert made.of_case(session, ours.id, 7) == (kept,)
    assert len(files_of(session, kept.id)) == 2
    assert session.scalar(select(func.count()).select_from(FileRecord)) == 2


@pytest.mark.parametrize("state", [WAITING, RUNNING])
def test_what_still_runs_is_cancelled_first(session: Session, state: str) -> None:
    ours = offices.organisation(session)
    running = job(session, ours, 7, state)
    with pytest.raises(BadInput, match="still being made"):
        made.remove(session, running)
    made.forget(session, ours.id, [7, 8])
    assert made.of_case(session, ours.id, 7) == ()
    assert session.scalar(select(func.count()).select_from(FileRecord)) == 0


def test_every_kind_has_an_ending_and_a_media_type() -> None:
    assert {ending for ending, _ in KINDS.values()} == {"pdf", "docx", "pptx", "xlsx", "json"}
    assert len(MEDIA_TYPES) == 5 and all("/" in media for media in MEDIA_TYPES)
