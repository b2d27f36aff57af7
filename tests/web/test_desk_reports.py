"""The page of reports as values."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi import FastAPI

from advisor.reports.printers import KINDS
from advisor.workspace.desk.made import KIND
from advisor.workspace.work.files import Made, keep_file
from advisor.workspace.work.tables import DONE, RUNNING, JobRecord
from tests.recommendation.samples import SELLER
from tests.web import caseload, desking
from tests.web.desking import Member
from web import desk
from web.desk_reports import MOST_JOBS, ReportsPage, page
from web.signed import Signed


@pytest.fixture(scope="module")
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


@pytest.fixture(scope="module")
def number(app: FastAPI, ada: Member) -> int:
    case = caseload.case(app, ada, caseload.folder(app, ada), SELLER)
    caseload.conclude(app, ada, case)
    caseload.conclude(app, ada, case)
    return case


def shown(app: FastAPI, ada: Member, number: int, language: str = "en") -> ReportsPage:
    with app.state.database.session(write=False) as session:
        member = session.get_one(desking.members.MemberRecord, ada.id)
        organisation = session.get_one(desking.OrganisationRecord, ada.organisation)
    signed = Signed(member, organisation, ada.csrf, 1, language=language)
    with desk.opened(app.state.database, signed, number) as work:
        return page(work, app.state.content)


def add(app: FastAPI, ada: Member, number: int, state: str, *names: str, done: int = 0, total: int = 0) -> None:
    asked = {"case": number, "kinds": ["word", "rfp-word"], "language": "fa", "title": "T", "day": "2026-01-31"}
    with app.state.database.session() as session:
        job = JobRecord(
            organisation_id=ada.organisation, kind=KIND, about="x", arguments=asked, state=state, created=desk.now()
        )
        job.done, job.total = done, total
        session.add(job)
        session.flush()
        for name in names:
            keep_file(session, ada.organisation, Made(name, "x/y", b"x" * 1500), desk.now(), job_id=job.id)


def test_the_form_begins_with_what_is_usual(app: FastAPI, ada: Member, number: int) -> None:
    found = shown(app, ada, number, "fa")
    assert len(found.results) == 2 and found.asked.result == found.results[0].number, "none is issued: the newest"
    assert (found.asked.language, found.asked.title) == ("fa", "")
    assert set(found.asked.kinds) <= set(found.kinds) == set(KINDS)


def test_jobs_are_told_with_their_files(app: FastAPI, ada: Member, number: int) -> None:
    assert not shown(app, ada, number).busy
    add(app, ada, number, DONE, "x - word - fa.docx", "rfp-word - fa.docx", "other.pdf", done=2, total=2)
    add(app, ada, number, RUNNING)
    found = shown(app, ada, number)
    running, done = found.jobs
    assert found.busy and running.open and not done.open
    assert (running.done, running.total) == (0, 2), "how many there will be is known from the start"
    assert (done.language, done.title, done.day) == ("فارسی", "T", date(2026, 1, 31))
    assert [(file.kind, file.size) for file in done.files] == [("word", 1), ("rfp-word", 1), ("", 1)]


def test_old_jobs_are_not_all_shown(app: FastAPI, ada: Member, number: int) -> None:
    for _ in range(MOST_JOBS + 1):
        add(app, ada, number, DONE)
    assert len(shown(app, ada, number).jobs) == MOST_JOBS
