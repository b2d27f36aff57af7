"""The JSON API over the whole application, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

from advisor.recommendation.model import digest
from advisor.recommendation.replay import stored
from advisor.settings import Settings
from tests.test_cases import case as worked
from web.app import create_app
from web.routes.api import openapi

ROOT = Path(__file__).parents[3]
V1 = "/api/v1"
SHOP = {"employees": 12, "industry": "retail", "main_strain": "acquisition", "customer_data": "heads_notes"}


def application(database_url: str) -> Any:
    return create_app(Settings(database_url, ROOT / "rules", ROOT / "questionnaires"))


@pytest.fixture
def api(database_url: str) -> Iterator[TestClient]:
    with TestClient(application(database_url)) as client:
        yield client


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application on SQLite for everything that does not depend on the database."""
    folder = tmp_path_factory.mktemp("api")
    with TestClient(application(f"sqlite:///{folder}/api.db")) as client:
        yield client


def problem(response: Any, status: int) -> dict[str, Any]:
    """The body of an RFC 9457 problem document."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].endswith((".", "!")) or body["detail"] == body["title"]
    assert "Traceback" not in response.text
    return body


def test_a_case_from_start_to_deletion(api: TestClient) -> None:
    started = api.post(f"{V1}/cases", json={"track": "executive"})
    assert started.status_code == 201
    case = started.json()
    address = f"{V1}/cases/{case['id']}"
    assert started.headers["location"] == address
    assert case["answers"] == {}
    assert case["open"][:2] == ["employees", "industry"]
    assert case["asked"] == len(case["open"]) < 20
    assert case["settled"] is False

    first = api.get(f"{address}/next").json()
    assert first["question"]["id"] == "employees"
    assert first["answered"] == 0
    assert (first["settled"], first["stop_certificate"]) == (False, False)
    assert 0 < first["share"] < 1

    after = api.patch(f"{address}/answers", json={"answers": SHOP}).json()
    assert after["answers"] == SHOP
    assert "employees" not in after["open"]
    assert api.get(address).json() == after
    assert api.get(f"{address}/next").json()["answered"] == 4

    assert problem(api.get(f"{address}/recommendation"), 404)["code"] == "not-found"
    concluded = api.post(f"{address}/recommendation")
    assert concluded.status_code == 201
    assert api.get(f"{address}/recommendation").json() == concluded.json()
    assert api.get(case["resume"]).status_code == 200

    assert api.delete(address).status_code == 204
    problem(api.get(address), 404)
    problem(api.get(f"{address}/recommendation"), 404)


def test_a_stored_result_stays_when_answers_change(api: TestClient) -> None:
    case = api.post(f"{V1}/cases", json={"answers": SHOP}).json()
    address = f"{V1}/cases/{case['id']}"
    before = api.post(f"{address}/recommendation").json()
    api.patch(f"{address}/answers", json={"answers": {"crm_state": "good"}})
    assert api.get(f"{address}/recommendation").json() == before
    again = api.post(f"{address}/recommendation").json()
    assert again["answers"] == SHOP | {"crm_state": "good"}
    assert again["hash"] != before["hash"]


def test_one_wrong_answer_saves_none(api: TestClient) -> None:
    case = api.post(f"{V1}/cases", json={"answers": SHOP}).json()
    wrong = {"sellers": 3, "employees": "many", "nonsense": 1, "budget": {"amount": 5}}
    body = problem(api.patch(f"{V1}/cases/{case['id']}/answers", json={"answers": wrong}), 422)
    assert {e["field"] for e in body["errors"]} == {"employees", "nonsense", "budget"}
    assert all(e["detail"] for e in body["errors"])
    assert api.get(f"{V1}/cases/{case['id']}").json()["answers"] == SHOP


def test_questions_of_both_tracks(quick: TestClient) -> None:
    full = quick.get(f"{V1}/questions").json()
    short = quick.get(f"{V1}/questions", params={"track": "executive"}).json()
    assert 45 <= sum(q["asked"] for q in full) <= 55
    assert all(q["ask"] and q["why"] and q["unknown"] for q in full)
    required = [q for q in full if q["required"]]
    assert 0 < len(required) < 20
    assert short == required + [q for q in full if not q["required"]], "the same, those of the beginning first"


def answer_next(api: TestClient, address: str, said: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer one question after the other as a program would; what was told before each."""
    told = []
    while (step := api.get(f"{address}/next").json())["question"]:
        told.append(step)
        key = step["question"]["id"]
        api.patch(f"{address}/answers", json={"answers": {key: said.get(key, "unknown")}})
    return [*told, step]


