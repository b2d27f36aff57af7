"""Rows of the list of rankings."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import FastAPI

from advisor.errors import mark
from advisor.workspace.desk import portfolio
from advisor.workspace.work.files import Made, keep_file
from advisor.workspace.work.tables import DONE, FAILED, RUNNING, JobRecord
from tests.web import desking
from tests.web.test_desk import signed
from web.desk_portfolio import PortfolioPage, page

NOW = datetime(2026, 12, 1, tzinfo=UTC)
GONE = mark("There is no such file. It may have been removed; make it anew.")


def listed(app: FastAPI, **fields: object) -> PortfolioPage:
    ada = desking.enter(app)
    with app.state.database.session() as session:
        job = JobRecord(organisation_id=ada.organisation, kind=portfolio.KIND, about="a.csv", arguments={"file": 0})
        job.created = NOW
        for name, value in fields.items():
            setattr(job, name, value)
        session.add(job)
        session.flush()
        if job.state == DONE:
            keep_file(session, ada.organisation, Made(portfolio.RESULTS, "text/csv", b"x" * 1025), NOW, job_id=job.id)
            keep_file(session, ada.organisation, Made(portfolio.REJECTED, "text/csv", b"x"), NOW, job_id=job.id)
        return page(session, signed(app, ada))


def test_a_ranking_that_runs_tells_how_far_it_is(app: FastAPI) -> None:
    found = listed(app, state=RUNNING, done=30, total=120)
    assert found.busy
    assert (found.jobs[0].share, found.jobs[0].open, found.jobs[0].files) == (0.25, True, ())
    assert listed(app, state=RUNNING, done=130, total=120).jobs[0].share == 1.0
    assert listed(app, state=RUNNING).jobs[0].share == 0.0


def test_a_ranking_that_is_over_has_its_files(app: FastAPI) -> None:
    found = listed(app, state=DONE, result={"read": 3, "written": 2, "rejected": 1})
    (job,) = found.jobs
    assert not found.busy
    assert (job.read, job.written, job.rejected) == (3, 2, 1)
    assert [(file.rejects, file.size) for file in job.files] == [(False, 2), (True, 1)]


def test_a_ranking_that_failed_says_why(app: FastAPI) -> None:
    (job,) = listed(app, state=FAILED, error=GONE).jobs
    assert job.error == GONE
