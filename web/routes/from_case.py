"""A sandbox of what a result advises, opened from its page by executives or from the case by consultants."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from advisor.errors import NotFound
from advisor.workspace.trial_answers import take_at_desk
from advisor.workspace.trial_wishes import of_result
from web import desk
from web.deps import Cases, Contents, Databases, Form
from web.desk import Number
from web.routes.desk.results import stored as stored_of_desk
from web.routes.result import stored_in
from web.sandbox.of_case import outcome_of, secret_for
from web.sandbox.visit import Doors
from web.signed import Consultant

router = APIRouter(include_in_schema=False)


@router.post("/c/{secret}/sandbox")
def of_executive(secret: str, opener: Cases, door: Doors, form: Form) -> Response:
    with opener.case(secret) as case:
        wish = of_result(stored_in(case), case.language, case.record.id)
    found = secret_for(door.trials, wish, datetime.now(UTC), again=form.get("do") == "open")
    return RedirectResponse(f"/{wish.language}/t/{found}/", 303)


@router.post("/desk/cases/{number}/sandbox")
def of_consultant(
    number: Number, signed: Consultant, database: Databases, door: Doors, form: Form, content: Contents
) -> Response:
    """The result that counts, in a company that has the name of the client; or the outcome of such a trial, taken over
    as an answer."""
    if desk.text(form, "do") == "take":
        return _taken(number, signed, database, door, content)
    with desk.opened(database, signed, number) as work:
        _, stored = stored_of_desk(work, None)
        wish = of_result(stored, signed.language, work.record.case_id, work.record.folder.client)
    again = desk.text(form, "do") == "open"
    found = secret_for(door.trials, wish, desk.now(), again=again)
    with desk.opened(database, signed, number, write=True) as work:
        work.note("case.sandbox", again=again)
    return RedirectResponse(f"/{wish.language}/t/{found}/", 303)


def _taken(number: int, signed: Consultant, database: Databases, door: Doors, content: Contents) -> Response:
    with desk.opened(database, signed, number) as work:
        said = outcome_of(door.trials, work.record.case_id, desk.now())
    if not said:
        raise NotFound("Nobody has said yet what came of the sandbox.")
    with desk.opened(database, signed, number, write=True) as work:
        take_at_desk(work.session, content, work.record, said, desk.now())
        work.note("case.trial_taken", outcome=said)
    return desk.to(signed, f"/cases/{number}")