def test_a_short_case_question_by_question(api: TestClient, content_of_case: dict[str, Any]) -> None:
    case = api.post(f"{V1}/cases", json={"track": "executive"}).json()
    address = f"{V1}/cases/{case['id']}"
    told = answer_next(api, address, content_of_case)
    assert [step["answered"] for step in told] == list(range(len(told)))
    assert len({step["question"]["id"] for step in told[:-1]}) == len(told) - 1 < 20
    assert [step["settled"] for step in told] == [False] * (len(told) - 1) + [True]
    assert told[-1]["share"] > 0.9 > told[0]["share"]
    state = api.get(address).json()
    assert (state["settled"], state["open"], state["asked"]) == (True, [], len(told) - 1)
    assert list(state["answers"]) == [step["question"]["id"] for step in told[:-1]]


@pytest.fixture
def content_of_case() -> dict[str, Any]:
    found: dict[str, Any] = worked("fitness-chain")["answers"]
    return found


def test_a_full_case_is_settled_when_all_is_answered(quick: TestClient, content_of_case: dict[str, Any]) -> None:
    """And it may be certain before: then the certificate says so."""
    few = {key: value for key, value in content_of_case.items() if key not in ("staff_turnover", "lockin_concern")}
    case = quick.post(f"{V1}/cases", json={"answers": few}).json()
    assert (case["settled"], case["open"]) == (False, ["staff_turnover", "lockin_concern"])
    step = quick.get(f"{V1}/cases/{case['id']}/next").json()
    assert step["question"]["id"] == "staff_turnover"
    assert (step["settled"], step["share"], step["stop_certificate"]) == (False, 1.0, True)
    quick.patch(f"{V1}/cases/{case['id']}/answers", json={"answers": content_of_case})
    end = quick.get(f"{V1}/cases/{case['id']}/next").json()
    assert (end["question"], end["settled"], end["share"], end["stop_certificate"]) == (None, True, 1.0, True)
    assert end["answered"] == end["asked"]


def test_the_next_question_is_the_first_of_those_listed_as_open(quick: TestClient) -> None:
    for track in ("executive", "full"):
        case = quick.post(f"{V1}/cases", json={"track": track, "answers": SHOP}).json()
        step = quick.get(f"{V1}/cases/{case['id']}/next").json()
        assert step["question"]["id"] == case["open"][0]
        assert step["asked"] == case["asked"]


def test_the_description_says_what_settled_means(quick: TestClient) -> None:
    described = quick.get("/api/openapi.json").json()
    shapes = described["components"]["schemas"]
    for shape, fields in (("CaseState", ["settled"]), ("Next", ["settled", "share", "stop_certificate"])):
        assert set(fields) <= set(shapes[shape]["required"])
        assert all(shapes[shape]["properties"][field]["description"] for field in fields)
    assert "listed first" in described["paths"][f"{V1}/questions"]["get"]["description"]


def test_one_shot_assessment_fulfils_the_contract(quick: TestClient) -> None:
    result = quick.post(f"{V1}/assessments", json={"answers": SHOP, "samples": 500, "seed": 7}).json()
    wanted = {
        *("content_version", "questionnaire", "path", "deployment", "verdict_status", "alternatives", "needs"),
        *("capacity", "robustness", "options", "modules", "integration", "roadmap", "budget", "risks", "products"),
        *("reasons", "against", "flips", "unknowns", "contradictions", "asked", "stop_certificate", "hash"),
    }
    assert wanted <= set(result)
    assert result["robustness"]["samples"] == 500
    assert len(result["options"]) == 16
    assert result["asked"] == len(SHOP)
    assert all({"row", "for", "points", "text", "sources"} <= set(reason) for reason in result["reasons"])
    assert stored(result).hash == result["hash"] == digest(stored(result).plain())
    assert result == quick.post(f"{V1}/assessments", json={"answers": SHOP, "samples": 500, "seed": 7}).json()


