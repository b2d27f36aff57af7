"""Stored results of a case on the desk: as they were made, with their trace, and under today's rules."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI

from advisor.recommendation.model import Recommendation, digest
from tests.web import desking
from tests.web.desking import Member


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


@pytest.fixture
def number(ada: Member) -> int:
    """A case with two results."""
    made = desking.case(ada)
    link = desking.answer(ada, made)
    desking.concluded(ada, made)
    desking.give(ada, link, {"main_strain": "acquisition", "crm_state": "none", "lead_followup": 5})
    ada.client.post(f"{link}/hand-in")
    desking.concluded(ada, made)
    return made


def results(ada: Member, number: int) -> list[int]:
    found = re.findall(r"/result\?of=(\d+)", ada.get(f"/en/desk/cases/{number}").text)
    return sorted({int(one) for one in found}, reverse=True)


def test_the_newest_result_counts_until_one_is_issued(ada: Member, number: int) -> None:
    newest, oldest = results(ada, number)
    base = f"/en/desk/cases/{number}"
    shown = json.loads(ada.get(f"{base}/result.json").text)
    assert shown == json.loads(ada.get(f"{base}/result.json?of={newest}").text)
    earlier = json.loads(ada.get(f"{base}/result.json?of={oldest}").text)
    assert earlier["answers"]["main_strain"] == "coordination"
    assert shown["answers"]["main_strain"] == "acquisition"
    for plain in (shown, earlier):
        assert digest(plain) == plain["hash"]
        assert Recommendation.model_validate(plain).sealed().hash == plain["hash"]
    assert "This is an earlier result" in ada.get(f"{base}/result?of={oldest}").text
    assert "This is an earlier result" not in ada.get(f"{base}/result").text


def test_an_issued_result_stays_the_one_that_counts(ada: Member, number: int) -> None:
    base = f"/en/desk/cases/{number}"
    assert ada.post(f"{base}/issue").status_code == 303
    issued = ada.get(f"{base}/result.json").text
    assert ada.post(f"{base}/reopen").status_code == 303
    assert ada.get(f"{base}/result.json").text == issued


def test_a_result_can_be_read_in_every_language_and_leads_to_no_answers(ada: Member, number: int) -> None:
    for language in ("en", "ru", "uk", "zh", "fa"):
        page = ada.get(f"/{language}/desk/cases/{number}/result")
        assert page.status_code == 200
        assert "/c/" not in page.text
        assert ada.get(f"/{language}/desk/cases/{number}/trace").status_code == 200


def test_the_time_machine_compares_with_todays_rules(ada: Member, number: int) -> None:
    oldest = results(ada, number)[1]
    page = ada.get(f"/en/desk/cases/{number}/result/today?of={oldest}")
    assert page.status_code == 200
    assert "the same advice today" in page.text
    assert f"/en/desk/cases/{number}/conclude" in page.text


@pytest.mark.parametrize("of", ["0", "999999", "-1", "x", "99999999999999"])
def test_a_result_of_another_case_is_not_shown(of: str, ada: Member, number: int) -> None:
    for page in ("result", "trace", "result.json", "result/today"):
        assert ada.get(f"/en/desk/cases/{number}/{page}?of={of}").status_code in (404, 422)


def test_a_case_without_result_says_what_to_do(ada: Member) -> None:
    empty = desking.case(ada)
    for page in ("result", "trace", "result.json", "result/today"):
        reply = ada.get(f"/en/desk/cases/{empty}/{page}")
        assert reply.status_code == 404
        assert "no result yet" in reply.text
