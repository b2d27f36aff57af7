"""Weights over HTTP: set in three ways, tried without being stored, weighed, taken back, refused as they were typed."""

from __future__ import annotations

import itertools
from math import isclose
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.workspace.access.tables import AuditRecord
from tests.recommendation.samples import real
from tests.web.officework import SECRET, Office
from tests.web.walking import DISTRIBUTOR, Page

NAMES = [criterion.id for criterion in real().scheme.criteria]
POINTS = {f"d.{name}": "10" for name in NAMES}
CHAIN = {f"p.{first}|{second}": "1" for first, second in itertools.pairwise(NAMES)}
DIRECT: dict[str, Any] = {"who": "sales", "method": "direct", **POINTS}


@pytest.fixture
def office(app: FastAPI) -> Office:
    return Office.open(app, "Ada")


@pytest.fixture
def number(office: Office) -> int:
    made = office.case(office.folder(), DISTRIBUTOR)
    office.ask(made, {"sales_driven": 5})
    return made


def page(office: Office, number: int, query: str = "") -> Page:
    found = Page(office.get(f"/cases/{number}/weights{query}").text)
    assert found.mistakes == []
    assert len(found.ids) == len(set(found.ids))
    assert SECRET not in found.text
    return found


def sets(office: Office, number: int) -> dict[str, Any]:
    found: dict[str, Any] = office.record(number).weighting.get("sets", {})
    return found


def test_points_are_saved_and_shown_again(office: Office, number: int) -> None:
    reply = office.send(f"/cases/{number}/weights", {**DIRECT, "d.speed": "70"})
    assert reply.headers["location"] == f"/en/desk/cases/{number}/weights?who=sales&method=direct&done=saved"
    assert isclose(sets(office, number)["sales"]["shares"]["speed"], 70 / 150)
    found = page(office, number, "?who=sales&method=direct&done=saved")
    assert found.fields["d.speed"] == ["70"]
    assert "The weights were saved." in found.text
    assert "46.7" in found.text


def test_ranks_and_pairs_are_saved(office: Office, number: int) -> None:
    ranks = {f"k.{name}": str(place) for place, name in enumerate(NAMES, 1)}
    office.send(f"/cases/{number}/weights", {"who": "it", "method": "ranking", **ranks})
    office.send(f"/cases/{number}/weights", {"who": "case", "method": "pairwise", **CHAIN})
    found = sets(office, number)
    assert (found["it"]["method"], found["case"]["method"]) == ("ranking", "pairwise")
    assert page(office, number, "?who=it").fields[f"k.{NAMES[8]}"] == ["9"]
    text = page(office, number, "?who=case").text
    assert "1 of 8 compared" in text
    assert "Consistency ratio 0" in text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({**DIRECT, "d.speed": "fast"}, "Give each criterion a number from 0 to 100."),
        ({**DIRECT, "d.speed": "1000"}, "Give each criterion a number from 0 to 100."),
        ({**DIRECT, **dict.fromkeys(POINTS, "0")}, "At least one criterion needs a weight above zero."),
        ({**DIRECT, "who": "janitor"}, "Choose whose weights these are."),
        ({"who": "sales", "method": "pairwise", f"p.{NAMES[0]}|{NAMES[1]}": "3"}, "Nothing links these criteria to"),
        ({"who": "sales", "method": "pairwise", **CHAIN, f"p.{NAMES[0]}|{NAMES[2]}": "12"}, "Compare two criteria on"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Office, number: int, form: dict[str, str], said: str
) -> None:
    found = Page(office.send(f"/cases/{number}/weights", form, 422).text)
    assert said in found.text
    assert sets(office, number) == {}
    for key, value in form.items():
        if key.startswith("d."):
            assert found.fields[key] == [value]
    if f"p.{NAMES[0]}|{NAMES[1]}" in form:
        assert found.fields[f"p.{NAMES[0]}|{NAMES[1]}"] == [form[f"p.{NAMES[0]}|{NAMES[1]}"]]


