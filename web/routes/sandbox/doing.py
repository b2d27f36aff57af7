"""What is done in a trial: verbs, the clock, the role, a fresh start, and the end."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.errors import AdvisorError, BadInput
from advisor.sandbox import days
from advisor.sandbox.core.actors import ROLES
from advisor.sandbox.core.once import Answer, once
from advisor.sandbox.trials import tours
from advisor.sandbox.verbs import run
from web.deps import Form
from web.render import render
from web.routes.sandbox.pages import form_page, known
from web.sandbox import documents, registry
from web.sandbox.asking import form_of
from web.sandbox.link_after import hand_over
from web.sandbox.posted import Posted, entered, read
from web.sandbox.visit import Door, Doors, Visit, role_cookie, same_generation

router = APIRouter(include_in_schema=False)
KEPT_DAYS = 14
SPANS = ("hour", "day", "week", "month")
_HERE = re.compile(r"[lpd](/[\w-]+)+(\?[\w.=&-]*)?", re.ASCII)


@router.post("/t/{secret}/do/{verb}")
def do(secret: str, verb: str, request: Request, door: Doors, form: Form) -> Response:
    """Do it and go to the document; or show the form again with what is wrong."""
    posted = read(known(verb), form)
    if posted.more:
        return _again(secret, request, door, posted, None)
    try:
        with door.visit(secret, write=True) as visit:
            same_generation(visit, posted.key)
            answer = run(visit.session, verb, entered(visit.session, posted, visit.language), visit.actor, posted.key)
            tours.finish(visit.session)
            there = _after(visit, posted, answer)
        hand_over(door, secret, visit.session)
        return RedirectResponse(there, 303)
    except AdvisorError as error:
        return _again(secret, request, door, posted, error)


def _after(visit: Visit, posted: Posted, answer: Answer) -> str:
    """The page that the form names as `here`, else the document, else the list it belongs to; with a word of what was
    done."""
    done = urlencode({"done": posted.verb})
    if here := page_named(posted.typed.get("here")):
        return f"{visit.base}/{here}{'&' if '?' in here else '?'}{done}"
    if answer and answer["kind"] in registry.DOCUMENTS:
        return f"{visit.base}/d/{answer['kind']}/{answer['id']}?{done}"
    home = registry.home(answer["kind"] if answer else posted.verb.partition(".")[0])
    return f"{visit.base}/{home[1]}?{done}" if home else f"{visit.base}/?{done}"


def _again(secret: str, request: Request, door: Door, posted: Posted, error: AdvisorError | None) -> Response:
    """The form as it was sent: on the page of its document when it is a transition, else on its own."""
    status = error.status if error else 200
    with door.visit(secret) as visit:
        kind = posted.verb.partition(".")[0]
        if posted.transition and posted.document and kind in registry.DOCUMENTS:
            return render(request, documents.page(visit, kind, posted.document, (posted, error)), status)
        return render(request, form_page(visit, form_of(visit, posted.verb, None, (posted, error))), status)


@router.post("/t/{secret}/role")
def role(secret: str, request: Request, door: Doors, form: Form) -> Response:
    """Act in another role from now on. Raises BadInput."""
    wanted = str(form.get("role", ""))
    if wanted not in ROLES:
        raise BadInput("There is no such role. Choose one of the list.", field="role")
    with door.visit(secret) as visit:
        response = RedirectResponse(f"{visit.base}/{page_named(form.get('here'))}", 303)
    response.set_cookie(
        role_cookie(secret),
        wanted,
        max_age=KEPT_DAYS * 86_400,
        path="/",
        secure=request.app.state.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


def page_named(text: object) -> str:
    """The page to go back to: only one of the trial."""
    wanted = str(text or "")[:200]
    return wanted if _HERE.fullmatch(wanted) else ""


@router.post("/t/{secret}/clock")
def clock(secret: str, door: Doors, form: Form) -> Response:
    """Let time go on; the key makes sure that it does so once."""
    to = str(form.get("to", ""))
    if to not in SPANS:
        raise BadInput("Time goes on by an hour, a day, a week, or to the end of the month.", field="to")
    key = str(form.get("key", ""))[:80]
    with door.visit(secret, write=True) as visit:
        same_generation(visit, key)

        def act() -> Answer:
            days.advance(visit.session, visit.actor, to=to)  # type: ignore[arg-type]
            return {}

        once(visit.session, key, "clock.advance", act) if key else act()
        tours.finish(visit.session)
        here = page_named(form.get("here"))
        there = f"{visit.base}/{here}{'&' if '?' in here else '?'}done=day"
    hand_over(door, secret, visit.session)
    return RedirectResponse(there, 303)


@router.post("/t/{secret}/reset")
def reset(secret: str, door: Doors) -> Response:
    """Everything as it was at first."""
    with door.visit(secret) as visit:
        base = visit.base
    door.trials.reset(secret, datetime.now(UTC))
    return RedirectResponse(f"{base}/?done=reset", 303)


@router.post("/t/{secret}/remove")
def remove(secret: str, door: Doors) -> Response:
    with door.visit(secret) as visit:
        language = visit.language
    door.trials.remove(secret)
    return RedirectResponse(f"/{language}/sandbox?removed=1", 303)