def test_nothing_known_is_an_answer_too(quick: TestClient) -> None:
    result = quick.post(f"{V1}/assessments", json={"answers": {}}).json()
    assert result["verdict_status"] == "too-close"
    assert result["alternatives"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"answers": {"employees": 0}}, "employees"),
        ({"answers": {"employees": True}}, "employees"),
        ({"answers": {"employees": {"a": 1}}}, "employees"),
        ({"answers": {"main_strain": "everything"}}, "main_strain"),
        ({"answers": {"budget": "50000"}}, "budget"),
        ({"answers": {"country": "Germany"}}, "country"),
        ({"answers": {"lead_followup": 6}}, "lead_followup"),
        ({"answers": {"channels": ["email", "unknown"]}}, "channels"),
        ({"answers": {"x" * 5000: 1}}, "x" * 200),
        ({"answers": {"half \ud800": 1}}, "half ?"),
        ({"answers": {"main_goal": "half \ud800"}}, "main_goal"),
        ({"answers": {}, "samples": 0}, "samples"),
        ({"answers": {}, "samples": 10**9}, "samples"),
        ({"answers": {}, "extra": 1}, "extra"),
        ({"answers": []}, "answers"),
        ({}, "answers"),
    ],
)
def test_bad_input_names_the_field(quick: TestClient, body: dict[str, Any], field: str) -> None:
    headers = {"content-type": "application/json"}
    found = problem(quick.post(f"{V1}/assessments", content=json.dumps(body), headers=headers), 422)
    assert field in {e["field"] for e in found["errors"]}


def test_not_json_too_much_and_unknown_language(quick: TestClient) -> None:
    headers = {"content-type": "application/json"}
    assert "JSON" in problem(quick.post(f"{V1}/assessments", content=b"{answers", headers=headers), 422)["detail"]
    assert "JSON" in problem(quick.post(f"{V1}/assessments", content=b"[" * 100_000, headers=headers), 400)["detail"]
    problem(quick.post(f"{V1}/assessments", content=b" " * 10_000_000, headers=headers), 413)
    problem(quick.post(f"{V1}/assessments", content=b"\xff\xfe", headers=headers), 422)
    assert problem(quick.get(f"{V1}/questions", params={"lang": "xx"}), 422)["field"] == "lang"
    problem(quick.get(f"{V1}/questions", params={"track": "short"}), 422)
    problem(quick.get(f"{V1}/nowhere"), 404)
    problem(quick.put(f"{V1}/questions"), 405)
    problem(quick.get(f"{V1}/cases/does-not-exist-at-all"), 404)
    problem(quick.get(f"{V1}/cases/short"), 404)


def test_another_site_may_not_post(quick: TestClient) -> None:
    response = quick.post(f"{V1}/cases", json={}, headers={"sec-fetch-site": "cross-site"})
    problem(response, 403)


def test_the_description_is_served_without_other_hosts(quick: TestClient) -> None:
    described = quick.get("/api/openapi.json").json()
    assert f"{V1}/assessments" in described["paths"]
    page = quick.get("/api/docs")
    assert page.status_code == 200
    assert "//" not in page.text.replace("<!doctype html>", "")
    for path in ("/static/vendor/swagger-ui/swagger-ui.css", "/static/api/docs.js"):
        assert path in page.text
        assert quick.get(path).status_code == 200


@schemathesis.openapi.from_dict(openapi()).parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_gets_a_described_answer(case: Any, quick: TestClient) -> None:
    """Generated requests: never a 500, and every answer has the status and shape that the description promises."""
    described = case.operation.definition.raw["responses"]
    response = quick.request(
        case.method, case.formatted_path, params=case.query, headers=dict(case.headers or {}),
        **({"json": case.body} if isinstance(case.body, dict | list | str | int | float | bool) else {}),
    )  # fmt: skip
    assert response.status_code < 500, response.text
    assert str(response.status_code) in described or response.status_code == 405, response.text
    assert "Traceback" not in response.text
