"""Comments and tasks on a case, and what members are told."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import BadInput
from advisor.workspace.desk import remarks
from advisor.workspace.desk.remarks import Author, Task
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number, Work
from web.desk_case_pages import NewsPage, NewsRow, day
from web.render import render
from web.routes.desk.cases import refused
from web.signed import Consultant, Viewer

router = APIRouter(include_in_schema=False)


@router.post("/desk/cases/{number}/remarks")
def write(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        typed = desk.text(form, "text")
        try:
            task = _task(work, desk.text(form, "assigned"), desk.text(form, "due")) if form.get("task") else None
            author = Author(signed.member.id, signed.member.name)
            remarks.write(work.session, work.record, author, typed, desk.now(), task)
        except BadInput as error:
            return refused(request, work, content, error, typed)
        _tell(work, task)
        work.note("task.added" if task else "comment.added")
    return desk.to(signed, f"/cases/{number}#remarks")


def _task(work: Work, assigned: str, due: str) -> Task:
    members = {str(m.id): m.id for m in remarks.colleagues(work.session, work.signed.organisation.id)}
    if assigned and assigned not in members:
        raise BadInput("Choose who does it.", field="assigned")
    try:
        until = date.fromisoformat(due) if due else None
    except ValueError as error:
        raise BadInput("Write the day as year-month-day, such as 2027-03-31.", field="due") from error
    return Task(members.get(assigned), until)


def _tell(work: Work, task: Task | None) -> None:
    """A task is told to who does it, a comment to everybody else who works on cases."""
    own = work.signed.member.id
    if task is not None:
        told = [task.assigned] if task.assigned else []
    else:
        told = [m.id for m in remarks.colleagues(work.session, work.signed.organisation.id)]
    about = {"name": work.signed.member.name, "case": work.record.title, "client": work.record.folder.client}
    kind = "task" if task else "comment"
    address = f"/desk/cases/{work.record.id}#remarks"
    remarks.tell(work.session, [m for m in told if m != own], kind, about, address, desk.now())


@router.post("/desk/cases/{number}/remarks/{remark}/done")
def finish(number: Number, remark: Number, signed: Consultant, form: Form, database: Databases) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        done = form.get("done") == "yes"
        remarks.finish(remarks.find(work.session, work.record, remark), desk.now(), done=done)
        work.note("task.done" if done else "task.reopened")
    return desk.to(signed, f"/cases/{number}#remarks")


@router.post("/desk/cases/{number}/remarks/{remark}/delete")
def delete(number: Number, remark: Number, signed: Consultant, database: Databases) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        remarks.remove(work.session, remarks.find(work.session, work.record, remark))
        work.note("comment.deleted")
    return desk.to(signed, f"/cases/{number}#remarks")


@router.get("/desk/news")
def news(signed: Viewer, request: Request, database: Databases) -> Response:
    with database.session(write=False) as session:
        found = remarks.notices(session, signed.member.id)
    rows = tuple(NewsRow(n.kind, n.about, n.address, day(n.created), n.read is None) for n in found)
    return render(request, NewsPage(signed.language, signed, signed.unread, rows))


@router.post("/desk/news")
def read(signed: Viewer, database: Databases) -> Response:
    """Mark all as read."""
    with database.session() as session:
        remarks.read_all(session, signed.member.id, desk.now())
    return desk.to(signed, "/news")
