"""Reports of a case: asked for, made in the background, downloaded, removed."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from advisor.errors import AdvisorError, BadInput, NotFound
from advisor.recommendation.content import Content
from advisor.workspace.desk import casework, made, printing
from advisor.workspace.desk.printing import Wanted
from advisor.workspace.jobs import Jobs
from advisor.workspace.work.files import file_of
from advisor.workspace.work.tables import OPEN
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number, Work
from web.desk_reports import Asked, JobsPart, page
from web.forms import sentence
from web.render import render
from web.routes.desk.exchange import download
from web.signed import Consultant, Viewer

router = APIRouter(include_in_schema=False)
AT_ONCE = 5  # jobs of one case that wait or run at the same time


def jobs_in(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


@router.get("/desk/cases/{number}/reports")
def reports(number: Number, signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    with desk.opened(database, signed, number) as work:
        return render(request, page(work, content))


@router.get("/desk/cases/{number}/reports/part")
def part(number: Number, signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    """The list of what is being made, by which an open page goes on."""
    with desk.opened(database, signed, number) as work:
        shown = page(work, content)
    return render(request, JobsPart(**vars(shown)))


@router.post("/desk/cases/{number}/reports")
def start(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        try:
            asked = _asked(work, form)
        except BadInput as error:
            return _refused(request, work, content, error, form)
        order = printing.order(work.record, asked, signed.member.id, f"/desk/cases/{number}/reports")
        job = jobs_in(request).submit(work.session, signed.organisation.id, signed.member.id, order, desk.now())
        work.note("reports.started", result=asked.result, language=asked.language, kinds=list(asked.kinds))
        place = f"/cases/{number}/reports#job-{job.id}"
    return desk.to(signed, place)


def _asked(work: Work, form: FormData) -> Wanted:
    """What the form asks for; raises BadInput."""
    found = {str(stored.id): stored.id for stored in casework.results(work.session, work.record)}
    if not found:
        raise BadInput("This case has no result yet. Make one on its page.")
    result = found.get(desk.text(form, "result"))
    if result is None:
        raise BadInput("Choose a result.", field="result")
    mine = made.of_case(work.session, work.signed.organisation.id, work.record.id)
    if sum(job.state in OPEN for job in mine) >= AT_ONCE:
        values = {"most": AT_ONCE}
        raise BadInput("{most} sets of reports are being made already. Wait for one of them.", values=values)
    kinds = [kind for kind in form.getlist("kinds") if isinstance(kind, str)]
    fields = desk.text(form, "language"), kinds, desk.text(form, "title"), desk.text(form, "day")
    return printing.wanted(result, *fields)


def _refused(request: Request, work: Work, content: Content, error: AdvisorError, form: FormData) -> Response:
    """The page again, with what is wrong and what was chosen."""
    shown = page(work, content)
    result = desk.text(form, "result")
    asked = Asked(
        language=desk.text(form, "language"),
        kinds=tuple(kind for kind in form.getlist("kinds") if isinstance(kind, str)),
        title=desk.text(form, "title"),
        day=desk.text(form, "day"),
        result=int(result) if result.isascii() and result.isdecimal() else 0,
    )
    told = sentence(error, work.signed.language)
    return render(request, replace(shown, asked=asked, field=error.field or "form", error=told), error.status)


@router.post("/desk/cases/{number}/reports/{job}/cancel")
def cancel(number: Number, job: Number, signed: Consultant, request: Request, database: Databases) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        record = made.find(work.session, signed.organisation.id, number, job)
        jobs_in(request).cancel(work.session, record, desk.now())
        work.note("reports.cancelled", job=job)
    return desk.to(signed, f"/cases/{number}/reports#made")


@router.post("/desk/cases/{number}/reports/{job}/delete")
def delete(number: Number, job: Number, signed: Consultant, database: Databases) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        made.remove(work.session, made.find(work.session, signed.organisation.id, number, job))
        work.note("reports.deleted", job=job)
    return desk.to(signed, f"/cases/{number}/reports#made")


@router.get("/desk/cases/{number}/reports/{job}/{file}")
def get(number: Number, job: Number, file: Number, signed: Viewer, database: Databases) -> Response:
    """One report; only as a file of this job of this case."""
    with desk.opened(database, signed, number) as work:
        made.find(work.session, signed.organisation.id, number, job)
        found = file_of(work.session, signed.organisation.id, file, desk.now())
        if found.job_id != job:
            raise NotFound("There is no such file. It may have been removed; make it anew.")
        return download(found.body, found.name, found.media_type)
