"""The entrance for programs: verbs and lists as JSON, errors as problem documents."""

from __future__ import annotations

import pytest
from httpx2 import Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from tests.sandbox.making import customer, product, units
from tests.web.sandbox.trying import Trier


def call(trier: Trier, verb: str, key: str = "", **inputs: object) -> Response:
    headers = {"Idempotency-Key": key} if key else {}
    return trier.client.post(f"/t/{trier.secret}/api/{verb}", json=inputs, headers=headers)


def parties(trier: Trier) -> int:
    with trier.books.session(write=False) as session:
        return session.scalar(select(func.count()).select_from(Party)) or 0


def test_a_verb_answers_with_its_document(trier: Trier) -> None:
    response = call(trier, "party.create", name="Acme", customer=True)
    assert (response.status_code, response.json()) == (200, {"kind": "party", "id": 1})
    assert response.headers["cache-control"] == "no-store"


def test_the_same_key_does_it_once(trier: Trier) -> None:
    answers = [call(trier, "party.create", "order-17", name="Acme").json() for _ in range(3)]
    assert answers == [{"kind": "party", "id": 1}] * 3
    assert parties(trier) == 1


def test_a_key_is_for_one_verb(trier: Trier) -> None:
    call(trier, "party.create", "order-17", name="Acme")
    response = call(trier, "product.create", "order-17", name="Valve")
    assert response.status_code == 409
    assert response.json()["code"] == "refused"


@pytest.mark.parametrize(
    ("verb", "inputs", "status", "code", "field"),
    [
        ("party.create", {}, 422, "bad-input", "name"),
        ("party.create", {"name": "A", "colour": "red"}, 422, "bad-input", "colour"),
        ("party.create", {"name": " "}, 409, "refused", "name"),
        ("product.create", {"name": "A", "price": "much"}, 422, "bad-input", "price"),
        ("party.destroy", {}, 404, "not-found", "verb"),
        ("entry.post", {"document": 99}, 404, "not-found", None),
    ],
)
def test_what_cannot_be_done_is_a_problem_document(
    trier: Trier, verb: str, inputs: dict[str, object], status: int, code: str, field: str | None
) -> None:
    response = call(trier, verb, **inputs)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["code"], body.get("field")) == (code, field)
    assert body["detail"]
    assert parties(trier) == 0


@pytest.mark.parametrize("body", [b"", b"no json", b"[1]", b'"x"', b"[" * 500])
def test_what_is_no_object_is_told(trier: Trier, body: bytes) -> None:
    response = trier.client.post(
        f"/t/{trier.secret}/api/party.create", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_link_that_leads_nowhere_is_a_problem_too(trier: Trier) -> None:
    response = trier.client.post(f"/t/{'a' * 32}/api/party.create", json={"name": "A"})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def fill(session: Session) -> None:
    customer(session, "acme")
    for number in range(3):
        product(session, f"p{number}", price=units("12.5"), places=2)


def test_a_list_as_json(app: object) -> None:
    trier = Trier(app, fill)  # type: ignore[arg-type]
    body = trier.get("/api/l/products?sort=-name&q=p").json()
    assert (body["count"], body["page"], body["size"]) == (3, 1, 50)
    first = body["rows"][0]
    assert (first["id"], first["name"], first["price"], first["source"]) == (3, "P2", "12.50", "buy")
    assert trier.get("/api/l/products?size=1&page=2").json()["rows"][0]["id"] == 2
    assert trier.get("/api/l/nothing").json()["code"] == "not-found"


@pytest.mark.parametrize("size", ["0", "-1", "x", "1001", "9" * 30])
def test_the_size_of_a_page_is_bounded(trier: Trier, size: str) -> None:
    response = trier.get(f"/api/l/products?size={size}")
    assert response.status_code == 422
    assert response.json()["field"] == "size"


def test_a_program_acts_as_management_unless_it_says_otherwise(trier: Trier) -> None:
    trier.post("/role", role="warehouse")
    assert call(trier, "party.create", name="Acme").status_code == 403
    assert trier.client.cookies
