"""Weights of a case: given by the case or a role, in three ways, weighed against each other, tried, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from advisor.errors import BadInput
from advisor.language import parse_integer
from advisor.workspace.desk import adjusting
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number
from web.desk_weights import METHODS, Entered, PreviewPart, base_of, given, preview, refused, weights_page
from web.render import render
from web.signed import Consultant, Viewer

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Query(max_length=20)]
DONE = ("saved", "roles", "removed")


@router.get("/desk/cases/{number}/weights")
def weights(
    number: Number, signed: Viewer, request: Request, content: Contents, database: Databases, who: Name = ""
) -> Response:
    asked = request.query_params
    with desk.opened(database, signed, number) as work:
        page = weights_page(work, content, who, asked.get("method", ""))
    return render(request, replace(page, note=next((one for one in DONE if one == asked.get("done")), "")))


def read(form: FormData) -> Entered:
    """What the form gives; raises BadInput when it does not say in which way."""
    method = next((one for one in METHODS if one == desk.text(form, "method")), None)
    if method is None:
        raise BadInput("Choose how the weights are given.", field="method")
    return Entered(desk.text(form, "who"), method, {key: desk.text(form, key) for key in form})


@router.post("/desk/cases/{number}/weights")
def keep(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    entered = read(form)
    with desk.opened(database, signed, number, write=True) as work:
        try:
            numbers = given(content.scheme, entered, content.texts[signed.language])
            adjusting.set_weights(work.record, content.scheme, entered.who, entered.method, numbers, desk.now())
        except BadInput as error:
            page = weights_page(work, content, entered.who, entered.method, entered)
            return render(request, refused(page, error), error.status)
        work.note("case.weights_set", who=entered.who, method=entered.method)
    return desk.to(signed, f"/cases/{number}/weights?who={entered.who}&method={entered.method}&done=saved")


@router.post("/desk/cases/{number}/weights/preview")
def try_out(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    """What the weights would change; with the header `X-Part` only that piece of the page. Nothing is stored."""
    entered = read(form)
    with desk.opened(database, signed, number) as work:
        if "x-part" not in request.headers:
            return render(request, weights_page(work, content, entered.who, entered.method, entered))
        found = preview(work, content, base_of(work, content), entered)
    return render(request, PreviewPart(signed.language, found))


@router.post("/desk/cases/{number}/weights/roles")
def weigh_roles(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    """How much the weights of each role count, and why weights are set."""
    sent = {key.removeprefix("s."): desk.text(form, key) for key in form if key.startswith("s.")}
    with desk.opened(database, signed, number, write=True) as work:
        try:
            says = {who: -1 if (n := parse_integer(typed)) is None else n for who, typed in sent.items()}
            adjusting.weigh_roles(work.record, says, desk.text(form, "reason"), desk.now())
        except BadInput as error:
            page = replace(weights_page(work, content, "", ""), reason=desk.text(form, "reason"))
            return render(request, refused(page, error), error.status)
        work.note("case.weights_weighed", says=says)
    return desk.to(signed, f"/cases/{number}/weights?done=roles")


@router.post("/desk/cases/{number}/weights/remove")
def remove(number: Number, signed: Consultant, form: Form, database: Databases) -> Response:
    who = desk.text(form, "who")
    with desk.opened(database, signed, number, write=True) as work:
        adjusting.drop_weights(work.record, who, desk.now())
        work.note("case.weights_removed", who=who)
    return desk.to(signed, f"/cases/{number}/weights?done=removed")
