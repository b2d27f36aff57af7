"""Settings of a trial: what it is, its private link, its modules and phases, how long it lives, and the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.errors import AdvisorError, BadInput
from advisor.recommendation.content import Content
from advisor.sandbox.trials import phases
from web.addresses import origin
from web.deps import Contents, Form
from web.forms import sentence
from web.render import render
from web.sandbox import settings
from web.sandbox.visit import Door, Doors

router = APIRouter(include_in_schema=False)
MOST = 10_000_000  # orders or requests a month


@router.get("/t/{secret}/settings")
def show(secret: str, request: Request, door: Doors, content: Contents) -> Response:
    return _page(secret, request, door, content)


def _page(secret: str, request: Request, door: Door, content: Content, error: AdvisorError | None = None) -> Response:
    with door.visit(secret) as visit:
        link, said = f"{origin(request)}/t/{secret}/", sentence(error, visit.language) if error else ""
        page = settings.page(visit, link, words_of(content, visit.language), said)
        return render(request, page, error.status if error else 200)


def words_of(content: Content, language: str) -> Callable[[str, str], str]:
    """The name and the purpose of a module in this language."""
    texts = content.texts[language]
    return lambda module, part: texts.say("modules", module, part)


@router.post("/t/{secret}/volume")
def volume(secret: str, request: Request, door: Doors, content: Contents, form: Form) -> Response:
    """How many orders and requests the company has in a month, for what a tour saves."""
    found: dict[str, int] = {}
    for name in settings.COUNTED:
        typed = str(form.get(name, "")).strip() or "0"
        if not (typed.isascii() and typed.isdecimal() and int(typed[:9]) <= MOST):
            return _page(secret, request, door, content, BadInput("Enter a whole number, such as 120.", field=name))
        found[name] = int(typed)
    with door.visit(secret, write=True) as visit:
        visit.trial.settings = {**visit.trial.settings, "volume": found}
        base = visit.base
    door.trials.refit(secret, volume=found)
    return RedirectResponse(f"{base}/settings?done=said", 303)


@router.post("/t/{secret}/phase")
def phase(secret: str, request: Request, door: Doors, content: Contents) -> Response:
    """Begin the next phase; then say what came over."""
    try:
        with door.visit(secret, write=True) as visit:
            phases.switch_on(visit.session, visit.advised)
            return RedirectResponse(f"{visit.base}/phase", 303)
    except AdvisorError as error:
        return _page(secret, request, door, content, error)


@router.get("/t/{secret}/phase")
def began(secret: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, settings.phase_page(visit))


@router.post("/t/{secret}/peek")
def peek(secret: str, request: Request, door: Doors, content: Contents, form: Form) -> Response:
    """Switch a module on to look at it, or off again."""
    module = str(form.get("module", ""))[:40]
    try:
        with door.visit(secret, write=True) as visit:
            if form.get("do") == "off":
                first = visit.record.modules if visit.record else []
                base = {*first, *phases.of_phases(visit.advised, visit.trial.phase)}
                phases.leave(visit.session, module, base)
            else:
                phases.peek(visit.session, module)
            return RedirectResponse(f"{visit.base}/settings#modules", 303)
    except AdvisorError as error:
        return _page(secret, request, door, content, error)


@router.post("/t/{secret}/extend")
def extend(secret: str, door: Doors) -> Response:
    with door.visit(secret) as visit:
        base = visit.base
    door.trials.extend(secret, datetime.now(UTC))
    return RedirectResponse(f"{base}/settings?done=extended", 303)
