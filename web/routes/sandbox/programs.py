"""The same for programs: verbs with JSON in and out, and lists as JSON. Errors are problem documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Request

from advisor.errors import BadInput
from advisor.sandbox.trials import tours
from advisor.sandbox.verbs import run
from web.routes.sandbox.pages import known, need
from web.sandbox import listing, registry
from web.sandbox.cells import plain
from web.sandbox.chrome import writer
from web.sandbox.link_after import hand_over
from web.sandbox.tables import unit
from web.sandbox.visit import Doors, Visit

router = APIRouter(include_in_schema=False)
MOST_KEY = 120
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=MOST_KEY)]
Inputs = Annotated[dict[str, Any], Body()]


@router.post("/t/{secret}/api/{verb}")
def do(secret: str, verb: str, door: Doors, inputs: Inputs, key: Key = "") -> dict[str, Any]:
    """Run a verb; the answer names the document it made or changed. With a key the same request does it once."""
    with door.visit(secret, write=True) as visit:
        answer = run(visit.session, known(verb), inputs, visit.actor, key)
        tours.finish(visit.session)
    hand_over(door, secret, visit.session)
    return answer


@router.get("/t/{secret}/api/l/{name}")
def listed(secret: str, name: str, door: Doors, request: Request) -> dict[str, Any]:
    """A page of a list; filters, search, sort and page as on its page for people."""
    with door.visit(secret) as visit:
        screen = registry.screen(name)
        need(visit, screen.module)
        asked = listing.asked(screen, visit.query)
        size = _size(request.query_params.get("size", ""))
        found = listing.find(visit.session, screen, asked, size)
        return {
            "count": found.count,
            "page": asked.page,
            "size": size,
            "rows": [_row(visit, screen, row) for row in found.rows],
        }


def _size(text: str) -> int:
    """How many rows are wanted. Raises BadInput."""
    if not text:
        return listing.PAGE
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= 1000):
        raise BadInput("A page has 1 to 1,000 rows.", field="size")
    return int(text)


def _row(visit: Visit, screen: Any, row: Any) -> dict[str, Any]:
    """Values as exact text or numbers; states and choices by their short names; days in ISO form."""
    found: dict[str, Any] = {"id": row["id"]}
    write = writer(visit)
    for column in screen.columns:
        value = row.get(column.name)
        if column.kind in ("money", "price", "quantity", "number", "percent", "bar"):
            value = plain(column.kind, value, unit(column, row), write)
        found[column.name] = f"{value:f}" if isinstance(value, Decimal) else value
    return found
