"""One case from the first answer to the issued result."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web import desking
from tests.web.desking import Member


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


def page(member: Member, number: int) -> str:
    reply = member.get(f"/en/desk/cases/{number}")
    assert reply.status_code == 200
    return str(reply.text)


def test_from_the_draft_to_the_issued_result(ada: Member) -> None:
    number = desking.case(ada)
    assert "Draft" in page(ada, number)
    link = desking.answer(ada, number)
    assert ada.client.post(f"{link}/hand-in", follow_redirects=False).headers["location"] == f"/en/desk/cases/{number}"
    assert "Ready" in page(ada, number)
    desking.concluded(ada, number)
    text = page(ada, number)
    assert "Issue the result" in text
    assert "in 100 readings" in text or "of 100 readings" in text
    assert ada.post(f"/en/desk/cases/{number}/issue").status_code == 303
    assert "Issued on" in page(ada, number)
    assert ada.post(f"/en/desk/cases/{number}/conclude").status_code == 410
    assert ada.post(f"/en/desk/cases/{number}/answer").status_code == 410
    assert ada.post(f"/en/desk/cases/{number}/reopen").status_code == 303
    assert "Issued on" not in page(ada, number)


def test_the_status_says_for_how_many_it_waits(ada: Member) -> None:
    number = desking.case(ada)
    desking.answer(ada, number)
    first = desking.ask(ada, number)
    desking.ask(ada, number, "Dmytro", "operations")
    assert "Waiting for 2 people" in page(ada, number)
    ada.client.post(f"{first}/hand-in", data={"comment": ""})
    assert "Waiting for 1 person" in page(ada, number)


def test_without_any_answer_there_is_no_result(ada: Member) -> None:
    number = desking.case(ada)
    reply = ada.post(f"/en/desk/cases/{number}/conclude")
    assert reply.status_code == 422
    assert "Nobody has answered anything yet" in reply.text
    assert ada.post(f"/en/desk/cases/{number}/issue").status_code == 422


def test_what_was_changed_since_is_said_and_not_issued(ada: Member) -> None:
    number = desking.case(ada)
    desking.answer(ada, number)
    desking.concluded(ada, number)
    voice = desking.ask(ada, number)
    ada.client.post(f"{voice}/hand-in", data={"comment": ""})
    assert "was changed since this result was made" in page(ada, number)
    assert ada.post(f"/en/desk/cases/{number}/issue").status_code == 422
    desking.concluded(ada, number)
    assert ada.post(f"/en/desk/cases/{number}/issue").status_code == 303


def test_answers_changed_through_the_own_link_count_as_changed(ada: Member) -> None:
    number = desking.case(ada)
    link = desking.answer(ada, number)
    desking.concluded(ada, number)
    desking.give(ada, link, {"employees": 900})
    ada.client.post(f"{link}/hand-in")
    assert "was changed since this result was made" in page(ada, number)


def test_a_copy_is_a_scenario_of_its_own(ada: Member) -> None:
    number = desking.case(ada)
    desking.answer(ada, number)
    voice = desking.ask(ada, number)
    desking.give(ada, voice, {"lead_followup": 5})
    ada.client.post(f"{voice}/hand-in", data={"comment": "A secret word"})
    made = desking.Member.made(ada, f"/en/desk/cases/{number}/copy", copy="What if it grows")
    text = page(ada, made)
    assert "What if it grows" in text
    assert "Olga" in text
    assert "A secret word" not in ada.get(f"/en/desk/cases/{made}/voices").text, "comments stay behind"
    desking.concluded(ada, made)
    refused = ada.post(f"/en/desk/cases/{number}/copy", copy=" ")
    assert refused.status_code == 422
    assert 'id="copy-error"' in refused.text


def test_a_case_is_renamed_thrown_away_brought_back_and_deleted(ada: Member) -> None:
    folder = desking.folder(ada)
    number = desking.case(ada, folder)
    assert ada.post(f"/en/desk/cases/{number}", title="Another", tags="a, b،c；a").status_code == 303
    assert [f">{tag}<" in ada.get("/en/desk?q=Another").text for tag in "abc"] == [True, True, True]
    assert ada.post(f"/en/desk/cases/{number}", title="", tags="").status_code == 422
    assert ada.post(f"/en/desk/cases/{number}", title="A", tags="x" * 41).status_code == 422
    assert ada.post(f"/en/desk/cases/{number}/delete").status_code == 422
    gone = ada.post(f"/en/desk/cases/{number}/move", shelf="trash")
    assert gone.headers["location"] == f"/en/desk/clients/{folder}?thrown=case-{number}"
    assert "Undo" in ada.get(gone.headers["location"]).text
    assert "lies in the trash" in page(ada, number)
    assert ada.post(f"/en/desk/cases/{number}/answer").status_code == 410
    ada.post(f"/en/desk/cases/{number}/move", shelf="open")
    assert "lies in the trash" not in page(ada, number)
    ada.post(f"/en/desk/cases/{number}/move", shelf="trash")
    assert ada.post(f"/en/desk/cases/{number}/delete").status_code == 303
    assert ada.get(f"/en/desk/cases/{number}").status_code == 404


def test_what_is_done_stands_in_the_audit_log(ada: Member) -> None:
    number = desking.case(ada)
    desking.answer(ada, number)
    desking.concluded(ada, number)
    log = ada.get("/en/desk/organisation/audit").text
    for word in ("Example Works: CRM or ERP",):
        assert word in log
