"""Overrides of a case: another option or another priority of a module than the rules give, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import BadInput
from advisor.recommendation.content import Content
from advisor.workspace.desk import adjusting
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number, Work
from web.desk_overrides import conflict, named, overrides_page
from web.forms import sentence
from web.render import render
from web.signed import Consultant, Viewer

router = APIRouter(include_in_schema=False)
FIELDS = ("option", "module", "priority", "reason")
DONE = ("saved", "back")


@router.get("/desk/cases/{number}/overrides")
def overrides(number: Number, signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    with desk.opened(database, signed, number) as work:
        page = overrides_page(work, content)
    done = request.query_params.get("done")
    return render(request, replace(page, note=next((one for one in DONE if one == done), "")))


@router.post("/desk/cases/{number}/overrides")
def override(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    """Override the verdict, or where the form names a module, that module. What contradicts the other overrides is
    refused, unless they contradict each other already."""
    typed = {key: desk.text(form, key) for key in FIELDS}
    kind = "module" if "module" in form else "option"
    with desk.opened(database, signed, number, write=True) as work:
        before = conflict(work, content)
        try:
            _overrides[kind](work, content, typed)
            if (now := conflict(work, content)) and not before:
                work.session.rollback()
                page = replace(overrides_page(work, content), typed=typed, form=kind, field="form", error=now)
                return render(request, page, BadInput.status)
        except BadInput as error:
            told = sentence(named(error, content.texts[signed.language]), signed.language)
            page = replace(
                overrides_page(work, content), typed=typed, form=kind, field=error.field or "form", error=told
            )
            return render(request, page, error.status)
        work.note("case.overridden", **{kind: typed[kind]}, reason=typed["reason"])
    return desk.to(signed, f"/cases/{number}/overrides?done=saved")


def _option(work: Work, content: Content, typed: dict[str, str]) -> None:
    option = next((one for one in content.scheme.options if one.id == typed["option"]), None)
    if option is None:
        raise BadInput("Choose an option.", field="option")
    signed = (work.signed.member.name, desk.now())
    adjusting.override_option(work.record, content, (option.path, option.deployment), typed["reason"], signed)


def _module(work: Work, content: Content, typed: dict[str, str]) -> None:
    signed = (work.signed.member.name, desk.now())
    adjusting.override_module(work.record, content, (typed["module"], typed["priority"]), typed["reason"], signed)


_overrides: dict[str, Callable[[Work, Content, dict[str, str]], None]] = {"option": _option, "module": _module}


@router.post("/desk/cases/{number}/overrides/back")
def take_back(number: Number, signed: Consultant, form: Form, database: Databases) -> Response:
    """Withdraw the override of a module, or without one that of the verdict."""
    module = desk.text(form, "module")
    with desk.opened(database, signed, number, write=True) as work:
        adjusting.take_back(work.record, module, desk.now())
        work.note("case.override_withdrawn", module=module)
    return desk.to(signed, f"/cases/{number}/overrides?done=back")
