"""One case of the desk: at a glance, made ready, concluded, issued, put away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import AdvisorError, BadInput
from advisor.questionnaire.merging import CONSULTANT
from advisor.recommendation.content import Content
from advisor.workspace.desk import casework, concluding, folders, voices
from advisor.workspace.trial_answers import own_answers
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number, Work
from web.desk_case import case_page
from web.desk_overrides import named
from web.forms import sentence
from web.render import render
from web.routes.desk.clients import _shelf
from web.sandbox.of_case import sandbox_part
from web.signed import Consultant, Viewer

router = APIRouter(include_in_schema=False)
# How long a link works by which a member answers as the consultant.
ANSWERING = timedelta(hours=12)


@router.get("/desk/cases/{number}")
def case(number: Number, signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    with desk.opened(database, signed, number) as work:
        page = case_page(work, content)
        whose, answers = work.record.case_id, own_answers(work.session, content, work.record)
    action = f"{signed.desk}/cases/{number}/sandbox"
    texts, trials = content.texts[signed.language], request.app.state.trials
    sandbox = replace(sandbox_part(trials, whose, action, desk.now(), texts, answers), csrf=signed.csrf)
    return render(request, replace(page, sandbox=sandbox, note=request.query_params.get("done", "")[:20]))


@router.post("/desk/cases/{number}")
def rename(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        try:
            casework.rename(work.record, desk.text(form, "title"), desk.tags(form))
        except BadInput as error:
            return refused(request, work, content, error, desk.text(form, error.field or ""))
        work.note("case.renamed", tags=work.record.tags)
    return desk.to(signed, f"/cases/{number}")


def refused(request: Request, work: Work, content: Content, error: AdvisorError, typed: str = "") -> Response:
    """The page of the case again, with what is wrong and what was typed."""
    told = sentence(error, work.signed.language)
    page = replace(case_page(work, content), field=error.field or "case", error=told, typed=typed)
    return render(request, page, error.status)


@router.post("/desk/cases/{number}/answer")
def answer(number: Number, signed: Consultant, database: Databases) -> Response:
    """On to the questions, as the consultant, by a link that works for today."""
    with desk.opened(database, signed, number, write=True) as work:
        voices.open_for_change(work.record)
        own = next(v for v in voices.of_case(work.session, work.record) if v.role == CONSULTANT)
        secret = voices.renew(work.session, own, desk.token, desk.now(), desk.now() + ANSWERING)
        own.case.language = signed.language
        answered = bool(own.case.raw_answers)
        work.note("case.answering")
    response = desk.to(signed, "")
    response.headers["location"] = f"/{signed.language}/c/{secret}{'/check' if answered else ''}"
    return response


@router.post("/desk/cases/{number}/conclude")
def conclude(number: Number, signed: Consultant, request: Request, content: Contents, database: Databases) -> Response:
    """Make a result of what is there. Deciding takes longest and needs no database, so none is held meanwhile."""
    try:
        with desk.opened(database, signed, number) as work:
            voices.open_for_change(work.record)
            gathered = concluding.gather(work.session, content, work.record)
        worked = concluding.work_out(content, gathered)
    except BadInput as error:
        told = named(error, content.texts[signed.language])
        told.field = "case"  # modules that do not fit together are said at the head of the page
        with desk.opened(database, signed, number) as work:
            return refused(request, work, content, told)
    with desk.opened(database, signed, number, write=True) as work:
        voices.open_for_change(work.record)
        concluding.store(work.session, work.record, worked, desk.now())
        work.note("case.concluded", path=worked.recommendation.path, hash=worked.recommendation.hash)
    return desk.to(signed, f"/cases/{number}?done=concluded")


@router.post("/desk/cases/{number}/issue")
def issue(number: Number, signed: Consultant, request: Request, content: Contents, database: Databases) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        try:
            casework.issue(work.session, work.record, desk.now())
        except BadInput as error:
            return refused(request, work, content, error)
        work.note("case.issued", result=work.record.issued_id)
    return desk.to(signed, f"/cases/{number}?done=issued")


@router.post("/desk/cases/{number}/reopen")
def reopen(number: Number, signed: Consultant, database: Databases) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        casework.reopen(work.record)
        work.note("case.reopened")
    return desk.to(signed, f"/cases/{number}")


@router.post("/desk/cases/{number}/copy")
def copy(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        title = desk.text(form, "copy")
        try:
            made = casework.copy(work.session, work.record, title, desk.token, desk.now())
        except BadInput as error:
            return refused(request, work, content, replace_field(error), title)
        Work(work.session, signed, made).note("case.copied", of=number)
        made_number = made.id
    return desk.to(signed, f"/cases/{made_number}")


def replace_field(error: BadInput) -> BadInput:
    """The same about the field of the form for copying."""
    error.field = "copy"
    return error


@router.post("/desk/cases/{number}/move")
def move(number: Number, signed: Consultant, form: Form, database: Databases) -> Response:
    shelf = _shelf(desk.text(form, "shelf"))
    with desk.opened(database, signed, number, write=True) as work:
        folders.move(work.record, shelf, desk.now())
        work.note("case.moved", shelf=folders.shelf_of(work.record))
        folder = work.record.folder_id
    return desk.to(signed, f"/clients/{folder}?thrown=case-{number}" if shelf == "trash" else f"/cases/{number}")


@router.post("/desk/cases/{number}/delete")
def delete(number: Number, signed: Consultant, database: Databases) -> Response:
    """Delete for good what lies in the trash."""
    with desk.opened(database, signed, number, write=True) as work:
        if work.record.trashed is None:
            raise BadInput("Move it to the trash first. Only what lies there can be deleted for good.")
        work.note("case.deleted")
        casework.delete(work.session, [work.record])
    return desk.to(signed, "/trash")