def test_a_way_that_is_none_is_refused(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/weights", {**DIRECT, "method": "magic"}, 422)
    office.send(f"/cases/{number}/weights/preview", {**DIRECT, "method": ""}, 422)


def test_the_preview_is_a_part_or_without_a_script_a_page(office: Office, number: int) -> None:
    part = office.send(f"/cases/{number}/weights/preview", DIRECT, 200, headers={"x-part": "1"}).text
    whole = office.send(f"/cases/{number}/weights/preview", {**DIRECT, "d.speed": "55"}, 200).text
    assert "<html" not in part
    assert "As it is now" in part
    assert "As it is now" in whole
    assert Page(whole).fields["d.speed"] == ["55"]
    assert sets(office, number) == {}
    assert SECRET not in part + whole


def test_the_preview_of_what_is_wrong_says_so(office: Office, number: int) -> None:
    form = {**DIRECT, "d.speed": ""}
    text = office.send(f"/cases/{number}/weights/preview", form, 200, headers={"x-part": "1"}).text
    assert "Give each criterion a number from 0 to 100." in text


def test_roles_are_weighed_with_a_reason(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/weights", DIRECT)
    reply = office.send(f"/cases/{number}/weights/roles", {"s.sales": "3", "reason": " Speed <b>is</b> all. "})
    assert reply.headers["location"].endswith("/weights?done=roles")
    found = page(office, number, "?done=roles")
    assert "Speed &lt;b&gt;is&lt;/b&gt; all." in found.text
    assert found.fields["s.sales"] == ["3"]
    assert office.record(number).weighting["reason"] == "Speed <b>is</b> all."


@pytest.mark.parametrize("form", [{"s.sales": "10"}, {"s.sales": "much"}, {"s.janitor": "1"}, {"reason": "x" * 2001}])
def test_what_cannot_weigh_roles_is_refused(office: Office, number: int, form: dict[str, str]) -> None:
    office.send(f"/cases/{number}/weights", DIRECT)
    reply = office.send(f"/cases/{number}/weights/roles", {"reason": "Because.", **form}, 422)
    assert 'role="alert"' in reply.text
    assert form.get("reason", "Because.") in reply.text
    assert "says" not in office.record(number).weighting


def test_weights_are_removed(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/weights", DIRECT)
    assert "Remove the weights of: Sales" in page(office, number).text
    office.send(f"/cases/{number}/weights/remove", {"who": "sales"})
    assert sets(office, number) == {}
    assert "No own weights are set" in page(office, number, "?done=removed").text


def test_every_change_is_written_down(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/weights", DIRECT)
    office.send(f"/cases/{number}/weights/roles", {"s.sales": "2"})
    office.send(f"/cases/{number}/weights/preview", DIRECT, 200)
    office.send(f"/cases/{number}/weights/remove", {"who": "sales"})
    with office.database.session(write=False) as session:
        query = select(AuditRecord).where(AuditRecord.organisation_id == office.organisation).order_by(AuditRecord.id)
        actions = [entry.action for entry in session.scalars(query)]
    assert actions == ["case.weights_set", "case.weights_weighed", "case.weights_removed"]


def test_weights_count_in_the_result_and_stand_on_its_page(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/weights", {**DIRECT, "d.speed": "20"})
    office.send(f"/cases/{number}/weights/roles", {"s.sales": "1", "reason": "The owner sells within a year."})
    office.conclude(number)
    text = office.get(f"/cases/{number}/result").text
    assert "Weights were set for this case." in text
    assert "The owner sells within a year." in text
    assert "2 voices were heard" in text
    for hidden in ("Olga", "Ada & Partners", SECRET):
        assert hidden not in text.partition("<article>")[2]


def test_a_viewer_reads_and_is_offered_no_change(app: FastAPI, office: Office, number: int) -> None:
    office.send(f"/cases/{number}/weights", DIRECT)
    office.send(f"/cases/{number}/weights/roles", {"reason": "Because it is so."})
    viewer = Office.open(app, "Vera", "viewer", office.organisation)
    found = page(viewer, number)
    assert "Because it is so." in found.text
    assert "Save these weights" not in found.text
    for path in ("", "/preview", "/roles", "/remove"):
        viewer.send(f"/cases/{number}/weights{path}", DIRECT, 403)


def test_of_an_issued_case_nothing_can_be_changed(office: Office, number: int) -> None:
    office.conclude(number)
    office.send(f"/cases/{number}/issue")
    assert "Save these weights" not in page(office, number).text
    for path in ("", "/roles", "/remove"):
        office.send(f"/cases/{number}/weights{path}", DIRECT, 410)


def test_nobody_of_another_organisation_reaches_it(app: FastAPI, number: int) -> None:
    stranger = Office.open(app, "Sam")
    stranger.get(f"/cases/{number}/weights", 404)
    for path in ("", "/preview", "/roles", "/remove"):
        stranger.send(f"/cases/{number}/weights{path}", DIRECT, 404)
