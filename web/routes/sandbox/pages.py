"""Pages of a trial that are looked at: home, lists and their exports, documents, forms, and special pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from advisor.errors import NotFound
from advisor.sandbox.core import states
from advisor.sandbox.verbs import verbs
from web.render import render
from web.sandbox import areas as _areas  # noqa: F401 - all that is declared becomes known
from web.sandbox import documents, exporting, labels, registry, tables
from web.sandbox.asking import form_of
from web.sandbox.chrome import chrome
from web.sandbox.pages import Form, FormPage, HomePage, Place, SandboxPage, SpecialPage
from web.sandbox.visit import Doors, Visit

router = APIRouter(include_in_schema=False)
HOME = "home"
Number = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/t/{secret}")
@router.get("/t/{secret}/")
def home(secret: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        if HOME in registry.SPECIALS:
            return render(request, _special(visit, HOME))
        return render(request, HomePage(visit.language, chrome(visit)))


@router.get("/t/{secret}/l/{name}")
def listed(secret: str, name: str, request: Request, door: Doors) -> Response:
    screen_id, _, end = name.partition(".")
    with door.visit(secret) as visit:
        screen = registry.screen(screen_id)
        need(visit, screen.module)
        if end:
            made = exporting.sheet(visit.words(screen.title), tables.exported(visit, screen))
            return exporting.file(screen, end, made, visit.language)
        return render(request, tables.page(visit, screen))


@router.get("/t/{secret}/d/{kind}/{number}")
def document(secret: str, kind: str, number: Number, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, documents.page(visit, kind, number))


@router.get("/t/{secret}/new/{verb}")
def form(secret: str, verb: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, form_page(visit, form_of(visit, verb, _about(visit, known(verb)))))


@router.get("/t/{secret}/p/{name}")
def special(secret: str, name: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, _special(visit, name))


def _about(visit: Visit, verb: str) -> Any:
    """The document that the address names for a form: as `document`, or by the kind of the verb. Raises NotFound."""
    kind = verb.partition(".")[0]
    number = visit.query.get("document", "") or visit.query.get(kind, "")
    named = {"document", kind} & set(verbs()[verb].inputs.model_fields)
    usable = number.isascii() and number.isdecimal() and len(number) < 10
    return documents.load(visit.session, kind, int(number)) if named and usable else None


def known(verb: str) -> str:
    """The name of a verb. Raises NotFound."""
    if verb not in verbs():
        raise NotFound("There is no action with this name.", field="verb")
    return verb


def need(visit: Visit, module: str) -> None:
    """Raises ModuleOff for what belongs to a module that is switched off."""
    if module:
        states.need_module(visit.session, module)


def form_page(visit: Visit, form: Form) -> SandboxPage:
    home = registry.home(verbs()[form.verb].kind or form.verb.partition(".")[0])
    back = (
        Place(visit.words(home[0]), f"{visit.base}/{home[1]}")
        if home
        else Place(labels.kind("trial", visit.words), f"{visit.base}/")
    )
    return FormPage(visit.language, chrome(visit, home[1] if home else ""), form, back)


def _special(visit: Visit, name: str) -> SandboxPage:
    declared = registry.special(name)
    need(visit, declared.module)
    title = visit.words(declared.title)
    return SpecialPage(
        template=declared.template,
        language=visit.language,
        chrome=chrome(visit, f"p/{name}"),
        title=title,
        data=declared.build(visit),
    )
