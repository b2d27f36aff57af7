"""Pages of a trial that are looked at: home, lists and their exports, documents, forms, and special pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import NotFound
from advisor.sandbox.core import states
from advisor.sandbox.verbs import verbs
from web.render import render
from web.sandbox import areas, documents, exporting, labels, tables
from web.sandbox.asking import form_of
from web.sandbox.chrome import chrome
from web.sandbox.pages import Form, FormPage, HomePage, Place, SandboxPage, SpecialPage
from web.sandbox.visit import Doors, Visit

router = APIRouter(include_in_schema=False)
HOME = "home"


@router.get("/t/{secret}")
@router.get("/t/{secret}/")
def home(secret: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        if HOME in areas.SPECIALS:
            return render(request, _special(visit, HOME))
        return render(request, HomePage(visit.language, chrome(visit)))


@router.get("/t/{secret}/l/{id}")
def listed(secret: str, id: str, request: Request, door: Doors) -> Response:
    name, _, end = id.partition(".")
    with door.visit(secret) as visit:
        screen = areas.screen(name)
        need(visit, screen.module)
        if end:
            return exporting.file(screen, end, tables.exported(visit, screen))
        return render(request, tables.page(visit, screen))


@router.get("/t/{secret}/d/{kind}/{id}")
def document(secret: str, kind: str, id: int, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, documents.page(visit, kind, id))


@router.get("/t/{secret}/new/{verb}")
def form(secret: str, verb: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, form_page(visit, form_of(visit, known(verb))))


@router.get("/t/{secret}/p/{id}")
def special(secret: str, id: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, _special(visit, id))


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
    home = areas.list_of(verbs()[form.verb].kind)
    back = (
        Place(visit.words(home.title), f"{visit.base}/l/{home.id}")
        if home
        else Place(labels.kind("trial", visit.words), f"{visit.base}/")
    )
    return FormPage(visit.language, chrome(visit, f"l/{home.id}" if home else ""), form, back)


def _special(visit: Visit, id: str) -> SandboxPage:
    declared = areas.special(id)
    need(visit, declared.module)
    title = visit.words(declared.title)
    return SpecialPage(visit.language, chrome(visit, f"p/{id}"), declared.template, title, declared.build(visit))
