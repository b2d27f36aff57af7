"""The map of differences over HTTP: empty states, what is out of date, who decides, the agenda, and who may what."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web import at_case
from tests.web.officework import SECRET, Office
from tests.web.walking import DISTRIBUTOR, Page


@pytest.fixture
def office(app: FastAPI) -> Office:
    return Office.open(app, "Ada")


@pytest.fixture
def number(office: Office) -> int:
    made = at_case.differing(office)
    office.conclude(made)
    return made


def map_of(office: Office, number: int, query: str = "") -> str:
    text = str(office.get(f"/cases/{number}/differences{query}").text)
    assert Page(text).mistakes == []
    return text


def test_empty_states_say_what_belongs_here_and_offer_the_first_step(office: Office) -> None:
    number = office.case(office.folder(), DISTRIBUTOR)
    text = map_of(office, number)
    assert "is worked out with the result" in text
    assert f'action="/en/desk/cases/{number}/conclude"' in text
    office.conclude(number)
    text = map_of(office, number)
    assert "rests on the answers of one person" in text
    assert f"/en/desk/cases/{number}/voices#ask" in text
    office.ask(number, {"employees": 48}, "Mia", "management")
    office.conclude(number)
    text = map_of(office, number)
    assert "They agree in everything that several answered." in text
    assert "agenda" not in Page(text).ids


def test_the_map(office: Office, number: int) -> None:
    text = map_of(office, number)
    assert "How far the voices agree" in text
    assert "Sales, Sales" in text
    assert "Agenda of a meeting of 30 minutes" in text
    assert "r.main_strain" in text
    assert SECRET not in text


def test_who_decides_is_saved_and_the_map_says_that_it_is_out_of_date(office: Office, number: int) -> None:
    assert "may be out of date" not in map_of(office, number)
    reply = office.send(f"/cases/{number}/rule", {"r.budget": "consultant", "r.main_strain": "weighted"})
    assert reply.headers["location"] == f"/en/desk/cases/{number}/differences?done=rule"
    text = map_of(office, number, "?done=rule")
    assert "Who decides was saved." in text
    assert "may be out of date" in text
    assert "Make the result again" in text
    fields = Page(text).fields
    assert fields["r.budget"] == ["consultant"]
    assert fields["r.main_strain"] == ["weighted"]
    office.conclude(number)
    assert "may be out of date" not in map_of(office, number)
    office.send(f"/cases/{number}/rule", {"r.budget": ""})
    assert "r.budget" not in Page(map_of(office, number)).fields, "left to the rule again"


def test_a_role_that_is_none_is_refused(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/rule", {"r.budget": "janitor"}, 422)
    assert office.record(number).rule == {}


@pytest.mark.parametrize(("query", "minutes"), [("?minutes=15", 15), ("?minutes=60", 60), ("?minutes=7", 30), ("", 30)])
def test_the_length_of_the_meeting(office: Office, number: int, query: str, minutes: int) -> None:
    assert f"Agenda of a meeting of {minutes} minutes" in map_of(office, number, query)


def test_a_viewer_reads_and_is_offered_no_change(app: FastAPI, office: Office, number: int) -> None:
    viewer = Office.open(app, "Vera", "viewer", office.organisation)
    text = map_of(viewer, number)
    assert "Sales, Sales" in text
    assert "Who decides: " in text
    for word in ("r.budget", "Save who decides", "/conclude"):
        assert word not in text
    viewer.send(f"/cases/{number}/rule", {"r.budget": "finance"}, 403)


def test_of_an_issued_case_nothing_can_be_changed(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/issue")
    assert "Save who decides" not in map_of(office, number)
    office.send(f"/cases/{number}/rule", {"r.budget": "finance"}, 410)


def test_nobody_of_another_organisation_sees_it(app: FastAPI, office: Office, number: int) -> None:
    stranger = Office.open(app, "Sam")
    stranger.get(f"/cases/{number}/differences", 404)
    stranger.send(f"/cases/{number}/rule", {"r.budget": "finance"}, 404)


def test_in_persian_with_persian_digits(office: Office, number: int) -> None:
    text = office.client.get(f"/fa/desk/cases/{number}/differences").text
    assert 'dir="rtl"' in text
    assert "۳۰" in text
