"""Many companies at once: a table is sent, ranked in the background, and downloaded."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from advisor.errors import BadInput, NotFound
from advisor.workspace.access import audit
from advisor.workspace.desk import portfolio, printing
from advisor.workspace.work.files import Made, file_of
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number
from web.desk_portfolio import PortfolioPart, page
from web.forms import sentence
from web.render import render
from web.routes.desk.exchange import download
from web.routes.desk.reports import jobs_in
from web.signed import Consultant, Viewer

router = APIRouter(include_in_schema=False)


@router.get("/desk/portfolio")
def shown(signed: Viewer, request: Request, database: Databases) -> Response:
    with database.session(write=False) as session:
        return render(request, page(session, signed))


@router.get("/desk/portfolio/part")
def part(signed: Viewer, request: Request, database: Databases) -> Response:
    with database.session(write=False) as session:
        return render(request, PortfolioPart(**vars(page(session, signed))))


@router.get("/desk/portfolio/template.csv")
def template(_signed: Viewer, content: Contents) -> Response:
    """An empty table with a column for each question."""
    out = io.StringIO()
    csv.writer(out).writerow(["id", *(question.id for question in content.questionnaire.questions)])
    return download(out.getvalue().encode(), "companies.csv", "text/csv; charset=utf-8")


@router.post("/desk/portfolio")
def send(signed: Consultant, form: Form, request: Request, database: Databases) -> Response:
    with database.session() as session:
        try:
            sent = _sent(form.get("file"))
            order = portfolio.order(session, signed.organisation.id, signed.member.id, sent, desk.now())
        except BadInput as error:
            told = sentence(error, signed.language)
            return render(request, replace(page(session, signed), error=told), error.status)
        job = jobs_in(request).submit(session, signed.organisation.id, signed.member.id, order, desk.now())
        thing = audit.Thing("portfolio", job.id, order.about)
        audit.record(session, signed.actor, "portfolio.started", thing, {"bytes": len(sent.body)}, desk.now())
    return desk.to(signed, "/portfolio#made")


def _sent(file: object) -> Made:
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadInput("Choose a file first.", field="file")
    name = printing.saved_as(file.filename) or "file"
    return Made(name, file.content_type or "", file.file.read(portfolio.MOST_BYTES + 1))


@router.post("/desk/portfolio/{job}/cancel")
def cancel(job: Number, signed: Consultant, request: Request, database: Databases) -> Response:
    with database.session() as session:
        record = portfolio.find(session, signed.organisation.id, job)
        jobs_in(request).cancel(session, record, desk.now())
        thing = audit.Thing("portfolio", record.id, record.about)
        audit.record(session, signed.actor, "portfolio.cancelled", thing, {}, desk.now())
    return desk.to(signed, "/portfolio#made")


@router.post("/desk/portfolio/{job}/delete")
def delete(job: Number, signed: Consultant, database: Databases) -> Response:
    with database.session() as session:
        record = portfolio.find(session, signed.organisation.id, job)
        thing = audit.Thing("portfolio", record.id, record.about)
        portfolio.remove(session, record)
        audit.record(session, signed.actor, "portfolio.deleted", thing, {}, desk.now())
    return desk.to(signed, "/portfolio#made")


@router.get("/desk/portfolio/{job}/{file}")
def get(job: Number, file: Number, signed: Viewer, database: Databases) -> Response:
    with database.session(write=False) as session:
        portfolio.find(session, signed.organisation.id, job)
        found = file_of(session, signed.organisation.id, file, desk.now())
        if found.job_id != job:
            raise NotFound("There is no such file. It may have been removed; make it anew.")
        return download(found.body, found.name, found.media_type)
